"""Closed terminals and continued processes, with the whole program on a pseudo-terminal."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MOST = 20.0
"""Seconds after which something hangs, on the slowest machine."""
CONFIG = (
    b"[sso-session corp]\nsso_start_url = https://d-1234567890.awsapps.com/start\nsso_region = eu-west-1\n"
)

STOPPED_IN_A_WRITE = """
import os, signal
from ssoswitch.cli.main import main
from ssoswitch.tui.app import SsoswitchApp

def stop(app):
    # A handler runs between two lines of Python: here while a write has the lock of what is still to be written.
    with app._driver._writer_thread._queue.mutex:
        os.kill(os.getpid(), signal.SIGTSTP)
        signal.getsignal(signal.SIGTSTP)

SsoswitchApp.begin_behind_the_frame = lambda app: app.set_timer(0.2, lambda: stop(app))
main()
"""
HUNG_UP = (128 + signal.SIGHUP, -signal.SIGHUP, 120)
"""What a program ends with whose terminal was closed; 120 is Python's, where the last words found nobody."""


class Screen:
    """The program, as the leader of a session on a pseudo-terminal."""

    def __init__(self, home: Path, *, deaf_to_hang_up: bool = False, script: str = "") -> None:
        self.data = b""
        self.pid, self.keyboard = pty.fork()
        if self.pid == 0:
            try:
                if deaf_to_hang_up:
                    signal.signal(signal.SIGHUP, signal.SIG_IGN)
                variables = {"HOME": str(home), "PATH": os.environ["PATH"], "TERM": "xterm-256color"}
                variables |= {"LANG": "C.UTF-8", "PYTHONPATH": str(ROOT)}
                os.chdir(home)
                what = ["-c", script] if script else ["-m", "ssoswitch"]
                os.execve(sys.executable, [sys.executable, *what], variables)
            finally:
                os._exit(70)
        fcntl.ioctl(self.keyboard, termios.TIOCSWINSZ, struct.pack("HHHH", 36, 120, 0, 0))

    def read_until(self, wanted: bytes) -> None:
        end, start = time.perf_counter() + MOST, len(self.data)
        while wanted not in self.data[start:]:
            if not select.select([self.keyboard], [], [], max(0.0, end - time.perf_counter()))[0]:
                pytest.fail(f"{wanted!r} never came: {self.data[-300:]!r}")
            self.data += os.read(self.keyboard, 1 << 16)

    def close(self) -> None:
        os.close(self.keyboard)
        self.keyboard = -1

    def code(self) -> int:
        """The code with which it ends; fails where it does not."""
        descriptor = os.pidfd_open(self.pid)
        watched = [descriptor] if self.keyboard < 0 else [descriptor, self.keyboard]
        end = time.perf_counter() + MOST
        try:
            while True:
                ready = select.select(watched, [], [], max(0.0, end - time.perf_counter()))[0]
                if descriptor in ready:
                    return os.waitstatus_to_exitcode(self._wait())
                if not ready:
                    pytest.fail("it hangs")
                try:
                    self.data += os.read(self.keyboard, 1 << 16)
                except OSError:  # its end of the terminal is closed
                    watched = [descriptor]
        finally:
            os.close(descriptor)

    def _wait(self) -> int:
        status = os.waitpid(self.pid, 0)[1]
        self.pid = 0
        return status

    def end(self) -> None:
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            self._wait()
        if self.keyboard >= 0:
            self.close()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Screen]]:
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "config").write_bytes(CONFIG)
    started: list[Screen] = []

    def begin(*, deaf_to_hang_up: bool = False, script: str = "") -> Screen:
        started.append(Screen(tmp_path, deaf_to_hang_up=deaf_to_hang_up, script=script))
        return started[-1]

    yield begin
    for screen in started:
        screen.end()


@pytest.mark.parametrize("moment", [b"\x1b[?1049h", b"\x1b[?2026$p", b"corp", b"Sessions"])
def test_a_closed_terminal_ends_it(start: Callable[..., Screen], moment: bytes) -> None:
    screen = start()
    screen.read_until(moment)
    screen.close()
    assert screen.code() in HUNG_UP


def test_a_terminal_that_goes_without_a_signal_ends_it(start: Callable[..., Screen]) -> None:
    screen = start(deaf_to_hang_up=True)
    screen.read_until(b"Sessions")
    screen.close()
    assert screen.code() in HUNG_UP


def test_it_goes_on_where_it_was_stopped(start: Callable[..., Screen]) -> None:
    screen = start()
    screen.read_until(b"Sessions")
    os.kill(screen.pid, signal.SIGSTOP)
    os.waitpid(screen.pid, os.WUNTRACED)
    os.kill(screen.pid, signal.SIGCONT)
    screen.read_until(b"Sessions")  # drawn anew
    os.write(screen.keyboard, b"q")
    assert screen.code() == 0
    assert screen.data.rfind(b"\x1b[?1049l") > screen.data.rfind(b"\x1b[?1049h")


def test_stopped_while_it_writes_it_waits_for_no_lock_of_its_own(start: Callable[..., Screen]) -> None:
    screen = start(script=STOPPED_IN_A_WRITE)
    screen.read_until(b"\x1b[?1049l")
    assert os.WIFSTOPPED(os.waitpid(screen.pid, os.WUNTRACED)[1])
    os.kill(screen.pid, signal.SIGCONT)
    screen.read_until(b"Sessions")
    os.write(screen.keyboard, b"q")
    assert screen.code() == 0
    assert screen.data.rfind(b"\x1b[?1049l") > screen.data.rfind(b"\x1b[?1049h")
