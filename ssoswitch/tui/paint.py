"""Lines as data: pieces of text with a style and, where a click means something, a command.

Ribbon, alert line, panel, message row and footer are computed as such lines by plain functions, which tests read as
text, and drawn by one small widget. Text is never parsed as markup: names from AWS are shown as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size

from ssoswitch.core.environments import is_guarded_word
from ssoswitch.core.text import clean

MUTED = "$text-muted"
ACCENT = "$accent"
GOOD = "$success"
WARN = "$warning"
BAD = "$error"

_ENVIRONMENT_STYLES = {
    "PROD": "bold $env-ink on $env-prod",
    "ROOT": "bold $env-ink on $env-prod",
    "STG": "$env-stg on $env-stg-ground",
    "DEV": "$env-dev on $env-dev-ground",
}


class Piece(NamedTuple):
    """A run of text in one style. `command`: the id of what a click on it does."""

    text: str
    style: str = ""
    command: str = ""


Line = tuple[Piece, ...]


def piece(text: str, style: str = "", command: str = "") -> Piece:
    """A piece, with characters that a terminal would obey in their visible form: names come from everywhere."""
    return Piece(text if text.isprintable() else clean(text, len(text)), style, command)


def environment(word: str, guarded: Sequence[str] = ("PROD",)) -> Piece:
    """An environment word on its ground, a cell of it on either side; nothing for no word.

    PROD's ground is the loud one, and that of the words which the user has guarded.
    """
    if not word:
        return Piece("")
    name = "PROD" if is_guarded_word(word, guarded) else word.upper()
    return Piece(f" {word} ", _ENVIRONMENT_STYLES.get(name, "$env-other on $env-other-ground"))


def width_of(pieces: Iterable[Piece]) -> int:
    """In cells."""
    return sum(cell_len(each.text) for each in pieces)


def text_of(pieces: Iterable[Piece]) -> str:
    """What it says, without styles."""
    return "".join(each.text for each in pieces)


def crop(text: str, width: int, ellipsis: str = "…") -> str:
    """At most `width` cells; what was cut shows an ellipsis."""
    if cell_len(text) <= width:
        return text
    if width <= cell_len(ellipsis):
        return set_cell_size(ellipsis, max(0, width))
    return set_cell_size(text, width - cell_len(ellipsis)).rstrip() + ellipsis


def crop_middle(text: str, width: int, ellipsis: str = "…") -> str:
    """At most `width` cells, cut in the middle, for what is known by both its ends."""
    if cell_len(text) <= width:
        return text
    room = width - cell_len(ellipsis)
    if room < 4:
        return crop(text, width, ellipsis)
    head, tail = text[: room // 2], text[-(room - room // 2) :]
    while cell_len(head) + cell_len(tail) > room:
        head, tail = head[:-1], tail[1:] if cell_len(head) <= cell_len(tail) else tail
    return head + ellipsis + tail


def fitted(pieces: Sequence[Piece], width: int, ellipsis: str = "…") -> Line:
    """The line cut to `width` cells."""
    left = width
    result: list[Piece] = []
    for each in pieces:
        size = cell_len(each.text)
        if size > left:
            if left > 0:
                result.append(each._replace(text=crop(each.text, left, ellipsis)))
            break
        result.append(each)
        left -= size
    return tuple(result)


def spread(left: Sequence[Piece], right: Sequence[Piece], width: int) -> Line:
    """`left` at the left edge, `right` at the right one; `left` is cut where both do not fit."""
    right_width = width_of(right)
    shown = fitted(left, max(0, width - right_width - (1 if right_width else 0)))
    gap = max(0, width - width_of(shown) - right_width)
    return (*shown, Piece(" " * gap), *right)


def wrap(text: str, width: int) -> list[str]:
    """Lines of at most `width` cells, broken at spaces where there are any."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            candidate = f"{line} {word}" if line else word
            if cell_len(candidate) <= width:
                line = candidate
                continue
            if line:
                lines.append(line)
            while cell_len(word) > width > 0:
                head = set_cell_size(word, width)
                lines.append(head)
                word = word[len(head.rstrip(" ")) :]
            line = word
        lines.append(line)
    return lines


def shorten_path(path: str, width: int, ellipsis: str = "…") -> str:
    """A path whose middle goes first: `~/s…/payments-api`, then `…/payments-api`."""
    if cell_len(path) <= width:
        return path
    head, _, tail = path.rpartition("/")
    room = width - cell_len(tail) - 1 - cell_len(ellipsis)
    if head and room >= 1:
        return f"{head[:room]}{ellipsis}/{tail}"
    return crop_middle(tail, width, ellipsis)


def count(number: int, noun: str) -> str:
    """`1 account`, `1,873 roles`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def bar(done: int, total: int, width: int, *, full: str = "━", end: str = "╺") -> tuple[Piece, Piece]:
    """A progress bar of `width` cells: what is done, what is left."""
    filled = width if total <= 0 else min(width, done * width // total)
    rest = width - filled
    if rest and end != full:
        return Piece(full * filled, ACCENT), Piece(end + full * (rest - 1), "$edge")
    return Piece(full * filled, ACCENT), Piece(full * rest, "$edge")
