"""A sub-shell that uses a profile, and the user's editor: programs that get the terminal while the screen waits."""

from __future__ import annotations

import shlex
import subprocess

from ssoswitch.disk import core_files
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import Unavailable
from ssoswitch.operations.use import STALE
from ssoswitch.tui.flows.context import FlowContext

_STDERR = 2


def run_shell(context: FlowContext, profile: str) -> int:
    """Run the user's shell with AWS_PROFILE set and nothing stale beside it; its exit code. Raises Unavailable."""
    env = context.env
    variables = {name: value for name, value in env.variables.items() if name not in STALE}
    variables["AWS_PROFILE"] = profile
    shell = env.variable("SHELL") or "/bin/sh"
    return _in_terminal(context, [shell], variables)


def edit_file(context: FlowContext, path: str) -> int:
    """Open a file in $VISUAL, else $EDITOR; the editor's exit code. Raises Unavailable where neither is set."""
    command = _editor(context.env)
    return _in_terminal(context, [*command, path], dict(context.env.variables))


def _editor(env: Environment) -> list[str]:
    text = env.variable("VISUAL") or env.variable("EDITOR") or ""
    try:
        words = shlex.split(text)
    except ValueError:
        words = []
    if not words:
        raise Unavailable(
            "Neither VISUAL nor EDITOR names an editor, so nothing was opened.", "y copies the path."
        )
    return words


def _without_hook(variables: dict[str, str]) -> dict[str, str]:
    """Without what the hook says of the shell that called us: the child is another one."""
    return {name: value for name, value in variables.items() if not name.startswith("SSOSWITCH_")}


def _in_terminal(context: FlowContext, command: list[str], variables: dict[str, str]) -> int:
    try:
        with context.suspended():
            # Under the shell's hook stdout is a pipe to that shell; the terminal is where the screen is drawn.
            with core_files.AsItWas():
                child = subprocess.Popen(
                    command, env=_without_hook(variables), cwd=context.env.working_directory, stdout=_STDERR
                )
            return child.wait()
    except OSError as error:
        raise Unavailable(f"{command[0]} could not be started: {error.strerror}. Nothing was run.") from None
