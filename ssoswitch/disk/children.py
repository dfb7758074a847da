"""What the programs that we start have in common (bash, direnv, git): found on the PATH, with a cleaned environment.

Argument lists only, no secret in arguments or variables, standard input and output never the terminal's.
"""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

from ssoswitch.model.environment import Environment

LIMIT = 1_000_000
"""Bytes; a larger file is not read."""


def program(env: Environment, name: str) -> str | None:
    """That program on the PATH of the environment, None where there is none."""
    return shutil.which(name, path=env.variable("PATH") or os.defpath)


def child_variables(env: Environment, **more: str) -> dict[str, str]:
    """The variables for a child that needs no credentials: without AWS_*, ours, and what makes bash run files."""
    dropped = ("AWS_", "SSOSWITCH_", "_SSOSWITCH", "BASH_FUNC_")
    kept = {
        name: value
        for name, value in env.variables.items()
        if not name.startswith(dropped) and name not in ("BASH_ENV", "ENV", "SHELLOPTS", "BASHOPTS")
    }
    return {**kept, **more}


def read_small(path: Path) -> bytes | None:
    """The bytes of a regular file of at most LIMIT; None for anything else, without waiting for a FIFO."""
    try:
        with open(path, "rb", opener=lambda name, flags: _open_without_waiting(name, flags)) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return None
            data = file.read(LIMIT + 1)
    except (OSError, ValueError):
        return None
    return data if len(data) <= LIMIT else None


def _open_without_waiting(name: str, flags: int) -> int:
    descriptor: int = getattr(os, "open")(name, flags | os.O_NONBLOCK | os.O_CLOEXEC)  # noqa: B009  (reading only)
    return descriptor
