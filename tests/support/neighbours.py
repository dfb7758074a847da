"""The programs that users have beside us, and that tests ask what they make of our output.

bash is needed everywhere. The others are asked where they are installed; under CI a missing one is a failure, so that
no run there passes by not looking.
"""

from __future__ import annotations

import os
import shutil

SHELLS = tuple(name for name in ("bash", "zsh", "fish") if name == "bash" or shutil.which(name))
"""The shells to run a test over: bash always, zsh and fish where they are installed (always under CI, see `needs`)."""

if os.environ.get("CI") == "true":
    SHELLS = ("bash", "zsh", "fish")


def has(program: str) -> bool:
    """Whether that program can be asked. Under CI it must be there: raises AssertionError where it is not."""
    found = shutil.which(program) is not None
    if not found and os.environ.get("CI") == "true":
        raise AssertionError(f"{program} is not installed here, and CI must ask it: install it with apt-get.")
    return found
