"""Keys that are typed while a flow prepares its dialog are the dialog's, not the list's behind it."""

from __future__ import annotations

from pathlib import Path

from textual import events

from ssoswitch.tui.app import SsoswitchApp
from ssoswitch.tui.screens.dialog import Dialog
from ssoswitch.tui.screens.help import HelpScreen
from tests.support.screen import sample_app, screen_text, until


def burst(app: SsoswitchApp, *keys: str) -> None:
    """All at once, as one packet brings them."""
    for key in keys:
        character = {"enter": "\r", "slash": "/", "question_mark": "?", "space": " "}.get(key, key)
        app.post_message(events.Key(key, character if len(character) == 1 else None))


async def test_p_and_enter_in_one_packet_write_the_profile(tmp_path: Path) -> None:
    app = sample_app(tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        burst(app, "slash", *"website", "enter", "p", "enter")
        await until(pilot, lambda: "website-prod-ro" in app.controller.state.config.profiles)
        await until(pilot, lambda: app.screen is app.main_screen)


async def test_a_field_letter_typed_ahead_edits_the_field(tmp_path: Path) -> None:
    app = sample_app(tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        burst(app, "slash", *"website", "enter", "p", "n", *"wx", "enter", "enter")
        await until(pilot, lambda: "wx" in app.controller.state.config.profiles)


async def test_escape_typed_ahead_leaves_the_dialog_and_nothing_else(tmp_path: Path) -> None:
    app = sample_app(tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        burst(app, "slash", *"website", "enter", "p", "escape")
        await until(pilot, lambda: not app.holds_keys and not app._waiting and app.screen is app.main_screen)
        assert app.controller.state.query == "website"


async def test_what_follows_a_write_waits_for_it(tmp_path: Path) -> None:
    app = sample_app(tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        burst(app, "slash", *"audit", "enter", "j", "p", "enter", "e")
        await until(pilot, lambda: isinstance(app.screen, Dialog))
        await until(pilot, lambda: "in this directory" in screen_text(app))
        names = app.controller.state.config.profiles
        assert any(name.startswith("audit-log-archive") for name in names)


async def test_words_typed_into_the_help_as_it_opens_are_its_own(tmp_path: Path) -> None:
    app = sample_app(tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        burst(app, "question_mark", *"undo")
        await until(pilot, lambda: isinstance(app.screen, HelpScreen))
        await until(pilot, lambda: not app.holds_keys and not app._waiting)
        await until(pilot, lambda: getattr(app.screen, "text", "") == "undo")


async def test_a_dialog_that_never_comes_gives_the_keyboard_back(tmp_path: Path) -> None:
    app = sample_app(tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        app.hold_keys(drop=True, seconds=0.05)
        burst(app, "q")
        await until(pilot, lambda: not app.holds_keys)
        assert app.is_running
        before = app.main_screen.account_tree.item
        await pilot.press("down")
        assert app.main_screen.account_tree.item != before


async def test_a_dialog_that_comes_late_takes_no_key_at_first(tmp_path: Path) -> None:
    app = sample_app(tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        app.hold_keys(drop=True, seconds=0.2, firm=True)
        burst(app, "enter")
        app.let_keys_go()
        assert app.holds_keys
        await until(pilot, lambda: not app.holds_keys)
        assert app.screen is app.main_screen
