"""Which lines differ between two texts, fast also where thousands of lines are alike.

`difflib` takes minutes on two configs of 5,000 profiles, because `sso_session = corp` stands in each of them. Here
the common head and tail go first; what is left is split at lines that are unique on both sides (section headers
are), as in Bram Cohen's patience diff, and only the small rests between them are given to difflib.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_SMALL = 250_000  # product of the two lengths up to which difflib is quick


class Span(NamedTuple):
    """Lines `before_from:before_to` of the old text became `after_from:after_to` of the new one."""

    before_from: int
    before_to: int
    after_from: int
    after_to: int


def split_lines(data: bytes | None) -> list[bytes]:
    """The lines with their ends; LF, CRLF and lone CR end a line, as for botocore."""
    return (data or b"").splitlines(keepends=True)


def changed_spans(before: Sequence[bytes], after: Sequence[bytes]) -> list[Span]:
    """The spans that differ, from the top; empty where the texts are equal. Neighbouring spans are one."""
    spans: list[Span] = []
    for span in _differences(before, after, 0, len(before), 0, len(after)):
        last = spans[-1] if spans else None
        if last is not None and last.before_to == span.before_from and last.after_to == span.after_from:
            spans[-1] = Span(last.before_from, span.before_to, last.after_from, span.after_to)
        else:
            spans.append(span)
    return spans


def _differences(
    a: Sequence[bytes], b: Sequence[bytes], a0: int, a1: int, b0: int, b1: int
) -> Iterator[Span]:
    while a0 < a1 and b0 < b1 and a[a0] == b[b0]:
        a0, b0 = a0 + 1, b0 + 1
    while a0 < a1 and b0 < b1 and a[a1 - 1] == b[b1 - 1]:
        a1, b1 = a1 - 1, b1 - 1
    if a0 == a1 and b0 == b1:
        return
    if a0 == a1 or b0 == b1:
        yield Span(a0, a1, b0, b1)
        return
    anchors = _anchors(a, b, a0, a1, b0, b1)
    if not anchors:
        yield from _rest(a, b, a0, a1, b0, b1)
        return
    for a2, b2 in anchors:
        yield from _differences(a, b, a0, a2, b0, b2)
        a0, b0 = a2 + 1, b2 + 1
    yield from _differences(a, b, a0, a1, b0, b1)


def _anchors(
    a: Sequence[bytes], b: Sequence[bytes], a0: int, a1: int, b0: int, b1: int
) -> list[tuple[int, int]]:
    """Lines that are unique on both sides, as the longest run that rises on both."""
    in_a, in_b = _unique(a, a0, a1), _unique(b, b0, b1)
    pairs = [(where, in_b[line]) for line, where in in_a.items() if where >= 0 and in_b.get(line, -1) >= 0]
    tails: list[int] = []
    tail_of: list[int] = []
    previous: list[int] = []
    for number, (_, position) in enumerate(pairs):
        length = bisect_left(tails, position)
        previous.append(tail_of[length - 1] if length else -1)
        if length == len(tails):
            tails.append(position)
            tail_of.append(number)
        else:
            tails[length], tail_of[length] = position, number
    run: list[tuple[int, int]] = []
    number = tail_of[-1] if tail_of else -1
    while number >= 0:
        run.append(pairs[number])
        number = previous[number]
    return run[::-1]


def _unique(lines: Sequence[bytes], start: int, stop: int) -> dict[bytes, int]:
    """Line → its place, or -1 where it stands more than once."""
    found: dict[bytes, int] = {}
    for place in range(start, stop):
        line = lines[place]
        found[line] = -1 if line in found else place
    return found


def _rest(a: Sequence[bytes], b: Sequence[bytes], a0: int, a1: int, b0: int, b1: int) -> Iterator[Span]:
    if (a1 - a0) * (b1 - b0) > _SMALL:
        yield Span(a0, a1, b0, b1)
        return
    from difflib import SequenceMatcher

    for tag, i1, i2, j1, j2 in SequenceMatcher(None, a[a0:a1], b[b0:b1], autojunk=False).get_opcodes():
        if tag != "equal":
            yield Span(a0 + i1, a0 + i2, b0 + j1, b0 + j2)
