"""The size of the screen while stdout is a pipe, asked in a real pseudo-terminal."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
from pathlib import Path

from ssoswitch.tui.terminal_size import size_of_screen, sized_by_the_screen

SCRIPT = (
    "from textual.drivers.linux_driver import LinuxDriver\n"
    "from ssoswitch.tui.terminal_size import sized_by_the_screen\n"
    "driver = sized_by_the_screen(LinuxDriver)\n"
    "print(*driver._get_terminal_size(object.__new__(driver)))\n"
)


def test_a_captured_stdout_does_not_shrink_the_screen() -> None:
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 41, 133, 0, 0))
    try:
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT],
            stdin=follower,
            stderr=follower,
            stdout=subprocess.PIPE,
            cwd=Path(__file__).parent.parent.parent,
            env={name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")},
            check=True,
            timeout=60,
        )
    finally:
        os.close(leader)
        os.close(follower)
    assert done.stdout.split() == [b"133", b"41"]


def test_a_driver_without_that_question_is_left_alone() -> None:
    class Plain:
        pass

    assert sized_by_the_screen(Plain) is Plain  # type: ignore[arg-type, comparison-overlap]  # no Driver at all
    columns, lines = size_of_screen(lambda: (7, 9))
    assert columns > 0
    assert lines > 0
