"""What a journal needs to take lines back, days later and after other edits.

A hunk holds the lines that a write took away and put there, and digests of the lines around them: the lines around
may hold somebody's keys, and those do not belong into a journal. The added lines are looked for where they were put,
else at the one place that they stand at now; `core/taking_back.py` does the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256

from ssoswitch.core.line_changes import changed_spans, split_lines
from ssoswitch.model.frozen import frozen

CONTEXT = 3
"""Lines on each side whose digests are kept."""


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
                digest(line) for line in reversed(new[max(0, span.after_from - CONTEXT) : span.after_from])
            ),
            tuple(digest(line) for line in new[span.after_to : span.after_to + CONTEXT]),
            _section_above(new, span.after_from),
        )
        for span in changed_spans(old, new)
    )


def is_header(line: bytes) -> bool:
    """Whether a line begins a section of an INI file."""
    return line.lstrip().startswith(b"[")


def _section_above(lines: Sequence[bytes], place: int) -> str:
    for number in range(place - 1, -1, -1):
        if is_header(lines[number]):
            return digest(lines[number])
    return ""


def locate(hunk: Hunk, lines: list[bytes], limit: int, among: Sequence[int] | None = None) -> int | None:
    """Where the hunk's added lines stand now, or, for a pure removal, where its lines have to go back in.

    Lines from `limit` on are left out; `among`: the only places that come into question, where they are known. None
    where it is not sure.
    """
    start, size = hunk.start, len(hunk.added)
    full = len(hunk.above) + len(hunk.below)
    at_end = len(hunk.below) == CONTEXT or start + size + len(hunk.below) == len(lines)
    if (
        at_end
        and start + size <= limit
        and _stands_at(hunk, lines, start)
        and _score(hunk, lines, start) == full
    ):
        return start
    best: list[tuple[int, int]] = []
    for place in _candidates(hunk, lines, limit) if among is None else _standing(hunk, lines, limit, among):
        score = _score(hunk, lines, place)
        if _acceptable(hunk, lines, place, score):
            best.append((-score, place))
    best.sort()
    if not best or (len(best) > 1 and best[0][0] == best[1][0]):
        return None
    return best[0][1]


def locate_renamed(hunk: Hunk, lines: Sequence[bytes]) -> int | None:
    """Where the one section that was added stands now under another header; None where that is not sure.

    Sure is only what has the same lines and the same neighbours: another profile may lead to the same role.
    """
    header = next(number for number, line in enumerate(hunk.added) if is_header(line))
    full = len(hunk.above) + len(hunk.below)
    found = [
        number - header
        for number, line in enumerate(lines)
        if is_header(line)
        and number >= header
        and _stands_at(replace(hunk, added=_under(hunk.added, header, line)), lines, number - header)
        and _score(hunk, lines, number - header) == full
    ]
    return found[0] if len(found) == 1 and (full or found[0] == 0) else None


def _under(added: Sequence[bytes], place: int, header: bytes) -> tuple[bytes, ...]:
    return (*added[:place], header, *added[place + 1 :])


def _candidates(hunk: Hunk, lines: list[bytes], limit: int) -> list[int]:
    last = limit - len(hunk.added)
    if hunk.added:
        first = hunk.added[0].rstrip(b"\r\n")
        places = (place for place, line in enumerate(lines[:limit]) if line.rstrip(b"\r\n") == first)
        return [place for place in places if place <= last and _stands_at(hunk, lines, place)]
    return [place for place in range(last + 1) if _near(hunk, lines, place)]


def _standing(hunk: Hunk, lines: list[bytes], limit: int, places: Sequence[int]) -> list[int]:
    last = limit - len(hunk.added)
    return [place for place in places if 0 <= place <= last and _stands_at(hunk, lines, place)]


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
    """A block that has a header of its own is known by it; a key is only sure below the same header.

    A header that comes or goes may not give the keys behind it to another section: somebody wrote them for this one.
    """
    has_header = any(is_header(line) for line in hunk.added)
    if has_header != any(is_header(line) for line in hunk.removed) and _keys_follow(
        lines, place + len(hunk.added)
    ):
        return False
    if has_header:
        return True
    if _section_above(lines, place) != hunk.section:
        return False
    return score > 0 or not (hunk.above or hunk.below)


def _keys_follow(lines: Sequence[bytes], place: int) -> bool:
    """Whether the next line that says something is one of a section, not a header."""
    for number in range(place, len(lines)):
        line = lines[number]
        if line.strip() and not line.lstrip().startswith((b"#", b";")):
            return not is_header(line)
    return False
