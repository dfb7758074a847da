"""The lines of the settings screen, and what a pressed key becomes in the file."""

from __future__ import annotations

import pytest

from ssoswitch.core.settings_table import SETTINGS
from ssoswitch.model.settings import Settings
from ssoswitch.tui.command_table import COMMANDS
from ssoswitch.tui.keys import keys_in_force
from ssoswitch.tui.screens.settings_rows import changes, new_keys, problems, sections


def test_every_setting_and_every_key_has_a_line() -> None:
    keys = [row.key for rows in sections(Settings()).values() for row in rows]
    assert len(keys) == len(set(keys))
    assert {setting.key for setting in SETTINGS} < set(keys)
    assert {f"keys.{command.id}" for command in COMMANDS if command.keys} < set(keys)
    assert {"environments", "profiles.role_short_names"} < set(keys)


def test_nothing_beside_a_line_is_cut_in_a_wide_window() -> None:
    rows = [row for rows in sections(Settings()).values() for row in rows]
    assert [row.beside for row in rows if len(row.beside) > 54] == []
    assert [row.label for row in rows if len(row.label) > 24] == []


@pytest.mark.parametrize(
    ("command", "pressed", "text"),
    [
        ("console", "f7", "F7"),
        ("console", "question_mark", ""),
        ("console", "o", "o"),
        ("down", "f7", "F7, down"),
        ("help", "exclamation_mark", "!, F1"),
        ("help", "f1", "F1"),
        ("console", "tab", ""),
        ("console", "ctrl+k", "^k"),
        ("settings", "space", ""),
    ],
)
def test_a_pressed_key_takes_the_place_of_the_first_one(command: str, pressed: str, text: str) -> None:
    found, reason = new_keys(Settings(), command, pressed)
    assert (found, bool(reason)) == (text, not text)
    if text:
        keys, wrong = keys_in_force({command: found})
        assert wrong == () and keys[command][0] == pressed


@pytest.mark.parametrize(
    "command", [command for command in COMMANDS if command.keys], ids=lambda each: each.id
)
def test_every_key_survives_the_way_through_the_file(command: object) -> None:
    from ssoswitch.tui.command_table import Command

    assert isinstance(command, Command)
    if command.keys[0] in ("escape", "tab"):
        return
    text, _reason = new_keys(Settings(), command.id, command.keys[0])
    keys, wrong = keys_in_force({command.id: text})
    assert wrong == () and keys[command.id] == command.keys


def test_what_is_not_the_default_is_counted() -> None:
    settings = Settings(theme="dark", environments={}, keys={"console": "f7"}, problems=("bad",))
    assert changes(settings) == 3
    assert problems(settings) == ("bad",)
    assert problems(Settings(keys={"console": "p"}))[0].startswith("keys: p is Profile")
