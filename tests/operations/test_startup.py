"""What is known before AWS is asked: config, session, tree, token, whatever state the home is in."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from ssoswitch.disk.recollections import change_recollections
from ssoswitch.disk.token_cache import TokenCache
from ssoswitch.disk.tree_cache import save_tree, tree_path
from ssoswitch.model.account import Account, AccountEntry, AccountTree
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import SessionNotFound
from ssoswitch.model.secret import Secret
from ssoswitch.model.settings import Recollections
from ssoswitch.model.sso_session import SsoSession
from ssoswitch.model.token import AccessToken, ClientRegistration
from ssoswitch.operations.read_config import read_config
from ssoswitch.operations.startup import TokenState, start, token_state
from tests.support.configs import BROKEN, profile, session
from tests.support.environments import NOW, FalseClock, make_environment


@pytest.fixture
def env(tmp_path: Path) -> Environment:
    return make_environment(
        tmp_path, config=session("one") + session("two") + profile("p", "two"), clock=FalseClock()
    )


def test_start_with_an_empty_home(tmp_path: Path) -> None:
    startup = start(make_environment(tmp_path))
    assert (startup.session, startup.tree, startup.sessions) == (None, None, ())
    assert startup.token == TokenState()
    assert startup.problems == ()
    assert startup.here.cli.profile == ""


def test_start_shows_the_first_session_where_nothing_tells(env: Environment) -> None:
    startup = start(env)
    assert startup.session is not None and startup.session.name == "one"
    assert [each.name for each in startup.sessions] == ["one", "two"]
    assert startup.tree is not None and len(startup.tree) == 0
    named = start(env, "two").session
    assert named is not None and named.name == "two"
    with pytest.raises(SessionNotFound):
        start(env, "three")


def test_start_reads_tree_token_and_what_is_remembered(env: Environment) -> None:
    change_recollections(env, lambda known: replace(known, last_session="two", favourites=("111122223333",)))
    two = read_config(env).sessions["two"]
    save_tree(
        env,
        two,
        AccountTree("two", {"111122223333": AccountEntry(Account("111122223333", "pay"), ("Admin",), 1.0)}),
    )
    save(env, two, NOW + 3600)
    startup = start(env)
    assert startup.session == two
    assert startup.tree is not None and len(startup.tree) == 1 and startup.tree.saved_at == NOW
    assert startup.token.expires_at == NOW + 3600 and startup.token.signed_in(NOW)
    assert startup.recollections.favourites == ("111122223333",)


def save(env: Environment, to: SsoSession, expires_at: float, *, refresh: bool = False) -> None:
    registration = ClientRegistration("id", Secret("secret"), NOW + 86_400) if refresh else None
    TokenCache(env).save(
        to,
        AccessToken(
            to.start_url, to.sso_region, Secret("token"), expires_at,
            registration=registration, refresh_token=Secret("refresh") if refresh else None,
        ),
    )  # fmt: skip


def test_what_a_token_promises(env: Environment) -> None:
    one = read_config(env).sessions["one"]
    assert token_state(env, one) == TokenState()
    assert not TokenState().signed_in(NOW)
    save(env, one, NOW + 60)
    assert token_state(env, one) == TokenState(NOW + 60, False)
    assert TokenState(NOW + 60, False).signed_in(NOW)
    assert not TokenState(NOW - 60, False).signed_in(NOW)
    save(env, one, NOW - 60, refresh=True)
    assert token_state(env, one) == TokenState(NOW - 60, True)
    assert TokenState(NOW - 60, True).signed_in(NOW)


def test_a_profile_that_is_not_there_or_empty_stops_nothing(tmp_path: Path) -> None:
    for value in ("missing", ""):
        env = make_environment(tmp_path / f"x{value}", {"AWS_PROFILE": value}, config=session("one"))
        startup = start(env)
        assert startup.session is not None and startup.session.name == "one"
        assert startup.here.cli.failure


@pytest.mark.parametrize(
    "name", [name for name in BROKEN if name != "lone CR at the end"]
)  # that one is readable
def test_an_unreadable_config_is_said_and_read_as_far_as_it_goes(tmp_path: Path, name: str) -> None:
    data, line = BROKEN[name]
    env = make_environment(tmp_path, config=data)
    startup = start(env)
    assert startup.config.problem is not None
    assert str(env.config_file) in startup.problems[0]
    assert startup.problems[0].endswith("Reading goes on, writing is off.")
    if line is not None:
        assert f"line {line}" in startup.problems[0]


@pytest.mark.parametrize("what", ["folder", "fifo", "dangling", "dangling folder"])
def test_a_config_that_is_no_file(tmp_path: Path, what: str) -> None:
    env = make_environment(tmp_path)
    env.config_file.parent.mkdir(parents=True)
    if what == "folder":
        env.config_file.mkdir()
    elif what == "fifo":
        os.mkfifo(env.config_file)
    elif what == "dangling":
        env.config_file.symlink_to(tmp_path / "gone")
    else:
        env.config_file.parent.rmdir()
        env.config_file.parent.symlink_to(tmp_path / "gone")
    startup = start(env)
    assert startup.session is None
    assert bool(startup.config.problem) is (what in ("folder", "fifo"))
    if startup.config.problem:
        assert startup.problems[0].startswith(f"{env.config_file}: it is a "), "its path is said once"


def test_a_credentials_file_adds_profiles_and_stops_nothing(tmp_path: Path) -> None:
    env = make_environment(tmp_path, config=session("one"))
    env.credentials_file.write_text("[keys]\naws_access_key_id = AKIAX\naws_secret_access_key = s\n")
    assert "keys" in read_config(env).profiles
    env.credentials_file.unlink()
    env.credentials_file.mkdir()
    config = read_config(env)
    assert config.problem is None and "one" in config.sessions


def test_the_program_of_a_profile_is_not_run(tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    env = make_environment(
        tmp_path,
        {"AWS_PROFILE": "x"},
        config=f"{session('one')}[default]\ncredential_process = touch {ran}\n"
        f"[profile x]\ncredential_process = touch {ran}\n",
    )
    assert start(env).session is not None
    assert not ran.exists()


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b'{"version":99}', b"null", b"[]"])
def test_damaged_files_of_ours_are_as_if_they_were_not_there(env: Environment, content: bytes) -> None:
    one = read_config(env).sessions["one"]
    save(env, one, NOW + 60)
    (token,) = env.sso_cache.glob("*.json")
    for path in (
        tree_path(env, one), env.state_dir / "recollections.json", env.settings_file, token,
    ):  # fmt: skip
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    startup = start(env)
    assert startup.session == one
    assert startup.token == TokenState()
    assert startup.recollections == Recollections()
    assert startup.tree is not None and len(startup.tree) == 0
    assert any("was not used" in problem for problem in startup.problems)
    assert any(problem.startswith("The token file of one is damaged") for problem in startup.problems)


def test_what_is_odd_here_is_among_the_problems(tmp_path: Path) -> None:
    env = make_environment(
        tmp_path,
        {"AWS_CA_BUNDLE": "/gone.pem", "AWS_ENDPOINT_URL": "http://example.com"},
        config=session("one"),
    )
    env.settings_file.parent.mkdir(parents=True)
    env.settings_file.write_text("[look]\ntheme = 'pink'\n")
    problems = start(env).problems
    assert [problem.split()[0] for problem in problems] == ["AWS_CA_BUNDLE", "AWS_ENDPOINT_URL", "look.theme"]


def test_a_home_where_nothing_can_be_saved(tmp_path: Path) -> None:
    from ssoswitch.disk.locations import environment_from

    config = tmp_path / "config"
    config.write_text(session("one"))
    env = environment_from(
        {"HOME": str(tmp_path / "gone"), "AWS_CONFIG_FILE": str(config)}, working_directory=tmp_path
    )
    startup = start(env)
    assert startup.session is not None
    assert "nothing can be saved there" in startup.problems[0]
    assert not (tmp_path / "gone").exists()
