"""The whole program on a terminal: a pseudo-terminal with a child on it, its bytes as they come, its modes and its end.

Other tests look at the screen from inside, by Textual's pilot. What leaves the process (control characters, what is
restored at the end, arguments of children) shows only here.
"""

from __future__ import annotations

import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from ssoswitch.model.environment import Environment

ROOT = Path(__file__).parents[2]
PROGRAM = (sys.executable, "-m", "ssoswitch")
LONGEST = 60.0
"""Seconds after which a program counts as hung, on a machine that has other things to do."""
_SEQUENCE = re.compile(
    rb"\x1b\[[0-?]*[ -/]*[@-~]"  # CSI
    rb"|\x1b[\]PX^_].*?(?:\x07|\x1b\\)"  # OSC, DCS, SOS, PM, APC
    rb"|\x1b[ -/]*[0-~]",  # the rest
    re.DOTALL,
)


def plain(data: bytes) -> str:
    """The text among a terminal's bytes, without its control sequences."""
    return _SEQUENCE.sub(b"", data).decode("utf-8", "replace")


def variables_of(env: Environment, **more: str) -> dict[str, str]:
    """The whole environment for a child that lives in that home."""
    return {
        **env.variables,
        "COLORTERM": "truecolor",
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        **more,
    }


class Terminal:
    """A child process that has a terminal of its own, of `width` by `height` cells. Use it as a context manager."""

    def __init__(
        self,
        arguments: Sequence[str],
        variables: Mapping[str, str],
        *,
        folder: Path | None = None,
        width: int = 120,
        height: int = 36,
    ) -> None:
        self.data = bytearray()
        """Everything that came so far."""
        self._keyboard, self._line = os.openpty()
        os.set_blocking(self._keyboard, False)
        self.resize(width, height, tell=False)
        self.modes_before = termios.tcgetattr(self._line)
        self._child = subprocess.Popen(
            list(arguments),
            env=dict(variables),
            cwd=folder or ROOT,
            stdin=self._line,
            stdout=self._line,
            stderr=self._line,
            start_new_session=True,
            preexec_fn=_take_terminal,
        )

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_exception: object) -> None:
        if self._child.poll() is None:
            self._child.kill()
            self._child.wait()
        os.close(self._keyboard)
        os.close(self._line)

    @property
    def pid(self) -> int:
        """The child's."""
        return self._child.pid

    @property
    def text(self) -> str:
        """Everything that came so far, without control sequences."""
        return plain(bytes(self.data))

    def read(self, seconds: float) -> bytes:
        """What comes within that time; empty for nothing."""
        if not select.select([self._keyboard], [], [], seconds)[0]:
            return b""
        try:
            data = os.read(self._keyboard, 1 << 16)
        except (BlockingIOError, OSError):
            return b""
        self.data += data
        return data

    def press(self, *keys: str) -> None:
        """Send keys, each as the bytes that a terminal sends for it."""
        for key in keys:
            os.write(self._keyboard, key.encode("utf-8", "surrogateescape"))

    def wait_for(self, text: str, *, since: int = 0, most: float = LONGEST) -> None:
        """Until that text was drawn after the first `since` bytes. Raises AssertionError where it never is."""
        end = time.perf_counter() + most
        while text not in plain(bytes(self.data[since:])):
            if not self.read(0.1) and (self._child.poll() is not None or time.perf_counter() > end):
                raise AssertionError(f"{text!r} was not shown:\n{plain(bytes(self.data[since:]))[-3000:]}")

    def wait_quiet(self, quiet: float = 0.25, most: float = 10.0) -> None:
        """Until nothing was drawn for `quiet` seconds."""
        end = time.perf_counter() + most
        while self.read(quiet) and time.perf_counter() < end:
            pass

    def act(self, *keys: str, shows: str, most: float = LONGEST) -> None:
        """Send keys, and wait until the text is drawn after them."""
        since = len(self.data)
        self.press(*keys)
        self.wait_for(shows, since=since, most=most)

    def signal(self, number: int) -> None:
        """Send the child a signal."""
        os.kill(self.pid, number)

    def resize(self, width: int, height: int, *, tell: bool = True) -> None:
        """Another size of window."""
        fcntl.ioctl(self._keyboard, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
        if tell:
            self.signal(signal.SIGWINCH)

    def wait_end(self, most: float = LONGEST) -> int:
        """The exit code, once it has ended; what it still drew is read. Raises AssertionError where it does not end."""
        end = time.perf_counter() + most
        while self._child.poll() is None:
            self.read(0.02)
            if time.perf_counter() > end:
                raise AssertionError(f"it did not end:\n{self.text[-1500:]}")
        while self.read(0.05):
            pass
        return self._child.returncode

    def modes(self) -> list[object]:
        """The terminal's modes as they are now, comparable with `modes_before`."""
        return termios.tcgetattr(self._line)


def _take_terminal() -> None:
    """In the child: its standard input becomes the terminal that signals of the keyboard come from."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def program(env: Environment, *arguments: str, **more: str) -> Terminal:
    """The program in that home, on a terminal; `more` are variables."""
    return Terminal([*PROGRAM, *arguments], variables_of(env, **more), folder=env.working_directory)


def run(
    env: Environment, *arguments: str, timeout: float = LONGEST, stdin: str = "", **more: str
) -> subprocess.CompletedProcess[str]:
    """The program in that home, without a terminal."""
    return subprocess.run(
        [*PROGRAM, *arguments],
        env=variables_of(env, **more),
        cwd=env.working_directory,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
