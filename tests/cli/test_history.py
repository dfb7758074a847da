"""undo and history, shell-init, demo-server."""

from __future__ import annotations

import re
import signal
import subprocess
from pathlib import Path

import pytest

from ssoswitch.cli.command_list import COMMANDS
from ssoswitch.core.shells import hook
from ssoswitch.model.environment import Environment
from tests.support.command_line import PROGRAM, run, spawn, tree, variables_of
from tests.support.environments import make_environment

ADD = ("session", "add", "corp", "--start-url", "acme", "--sso-region", "eu-west-1", "-y")


@pytest.fixture
def written(tmp_path: Path) -> Environment:
    env = make_environment(tmp_path, config="# mine\n")
    assert run(env, *ADD).code == 0
    return env


def test_history_of_nothing(tmp_path: Path) -> None:
    env = make_environment(tmp_path)
    done = run(env, "history")
    assert (done.code, done.out, done.err) == (0, "", "Nothing has been written yet.\n")
    assert run(env, "history", "--json").json["entries"] == []
    nothing = run(env, "undo", "-y")
    assert (nothing.code, nothing.err) == (0, "There is nothing to take back.\n")


def test_history(written: Environment) -> None:
    (line,) = run(written, "history").lines
    assert re.fullmatch(
        rf"1  \d+s ago  undoable  \+1 sso-session corp  {re.escape(str(written.config_file))}", line
    )
    (entry,) = run(written, "history", "--json").json["entries"]
    assert entry["id"] == "1" and entry["state"] == "undoable" and entry["at"].endswith("Z")
    assert entry["files"] == [str(written.config_file)]


def test_undo_shows_both_sides_of_an_overlap_and_takes_an_answer(written: Environment) -> None:
    text = written.config_file.read_text()
    edited = text.replace("sso_region = eu-west-1", "sso_region = us-east-1") + "\n# later\n"
    written.config_file.write_text(edited)
    asked = run(written, "undo", "-y", "-v")
    assert asked.code == 1
    *sides, last = asked.err.splitlines()
    assert "    sso_region = eu-west-1" in sides
    assert "    sso_region = us-east-1" in sides
    assert "`--later drop` takes the later edits back, too." in last
    assert run(written, "undo", "-y").err == f"{last}\n"
    assert run(written, "undo", "-y", "--later", "keep").code == 1
    assert written.config_file.read_text() == edited
    assert run(written, "undo", "--later", "some").code == 2
    assert run(written, "undo", "-y", "--later", "drop").code == 0
    assert written.config_file.read_text() == "# mine\n\n# later\n"


def test_undo_takes_exactly_its_lines_back(written: Environment) -> None:
    written.config_file.write_text(written.config_file.read_text() + "\n# later\n")
    dry = run(written, "undo", "-n")
    assert dry.code == 0 and "-[sso-session corp]" in dry.lines
    assert run(written, "undo").code == 2
    done = run(written, "undo", "--yes", "--json")
    assert done.json["changed"] is True
    text = written.config_file.read_text()
    assert "# mine" in text and "# later" in text and "corp" not in text
    assert run(written, "undo", "1", "-y").err == "There is nothing to take back.\n"
    assert run(written, "undo", "2", "-y").code == 0
    assert "[sso-session corp]" in written.config_file.read_text()


def test_undo_of_an_unknown_id(written: Environment) -> None:
    before = tree(written.home)
    for name in ("99", "abc", "../1", "-1"):
        done = run(written, "undo", "-y", "--", name)
        assert (done.code, done.out) == (3, ""), done
    assert tree(written.home) == before


def test_undo_of_what_was_edited_since_is_refused(written: Environment) -> None:
    text = written.config_file.read_text().replace("acme.", "edited.")
    written.config_file.write_text(text)
    done = run(written, "undo", "-y")
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert written.config_file.read_text() == text


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_shell_init(tmp_path: Path, shell: str) -> None:
    env = make_environment(tmp_path)
    done = run(env, "shell-init", shell)
    assert (done.code, done.out, done.err) == (0, hook(shell), "")
    assert run(env, "shell-init", shell, "--json").json["hook"] == done.out
    assert tree(env.home) == {}


def test_shell_init_of_an_unknown_shell(tmp_path: Path) -> None:
    for arguments in ((), ("tcsh",)):
        done = run(make_environment(tmp_path), "shell-init", *arguments)
        assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)


def test_the_hooks_know_every_command(tmp_path: Path) -> None:
    """A command that a hook does not know would have its output captured."""
    for shell in ("bash", "zsh", "fish", "powershell"):
        text = hook(shell)
        for name in COMMANDS:
            assert name == "use" or re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text), (shell, name)


def test_demo_server_serves_what_it_prints(tmp_path: Path) -> None:
    env = make_environment(tmp_path)
    home = tmp_path / "demo"
    with subprocess.Popen(
        [*PROGRAM, "demo-server", "--accounts", "3", "--home", str(home)],
        env=variables_of(env), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as server:  # fmt: skip
        try:
            assert server.stdout is not None
            variables = {}
            for line in iter(server.stdout.readline, ""):
                if line.startswith("export "):
                    name, _, value = line.removeprefix("export ").strip().partition("=")
                    variables[name] = value
                if line.startswith("sso_registration_scopes"):
                    break
            assert {"AWS_ENDPOINT_URL", "AWS_CONFIG_FILE", "HOME"} <= variables.keys()
            login = spawn(env, "login", "--device-code", "--no-browser", "--timeout", "1s", **variables)
            assert "check that it shows just this one" in login.err
            server.send_signal(signal.SIGINT)
            assert server.wait(30) == 0
            assert server.stderr is not None and server.stderr.read() == ""
        finally:
            server.kill()
    assert (home / ".aws" / "config").exists()


def test_demo_server_in_wrong_use(tmp_path: Path) -> None:
    env = make_environment(tmp_path)
    for arguments in (("--accounts", "0"), ("--accounts", "10001"), ("--port", "65536"), ("--port", "x")):
        assert run(env, "demo-server", *arguments).code == 2
    dry = run(env, "demo-server", "-n", "--home", str(tmp_path / "demo"))
    assert (dry.code, dry.out) == (0, "") and dry.err.startswith("Would serve 60 accounts")
    taken = tmp_path / "taken"
    (taken / ".aws").mkdir(parents=True)
    (taken / ".aws" / "config").write_text("[default]\n")
    done = run(env, "demo-server", "--home", str(taken))
    assert done.code == 5 and done.err.count("\n") == 1
    assert (taken / ".aws" / "config").read_text() == "[default]\n"
