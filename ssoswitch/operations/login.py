"""Signing in: adopt what is there, else ask the person, once.

The generators open no browser: they say what is to be shown and opened, and wait. Whoever walks them opens the
address once, on BrowserSignInStarted or CodeIssued, and never again.
"""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event
from typing import TYPE_CHECKING

from ssoswitch.core.start_urls import LOOPBACK, host_of
from ssoswitch.disk.token_cache import TokenCache
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import (
    AccessError,
    FileUnsafe,
    InvalidValue,
    SignInError,
    Stopped,
    UnsafeEndpoint,
    WriteError,
)
from ssoswitch.model.events import LoginEvent, PortalFound, TokenAdopted
from ssoswitch.model.sso_session import SsoSession
from ssoswitch.operations.login_method import BROWSER, CODE, choose_method
from ssoswitch.operations.portal import session_at_aws
from ssoswitch.operations.stoppable import unless_stopped
from ssoswitch.operations.tokens import ended, renew, valid_token, with_token

if TYPE_CHECKING:
    from ssoswitch.operations.connect import Connections

__all__ = ["choose_method", "ended", "login", "renew", "valid_token", "with_token"]

_WORTH_ADOPTING = 60.0
"""Seconds that a token must have left, or adopting it would be a sign-in for nothing."""


def login(
    env: Environment,
    connections: Connections,
    session: SsoSession,
    *,
    method: str = "auto",
    port: int = 0,
    force: bool = False,
    min_left: float = 0.0,
    timeout: float = 600.0,
    stop: Event,
) -> Iterator[LoginEvent]:
    """Sign in to that session: TokenAdopted where no person is needed, else one of the two ways, ending in SignedIn.

    PortalFound comes before either where the start URL is a name of the user's own.

    `method` is auto, browser (authorization code with PKCE, listener on `port`, 0: any) or code (device code).
    `force` signs in anew though a token lives; `min_left` (s) renews one that lives less long. The wait ends after
    `timeout` seconds.

    Set `stop` and it returns within 0.3 s, without an event. Raises SignInRefused, SignInExpired, WrongRegion,
    Unreachable and its sisters, InvalidValue or UnsafeEndpoint for a session that cannot be used, FileUnsafe where
    the token could not be saved, Unavailable where the port is taken.
    """
    check_session(session)
    try:
        if not force:
            adopted = unless_stopped(stop, lambda: _adopt(env, connections, session, min_left))
            if adopted is not None:
                yield adopted
                return
        if obstacle := TokenCache(env).obstacle():
            raise FileUnsafe(
                f"The sign-in could not be saved, so none was started: {obstacle.sentence}",
                "Make room, then try again." if obstacle.passes else "See `ssoswitch doctor`.",
            )
        session = unless_stopped(stop, lambda: session_at_aws(connections, session))
        if session.issuer_url:
            yield PortalFound(session.start_url, session.issuer)
        if _method(env, session, method) == BROWSER:
            from ssoswitch.operations.login_browser import login_by_browser

            yield from login_by_browser(env, connections, session, port=port, timeout=timeout, stop=stop)
        else:
            from ssoswitch.operations.login_code import login_by_code

            yield from login_by_code(env, connections, session, timeout=timeout, stop=stop)
    except Stopped:
        return


def _method(env: Environment, session: SsoSession, method: str) -> str:
    if session.inline:
        return CODE
    if method in (BROWSER, CODE):
        return method
    from ssoswitch.disk.settings import load_settings

    return choose_method(env, load_settings(env), session)[0]


def check_session(session: SsoSession) -> None:
    """Raises InvalidValue for a session whose config cannot be used, UnsafeEndpoint for a start URL on plain http."""
    if session.problem:
        raise InvalidValue(
            f"The sso-session {session.name} cannot be used: {session.problem}.",
            "Correct it in the AWS config.",
        )
    scheme = session.start_url.partition("://")[0].lower()
    if scheme != "https" and host_of(session.start_url) not in LOOPBACK:
        raise UnsafeEndpoint(
            f"The start URL of {session.name} is not https, so nothing was sent there.",
            "Correct sso_start_url in the AWS config.",
        )


def _adopt(
    env: Environment, connections: Connections, session: SsoSession, min_left: float
) -> TokenAdopted | None:
    """The token that is there, renewed where it ends too soon; None where only a person can help."""
    before = TokenCache(env).load(session)
    try:
        token = valid_token(env, connections, session)
        if token.expires_at - env.clock.time() < min_left:
            token = renew(env, connections, session, min_left=min_left)
    except (SignInError, AccessError, WriteError):
        return None
    refreshed = before is None or token.access_token != before.access_token
    wanted = _WORTH_ADOPTING if refreshed else max(min_left, _WORTH_ADOPTING)
    # One that was just renewed lives as long as AWS gives: a sign-in would not make it longer.
    if token.expires_at - env.clock.time() < wanted and not (refreshed and min_left):
        return None
    return TokenAdopted(token, refreshed)
