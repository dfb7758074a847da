"""IAM Identity Center with botocore: the one place where its answers become our values.

Every text is cleaned here once (`core.text.clean`), every id checked, and every error turned into one of ours, so that
nothing above has to think of nulls, of control characters in names, or of what botocore raises.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Protocol
from urllib.parse import urlsplit

from ssoswitch.aws.answers import (
    NotAnAnswer,
    is_key,
    lifetime_in,
    next_token_in,
    seconds_in,
    shown_text,
    text_in,
)
from ssoswitch.aws.clients import Clients
from ssoswitch.aws.errors import KNOWN_STAYS, UNCHANGED, not_understood, translate
from ssoswitch.core.profile_forms import ACCOUNT_ID, ROLE_NAME
from ssoswitch.core.start_urls import host_of, is_dual_stack_host
from ssoswitch.core.text import clean
from ssoswitch.model.account import Account
from ssoswitch.model.identity_center import AccountPage, RolePage
from ssoswitch.model.sso_session import SsoSession
from ssoswitch.model.token import (
    GRANT_AUTHORIZATION_CODE,
    GRANT_DEVICE_CODE,
    GRANT_REFRESH_TOKEN,
    ClientRegistration,
    DeviceAuthorization,
    RoleCredentials,
    Secret,
    TokenGrant,
)

CLIENT_NAME = "ssoswitch"
PAGE = 100
"""`max_result`: more has been refused since May 2026 (synfinatic/aws-sso-cli#1342), and without it a page holds 20."""


class SsoClient(Protocol):
    """The calls of botocore's `sso` client that we make."""

    def list_accounts(self, **request: Any) -> Mapping[str, Any]: ...
    def list_account_roles(self, **request: Any) -> Mapping[str, Any]: ...
    def get_role_credentials(self, **request: Any) -> Mapping[str, Any]: ...
    def logout(self, **request: Any) -> Mapping[str, Any]: ...


class OidcClient(Protocol):
    """The calls of botocore's `sso-oidc` client that we make."""

    def register_client(self, **request: Any) -> Mapping[str, Any]: ...
    def start_device_authorization(self, **request: Any) -> Mapping[str, Any]: ...
    def create_token(self, **request: Any) -> Mapping[str, Any]: ...


class BotoIdentityCenter:
    """The Identity Center of one sso-session; speaks `model.identity_center.IdentityCenter`. Threads may share it."""

    def __init__(self, clients: Clients, session: SsoSession) -> None:
        self._clients = clients
        self._session = session
        # A dual-stack instance's IPv4 endpoint names a sign-in page that does not work (issue aws/aws-cli#10507).
        self._dual_stack = is_dual_stack_host(host_of(session.issuer))

    # The calls of sso-oidc

    def register_client(
        self,
        *,
        grant_types: Sequence[str],
        scopes: Sequence[str],
        redirect_uris: Sequence[str],
        issuer_url: str,
    ) -> ClientRegistration:
        """RegisterClient. What is empty is not sent: the device grant is what a client without grant types gets."""
        request: dict[str, Any] = {"clientName": CLIENT_NAME, "clientType": "public"}
        request |= {"scopes": list(scopes)} if scopes else {}
        request |= {"grantTypes": list(grant_types)} if grant_types else {}
        request |= {"redirectUris": list(redirect_uris)} if redirect_uris else {}
        request |= {"issuerUrl": issuer_url} if issuer_url else {}
        what = "register this client"
        answer = self._ask_oidc(what, lambda oidc: oidc.register_client(**request))
        with _understood(what):
            return ClientRegistration(
                client_id=text_in(answer, "clientId"),
                client_secret=Secret(text_in(answer, "clientSecret")),
                expires_at=seconds_in(answer, "clientSecretExpiresAt"),
                scopes=tuple(scopes),
                grant_types=tuple(grant_types),
            )

    def start_device_authorization(
        self, registration: ClientRegistration, start_url: str
    ) -> DeviceAuthorization:
        """StartDeviceAuthorization. The links keep their fragment: it holds the code."""
        what = "issue a code"
        answer = self._ask_oidc(
            what,
            lambda oidc: oidc.start_device_authorization(
                clientId=registration.client_id,
                clientSecret=registration.client_secret.reveal(),
                startUrl=start_url,
            ),
        )
        page = clean(str(answer.get("verificationUri") or ""), 2048)
        with _understood(what):
            return DeviceAuthorization(
                device_code=Secret(text_in(answer, "deviceCode")),
                user_code=clean(text_in(answer, "userCode"), 64),
                verification_uri=page,
                verification_uri_complete=clean(str(answer.get("verificationUriComplete") or ""), 2048)
                or page,
                expires_in=seconds_in(answer, "expiresIn", 600.0),
                # RFC 8628: five seconds where the answer names no interval.
                interval=seconds_in(answer, "interval", 5.0),
            )

    def authorize_endpoint(self) -> str:
        """Where the browser goes: scheme and host of the OIDC endpoint, whatever path a configured one has."""
        parts = urlsplit(self._clients.oidc_address(self._session.sso_region, dual_stack=self._dual_stack))
        return f"{parts.scheme}://{parts.netloc}/authorize"

    def redeem_device_code(self, registration: ClientRegistration, device_code: Secret) -> TokenGrant:
        """CreateToken, device grant; pending is `RequestRefused` with slug `authorization_pending`."""
        return self._create_token(registration, GRANT_DEVICE_CODE, deviceCode=device_code.reveal())

    def redeem_authorization_code(
        self, registration: ClientRegistration, code: Secret, code_verifier: Secret, redirect_uri: str
    ) -> TokenGrant:
        """CreateToken, authorization_code grant. A code is good for one try."""
        return self._create_token(
            registration,
            GRANT_AUTHORIZATION_CODE,
            code=code.reveal(),
            codeVerifier=code_verifier.reveal(),
            redirectUri=redirect_uri,
        )

    def redeem_refresh_token(self, registration: ClientRegistration, refresh_token: Secret) -> TokenGrant:
        """CreateToken, refresh_token grant; the end of the portal's session is slug `invalid_grant`."""
        return self._create_token(registration, GRANT_REFRESH_TOKEN, refreshToken=refresh_token.reveal())

    # The calls of the portal

    def prepare_portal(self) -> None:
        """Make the client. Raises InvalidValue where it cannot be made."""
        self._sso()

    def list_accounts(self, access_token: Secret, next_token: str | None = None) -> AccountPage:
        """A page of ListAccounts. An account whose id is not twelve digits is left out and counted."""
        request = _page(access_token, next_token)
        answer = self._ask_portal(
            "list the accounts", lambda sso: sso.list_accounts(**request), kept=KNOWN_STAYS
        )
        listed = [item for item in answer.get("accountList") or () if item]
        accounts = tuple(
            Account(
                account_id=str(item["accountId"]),
                name=shown_text(item.get("accountName")).strip(),
                email=shown_text(item.get("emailAddress")).strip(),
            )
            for item in listed
            if ACCOUNT_ID.fullmatch(str(item.get("accountId") or ""))
        )
        with _understood("list the accounts", KNOWN_STAYS):
            return AccountPage(accounts, next_token_in(answer), len(listed) - len(accounts))

    def list_account_roles(
        self, access_token: Secret, account_id: str, next_token: str | None = None
    ) -> RolePage:
        """A page of ListAccountRoles. A role whose name IAM would not allow is left out and counted."""
        request = _page(access_token, next_token) | {"accountId": account_id}
        what = f"list the roles of account {account_id}"
        answer = self._ask_portal(what, lambda sso: sso.list_account_roles(**request), kept=KNOWN_STAYS)
        listed = [str(item.get("roleName") or "") for item in answer.get("roleList") or () if item]
        names = tuple(name for name in listed if ROLE_NAME.fullmatch(name))
        with _understood(what, KNOWN_STAYS):
            return RolePage(names, next_token_in(answer), len(listed) - len(names))

    def get_role_credentials(self, access_token: Secret, account_id: str, role_name: str) -> RoleCredentials:
        """GetRoleCredentials. Raises AccessDenied where the role was listed and is no longer granted."""
        what = f"enter account {account_id} as {role_name}"
        answer = self._ask_portal(
            what,
            lambda sso: sso.get_role_credentials(
                accessToken=access_token.reveal(), accountId=account_id, roleName=role_name
            ),
        )
        given = answer.get("roleCredentials") or {}
        texts = [str(given.get(key) or "") for key in ("accessKeyId", "secretAccessKey", "sessionToken")]
        if not all(map(is_key, texts)):
            raise not_understood(what)
        return RoleCredentials(
            account_id=account_id,
            role_name=role_name,
            access_key_id=Secret(texts[0]),
            secret_access_key=Secret(texts[1]),
            session_token=Secret(texts[2]),
            expires_at=seconds_in(given, "expiration", unit=1000.0),
        )

    def logout(self, access_token: Secret) -> None:
        """Logout."""
        self._ask_portal("end the sign-in", lambda sso: sso.logout(accessToken=access_token.reveal()))

    # How they are asked

    def _create_token(self, registration: ClientRegistration, grant_type: str, **rest: str) -> TokenGrant:
        what = "renew the sign-in" if grant_type == GRANT_REFRESH_TOKEN else "give a token"
        answer = self._ask_oidc(
            what,
            lambda oidc: oidc.create_token(
                clientId=registration.client_id,
                clientSecret=registration.client_secret.reveal(),
                grantType=grant_type,
                **rest,
            ),
        )
        refresh_token = str(answer.get("refreshToken") or "")
        with _understood(what):
            return TokenGrant(
                access_token=Secret(text_in(answer, "accessToken")),
                # An hour where the answer does not say: it is what AWS gives, and a 401 corrects it.
                expires_in=lifetime_in(answer, "expiresIn", 3600.0),
                refresh_token=Secret(refresh_token) if refresh_token else None,
            )

    def _ask_portal(
        self, what: str, call: Callable[[SsoClient], Mapping[str, Any]], kept: str = UNCHANGED
    ) -> Mapping[str, Any]:
        return self._ask("sso", what, lambda: call(self._sso()), kept)

    def _ask_oidc(self, what: str, call: Callable[[OidcClient], Mapping[str, Any]]) -> Mapping[str, Any]:
        return self._ask("sso-oidc", what, lambda: call(self._oidc()))

    def _ask(
        self, service: str, what: str, call: Callable[[], Mapping[str, Any]], kept: str = UNCHANGED
    ) -> Mapping[str, Any]:
        try:
            return call()
        except NotAnAnswer:
            raise not_understood(what, kept) from None
        except Exception as error:  # noqa: BLE001  (translated, not swallowed)
            # Also what botocore's parser lets through when a body is not what it expects (AttributeError, KeyError …).
            # `from None`: the library's exceptions carry request and answer, and those hold tokens.
            now = self._clients.env.clock.time()
            raise translate(error, what, service=service, now=now, kept=kept) from None

    def _oidc(self) -> OidcClient:
        region, dual_stack = self._session.sso_region, self._dual_stack
        client: OidcClient = self._clients.client("sso-oidc", region, dual_stack=dual_stack)
        return client

    def _sso(self) -> SsoClient:
        client: SsoClient = self._clients.client("sso", self._session.sso_region)
        return client


@contextmanager
def _understood(what: str, kept: str = UNCHANGED) -> Iterator[None]:
    """Around the reading of an answer: one that lacks what it must hold, or has it as something else, made no sense."""
    try:
        yield
    except NotAnAnswer:
        raise not_understood(what, kept) from None


def _page(access_token: Secret, next_token: str | None) -> dict[str, Any]:
    request: dict[str, Any] = {"accessToken": access_token.reveal(), "maxResults": PAGE}
    if next_token:
        request["nextToken"] = next_token
    return request
