"""Removes a redirect page a minute after a browser was sent to it; runs as a child of its own, when we may be gone.

It is started by its path (`python -I remove_later.py PAGE SECONDS`), so that no folder in which somebody happens to
stand can put another package in front of this one. The page's path is no secret: its folder is closed to others.
"""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path

PAGE_NAME = re.compile(r"open-[0-9a-f]{32}\.html")
"""What a redirect page is called; nothing else is ever removed."""
LONGEST = 600.0


def main(arguments: list[str]) -> int:
    """Wait, then remove the page; the exit code."""
    if len(arguments) != 2 or not PAGE_NAME.fullmatch(Path(arguments[0]).name):
        return 2
    try:
        seconds = float(arguments[1])
    except ValueError:
        return 2
    time.sleep(min(max(seconds, 0.0), LONGEST))
    sys.path.append(str(Path(__file__).resolve().parents[2]))
    from ssoswitch.disk.files import remove
    from ssoswitch.model.errors import WriteError

    try:
        remove(Path(arguments[0]))
    except WriteError:
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
