"""What the screen asks of the terminal beyond drawing: its background colour, its title, its clipboard.

Textual draws on stderr, so that stdout stays free for a result; these sequences go the same way.
"""

from __future__ import annotations

import os
import re
import select
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress

# The answer to the second question comes from every terminal, the one to the first only from those that know it: so
# nobody waits for a terminal that keeps silent.
_ASK_BACKGROUND = b"\x1b]11;?\x1b\\"
_ASK_ATTRIBUTES = b"\x1b[c"
_BACKGROUND = re.compile(
    rb"\x1b\]11;rgba?:([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})(?:/[0-9a-fA-F]{1,4})?(?:\x1b\\|\x07)"
)
_ATTRIBUTES = re.compile(rb"\x1b\[\?[0-9;]*c")
PATIENCE = 0.15
"""Seconds that a terminal gets to answer."""

_SAVE_TITLE = "\x1b[22;2t"
_RESTORE_TITLE = "\x1b[23;2t"


def ask_background() -> tuple[bool | None, bytes]:
    """Whether the terminal's background is dark (None: it did not say), and what was typed ahead meanwhile.

    Only on a terminal; its modes are put back. What a person typed before the first frame must not be lost, so bytes
    that are no answer are given back.
    """
    stdin, stderr = sys.__stdin__, sys.__stderr__
    if stdin is None or stderr is None or not (stdin.isatty() and stderr.isatty()):
        return None, b""
    try:
        import termios
        import tty
    except ImportError:  # no such terminals on this platform
        return None, b""
    source = stdin.fileno()
    try:
        modes = termios.tcgetattr(source)
        tty.setcbreak(source, termios.TCSANOW)
    except (termios.error, OSError):
        return None, b""
    try:
        os.write(stderr.fileno(), _ASK_BACKGROUND + _ASK_ATTRIBUTES)
        return understand(_read_answer(source))
    except OSError:
        return None, b""
    finally:
        # Where the terminal has gone meanwhile there is nothing to put back.
        with suppress(termios.error):
            termios.tcsetattr(source, termios.TCSANOW, modes)


def _read_answer(source: int) -> bytes:
    answer = b""
    # Each wait has the whole patience: an answer in pieces keeps coming, and silence ends it.
    while not _ATTRIBUTES.search(answer) and len(answer) < 4096:
        if not select.select([source], [], [], PATIENCE)[0]:
            break
        more = os.read(source, 1024)
        if not more:
            break
        answer += more
    return answer


def understand(answer: bytes) -> tuple[bool | None, bytes]:
    """The answers out of what came, and the rest of it."""
    found = _BACKGROUND.search(answer)
    rest = _ATTRIBUTES.sub(b"", _BACKGROUND.sub(b"", answer))
    if found is None:
        return None, rest
    red, green, blue = (int(part, 16) / (16 ** len(part) - 1) for part in found.groups())
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 0.5, rest


def background_from_variables(variables: Mapping[str, str]) -> bool | None:
    """Whether COLORFGBG (`15;0`, `0;default;15`) tells of a dark background; None where it tells nothing."""
    last = variables.get("COLORFGBG", "").rpartition(";")[2]
    if not last.isdigit():
        return None
    return int(last) in (0, 1, 2, 3, 4, 5, 6, 8)


class TerminalTitle:
    """The terminal's title while the program runs; the one from before is back afterwards."""

    def __init__(self, write: Callable[[str], object]) -> None:
        self._write = write
        self._title = ""

    def show(self, title: str) -> None:
        """Set it; nothing is written where it is the same."""
        clean = "".join(letter for letter in title if letter.isprintable())
        if clean == self._title:
            return
        if not self._title:
            self._write(_SAVE_TITLE)
        self._title = clean
        self._write(f"\x1b]2;{clean}\x07")

    def ending(self) -> str:
        """What brings the old one back; empty where it was never changed."""
        changed, self._title = bool(self._title), ""
        return f"\x1b]2;\x07{_RESTORE_TITLE}" if changed else ""


def write_after(sequence: str) -> None:
    """Write to the terminal when the screen has left it. One that has gone takes nothing, and that is no error."""
    stderr = sys.__stderr__
    if sequence and stderr is not None:
        try:
            stderr.write(sequence)
            stderr.flush()
        except (OSError, ValueError):
            return


def pass_on_no_color(variables: Mapping[str, str]) -> None:
    """Textual takes NO_COLOR out of the environment; children shall see it all the same."""
    if "NO_COLOR" in variables:
        os.putenv("NO_COLOR", variables["NO_COLOR"])
