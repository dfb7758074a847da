"""Whether a 200 is AWS's own answer at all.

botocore takes an empty body, a captive portal's page or an empty object for an answer without members. To a listing
that reads "you have no accounts", and a saved tree would be lost over a Wi-Fi sign-in page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from ssoswitch.core.text import LONGEST as LONGEST_TEXT
from ssoswitch.core.text import clean
from ssoswitch.model.secret import without_secrets

# What an answer must hold, null or not, to be AWS's; with nothing named it may also be empty.
MUST_HOLD = {
    "ListAccounts": "accountList",
    "ListAccountRoles": "roleList",
    "GetRoleCredentials": "roleCredentials",
    "RegisterClient": "clientId",
    "StartDeviceAuthorization": "deviceCode",
    "CreateToken": "accessToken",
    "Logout": "",
}


_KEY = re.compile(r"[!-~]+")  # ASCII without blanks; AWS's own are letters, digits and those of base64


class NotAnAnswer(Exception):
    """A 200 that is not one of AWS's answers."""


def check_answer(http_response: Any, model: Any, **_: Any) -> None:
    """For botocore's `after-call` event. Raises NotAnAnswer."""
    name = MUST_HOLD.get(str(model.name))
    content = http_response.content
    if name is None or http_response.status_code >= 300 or (not name and not content.strip()):
        return
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        raise NotAnAnswer from None
    if not isinstance(value, dict) or (name and name not in value):
        raise NotAnAnswer


def shown_text(text: object, limit: int = LONGEST_TEXT) -> str:
    """What an answer says, as it may be shown and kept: nothing that a terminal obeys, no secret of ours quoted."""
    # Whole before it is cut, or the half of a token would be left.
    return clean(without_secrets(str(text or "")), limit)


LONGEST = 1e10
"""Seconds, some three hundred years: a larger number in an answer counts as this one, which every calendar holds."""


def text_in(answer: Mapping[str, Any], name: str) -> str:
    """A text that an answer must hold. Raises NotAnAnswer where there is none."""
    value = answer.get(name)
    if not isinstance(value, str) or not value:
        raise NotAnAnswer
    return value


def is_key(text: str) -> bool:
    """Whether that may be a part of AWS credentials, which go into variables, files and shells."""
    return bool(_KEY.fullmatch(text))


def seconds_in(answer: Mapping[str, Any], name: str, default: float = 0.0, unit: float = 1.0) -> float:
    """A time in an answer in seconds, `unit` of which make one; `default` where there is none, or nothing sensible."""
    value = answer.get(name)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not value or value != value:  # NaN
        return default
    return float(min(max(value, 0), LONGEST * unit)) / unit


def lifetime_in(answer: Mapping[str, Any], name: str, default: float) -> float:
    """How many seconds something lives from now on; `default` where the answer does not say.

    Raises NotAnAnswer for none or less: what has ended before it came would be kept, and nobody could tell why it is
    of no use.
    """
    value = answer.get(name)
    if isinstance(value, (int, float)) and not isinstance(value, bool) and value <= 0:
        raise NotAnAnswer
    return seconds_in(answer, name, default)


def next_token_in(answer: Mapping[str, Any]) -> str | None:
    """The mark of the next page; None behind the last one. Raises NotAnAnswer for what is no text."""
    return text_in(answer, "nextToken") if answer.get("nextToken") else None
