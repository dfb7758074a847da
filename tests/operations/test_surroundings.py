"""What is told beside a role: the folders that use its profiles, its cached credentials, the proxy."""

from __future__ import annotations

from pathlib import Path

import pytest

from ssoswitch.disk.token_cache import TokenCache
from ssoswitch.model.account import AccountRole
from ssoswitch.model.settings import Recollections
from ssoswitch.model.token import RoleCredentials, Secret
from ssoswitch.operations.read_config import read_config
from ssoswitch.operations.surroundings import look_around
from tests.support.configs import profile, session
from tests.support.environments import make_environment

ADMIN = AccountRole("111122223333", "Admin")


def test_folders_are_told_by_the_profile_that_their_envrc_sets(tmp_path: Path) -> None:
    env = make_environment(tmp_path, config=session("corp") + profile("dev", "corp"))
    for name, text in (
        ("one", "export AWS_PROFILE=dev\n"),
        ("two", "export AWS_PROFILE=dev\n"),
        ("three", "ls\n"),
    ):
        (tmp_path / name).mkdir()
        (tmp_path / name / ".envrc").write_text(text)
    known = tuple(str(tmp_path / name / ".envrc") for name in ("one", "two", "three", "gone", "one"))
    found = look_around(env, Recollections(envrc_files=known), read_config(env), None)
    assert found.directories == {"dev": (str(tmp_path / "one"), str(tmp_path / "two"))}


def test_the_nearest_file_counts_though_somebody_else_wrote_it(tmp_path: Path) -> None:
    env = make_environment(tmp_path)
    (env.working_directory / ".envrc").write_text("export AWS_PROFILE=theirs\n")
    found = look_around(env, Recollections(), read_config(env), None)
    assert found.directories == {"theirs": (str(env.working_directory),)}


def test_a_file_that_cannot_be_read_is_not_told(tmp_path: Path) -> None:
    env = make_environment(tmp_path)
    (env.working_directory / ".envrc").mkdir()
    assert look_around(env, Recollections(), read_config(env), None).directories == {}


def test_cached_credentials_are_told_by_role_and_end(tmp_path: Path) -> None:
    env = make_environment(tmp_path, config=session("corp") + profile("dev", "corp"))
    config = read_config(env)
    corp = config.sessions["corp"]
    ends = env.clock.time() // 1 + 1800
    keys = RoleCredentials(ADMIN.account_id, ADMIN.role_name, Secret("A"), Secret("k"), Secret("t"), ends)
    TokenCache(env).save_role_credentials(corp, keys)
    assert look_around(env, Recollections(), config, corp).credentials == {ADMIN: ends}
    assert look_around(env, Recollections(), config, None).credentials == {}


@pytest.mark.parametrize(
    ("proxy", "host"),
    [
        ("http://user:canary@proxy.example:3128", "proxy.example:3128"),
        ("proxy.example:3128", "proxy.example:3128"),
        ("user:canary@proxy.example", "proxy.example"),
        ("", ""),
    ],
)
def test_of_a_proxy_its_host_alone_is_told(tmp_path: Path, proxy: str, host: str) -> None:
    env = make_environment(tmp_path, {"HTTPS_PROXY": proxy})
    assert look_around(env, Recollections(), read_config(env), None).proxy == host
