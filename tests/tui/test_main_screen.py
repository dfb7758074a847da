"""The main screen under the fingers: the Esc ladder, views, details, favourites, reminders, odd names and sizes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from textual.events import Key

from ssoswitch.core.rows import Item
from ssoswitch.model.account import Account, AccountEntry, AccountTree
from ssoswitch.model.errors import AccessDenied
from ssoswitch.model.events import SyncProgressed
from ssoswitch.model.settings import Settings
from ssoswitch.operations.startup import TokenState
from ssoswitch.tui.app import SsoswitchApp
from ssoswitch.tui.command_rules import can_pause
from ssoswitch.tui.state import Offline
from ssoswitch.tui.widgets.message_row import Said
from tests.support.environments import NOW, FalseClock
from tests.support.screen import (
    quiet_app,
    sample_app,
    sample_environment,
    sample_startup,
    sample_tree,
    screen_text,
    until,
)

HOSTILE = (
    "[/x]",
    "[@click=app.quit]x",
    "[link=file:///]x",
    "[",
    "[[",
    "\\[",
    "[red]",
    "[" * 200,
    "a [/prod] b",
)


def place(app: SsoswitchApp) -> str:
    """The id of the widget that has the keys."""
    return app.focused.id or "" if app.focused is not None else ""


async def test_escape_takes_one_step_back_and_says_what_it_took(tmp_path: Path) -> None:
    app = sample_app(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("space", "slash", "p", "a", "y", "enter", "i")
        await pilot.pause()
        assert "‹ Accounts" in screen_text(app)
        await pilot.press("escape")
        await pilot.pause()
        assert "‹ Accounts" not in screen_text(app)
        assert app.controller.state.query == "pay"
        await pilot.press("escape")
        await pilot.pause()
        assert app.controller.state.query == ""
        assert app.controller.state.marked
        await pilot.press("escape")
        await pilot.pause()
        assert not app.controller.state.marked
        assert "A brings them back" in screen_text(app)
        await pilot.press("escape", "escape")
        await pilot.pause()
        assert app.is_running
        await pilot.press("A")
        await pilot.pause()
        assert app.controller.state.marked


async def test_escape_in_the_search_box_clears_and_then_leaves(tmp_path: Path) -> None:
    app = sample_app(tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("slash", "p", "escape")
        assert app.main_screen.search_box.value == ""
        assert place(app) == "search"
        await pilot.press("escape")
        await pilot.pause()
        assert place(app) == "tree"


async def test_escape_after_a_search_leaves_the_cursor_on_what_was_found(tmp_path: Path) -> None:
    app = sample_app(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("slash", *"plat", "space", *"prod", "enter", "j")
        await pilot.pause()
        found = app.controller.state.item
        assert found == Item("444455557777", "ReadOnlyAccess")
        await pilot.press("escape")
        await pilot.pause()
        assert (app.controller.state.query, app.controller.state.item) == ("", found)
        await pilot.press("slash", *"audit", "escape", "escape")
        await pilot.pause()
        assert app.controller.state.item == found, "a search that was given up leaves the old place"


async def test_letters_are_letters_in_the_search_box(tmp_path: Path) -> None:
    app = sample_app(tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("slash", *"qpe?:,1")
        await pilot.pause()
        assert app.main_screen.search_box.value == "qpe?:,1"
        assert app.is_running
        await pilot.press("f1")
        await pilot.pause()
        assert "type to find a key" in screen_text(app)


async def test_the_first_frame_has_the_tree_and_the_letters_act(tmp_path: Path) -> None:
    app = sample_app(tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        assert place(app) == "tree"
        await pilot.press("j", "j")
        await pilot.pause()
        assert app.controller.state.item == Item("222233335555")


async def test_a_setting_starts_in_the_search(tmp_path: Path) -> None:
    app = sample_app(tmp_path, settings=Settings(focus_on_start="search"))
    async with app.run_test(size=(120, 36)):
        assert place(app) == "search"


async def test_a_query_given_at_the_start_is_searched(tmp_path: Path) -> None:
    env = sample_environment(tmp_path)
    app = quiet_app(env, sample_startup(env))
    app.controller.state = replace(app.controller.state, query="payr")
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        assert "payroll-prod" in screen_text(app)
        assert "audit-log-archive" not in screen_text(app)


async def test_details_are_a_pane_or_a_page_and_follow_the_window(tmp_path: Path) -> None:
    app = sample_app(tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        assert "Account ID" in screen_text(app)
        await pilot.press("i")
        await pilot.pause()
        assert "Account ID" not in screen_text(app)
        await pilot.press("i", "tab")
        assert place(app) == "panel"
        await pilot.press("tab")
        assert place(app) == "tree"
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert "‹ Accounts" not in screen_text(app)
        await pilot.press("i")
        await pilot.pause()
        assert "‹ Accounts" in screen_text(app)
        await pilot.resize_terminal(120, 36)
        await pilot.pause()
        assert "‹ Accounts" not in screen_text(app)
        assert "Account ID" in screen_text(app)


async def test_a_favourite_comes_and_goes_and_is_kept(tmp_path: Path) -> None:
    app = sample_app(tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("F")
        await pilot.pause()
        assert "There is no favourite yet" in screen_text(app)
        await pilot.press("j", "f")
        path = app.env.state_dir / "recollections.json"
        await until(pilot, path.exists)
        assert "Favourites and recent" in screen_text(app)
        await pilot.press("F")
        await pilot.pause()
        assert app.controller.state.query == "is:fav"
        assert "payroll-prod" not in screen_text(app)
        await pilot.press("F")
        await pilot.pause()
        assert app.controller.state.query == ""


async def test_the_end_of_the_session_is_said_and_nothing_pops_up(tmp_path: Path) -> None:
    app = sample_app(tmp_path, token=TokenState(NOW + 20 * 60))
    clock = app.env.clock
    assert isinstance(clock, FalseClock)
    async with app.run_test(size=(120, 36)) as pilot:
        session = app.controller.session
        session.tick()
        await pilot.pause()
        assert "renew" not in screen_text(app)
        clock.advance(11 * 60)
        session.tick()
        await pilot.pause()
        assert "corp ends at" in screen_text(app)
        assert "◐ 0h09m" in screen_text(app)
        await pilot.press("z")
        session.tick()
        await pilot.pause()
        assert "corp ends at" not in screen_text(app)
        clock.advance(10 * 60)
        session.tick()
        await pilot.pause()
        assert "corp has ended." in screen_text(app)
        assert app.screen is app.main_screen


async def test_an_error_stays_until_something_came_of_something(tmp_path: Path) -> None:
    app = sample_app(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        app.controller.report(
            AccessDenied("AWS refused it. " + "Nothing was changed. " * 6, "r reads again.")
        )
        await pilot.pause()
        text = " ".join(screen_text(app).split())
        assert "r reads again." in text
        app.controller.say("a hint", "hint")
        await pilot.pause()
        assert "AWS refused it." in screen_text(app)
        app.controller.say("done")
        await pilot.pause()
        assert "AWS refused it." not in screen_text(app)
        app.main_screen.say(Said("again", "error"))
        await pilot.press("escape")
        await pilot.pause()
        assert "again" not in screen_text(app)


@pytest.mark.parametrize("name", HOSTILE)
async def test_names_are_shown_as_they_are(tmp_path: Path, name: str) -> None:
    entry = AccountEntry(Account("333344445555", name, name), (name, "b"), NOW)
    tree = AccountTree("corp", {"333344445555": entry}, synced_at=NOW)
    app = sample_app(tmp_path, tree=tree)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("l", "j")
        app.controller.say(name, "error")
        await pilot.pause()
        assert screen_text(app).count(name[:20]) >= 3
        await pilot.press("i", "i", "space", "2", "question_mark", "escape", "1")
        await pilot.pause()
        assert app.is_running


async def test_sizes_from_one_cell_to_a_wall(tmp_path: Path) -> None:
    app = sample_app(tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        for size in (
            (1, 1),
            (300, 100),
            (60, 15),
            (59, 15),
            (100, 20),
            (99, 19),
            (2, 50),
            (250, 3),
            (80, 24),
        ):
            await pilot.resize_terminal(*size)
            await pilot.press("j")
        await pilot.pause()
        assert "payments-prod" in screen_text(app)
        assert place(app) == "tree"


async def test_control_q_leaves_from_a_dialog_too(tmp_path: Path) -> None:
    app = sample_app(tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("ctrl+p")
        await pilot.pause()
        assert app.screen is not app.main_screen
        await pilot.press("ctrl+q")
        await pilot.pause()
    assert app.return_code == 0


async def test_control_q_in_one_packet_with_what_opens_the_help_leaves_too(tmp_path: Path) -> None:
    app = sample_app(tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        app.post_message(Key("question_mark", "?"))
        app.post_message(Key("ctrl+q", "\x11"))
        await until(pilot, lambda: app._exit)
    assert app.return_code == 0


async def test_the_help_runs_what_is_picked(tmp_path: Path) -> None:
    app = sample_app(tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("question_mark", *"roles and", "enter")
        await pilot.pause()
        assert app.controller.state.view == "roles"


@pytest.mark.parametrize("key", ["question_mark", "ctrl+p"])
async def test_why_a_command_is_dim_is_said_whole_in_a_narrow_window(tmp_path: Path, key: str) -> None:
    app = sample_app(tmp_path)
    async with app.run_test(size=(60, 15)) as pilot:
        await pilot.press(key, *"pause")
        await pilot.pause()
        assert can_pause(app.controller.state) in screen_text(app)


async def test_a_fresh_machine_begins_with_the_set_up(tmp_path: Path) -> None:
    app = SsoswitchApp(sample_environment(tmp_path, config=None))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "Welcome." in screen_text(app))
        await pilot.press("escape", "escape")
        await until(pilot, lambda: "no session yet: look around" in screen_text(app))
        await pilot.press("ctrl+p", *"another sso", "enter")
        await until(pilot, lambda: "Set up an sso-session" in screen_text(app))


async def test_a_changed_config_is_read_again_and_the_cursor_stays(tmp_path: Path) -> None:
    app = sample_app(tmp_path)
    config = app.env.config_file
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("j", "j", "j")
        item = app.controller.state.item
        more = "\n[profile new]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = ReadOnlyAccess\n"
        config.write_text(config.read_text() + more)
        app.controller.session._files_changed((config,))
        await until(pilot, lambda: "+1 profile" in screen_text(app))
        assert app.controller.state.item == item
        assert app.controller.state.config.profile("new") is not None


async def test_what_is_odd_is_said_before_that_one_is_signed_out(tmp_path: Path) -> None:
    app = sample_app(tmp_path, left=None, problems=("The token file of corp is damaged.",))
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        assert "The token file of corp is damaged." in screen_text(app)
        await pilot.press("z")
        await pilot.pause()
        assert "Signed out of corp: this is the saved tree." in screen_text(app)


async def test_a_favourite_is_said_by_name(tmp_path: Path) -> None:
    app = sample_app(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f")
        await until(pilot, lambda: "audit-log-archive is a favourite" in screen_text(app))
        await pilot.press("f")
        await until(pilot, lambda: "audit-log-archive is no favourite any more" in screen_text(app))


async def test_where_there_is_no_row_no_pane_stands_empty_and_its_keys_say_why(tmp_path: Path) -> None:
    app = sample_app(tmp_path, tree=AccountTree("corp"), left=None)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        assert "│" not in screen_text(app)
        for key in ("i", "tab"):
            await pilot.press(key)
            await pilot.pause()
            assert "There are no accounts yet" in screen_text(app)
            assert place(app) == "tree"
        app.controller.update(offline=Offline("Cannot reach AWS.", NOW, NOW + 9))
        await pilot.press("i")
        await pilot.pause()
        assert "what still works" in screen_text(app)
        await pilot.press("i")
        app.controller.update(tree=sample_tree())
        app.main_screen.show_model()
        await pilot.pause()
        assert "│" in screen_text(app), "with the first rows the pane is there"


async def test_a_sync_that_is_stopped_says_what_it_leaves(tmp_path: Path) -> None:
    app = sample_app(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        app.controller.update(syncing=True, progress=SyncProgressed(34, 60, 18.0, 2.0))
        await pilot.press("x")
        await until(
            pilot, lambda: "Stopped at 34 of 60 accounts: what was read stays, R reads on" in screen_text(app)
        )


async def test_a_reason_goes_with_the_next_key_that_works(tmp_path: Path) -> None:
    app = sample_app(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n")
        await until(pilot, lambda: "There is no search" in screen_text(app))
        await pilot.press("2")
        await until(pilot, lambda: "There is no search" not in screen_text(app))
