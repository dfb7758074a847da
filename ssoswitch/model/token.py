"""What a sign-in gives: registrations, device authorizations, access tokens, role credentials."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from ssoswitch.model.frozen import frozen
from ssoswitch.model.secret import Secret

__all__ = [
    "AccessToken",
    "ClientRegistration",
    "DeviceAuthorization",
    "RoleCredentials",
    "Secret",
    "TokenGrant",
]

GRANT_DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"
GRANT_AUTHORIZATION_CODE = "authorization_code"
GRANT_REFRESH_TOKEN = "refresh_token"  # noqa: S105  (the name of a grant, from RFC 6749)


@frozen
class ClientRegistration:
    """What RegisterClient answered; lives about 90 days and holds one login grant only."""

    client_id: str
    client_secret: Secret
    expires_at: float
    """Seconds since the epoch."""
    scopes: tuple[str, ...] = ()
    grant_types: tuple[str, ...] = ()


@frozen
class DeviceAuthorization:
    """What StartDeviceAuthorization answered."""

    device_code: Secret
    user_code: str
    verification_uri: str
    verification_uri_complete: str
    expires_in: float
    """Seconds from the answer."""
    interval: float
    """Seconds between polls."""


@frozen
class TokenGrant:
    """What CreateToken answered."""

    access_token: Secret
    expires_in: float
    """Seconds from the answer."""
    refresh_token: Secret | None = None


@frozen
class AccessToken:
    """A token file of `~/.aws/sso/cache`, shared with every AWS SDK."""

    start_url: str
    region: str
    access_token: Secret
    expires_at: float
    """Seconds since the epoch."""
    registration: ClientRegistration | None = None
    refresh_token: Secret | None = None
    extra: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """Keys that other tools put into the file; kept when it is rewritten, never shown."""

    def refreshable_at(self, now: float) -> bool:
        """Whether a refresh can be tried at `now`, in seconds since the epoch."""
        return (
            self.refresh_token is not None
            and self.registration is not None
            and self.registration.expires_at > now
        )


@frozen
class RoleCredentials:
    """What GetRoleCredentials (or AssumeRole) answered."""

    account_id: str
    role_name: str
    access_key_id: Secret
    secret_access_key: Secret
    session_token: Secret
    expires_at: float
    """Seconds since the epoch."""
