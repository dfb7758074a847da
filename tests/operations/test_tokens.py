"""A token that works, without asking anybody."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ssoswitch.demo.behaviour import Behaviour, Fault
from ssoswitch.demo.identity_center import FakeIdentityCenter
from ssoswitch.disk.token_cache import TokenCache
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import ServiceFault, SignInNeeded, Unreachable, WriteError
from ssoswitch.model.sso_session import SsoSession
from ssoswitch.model.token import GRANT_DEVICE_CODE, AccessToken, Secret
from ssoswitch.operations.connect import Connections
from ssoswitch.operations.tokens import ended, renew, valid_token, with_token
from tests.support.fake_center import fake_center
from tests.support.little_room import room_for
from tests.support.signing_in import environment_for, save_token, session_of

MINUTE = 60.0


class World:
    """A running fake and somebody who may be signed in to it."""

    def __init__(self, center: FakeIdentityCenter, tmp_path: Path) -> None:
        self.center = center
        self.env: Environment = environment_for(center, tmp_path)
        self.session: SsoSession = session_of(center)
        self.cache = TokenCache(self.env)
        self.connections = Connections(self.env)

    def signed_in(self, expires_in: float | None = None) -> AccessToken:
        return save_token(self.env, self.center, self.session, expires_in=expires_in)

    def valid(self) -> AccessToken:
        return valid_token(self.env, self.connections, self.session)

    def ended(self, token: AccessToken) -> AccessToken:
        return ended(self.env, self.connections, self.session, token)

    def asked(self, call: str = "CreateToken") -> int:
        """Calls since the test forgot what was before it."""
        return self.center.requests.count(call)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with fake_center() as center:
        yield World(center, tmp_path)


def test_none(world: World) -> None:
    with pytest.raises(SignInNeeded, match="no sign-in for corp"):
        world.valid()
    assert len(world.center.requests) == 0


def test_a_damaged_file_is_the_reason(world: World) -> None:
    path = world.cache.token_path(world.session)
    assert world.cache.damage(world.session) == ""
    world.signed_in()
    assert world.cache.damage(world.session) == ""
    path.write_bytes(path.read_bytes()[:40])
    with pytest.raises(SignInNeeded, match=r"damaged.*counts as signed out"):
        world.valid()
    world.signed_in()
    assert world.valid()


def test_a_good_one_is_taken_as_it_is(world: World) -> None:
    saved = world.signed_in()
    before = len(world.center.requests)
    assert world.valid().access_token == saved.access_token
    assert len(world.center.requests) == before


def test_one_that_ends_soon_is_renewed_and_saved(world: World) -> None:
    saved = world.signed_in(expires_in=14 * MINUTE)
    renewed = world.valid()
    assert renewed.access_token != saved.access_token
    assert world.center.knows_token(renewed.access_token.reveal())
    on_disk = world.cache.load(world.session)
    assert on_disk is not None
    assert on_disk.access_token == renewed.access_token
    assert on_disk.refresh_token != saved.refresh_token  # it rotated, and the new one was kept
    assert on_disk.registration is not None
    assert world.cache.token_path(world.session).stat().st_mode & 0o777 == 0o600


def test_an_ended_one_is_renewed(world: World) -> None:
    world.signed_in(expires_in=-3600)
    assert world.center.knows_token(world.valid().access_token.reveal())


def test_a_years_wrong_clock_is_survived(world: World) -> None:
    for off in (-365 * 86400, 365 * 86400, -3600, 3600):
        token = world.signed_in()
        world.cache.save(world.session, replace(token, expires_at=token.expires_at + off))
        assert world.center.knows_token(world.valid().access_token.reveal())


def test_other_tools_keys_live_through_a_renewal(world: World) -> None:
    token = world.signed_in(expires_in=60)
    world.cache.save(world.session, replace(token, extra={"tool": "x"}))
    assert world.valid().extra == {"tool": "x"}


def test_without_refresh_token_it_is_used_to_its_end(world: World) -> None:
    token = world.signed_in(expires_in=2 * MINUTE)
    world.cache.save(world.session, replace(token, refresh_token=None))
    assert world.valid().access_token == token.access_token
    world.cache.save(world.session, replace(token, refresh_token=None, expires_at=token.expires_at - 3600))
    with pytest.raises(SignInNeeded, match="has ended"):
        world.valid()


def test_offline_a_living_token_is_used(tmp_path: Path) -> None:
    with fake_center() as center:
        world = World(center, tmp_path)
        token = world.signed_in(expires_in=5 * MINUTE)
    assert world.valid().access_token == token.access_token
    world.cache.save(world.session, replace(token, expires_at=token.expires_at - 3600))
    with pytest.raises(Unreachable):  # not "sign in": the refresh token may be as good as ever
        world.valid()
    assert world.cache.load(world.session) is not None


def test_a_fault_of_aws_is_no_end_of_the_session(world: World) -> None:
    world.signed_in(expires_in=-60)
    world.center.set_behaviour(Behaviour(approval="automatic", faults=(Fault("CreateToken", "500"),)))
    with pytest.raises(ServiceFault):
        world.valid()
    assert world.center.knows_token(world.valid().access_token.reveal())


def test_the_end_of_the_portals_session(world: World) -> None:
    token = world.signed_in(expires_in=10 * MINUTE)
    world.center.end_sessions()
    assert world.valid().access_token == token.access_token  # as far as we know it lives: a 401 will tell
    with pytest.raises(SignInNeeded):
        world.ended(token)
    assert world.cache.load(world.session) is None  # AWS called it dead, and no sign-in shall adopt it


def test_a_401_is_worth_one_renewal(world: World) -> None:
    token = world.signed_in()
    world.center.revoke_all()
    seen: list[str] = []

    def call(access_token: Secret) -> int:
        seen.append(access_token.reveal())
        return len(world.connections.identity_center(world.session).list_accounts(access_token).accounts)

    assert with_token(world.env, world.connections, world.session, call) == 12
    assert seen[0] == token.access_token.reveal()
    assert len(seen) == 2


def test_a_401_for_every_token_does_not_go_round_in_circles(world: World) -> None:
    world.signed_in()
    world.center.set_behaviour(Behaviour(approval="automatic", dead_tokens=True))
    before = world.asked()

    def call(access_token: Secret) -> object:
        return world.connections.identity_center(world.session).list_accounts(access_token)

    with pytest.raises(SignInNeeded):
        with_token(world.env, world.connections, world.session, call)
    assert world.asked("ListAccounts") == 2
    assert world.asked() == before + 1


def test_a_401_after_somebody_else_renewed_it(world: World) -> None:
    old = world.signed_in()
    new = world.signed_in()
    before = world.asked()
    assert world.ended(old).access_token == new.access_token
    assert world.asked() == before


def test_a_rotated_refresh_token_that_another_tool_used(world: World) -> None:
    """An SDK without a lock renews between our reading and our asking: invalid_grant for us, a new token on disk."""
    old = world.signed_in(expires_in=60)
    theirs = save_token(world.env, world.center, world.session)
    world.cache.save(world.session, old)
    center = world.connections.identity_center(world.session)
    assert old.registration is not None
    assert old.refresh_token is not None
    center.redeem_refresh_token(old.registration, old.refresh_token)  # used up

    class Overtaken:
        """Writes the other tool's token just before the answer comes."""

        def redeem_refresh_token(self, *given: Any) -> object:
            world.cache.save(world.session, theirs)
            return center.redeem_refresh_token(*given)

    class Overtaking(Connections):
        def identity_center(self, session: SsoSession) -> object:  # type: ignore[override]  # answers that one call
            return Overtaken()

    found = valid_token(world.env, Overtaking(world.env), world.session)
    assert found.access_token == theirs.access_token


def test_eight_at_once_renew_once(world: World) -> None:
    world.signed_in(expires_in=60)
    before = world.asked()
    found: list[Secret] = []
    threads = [threading.Thread(target=lambda: found.append(world.valid().access_token)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1
    assert world.asked() == before + 1


def test_a_forgotten_client_drops_our_registration(world: World) -> None:
    token = world.signed_in(expires_in=-60)
    assert token.registration is not None
    scopes = world.session.registration_scopes
    registration = replace(token.registration, scopes=scopes)
    world.cache.save_registration(world.session, GRANT_DEVICE_CODE, registration)
    world.center.forget_registrations()
    with pytest.raises(SignInNeeded):
        world.valid()
    assert world.cache.load_registration(world.session, GRANT_DEVICE_CODE, scopes) is None


def test_an_expired_registration_cannot_renew(world: World) -> None:
    token = world.signed_in(expires_in=-60)
    assert token.registration is not None
    world.cache.save(world.session, replace(token, registration=replace(token.registration, expires_at=0)))
    before = world.asked()
    with pytest.raises(SignInNeeded):
        world.valid()
    assert world.asked() == before


def test_renew_on_request(world: World) -> None:
    token = world.signed_in()
    again = renew(world.env, world.connections, world.session)
    assert again.access_token == token.access_token
    forced = renew(world.env, world.connections, world.session, min_left=float("inf"))
    assert forced.access_token != token.access_token


def test_a_token_of_another_portal_is_not_used(world: World) -> None:
    token = world.signed_in()
    world.cache.save(world.session, replace(token, start_url="https://other.awsapps.com/start"))
    with pytest.raises(SignInNeeded):
        world.valid()


def test_a_home_that_cannot_be_written_still_gets_a_token(world: World) -> None:
    world.signed_in(expires_in=60)
    path = world.cache.token_path(world.session)

    class Blocked:
        """Puts a folder where the token file was, as soon as the answer is there."""

        def redeem_refresh_token(self, *given: Any) -> object:
            grant = world.connections.identity_center(world.session).redeem_refresh_token(*given)
            path.unlink()
            path.mkdir()
            (path / "in the way").touch()
            return grant

    class Blocking(Connections):
        def identity_center(self, session: SsoSession) -> object:  # type: ignore[override]  # answers that one call
            return Blocked()

    token = valid_token(world.env, Blocking(world.env), world.session)
    assert world.center.knows_token(token.access_token.reveal())


def test_a_full_disk_costs_no_sign_in(world: World) -> None:
    """Whoever redeems a refresh token that rotates, and cannot keep the new one, has neither."""
    world.signed_in(expires_in=60)
    token = world.cache.load(world.session)
    assert token is not None
    asked = world.asked()
    with room_for(0):
        assert world.valid().access_token == token.access_token
        with pytest.raises(WriteError, match="can still be renewed") as caught:
            world.ended(token)
    assert caught.value.hint == "Make room, then try again."
    assert world.asked() == asked
    assert world.cache.load(world.session) == token
    world.signed_in(expires_in=-60)
    with room_for(0), pytest.raises(WriteError, match="the limit for the size of a file is reached"):
        world.valid()
    renewed, kept = world.valid(), world.cache.load(world.session)
    assert kept is not None
    assert kept.access_token == renewed.access_token
    assert not list(world.env.sso_cache.glob("*.tmp"))


def test_the_refresh_token_stays_where_none_comes_back(tmp_path: Path) -> None:
    with fake_center(rotate_refresh_tokens=False) as center:
        world = World(center, tmp_path)
        token = world.signed_in(expires_in=60)
        renewed = world.valid()
    assert renewed.refresh_token is not None
    assert renewed.access_token != token.access_token
