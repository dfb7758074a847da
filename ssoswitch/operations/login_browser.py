"""Signing in with the browser of this machine: authorization code with PKCE, brought back to 127.0.0.1."""

from __future__ import annotations

import secrets
from collections.abc import Generator, Iterator
from threading import Event
from typing import TYPE_CHECKING

from ssoswitch.core import pkce
from ssoswitch.core.pkce import Attempt, Redirect
from ssoswitch.disk.redirect_listener import RedirectListener
from ssoswitch.disk.token_cache import TokenCache
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import (
    RequestRefused,
    ServiceFault,
    SignInExpired,
    SignInRefused,
    Stopped,
    Throttled,
    Unreachable,
)
from ssoswitch.model.events import BrowserSignInStarted, LoginEvent, SignedIn, SignInWaited
from ssoswitch.model.secret import Secret
from ssoswitch.model.sso_session import SsoSession
from ssoswitch.model.token import GRANT_AUTHORIZATION_CODE, ClientRegistration, TokenGrant
from ssoswitch.operations.portal import check_reachable
from ssoswitch.operations.registrations import (
    UNKNOWN_CLIENT,
    drop_registration,
    refusal,
    registration_for,
)
from ssoswitch.operations.stoppable import unless_stopped
from ssoswitch.operations.tokens import save_grant, scopes_of

if TYPE_CHECKING:
    from ssoswitch.operations.connect import Connections

_TURN = 0.1
"""Seconds between two looks at `stop`."""
_TICK = 1.0
"""Seconds between two SignInWaited."""
_EXCHANGES = 3
"""How often the code is brought to AWS where AWS cannot be reached: the person has done their part already."""


def login_by_browser(
    env: Environment,
    connections: Connections,
    session: SsoSession,
    *,
    port: int = 0,
    timeout: float = 600.0,
    stop: Event,
) -> Iterator[LoginEvent]:
    """BrowserSignInStarted, SignInWaited about once a second, SignedIn. Raises as `login`, and Stopped."""
    registered = unless_stopped(
        stop, lambda: registration_for(env, connections, session, GRANT_AUTHORIZATION_CODE)
    )
    if registered.kept:
        # Nothing was asked of AWS yet. Without a network the browser would show its own error, and we would just wait.
        unless_stopped(stop, lambda: check_reachable(connections, session))
    registration = registered.registration
    attempt = pkce.new_attempt(secrets.token_bytes)
    scopes = scopes_of(session)
    # Bound before the address is given out: with a warm portal session the browser is back at once.
    with RedirectListener(env.clock, attempt.state, port) as listener:
        endpoint = connections.identity_center(session).authorize_endpoint()
        address = pkce.authorize_address(endpoint, registration.client_id, listener.port, attempt, scopes)
        bound_to = listener.port
        yield BrowserSignInStarted(address, bound_to, timeout)
        arrived: Redirect | None = None
        try:
            arrived = yield from _await_redirect(env, listener, timeout, stop)
        finally:
            if arrived is None and registered.kept:
                # Nobody came back. If AWS no longer knows this client, the browser showed it and we did not hear of it:
                # register anew next time rather than never.
                drop_registration(env, session, GRANT_AUTHORIZATION_CODE)
    if arrived.code is None:
        raise _denied(env, session, arrived.error)
    uri = pkce.redirect_uri(bound_to)
    grant = yield from _exchange(env, connections, session, registration, arrived.code, attempt, uri, stop)
    yield SignedIn(save_grant(env, session, registration, grant, TokenCache(env).load(session)))


def _await_redirect(
    env: Environment, listener: RedirectListener, timeout: float, stop: Event
) -> Generator[LoginEvent, None, Redirect]:
    """The redirect. Raises SignInExpired, and Stopped."""
    now = env.clock.monotonic()
    deadline, next_tick = now + timeout, now + _TICK
    while not stop.is_set():
        redirect = listener.poll(_TURN)
        if redirect is not None:
            return redirect
        now = env.clock.monotonic()
        if now >= deadline:
            limit = f"{timeout / 60:.0f} min" if timeout >= 90 else f"{timeout:.0f} s"
            raise SignInExpired(
                f"Nobody came back from the browser within {limit}. Nothing changed.",
                "Try again, or use a code.",
            )
        if now >= next_tick:
            next_tick = now + _TICK
            yield SignInWaited(deadline - now)
    raise Stopped("The sign-in was stopped; nothing changed.")


def _exchange(
    env: Environment,
    connections: Connections,
    session: SsoSession,
    registration: ClientRegistration,
    code: Secret,
    attempt: Attempt,
    uri: str,
    stop: Event,
) -> Generator[LoginEvent, None, TokenGrant]:
    """The token for that code."""
    center = connections.identity_center(session)
    tries_left = _EXCHANGES
    while True:
        tries_left -= 1
        try:
            return unless_stopped(
                stop, lambda: center.redeem_authorization_code(registration, code, attempt.verifier, uri)
            )
        except (Unreachable, ServiceFault, Throttled) as error:
            if not tries_left:
                raise
            yield SignInWaited(_TICK * tries_left, error.message)
            stop.wait(_TICK)
        except RequestRefused as error:
            if error.slug in UNKNOWN_CLIENT:
                drop_registration(env, session, GRANT_AUTHORIZATION_CODE)
            raise refusal(session, error) from None


def _denied(env: Environment, session: SsoSession, error: str) -> SignInRefused:
    """The error that the browser brought back with the right state."""
    if error in UNKNOWN_CLIENT:
        drop_registration(env, session, GRANT_AUTHORIZATION_CODE)
    return SignInRefused(
        f"The portal said no ({error}). Nothing changed.", "Wrong user? Try again in another browser."
    )
