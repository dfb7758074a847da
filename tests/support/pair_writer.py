"""A writer of two files in one plan, in a process of its own: `python -m tests.support.pair_writer HOME`."""

from __future__ import annotations

import sys
from pathlib import Path

from ssoswitch.model.errors import SsoswitchError
from ssoswitch.model.plan import FileChange, FileKind, Plan
from ssoswitch.operations.write import apply
from tests.support.writer import environment


def main(home: str) -> int:
    """Add a line to ~/one and ~/two."""
    env = environment(Path(home))
    changes = []
    for name in ("one", "two"):
        before = (env.home / name).read_bytes()
        changes.append(FileChange(env.home / name, before, before + b"new\n", "+1", FileKind.TEXT))
    try:
        apply(env, Plan("two lines", tuple(changes)))
    except SsoswitchError as error:
        print(f"{error.code}: {error.message}")
        return 1
    print("written")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
