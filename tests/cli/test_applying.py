"""A file that changes under a command: the plan is made anew, shown anew where somebody looks, and nothing is lost."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from ssoswitch.cli.applying import apply_plan
from ssoswitch.cli.call import Call
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import FileChanged
from ssoswitch.model.plan import FileChange, Plan
from tests.support.command_line import PROGRAM, Terminal, run, variables_of
from tests.support.environments import make_environment

CONFIG = "[sso-session corp]\nsso_start_url = https://acme.awsapps.com/start\nsso_region = eu-west-1\n"
CREATE = ("profile", "create", "111122223333")


@pytest.fixture
def env(tmp_path: Path) -> Environment:
    return make_environment(tmp_path, config=CONFIG)


def adding(env: Environment, disturbances: int) -> Callable[[], Plan]:
    """Plans another profile at the end, and lets the file change underneath so many times."""
    left = disturbances

    def make() -> Plan:
        nonlocal left
        before = env.config_file.read_bytes()
        plan = Plan("+1 profile x", (FileChange(env.config_file, before, before + b"[profile x]\n", "x"),))
        if left:
            left -= 1
            env.config_file.write_bytes(before + f"[profile other{left}]\nregion = x\n".encode())
        return plan

    return make


def test_with_yes_the_plan_is_made_anew(env: Environment, capsys: pytest.CaptureFixture[str]) -> None:
    applied = apply_plan(Call(env, yes=True), adding(env, 3))
    assert applied is not None
    text = env.config_file.read_text()
    assert [text.count(f"[profile {name}]") for name in ("other0", "other1", "other2", "x")] == [1, 1, 1, 1]
    assert "changed" not in capsys.readouterr().err


def test_a_file_that_never_rests_is_given_up(env: Environment) -> None:
    with pytest.raises(FileChanged, match="Nothing was written"):
        apply_plan(Call(env, yes=True), adding(env, 1000))
    assert "[profile x]" not in env.config_file.read_text()


def test_what_is_told_is_of_the_plan_that_was_written(env: Environment) -> None:
    said = apply_plan(Call(env, yes=True, as_json=True), adding(env, 1), lambda: {"lines": len(lines(env))})
    assert said is not None
    assert len(lines(env)) == 6


def lines(env: Environment) -> list[str]:
    return env.config_file.read_text().splitlines()


def test_somebody_who_looked_is_asked_again(env: Environment) -> None:
    with Terminal(env, [*CREATE, "Admin", "--name", "mine"]) as terminal:
        terminal.wait_for("Write this?")
        env.config_file.write_text(CONFIG + "\n[profile theirs]\nregion = x\n")
        terminal.seen = ""
        terminal.type("y\n")
        terminal.wait_for("This is the plan for the file as it is now:")
        terminal.wait_for("Write this?")
        assert "[profile mine]" not in env.config_file.read_text()
        terminal.type("y\n")
        assert terminal.end().code == 0
    text = env.config_file.read_text()
    assert text.index("[profile theirs]") < text.index("[profile mine]")


def test_six_commands_at_once_are_all_there(env: Environment) -> None:
    running = [
        subprocess.Popen(
            [*PROGRAM, *CREATE, f"Role{number}", "--name", f"at-once-{number}", "--yes"],
            env=variables_of(env), cwd=env.working_directory,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )
        for number in range(6)
    ]  # fmt: skip
    ended = [(process.communicate(timeout=60)[1], process.returncode) for process in running]
    assert [code for _, code in ended] == [0] * 6, ended
    text = env.config_file.read_text()
    assert all(f"[profile at-once-{number}]" in text for number in range(6))
    for _ in range(6):
        assert run(env, "undo", "-y").code == 0
    assert env.config_file.read_text() == CONFIG
