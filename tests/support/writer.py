"""A writer in a process of its own, for tests that end it, starve it, or run many: adds one profile, says how it went.

Run as `python -m tests.support.writer HOME NAME [TRIES]`. Prints `written NAME`, or the error's code and message.
"""

from __future__ import annotations

import sys
from pathlib import Path

from ssoswitch.disk.locations import environment_from
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import FileChanged, SsoswitchError
from ssoswitch.operations.write import apply
from tests.support.profiles import create, request


def environment(home: Path) -> Environment:
    """The environment of that home."""
    return environment_from({"HOME": str(home), "PATH": "/usr/bin:/bin"}, working_directory=home)


def main(home: str, name: str, tries: str = "1") -> int:
    """Add the profile; a changed file is planned anew, TRIES times in all."""
    env = environment(Path(home))
    error: SsoswitchError | None = None
    for _ in range(int(tries)):
        try:
            apply(env, create(env, [request(name=name)]).plan)
        except FileChanged as changed:
            error = changed
        except SsoswitchError as other:
            error = other
            break
        else:
            print(f"written {name}", flush=True)
            return 0
    assert error is not None
    print(f"{error.code}: {error.message}", flush=True)
    return 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
