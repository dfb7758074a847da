"""Places that may not even be looked at, as under `sudo -u` with another user's HOME.

`pathlib` answers those with an error instead of a no. A name that is too long is such a place for root, too.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from ssoswitch.disk.direnv import approval_of
from ssoswitch.disk.locations import environment_from
from ssoswitch.disk.room import why_not_writable
from ssoswitch.disk.token_cache import TokenCache
from ssoswitch.disk.tree_cache import load_tree
from ssoswitch.model.environment import Environment
from ssoswitch.model.sso_session import SsoSession

CORP = SsoSession("corp", "https://acme.awsapps.com/start", "eu-west-1")


@pytest.fixture
def env(tmp_path: Path) -> Environment:
    return environment_from(
        {"HOME": str(tmp_path / ("x" * 300)), "PATH": "/usr/bin"}, working_directory=tmp_path
    )


def test_the_places_would_raise(env: Environment) -> None:
    with pytest.raises(OSError, match="too long"):
        env.sso_cache.exists()


def test_home_is_no_folder_then(env: Environment) -> None:
    assert any("nothing can be saved there" in problem for problem in env.problems)


def test_there_is_no_saved_tree_then(env: Environment) -> None:
    tree, note = load_tree(env, CORP)
    assert (len(tree), note) == (0, "")


def test_there_is_no_token_and_none_could_be_kept(env: Environment, tmp_path: Path) -> None:
    assert TokenCache(env).load(CORP) is None
    found = TokenCache(env).obstacle()
    assert found is not None
    assert "cannot be written" in found.sentence
    assert not found.passes
    assert why_not_writable(env.state_dir) in ("", f"{tmp_path} cannot be written.")


def test_direnv_has_approved_nothing_then(env: Environment, tmp_path: Path) -> None:
    assert approval_of(env, tmp_path / ".envrc", b"export A=1\n") == "blocked"
