"""Without a terminal the screen is not started: exit 2, one line, nothing drawn."""

from __future__ import annotations

import os
import pty
import subprocess
from pathlib import Path

import pytest

from ssoswitch.model.environment import Environment
from tests.support.command_line import PROGRAM, Ran, Terminal, run, variables_of
from tests.support.environments import make_environment


@pytest.fixture
def env(tmp_path: Path) -> Environment:
    return make_environment(tmp_path)


def start(env: Environment, *arguments: str, tty: set[str], **variables: str | None) -> Ran:
    """Start the program with a terminal on just these of stdin, stdout and stderr."""
    master, slave = pty.openpty()
    given = {name: value for name, value in {**variables_of(env), **variables}.items() if value is not None}
    try:
        done = subprocess.run(
            [*PROGRAM, *arguments], env=given, check=False, timeout=60,
            stdin=slave if "stdin" in tty else subprocess.DEVNULL,
            stdout=slave if "stdout" in tty else subprocess.PIPE,
            stderr=slave if "stderr" in tty else subprocess.PIPE,
        )  # fmt: skip
        os.set_blocking(master, False)
        try:
            shown = os.read(master, 65536).decode()
        except OSError:
            shown = ""
    finally:
        os.close(slave)
        os.close(master)
    return Ran(done.returncode, (done.stdout or b"").decode(), (done.stderr or b"").decode() + shown)


@pytest.mark.parametrize(
    "arguments", [(), ("prod", "admin"), ("--demo",), ("--demo", "prod"), ("-S", "corp")]
)
@pytest.mark.parametrize(
    "tty", [set(), {"stdin"}, {"stdout"}, {"stdin", "stdout"}, {"stderr"}, {"stdout", "stderr"}]
)
def test_no_terminal(env: Environment, arguments: tuple[str, ...], tty: set[str]) -> None:
    done = start(env, *arguments, tty=tty)
    assert (done.code, done.out) == (2, "")
    assert done.err.replace("\r\n", "\n").count("\n") == 1
    assert done.err.startswith("ssoswitch: The screen needs a terminal, and there is none here.")
    assert "\x1b" not in done.err


@pytest.mark.parametrize("term", ["dumb", "", None])
def test_a_terminal_that_cannot_be_drawn_on(env: Environment, term: str | None) -> None:
    done = start(env, tty={"stdin", "stdout", "stderr"}, TERM=term)
    assert done.code == 2
    assert "TERM says that this one cannot be drawn on" in done.err
    assert "\x1b" not in done.err and done.err.count("\n") == 1


def test_as_json(env: Environment) -> None:
    error = run(env, "--json").error
    assert error["code"] == "wrong_use"
    assert "login, list, profile create" in error["hint"]


def test_a_mistyped_command_is_named(env: Environment) -> None:
    done = run(env, "lgoin")
    assert done.code == 2
    assert "There is no command lgoin; did you mean login?" in done.err
    assert "did you mean" not in run(env, "payments").err


def test_demo_goes_with_no_command(env: Environment) -> None:
    for arguments in (
        ("--demo", "list"),
        ("--accounts", "5"),
        ("--accounts", "5", "list"),
        ("prod", "--accounts", "5"),
    ):
        done = run(env, *arguments)
        assert (done.code, done.err.count("\n")) == (2, 1)
        assert "--demo" in done.err


def test_no_colours_and_no_progress_where_they_are_unwanted(saved_home: Environment) -> None:
    create = ("profile", "create", "111122223333", "Admin", "-S", "corp")
    for name, value, options in (("NO_COLOR", "1", ()), ("X", "", ("--no-color",)), ("TERM", "dumb", ())):
        with Terminal(saved_home, [*create, *options], piped=False, **{name: value}) as running:
            running.wait_for("[y/N] ")
            running.type("n\n")
            assert "\x1b" not in running.end().err
    with Terminal(saved_home, create) as running:
        running.wait_for("[y/N] ")
        running.type("n\n")
        assert "\x1b[32m+[profile" in running.end().err


@pytest.fixture
def saved_home(tmp_path: Path) -> Environment:
    return make_environment(
        tmp_path / "b",
        config="[sso-session corp]\nsso_start_url = https://acme.awsapps.com/start\nsso_region = eu-west-1\n",
    )


def test_heads_only_for_a_person(saved_home: Environment) -> None:
    with Terminal(saved_home, ["session", "list"]) as running:
        assert running.end().err.splitlines()[0].split() == ["NAME", "SSO", "REGION", "START", "URL"]
    assert "START URL" not in run(saved_home, "session", "list").out
