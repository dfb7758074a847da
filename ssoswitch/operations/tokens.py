"""A token that works, without asking anybody: adopted, or renewed silently.

The rules are the AWS CLI's where it has any (renew when less than 15 minutes remain, go on with the old token when that
fails), and stricter where it breaks: one renewal at a time, the file is read again before a session is called dead, and
AWS's 401 counts more than the local clock.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from threading import Event
from typing import TYPE_CHECKING, TypeVar

from ssoswitch.disk.token_cache import TokenCache
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import (
    FileLocked,
    RequestRefused,
    SignInNeeded,
    SsoswitchError,
    WriteError,
)
from ssoswitch.model.sso_session import DEFAULT_SCOPES, SsoSession
from ssoswitch.model.token import (
    GRANT_AUTHORIZATION_CODE,
    GRANT_DEVICE_CODE,
    AccessToken,
    ClientRegistration,
    Secret,
    TokenGrant,
)

if TYPE_CHECKING:
    from ssoswitch.operations.connect import Connections

REFRESH_WINDOW = 15 * 60.0
"""Seconds before its end from which on a token is renewed; also how long a registration must still live."""

_LOOKS = 5
_PAUSE = 0.1
"""Seconds between two looks for what another tool writes."""

_T = TypeVar("_T")
# What AWS says of a refresh token, or of the client that it was given to, when it is no longer good.
_DEAD = frozenset(
    {"invalid_grant", "expired_token", "access_denied", "unauthorized_client", "invalid_client"}
)


def valid_token(env: Environment, connections: Connections, session: SsoSession) -> AccessToken:
    """The session's token, renewed first when it ends soon. Whoever signed in (the AWS CLI, say), it is adopted.

    Raises SignInNeeded where there is none that works, and what stood in the way (Unreachable, Throttled, ServiceFault;
    WriteError for a full disk) where an ended one could not be renewed just now.
    """
    cache = TokenCache(env)
    token = cache.load(session)
    now = env.clock.time()
    if token is None:
        raise _none(cache, session)
    if token.expires_at - now >= REFRESH_WINDOW:
        return token
    if not token.refreshable_at(now):
        if token.expires_at > now:
            return token
        raise _needed(session, "The sign-in has ended for")
    return renew(env, connections, session)


def renew(
    env: Environment,
    connections: Connections,
    session: SsoSession,
    *,
    refused: AccessToken | None = None,
    min_left: float = REFRESH_WINDOW,
) -> AccessToken:
    """Renew the session's token with its refresh token, unless it lives for `min_left` seconds more.

    One renewal at a time: who comes second takes what the first one got. `refused` is a token that AWS answered with
    401; it does not count as good, however young it looks. Without it a token that cannot be renewed is still
    returned while it lives. Raises as `valid_token`.
    """
    cache = TokenCache(env)
    try:
        with cache.lock(session):
            return _renew_alone(env, connections, session, refused, min_left)
    except FileLocked:
        token = cache.load(session)
        if token is not None and _good(token, refused, env.clock.time(), 0.0):
            return token
        raise


def _renew_alone(
    env: Environment,
    connections: Connections,
    session: SsoSession,
    refused: AccessToken | None,
    min_left: float,
) -> AccessToken:
    cache, now = TokenCache(env), env.clock.time()
    token = cache.load(session)  # again, under the lock: somebody may have renewed it meanwhile
    if token is None:
        raise _none(cache, session)
    if _good(token, refused, now, min_left):
        return token
    if not token.refreshable_at(now):
        return _last_resort(cache, session, token, refused, now)
    obstacle = cache.obstacle()
    if obstacle is not None and _good(token, refused, now, 0.0):
        return token  # the refresh token on disk would be used up, and the new one lost
    if obstacle is not None and obstacle.passes:
        raise WriteError(
            f"The sign-in to {session.name} was not renewed, because the new one could not be saved: "
            f"{obstacle.sentence} It can still be renewed.",
            "Make room, then try again.",
        )
    try:
        return _refresh(env, connections, session, token)
    except SsoswitchError as error:
        slug = error.slug if isinstance(error, RequestRefused) else ""
        other = _somebody_elses(cache, session, token, _LOOKS if slug == "invalid_grant" else 1)
        if other is not None:
            return other
        if slug not in _DEAD and not _good(token, refused, now, 0.0):
            raise  # AWS may well renew it when it can be reached again
        if slug == "invalid_client":
            forget_registration(cache, session, token.registration)
        return _last_resort(cache, session, token, refused, now)


def ended(env: Environment, connections: Connections, session: SsoSession, token: AccessToken) -> AccessToken:
    """What to do after a 401 for `token`: one renewal, else SignInNeeded. Call it once for a request, not in a loop.

    A token that AWS calls dead and that cannot be renewed is removed, so that no sign-in adopts it again.
    """
    return renew(env, connections, session, refused=token)


def with_token(
    env: Environment, connections: Connections, session: SsoSession, call: Callable[[Secret], _T]
) -> _T:
    """`call(access token)` with a token that works; after a 401 once more with a renewed one.

    Raises as `valid_token`, and whatever `call` raises.
    """
    token = valid_token(env, connections, session)
    try:
        return call(token.access_token)
    except SignInNeeded:
        return call(ended(env, connections, session, token).access_token)


def save_grant(
    env: Environment,
    session: SsoSession,
    registration: ClientRegistration,
    grant: TokenGrant,
    before: AccessToken | None,
) -> AccessToken:
    """Write what CreateToken answered into the session's token file. Raises WriteError.

    Where a renewal brings no new refresh token the old one goes on counting (RFC 6749, section 6).
    """
    refresh_token = grant.refresh_token or (before.refresh_token if before else None)
    token = AccessToken(
        start_url=session.start_url,
        region=session.sso_region,
        access_token=grant.access_token,
        expires_at=env.clock.time() + grant.expires_in,
        registration=registration,
        refresh_token=refresh_token,
        extra=before.extra if before else {},
    )
    TokenCache(env).save(session, token)
    return token


def forget_registration(
    cache: TokenCache, session: SsoSession, registration: ClientRegistration | None
) -> None:
    """Drop our cached registration with that client id: AWS knows it no more."""
    if registration is None:
        return
    for grant_type in (GRANT_AUTHORIZATION_CODE, GRANT_DEVICE_CODE):
        scopes = scopes_of(session)
        cached = cache.load_registration(session, grant_type, scopes)
        if cached is not None and cached.client_id == registration.client_id:
            try:
                cache.delete_registration(session, grant_type, scopes)
            except WriteError:
                continue  # it will be refused again, and a new one asked for


def scopes_of(session: SsoSession) -> tuple[str, ...]:
    """What to register for. None for an inline session: its readers cannot refresh, and unscoped tokens live 8 h."""
    return () if session.inline else session.registration_scopes or DEFAULT_SCOPES


def _refresh(
    env: Environment, connections: Connections, session: SsoSession, token: AccessToken
) -> AccessToken:
    registration, refresh_token = token.registration, token.refresh_token
    if registration is None or refresh_token is None:
        raise _needed(session, "The sign-in cannot be renewed for")
    grant = connections.identity_center(session).redeem_refresh_token(registration, refresh_token)
    try:
        return save_grant(env, session, registration, grant, token)
    except WriteError:
        # The token works all the same; nothing of what could be saved is lost by using it.
        return replace(
            token,
            access_token=grant.access_token,
            expires_at=env.clock.time() + grant.expires_in,
            refresh_token=grant.refresh_token or refresh_token,
        )


def _somebody_elses(
    cache: TokenCache, session: SsoSession, token: AccessToken, looks: int
) -> AccessToken | None:
    """The token that another tool has put in the place of `token`; None where it is still the same.

    An SDK that knows no lock may have been faster: its renewal used the refresh token up, and it is about to write.
    """
    for look in range(looks):
        if look:
            Event().wait(_PAUSE)
        other = cache.load(session)
        if other is not None and other.access_token != token.access_token:
            return other
    return None


def _last_resort(
    cache: TokenCache, session: SsoSession, token: AccessToken, refused: AccessToken | None, now: float
) -> AccessToken:
    """The token that could not be renewed, while it lives; else it is called ended, and put away if AWS said so."""
    if _good(token, refused, now, 0.0):
        return token
    if refused is not None and _somebody_elses(cache, session, token, 1) is None:
        try:
            cache.delete(session)
        except WriteError:
            pass  # it stays, and is refused again next time
    raise _needed(session, "The sign-in has ended for")


def _good(token: AccessToken, refused: AccessToken | None, now: float, at_least: float) -> bool:
    if refused is not None and token.access_token == refused.access_token:
        return False
    return token.expires_at - now > at_least


def _none(cache: TokenCache, session: SsoSession) -> SignInNeeded:
    needed = _needed(session, "There is no sign-in for")
    damage = cache.damage(session)
    return SignInNeeded(damage, needed.hint) if damage else needed


def _needed(session: SsoSession, what: str) -> SignInNeeded:
    return SignInNeeded(f"{what} {session.name}.", f"Sign in: L, or `ssoswitch login {session.name}`.")
