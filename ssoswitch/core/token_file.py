"""The token cache that every AWS SDK shares, as text: `~/.aws/sso/cache/<sha1>.json`; and the AWS CLI's role cache.

What the readers insist on decides the form: dates are `YYYY-MM-DDTHH:MM:SSZ` (botocore fails without a zone, Go on
`UTC`, older Java on an offset), no value is ever null (botocore and the AWS CLI fail on a null refreshToken, Go
refuses the file), and `region` is always there (without it `aws sso logout` does not tell the portal). Keys of other
tools are kept.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from ssoswitch.core.digests import sha1_of
from ssoswitch.model.account import AccountRole
from ssoswitch.model.sso_session import SsoSession
from ssoswitch.model.token import AccessToken, ClientRegistration, RoleCredentials, Secret

_KNOWN = frozenset(
    {
        "startUrl",
        "region",
        "accessToken",
        "expiresAt",
        "clientId",
        "clientSecret",
        "registrationExpiresAt",
        "refreshToken",
    }
)
_OURS = "ssoswitch"


def token_file_name(session: SsoSession) -> str:
    """SHA-1 of the session's name, or of an inline session's start URL exactly as written."""
    return f"{_sha1(session.token_key)}.json"


def registration_file_name(session: SsoSession, grant_type: str, scopes: tuple[str, ...]) -> str:
    """Our own name for a client registration: one for each Identity Center, login grant and set of scopes.

    It is neither the AWS CLI's nor aws-sso-util's name: they would use, or trip over, what is not theirs.
    """
    key = json.dumps([session.sso_region, session.start_url, grant_type, sorted(scopes)])
    return f"ssoswitch-client-{_sha1(key)}.json"


def role_credentials_file_name(session: SsoSession, role: AccountRole) -> str:
    """The AWS CLI's name: SHA-1 of compact, sorted JSON; an inline session is named by its start URL."""
    parts = {
        "accountId": role.account_id,
        "roleName": role.role_name,
        "startUrl" if session.inline else "sessionName": session.token_key,
    }
    return f"{_sha1(json.dumps(parts, sort_keys=True, separators=(',', ':')))}.json"


def parse_token(data: bytes) -> AccessToken | None:
    """The token that a file holds; None for whatever is none (empty, half, binary, of another kind)."""
    values = _object(data)
    token, expires_at = _text(values, "accessToken"), parse_date(values.get("expiresAt"))
    if not token or expires_at is None:
        return None
    refresh_token = _text(values, "refreshToken")
    return AccessToken(
        start_url=_text(values, "startUrl"),
        region=_text(values, "region"),
        access_token=Secret(token),
        expires_at=expires_at,
        registration=_registration_in_token(values),
        refresh_token=Secret(refresh_token) if refresh_token else None,
        extra={key: value for key, value in values.items() if key not in _KNOWN and value is not None},
    )


def render_token(token: AccessToken) -> bytes:
    """The file of that token. Holds secrets: it is written 0600 and nowhere else."""
    values: dict[str, Any] = {
        **token.extra,
        "startUrl": token.start_url,
        "region": token.region,
        "accessToken": token.access_token.reveal(),
        "expiresAt": format_date(token.expires_at),
    }
    if token.registration is not None:
        values |= {
            "clientId": token.registration.client_id,
            "clientSecret": token.registration.client_secret.reveal(),
            "registrationExpiresAt": format_date(token.registration.expires_at),
        }
    if token.refresh_token is not None:
        values["refreshToken"] = token.refresh_token.reveal()
    return _bytes(values)


def parse_registration(data: bytes) -> ClientRegistration | None:
    """The registration that a file of ours holds; None for whatever is none."""
    values = _object(data)
    client_id, secret = _text(values, "clientId"), _text(values, "clientSecret")
    expires_at = parse_date(values.get("expiresAt"))
    if not client_id or not secret or expires_at is None:
        return None
    return ClientRegistration(
        client_id=client_id,
        client_secret=Secret(secret),
        expires_at=expires_at,
        scopes=_texts(values, "scopes"),
        grant_types=_texts(values, "grantTypes"),
    )


def render_registration(registration: ClientRegistration) -> bytes:
    """The file of that registration; it holds a secret and no `accessToken`, so the AWS CLI's log-out passes it by."""
    return _bytes(
        {
            "clientId": registration.client_id,
            "clientSecret": registration.client_secret.reveal(),
            "expiresAt": format_date(registration.expires_at),
            "scopes": list(registration.scopes),
            "grantTypes": list(registration.grant_types),
        }
    )


def parse_role_credentials(data: bytes, role: AccountRole) -> RoleCredentials | None:
    """Role credentials as the AWS CLI keeps them; None for a file of another kind (its SQLite database, say)."""
    values = _object(data)
    given = values.get("Credentials")
    if values.get("ProviderType") != "sso" or not isinstance(given, dict):
        return None
    texts = [_text(given, key) for key in ("AccessKeyId", "SecretAccessKey", "SessionToken")]
    expires_at = parse_date(given.get("Expiration"))
    if not all(texts) or expires_at is None:
        return None
    return RoleCredentials(
        account_id=role.account_id,
        role_name=role.role_name,
        access_key_id=Secret(texts[0]),
        secret_access_key=Secret(texts[1]),
        session_token=Secret(texts[2]),
        expires_at=expires_at,
    )


def render_role_credentials(credentials: RoleCredentials, session: SsoSession) -> bytes:
    """The AWS CLI's form of cached role credentials; beside it, for a log-out, what its file name is the digest of."""
    return _bytes(
        {
            "ProviderType": "sso",
            "Credentials": {
                "AccessKeyId": credentials.access_key_id.reveal(),
                "SecretAccessKey": credentials.secret_access_key.reveal(),
                "SessionToken": credentials.session_token.reveal(),
                "Expiration": format_date(credentials.expires_at),
                "AccountId": credentials.account_id,
            },
            _OURS: {"session": session.token_key, "roleName": credentials.role_name},
        }
    )


def role_of_file(data: bytes, session: SsoSession) -> AccountRole | None:
    """Whose credentials `render_role_credentials` wrote there for that session; None for any other file."""
    values = _object(data)
    given, ours = values.get("Credentials"), values.get(_OURS)
    if (
        not isinstance(given, dict)
        or not isinstance(ours, dict)
        or _text(ours, "session") != session.token_key
    ):
        return None
    role = AccountRole(_text(given, "AccountId"), _text(ours, "roleName"))
    return role if role.account_id and role.role_name else None


def format_date(moment: float) -> str:
    """Seconds since the epoch as `YYYY-MM-DDTHH:MM:SSZ`; what no calendar holds as its last second."""
    try:
        date = datetime.fromtimestamp(int(moment), UTC)
    except (OverflowError, ValueError, OSError):
        date = (
            datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC) if moment > 0 else datetime(1970, 1, 1, tzinfo=UTC)
        )
    return date.strftime("%Y-%m-%dT%H:%M:%SZ").zfill(20)


def parse_date(value: object) -> float | None:
    """Seconds since the epoch of an ISO 8601 date; without a zone, or with `UTC`, it is UTC. None: no date."""
    if not isinstance(value, str):
        return None
    try:
        date = datetime.fromisoformat(value.strip().replace("UTC", "Z"))
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None


def _registration_in_token(values: Mapping[str, Any]) -> ClientRegistration | None:
    client_id, secret = _text(values, "clientId"), _text(values, "clientSecret")
    expires_at = parse_date(values.get("registrationExpiresAt"))
    if not client_id or not secret or expires_at is None:
        return None
    return ClientRegistration(client_id=client_id, client_secret=Secret(secret), expires_at=expires_at)


def _object(data: bytes) -> dict[str, Any]:
    try:
        value = json.loads(data, parse_constant=lambda _: None)  # NaN is no JSON
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _text(values: Mapping[str, Any], key: str) -> str:
    value = values.get(key)
    return value if isinstance(value, str) else ""


def _texts(values: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = values.get(key)
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def _bytes(values: Mapping[str, Any]) -> bytes:
    return json.dumps(values, ensure_ascii=True).encode("ascii")


def _sha1(text: str) -> str:
    # Not for security: it is the name that the AWS SDKs look for.
    return sha1_of(text.encode("utf-8", "surrogatepass"))
