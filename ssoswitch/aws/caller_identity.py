"""STS: who some credentials are, and the credentials of a role that another role may assume."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ssoswitch.aws.answers import is_key, shown_text
from ssoswitch.aws.clients import Clients
from ssoswitch.aws.errors import not_understood, translate
from ssoswitch.model.errors import AccessDenied
from ssoswitch.model.frozen import frozen
from ssoswitch.model.token import RoleCredentials, Secret

_ASSUMED = re.compile(r"arn:aws[a-z-]*:sts::(\d{12}):assumed-role/([^/]+)/(.*)")
_RESERVED = re.compile(r"AWSReservedSSO_(.+)_[0-9a-f]{16}\Z")
_DEAD = frozenset({"ExpiredToken", "InvalidClientTokenId", "SignatureDoesNotMatch", "ExpiredTokenException"})


@frozen
class CallerIdentity:
    """What GetCallerIdentity answered."""

    account_id: str
    arn: str

    @property
    def role_name(self) -> str:
        """The role's name, for Identity Center's roles that of the permission set; empty for users."""
        match = _ASSUMED.match(self.arn)
        if match is None:
            return ""
        reserved = _RESERVED.match(match.group(2))
        return reserved.group(1) if reserved else match.group(2)

    def role_arn(self, sso_region: str) -> str:
        """The ARN of the role itself; empty for users.

        An Identity Center role has the path of the IAM User Guide, /aws-reserved/sso.amazonaws.com/REGION/, without
        the region where that is us-east-1, and a random suffix in its name that only AWS knows.
        """
        match = _ASSUMED.match(self.arn)
        if match is None:
            return ""
        region = "" if sso_region == "us-east-1" else f"{sso_region}/"
        path = f"aws-reserved/sso.amazonaws.com/{region}" if _RESERVED.match(match.group(2)) else ""
        return f"arn:{self.arn.split(':')[1]}:iam::{match.group(1)}:role/{path}{match.group(2)}"

    @property
    def session_name(self) -> str:
        """The name of the role session: for Identity Center the person's user name. Empty for users."""
        match = _ASSUMED.match(self.arn)
        return match.group(3) if match else ""


def get_caller_identity(clients: Clients, credentials: RoleCredentials, region: str) -> CallerIdentity:
    """Ask STS in that region who the credentials are. Raises AccessError."""
    answer = _call(clients, credentials, region, "say who you are", lambda sts: sts.get_caller_identity())
    account_id, arn = str(answer.get("Account") or ""), shown_text(answer.get("Arn"))
    if not re.fullmatch(r"\d{12}", account_id) or not arn:
        raise not_understood("say who you are")
    return CallerIdentity(account_id, arn)


@frozen
class RoleRequest:
    """What AssumeRole is asked for."""

    role_arn: str
    session_name: str
    duration_seconds: int | None = None
    """None: AWS's own default, an hour."""
    external_id: str = ""
    mfa_serial: str = ""
    mfa_code: str = ""


def assume_role(
    clients: Clients, credentials: RoleCredentials, region: str, request: RoleRequest
) -> RoleCredentials:
    """The credentials of the role, asked of STS in that region with `credentials`. Raises AccessError."""
    parameters: dict[str, Any] = {"RoleArn": request.role_arn, "RoleSessionName": request.session_name}
    if request.duration_seconds is not None:
        parameters["DurationSeconds"] = request.duration_seconds
    if request.external_id:
        parameters["ExternalId"] = request.external_id
    if request.mfa_serial:
        parameters |= {"SerialNumber": request.mfa_serial, "TokenCode": request.mfa_code}
    what = f"assume {request.role_arn}"
    answer = _call(clients, credentials, region, what, lambda sts: sts.assume_role(**parameters))
    given = answer.get("Credentials") or {}
    texts = [str(given.get(key) or "") for key in ("AccessKeyId", "SecretAccessKey", "SessionToken")]
    expiration = given.get("Expiration")
    if not all(map(is_key, texts)) or expiration is None:
        raise not_understood(what)
    account_id, _, path = request.role_arn.partition(":iam::")[2].partition(":role/")
    return RoleCredentials(
        account_id,
        path.rpartition("/")[2],
        Secret(texts[0]),
        Secret(texts[1]),
        Secret(texts[2]),
        float(expiration.timestamp()),
    )


def _call(
    clients: Clients, credentials: RoleCredentials, region: str, what: str, call: Callable[[Any], Any]
) -> dict[str, Any]:
    from botocore.exceptions import ClientError

    client = clients.signed_client("sts", region, credentials)
    try:
        answer = call(client)
    except ClientError as error:
        if (error.response.get("Error") or {}).get("Code") in _DEAD:
            raise AccessDenied(
                f"AWS does not take these credentials, so it did not {what}: they have ended, or are not valid.",
                "Get new ones: `ssoswitch credentials`, or sign in again.",
            ) from None
        raise translate(error, what, service="sts", now=clients.env.clock.time()) from None
    except Exception as error:  # noqa: BLE001  (translated, not swallowed)
        # Also what botocore's parser lets through when a captive portal answers with a page (KeyError …).
        raise translate(error, what, service="sts", now=clients.env.clock.time()) from None
    finally:
        client.close()
    return answer if isinstance(answer, dict) else {}
