"""Names from AWS must not reach a terminal raw."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from ssoswitch.core.text import LONGEST, cells, clean


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("payments-prod", "payments-prod"),
        ("Zahlungen – Prüfung 日本", "Zahlungen – Prüfung 日本"),
        ("a\x1b]52;c;aGk=\x07b", "a\\x1b]52;c;aGk=\\x07b"),
        ("\x9b31m", "\\x9b31m"),
        ("in\u202etxt.exe", "in\\u202etxt.exe"),
        ("a\u2028b\u2029c", "a\\u2028b\\u2029c"),
        ("zero\u200bwidth", "zero\\u200bwidth"),
        ("lone \udc9b", "lone \\udc9b"),
        ("private \ue0b0", "private \\ue0b0"),
        ("\U000e0041", "\\U000e0041"),
        ("tab\tline\nreturn\r", "tab\\x09line\\x0areturn\\x0d"),
        ("a\u00a0b\u3000c\u2003d", "a b c d"),
        ("prod\u3164 \u115f\u2800", "prod\\u3164 \\u115f\\u2800"),
        ("a\U000e0100 \ufe00", "a\\U000e0100 \\ufe00"),
        ("\u26a0\ufe0f keep", "\u26a0\ufe0f keep"),
        ("not yet \U000e0fff \uffff", "not yet \\U000e0fff \\uffff"),
        ("\u0301x", "\\u0301x"),
        ("e\u0301 Z" + "\u0337" * 6 + "y\u0301", "e\u0301 Z" + "\u0337" * 4 + "\\u0337" * 2 + "y\u0301"),
        ("[/prod] [@click=app.quit]", "[/prod] [@click=app.quit]"),
        ("", ""),
    ],
)
def test_what_is_not_to_be_shown_becomes_visible(raw: str, shown: str) -> None:
    assert clean(raw) == shown


@given(st.text())
def test_nothing_that_a_terminal_obeys_is_left(raw: str) -> None:
    shown = clean(raw)
    assert not {unicodedata.category(c) for c in shown} & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    assert shown.isprintable()
    assert clean(shown, len(shown) + 1) == shown
    assert len(raw) > LONGEST or (raw.isascii() and raw.isprintable()) <= (shown == raw)


def test_an_endless_name_is_cut() -> None:
    assert clean("x" * 1_000_000) == "x" * (LONGEST - 1) + "…"
    assert clean("abcdef", 4) == "abc…"


@pytest.mark.parametrize(
    ("text", "width"),
    [("payments-prod", 13), ("支払い", 6), ("e\u0301a", 2), ("🚀 x", 4), ("Ｗｉｄｅ", 8), ("", 0), ("é", 1)],
)
def test_cells_as_the_screen_measures_them(text: str, width: int) -> None:
    assert cells(text) == width == cell_len(text)
