"""The sso-oidc API: RegisterClient, StartDeviceAuthorization and CreateToken for its three grants.

Errors are HTTP 400 (401 for a bad client) with the name in x-amzn-ErrorType and a body of `error` and
`error_description` and no `message`; absent values are JSON null (issue aws/aws-cli#5971, #8561).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re

from ssoswitch.demo.state import Access, DeviceGrant, PortalSession, Refresh, Refusal, Registration, State
from ssoswitch.demo.wire import Request, Response, json_response

DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"
AUTHORIZATION_CODE = "authorization_code"
REFRESH_TOKEN = "refresh_token"  # noqa: S105 - the name of a grant
ACCOUNT_ACCESS = "sso:account:access"

LOOPBACK_REDIRECT = re.compile(r"http://127\.0\.0\.1(:\d{1,5})?/oauth/callback")
"""The only redirect address that the service takes (issue fwdcloudsec/granted#779, sorah/mairu#17)."""

_SCOPE = re.compile(r"[a-z0-9_]+(:[a-z0-9_*]+)+")
_NAMES = {
    "access_denied": "AccessDeniedException",
    "authorization_pending": "AuthorizationPendingException",
    "expired_token": "ExpiredTokenException",
    "invalid_client": "InvalidClientException",
    "invalid_client_metadata": "InvalidClientMetadataException",
    "invalid_grant": "InvalidGrantException",
    "invalid_redirect_uri": "InvalidRedirectUriException",
    "invalid_request": "InvalidRequestException",
    "invalid_scope": "InvalidScopeException",
    "server_error": "InternalServerException",
    "slow_down": "SlowDownException",
    "unauthorized_client": "UnauthorizedClientException",
    "unsupported_grant_type": "UnsupportedGrantTypeException",
    "temporarily_unavailable": "ServiceUnavailableException",
    "too_many_requests": "TooManyRequestsException",
}
_STATUS = {"invalid_client": 401, "server_error": 500}


def error(slug: str, description: str, status: int | None = None) -> Response:
    """An error of this service."""
    name = f"{_NAMES[slug]}:http://internal.amazon.com/coral/com.amazonaws.sso.oidc/"
    body = {"error": slug, "error_description": description}
    return json_response(body, status or _STATUS.get(slug, 400), ("x-amzn-ErrorType", name))


def _refuse(slug: str, description: str) -> Refusal:
    return Refusal(error(slug, description))


def register_client(state: State, request: Request) -> Response:
    """POST /client/register"""
    asked = request.json
    grants = _strings(asked.get("grantTypes")) or (DEVICE_CODE, REFRESH_TOKEN)
    scopes = _strings(asked.get("scopes"))
    redirects = _strings(asked.get("redirectUris"))
    if not asked.get("clientName") or asked.get("clientType") != "public":
        raise _refuse("invalid_client_metadata", "Invalid client type provided")
    if set(grants) - {DEVICE_CODE, AUTHORIZATION_CODE, REFRESH_TOKEN}:
        raise _refuse("unsupported_grant_type", "Unsupported grant type provided")
    if any(not _SCOPE.fullmatch(scope) for scope in scopes):
        raise _refuse("invalid_scope", "Invalid scopes provided")
    if AUTHORIZATION_CODE in grants:
        if DEVICE_CODE in grants:
            # One registration cannot hold both login grants (issue synfinatic/aws-sso-cli#1359).
            raise _refuse("invalid_scope", "Invalid scopes provided")
        if not asked.get("issuerUrl") or not redirects:
            raise _refuse("invalid_request", "Missing issuerUrl or redirectUris")
        if any(not LOOPBACK_REDIRECT.fullmatch(uri) for uri in redirects):
            raise _refuse("invalid_redirect_uri", "Invalid redirect uri provided")
    with state.lock:
        now = state.now()
        registration = Registration(
            client_id=state.mint.client_id(),
            client_secret=state.mint.client_secret(),
            scopes=scopes,
            grant_types=grants,
            redirect_uris=redirects,
            expires_at=now + state.behaviour.registration_lifetime,
        )
        state.registrations[registration.client_id] = registration
    return json_response(
        {
            "clientId": registration.client_id,
            "clientSecret": registration.client_secret,
            "clientIdIssuedAt": int(now),
            "clientSecretExpiresAt": int(registration.expires_at),
            "authorizationEndpoint": None,
            "tokenEndpoint": None,
        }
    )


def start_device_authorization(state: State, request: Request) -> Response:
    """POST /device_authorization"""
    asked = request.json
    with state.lock:
        registration = _client(state, asked)
        if DEVICE_CODE not in registration.grant_types:
            raise _refuse("unauthorized_client", "Client is not authorized for this grant type")
        if not str(asked.get("startUrl") or "").startswith(("https://", "http://127.0.0.1:")):
            raise _refuse("invalid_request", "Invalid start url provided")
        lifetime = state.behaviour.device_code_lifetime
        grant = DeviceGrant(
            device_code=state.mint.device_code(),
            user_code=state.mint.user_code(),
            client_id=registration.client_id,
            scopes=registration.scopes,
            expires_at=state.now() + lifetime,
        )
        state.device_grants[grant.device_code] = grant
    page = f"{state.url}/start/#/device"
    return json_response(
        {
            "deviceCode": grant.device_code,
            "userCode": grant.user_code,
            "verificationUri": page,
            "verificationUriComplete": f"{page}?user_code={grant.user_code}",
            "expiresIn": lifetime,
            "interval": state.behaviour.device_interval,
        }
    )


def create_token(state: State, request: Request) -> Response:
    """POST /token"""
    asked = request.json
    with state.lock:
        registration = _client(state, asked)
        grant_type = asked.get("grantType")
        if grant_type not in (DEVICE_CODE, AUTHORIZATION_CODE, REFRESH_TOKEN):
            raise _refuse("unsupported_grant_type", "Unsupported grant type provided")
        if grant_type not in registration.grant_types and grant_type != REFRESH_TOKEN:
            raise _refuse("unauthorized_client", "Client is not authorized for this grant type")
        if grant_type == DEVICE_CODE:
            return _by_device_code(state, registration, str(asked.get("deviceCode") or ""))
        if grant_type == AUTHORIZATION_CODE:
            return _by_code(state, registration, {name: str(value) for name, value in asked.items()})
        return _by_refresh_token(state, registration, str(asked.get("refreshToken") or ""))


def _by_device_code(state: State, registration: Registration, device_code: str) -> Response:
    grant = state.device_grants.get(device_code)
    if grant is None or grant.client_id != registration.client_id:
        raise _refuse("invalid_grant", "Invalid device code provided")
    if grant.expires_at <= state.now():
        raise _refuse("expired_token", "Device code expired")
    grant.polls += 1
    behaviour = state.behaviour
    if grant.polls <= behaviour.slow_down_polls:
        raise _refuse("slow_down", "Slow down")
    answer = grant.answer
    if answer is None and not behaviour.wrong_region:
        patience = behaviour.device_polls
        if patience is None and behaviour.approval != "page":
            patience = 0
        if patience is not None and grant.polls - behaviour.slow_down_polls > patience:
            answer = "deny" if behaviour.approval == "denied" else "allow"
    if answer is None:
        raise _refuse("authorization_pending", "Authorization is pending")
    del state.device_grants[device_code]
    if answer == "deny":
        raise _refuse("access_denied", "User denied the authorization request")
    return _new_session(state, registration.client_id, grant.scopes)


def _by_code(state: State, registration: Registration, asked: dict[str, str]) -> Response:
    code = asked.get("code", "")
    found = next(
        (a for a in state.authorizations.values() if code and a.code == code),
        None,
    )
    if found is None or found.client_id != registration.client_id or found.expires_at <= state.now():
        raise _refuse("invalid_grant", "Invalid authorization code provided")
    del state.authorizations[found.id]  # a code is good for one try
    if asked.get("redirectUri") != found.redirect_uri:
        raise _refuse("invalid_grant", "Invalid redirect uri provided")
    digest = hashlib.sha256(asked.get("codeVerifier", "").encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
    if not hmac.compare_digest(challenge, found.challenge):
        raise _refuse("invalid_grant", "Invalid code verifier provided")
    return _new_session(state, registration.client_id, found.scopes)


def _by_refresh_token(state: State, registration: Registration, token: str) -> Response:
    known = state.refresh.get(token)
    if (
        known is None
        or known.used
        or known.client_id != registration.client_id
        or known.session.ended
        or known.session.expires_at <= state.now()
    ):
        raise _refuse("invalid_grant", "Invalid refresh token provided")
    if state.behaviour.rotate_refresh_tokens:
        known.used = True
        return _tokens(state, known.session, known.client_id, known.scopes)
    return _tokens(state, known.session, known.client_id, known.scopes, same_refresh=token)


def _new_session(state: State, client_id: str, scopes: tuple[str, ...]) -> Response:
    session = PortalSession(state.now() + state.behaviour.refresh_token_lifetime)
    return _tokens(state, session, client_id, scopes)


def _tokens(
    state: State,
    session: PortalSession,
    client_id: str,
    scopes: tuple[str, ...],
    same_refresh: str | None = None,
) -> Response:
    """An access token, and a refresh token where the scope allows one."""
    scoped = ACCOUNT_ACCESS in scopes
    lifetime = state.behaviour.access_token_lifetime
    if lifetime is None:
        lifetime = 3600 if scoped else 8 * 3600
    access = state.mint.access_token()
    state.access[access] = Access(session, state.now() + lifetime)
    refresh = same_refresh
    if scoped and refresh is None:
        refresh = state.mint.refresh_token()
        state.refresh[refresh] = Refresh(session, client_id, scopes)
    return json_response(
        {
            "accessToken": access,
            "expiresIn": lifetime,
            "idToken": None,
            "refreshToken": refresh,
            "tokenType": "Bearer",
        }
    )


def _client(state: State, asked: dict[str, object]) -> Registration:
    """The registration that the request names, if it is known, its own and not over."""
    registration = state.registrations.get(str(asked.get("clientId") or ""))
    secret = str(asked.get("clientSecret") or "")
    if (
        registration is None
        or state.behaviour.forget_registrations
        or not hmac.compare_digest(registration.client_secret.encode(), secret.encode())
    ):
        raise _refuse("invalid_client", "Invalid client provided")
    if registration.expires_at <= state.now():
        raise _refuse("invalid_client", "Client has expired")
    return registration


def _strings(value: object) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, list) else ()
