"""Role credentials as the text that a shell, a tool or an SDK reads.

The variables and the `process` form are those of `aws configure export-credentials`; unlike there every value is
quoted for its shell. This is one of the few places that reveal a secret: what it returns goes to stdout or into a
child's environment and nowhere else.
"""

from __future__ import annotations

import json
import math

from ssoswitch.core.shells import WINDOWS_CMD, quote, set_line
from ssoswitch.core.token_file import format_date
from ssoswitch.model.errors import InvalidValue
from ssoswitch.model.token import RoleCredentials

FORMATS = ("env", "env-no-export", "fish", "powershell", "windows-cmd", "json", "process")

_SHELL_OF_FORMAT = {"env": "bash", "fish": "fish", "powershell": "powershell", "windows-cmd": WINDOWS_CMD}


def expires(credentials: RoleCredentials) -> bool:
    """Whether they end at all: a user's static keys do not."""
    return math.isfinite(credentials.expires_at) and credentials.expires_at > 0


def variables(credentials: RoleCredentials, region: str = "") -> dict[str, str]:
    """The environment variables of these credentials, in the order in which they are printed.

    The region stands under both names, because boto3 reads only AWS_DEFAULT_REGION and other SDKs only AWS_REGION.
    The values are secrets in clear.
    """
    result = {
        "AWS_ACCESS_KEY_ID": credentials.access_key_id.reveal(),
        "AWS_SECRET_ACCESS_KEY": credentials.secret_access_key.reveal(),
    }
    if credentials.session_token:
        result["AWS_SESSION_TOKEN"] = credentials.session_token.reveal()
    if expires(credentials):
        result["AWS_CREDENTIAL_EXPIRATION"] = format_date(credentials.expires_at)
    if region:
        result["AWS_REGION"] = region
        result["AWS_DEFAULT_REGION"] = region
    return result


def process_document(credentials: RoleCredentials) -> dict[str, object]:
    """What a credential_process prints, as a dict; `Version` is the number 1. The values are secrets in clear."""
    document: dict[str, object] = {
        "Version": 1,
        "AccessKeyId": credentials.access_key_id.reveal(),
        "SecretAccessKey": credentials.secret_access_key.reveal(),
    }
    if credentials.session_token:
        document["SessionToken"] = credentials.session_token.reveal()
    if expires(credentials):
        document["Expiration"] = format_date(credentials.expires_at)
    if credentials.account_id:
        document["AccountId"] = credentials.account_id
    return document


def render(credentials: RoleCredentials, fmt: str, region: str = "") -> str:
    """The credentials in one of FORMATS, ending in a newline; the text holds secrets in clear.

    `json` is the `process` document with the role's name and the region added, indented. Raises InvalidValue for an
    unknown format, and for a value that the format's shell cannot hold.
    """
    if fmt == "process":
        return json.dumps(process_document(credentials)) + "\n"
    if fmt == "json":
        document = process_document(credentials)
        if credentials.role_name:
            document["RoleName"] = credentials.role_name
        if region:
            document["Region"] = region
        return json.dumps(document, indent=2) + "\n"
    values = variables(credentials, region)
    if fmt == "env-no-export":
        return "".join(f"{name}={quote('bash', value)}\n" for name, value in values.items())
    shell = _SHELL_OF_FORMAT.get(fmt)
    if shell is None:
        raise InvalidValue(
            f"{fmt!r} is not a format of credentials; nothing was fetched.",
            f"Formats: {', '.join(FORMATS)}.",
        )
    return "".join(f"{set_line(shell, name, value)}\n" for name, value in values.items())
