"""Whether a 200 is AWS's own answer at all.

botocore takes an empty body, a captive portal's page or an empty object for an answer without members. To a listing
that reads "you have no accounts", and a saved tree would be lost over a Wi-Fi sign-in page.
"""

from __future__ import annotations

import json
from typing import Any

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
