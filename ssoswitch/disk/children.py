"""What the programs that we start have in common (bash, direnv, git): found on the PATH, with a cleaned environment.

Argument lists only, no secret in arguments or variables, standard input and output never the terminal's.
"""

from __future__ import annotations

import os
import signal
import stat
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ssoswitch.model.environment import Environment

if TYPE_CHECKING:
    from subprocess import CompletedProcess

LIMIT = 1_000_000
"""Bytes; a larger file is not read."""


def program(env: Environment, name: str, *, wherever: bool = False) -> str | None:
    """That program on the PATH of the environment, None where there is none.

    An empty folder in the PATH, or a dot, is wherever one happens to stand: in a cloned repository that has a `git` of
    its own. Such folders count only for a program that the person named (`wherever`).

    Not shutil.which: that brings the compression libraries with it, and this runs before the first frame.
    """
    for folder in (env.variable("PATH") or os.defpath).split(os.pathsep):
        if not wherever and not folder.startswith("/"):
            continue
        candidate = os.path.join(folder or os.curdir, name)  # noqa: PTH118  (`./name` would lose its dot)
        if os.access(candidate, os.X_OK) and not os.path.isdir(candidate):  # noqa: PTH112  (never raises; Path's may)
            return candidate
    return None


def child_variables(env: Environment, **more: str) -> dict[str, str]:
    """The variables for a child that needs no credentials: without AWS_*, ours, and what makes bash run files."""
    dropped = ("AWS_", "SSOSWITCH_", "_SSOSWITCH", "BASH_FUNC_")
    kept = {
        name: value
        for name, value in env.variables.items()
        if not name.startswith(dropped) and name not in ("BASH_ENV", "ENV", "SHELLOPTS", "BASHOPTS")
    }
    return {**kept, **more}


def run_with_all_its_own(
    arguments: Sequence[str], *, directory: Path, variables: Mapping[str, str], timeout: float
) -> CompletedProcess[bytes]:
    """Run a program that starts others; after `timeout` (s), or where we end before it, all of them are killed.

    direnv leaves a bash behind when it is killed alone, and that one goes on with the user's endless loop for good.
    Raises subprocess.TimeoutExpired, OSError.
    """
    import subprocess

    pipe = subprocess.PIPE
    child = subprocess.Popen(
        arguments,
        cwd=directory,
        env=variables,
        stdin=subprocess.DEVNULL,
        stdout=pipe,
        stderr=pipe,
        start_new_session=True,
    )
    try:
        output, complaint = child.communicate(timeout=timeout)
    except BaseException:
        os.killpg(child.pid, signal.SIGKILL)
        child.communicate()
        raise
    return subprocess.CompletedProcess(child.args, child.returncode, output, complaint)


def answer_of(
    arguments: Sequence[str], *, variables: Mapping[str, str], timeout: float, directory: Path = Path("/")
) -> bytes | None:
    """What a program says on its standard output; None where it is not there, fails, or takes longer."""
    import subprocess

    try:
        done = run_with_all_its_own(arguments, directory=directory, variables=variables, timeout=timeout)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None


def read_small(path: Path) -> bytes | None:
    """The bytes of a regular file of at most LIMIT; None for anything else. A FIFO is never opened."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return None
        with path.open("rb") as file:
            data = file.read(LIMIT + 1)
    except (OSError, ValueError):
        return None
    return data if len(data) <= LIMIT else None
