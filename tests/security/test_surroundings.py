"""What lies around in a cloned repository, and in the environment, cannot make the program run anything or stop it.

S12 and S18 of the requirements. Everything that somebody might plant leaves a mark of its own when it is run.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ssoswitch.demo.identity_center import FakeIdentityCenter
from ssoswitch.demo.organization import Organization
from ssoswitch.disk.children import program as program_on_path
from ssoswitch.disk.git import ignored_by_git, tracked_by_git
from ssoswitch.model.environment import Environment
from tests.support.environments import make_environment
from tests.support.fake_center import fake_center
from tests.support.neighbours import has
from tests.support.signing_in import environment_for, save_token, session_of
from tests.support.terminal import ROOT, Terminal, run, variables_of

PLANTED = (
    "git", "bash", "sh", "direnv", "xclip", "wl-copy", "xdg-open", "firefox", "python3", "env", "stty",
    "xdg-settings",
)  # fmt: skip
MODULES = ("sitecustomize", "usercustomize", "textual", "boto3", "click", "json", "ssoswitch")
KEYS = (
    "i", "p", "\x1b", "w", "\x1b", "y", "\x1b", "\r", "\x1b", "c", "\x1b", "U", "\x1b", "s", "\x1b", "o", "\x1b", "L",
    "\x1b", "2", "3", "1", ",", "\x1b",
)  # fmt: skip
# Without the folder where it stands on Python's path, as the installed program is.
INSTALLED = (sys.executable, "-P", "-m", "ssoswitch")


@pytest.fixture(scope="module")
def center() -> Iterator[FakeIdentityCenter]:
    with fake_center(Organization.sample(5)) as center:
        yield center


def script(path: Path, marks: Path) -> None:
    path.write_text(f"#!/bin/sh\ntouch {marks}/{path.name}\n")
    path.chmod(0o755)


def clone(center: FakeIdentityCenter, tmp_path: Path) -> tuple[Environment, Path]:
    """A signed-in person who stands in a repository where everything that could be run is a trap; the marks' folder."""
    env = environment_for(center, tmp_path)
    save_token(env, center, session_of(center))
    marks, work = tmp_path / "marks", env.working_directory
    marks.mkdir()
    for name in PLANTED:
        script(work / name, marks)
    for name in MODULES:
        (work / f"{name}.py").write_text(f"open({str(marks / name)!r}, 'w')\n")
    (work / ".envrc").write_text(f"touch {marks}/envrc\nexport AWS_PROFILE=$(touch {marks}/value)\n")
    (work / ".env").write_text(f"A=$(touch {marks}/env-file)\n")
    if has("git"):
        subprocess.run(["git", "init", "-q"], cwd=work, check=True, env={"PATH": os.environ["PATH"]})
        for name in ("pre-commit", "post-index-change", "fsmonitor-watchman", "post-checkout"):
            script(work / ".git" / "hooks" / name, marks)
        with (work / ".git" / "config").open("a") as file:
            file.write(
                f"[core]\n\tfsmonitor = touch {marks}/fsmonitor\n\tsshCommand = touch {marks}/ssh\n"
                f"\tpager = touch {marks}/pager\n\teditor = touch {marks}/editor\n"
                f"[alias]\n\tls-files = !touch {marks}/alias\n[diff]\n\texternal = touch {marks}/diff\n"
            )
    config = work / "config"
    config.write_text(
        env.config_file.read_text()
        + f"\n[default]\ncredential_process = touch {marks}/default\n"
        + f"\n[profile run]\ncredential_process = touch {marks}/profile\nregion = eu-west-1\n"
        + f"\n[profile web]\nrole_arn = arn:aws:iam::1:role/x\nsource_profile = run\nca_bundle = {marks}/none\n"
    )
    variables = {
        **env.variables,
        "PATH": f":.:{env.variables['PATH']}:",
        "AWS_CONFIG_FILE": "config",
        "AWS_PROFILE": "run",
        "SHELL": "/bin/bash",
        "DISPLAY": ":9",
    }
    return make_environment(tmp_path, variables), marks


def test_the_screen_runs_nothing_that_lies_around(center: FakeIdentityCenter, tmp_path: Path) -> None:
    env, marks = clone(center, tmp_path)
    with Terminal(INSTALLED, variables_of(env), folder=env.working_directory) as terminal:
        terminal.wait_for("synced just now")
        terminal.act("G", "l", "j", shows="Profiles that lead here")
        terminal.act("e", shows="not allowed")
        terminal.wait_quiet(0.5)
        terminal.press("\x1b")
        for key in KEYS:
            terminal.wait_quiet(0.12, 3.0)
            terminal.press(key)
        terminal.press("\x11")
        assert terminal.wait_end() == 0
    assert [path.name for path in marks.iterdir()] == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("status",), ("whoami",), ("doctor",), ("list",), ("profile", "list"), ("profile", "show", "run"),
        ("sync", "-q"),
        ("envrc", "--profile", "dev", "-n"), ("console", "--profile", "dev", "--print"), ("credentials", "run"),
        ("profile", "create", "111122223333", "ReadOnlyAccess", "-n"), ("use", "dev"),
    ],
)  # fmt: skip
def test_nor_does_a_command(center: FakeIdentityCenter, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    env, marks = clone(center, tmp_path)
    done = subprocess.run(
        [*INSTALLED, *arguments],
        env=variables_of(env),
        cwd=env.working_directory,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert b"Traceback" not in done.stderr
    assert b"fault of ssoswitch" not in done.stderr
    assert [path.name for path in marks.iterdir()] == [], arguments


def test_git_is_asked_without_what_a_repository_names(center: FakeIdentityCenter, tmp_path: Path) -> None:
    env, marks = clone(center, tmp_path)
    (env.working_directory / "git").unlink()
    assert tracked_by_git(env, env.working_directory / ".envrc") is False
    if has("git"):
        assert ignored_by_git(env, env.working_directory / ".envrc") is False
    assert [path.name for path in marks.iterdir()] == []


def test_the_traps_spring(center: FakeIdentityCenter, tmp_path: Path) -> None:
    """A trap that nobody could step into would prove nothing."""
    env, marks = clone(center, tmp_path)
    subprocess.run(
        ["/bin/sh", "-c", ". ./.envrc; git status"],
        cwd=env.working_directory,
        env=dict(env.variables),
        check=False,
    )
    assert {"envrc", "value", "git"} <= {path.name for path in marks.iterdir()}


def test_only_whole_folders_of_the_path_count_but_for_what_a_person_names(tmp_path: Path) -> None:
    env = make_environment(tmp_path)
    script(tmp_path / "tool", tmp_path)
    old = Path.cwd()
    os.chdir(tmp_path)
    try:
        for path in (".", ":/nowhere", "relative:."):
            there = replace(env, variables={**env.variables, "PATH": path})
            assert program_on_path(there, "tool") is None
            assert path == ":/nowhere" or program_on_path(there, "tool", wherever=True)
    finally:
        os.chdir(old)


@pytest.mark.parametrize(
    ("config", "says"),
    [
        ("[profile x]\nregion = eu-west-1\n", "missing"),
        ("[profile x\nregion = eu-west-1\n", "config"),
        ("\ufeff[default]\nregion = eu-west-1\n", "config"),
        (
            "[profile missing]\ncredential_process = touch {mark}\n[default]\ncredential_process = touch {mark}\n",
            "",
        ),
    ],
)
def test_it_starts_with_whatever_aws_tools_stumble_over(tmp_path: Path, config: str, says: str) -> None:
    mark = tmp_path / "mark"
    env = make_environment(
        tmp_path,
        {"AWS_PROFILE": "missing", "AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_CA_BUNDLE": "/nowhere"},
        config=config.format(mark=mark),
    )
    with Terminal(INSTALLED, variables_of(env), folder=env.working_directory) as terminal:
        terminal.wait_quiet(1.0)
        assert says in terminal.text
        terminal.press("\x1b")
        terminal.wait_quiet(0.2)
        terminal.press("\x11")
        assert terminal.wait_end() == 0
    for arguments in (("status",), ("whoami",), ("list", "--cached")):
        done = run(env, *arguments)
        assert "Traceback" not in done.stderr
        assert "fault of ssoswitch" not in done.stderr
    assert not mark.exists()
    assert ROOT.exists()
