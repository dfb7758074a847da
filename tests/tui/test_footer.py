"""The footer's promise: help and palette at every width, only what works, marks counted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ssoswitch.core.marks import MarkedRoles
from ssoswitch.core.rows import Item
from ssoswitch.model.account import AccountRole
from ssoswitch.tui.command_table import BY_ID, COMMANDS
from ssoswitch.tui.footer_keys import footer_line
from ssoswitch.tui.keys import keys_in_force
from ssoswitch.tui.paint import text_of, width_of
from ssoswitch.tui.signs import ASCII, UNICODE, Signs
from ssoswitch.tui.state import AppState, Offline
from tests.support.environments import NOW
from tests.support.screen import sample_app, screen_text

KEYS = {command.id: command.keys for command in COMMANDS}


@pytest.fixture
def state(tmp_path: Path) -> AppState:
    return replace(sample_app(tmp_path).controller.state, item=Item("333344445555", "AdministratorAccess"))


@pytest.mark.parametrize("focus", ["tree", "search", "detail"])
@pytest.mark.parametrize("signs", [UNICODE, ASCII], ids=["unicode", "ascii"])
def test_help_and_palette_never_fall_off(state: AppState, focus: str, signs: Signs) -> None:
    for width in range(40, 201):
        line = footer_line(state, focus, KEYS, width, signs)
        text = text_of(line)
        assert width_of(line) <= width
        assert ("F1" if focus == "search" else "?") in text
        assert "^p" in text
        assert text.rstrip().endswith(("Commands", "^p"))


def test_whatever_is_shown_is_shown_whole(state: AppState) -> None:
    labels = {command.label_now(state, short=short) for command in COMMANDS for short in (False, True)} | {""}
    for width in range(40, 201):
        line = footer_line(state, "tree", KEYS, width, UNICODE)
        words = [each.text.strip() for each in line if each.text.startswith(" ") and each.command]
        assert words
        assert labels.issuperset(words), (width, words)


def test_marks_are_counted(state: AppState) -> None:
    marked = MarkedRoles.of(AccountRole("333344445555", f"Role{number}") for number in range(12))
    text = text_of(footer_line(replace(state, marked=marked), "tree", KEYS, 120, UNICODE))
    assert "p Profile ×12" in text
    assert ".envrc" not in text


def test_a_key_that_cannot_work_now_is_told_apart_without_colour(state: AppState) -> None:
    offline = replace(state, offline=Offline("no network", NOW, NOW + 5))
    assert "o Console✗" in text_of(footer_line(offline, "tree", KEYS, 120, UNICODE))


@pytest.mark.parametrize(
    ("item", "label"),
    [
        (Item("333344445555"), "Open"),
        (Item("333344445555", "AdministratorAccess"), "Use"),
        (Item("888899990000"), "Use"),
        (Item("", "ReadOnlyAccess"), "Open"),
        (Item("333344445555", "AdministratorAccess", "pay-prod-us"), "Use"),
        (None, "Use"),
    ],
    ids=["account", "role", "account of one role", "role of many accounts", "profile", "nothing"],
)
def test_enter_is_called_what_it_does_on_the_row(state: AppState, item: Item | None, label: str) -> None:
    assert f"⏎ {label}" in text_of(footer_line(replace(state, item=item), "tree", KEYS, 120, UNICODE))


@pytest.mark.parametrize(
    ("changes", "label"),
    [
        ({}, "Log out…"),
        ({"signed_in": False}, "Log in"),
        ({"signed_in": False, "signing_in": True}, "Sign-in…"),
        ({"session": None}, "Set up"),
    ],
)
def test_the_one_key_for_signing_in_and_out_says_which(
    state: AppState, changes: dict[str, Any], label: str
) -> None:
    line = footer_line(replace(state, **changes), "tree", KEYS, 120, UNICODE)
    assert f"L {label}" in text_of(line)


def test_a_dim_key_gives_way_to_one_that_works(state: AppState) -> None:
    profiles = replace(state, view="profiles")
    for width in range(60, 161):
        text = text_of(footer_line(profiles, "tree", KEYS, width, UNICODE))
        assert "i Info" in text or "m Migrate" not in text, width


def test_what_is_docked_stands_apart_where_all_first_keys_have_room(state: AppState) -> None:
    for view in ("accounts", "roles", "profiles"):
        for width in range(100, 161):
            text = text_of(footer_line(replace(state, view=view), "tree", KEYS, width, UNICODE))
            assert "   ? Help" in text, (view, width)


def test_a_remapped_key_is_shown(state: AppState) -> None:
    keys, problems = keys_in_force({"console": "^o"})
    assert not problems
    assert "^o Console" in text_of(footer_line(state, "tree", keys, 120, UNICODE))


async def test_a_dim_key_says_why_when_it_is_pressed(tmp_path: Path) -> None:
    app = sample_app(tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("z")
        await pilot.pause()
        assert BY_ID["pause"].when(app.controller.state) in screen_text(app)


async def test_a_footer_key_can_be_clicked(tmp_path: Path) -> None:
    app = sample_app(tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        line = screen_text(app).splitlines()[35]
        await pilot.click("#footer", offset=(line.index("? Help"), 0))
        await pilot.pause()
        assert "type to find a key" in screen_text(app)


async def test_the_views_are_tabs_that_can_be_clicked(tmp_path: Path) -> None:
    app = sample_app(tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        line = screen_text(app).splitlines()[0]
        await pilot.click("#ribbon", offset=(line.index("3 Profiles") + 3, 0))
        await pilot.pause()
        assert app.controller.state.view == "profiles"
        assert "pay-prod-us" in screen_text(app)
