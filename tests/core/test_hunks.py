"""Lines are taken back exactly, also after other edits, and never by guessing."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssoswitch.core.hunks import hunks
from ssoswitch.core.line_changes import changed_spans, split_lines
from ssoswitch.core.taking_back import take_back
from ssoswitch.model.errors import UndoOverlap

LINES = st.lists(
    st.sampled_from(["a\n", "b\n", "\n", "[x]\n", "[y]\r\n", "k = v\n", "k = v", "c\r"]), max_size=12
)
TEXTS = LINES.map(lambda lines: "".join(lines).encode())


@settings(max_examples=200, derandomize=True, deadline=None)
@given(TEXTS, TEXTS)
def test_spans_tell_all_that_differs(before: bytes, after: bytes) -> None:
    old, new = split_lines(before), split_lines(after)
    result: list[bytes] = []
    reached = 0
    for span in changed_spans(old, new):
        result += old[reached : span.before_from] + new[span.after_from : span.after_to]
        reached = span.before_to
    assert result + old[reached:] == new


@settings(max_examples=200, derandomize=True, deadline=None)
@given(TEXTS, TEXTS)
def test_taking_back_gives_the_original_bytes(before: bytes, after: bytes) -> None:
    assert take_back(after, hunks(before, after)) == before


BASE = b"# mine\n[profile a]\nregion = x\n\n[profile b]\nregion = x\noutput = json\n"
ADDED = BASE + b"\n[profile new]\nsso_session = corp\nregion = x\n"


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (ADDED + b"\n[profile later]\nregion = y\n", BASE + b"\n[profile later]\nregion = y\n"),
        (b"# first\n\n" + ADDED, b"# first\n\n" + BASE),
        (ADDED.replace(b"output = json", b"output = text"), BASE.replace(b"output = json", b"output = text")),
        (
            ADDED.replace(b"[profile a]\nregion = x\n\n", b""),
            BASE.replace(b"[profile a]\nregion = x\n\n", b""),
        ),
        (ADDED.replace(b"\n", b"\r\n"), BASE.replace(b"\n", b"\r\n")),
        (ADDED.rstrip(b"\n"), BASE),
    ],
)
def test_an_added_section_goes_and_later_edits_stay(now: bytes, expected: bytes) -> None:
    assert take_back(now, hunks(BASE, ADDED)) == expected


@pytest.mark.parametrize(
    "now",
    [
        ADDED.replace(b"sso_session = corp", b"sso_session = lab"),
        ADDED.replace(b"corp\nregion = x\n", b"corp\n# a note\nregion = x\n"),
        BASE,
        b"",
        ADDED + b"\n[profile new]\nsso_session = corp\nregion = x\n",
    ],
)
def test_where_it_is_not_sure_it_refuses(now: bytes) -> None:
    changed = (
        hunks(b"", b"\n[profile new]\nsso_session = corp\nregion = x\n") if now.count(b"new]") > 1 else None
    )
    if changed is not None:
        now = b"# both moved\n" + now.replace(BASE, b"[profile a]\nx = y\n")
    with pytest.raises(UndoOverlap) as caught:
        take_back(now, changed or hunks(BASE, ADDED))
    assert "Nothing was written" in caught.value.message
    assert caught.value.mine


def test_a_changed_key_is_looked_for_in_its_own_section() -> None:
    before = b"[profile a]\nregion = x\noutput = json\n[profile b]\nregion = y\noutput = json\n"
    after = before.replace(b"region = x", b"region = y", 1)
    moved = b"[profile c]\nregion = y\noutput = json\n" + after
    assert take_back(moved, hunks(before, after)) == b"[profile c]\nregion = y\noutput = json\n" + before
    with pytest.raises(UndoOverlap):
        take_back(after.replace(b"[profile a]\nregion = y\n", b"[profile a]\n"), hunks(before, after))


def test_a_removed_section_comes_back_between_its_neighbours() -> None:
    after = BASE.replace(b"[profile a]\nregion = x\n\n", b"")
    now = b"# more\n" + after + b"\n[profile z]\nregion = z\n"
    assert take_back(now, hunks(BASE, after)) == b"# more\n" + BASE + b"\n[profile z]\nregion = z\n"


def test_a_line_end_is_added_where_the_file_goes_on_behind() -> None:
    before = b"[profile a]\nregion = x"
    after = b"[profile a]\nregion = x\n\n[profile b]\nregion = y\n"
    now = after + b"\n[profile c]\nregion = z\n"
    assert take_back(now, hunks(before, after)) == b"[profile a]\nregion = x\n\n[profile c]\nregion = z\n"


def test_the_lines_around_are_kept_as_digests_only() -> None:
    before = b"[profile a]\naws_secret_access_key = hidden-value\n"
    found = hunks(before, before + b"\n[profile b]\nregion = x\n")
    assert "hidden-value" not in repr(found)


def test_bytes_that_are_not_utf8_come_back() -> None:
    before = b"# B\xfcro\nexport A=\xff\n"
    after = b"export A=1\n"
    assert take_back(after, hunks(before, after)) == before


def test_thousands_of_alike_sections_take_no_time() -> None:
    sections = [f"[profile p{n}]\nsso_session = corp\nregion = x\n\n".encode() for n in range(4000)]
    before = b"".join(sections)
    after = b"".join(section for n, section in enumerate(sections) if n % 3)
    small = b"".join(sections[:400])
    start = time.perf_counter()
    assert take_back(small, hunks(small, small[: len(small) // 2])[:0]) == small
    hunks(small, b"".join(section for n, section in enumerate(sections[:400]) if n % 3))
    unit = time.perf_counter() - start
    start = time.perf_counter()
    found = hunks(before, after)
    assert time.perf_counter() - start < 40 * max(unit, 0.001)
    assert len(found) == 1334
