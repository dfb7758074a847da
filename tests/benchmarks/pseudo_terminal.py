"""A program in a pseudo-terminal that is asked how soon a key shows: frames are told apart by their own marks.

The pilot of Textual's tests has a floor of 25 to 40 ms, so it cannot tell a frame of 4 ms from one of 20. Here the
terminal answers that it knows synchronised output (mode 2026); the program then encloses each frame in marks.
"""

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
from collections.abc import Mapping, Sequence
from pathlib import Path

FRAME_END = b"\x1b[?2026l"
_ANSWERS = {
    b"\x1b[?2026$p": b"\x1b[?2026;2$y",
    b"\x1b]11;?\x1b\\": b"\x1b]11;rgb:1010/1010/1010\x1b\\",
    b"\x1b[c": b"\x1b[?62;22c",
}
"""What real terminals are asked and answer at once: frame marks, the background's colour, what kind they are."""
_ROOT = Path(__file__).resolve().parents[2]


class PseudoTerminal:
    """A child process on a terminal of `width` by `height` cells. Use it as a context manager."""

    def __init__(
        self,
        argv: Sequence[str],
        *,
        width: int = 120,
        height: int = 36,
        variables: Mapping[str, str] | None = None,
    ) -> None:
        environment = {
            **os.environ,
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "PYTHONPATH": str(_ROOT),
            "PYTHONDONTWRITEBYTECODE": "",  # compiled once, as an installed program is
            **(variables or {}),
        }
        self.started = time.perf_counter()
        self.pid, self.descriptor = pty.fork()
        if self.pid == 0:
            os.execvpe(argv[0], list(argv), environment)
        fcntl.ioctl(self.descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
        self._unanswered = dict(_ANSWERS)
        self._tail = b""
        self._ended = False

    def __enter__(self) -> PseudoTerminal:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def read(self, seconds: float) -> bytes:
        """What comes within that time, b"" for nothing; answers each of the program's questions once."""
        if not select.select([self.descriptor], [], [], seconds)[0]:
            return b""
        try:
            data = os.read(self.descriptor, 1 << 16)
        except OSError:
            return b""
        for question in [asked for asked in self._unanswered if asked in self._tail + data]:
            os.write(self.descriptor, self._unanswered.pop(question))
        self._tail = data[-16:]
        return data

    def wait_quiet(self, quiet: float = 0.3, most: float = 20.0) -> bytes:
        """Read until nothing came for `quiet` seconds, `most` seconds in all."""
        end = time.perf_counter() + most
        seen = bytearray()
        while time.perf_counter() < end:
            data = self.read(quiet)
            if not data:
                break
            seen += data
        return bytes(seen)

    def sit(self, seconds: float) -> None:
        """Only read, for so long."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            self.read(left)

    def wait_for(self, text: bytes, most: float = 30.0) -> float:
        """Seconds from the start of the program until `text` is on the screen. Raises TimeoutError."""
        seen = b""
        while time.perf_counter() - self.started < most:
            seen += self.read(0.5)
            if text in seen:
                return time.perf_counter() - self.started
        raise TimeoutError(f"{text!r} was not shown within {most} s; last came {seen[-300:]!r}")

    def wait_started(self, most: float = 30.0) -> None:
        """Until the program has the screen and is quiet."""
        self.wait_for(b"\x1b[?1049h", most)
        self.wait_quiet(0.5)

    def key(self, keys: str, *, until: bytes = b"", quiet: float = 0.05) -> float:
        """Press keys; milliseconds until the end of the first frame with `until` in it (any frame without it).

        Then reads on until it is quiet, so that a second frame does not count for the next key. Raises TimeoutError.
        """
        pressed = time.perf_counter()
        os.write(self.descriptor, keys.encode())
        return self._framed(pressed, repr(keys), until, quiet)

    def resize(self, width: int, height: int) -> float:
        """Give the terminal another size; milliseconds until the end of the first frame. Raises TimeoutError."""
        changed = time.perf_counter()
        fcntl.ioctl(self.descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
        return self._framed(changed, f"{width} x {height}", b"", 0.3)

    def _framed(self, since: float, what: str, until: bytes, quiet: float) -> float:
        seen = b""
        took = 0.0
        while not took:
            data = self.read(2.0)
            now = time.perf_counter()
            seen += data
            if not data and now - since > 5:
                raise TimeoutError(f"no frame for {what}; came {seen[-200:]!r}")
            if FRAME_END in data and until in seen:
                took = (now - since) * 1000
        self.wait_quiet(quiet, 3.0)
        return took

    def settle(self, keys: str, *, until: bytes, quiet: float = 0.2) -> tuple[float, float]:
        """Press keys; milliseconds until the first frame with `until` in it, and until the last frame that comes.

        The last one is the last before nothing came for `quiet` seconds. Raises TimeoutError.
        """
        pressed = time.perf_counter()
        os.write(self.descriptor, keys.encode())
        seen, first, last = b"", 0.0, 0.0
        while True:
            data = self.read(quiet if first else 2.0)
            now = (time.perf_counter() - pressed) * 1000
            seen += data
            if FRAME_END in data and until in seen:
                first, last = first or now, now
            elif not data and first:
                return first, last
            elif not data and now > 5000:
                raise TimeoutError(f"no frame for {keys!r}; came {seen[-200:]!r}")

    def cpu_seconds(self) -> float:
        """Processor time that the child used so far (Linux)."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def resident_mebibytes(self) -> float:
        """Resident memory of the child (Linux)."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / (1 << 20)

    def ended(self) -> bool:
        """Whether the child has ended by itself."""
        self._ended = self._ended or bool(os.waitpid(self.pid, os.WNOHANG)[0])
        return self._ended

    def close(self) -> None:
        """End the child."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            if self.ended():
                break
            os.kill(self.pid, number)
            end = time.perf_counter() + 1.0
            while time.perf_counter() < end and not self.ended():
                self.read(0.05)
        os.close(self.descriptor)


def python(*arguments: str) -> list[str]:
    """A command line of this interpreter."""
    return [sys.executable, *arguments]


def median(figures: Sequence[float]) -> float:
    """The middle one; of an even number the lower."""
    return sorted(figures)[(len(figures) - 1) // 2]


def ninetieth(figures: Sequence[float]) -> float:
    """The figure that nine of ten do not exceed."""
    return sorted(figures)[min(len(figures) - 1, len(figures) * 9 // 10)]
