"""Takes a secret out of the clipboard after a while, if it is still there; runs as a child of its own.

It is told a digest on its standard input, not the secret. Started by its path, as `remove_later.py` is.
"""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path

LONGEST = 900.0


def main(arguments: list[str], digest: str) -> int:
    """Wait `arguments[0]` seconds, then clear; the exit code: 0 cleared or not there any more, 2 wrong use."""
    if len(arguments) != 1 or not re.fullmatch(r"[0-9a-f]{64}", digest):
        return 2
    try:
        seconds = float(arguments[0])
    except ValueError:
        return 2
    time.sleep(min(max(seconds, 0.0), LONGEST))
    sys.path.append(str(Path(__file__).resolve().parents[2]))
    from ssoswitch.disk.clipboard_clearing import clear_if_digest
    from ssoswitch.disk.locations import detect_environment

    clear_if_digest(detect_environment(), digest)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:], sys.stdin.readline().strip()))
