"""Where later edits overlap a write, each answer does just what it says, and no key ever changes its section."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssoswitch.core.hunks import digest, hunks
from ssoswitch.core.line_changes import split_lines
from ssoswitch.core.taking_back import Later, take_back
from ssoswitch.model.errors import UndoOverlap

BASE = b"# mine\n[profile a]\nregion = x\n\n[profile b]\nregion = x\noutput = json\n"


def block(name: str, region: str = "r") -> bytes:
    return f"\n[profile {name}]\nsso_session = corp\nregion = {region}\n".encode()


ONE = BASE + block("new")
THREE = BASE + block("one") + block("two") + block("three")


def undo(before: bytes, after: bytes, now: bytes, later: Later = "ask") -> bytes:
    return take_back(now, hunks(before, after), later)


def asked(before: bytes, after: bytes, now: bytes, later: Later = "ask") -> UndoOverlap:
    with pytest.raises(UndoOverlap) as caught:
        undo(before, after, now, later)
    return caught.value


@pytest.mark.parametrize("tail", [b"cli_pager =\n", b"\n# about it\ncli_pager =\n", b"  more = 1\n"])
def test_a_key_that_was_added_to_the_section_goes_to_no_other(tail: bytes) -> None:
    """`aws configure set` writes behind the last key: taking back ours alone would give it to the section above."""
    for rest in (b"", block("later")):
        question = asked(BASE, ONE, ONE + tail + rest)
        assert question.droppable
        assert question.clear == 0
        assert tail.strip() in question.theirs.encode()
        assert undo(BASE, ONE, ONE + tail + rest, "drop") == BASE + rest
        assert asked(BASE, ONE, ONE + tail + rest, "keep").mine == question.mine


@pytest.mark.parametrize("tail", [b"", b"cli_pager =\n", b"\n[profile later]\nregion = r\n"])
def test_a_section_that_was_renamed_by_hand_goes_with_its_new_name(tail: bytes) -> None:
    now = ONE.replace(b"[profile new]", b"[profile mine]") + tail
    question = asked(BASE, ONE, now)
    assert question.droppable
    assert question.theirs.startswith("[profile mine]\nsso_session = corp\n")
    assert undo(BASE, ONE, now, "drop") == BASE + (tail if b"[" in tail else b"")


def test_of_many_the_renamed_one_is_known_too() -> None:
    now = THREE.replace(b"[profile two]", b"[profile 2]")
    assert asked(BASE, THREE, now).clear == 2
    assert undo(BASE, THREE, now, "keep") == BASE + block("2")
    assert undo(BASE, THREE, now, "drop") == BASE


def test_another_section_of_the_same_words_is_not_taken_for_it() -> None:
    """It was deleted by hand, and a second profile leads to the same role: that one is somebody's own."""
    assert not asked(BASE, ONE, block("own") + BASE).droppable
    assert not asked(BASE, ONE, BASE + block("later", "q") + block("own")).droppable


def test_a_section_comes_back_where_it_takes_no_keys_from_another() -> None:
    after = BASE.replace(b"\n[profile b]\nregion = x\noutput = json\n", b"")
    now = after + b"output = text\n"
    question = asked(BASE, after, now)
    assert "[profile b]" in question.mine
    assert undo(BASE, after, now, "drop") == BASE.replace(b"region = x\n\n", b"region = x\noutput = text\n\n")


def test_of_many_sections_those_that_nobody_touched_go() -> None:
    now = THREE.replace(b"two]\nsso_session = corp\nregion = r", b"two]\nsso_session = corp\nregion = mine")
    question = asked(BASE, THREE, now)
    assert (question.clear, question.droppable) == (2, True)
    assert question.mine == "[profile two]\nsso_session = corp\nregion = r\n"
    assert question.theirs == "[profile two]\nsso_session = corp\nregion = mine\n"
    assert undo(BASE, THREE, now, "keep") == BASE + block("two", "mine")
    assert undo(BASE, THREE, now, "drop") == BASE


def test_many_sections_go_also_where_another_stands_between_them() -> None:
    now = BASE + block("one") + block("theirs") + block("two") + b"\n# a note\n" + block("three")
    assert undo(BASE, THREE, now) == BASE + block("theirs") + b"\n# a note\n"


def test_a_changed_value_that_was_changed_again() -> None:
    after = BASE.replace(b"region = x", b"region = y", 1)
    now = after.replace(b"region = y", b"region=z", 1)
    question = asked(BASE, after, now)
    assert (question.before, question.mine, question.theirs) == ("region = x\n", "region = y\n", "region=z\n")
    assert undo(BASE, after, now, "drop") == BASE
    gone = after.replace(b"region = y\n", b"", 1)
    assert not asked(BASE, after, gone).droppable
    assert asked(BASE, after, gone, "drop").hint.startswith("Take the lines back by hand")


def test_two_places_of_which_one_was_edited() -> None:
    after = BASE.replace(b"region = x", b"region = y")
    now = after.replace(b"region = y", b"region = z", 1)
    question = asked(BASE, after, now)
    assert (question.clear, question.droppable) == (1, True)
    assert "--later keep" in question.hint
    assert "--later drop" in question.hint
    assert undo(BASE, after, now, "keep") == now.replace(b"region = y", b"region = x")
    assert undo(BASE, after, now, "drop") == BASE


def test_an_envrc_line_that_was_changed_by_hand() -> None:
    before, after = b"use nix\nexport AWS_PROFILE=a\n", b"use nix\nexport AWS_PROFILE=b\n"
    now = b"use nix\nexport AWS_PROFILE=c # mine\nexport X=1\n"
    assert asked(before, after, now).theirs == "export AWS_PROFILE=c # mine\n"
    assert undo(before, after, now, "drop") == before + b"export X=1\n"


def test_the_question_shows_no_secret() -> None:
    now = ONE + b"aws_secret_access_key = canary\n"
    question = asked(BASE, ONE, now)
    assert "canary" not in question.theirs
    assert "aws_secret_access_key = ***" in question.theirs


EDITS = st.lists(
    st.sampled_from(["region = z", "cli_pager =", "# note", "", "[profile z]\nregion = q", "output = text"]),
    max_size=3,
)


@settings(max_examples=200, derandomize=True, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 19), EDITS), max_size=3), st.sampled_from(["ask", "keep"]))
def test_what_others_wrote_stays_in_its_section(edits: list[tuple[int, list[str]]], later: Later) -> None:
    lines = THREE.decode().split("\n")
    for place, texts in edits:
        lines[place:place] = texts
    now = "\n".join(lines).encode()
    try:
        after = take_back(now, hunks(BASE, THREE), later)
    except UndoOverlap:
        return
    ours = {"one", "two", "three"}
    kept = {
        name: keys
        for name, keys in sections(after).items()
        if name not in ours or sections(now).get(name) == keys
    }
    assert kept == {name: keys for name, keys in sections(now).items() if name not in ours or name in kept}


def sections(data: bytes) -> dict[str, list[str]]:
    """Name → its lines that are neither blank nor a comment; of two with one name both, one behind the other."""
    found: dict[str, list[str]] = {}
    name = ""
    for line in data.decode().splitlines():
        if line.startswith("["):
            name = line.strip("[]").removeprefix("profile ")
        elif line.strip() and not line.startswith("#"):
            found.setdefault(name, []).append(line)
    return found


def test_one_edit_among_thousands_of_sections_takes_no_time() -> None:
    """Measured against a digest of each line; looking each section up in all lines took some thousand times that."""
    after = BASE + b"".join(block(f"p{number}") for number in range(4000))
    now = after.replace(b"p77]\nsso_session = corp", b"p77]\nsso_session = mine")
    taken = hunks(BASE, after)
    start = time.perf_counter()
    assert len({digest(line) for line in split_lines(after)}) > 4000
    unit = time.perf_counter() - start
    start = time.perf_counter()
    assert take_back(now, taken, "keep") == BASE + block("p77").replace(b"corp", b"mine")
    assert take_back(now, taken, "drop") == BASE
    assert time.perf_counter() - start < 400 * unit
