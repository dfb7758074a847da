"""Which signs are drawn, by the setting, the terminal and the locale."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from ssoswitch.tui.signs import ASCII, UNICODE, Signs, choose_signs


@pytest.mark.parametrize(
    ("setting", "variables", "signs"),
    [
        ("auto", {}, UNICODE),
        ("auto", {"LANG": "en_GB.UTF-8"}, UNICODE),
        ("auto", {"LANG": "de_DE.utf8"}, UNICODE),
        ("auto", {"LANG": "en_GB"}, UNICODE),
        ("auto", {"LANG": "C.UTF-8"}, UNICODE),
        ("auto", {"LANG": "C"}, ASCII),
        ("auto", {"LANG": "POSIX", "LC_CTYPE": "C.UTF-8"}, ASCII),
        ("auto", {"LC_CTYPE": "C.UTF-8"}, UNICODE),
        ("auto", {"LANG": "C", "LC_CTYPE": "en_GB.UTF-8"}, UNICODE),
        ("auto", {"LANG": "en_GB.UTF-8", "LC_ALL": "C"}, ASCII),
        ("auto", {"LANG": "C", "LC_ALL": "en_GB.UTF-8"}, UNICODE),
        ("auto", {"LANG": "de_DE.ISO-8859-1"}, ASCII),
        ("auto", {"LANG": "en_GB.UTF-8", "TERM": "linux"}, ASCII),
        ("unicode", {"LANG": "C", "TERM": "linux"}, UNICODE),
        ("ascii", {"LANG": "en_GB.UTF-8"}, ASCII),
    ],
)
def test_the_signs_that_can_be_shown(setting: str, variables: Mapping[str, str], signs: Signs) -> None:
    assert choose_signs(setting, variables) is signs


def test_every_sign_has_an_ascii_form() -> None:
    for name, sign in vars(Signs).items():
        if isinstance(sign, str) and not name.startswith("__"):
            assert getattr(ASCII, name).isascii(), name
