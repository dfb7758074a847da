"""What the terminal answers, and what it is told."""

from __future__ import annotations

import pytest

from ssoswitch.tui.desktop import TerminalTitle, background_from_variables, understand


@pytest.mark.parametrize(
    ("answer", "dark", "rest"),
    [
        (b"\x1b]11;rgb:0000/0000/0000\x1b\\\x1b[?62;c", True, b""),
        (b"\x1b]11;rgb:ffff/ffff/ffff\x07\x1b[?1;2c", False, b""),
        (b"\x1b]11;rgb:fd/f6/e3\x07\x1b[?1;2c", False, b""),
        (b"\x1b]11;rgba:1e1e/1e1e/2e2e/ffff\x1b\\\x1b[?62c", True, b""),
        (b"\x1b[?1;2c", None, b""),
        (b"", None, b""),
        (b"jj\x1b]11;rgb:00/00/00\x07/pay\x1b[?1;2c\r", True, b"jj/pay\r"),
        (b"no answer at all", None, b"no answer at all"),
    ],
)
def test_answers_are_understood_and_what_was_typed_is_kept(
    answer: bytes, dark: bool | None, rest: bytes
) -> None:
    assert understand(answer) == (dark, rest)


@pytest.mark.parametrize(
    ("value", "dark"),
    [("15;0", True), ("0;15", False), ("0;default;15", False), ("15;8", True), ("", None), ("x", None)],
)
def test_the_variable_that_some_terminals_set(value: str, dark: bool | None) -> None:
    assert background_from_variables({"COLORFGBG": value}) is dark


def test_the_title_is_set_once_and_the_old_one_comes_back() -> None:
    written: list[str] = []
    title = TerminalTitle(written.append)
    assert title.ending() == ""
    title.show("ssoswitch corp 6h12m")
    title.show("ssoswitch corp 6h12m")
    title.show("ssoswitch \x1b]0;evil\x07 6h11m")
    assert written == ["\x1b[22;2t", "\x1b]2;ssoswitch corp 6h12m\x07", "\x1b]2;ssoswitch ]0;evil 6h11m\x07"]
    assert title.ending().endswith("\x1b[23;2t")
