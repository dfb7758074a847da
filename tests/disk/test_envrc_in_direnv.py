"""direnv itself is asked what an edited `.envrc` exports."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from ssoswitch.core.envrc import PROFILE_VARIABLE, BashVerdict, find_profile, set_variable
from ssoswitch.disk.children import program
from ssoswitch.disk.direnv import allow, approval_of, check_with_bash, direnv_state, exported
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import CannotTakeEffect, FileChanged, FileUnsafe, Unavailable
from tests.support.environments import make_environment
from tests.support.envrc_files import ENVRC_FILES, REFUSED, WORKS
from tests.support.neighbours import has

PROFILE = "pay-prod admin's $(touch ran)"
NAMES = (
    "dev",
    PROFILE,
    "a b",
    "*",
    "~",
    "a:~b",
    "-n",
    "x!y",
    "#c",
    "a\\b",
    '"',
    "`id`",
    "é\u2028",
    "$HOME",
    "a&b;c|d",
)


def bash_of(env: Environment) -> Callable[[bytes], BashVerdict]:
    return lambda data: check_with_bash(env, data)


def ask_direnv(env: Environment, path: Path, data: bytes) -> dict[str, str | None]:
    path.write_bytes(data)
    allow(env, path.parent, data)
    answer = exported(env, path.parent)
    return {name: value for name, value in answer.items() if not name.startswith("DIRENV_")}


@pytest.mark.parametrize("what", ENVRC_FILES)
def test_the_line_works_or_is_refused(tmp_path: Path, what: str) -> None:
    before, expected = ENVRC_FILES[what]
    env = make_environment(tmp_path)
    path = env.working_directory / ".envrc"
    check = bash_of(env)
    if expected == REFUSED:
        with pytest.raises(CannotTakeEffect) as refusal:
            set_variable(before, PROFILE_VARIABLE, PROFILE, path, check=check)
        assert refusal.value.line.startswith("export AWS_PROFILE='pay-prod")
        assert str(path) in refusal.value.message
        return
    edit = set_variable(before, PROFILE_VARIABLE, PROFILE, path, check=check)
    assert expected == WORKS or edit.action == expected
    lines = edit.data.split(b"\n")
    assert lines[edit.line_number - 1].split()[:2][-1].startswith(b"AWS_PROFILE=")
    again = set_variable(edit.data, PROFILE_VARIABLE, PROFILE, path, check=check)
    assert (again.action, again.data) == ("same", edit.data)
    switched = set_variable(edit.data, PROFILE_VARIABLE, "other", path, check=check)
    assert switched.action == "replaced"
    assert len(switched.data.splitlines()) == len(edit.data.splitlines())
    found = find_profile(edit.data)
    assert found is not None
    assert (found.value, found.computed, found.line) == (PROFILE, False, edit.line_number)
    if has("direnv"):
        old, new = ask_direnv(env, path, before), ask_direnv(env, path, edit.data)
        assert new.pop("AWS_PROFILE") == PROFILE
        old.pop("AWS_PROFILE", None)
        assert new == old
        assert not (path.parent / "ran").exists()


@pytest.mark.parametrize(
    "what", [name for name, (_, expected) in ENVRC_FILES.items() if expected == "appended"]
)
def test_what_stood_there_stays(tmp_path: Path, what: str) -> None:
    before, _ = ENVRC_FILES[what]
    env = make_environment(tmp_path)
    edit = set_variable(before, PROFILE_VARIABLE, "x", env.working_directory / ".envrc", check=bash_of(env))
    assert edit.data.startswith(before)
    assert edit.data.endswith(b"\nexport AWS_PROFILE=x\n") or edit.data == b"export AWS_PROFILE=x\n"


@pytest.mark.parametrize("name", NAMES)
def test_a_name_arrives_as_it_is(tmp_path: Path, name: str) -> None:
    env = make_environment(tmp_path)
    path = env.working_directory / ".envrc"
    if "\u2028" in name:
        with pytest.raises(Exception, match="control character"):
            set_variable(None, PROFILE_VARIABLE, name, path, check=bash_of(env))
        return
    edit = set_variable(b"export AWS_PROFILE=old\n", PROFILE_VARIABLE, name, path, check=bash_of(env))
    if has("direnv"):
        assert ask_direnv(env, path, edit.data)["AWS_PROFILE"] == name


def test_bash_probe_runs_nothing(tmp_path: Path) -> None:
    env = make_environment(tmp_path)
    target = tmp_path / "ran"
    rc = tmp_path / "rc"
    rc.write_text(f"touch {target}\n")
    hostile = make_environment(tmp_path, {"BASH_ENV": str(rc), "ENV": str(rc)})
    assert check_with_bash(
        hostile, f"touch {target}; x=$(touch {target})\ncat <<E\n$(touch {target})\nE\n".encode()
    ).complete
    assert not target.exists()
    verdict = check_with_bash(env, b"if x\n")
    assert not verdict.complete
    assert "line" in verdict.complaint


def test_approval_is_read_without_direnv(tmp_path: Path) -> None:
    env = make_environment(tmp_path)
    folder = env.working_directory
    path = folder / ".envrc"
    assert direnv_state(env, folder).approval == "none"
    path.write_bytes(b"export A=1\n")
    state = direnv_state(env, folder)
    assert (state.approval, state.here, state.hook, state.line_count) == ("blocked", True, None, 1)
    if has("direnv"):
        allow(env, folder, b"export A=1\n")
        state = direnv_state(env, folder)
        assert (state.allowed, state.hook) == (True, False)
        path.write_bytes(b"export A=2\n")
        assert direnv_state(env, folder).approval == "blocked"
    below = folder / "a" / "b"
    below.mkdir(parents=True)
    assert direnv_state(env, below).nearest == path
    assert not direnv_state(env, below).here


def test_whitelist_and_denial_count(tmp_path: Path) -> None:
    env = make_environment(tmp_path)
    path = env.working_directory / ".envrc"
    settings = env.home / ".config" / "direnv" / "direnv.toml"
    settings.parent.mkdir(parents=True)
    for text, expected in (
        ('[whitelist]\nprefix = ["~/src"]\n', "allowed"),
        (f'[whitelist]\nexact = ["{path.parent}"]\n', "allowed"),
        (f'[whitelist]\nexact = ["{path}"]\n', "allowed"),
        ('[whitelist]\nprefix = ["/elsewhere"]\n', "blocked"),
        ("whitelist = 3\n", "blocked"),
        ("not toml", "blocked"),
    ):
        settings.write_text(text)
        assert approval_of(env, path, b"x") == expected, text
    import hashlib

    denial = (
        env.home / ".local" / "share" / "direnv" / "deny" / hashlib.sha256(f"{path}\n".encode()).hexdigest()
    )
    denial.parent.mkdir(parents=True)
    denial.write_text("")
    settings.write_text('[whitelist]\nprefix = ["~/src"]\n')
    assert approval_of(env, path, b"x") == "denied"


def test_nothing_unapproved_is_run_or_approved(tmp_path: Path) -> None:
    if not has("direnv"):
        return
    env = make_environment(tmp_path)
    folder = env.working_directory
    (folder / ".envrc").write_bytes(b"touch ran\n")
    with pytest.raises(FileUnsafe):
        exported(env, folder)
    with pytest.raises(FileChanged):
        allow(env, folder, b"export A=1\n")
    assert direnv_state(env, folder).approval == "blocked"
    assert not (folder / "ran").exists()


def test_direnv_is_not_run_where_its_own_quoting_fails(tmp_path: Path) -> None:
    env = make_environment(tmp_path)
    folder = tmp_path / "$(touch ran)"
    folder.mkdir()
    (folder / ".envrc").write_bytes(b"")
    with pytest.raises(Unavailable):
        allow(env, folder, b"")
    without = make_environment(tmp_path, {"PATH": str(tmp_path / "empty")})
    with pytest.raises(Unavailable, match="not installed"):
        allow(without, folder, b"")
    with pytest.raises(Unavailable, match="no bash"):
        check_with_bash(without, b"")


@pytest.mark.parametrize("swapped_back", [True, False])
def test_what_was_swapped_while_it_was_allowed_is_blocked_again(tmp_path: Path, swapped_back: bool) -> None:
    """A direnv that somebody is faster than: it reads other bytes than were shown, which are gone again after it."""
    if not has("direnv"):
        return
    env = make_environment(tmp_path)
    folder = env.working_directory
    (folder / ".envrc").write_bytes(b"export A=1\n")
    tools = tmp_path / "tools"
    tools.mkdir()
    real = program(env, "direnv")
    back = "printf 'export A=1\\n' > .envrc" if swapped_back else ":"
    (tools / "direnv").write_text(
        f"#!/bin/sh\n[ $1 = allow ] && echo 'export EVIL=1' > .envrc\n{real} \"$@\"\n[ $1 = allow ] && {back}\n"
    )
    (tools / "direnv").chmod(0o700)
    path = f"{tools}:{env.variable('PATH')}"
    quick = replace(env, variables={**env.variables, "PATH": path})
    with pytest.raises(FileChanged, match="blocked again"):
        allow(quick, folder, b"export A=1\n")
    (folder / ".envrc").write_bytes(b"export EVIL=1\n")
    assert not direnv_state(env, folder).allowed


def test_a_symlinked_envrc_is_allowed_under_its_own_path(tmp_path: Path) -> None:
    if not has("direnv"):
        return
    env = make_environment(tmp_path)
    real = tmp_path / "real.envrc"
    real.write_bytes(b"export A=1\n")
    (env.working_directory / ".envrc").symlink_to(real)
    allow(env, env.working_directory, b"export A=1\n")
    assert direnv_state(env, env.working_directory).allowed
    assert exported(env, env.working_directory)["A"] == "1"


def test_the_direnv_that_is_installed_is_asked() -> None:
    if has("direnv"):
        answer = subprocess.run(["direnv", "version"], capture_output=True, text=True, check=True)
        assert answer.stdout[0].isdigit()
