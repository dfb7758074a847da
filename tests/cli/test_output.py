"""stdout and stderr as such: columns, JSON that a terminal may see, lengths of time, the code of each error."""

from __future__ import annotations

import io
import json
import unicodedata
from contextlib import redirect_stdout

import click
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssoswitch.cli import output
from ssoswitch.cli.diagnostics import Diagnostics, Exit, exit_code
from ssoswitch.cli.durations import duration, rfc3339, whole
from ssoswitch.cli.verbs.profile_create import key_value
from ssoswitch.core.moments import span
from ssoswitch.core.text import clean, showable
from ssoswitch.model import errors


def printed(write: object, *arguments: object) -> str:
    stream = io.StringIO()
    with redirect_stdout(stream):
        assert callable(write)
        write(*arguments)
    return stream.getvalue()


def test_columns() -> None:
    rows = [("a", "bb", "c"), ("aaa", "b", ""), ("", "支付", "x")]
    assert printed(output.table, rows, ("HEAD", "HEAD", "HEAD")) == "a    bb    c\naaa  b\n     支付  x\n"
    assert printed(output.table, [], ("HEAD",)) == ""
    assert printed(output.table, [("only",)]) == "only\n"
    assert (
        printed(output.table, (row for row in [("a\nb\x1b[2J", "c\td\u202e")]))
        == "a\\x0ab\\x1b[2J  c\td\\u202e\n"
    )


@given(st.lists(st.tuples(st.text(), st.text(), st.text()), max_size=5))
@settings(max_examples=100, derandomize=True)
def test_a_row_is_a_line_whatever_is_in_it(rows: list[tuple[str, str, str]]) -> None:
    shown = printed(output.table, rows)
    assert shown.count("\n") == len(rows)
    kinds = {unicodedata.category(sign) for sign in shown if sign not in "\n\t"}
    assert not kinds & {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text().filter(lambda key: key != "version"), VALUES, max_size=4))
@settings(max_examples=100, derandomize=True)
def test_json_comes_back_and_can_be_shown(fields: dict[str, object]) -> None:
    written = printed(output.document, fields)
    assert written.endswith("\n") and written[:-1].isprintable()
    assert json.loads(written) == {"version": 1, **fields}


@given(st.lists(st.dictionaries(st.text(), st.text(), max_size=3), max_size=4), st.text(min_size=1))
@settings(max_examples=100, derandomize=True)
def test_a_long_list_is_written_as_if_it_were_short(rows: list[dict[str, str]], text: str) -> None:
    pieces = [output.json_safe(json.dumps(row, ensure_ascii=False)) for row in rows]
    written = printed(output.document_with_list, {"session": text}, "roles", pieces, {"warnings": [text]})
    assert written == printed(output.document, {"session": text, "roles": rows, "warnings": [text]})


def test_what_is_shown() -> None:
    assert showable("plain ü 支") == "plain ü 支"
    assert showable("a\x1b\x9b\u202e\u2028\U000e0001b\n\tc") == "a\\x1b\\x9b\\u202e\\u2028\\U000e0001b\n\tc"
    assert showable("x" * 5000) == "x" * 5000
    assert clean("a\nb") == "a\\x0ab"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("0", 0), ("90", 90), ("90s", 90), ("15m", 900), ("1h30m", 5400), ("2d", 172_800), (" 1H ", 3600),
     ("1h 30m", None), ("", None), ("h", None), ("-1", None), ("1.5h", None), ("x", None),
     ("1h30", None), ("٣m", None), ("9" * 5000, None)],
)  # fmt: skip
def test_durations(text: str, seconds: float | None) -> None:
    if seconds is None:
        with pytest.raises(click.BadParameter):
            duration(text)
    else:
        assert duration(text) == seconds


def test_numbers() -> None:
    read = whole(1, 10)
    assert [read("1"), read("10")] == [1, 10]
    for text in ("0", "11", "x", "-1", "1.0", "", "٣", "9" * 5000):
        with pytest.raises(click.BadParameter, match="no whole number from 1 to 10"):
            read(text)


@pytest.mark.parametrize(
    ("seconds", "word"),
    [(-5, "0s"), (0, "0s"), (59.9, "59s"), (60, "1m"), (3599, "59m"), (3600, "1h00m"), (22_320, "6h12m"),
     (172_799, "47h59m"), (172_800, "2d"), (10**7, "115d")],
)  # fmt: skip
def test_spans(seconds: float, word: str) -> None:
    assert span(seconds) == word


def test_moments_are_utc() -> None:
    assert rfc3339(None) is None
    assert rfc3339(1_800_000_000.9) == "2027-01-15T08:00:00Z"


def test_key_value() -> None:
    assert key_value("a=b") == ("a", "b")
    assert key_value(" a = b=c ") == ("a", "b=c")
    for text in ("a", "=b", "", " =b"):
        with pytest.raises(click.BadParameter):
            key_value(text)


def every_error() -> list[type[errors.SsoswitchError]]:
    found = [errors.SsoswitchError]
    for kind in found:
        found += kind.__subclasses__()
    return found


CODES = {
    "no_match": 3, "session_not_found": 3, "profile_not_found": 3, "ambiguous": 3, "sign_in_needed": 4,
    "would_overwrite": 5, "unreachable": 69, "throttled": 75, "invalid_value": 2, "unsafe_endpoint": 2, "stopped": 130,
}  # fmt: skip
# `exec` passes its command's code on, and a shell's where there is no command.
OF_EXEC: dict[type[errors.SsoswitchError], int] = {
    errors.CommandNotExecutable: 126,
    errors.CommandNotFound: 127,
}


@pytest.mark.parametrize("kind", every_error(), ids=lambda kind: kind.__name__)
def test_the_code_of_each_error(
    kind: type[errors.SsoswitchError], capsys: pytest.CaptureFixture[str]
) -> None:
    error = kind.__new__(kind)
    errors.SsoswitchError.__init__(error, "Two\nlines \x1b[2J.", "Do this.")
    code = OF_EXEC.get(kind) or CODES.get(kind.code, 1)
    assert exit_code(error) == code
    assert Diagnostics().error(error) == code
    assert capsys.readouterr().err == "ssoswitch: Two lines \\x1b[2J. Do this.\n"
    assert Diagnostics(as_json=True).error(error) == code
    said = json.loads(capsys.readouterr().err)["error"]
    assert said == {"code": kind.code, "message": "Two\nlines \x1b[2J.", "hint": "Do this."}


def test_quiet_and_json_leave_the_words_out(capsys: pytest.CaptureFixture[str]) -> None:
    for talk in (Diagnostics(quiet=True), Diagnostics(as_json=True)):
        talk.say("a word")
        talk.warn("a warning")
        talk.warn("a warning")
        talk.detail("more")
        talk.progress("busy")
        assert capsys.readouterr().err == ""
        assert talk.warnings == ["a warning"]
        talk.always("a code")
        assert capsys.readouterr().err == "a code\n"
    talk = Diagnostics(verbose=True)
    talk.warn("a warning")
    talk.warn("a warning")
    talk.detail("more")
    assert capsys.readouterr().err == "! a warning\nmore\n"


def test_each_code_is_one_of_the_table() -> None:
    assert {int(code) for code in Exit} == {0, 1, 2, 3, 4, 5, 6, 69, 75, 130, *OF_EXEC.values()}
