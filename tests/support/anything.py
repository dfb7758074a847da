"""Strategies for what nobody meant: JSON of any shape, and documents of a known shape with anything in one place."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from hypothesis import strategies as st

NAMES = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["", " ", "\x00", "\x1b]52;c;aGFja2Vk\x07", "\ud800", "\u202e", "[/x]", "x" * 70_000, "../../x", "²"]
    ),
)
NUMBERS = st.one_of(
    st.integers(),
    st.floats(),
    st.sampled_from([0, -1, 10**18, -(10**18), 10**400, 2**63, 1e308, -1e308, 0.1, 253402300800, True]),
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, NAMES),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=6,
)
"""What json.dumps takes: NaN, infinities, lone surrogates and integers of 400 digits among them."""
RAW = st.sampled_from(
    [
        b"", b"null", b"0", b"[]", b"{}", b'""', b"NaN", b"-Infinity", b"1e999", b"9" * 5000, b"\xff\xfe{}", b"\x00",
        b"[" * 50_000, b'{"a":' * 20_000, b"\xef\xbb\xbf{}", b'{"a":1}{"b":2}', b"<html>", b'{"version":1', b"\xf0\x28",
    ]
)  # fmt: skip
"""Texts that are hardly JSON, or too much of it."""


def places(document: Any) -> list[tuple[Any, ...]]:
    """The places in a document, as the keys that lead there, itself first; of a list of plain values the first one."""
    found: list[tuple[Any, ...]] = [()]
    items: Iterable[tuple[Any, Any]] = ()
    if isinstance(document, dict):
        items = document.items()
    elif isinstance(document, list):
        inner = any(isinstance(each, (list, dict)) for each in document)
        items = enumerate(document if inner else document[:1])
    for key, value in items:
        found += [(key, *rest) for rest in places(value)]
    return found


def with_value(document: Any, place: tuple[Any, ...], value: Any) -> Any:
    """A copy of the document with that value at that place; the value `Ellipsis` takes the place out."""
    if not place:
        return {} if value is ... else value
    copy = dict(document) if isinstance(document, dict) else list(document)
    if len(place) == 1 and value is ...:
        del copy[place[0]]
    else:
        copy[place[0]] = with_value(copy[place[0]], place[1:], value)
    return copy


@st.composite
def spoiled(draw: st.DrawFn, document: Any, most: int = 3) -> bytes:
    """The JSON of that document with anything at up to `most` of its places, or something else altogether."""
    if draw(st.integers(0, 9)) == 0:
        return draw(RAW)
    for _ in range(draw(st.integers(1, most))):
        place = draw(st.sampled_from(places(document)))
        document = with_value(document, place, draw(st.one_of(VALUES, st.just(...))))
    return json.dumps(document, ensure_ascii=draw(st.booleans())).encode("utf-8", "surrogatepass")
