"""One word of bash: where it ends, and what it is worth where nothing in it is computed.

Quotes, escapes, expansions and substitutions, nested as bash nests them. A word with an expansion, a tilde, a brace
list or an ANSI-C quote has no literal value here, even where bash would happen to leave it as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_META = frozenset(b" \t\n;&|<>()")
_AFTER_DOLLAR = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@*#?-$!")
_KEY = re.compile(rb"(?<=[\s(])\[[^\]\n]*\]\+?=")
"""Of an element of an array: a parenthesis in it is a letter like any other."""
_BEFORE_EXTENDED_PATTERN = frozenset(b"@+!?*")

Substitution = Callable[[int], int]
"""Reads a command substitution from after its parenthesis; answers the position after its closing one."""


def read_word(data: bytes, start: int, substitution: Substitution) -> tuple[int, bytes | None]:
    """Where the word at `start` ends (`start` itself: there is none), and its literal value or None."""
    reader = _WordReader(data, start, substitution)
    reader.read()
    return reader.position, None if reader.computed else bytes(reader.value)


class _WordReader:
    def __init__(self, data: bytes, start: int, substitution: Substitution) -> None:
        self.data = data
        self.start = start
        self.position = start
        self.substitution = substitution
        self.value = bytearray()
        self.computed = False

    def read(self) -> None:
        """Read to the end of the word."""
        data = self.data
        while self.position < len(data):
            byte = data[self.position]
            if byte in b"<>" and data[self.position + 1 : self.position + 2] == b"(":
                self.computed = True
                self.position = self.substitution(self.position + 2)
            elif byte == ord("(") and self._parenthesis_belongs():
                self.computed = True
                self.skip_parentheses()
            elif byte in _META:
                return
            else:
                self.step(byte)

    def _parenthesis_belongs(self) -> bool:
        """An array's `a=(`, or an extended pattern's `@(`."""
        if self.position == self.start:
            return False
        before = self.data[self.position - 1]
        return before == ord("=") or before in _BEFORE_EXTENDED_PATTERN

    def step(self, byte: int) -> None:
        """One character, quote or expansion outside quotes."""
        if byte == ord("\\"):
            following = self.data[self.position + 1 : self.position + 2]
            if following != b"\n":
                self.value += following
            self.position += 2
        elif byte == ord("'"):
            end = self.data.find(b"'", self.position + 1)
            end = len(self.data) if end < 0 else end
            self.value += self.data[self.position + 1 : end]
            self.position = end + 1
        elif byte == ord('"'):
            self.double_quotes()
        elif byte == ord("$"):
            self.dollar(quoted=False)
        elif byte == ord("`"):
            self.backticks()
        else:
            if byte == ord("{") or (byte == ord("~") and self._tilde_counts()):
                self.computed = True
            self.value.append(byte)
            self.position += 1
        self.position = min(self.position, len(self.data))

    def _tilde_counts(self) -> bool:
        return self.position == self.start or self.data[self.position - 1] in b"=:"

    def double_quotes(self) -> None:
        """`"…"`, from its first quote."""
        data = self.data
        self.position += 1
        while self.position < len(data):
            byte = data[self.position]
            if byte == ord('"'):
                self.position += 1
                return
            if byte == ord("\\"):
                following = data[self.position + 1 : self.position + 2]
                if following and following in b'$`"\\':
                    self.value += following
                elif following != b"\n":
                    self.value += b"\\" + following
                self.position += 2
            elif byte == ord("$"):
                self.dollar(quoted=True)
            elif byte == ord("`"):
                self.backticks()
            else:
                self.value.append(byte)
                self.position += 1

    def dollar(self, *, quoted: bool) -> None:
        """Whatever begins with a dollar sign."""
        following = self.data[self.position + 1 : self.position + 2]
        if following == b"(":
            self.computed = True
            if self.data[self.position + 2 : self.position + 3] == b"(":
                self.position += 1
                self.skip_parentheses()
            else:
                self.position = self.substitution(self.position + 2)
        elif following in (b"{", b"["):
            self.computed = True
            self.position += 2
            self.skip_braces(b"}" if following == b"{" else b"]")
        elif following == b"'" and not quoted:
            self.computed = True
            self.ansi_quotes()
        elif following == b'"' and not quoted:
            self.computed = True
            self.position += 1
            self.double_quotes()
        elif following and following[0] in _AFTER_DOLLAR:
            self.computed = True
            self.position += 2
        else:
            self.value.append(ord("$"))
            self.position += 1

    def ansi_quotes(self) -> None:
        """`$'…'`, where a backslash escapes the quote."""
        self.position += 2
        while self.position < len(self.data):
            byte = self.data[self.position]
            self.position += 2 if byte == ord("\\") else 1
            if byte == ord("'"):
                return

    def backticks(self) -> None:
        """A command substitution between backticks; an empty one is nothing at all."""
        self.position += 1
        self.computed = self.computed or self.data[self.position : self.position + 1] != b"`"
        while self.position < len(self.data):
            byte = self.data[self.position]
            self.position += 2 if byte == ord("\\") else 1
            if byte == ord("`"):
                return

    def skip_braces(self, closing: bytes) -> None:
        """The inside of `${…}` or `$[…]` and its end; quotes and expansions nest."""
        while self.position < len(self.data):
            byte = self.data[self.position]
            if byte == closing[0]:
                self.position += 1
                return
            self._nested(byte)

    def skip_parentheses(self) -> None:
        """`(…)` with quotes and parentheses nested, from its first parenthesis."""
        depth = 0
        while self.position < len(self.data):
            byte = self.data[self.position]
            if byte == ord("[") and (key := _KEY.match(self.data, self.position)):
                self.position = key.end()
            elif byte in b"()":
                depth += 1 if byte == ord("(") else -1
                self.position += 1
                if depth == 0:
                    return
            else:
                self._nested(byte)

    def _nested(self, byte: int) -> None:
        if byte == ord("\\"):
            self.position += 2
        elif byte == ord("'"):
            end = self.data.find(b"'", self.position + 1)
            self.position = len(self.data) if end < 0 else end + 1
        elif byte == ord('"'):
            self.double_quotes()
        elif byte == ord("$"):
            self.dollar(quoted=False)
        elif byte == ord("`"):
            self.backticks()
        else:
            self.position += 1
        self.position = min(self.position, len(self.data))
