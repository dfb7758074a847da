"""Signing in with a code that is typed, or compared, on any device: the device authorization grant."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from threading import Event
from typing import TYPE_CHECKING

from ssoswitch.core import device_grant
from ssoswitch.core.device_grant import Answer, Polling
from ssoswitch.core.start_urls import is_trusted_page
from ssoswitch.disk.token_cache import TokenCache
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import (
    RequestRefused,
    ServiceFault,
    SignInError,
    SignInExpired,
    Stopped,
    Throttled,
    Unreachable,
    WrongRegion,
)
from ssoswitch.model.events import CodeIssued, LoginEvent, SignedIn, SignInWaited
from ssoswitch.model.sso_session import SsoSession
from ssoswitch.model.token import (
    GRANT_DEVICE_CODE,
    ClientRegistration,
    DeviceAuthorization,
    TokenGrant,
)
from ssoswitch.operations.registrations import (
    UNKNOWN_CLIENT,
    drop_registration,
    refusal,
    registration_for,
)
from ssoswitch.operations.stoppable import unless_stopped
from ssoswitch.operations.tokens import save_grant

if TYPE_CHECKING:
    from ssoswitch.operations.connect import Connections

_TICK = 1.0
"""Seconds between two SignInWaited, and at most between two looks at the clock: a machine may have slept."""


def login_by_code(
    env: Environment,
    connections: Connections,
    session: SsoSession,
    *,
    timeout: float = 600.0,
    stop: Event,
) -> Iterator[LoginEvent]:
    """CodeIssued, SignInWaited about once a second, SignedIn. Raises as `login`, and Stopped."""
    registration, authorization = unless_stopped(stop, lambda: _authorize(env, connections, session))
    polling = device_grant.start(
        env.clock.monotonic(), authorization.expires_in, authorization.interval, timeout
    )
    pages = (authorization.verification_uri, authorization.verification_uri_complete)
    yield CodeIssued(
        user_code=authorization.user_code,
        verification_uri=authorization.verification_uri,
        verification_uri_complete=authorization.verification_uri_complete,
        expires_in=polling.remaining(env.clock.monotonic()),
        trusted=all(
            is_trusted_page(page, session.issuer, connections.env.endpoints.sso_oidc) for page in pages
        ),
    )
    grant = yield from _poll(env, connections, session, registration, authorization, polling, stop)
    yield SignedIn(save_grant(env, session, registration, grant, TokenCache(env).load(session)))


def _authorize(
    env: Environment, connections: Connections, session: SsoSession
) -> tuple[ClientRegistration, DeviceAuthorization]:
    """A code, with the kept registration or, where AWS no longer knows that one, with a new one."""
    center = connections.identity_center(session)
    for _ in range(2):
        registered = registration_for(env, connections, session, GRANT_DEVICE_CODE)
        registration = registered.registration
        try:
            return registration, center.start_device_authorization(registration, session.issuer)
        except RequestRefused as error:
            if error.slug not in UNKNOWN_CLIENT:
                raise refusal(session, error) from None
            drop_registration(env, session, GRANT_DEVICE_CODE)
            refused = refusal(session, error)
            if not registered.kept:
                break
    raise refused


def _poll(
    env: Environment,
    connections: Connections,
    session: SsoSession,
    registration: ClientRegistration,
    authorization: DeviceAuthorization,
    polling: Polling,
    stop: Event,
) -> Generator[LoginEvent, None, TokenGrant]:
    """The token once the person has allowed it."""
    center = connections.identity_center(session)
    trouble, next_tick, lost = "", 0.0, False
    while True:
        now = env.clock.monotonic()
        if polling.over(now):
            raise _ran_out(session, trouble)
        if polling.due(now):
            wait = None
            try:
                return unless_stopped(
                    stop, lambda: center.redeem_device_code(registration, authorization.device_code)
                )
            except RequestRefused as error:
                answer = device_grant.answer_of(error.slug)
                if answer not in (Answer.PENDING, Answer.SLOW_DOWN):
                    raise _given_up(env, session, answer, error, lost=lost) from None
                trouble = ""
            except (Unreachable, ServiceFault, Throttled) as error:
                answer, trouble, lost = Answer.TROUBLE, error.message, True
                wait = error.retry_after if isinstance(error, Throttled) else None
            now = env.clock.monotonic()
            polling = device_grant.after(polling, answer, now, wait)
        if now >= next_tick:
            next_tick = now + _TICK
            yield SignInWaited(polling.remaining(now), trouble)
        if stop.wait(min(_TICK, polling.pause(now))):
            raise Stopped("The sign-in was stopped; nothing changed.")


def _ran_out(session: SsoSession, trouble: str) -> SignInExpired:
    """The end of the wait; with the trouble of the last poll the reason is not that nobody pressed Allow."""
    if trouble:
        return SignInExpired(f"The code ran out while AWS gave no answer. {trouble}", "Take a new one.")
    return SignInExpired(
        "The code ran out before anybody allowed it. Nothing changed.",
        f"Take a new one. If the page called it invalid, check sso_region ({session.sso_region}).",
    )


def _given_up(
    env: Environment, session: SsoSession, answer: Answer, error: RequestRefused, *, lost: bool
) -> SignInError:
    if answer is Answer.EXPIRED:
        return SignInExpired(
            "The code ran out before anybody allowed it. Nothing changed.", "Take a new one."
        )
    if answer is Answer.WRONG_CODE and lost:
        # An answer never arrived; it may have been the one with the token, and a code is good for one.
        return SignInExpired(
            "The answer with the token was lost on its way. Nothing changed.", "Take a new code."
        )
    if answer is Answer.WRONG_CODE:
        return WrongRegion(
            f"AWS does not know the code (invalid_grant): the portal may not be in {session.sso_region}.",
            "Check sso_region in the AWS config, or take a new code.",
        )
    if answer is Answer.WRONG_CLIENT:
        drop_registration(env, session, GRANT_DEVICE_CODE)
    return refusal(session, error)
