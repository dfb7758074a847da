"""Signing in both ways, against the fake: what is asked of AWS, what is said, what is on disk afterwards."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from ssoswitch.demo.behaviour import Behaviour, Fault
from ssoswitch.demo.identity_center import FakeIdentityCenter
from ssoswitch.disk.token_cache import TokenCache
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import (
    FileUnsafe,
    InvalidValue,
    SignInExpired,
    SignInRefused,
    SsoswitchError,
    Unavailable,
    Unreachable,
    UnsafeEndpoint,
    WrongRegion,
)
from ssoswitch.model.events import (
    BrowserSignInStarted,
    CodeIssued,
    LoginEvent,
    SignedIn,
    SignInWaited,
    TokenAdopted,
)
from ssoswitch.model.identity_center import IdentityCenter
from ssoswitch.model.sso_session import SsoSession
from ssoswitch.operations.connect import Connections
from ssoswitch.operations.login import login
from tests.support.environments import FalseClock
from tests.support.fake_center import ask, browse, fake_center
from tests.support.signing_in import SwiftStop, answered, environment_for, kinds, save_token, session_of

WAYS = ("browser", "code")


class World:
    """A running fake, and a machine from which to sign in to it.

    With a false clock the waits of a sign-in by code take no time. The listener waits for a browser in real time.
    """

    def __init__(self, tmp_path: Path, center: FakeIdentityCenter, clock: FalseClock | None) -> None:
        self.center = center
        self.env: Environment = environment_for(center, tmp_path, clock=clock)
        self.session: SsoSession = session_of(center)
        self.cache = TokenCache(self.env)
        self.connections = Connections(self.env)
        self.stop = SwiftStop(clock) if clock else threading.Event()

    def events(self, method: str = "auto", **more: Any) -> Generator[LoginEvent]:
        session = more.pop("session", self.session)
        events = login(self.env, self.connections, session, method=method, stop=self.stop, **more)
        assert isinstance(events, Generator)
        return events

    def calls(self) -> list[str]:
        return [record.call for record in self.center.requests]


@contextmanager
def world_of(tmp_path: Path, *, real_time: bool = False, **behaviour: Any) -> Iterator[World]:
    clock = None if real_time else FalseClock()
    with fake_center(clock=clock, **behaviour) as center:
        yield World(tmp_path, center, clock)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with world_of(tmp_path) as it:
        yield it


@pytest.mark.parametrize("method", WAYS)
def test_a_sign_in(world: World, method: str) -> None:
    seen = answered(world.events(method))
    started = "BrowserSignInStarted" if method == "browser" else "CodeIssued"
    assert kinds(seen) == [started, "SignedIn"]
    assert isinstance(seen[-1], SignedIn)
    token = seen[-1].token
    assert world.center.knows_token(token.access_token.reveal())
    assert token.refresh_token is not None
    path = world.cache.token_path(world.session)
    assert path.stat().st_mode & 0o777 == 0o600
    assert json.loads(path.read_text())["startUrl"] == world.center.start_url
    assert all(isinstance(value, str) for value in json.loads(path.read_text()).values())
    assert "demo-secret" not in repr(seen)


@pytest.mark.parametrize("method", WAYS)
def test_one_registration_serves_many_sign_ins(world: World, method: str) -> None:
    for _ in range(3):
        assert kinds(answered(world.events(method, force=True)))[-1] == "SignedIn"
    assert world.calls().count("RegisterClient") == 1
    assert world.calls().count("CreateToken") == 3


def test_each_grant_has_its_own_registration(world: World) -> None:
    for method in (*WAYS, *WAYS):
        answered(world.events(method, force=True))
    assert world.calls().count("RegisterClient") == 2


def test_what_is_there_is_adopted_without_a_question(world: World) -> None:
    saved = save_token(world.env, world.center, world.session)
    before = len(world.center.requests)
    [event] = answered(world.events())
    assert isinstance(event, TokenAdopted)
    assert (event.token.access_token, event.refreshed) == (saved.access_token, False)
    assert len(world.center.requests) == before


@pytest.mark.parametrize(("expires_in", "min_left"), [(-60, 0.0), (600, 0.0), (1800, 3000.0)])
def test_what_can_be_renewed_is_renewed(world: World, expires_in: float, min_left: float) -> None:
    saved = save_token(world.env, world.center, world.session, expires_in=expires_in)
    [event] = answered(world.events(min_left=min_left))
    assert isinstance(event, TokenAdopted)
    assert event.refreshed
    assert event.token.access_token != saved.access_token


def test_more_than_aws_gives_is_no_reason_to_sign_in_again(world: World) -> None:
    save_token(world.env, world.center, world.session)
    [event] = answered(world.events(min_left=8 * 3600))
    assert isinstance(event, TokenAdopted)
    assert event.refreshed


def test_what_cannot_be_renewed_long_enough_needs_a_person(world: World) -> None:
    token = save_token(world.env, world.center, world.session, expires_in=30)
    world.cache.save(world.session, replace(token, refresh_token=None))
    assert kinds(answered(world.events("code"))) == ["CodeIssued", "SignedIn"]


@pytest.mark.parametrize("method", WAYS)
def test_force_signs_in_anew(world: World, method: str) -> None:
    saved = save_token(world.env, world.center, world.session)
    seen = answered(world.events(method, force=True))
    assert isinstance(seen[-1], SignedIn)
    assert seen[-1].token.access_token != saved.access_token


def test_a_registration_that_aws_forgot_is_made_anew_once(world: World) -> None:
    answered(world.events("code", force=True))
    world.center.forget_registrations()
    assert kinds(answered(world.events("code", force=True))) == ["CodeIssued", "SignedIn"]
    assert world.calls().count("RegisterClient") == 2


def test_a_registration_that_is_never_known_is_given_up(world: World) -> None:
    world.center.set_behaviour(Behaviour(approval="automatic", forget_registrations=True))
    with pytest.raises(SignInRefused):
        answered(world.events("code"))
    assert world.calls().count("RegisterClient") <= 2


def test_an_old_registration_is_not_used(world: World) -> None:
    answered(world.events("code", force=True))
    [file] = world.env.sso_cache.glob("ssoswitch-client-*.json")
    values = json.loads(file.read_text())
    file.write_text(json.dumps(values | {"expiresAt": "2020-01-01T00:00:00Z"}))
    answered(world.events("code", force=True))
    assert world.calls().count("RegisterClient") == 2


def test_the_address_is_what_the_service_wants(world: World) -> None:
    events = world.events("browser", port=0)
    started = next(events)
    assert isinstance(started, BrowserSignInStarted)
    query = parse_qs(urlsplit(started.address.reveal()).query)
    assert query["redirect_uri"] == [f"http://127.0.0.1:{started.port}/oauth/callback"]
    assert query["scopes"] == ["sso:account:access"]
    assert query["code_challenge_method"] == ["S256"]
    asked = next(record for record in world.center.requests if record.call == "RegisterClient")
    assert "http://127.0.0.1/oauth/callback" in asked.params["redirectUris"]
    assert asked.params["issuerUrl"] == world.center.start_url
    events.close()


def test_the_listener_is_there_before_the_address_is_and_gone_after(world: World) -> None:
    events = world.events("browser")
    started = next(events)
    assert isinstance(started, BrowserSignInStarted)
    threading.Thread(target=browse, args=(started.address.reveal(),), daemon=True).start()
    assert kinds(events) == ["SignedIn"]
    with pytest.raises(OSError, match=r"refused"):
        ask(f"http://127.0.0.1:{started.port}/oauth/callback")


def test_a_taken_port(world: World) -> None:
    with pytest.raises(Unavailable, match="cannot be used"):
        answered(world.events("browser", port=world.center.port))


def test_state_and_challenge_are_fresh_each_time(world: World) -> None:
    seen: list[tuple[str, str]] = []
    for _ in range(3):
        events = world.events("browser", force=True)
        started = next(events)
        assert isinstance(started, BrowserSignInStarted)
        query = parse_qs(urlsplit(started.address.reveal()).query)
        seen.append((query["state"][0], query["code_challenge"][0]))
        events.close()
    assert len(set(seen)) == 3


@pytest.mark.parametrize("method", WAYS)
def test_a_refusal(tmp_path: Path, method: str) -> None:
    with world_of(tmp_path, approval="denied") as world:
        with pytest.raises(SignInRefused, match="access_denied"):
            answered(world.events(method))
        assert world.cache.load(world.session) is None


def test_a_refusal_keeps_the_token_that_was_there(tmp_path: Path) -> None:
    with world_of(tmp_path, approval="page") as world:
        saved = save_token(world.env, world.center, world.session)
        world.center.set_behaviour(Behaviour(approval="denied"))
        with pytest.raises(SignInRefused):
            answered(world.events("code", force=True))
        left = world.cache.load(world.session)
    assert left is not None
    assert left.access_token == saved.access_token


def test_the_browser_that_never_comes_back(tmp_path: Path) -> None:
    with (
        world_of(tmp_path, real_time=True) as world,
        pytest.raises(SignInExpired, match=r"Nobody came back .* within \d s\."),
    ):
        list(world.events("browser", timeout=0.05))


def test_a_kept_registration_is_not_trusted_again_after_a_browser_that_never_came_back(
    tmp_path: Path,
) -> None:
    """AWS tells the browser, not us, that it knows the client no more: nobody could ever sign in again."""
    with world_of(tmp_path, real_time=True) as world:
        answered(world.events("browser", force=True))
        world.center.forget_registrations()
        with pytest.raises(SignInExpired):
            list(world.events("browser", force=True, timeout=0.05))
        assert kinds(answered(world.events("browser", force=True)))[-1] == "SignedIn"


@pytest.mark.parametrize("method", WAYS)
def test_nobody_waits_for_a_browser_that_has_no_network_either(tmp_path: Path, method: str) -> None:
    with world_of(tmp_path, real_time=True) as world:
        answered(world.events(method, force=True))
    with pytest.raises(Unreachable, match="cannot be reached to"):
        list(world.events(method, force=True))


def test_a_code_that_nobody_allows(tmp_path: Path) -> None:
    with world_of(tmp_path, approval="page") as world, pytest.raises(SignInExpired, match="ran out"):
        list(world.events("code", timeout=0.2))


def test_a_wait_that_aws_never_answered_is_not_blamed_on_the_person(tmp_path: Path) -> None:
    faults = tuple(Fault("CreateToken", "500", nth=number) for number in range(1, 30))
    with world_of(tmp_path, faults=faults) as world, pytest.raises(SignInExpired) as failed:
        list(world.events("code", timeout=20))
    assert "gave no answer" in failed.value.message
    assert "fault of its own" in failed.value.message
    assert "sso_region" not in failed.value.hint


def test_a_code_that_the_service_calls_expired(tmp_path: Path) -> None:
    with world_of(tmp_path, approval="page", device_code_lifetime=0) as world, pytest.raises(SignInExpired):
        list(world.events("code"))


def test_the_code_is_shown_before_anything_is_asked(tmp_path: Path) -> None:
    with world_of(tmp_path, approval="page") as world:
        events = world.events("code")
        issued = next(events)
        assert isinstance(issued, CodeIssued)
        assert world.center.waiting_user_codes() == (issued.user_code,)
        assert issued.user_code in issued.verification_uri_complete
        assert issued.trusted
        assert "CreateToken" not in world.calls()
        world.center.approve(issued.user_code)
        assert kinds(events) == ["SignedIn"]


def test_trouble_while_waiting_is_said_and_waited_through(tmp_path: Path) -> None:
    faults = (Fault("CreateToken", "500", nth=1), Fault("CreateToken", "reset", nth=2))
    with world_of(tmp_path, faults=faults) as world:
        seen = answered(world.events("code"))
    troubles = {event.trouble for event in seen if isinstance(event, SignInWaited)}
    assert any("fault of its own" in trouble for trouble in troubles)
    assert isinstance(seen[-1], SignedIn)


def test_slow_down_is_obeyed(tmp_path: Path) -> None:
    with world_of(tmp_path, slow_down_polls=1) as world:
        events = world.events("code")
        next(events)
        waited = next(event for event in events if "CreateToken" in world.calls())
        assert isinstance(waited, SignInWaited)
        world.stop.set()
        assert list(events) == []
        at = [record.steady for record in world.center.requests if record.call == "CreateToken"]
        assert len(at) == 1


def test_the_exchange_outlives_a_hiccup(tmp_path: Path) -> None:
    with world_of(tmp_path, faults=(Fault("CreateToken", "503"),)) as world:
        seen = answered(world.events("browser"))
    assert isinstance(seen[-1], SignedIn)
    assert any(isinstance(event, SignInWaited) and event.trouble for event in seen)
    assert world.calls().count("Authorize") == 1


def test_a_wrong_region_is_suspected(tmp_path: Path) -> None:
    faults = (Fault("StartDeviceAuthorization", "400"),)
    with world_of(tmp_path, faults=faults) as world, pytest.raises(WrongRegion, match="not be in eu-west-1"):
        answered(world.events("code"))


def test_offline(tmp_path: Path) -> None:
    with world_of(tmp_path) as world:
        pass  # and the service is gone
    for method in WAYS:
        with pytest.raises(Unreachable):
            answered(world.events(method))


@pytest.mark.parametrize("kind", ["html", "empty", "garbage", "cut", "429", "500"])
@pytest.mark.parametrize("call", ["RegisterClient", "StartDeviceAuthorization"])
def test_every_answer_that_is_none(tmp_path: Path, call: str, kind: Any) -> None:
    with world_of(tmp_path, faults=(Fault(call, kind),)) as world:
        with pytest.raises(SsoswitchError):
            answered(world.events("code"))
        assert kinds(answered(world.events("code")))[-1] == "SignedIn"


@pytest.mark.parametrize("method", WAYS)
def test_stop_ends_it_at_once_and_quietly(tmp_path: Path, method: str) -> None:
    with world_of(tmp_path, real_time=True, approval="page") as world:
        events = world.events(method)
        started = next(events)
        threading.Timer(0.05, world.stop.set).start()
        before = time.perf_counter()
        assert kinds(events) == []
        assert time.perf_counter() - before < 12  # 0.3 s, and a busy machine's allowance
        assert world.cache.load(world.session) is None
        if isinstance(started, BrowserSignInStarted):
            with pytest.raises(OSError, match=r"refused"):
                ask(f"http://127.0.0.1:{started.port}/oauth/callback")


def test_stop_does_not_wait_for_a_call_that_hangs(tmp_path: Path) -> None:
    with world_of(tmp_path, real_time=True, faults=(Fault("RegisterClient", "stall"),)) as world:
        threading.Timer(0.1, world.stop.set).start()
        before = time.perf_counter()
        assert list(world.events("code")) == []
        assert time.perf_counter() - before < 12  # its own time-out is 15 s


def test_an_inline_session_signs_in_with_a_code_and_for_eight_hours(world: World) -> None:
    inline = replace(world.session, inline=True, name="acme")
    seen = answered(world.events("browser", session=inline))
    assert kinds(seen) == ["CodeIssued", "SignedIn"]
    assert isinstance(seen[-1], SignedIn)
    token = seen[-1].token
    assert token.refresh_token is None
    assert token.expires_at - world.env.clock.time() > 7.9 * 3600
    name = hashlib.sha1(world.center.start_url.encode()).hexdigest()
    assert (world.env.sso_cache / f"{name}.json").exists()


def test_scopes_of_the_config_are_sent(world: World) -> None:
    session = replace(world.session, registration_scopes=("sso:account:access", "codewhisperer:completions"))
    answered(world.events("code", session=session))
    asked = next(record for record in world.center.requests if record.call == "RegisterClient")
    assert "codewhisperer:completions" in asked.params["scopes"]


@pytest.mark.parametrize(
    ("session", "error"),
    [
        (
            SsoSession("x", "https://acme.awsapps.com/start", "", problem="sso_region is missing"),
            InvalidValue,
        ),
        (SsoSession("x", "http://acme.awsapps.com/start", "eu-west-1"), UnsafeEndpoint),
        (SsoSession("x", "javascript:alert(1)", "eu-west-1"), UnsafeEndpoint),
    ],
)
def test_a_session_that_cannot_be_used(
    world: World, session: SsoSession, error: type[SsoswitchError]
) -> None:
    with pytest.raises(error):
        answered(world.events(session=session))
    assert len(world.center.requests) == 0


def test_nobody_signs_in_for_nothing_where_it_cannot_be_saved(world: World) -> None:
    world.env.sso_cache.parent.mkdir(parents=True)
    world.env.sso_cache.write_text("in the way")
    with pytest.raises(FileUnsafe, match="could not be saved"):
        answered(world.events("code"))
    assert len(world.center.requests) == 0


class NoEndpointNamed(Connections):
    """No address was set for AWS's, and yet the fake on this machine answers."""

    def __init__(self, true: Connections) -> None:
        super().__init__(replace(true.env, endpoints=replace(true.env.endpoints, sso_oidc=None)))
        self._true = true

    def identity_center(self, session: SsoSession) -> IdentityCenter:
        return self._true.identity_center(session)


def test_an_untrusted_page_is_marked(tmp_path: Path) -> None:
    """The fake's pages are on this machine; without an endpoint that was set to it they are nobody's."""
    with world_of(tmp_path) as world:
        connections = NoEndpointNamed(world.connections)
        issued = next(login(world.env, connections, world.session, method="code", stop=world.stop))
    assert isinstance(issued, CodeIssued)
    assert not issued.trusted
