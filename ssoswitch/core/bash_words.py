"""A simple command of bash and its words, as values: what `core/bash_scan.py` finds in a text."""

from __future__ import annotations

import re

from ssoswitch.model.frozen import frozen

_ASSIGNMENT = re.compile(rb"([A-Za-z_][A-Za-z0-9_]*)(?:\[[^\]]*\])?\+?=")
_CHILD_FRAMES = frozenset(("subshell", "substitution"))


@frozen
class Word:
    """One word: its bytes as written, and its value where nothing in it is computed (None where something is)."""

    text: bytes
    literal: bytes | None
    start: int
    end: int

    @property
    def bare(self) -> bytes:
        """As written, a line that goes on taken together: so bash looks for its own words (`fi`, `]]`)."""
        return self.text.replace(b"\\\n", b"")

    @property
    def assigns(self) -> bytes | None:
        """The variable that this word sets if it is an assignment, None if it is none."""
        match = _ASSIGNMENT.match(self.text)
        return match.group(1) if match else None

    @property
    def assigned(self) -> bytes | None:
        """The literal value of an assignment; None where it is computed, an array, or no assignment."""
        match = _ASSIGNMENT.match(self.text)
        if self.literal is None or match is None or match.group() != match.group(1) + b"=":
            return None
        return self.literal.partition(b"=")[2]


@frozen
class Command:
    """A simple command, or the head of a function definition (`defines` is then its name)."""

    words: tuple[Word, ...]
    start: int
    """Offset of the first byte."""
    end: int
    """Offset after the last byte, redirections included."""
    line: int
    """From 1."""
    frames: tuple[str, ...] = ()
    """What is open around it, outermost first: if, loop, case, function, brace, subshell, substitution."""
    joined: str = ""
    """The operator before it in its list: && || | or nothing."""
    terminator: str = ""
    """What ends it: newline, ; & | && || ) or nothing at the end of the text."""
    defines: bytes = b""
    text: bytes = b""
    """All of it as written, redirections included."""

    @property
    def top_level(self) -> bool:
        """Whether it is run once, always, by the shell itself."""
        return not self.frames and not self.joined and self.terminator not in ("|", "&", "&&", "||")

    @property
    def in_child(self) -> bool:
        """Whether it runs in a child of the shell, so that nothing it sets or ends matters."""
        piped = self.joined == "|" or self.terminator in ("|", "&")
        return piped or not _CHILD_FRAMES.isdisjoint(self.frames)

    @property
    def in_function(self) -> bool:
        """Whether it stands in a function's body."""
        return "function" in self.frames

    @property
    def conditional(self) -> bool:
        """Whether it may be passed over because of an `if`, a loop or a `case` around it."""
        return any(frame in ("if", "loop", "case") for frame in self.frames)

    @property
    def arguments(self) -> tuple[Word, ...]:
        """The words from the command's name on: assignments before it, `command` and `builtin` left out."""
        words = list(self.words)
        while words and words[0].assigns is not None:
            words.pop(0)
        while len(words) > 1 and words[0].literal in (b"command", b"builtin"):
            words.pop(0)
        return tuple(words)

    @property
    def name(self) -> bytes:
        """The command's name where it is literal, else empty; empty for assignments alone."""
        arguments = self.arguments
        return (arguments[0].literal or b"") if arguments else b""
