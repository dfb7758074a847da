"""What a journal needs to take lines back, days later and after other edits.

A hunk holds the lines that a write took away and put there, and digests of the lines around them: the lines around
may hold somebody's keys, and those do not belong into a journal. Taking back looks for the added lines where they
were put, else for the one place that they stand at now; where that is not sure it refuses instead of guessing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import sha256

from ssoswitch.core.line_changes import changed_spans, split_lines
from ssoswitch.model.errors import UndoOverlap
from ssoswitch.model.frozen import frozen

_CONTEXT = 3
_HINT = "Take the lines back by hand, or leave them; `ssoswitch history` lists every write."


@frozen
class Hunk:
    """Lines that one write replaced by others at one place."""

    start: int
    """Where the added lines stood in the new file, from 0."""
    removed: tuple[bytes, ...]
    added: tuple[bytes, ...]
    """Both with their line ends."""
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    """Digests of up to three lines around, the nearest first; fewer where the file ends."""
    section: str = ""
    """Digest of the nearest `[header]` above; empty where there is none."""


def digest(line: bytes) -> str:
    """A short digest of a line, its end not counted."""
    return sha256(line.rstrip(b"\r\n")).hexdigest()[:16]


def hunks(before: bytes | None, after: bytes | None) -> tuple[Hunk, ...]:
    """What changed between the two, from the top; an absent file counts as an empty one."""
    old, new = split_lines(before), split_lines(after)
    return tuple(
        Hunk(
            span.after_from,
            tuple(old[span.before_from : span.before_to]),
            tuple(new[span.after_from : span.after_to]),
            tuple(
                digest(line) for line in reversed(new[max(0, span.after_from - _CONTEXT) : span.after_from])
            ),
            tuple(digest(line) for line in new[span.after_to : span.after_to + _CONTEXT]),
            _section_above(new, span.after_from),
        )
        for span in changed_spans(old, new)
    )


def take_back(current: bytes | None, taken: Sequence[Hunk]) -> bytes:
    """The current text with those hunks taken back, everything else as it is now.

    Gives the original bytes where nothing else has changed. Raises UndoOverlap where later edits touch the same
    lines, or where it is not sure which lines are meant.
    """
    lines = split_lines(current)
    for place, hunk in places(lines, taken):
        end = place + len(hunk.added)
        lines[place:end] = _put_back(hunk, lines, place, end)
    return b"".join(lines)


def places(lines: list[bytes], taken: Sequence[Hunk]) -> list[tuple[int, Hunk]]:
    """Where each hunk's added lines stand now, from the bottom up. Raises UndoOverlap."""
    found = []
    limit = len(lines)
    for hunk in reversed(taken):
        limit = _locate(hunk, lines, limit)
        found.append((limit, hunk))
    return found


def is_header(line: bytes) -> bool:
    """Whether a line begins a section of an INI file."""
    return line.lstrip().startswith(b"[")


def _section_above(lines: Sequence[bytes], place: int) -> str:
    for number in range(place - 1, -1, -1):
        if is_header(lines[number]):
            return digest(lines[number])
    return ""


def _locate(hunk: Hunk, lines: list[bytes], limit: int) -> int:
    """Where the hunk's added lines stand now (or, for a pure removal, where its lines have to go back in)."""
    start, size = hunk.start, len(hunk.added)
    full = len(hunk.above) + len(hunk.below)
    if start + size <= limit and _stands_at(hunk, lines, start) and _score(hunk, lines, start) == full:
        return start
    best: list[tuple[int, int]] = []
    for place in _candidates(hunk, lines, limit):
        score = _score(hunk, lines, place)
        if _acceptable(hunk, lines, place, score):
            best.append((-score, place))
    best.sort()
    if not best or (len(best) > 1 and best[0][0] == best[1][0]):
        raise _overlap(hunk, lines)
    return best[0][1]


def _candidates(hunk: Hunk, lines: list[bytes], limit: int) -> list[int]:
    last = limit - len(hunk.added)
    if hunk.added:
        first = hunk.added[0].rstrip(b"\r\n")
        places = (place for place, line in enumerate(lines[:limit]) if line.rstrip(b"\r\n") == first)
        return [place for place in places if place <= last and _stands_at(hunk, lines, place)]
    return [place for place in range(last + 1) if _near(hunk, lines, place)]


def _stands_at(hunk: Hunk, lines: Sequence[bytes], place: int) -> bool:
    there = lines[place : place + len(hunk.added)]
    return len(there) == len(hunk.added) and all(
        a == b or a.rstrip(b"\r\n") == b.rstrip(b"\r\n") for a, b in zip(there, hunk.added, strict=True)
    )


def _near(hunk: Hunk, lines: Sequence[bytes], place: int) -> bool:
    """Whether a neighbour of that gap is the one that was there; the edge of the file counts as a neighbour."""
    above = (
        digest(lines[place - 1]) == hunk.above[0] if place and hunk.above else not place and not hunk.above
    )
    below = (
        digest(lines[place]) == hunk.below[0]
        if place < len(lines) and hunk.below
        else place == len(lines) and not hunk.below
    )
    return above or below


def _score(hunk: Hunk, lines: Sequence[bytes], place: int) -> int:
    """How many of the lines around are those that were there, counted outwards until the first that is not."""
    score = 0
    for distance, expected in enumerate(hunk.above, 1):
        if place < distance or digest(lines[place - distance]) != expected:
            break
        score += 1
    end = place + len(hunk.added)
    for distance, expected in enumerate(hunk.below):
        if end + distance >= len(lines) or digest(lines[end + distance]) != expected:
            break
        score += 1
    return score


def _acceptable(hunk: Hunk, lines: Sequence[bytes], place: int, score: int) -> bool:
    """A block that has a header of its own is known by it; a key is only sure below the same header."""
    if any(is_header(line) for line in hunk.added):
        return True
    if _section_above(lines, place) != hunk.section:
        return False
    return score > 0 or not (hunk.above or hunk.below)


def _put_back(hunk: Hunk, lines: Sequence[bytes], place: int, end: int) -> list[bytes]:
    """The removed lines, with line ends where the file now goes on behind them, in the file's present manner."""
    crlf = any(line.endswith(b"\r\n") for line in lines)
    back = [
        line[:-2] + b"\n"
        if line.endswith(b"\r\n") and lines and not crlf and _was_turned(hunk, lines, place)
        else line
        for line in hunk.removed
    ]
    if back and end < len(lines) and not back[-1].endswith((b"\n", b"\r")):
        back[-1] += b"\r\n" if crlf else b"\n"
    return back


def _was_turned(hunk: Hunk, lines: Sequence[bytes], place: int) -> bool:
    """Whether another tool has turned the file's CRLF into LF since (the AWS CLI does)."""
    there = lines[place : place + len(hunk.added)]
    return any(a != b for a, b in zip(there, hunk.added, strict=True))


def _overlap(hunk: Hunk, lines: Sequence[bytes]) -> UndoOverlap:
    mine = b"".join(hunk.added or hunk.removed).decode("utf-8", "replace")
    around = lines[hunk.start : hunk.start + max(1, len(hunk.added))]
    theirs = b"".join(around).decode("utf-8", "replace")
    what = (
        "the lines that this write added" if hunk.added else "the place of the lines that this write removed"
    )
    return UndoOverlap(
        f"Later edits changed {what}, so it is not sure what to take back. Nothing was written.",
        _HINT,
        mine=re.sub(r"\A\n+", "", mine),
        theirs=theirs,
    )
