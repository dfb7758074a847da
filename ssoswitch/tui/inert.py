"""The last net before the terminal: no line that is drawn holds a character that a terminal would obey.

Names are made readable where they come in or are drawn (`core.text.clean`). But a file name, a variable or a text that
somebody pasted takes other ways too, and neither Textual nor Rich looks at what it writes.
"""

from __future__ import annotations

import unicodedata

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

# Marks and overrides of the writing direction, by which a name can look like another one.
_DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Control, line and paragraph separator; a lone surrogate cannot be written at all.
_OBEYED = frozenset({"Cc", "Cs", "Zl", "Zp"})
_STAND_IN = "\ufffd"


class Inert(LineFilter):
    """Takes such characters out of each line, cell for cell, whatever widget made it."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002  (Textual's signature)
        """The same segments where nothing is wrong with them, which is nearly always."""
        if "".join([segment.text for segment in segments]).isprintable():
            return segments
        return [
            segment if segment.control else segment._replace(text=inert(segment.text)) for segment in segments
        ]


def inert(text: str) -> str:
    """`text` of the same width, without characters that a terminal obeys. Most of those are no cell wide, and go."""
    if text.isprintable():
        return text
    return "".join(
        _STAND_IN * cell_len(character) if _is_obeyed(character) else character for character in text
    )


def _is_obeyed(character: str) -> bool:
    return character in _DIRECTIONS or unicodedata.category(character) in _OBEYED
