"""Completion as the shells ask for it: through the program, by click's protocol."""

from __future__ import annotations

import os
import pty
import select
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest

from ssoswitch.cli.command_list import COMMANDS
from ssoswitch.cli.completing import _COMPLETERS
from ssoswitch.cli.program import program
from ssoswitch.core.shells import hook
from ssoswitch.disk.tree_cache import save_tree
from ssoswitch.model.account import Account, AccountEntry, AccountTree
from ssoswitch.model.environment import Environment
from ssoswitch.operations.read_config import read_config
from tests.support.command_line import run
from tests.support.environments import make_environment

ROOT = str(Path(__file__).parent.parent.parent)
ROLE = "arn:aws:iam::111122223333:role/x"
CONFIG = """[sso-session corp]
sso_start_url = https://example.awsapps.com/start
sso_region = eu-west-1
[profile pay-prod]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Admin
[profile "pay $(touch ran)"]
region = x
"""


@pytest.fixture
def env(tmp_path: Path) -> Environment:
    env = make_environment(tmp_path, config=CONFIG)
    entry = AccountEntry(Account("111122223333", "Payments prod"), ("Admin", "ReadOnly"), 1.0)
    session = read_config(env).sessions["corp"]
    save_tree(env, session, AccountTree("corp", {"111122223333": entry}))
    assert (
        run(env, "profile", "chain", "x", "--source-profile", "pay-prod", "--role-arn", ROLE, "-y").code == 0
    )
    return env


@pytest.fixture
def on_path(env: Environment, tmp_path: Path) -> dict[str, str]:
    """The variables of a shell that has the program on its PATH, and no files of its own to read."""
    wrapper = tmp_path / "bin" / "ssoswitch"
    wrapper.parent.mkdir()
    wrapper.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m ssoswitch "$@"\n')
    wrapper.chmod(0o755)
    return {
        **env.variables,
        "PATH": f"{wrapper.parent}:/usr/bin:/bin",
        "XDG_CONFIG_HOME": str(tmp_path / "xdg"),
    }


def complete(env: Environment, *words: str) -> set[str]:
    """What is offered for the last word."""
    done = subprocess.run(
        [sys.executable, "-m", "ssoswitch"],
        env={
            **env.variables,
            "PYTHONPATH": ROOT,
            "_SSOSWITCH_COMPLETE": "bash_complete",
            "COMP_WORDS": shlex.join(["ssoswitch", *words]),
            "COMP_CWORD": str(len(words)),
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.stderr == ""
    return {line.removeprefix("plain,") for line in done.stdout.splitlines() if line}


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["use", "pay-"], {"pay-prod"}),
        (["use", "p"], {"pay-prod", "pay $(touch ran)"}),
        (["exec", "pay-"], {"pay-prod"}),
        (["exec", "pay-prod", "--", ""], {"command,0"}),
        (["exec", "pay-prod", "--", "git", "-C", "x", "lo"], {"command,3"}),
        (["exec", "pay-prod", "gi"], {"command,0"}),
        (["envrc", "--profile", "pay-"], {"pay-prod"}),
        (["profile", "show", "pay-"], {"pay-prod"}),
        (["login", ""], {"corp"}),
        (["list", "--session", "c"], {"corp"}),
        (["profile", "create", "pay"], {"Payments prod"}),
        (["profile", "create", "Payments prod", ""], {"Admin", "ReadOnly"}),
        (["profile", "create", "1111"], {"111122223333"}),
        (["cred"], {"credentials"}),
        (["-S", "c"], {"corp"}),
        (["-S", "corp", "profile", "create", "pay"], {"Payments prod"}),
        (["console", "--service", "s3"], {"s3"}),
        (["console", "--region", "eu-west-"], {"eu-west-1", "eu-west-2", "eu-west-3"}),
        (["shell-init", "z"], {"zsh"}),
        (["profile", "re"], {"rename"}),
        (["login", "--de"], {"--device-code"}),
        (["credentials", "--account-id", "111122223333", "--role-name", "R"], {"ReadOnly"}),
        (["undo", ""], {"1"}),
        (["nothing", "that", "is", "kno"], set()),
    ],
)
def test_names_are_offered(env: Environment, words: list[str], offered: set[str]) -> None:
    assert complete(env, *words) == offered


def test_bash_completes_through_the_hook(on_path: dict[str, str]) -> None:
    script = hook("bash") + (
        "COMP_WORDS=(ssoswitch use p) COMP_CWORD=2; __ssoswitch_complete; printf '%s\\n' \"${COMPREPLY[@]}\"\n"
    )
    done = subprocess.run(
        ["bash", "--noprofile", "--norc"],
        input=script, env=on_path, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert set(done.stdout.splitlines()) == {"pay-prod", r"pay\ \$\(touch\ ran\)"}


def test_fish_completes_through_the_hook(on_path: dict[str, str]) -> None:
    for line, offered in (
        ("ssoswitch use pay-", ["pay-prod"]),
        ("ssoswitch profile create pay", ["Payments prod"]),
        ("ssoswitch profile create 'Payments prod' ", ["Admin", "ReadOnly"]),
        ("ssoswitch login ", ["corp"]),
        ("ssoswitch use p", ["pay $(touch ran)", "pay-prod"]),
        ("ssoswitch exec pay-prod -- basena", ["basename"]),
        ("ssoswitch exec pay-prod -- a_tool su", ["sub cmd", "subway"]),
        ("ssoswitch exec pay-prod -- a_tool --with 'sub cmd' su", ["sub cmd", "subway"]),
    ):
        script = "complete -c a_tool -f -a 'subway sub\\ cmd'\n"
        script += f"ssoswitch shell-init fish | source\ncomplete -C {shlex.quote(line)}\n"
        done = subprocess.run(
            ["fish", "--no-config", "-c", script],
            env=on_path,
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        assert sorted(line.partition("\t")[0] for line in done.stdout.splitlines()) == offered, done.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_tab_in_a_shell_that_somebody_types_in(on_path: dict[str, str], tmp_path: Path, shell: str) -> None:
    """The whole way: a terminal, the hook, the Tab key, and what the line holds then."""
    start = {
        "bash": ["bash", "--noprofile", "--norc", "-i"],
        "zsh": ["zsh", "-f", "-i"],
    }[shell]
    # For bash, what the package bash-completion brings: it completes the command that begins at word $1.
    begin = {
        "bash": "_command_offset() { case ${COMP_WORDS[$1]} in a_tool) COMPREPLY=(subway) ;; "
        '*) COMPREPLY=($(compgen -c -- "${COMP_WORDS[$1]}")) ;; esac; }; ',
        "zsh": "autoload -Uz compinit && compinit -u -D; _a_tool() { compadd subway }; compdef _a_tool a_tool; ",
    }[shell]
    with Typist(start, {**on_path, "PS1": "$ ", "HISTFILE": ""}, tmp_path) as typist:
        typist.type(f'{begin}eval "$(ssoswitch shell-init {shell})"; echo re""ady\n')
        typist.wait_for("ready")
        # The line is not run as it stands: what was completed goes through echo, quoted as the shell put it.
        for typed, line in (
            ("ssoswitch use pay-\t", "use pay-prod"),
            ("ssoswitch login c\t", "login corp"),
            ("ssoswitch exec pay-prod -- basena\t", "-- basename"),
            ("ssoswitch exec pay-prod -- a_tool su\t", "a_tool subway"),
        ):
            typist.type(typed)
            typist.wait_for(line)
            typist.type("\x15")
    assert list(tmp_path.glob("ran")) == []


class Typist:
    """Somebody at a shell in a pseudo-terminal."""

    def __init__(self, command: list[str], variables: dict[str, str], folder: Path) -> None:
        self._master, slave = pty.openpty()
        self._process = subprocess.Popen(
            command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=variables,
            cwd=folder,
            start_new_session=True,
        )
        os.close(slave)
        self.seen = ""

    def type(self, keys: str) -> None:
        """Press them."""
        self.seen = ""
        os.write(self._master, keys.encode())

    def wait_for(self, words: str) -> None:
        """Until the terminal has shown these words."""
        while words not in self.seen:
            ready, _, _ = select.select([self._master], [], [], 30)
            assert ready, f"{words!r} never came: {self.seen!r}"
            self.seen += os.read(self._master, 65536).decode(errors="replace")

    def __enter__(self) -> Typist:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait(30)
        os.close(self._master)


def test_the_table_names_what_there_is() -> None:
    context = click.Context(program, resilient_parsing=True)
    for path, parameters in _COMPLETERS.items():
        head, _, below = path.partition(" ")
        assert head in COMMANDS
        command = program.get_command(context, head)
        if below:
            assert isinstance(command, click.Group)
            command = command.commands[below]
        assert command is not None
        assert parameters.keys() <= {parameter.name for parameter in command.params}, path
