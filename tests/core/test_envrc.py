"""The edit of an `.envrc`, with bash as the judge of what is complete; direnv's word is in tests/disk."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssoswitch.core.envrc import PROFILE_VARIABLE, BashVerdict, find_profile, set_variable, set_variables
from ssoswitch.model.errors import CannotTakeEffect, InvalidValue

PATH = Path("/srv/x/.envrc")
LINES = st.sampled_from(
    [b"export AWS_PROFILE=a", b"export AWS_PROFILE='b c' # d", b"AWS_PROFILE=x", b"export A=1", b"# note", b"",
     b"use nix", b"if true; then", b"fi", b"f() {", b"}", b"cat <<E", b"E", b"export B=$(id)", b"dotenv", b"case x in",
     b"esac", b"x) :;;", b"echo a \\", b"export C='", b"'", b"[ -n x ] &&", b"unset AWS_PROFILE",
     b"  export AWS_PROFILE=z", b"\xff\xfe", b"export D=1\r"]
)  # fmt: skip


def bash(data: bytes) -> BashVerdict:
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-O", "extglob", "-n", "-s"],
        input=data,
        capture_output=True,
        check=False,
    )
    return BashVerdict(done.returncode == 0 and not done.stderr, done.stderr.decode("utf-8", "replace"))


def value_in_bash(data: bytes) -> bytes:
    """What the text exports, in a bash where direnv's own words do nothing."""
    stubs = (
        b"use() { :; }\ndotenv() { :; }\n__load() {\n:\n"
        + data
        + b"\n}\n__load >/dev/null 2>&1\nprintenv AWS_PROFILE\n"
    )
    done = subprocess.run(["bash", "--noprofile", "--norc"], input=stubs, capture_output=True, check=False)
    return done.stdout.removesuffix(b"\n")


@given(st.lists(LINES, max_size=7), st.booleans())
@settings(max_examples=120, derandomize=True, deadline=None)
def test_it_works_or_is_refused(lines: list[bytes], newline: bool) -> None:
    data = b"\n".join(lines) + (b"\n" if newline else b"")
    try:
        edit = set_variable(data, PROFILE_VARIABLE, "it's $(x)", PATH, check=bash)
    except CannotTakeEffect:
        return
    assert bash(edit.data).complete
    again = set_variable(edit.data, PROFILE_VARIABLE, "it's $(x)", PATH, check=bash)
    assert (again.action, again.data) == ("same", edit.data)
    back = set_variable(edit.data, PROFILE_VARIABLE, "other", PATH, check=bash)
    assert back.action == "replaced"
    assert back.data.count(b"\n") == edit.data.count(b"\n")
    assert find_profile(edit.data) is not None
    if edit.action == "appended":
        assert edit.data.startswith(data)
    else:
        old, new = data.split(b"\n"), edit.data.split(b"\n")
        assert len(old) == len(new)
        assert sum(before != after for before, after in zip(old, new, strict=True)) == 1
    assert value_in_bash(edit.data) == b"it's $(x)"


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (None, None),
        (b"", None),
        (b"# AWS_PROFILE=x\n", None),
        (b"AWS_PROFILE=x cmd\n", None),
        (b"echo AWS_PROFILE\n", None),
        (b"export AWS_PROFILE=a\n", ("a", 1, False)),
        (b"export AWS_PROFILE=a\nexport AWS_PROFILE='b c'\n", ("b c", 2, False)),
        (b"export A=1 AWS_PROFILE=a\n", ("a", 1, False)),
        (b"export AWS_PROFILE=$(x)\n", ("", 1, True)),
        (b"if x; then\nexport AWS_PROFILE=a\nfi\n", ("", 2, True)),
        (b"export AWS_PROFILE=a\nunset AWS_PROFILE\n", ("", 2, True)),
        (b"AWS_PROFILE=a\nexport AWS_PROFILE\n", ("", 2, True)),
        (b"export AWS_PROFILE=\xe9\n", ("\ufffd", 1, False)),
        (b"export AWS_PROFILE=a\n" + b"#" * 70_000, ("", 1, True)),
    ],
)
def test_what_has_the_last_word(data: bytes | None, found: tuple[str, int, bool] | None) -> None:
    setting = find_profile(data)
    assert (setting and (setting.value, setting.line, setting.computed)) == found


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"strict_env false\n", "After line 1 (`strict_env`) a failing command"),
        (b"die() { exit 1; }\nhas x || die\n", "Line 2 may end the file early (`die` is a function"),
        (b"a() { [ -n x ] || exit; }\nb() {\n a\n}\nb\n", "Line 5 may end the file early (`b` is a function"),
        (b"eval 'case x in *) return;; esac'\n", "Line 1 may end the file early (`return` in a condition)"),
        (b"eval 'die() { exit; }'\nhas x || die\n", "Line 2 may end the file early (`die` is a function"),
        (b'f() {\n : "${X:?}"\n}\nf || true\n', "Line 2 ends the file where a variable"),
        (b"f() { set -u; }\nf\n", "After line 1 (`set -u`)"),
        (b"if true; then return; fi\n", "Line 1 may end the file early (`return` in a condition)"),
        (b"die() { (exit 1); return; }\ndie || true\n", ""),
        (b"die() { exit 1; }\n(die) || true\n", ""),
    ],
)
def test_what_is_said_of_an_early_end(data: bytes, said: str) -> None:
    notes = [note.text for note in set_variable(data, PROFILE_VARIABLE, "x", PATH, check=bash).warnings]
    early = [note for note in notes if "the file" in note]
    assert [said in note for note in early] == [True] * bool(said)


def test_depth_of_evaluation_is_no_danger() -> None:
    assert set_variable(b"eval " * 3000 + b"\n", PROFILE_VARIABLE, "x", PATH, check=bash).action == "appended"


def test_names_that_cannot_be_written() -> None:
    for name in ("", "a\nb", "a\x1b", "\ud800"):
        with pytest.raises(InvalidValue):
            set_variable(None, PROFILE_VARIABLE, name, PATH, check=bash)


def test_several_variables() -> None:
    values = {"AWS_PROFILE": "a", "AWS_REGION": "r"}
    first = set_variables(b"export AWS_REGION=old\n", values, PATH, check=bash)
    assert first.data == b"export AWS_REGION=old\nexport AWS_PROFILE=a\n".replace(b"old", b"r")
    again = set_variables(first.data, values, PATH, check=bash)
    assert (again.action, again.data) == ("same", first.data)
    grown = set_variables(b"export AWS_PROFILE=a\n", values, PATH, check=bash)
    assert (grown.action, grown.data) == ("appended", b"export AWS_PROFILE=a\nexport AWS_REGION=r\n")
