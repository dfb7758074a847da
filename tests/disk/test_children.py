"""What a child starts ends with it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from ssoswitch.disk.children import run_with_all_its_own

PATH = {"PATH": "/usr/bin:/bin"}


def test_what_it_says_comes_back(tmp_path: Path) -> None:
    done = run_with_all_its_own(
        ["sh", "-c", "pwd; echo no >&2; exit 3"], directory=tmp_path, variables=PATH, timeout=60
    )
    assert (done.returncode, done.stdout, done.stderr) == (3, f"{tmp_path}\n".encode(), b"no\n")


@pytest.mark.parametrize("waits", ["wait", "read line"])
def test_in_the_end_nothing_of_it_is_left(tmp_path: Path, waits: str) -> None:
    """A child of the child that never ends: its end of the pipe is closed when it is gone."""
    held = tmp_path / "held"
    os.mkfifo(held)
    reader = os.open(held, os.O_RDONLY | os.O_NONBLOCK)
    script = f"exec 9>held; echo x >&9; (while :; do sleep 0.1; done) & {waits}; wait"
    with pytest.raises(subprocess.TimeoutExpired):
        run_with_all_its_own(["sh", "-c", script], directory=tmp_path, variables=PATH, timeout=1.0)
    os.set_blocking(reader, True)
    assert os.read(reader, 9) == b"x\n"
    assert os.read(reader, 9) == b""
    os.close(reader)


def test_what_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nothing-like-it"):
        run_with_all_its_own(["/nothing-like-it"], directory=tmp_path, variables=PATH, timeout=60)
