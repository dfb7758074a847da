"""Takes the lines of a write back out of a text that others may have edited since.

A hunk is taken back where its lines surely stand; several sections that were added as one block are looked for one by
one. Where a later edit overlaps, the person is asked (UndoOverlap): the later edit can stay, with everything else
taken back, or it goes with the lines that it touched. Nothing is ever guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from ssoswitch.core.hunks import CONTEXT, Hunk, digest, is_header, locate, locate_renamed
from ssoswitch.core.line_changes import split_lines
from ssoswitch.core.secret_lines import mask_bytes
from ssoswitch.model.errors import UndoOverlap
from ssoswitch.model.frozen import frozen

Later = Literal["ask", "keep", "drop"]
"""What becomes of later edits of the very lines: ask about them, keep them, or take them back with the rest."""

_BY_HAND = "Take the lines back by hand, or leave them; `ssoswitch history` lists every write."
_KEY = re.compile(rb"\s*([^=:\s]+(?:[ \t]+[^=:\s]+)*)\s*[=:]")


@frozen
class Overlap:
    """A hunk whose lines are no longer there just so, and what stands in their place."""

    hunk: Hunk
    first: int = -1
    """The first line of it, from 0; -1 where it cannot be told."""
    last: int = -1
    """The line behind its last."""


def take_back(current: bytes | None, taken: Sequence[Hunk], later: Later = "ask") -> bytes:
    """The current text with those hunks taken back, everything else as it is now.

    Gives the original bytes where nothing else has changed. Raises UndoOverlap where later edits touch the same
    lines and `later` is "ask", or where the answer leaves nothing that could be done.
    """
    lines = split_lines(current)
    clear, overlaps = survey(lines, taken)
    certain = later == "drop" and all(each.first >= 0 for each in overlaps)
    if overlaps and not certain and not (later == "keep" and clear):
        raise _question(lines, overlaps, len(clear), all(each.first >= 0 for each in overlaps))
    edits = [(place, place + len(hunk.added), hunk) for place, hunk in clear]
    if certain:
        edits += [(each.first, each.last, each.hunk) for each in overlaps]
    for first, last, hunk in sorted(edits, key=lambda edit: edit[:2], reverse=True):
        lines[first:last] = _put_back(hunk, lines, first, last)
    return b"".join(lines)


def places(lines: list[bytes], taken: Sequence[Hunk]) -> list[tuple[int, Hunk]]:
    """Where each hunk's added lines stand now, from the bottom up. Raises UndoOverlap."""
    clear, overlaps = survey(lines, taken)
    if overlaps:
        raise _question(lines, overlaps, 0, False)
    return clear


def survey(lines: list[bytes], taken: Sequence[Hunk]) -> tuple[list[tuple[int, Hunk]], list[Overlap]]:
    """The hunks with their places from the bottom up, and those that later edits overlap."""
    clear: list[tuple[int, Hunk]] = []
    overlaps: list[Overlap] = []
    limit = len(lines)
    for hunk in reversed(taken):
        place = locate(hunk, lines, limit)
        if place is not None:
            limit = place
            clear.append((place, hunk))
            continue
        pieces = _sections_of(hunk)
        headers = _headers(lines) if len(pieces) > 1 else {}
        for piece in reversed(pieces):
            place = locate(piece, lines, limit, _starts(piece, headers) if headers else None)
            if place is None:
                overlaps.append(_overlap(piece, lines))
            else:
                limit = place
                clear.append((place, piece))
    return clear, overlaps


def _headers(lines: Sequence[bytes]) -> dict[bytes, list[int]]:
    """Header → where it stands, so that each of thousands of sections need not be looked for in all lines."""
    found: dict[bytes, list[int]] = {}
    for number, line in enumerate(lines):
        if is_header(line):
            found.setdefault(line.rstrip(), []).append(number)
    return found


def _starts(piece: Hunk, headers: Mapping[bytes, Sequence[int]]) -> list[int]:
    """Where the piece may begin: so many lines above each header that is its own."""
    offset = next(number for number, line in enumerate(piece.added) if is_header(line))
    return [place - offset for place in headers.get(piece.added[offset].rstrip(), ())]


def _sections_of(hunk: Hunk) -> list[Hunk]:
    """A block of added sections as one hunk for each, with the blank lines above its header; else the hunk itself."""
    added = hunk.added
    starts = [number for number, line in enumerate(added) if is_header(line)]
    if hunk.removed or len(starts) < 2:
        return [hunk]
    cuts = [0]
    for start in starts[1:]:
        while start - 1 > cuts[-1] and not added[start - 1].strip():
            start -= 1
        cuts.append(start)
    pieces: list[Hunk] = []
    section = hunk.section
    for first, last in zip(cuts, [*cuts[1:], len(added)], strict=True):
        above = (*map(digest, reversed(added[max(0, first - CONTEXT) : first])), *hunk.above)[:CONTEXT]
        below = (*map(digest, added[last : last + CONTEXT]), *hunk.below)[:CONTEXT]
        header = (
            next((line for line in reversed(pieces[-1].added) if is_header(line)), b"") if pieces else b""
        )
        section = digest(header) if header else section
        pieces.append(replace(hunk, start=hunk.start + first, added=added[first:last], above=above, below=below,
                              section=section))  # fmt: skip
    return pieces


def _overlap(hunk: Hunk, lines: Sequence[bytes]) -> Overlap:
    """What stands now where the hunk's lines stood: its section by its header, or renamed, or its one key."""
    headers = [line.rstrip() for line in hunk.added if is_header(line)]
    if not headers and not hunk.added:
        whole = bool(hunk.removed) and any(is_header(line) for line in hunk.removed)
        return Overlap(hunk, len(lines), len(lines)) if whole else Overlap(hunk)
    if not headers and len(hunk.added) == 1:
        return _key_overlap(hunk, lines)
    if len(headers) != 1 or any(is_header(line) for line in hunk.removed):
        return Overlap(hunk)
    found = [number for number, line in enumerate(lines) if line.rstrip() == headers[0]]
    if not found:
        first = locate_renamed(hunk, lines)
        if first is None:
            return Overlap(hunk)
        header = next(number for number in range(first, len(lines)) if is_header(lines[number]))
        return Overlap(hunk, first, _end_of_section(lines, header))
    if len(found) != 1:
        return Overlap(hunk)
    first = found[0]
    last = _end_of_section(lines, first)
    if first and not hunk.added[0].strip() and not lines[first - 1].strip():
        first -= 1
    return Overlap(hunk, first, last)


def _key_overlap(hunk: Hunk, lines: Sequence[bytes]) -> Overlap:
    key = _KEY.match(hunk.added[0])
    if key is None:
        return Overlap(hunk)
    start, stop = 0, len(lines)
    if hunk.section:
        heads = [number for number, line in enumerate(lines) if is_header(line)]
        own = [number for number in heads if digest(lines[number]) == hunk.section]
        if len(own) != 1:
            return Overlap(hunk)
        start, stop = own[0] + 1, next((number for number in heads if number > own[0]), len(lines))
    found = [
        number
        for number in range(start, stop)
        if (match := _KEY.match(lines[number])) and match.group(1) == key.group(1)
    ]
    return Overlap(hunk, found[0], found[0] + 1) if len(found) == 1 else Overlap(hunk)


def _end_of_section(lines: Sequence[bytes], header: int) -> int:
    """The line behind the section's last one that is neither blank nor a comment."""
    last = header + 1
    for number in range(header + 1, len(lines)):
        if is_header(lines[number]):
            break
        if lines[number].strip() and not lines[number].lstrip().startswith((b"#", b";")):
            last = number + 1
    return last


def _put_back(hunk: Hunk, lines: Sequence[bytes], place: int, end: int) -> Sequence[bytes]:
    """The removed lines, with line ends where the file now goes on behind them, in the file's present manner."""
    if not hunk.removed:
        return ()
    crlf = any(line.endswith(b"\r\n") for line in lines)
    back = [
        line[:-2] + b"\n"
        if line.endswith(b"\r\n") and lines and not crlf and _was_turned(hunk, lines, place)
        else line
        for line in hunk.removed
    ]
    if back and end < len(lines) and not back[-1].endswith((b"\n", b"\r")):
        back[-1] += b"\r\n" if crlf else b"\n"
    if back and place and not lines[place - 1].endswith((b"\n", b"\r")):
        back.insert(0, b"\r\n" if crlf else b"\n")
    return back


def _was_turned(hunk: Hunk, lines: Sequence[bytes], place: int) -> bool:
    """Whether another tool has turned the file's CRLF into LF since (the AWS CLI does)."""
    there = lines[place : place + len(hunk.added)]
    return any(a != b for a, b in zip(there, hunk.added, strict=False))


def _question(
    lines: Sequence[bytes],
    overlaps: Sequence[Overlap],
    clear: int,
    droppable: bool,
) -> UndoOverlap:
    """What the person has to know to answer: each side of what overlaps, and which answers there are."""
    what = (
        "the lines that this write added"
        if any(each.hunk.added for each in overlaps)
        else "the place of the lines that this write removed"
    )
    return UndoOverlap(
        f"Later edits changed {what}, so it is not sure what to take back. Nothing was written.",
        hint(clear, droppable),
        mine=_text(line for each in reversed(overlaps) for line in each.hunk.added or each.hunk.removed),
        theirs=_text(line for each in reversed(overlaps) for line in _present(each, lines)),
        before=_text(line for each in reversed(overlaps) if each.hunk.added for line in each.hunk.removed),
        clear=clear,
        droppable=droppable,
    )


def hint(clear: int, droppable: bool) -> str:
    """Which answers there are, where `clear` places could be taken back and the others with their later edits."""
    if clear and droppable:
        return "`--later keep` takes back the rest, `--later drop` the later edits, too."
    if clear:
        return "`--later keep` takes back the rest."
    return "`--later drop` takes the later edits back, too." if droppable else _BY_HAND


def _present(overlap: Overlap, lines: Sequence[bytes]) -> Sequence[bytes]:
    if overlap.first >= 0:
        return lines[overlap.first : overlap.last]
    hunk = overlap.hunk
    return lines[hunk.start : hunk.start + max(1, len(hunk.added))]


def _text(lines: Iterator[bytes]) -> str:
    shown = b"".join(mask_bytes(line) for line in lines).decode("utf-8", "replace")
    return re.sub(r"\A(\r?\n)+", "", shown)
