"""Logging out of one session: what goes, what stays, what is said."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ssoswitch.demo.behaviour import Behaviour, Fault
from ssoswitch.demo.identity_center import FakeIdentityCenter
from ssoswitch.disk.files import write_private
from ssoswitch.disk.token_cache import TokenCache
from ssoswitch.model.account import Account, AccountEntry, AccountRole, AccountTree
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import WriteError
from ssoswitch.model.identity_center import IdentityCenter
from ssoswitch.model.sso_session import SsoSession
from ssoswitch.model.token import RoleCredentials, Secret
from ssoswitch.operations.connect import Connections
from ssoswitch.operations.credentials_file import plan_write_credentials
from ssoswitch.operations.login import login
from ssoswitch.operations.logout import (
    LogoutReport,
    clear_role_credentials,
    logout,
    logout_all,
    preview_logout,
)
from ssoswitch.operations.read_config import read_config
from ssoswitch.operations.write import apply
from tests.support.environments import FalseClock
from tests.support.fake_center import fake_center
from tests.support.signing_in import SwiftStop, answered, environment_for, kinds, session_of


class World:
    """Two sessions of one fake, both signed in to by code."""

    def __init__(self, tmp_path: Path, center: FakeIdentityCenter) -> None:
        self.clock = FalseClock()
        self.center = center
        self.env: Environment = environment_for(center, tmp_path, clock=self.clock)
        with self.env.config_file.open("a") as config:
            config.write(f"\n[sso-session lab]\nsso_start_url = {center.start_url}\nsso_region = us-east-1\n")
        self.corp: SsoSession = session_of(center)
        self.lab: SsoSession = replace(session_of(center, "lab"), sso_region="us-east-1")
        self.cache = TokenCache(self.env)
        self.connections = Connections(self.env)

    def sign_in(self, *sessions: SsoSession) -> None:
        for session in sessions or (self.corp, self.lab):
            events = login(
                self.env, self.connections, session, method="code", stop=SwiftStop(self.clock), force=True
            )
            assert kinds(answered(events))[-1] == "SignedIn"

    def logout(self, session: SsoSession | None = None, tree: AccountTree | None = None) -> LogoutReport:
        return logout(self.env, self.connections, session or self.corp, read_config(self.env), tree)

    def files(self) -> set[str]:
        return {path.name for path in self.env.sso_cache.iterdir()}

    def cache_credentials(self, session: SsoSession, *roles: AccountRole) -> None:
        for role in roles:
            self.cache.save_role_credentials(
                session,
                RoleCredentials(
                    role.account_id,
                    role.role_name,
                    Secret("A"),
                    Secret("S"),
                    Secret("T"),
                    self.clock.time() + 2460,
                ),
            )


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with fake_center() as center:
        yield World(tmp_path, center)


def test_one_session_goes_and_the_other_stays(world: World) -> None:
    world.sign_in()
    lab = world.cache.load(world.lab)
    token = world.cache.load(world.corp)
    assert lab is not None
    assert token is not None
    report = world.logout()
    assert (report.revoked, report.token_deleted, report.registration_deleted) == (True, True, True)
    assert not world.center.knows_token(token.access_token.reveal())
    assert world.cache.load(world.corp) is None
    assert world.cache.load(world.lab) == lab
    assert world.center.knows_token(lab.access_token.reveal())
    assert len(world.files()) == 2  # lab's token and registration
    assert world.center.requests.count("Logout") == 1
    assert "ended at AWS" in report.sentences()[0]
    assert any("Console tabs" in line for line in report.still_alive)


def test_what_nothing_else_tells_of_goes_too(world: World) -> None:
    """Credentials of a role that is in no profile and no saved tree, and the page of a link that was just opened."""
    world.sign_in(world.corp)
    world.cache_credentials(world.corp, AccountRole("999999999999", "Forgotten"))
    world.cache_credentials(world.lab, AccountRole("999999999999", "Forgotten"))
    (world.env.cli_cache / "session.db").write_bytes(b"SQLite format 3\x00")
    page = world.env.runtime_dir / f"open-{'0' * 32}.html"
    write_private(page, b"a key")
    assert preview_logout(world.env, world.corp, read_config(world.env)).role_credentials == 1
    assert world.logout().role_credentials_deleted == 1
    assert len(list(world.env.cli_cache.iterdir())) == 2  # lab's, and what is none
    assert not page.exists()


def test_the_refresh_token_is_dead_as_well(world: World) -> None:
    world.sign_in(world.corp)
    token = world.cache.load(world.corp)
    assert token is not None
    world.logout()
    world.cache.save(world.corp, replace(token, expires_at=0))
    events = login(world.env, world.connections, world.corp, method="code", stop=SwiftStop(world.clock))
    assert kinds(answered(events)) == ["CodeIssued", "SignedIn"]  # no silent renewal


@pytest.mark.parametrize("kind", ["500", "429", "reset", "html"])
def test_the_files_go_whatever_aws_answers(world: World, kind: str) -> None:
    world.sign_in(world.corp)
    faults = (Fault("Logout", kind, times=None),)  # type: ignore[arg-type]  # the table's words
    world.center.set_behaviour(Behaviour(approval="automatic", faults=faults))
    report = world.logout()
    assert report.token_deleted
    assert world.files() == set()
    assert not report.revoked
    assert report.reason
    assert "AWS could not be told" in report.sentences()[0]
    assert any("copy of the token" in line for line in report.sentences())


def test_offline(tmp_path: Path) -> None:
    with fake_center() as center:
        world = World(tmp_path, center)
        world.sign_in(world.corp)
    report = world.logout()
    assert (report.revoked, report.token_deleted, report.registration_deleted) == (False, True, True)
    assert "refused" in report.reason
    assert world.files() == set()


def test_an_aws_that_does_not_answer_is_not_waited_for(tmp_path: Path) -> None:
    with fake_center(faults=(Fault("Logout", "stall"),)) as center:
        world = World(tmp_path, center)
        world.sign_in(world.corp)
        before = time.perf_counter()
        report = logout(world.env, world.connections, world.corp, patience=0.2)
        assert time.perf_counter() - before < 12  # its own time-out is 15 s
    assert (report.revoked, report.token_deleted) == (False, True)
    assert "in time" in report.reason


def test_one_throttled_answer_is_not_the_end(world: World) -> None:
    world.sign_in(world.corp)
    world.center.set_behaviour(Behaviour(faults=(Fault("Logout", "429"),)))
    assert world.logout().revoked


def test_a_token_that_aws_knows_no_more_is_ended(world: World) -> None:
    world.sign_in(world.corp)
    world.center.end_sessions()
    report = world.logout()
    assert (report.revoked, report.token_deleted) == (True, True)


def test_behind_a_token_that_ran_out_the_session_is_ended_too(world: World) -> None:
    """The access token gets a 401, but its refresh token would have worked for hours."""
    world.sign_in(world.corp)
    world.center.revoke_all()
    token = world.cache.load(world.corp)
    assert token is not None
    assert world.logout().revoked
    assert world.center.requests.count("Logout") == 2
    world.cache.save(world.corp, replace(token, expires_at=0))
    events = login(world.env, world.connections, world.corp, method="code", stop=SwiftStop(world.clock))
    assert kinds(answered(events)) == ["CodeIssued", "SignedIn"]


def test_not_signed_in(world: World) -> None:
    report = world.logout()
    assert (report.revoked, report.token_deleted, report.still_alive) == (False, False, ())
    assert report.sentences() == ("Not signed in to corp: there was nothing to end.",)
    assert len(world.center.requests) == 0


def test_a_broken_token_file_goes_too(world: World) -> None:
    world.env.sso_cache.mkdir(parents=True)
    world.cache.token_path(world.corp).write_text("{half")
    assert world.logout().token_deleted


def test_signing_in_again_afterwards(world: World) -> None:
    world.sign_in(world.corp)
    world.logout()
    world.sign_in(world.corp)
    token = world.cache.load(world.corp)
    assert token is not None
    assert world.center.knows_token(token.access_token.reveal())


def test_role_credentials_of_this_session_go(world: World) -> None:
    world.sign_in(world.corp)
    config = read_config(world.env)
    profile = config.profiles["dev"]
    assert profile.role is not None
    in_tree = AccountRole("333344446666", "Billing")
    tree = AccountTree(
        "corp", {in_tree.account_id: AccountEntry(Account(in_tree.account_id, "x"), ("Billing", "Other"))}
    )
    world.cache_credentials(world.corp, profile.role, in_tree)
    world.cache_credentials(world.lab, in_tree)
    preview = preview_logout(world.env, world.corp, config, tree)
    assert (preview.signed_in, preview.role_credentials, preview.profiles) == (True, 2, ("dev",))
    assert preview.credentials_live_until == world.clock.time() + 2460
    assert preview.others_signed_in == ()
    report = world.logout(tree=tree)
    assert report.role_credentials_deleted == 2
    assert "2 cached role credentials removed." in report.sentences()
    assert any("41 min at most" in line for line in report.still_alive)
    assert world.cache.load_role_credentials(world.lab, in_tree) is not None


def test_the_preview_names_the_keys_that_go(world: World) -> None:
    world.sign_in()
    for name, session in (("tmp", "corp"), ("other", "lab"), ("third", "corp")):
        credentials = RoleCredentials(
            "333344445555", "Admin", Secret("ASIA"), Secret("S"), Secret("T"), world.clock.time() + 2460
        )
        apply(world.env, plan_write_credentials(world.env, credentials, name, session_name=session))
    preview = preview_logout(world.env, world.corp, read_config(world.env))
    assert (preview.sections, preview.others_sections) == (("tmp", "third"), ("other",))
    assert world.logout().sections_deleted == preview.sections
    assert preview_logout(world.env, world.corp, read_config(world.env)).sections == ()


def test_role_credentials_alone(world: World) -> None:
    world.sign_in()
    config = read_config(world.env)
    role = config.profiles["dev"].role
    assert role is not None
    world.cache_credentials(world.corp, role)
    assert clear_role_credentials(world.env, world.corp, config) == 1
    assert world.cache.load(world.corp) is not None
    assert preview_logout(world.env, world.corp, config).others_signed_in == ("lab",)


def test_all_sessions(world: World) -> None:
    world.sign_in()
    reports = logout_all(world.env, world.connections, (world.corp, world.lab), read_config(world.env))
    assert [(report.session_name, report.revoked) for report in reports] == [("corp", True), ("lab", True)]
    assert world.files() == set()


def test_a_file_that_will_not_go_is_said_and_the_others_go(world: World) -> None:
    world.sign_in()
    path = world.cache.token_path(world.corp)
    path.unlink()
    path.mkdir()
    (path / "in the way").touch()
    with pytest.raises(WriteError, match="could not be removed"):
        logout_all(world.env, world.connections, (world.corp, world.lab), read_config(world.env))
    assert world.files() == {path.name}


def test_no_secret_is_in_a_report(world: World) -> None:
    world.sign_in(world.corp)
    shown = json.dumps([repr(world.logout()), *world.logout().sentences()])
    assert "demo-secret" not in shown


def test_the_token_is_gone_here_before_aws_is_told(world: World) -> None:
    """Who interrupts a log-out that waits for AWS, or leaves meanwhile, is signed out all the same."""
    world.sign_in()
    here: list[bool] = []
    cache, corp = world.cache, world.corp

    class Watched(Connections):
        def identity_center(self, session: SsoSession) -> IdentityCenter:
            here.append(cache.load(corp) is not None)
            return super().identity_center(session)

    report = logout(world.env, Watched(world.env), corp)
    assert here == [False]
    assert report.revoked
    assert report.token_deleted
