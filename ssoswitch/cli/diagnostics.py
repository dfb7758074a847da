"""stderr: talk. Notes, progress, questions and the one line of an error, with the exit code that it promises."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from enum import IntEnum
from typing import TYPE_CHECKING, NoReturn

from ssoswitch.cli.output import json_safe
from ssoswitch.core.text import showable
from ssoswitch.model import errors

if TYPE_CHECKING:
    from ssoswitch.model.plan import Plan


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
    NOT_EXECUTABLE = 126
    NOT_FOUND = 127
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
    (errors.CommandNotExecutable, Exit.NOT_EXECUTABLE),
    (errors.CommandNotFound, Exit.NOT_FOUND),
    (errors.Stopped, Exit.INTERRUPTED),
)


def exit_code(error: errors.SsoswitchError) -> Exit:
    """What a script is told of that error."""
    return next((code for kind, code in _CODES if isinstance(error, kind)), Exit.FAILED)


class Diagnostics:
    """Where the words go; quiet leaves out all but errors and questions, and so does JSON, whose reader is a script.

    What comes from elsewhere is made visible where a terminal would obey it.
    """

    def __init__(
        self,
        *,
        quiet: bool = False,
        verbose: bool = False,
        as_json: bool = False,
        colour: bool = True,
        term: str | None = None,
    ):
        self.quiet = quiet
        self.verbose = verbose
        self.as_json = as_json
        self._draws = _is_terminal() and term not in (None, "", "dumb")
        self._colour = colour and self._draws
        self._progressing = False
        self.warnings: list[str] = []
        """What was warned of, for the JSON object."""

    def say(self, line: str) -> None:
        """A word on what happened."""
        if not self.quiet and not self.as_json:
            self._write(f"{showable(line)}\n")

    def warn(self, line: str) -> None:
        """A word on what may not be as it should; part of the JSON object where there is one. Said once."""
        if line not in self.warnings:
            self.warnings.append(line)
            self.say(f"! {line}")

    def always(self, line: str) -> None:
        """What a person must see to go on, such as a sign-in code; also when quiet."""
        self._write(f"{showable(line)}\n")

    def detail(self, line: str) -> None:
        """A word for whoever asked for more (`--verbose`)."""
        if self.verbose:
            self.say(line)

    def progress(self, line: str) -> None:
        """A line that replaces itself, on a terminal only; an empty one takes it away."""
        if self.quiet or not self._draws or not (line or self._progressing):
            return
        self._write(f"\r\x1b[2K{showable(line)}")
        self._progressing = bool(line)

    def notes(self, plan: Plan) -> None:
        """What a plan has to say beside its diff."""
        for note in plan.notes:
            self.warn(note.text) if note in plan.warnings else self.say(note.text)

    def diff(self, text: str) -> None:
        """A diff, coloured on a terminal; shown also when quiet, because a question about it follows."""
        text = showable(text)
        if not self._colour:
            self._write(text)
            return
        for line in text.splitlines(keepends=True):
            tint = {"+": "32", "-": "31", "@": "36"}.get(line[:1])
            self._write(f"\x1b[{tint}m{line.rstrip(chr(10))}\x1b[0m\n" if tint else line)

    def error(self, error: errors.SsoswitchError) -> Exit:
        """The one line of an error with its candidates below it, or its JSON object; gives the exit code."""
        self._error(error.code, error.message, error.hint, getattr(error, "candidates", ()))
        return exit_code(error)

    def wrong_use(self, message: str, hint: str = "") -> NoReturn:
        """End the program for wrong use, in one line."""
        self._error("wrong_use", message, hint)
        raise SystemExit(Exit.WRONG_USE)

    def interrupted(self, message: str) -> Exit:
        """The end by ^C."""
        self._error("interrupted", message or "Interrupted.", "")
        return Exit.INTERRUPTED

    def ask(self, question: str) -> bool:
        """Yes or no from a person. Only to be called where stdin is a terminal."""
        self._write(f"{showable(question)} [y/N] ")
        try:
            answer = sys.stdin.readline()
        except (OSError, UnicodeDecodeError):
            return False
        if not answer:
            self._write("\n")  # ^D: the cursor still stands behind the question
        return answer.strip().lower() in ("y", "yes")

    def ask_text(self, question: str) -> str:
        """A line from a person, such as an MFA code."""
        self._write(f"{showable(question)} ")
        return sys.stdin.readline().strip()

    def to_terminal(self, sequence: bytes) -> bool:
        """A sequence for the terminal itself, such as OSC 52; False where stderr is none."""
        if not _is_terminal():
            return False
        self._write(sequence.decode("ascii"))
        return True

    def _error(self, code: str, message: str, hint: str, candidates: Sequence[str] = ()) -> None:
        self.progress("")
        # A hint serves both front ends: "L, or `ssoswitch login`". The key is of no use here.
        hint = hint.replace("L, or `", "`")
        if self.as_json:
            fields: dict[str, object] = {"code": code, "message": message, "hint": hint}
            if candidates:
                fields["candidates"] = list(candidates)
            self._write(json_safe(json.dumps({"error": fields}, ensure_ascii=False)) + "\n")
            return
        words = " ".join(f"{message} {hint}".split())
        self._write(f"ssoswitch: {showable(words)}\n")
        if not all(candidate in hint for candidate in candidates):
            self._write("".join(f"  {showable(candidate)}\n" for candidate in candidates))

    def _write(self, data: str) -> None:
        if sys.stderr is None:
            return
        try:
            sys.stderr.write(data)
            sys.stderr.flush()
        except (OSError, ValueError):
            # Nobody listens on stderr any more; the exit code still tells.
            return


def leave_stderr() -> None:
    """At the end: what a full disk did not take is told to nobody, or Python would end with a code of its own."""
    try:
        if sys.stderr is not None:
            sys.stderr.flush()
    except (OSError, ValueError):
        from io import StringIO

        sys.stderr = StringIO()


def _is_terminal() -> bool:
    return sys.stderr is not None and not sys.stderr.closed and sys.stderr.isatty()
