"""Text of foreign origin, made safe to show: names, addresses and messages that AWS sent.

An administrator, or somebody who took over an Identity Center, chooses these texts; a terminal obeys escape sequences
in them, and nothing in Textual or Rich takes them out. So they are cleaned once, where an answer is read.
"""

from __future__ import annotations

import unicodedata

# Control, format (bidi, zero width), surrogate, private use, line and paragraph separator.
_UNSHOWABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})

LONGEST = 512
"""Characters that `clean` lets through; AWS's own names are 50 to 128 long."""


def clean(text: str, limit: int = LONGEST) -> str:
    """`text` with each character that is not to be shown in its visible form, such as `\\x1b` or `\\u202e`.

    What is longer than `limit` characters ends in `…`. Cleaning a second time changes nothing.
    """
    if len(text) > limit:
        text = text[: limit - 1] + "…"
    if text.isprintable():
        return text
    return "".join(_visible(character) for character in text)


def showable(text: str) -> str:
    """`text` of any length, with each such character but newline and tab in its visible form.

    For what is written to a terminal and came from elsewhere than AWS: a profile's name, a word of the command line.
    """
    if text.isprintable():
        return text
    return "".join(character if character in "\n\t" else _visible(character) for character in text)


def cells(text: str) -> int:
    """About how many cells of a terminal `text` takes: enough to lay out columns, before the screen measures it."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(each) else 2 if unicodedata.east_asian_width(each) in "WF" else 1
        for each in text
    )


def _visible(character: str) -> str:
    if unicodedata.category(character) not in _UNSHOWABLE:
        return character
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
