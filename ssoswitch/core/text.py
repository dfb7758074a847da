"""Text of foreign origin, made safe to show: names, addresses and messages that AWS sent.

An administrator, or somebody who took over an Identity Center, chooses these texts; a terminal obeys escape sequences
in them, and nothing in Textual or Rich takes them out. So they are cleaned once, where an answer is read.
"""

from __future__ import annotations

import unicodedata

# Control, format (bidi, zero width), surrogate, private use, unassigned, line and paragraph separator.
_UNSHOWABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
# Letters, signs and marks of which nothing is seen (most of Unicode's Default_Ignorable_Code_Point): with one of them a
# name looks like another. The two variation selectors of emoji are not among them.
_UNSEEN = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0"
    + "".join(map(chr, (*range(0xFE00, 0xFE0E), *range(0xE0100, 0xE01F0))))
)
_MARKS = ("Mn", "Me")
MOST_MARKS = 4
"""Accents on one letter; more than any script needs are drawn over the lines above and below."""

LONGEST = 512
"""Characters that `clean` lets through; AWS's own names are 50 to 128 long."""


def clean(text: str, limit: int = LONGEST) -> str:
    """`text` with each character that is not to be shown in its visible form, such as `\\x1b` or `\\u202e`.

    Every kind of blank becomes the usual one, so that what comes out is `str.isprintable`. What is longer than `limit`
    characters ends in `…`. Cleaning a second time changes nothing.
    """
    if len(text) > limit:
        text = text[: limit - 1] + "…"
    if _is_plain(text):
        return text
    return "".join(sign if sign.isprintable() else " " for sign in _made_visible(text))


def showable(text: str) -> str:
    """`text` of any length, with each such character but newline and tab in its visible form.

    For what is written to a terminal and came from elsewhere than AWS: a profile's name, a word of the command line.
    """
    return text if _is_plain(text) else _made_visible(text, kept="\n\t")


def cells(text: str) -> int:
    """About how many cells of a terminal `text` takes: enough to lay out columns, before the screen measures it."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(each) else 2 if unicodedata.east_asian_width(each) in "WF" else 1
        for each in text
    )


def _is_plain(text: str) -> bool:
    """Whether nothing is to be done, which is nearly always."""
    if not text.isprintable():
        return False
    if text.isascii():
        return True
    return _UNSEEN.isdisjoint(text) and not any(unicodedata.category(sign) in _MARKS for sign in text)


def _made_visible(text: str, kept: str = "") -> str:
    shown = []
    marks = MOST_MARKS  # at the start there is no letter for them, but what stands in front of the name
    for sign in text:
        category = unicodedata.category(sign)
        marks = marks + 1 if category in _MARKS else 0
        hidden = category in _UNSHOWABLE or sign in _UNSEEN or marks > MOST_MARKS
        shown.append(_escaped(sign) if hidden and sign not in kept else sign)
    return "".join(shown)


def _escaped(sign: str) -> str:
    code = ord(sign)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
