"""Completion as the shells ask for it: through the program, by click's protocol."""

from __future__ import annotations

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
from ssoswitch.operations.startup import read_config
from tests.support.environments import make_environment

ROOT = str(Path(__file__).parent.parent.parent)
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
    return env


def complete(env: Environment, *words: str) -> set[str]:
    """What is offered for the last word."""
    import shlex

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
    return {line.removeprefix("plain,") for line in done.stdout.splitlines()}


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["use", "pay-"], {"pay-prod"}),
        (["use", "p"], {"pay-prod", "pay $(touch ran)"}),
        (["exec", "pay-"], {"pay-prod"}),
        (["envrc", "--profile", "pay-"], {"pay-prod"}),
        (["profile", "show", "pay-"], {"pay-prod"}),
        (["login", ""], {"corp"}),
        (["list", "--session", "c"], {"corp"}),
        (["profile", "create", "pay"], {"Payments prod"}),
        (["profile", "create", "Payments prod", ""], {"Admin", "ReadOnly"}),
        (["profile", "create", "1111"], {"111122223333"}),
        (["cred"], {"credentials"}),
    ],
)
def test_names_are_offered(env: Environment, words: list[str], offered: set[str]) -> None:
    assert complete(env, *words) == offered


def test_bash_completes_through_the_hook(env: Environment, tmp_path: Path) -> None:
    wrapper = tmp_path / "bin" / "ssoswitch"
    wrapper.parent.mkdir()
    wrapper.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m ssoswitch "$@"\n')
    wrapper.chmod(0o755)
    script = hook("bash") + (
        "COMP_WORDS=(ssoswitch use p) COMP_CWORD=2; __ssoswitch_complete; printf '%s\\n' \"${COMPREPLY[@]}\"\n"
    )
    done = subprocess.run(
        ["bash", "--noprofile", "--norc"],
        input=script,
        env={**env.variables, "PATH": f"{wrapper.parent}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert set(done.stdout.splitlines()) == {"pay-prod", r"pay\ \$\(touch\ ran\)"}


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
