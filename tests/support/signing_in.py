"""An environment whose sso-session leads to the fake Identity Center, for tests of what needs a token."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from pathlib import Path

from ssoswitch.demo.identity_center import FakeIdentityCenter
from ssoswitch.disk.token_cache import TokenCache
from ssoswitch.model.environment import Clock, Environment
from ssoswitch.model.events import BrowserSignInStarted, LoginEvent
from ssoswitch.model.sso_session import SsoSession
from ssoswitch.model.token import AccessToken, ClientRegistration, Secret
from tests.support.environments import FalseClock, make_environment
from tests.support.fake_center import browse, sign_in


def session_of(center: FakeIdentityCenter, name: str = "corp", **fields: object) -> SsoSession:
    """An sso-session of that fake."""
    return SsoSession(name, center.start_url, "eu-west-1", **fields)  # type: ignore[arg-type]  # its own fields


def environment_for(
    center: FakeIdentityCenter,
    tmp_path: Path,
    *,
    clock: Clock | None = None,
    variables: Mapping[str, str] | None = None,
) -> Environment:
    """A fresh home with an AWS config for that fake: session `corp`, and a profile `dev` of its first account."""
    account = next(account for account in center.organization if account.roles)
    config = (
        f"[sso-session corp]\nsso_start_url = {center.start_url}\nsso_region = eu-west-1\n"
        "sso_registration_scopes = sso:account:access\n\n"
        f"[profile dev]\nsso_session = corp\nsso_account_id = {account.id}\n"
        f"sso_role_name = {account.roles[0]}\nregion = eu-west-1\n"
    )
    return make_environment(
        tmp_path,
        {"AWS_ENDPOINT_URL": center.url, "NO_PROXY": "127.0.0.1", **(variables or {})},
        config=config,
        clock=clock,
    )


def save_token(
    env: Environment, center: FakeIdentityCenter, session: SsoSession, *, expires_in: float | None = None
) -> AccessToken:
    """Sign in behind the program's back, as the AWS CLI would, and leave the token in the cache.

    `expires_in` (s) is what the file says; None: what the fake said.
    """
    given = sign_in(center)
    now = env.clock.time()
    token = AccessToken(
        start_url=session.start_url,
        region=session.sso_region,
        access_token=Secret(given.access_token),
        expires_at=now + (given.expires_in if expires_in is None else expires_in),
        registration=ClientRegistration(given.client_id, Secret(given.client_secret), now + 90 * 86400),
        refresh_token=Secret(given.refresh_token) if given.refresh_token else None,
    )
    TokenCache(env).save(session, token)
    return token


class SwiftStop(threading.Event):
    """A `stop` whose wait takes no time: it moves the false clock on instead."""

    def __init__(self, clock: FalseClock) -> None:
        super().__init__()
        self._clock = clock

    def wait(self, timeout: float | None = None) -> bool:
        """Let `timeout` seconds pass on the clock."""
        self._clock.advance(timeout or 0.0)
        return self.is_set()


def answered(events: Iterable[LoginEvent]) -> list[LoginEvent]:
    """All events of a sign-in, with a browser that opens what it is given at once."""
    seen: list[LoginEvent] = []
    for event in events:
        seen.append(event)
        if isinstance(event, BrowserSignInStarted):
            threading.Thread(target=browse, args=(event.address.reveal(),), daemon=True).start()
    return seen


def kinds(events: Iterable[LoginEvent]) -> list[str]:
    """The names of the events, without the ticks of waiting."""
    return [name for event in events if (name := type(event).__name__) != "SignInWaited"]
