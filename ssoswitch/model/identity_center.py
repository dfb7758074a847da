"""The calls that we make to IAM Identity Center, as a protocol, and the values that they answer with.

`aws/identity_center.py` speaks it with boto3. Every method raises errors of `model.errors`: `SignInNeeded` for a 401,
`AccessDenied` for a 403, `Throttled`, `Unreachable`, `ServiceFault`, `RequestRefused` (with AWS's slug).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from ssoswitch.model.account import Account
from ssoswitch.model.frozen import frozen
from ssoswitch.model.secret import Secret
from ssoswitch.model.token import ClientRegistration, DeviceAuthorization, RoleCredentials, TokenGrant


@frozen
class AccountPage:
    """A page of ListAccounts."""

    accounts: tuple[Account, ...]
    next_token: str | None = None
    left_out: int = 0
    """Accounts that were listed with an id that is none: nothing could be asked of them."""


@frozen
class RolePage:
    """A page of ListAccountRoles."""

    role_names: tuple[str, ...]
    next_token: str | None = None
    left_out: int = 0
    """Roles that were listed under a name that IAM does not allow: they could not be asked for."""


class IdentityCenter(Protocol):
    """One instance of Identity Center: the OIDC and portal calls of one sso_region."""

    def prepare_portal(self) -> None:
        """Load what the portal's calls need, so that the time of the first one is AWS's alone. Asks nothing."""
        ...

    def register_client(
        self,
        *,
        grant_types: Sequence[str],
        scopes: Sequence[str],
        redirect_uris: Sequence[str],
        issuer_url: str,
    ) -> ClientRegistration:
        """RegisterClient, for one login grant (one registration cannot hold both)."""
        ...

    def start_device_authorization(
        self, registration: ClientRegistration, start_url: str
    ) -> DeviceAuthorization:
        """StartDeviceAuthorization."""
        ...

    def authorize_endpoint(self) -> str:
        """The address of `/authorize`: scheme and host of the OIDC endpoint."""
        ...

    def redeem_device_code(self, registration: ClientRegistration, device_code: Secret) -> TokenGrant:
        """CreateToken; pending is `RequestRefused` with slug `authorization_pending` (or `slow_down` …)."""
        ...

    def redeem_authorization_code(
        self, registration: ClientRegistration, code: Secret, code_verifier: Secret, redirect_uri: str
    ) -> TokenGrant:
        """CreateToken, authorization_code grant."""
        ...

    def redeem_refresh_token(self, registration: ClientRegistration, refresh_token: Secret) -> TokenGrant:
        """CreateToken, refresh_token grant."""
        ...

    def list_accounts(self, access_token: Secret, next_token: str | None = None) -> AccountPage:
        """A page of ListAccounts, at most 100."""
        ...

    def list_account_roles(
        self, access_token: Secret, account_id: str, next_token: str | None = None
    ) -> RolePage:
        """A page of ListAccountRoles, at most 100."""
        ...

    def get_role_credentials(self, access_token: Secret, account_id: str, role_name: str) -> RoleCredentials:
        """GetRoleCredentials."""
        ...

    def logout(self, access_token: Secret) -> None:
        """Logout: ends the token, and the refresh token behind it."""
        ...
