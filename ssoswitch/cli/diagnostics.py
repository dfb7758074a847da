"""stderr: talk. Notes, progress, questions and the one line of an error, with the exit code that it promises."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from enum import IntEnum
from typing import NoReturn

from ssoswitch.model import errors
from ssoswitch.model.plan import NoteLevel, Plan


class Exit(IntEnum):
    """The exit codes: a contract with scripts (README, "Exit codes")."""

    DONE = 0
    FAILED = 1
    WRONG_USE = 2
    NO_MATCH = 3
    SIGN_IN_NEEDED = 4
    WOULD_OVERWRITE = 5
    PARTLY_DONE = 6
    UNREACHABLE = 69
    THROTTLED = 75
    INTERRUPTED = 130


# The first that fits; what is not here has failed.
_CODES: tuple[tuple[type[errors.SsoswitchError], Exit], ...] = (
    (errors.NoMatch, Exit.NO_MATCH),
    (errors.AmbiguousMatch, Exit.NO_MATCH),
    (errors.SignInNeeded, Exit.SIGN_IN_NEEDED),
    (errors.WouldOverwrite, Exit.WOULD_OVERWRITE),
    (errors.Unreachable, Exit.UNREACHABLE),
    (errors.Throttled, Exit.THROTTLED),
    (errors.InvalidValue, Exit.WRONG_USE),
    (errors.UnsafeEndpoint, Exit.WRONG_USE),
)


def exit_code(error: errors.SsoswitchError) -> Exit:
    """What a script is told of that error."""
    return next((code for kind, code in _CODES if isinstance(error, kind)), Exit.FAILED)


class Diagnostics:
    """Where the words go; quiet leaves out all but errors and questions."""

    def __init__(
        self, *, quiet: bool = False, verbose: bool = False, as_json: bool = False, colour: bool = True
    ):
        self.quiet = quiet
        self.verbose = verbose
        self.as_json = as_json
        self.colour = colour and sys.stderr.isatty()

    def say(self, line: str) -> None:
        """A word on what happened."""
        if not self.quiet:
            self._write(f"{line}\n")

    def always(self, line: str) -> None:
        """What a person must see to go on, such as a sign-in code; also when quiet."""
        self._write(f"{line}\n")

    def detail(self, line: str) -> None:
        """A word for whoever asked for more (`--verbose`)."""
        if self.verbose:
            self._write(f"{line}\n")

    def progress(self, line: str) -> None:
        """A line that replaces itself, on a terminal only."""
        if not self.quiet and sys.stderr.isatty():
            self._write(f"\r\x1b[2K{line}")

    def notes(self, plan: Plan) -> None:
        """What a plan has to say beside its diff."""
        for note in plan.notes:
            self.say(f"{'! ' if note.level is NoteLevel.WARNING else ''}{note.text}")

    def diff(self, text: str) -> None:
        """A diff, coloured on a terminal; shown also when quiet, because a question about it follows."""
        if not self.colour:
            self._write(text)
            return
        for line in text.splitlines(keepends=True):
            tint = {"+": "32", "-": "31", "@": "36"}.get(line[:1])
            self._write(f"\x1b[{tint}m{line.rstrip(chr(10))}\x1b[0m\n" if tint else line)

    def error(self, error: errors.SsoswitchError) -> Exit:
        """The one line of an error, or its JSON object; gives the exit code."""
        candidates: Sequence[str] = getattr(error, "candidates", ())
        if self.as_json:
            fields = {"code": error.code, "message": error.message, "hint": error.hint}
            if candidates:
                fields["candidates"] = list(candidates)  # type: ignore[assignment]  # a list among the texts
            self._write(json.dumps({"error": fields}, ensure_ascii=False) + "\n")
        else:
            self._write(f"ssoswitch: {error}\n")
            for candidate in candidates:
                self._write(f"  {candidate}\n")
        return exit_code(error)

    def wrong_use(self, message: str, hint: str = "") -> NoReturn:
        """End the program for wrong use, in one line."""
        if self.as_json:
            fields = {"code": "wrong_use", "message": message, "hint": hint}
            self._write(json.dumps({"error": fields}, ensure_ascii=False) + "\n")
        else:
            self._write(f"ssoswitch: {message}{' ' + hint if hint else ''}\n")
        raise SystemExit(Exit.WRONG_USE)

    def ask(self, question: str) -> bool:
        """Yes or no from a person. Only to be called where stdin is a terminal."""
        self._write(f"{question} [y/N] ")
        try:
            answer = sys.stdin.readline()
        except (OSError, UnicodeDecodeError):
            return False
        return answer.strip().lower() in ("y", "yes")

    def ask_text(self, question: str) -> str:
        """A line from a person, such as an MFA code."""
        self._write(f"{question} ")
        return sys.stdin.readline().strip()

    def to_terminal(self, sequence: bytes) -> bool:
        """A sequence for the terminal itself, such as OSC 52; False where stderr is none."""
        if not sys.stderr.isatty():
            return False
        self._write(sequence.decode("ascii"))
        return True

    def _write(self, data: str) -> None:
        try:
            sys.stderr.write(data)
            sys.stderr.flush()
        except (OSError, ValueError):
            # Nobody listens on stderr any more; the exit code still tells.
            return


def person_is_there() -> bool:
    """Whether somebody can answer: stdin is a terminal."""
    return sys.stdin is not None and not sys.stdin.closed and sys.stdin.isatty()


def why_no_screen(term: str | None) -> str:
    """Why the screen cannot be shown, in a few words; empty when it can. Textual draws on stderr and reads stdin."""
    for stream in (sys.__stdin__, sys.__stderr__):
        if stream is None or stream.closed or not stream.isatty():
            return "there is none here"
    if term in (None, "", "dumb"):
        return "TERM says that this one cannot be drawn on"
    return ""


def leave_stdout() -> None:
    """Point stdout at nothing, or the interpreter complains of the closed pipe at its end."""
    import os

    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stdout.fileno())
