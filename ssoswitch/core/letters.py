"""How letters are compared in a search: without regard to case, and to how the same letter happens to be written.

`ä` may be one character or `a` with a dot pair behind it, digits may be of full width, `ß` is `SS` in capitals, and the
`İ` of Istanbul is an `i`. Names of AWS's are plain ASCII nearly always, so that is what costs nothing.
"""

from __future__ import annotations

import unicodedata

_DOT_ABOVE = "\u0307"  # what is left of `İ` in small letters


def plain(text: str) -> str:
    """The form in which texts and search words are compared."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKC", text).casefold()
    return unicodedata.normalize("NFKC", folded).replace(_DOT_ABOVE, "")


def plain_places(text: str) -> tuple[str, tuple[int, ...], tuple[int, ...]] | None:
    """`plain(text)`, and for each of its letters where what it stands for begins and ends in `text`.

    None where it cannot be told apart letter by letter.
    """
    letters, firsts, ends = "", [], []
    at = 0
    while at < len(text):
        end = at + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        piece = plain(text[at:end])
        letters += piece
        firsts += [at] * len(piece)
        ends += [end] * len(piece)
        at = end
    return (letters, tuple(firsts), tuple(ends)) if letters == plain(text) else None
