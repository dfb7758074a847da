"""The screen against the fake Identity Center over the wire: the sync, a token that dies, a network that goes."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

from ssoswitch.core.frecency import remembered, with_favourite
from ssoswitch.core.rows import Item
from ssoswitch.demo.behaviour import Fault
from ssoswitch.demo.organization import Organization
from ssoswitch.disk.tree_cache import load_tree
from ssoswitch.model.account import AccountRole
from ssoswitch.model.environment import Environment
from ssoswitch.operations.startup import start
from ssoswitch.tui.app import SsoswitchApp
from tests.support.environments import FalseClock
from tests.support.fake_center import fake_center
from tests.support.screen import QuietApp, screen_text, until
from tests.support.signing_in import environment_for, save_token, session_of


def quiet(env: Environment) -> SsoswitchApp:
    return QuietApp(env, startup=start(env))


async def test_a_good_token_fills_the_tree_and_nothing_is_asked_twice(tmp_path: Path) -> None:
    with fake_center(page_size_cap=5) as center:
        env = environment_for(center, tmp_path)
        save_token(env, center, session_of(center))
        center.requests.clear()
        app = quiet(env)
        async with app.run_test(size=(120, 36)) as pilot:
            app.controller.begin()
            await until(
                pilot, lambda: app.controller.state.tree is not None and not app.controller.state.syncing
            )
            state = app.controller.state
            assert state.tree is not None
            assert len(state.tree) == len(center.organization)
            assert state.role_count == center.organization.role_count
            assert "synced just now" in screen_text(app)
        again = quiet(env)
        async with again.run_test(size=(120, 36)) as pilot:
            again.controller.begin()
            await pilot.pause()
            assert not again.controller.state.syncing
            assert "synced" in screen_text(again)
        accounts = len(center.organization)
        assert center.requests.count("ListAccounts") == -(-accounts // 5)
        assert center.requests.count("ListAccountRoles") == accounts


async def test_a_sync_reads_what_matters_to_the_person_first(tmp_path: Path) -> None:
    """The row under the cursor, the rest of the screen, marks, favourites, what was used lately, then the rest."""
    with fake_center(Organization.sample(60)) as center:
        env = environment_for(center, tmp_path)
        save_token(env, center, session_of(center))
        app = quiet(env)
        async with app.run_test(size=(120, 20)) as pilot:
            app.controller.begin()
            await until(
                pilot, lambda: app.controller.state.tree is not None and not app.controller.state.syncing
            )
            assert app.controller.state.tree is not None
            entries = list(app.controller.state.tree)
            roles = {
                place: AccountRole(entries[place].account.account_id, entries[place].roles[0])
                for place in (52, 53)
            }
            app.controller.remember(
                lambda state: remembered(state, "corp", roles[52], env.clock.time(), "use")
            )
            app.controller.remember(lambda state: with_favourite(state, roles[53]))
            view = app.controller.screen.account_tree
            view.jump(Item(entries[45].account.account_id))
            await pilot.press("space", "g", "down", "down", "down", "down")
            await pilot.pause()
            shown = view.visible_account_ids()
            places = [*shown, *(entries[place].account.account_id for place in (45, 53, 52))]
            center.set_behaviour(replace(center.behaviour, latency=0.02))
            center.requests.clear()
            app.controller.sync.start(full=True)
            await until(pilot, lambda: not app.controller.state.syncing)
            asked = [record.params["account_id"] for record in center.requests.of("ListAccountRoles")]
            # Ten calls are under way at a time, and the last to leave may be the first to arrive.
            for place, account_id in enumerate(dict.fromkeys(places)):
                assert abs(asked.index(account_id) - place) < 10, (place, asked.index(account_id))
            assert asked.index(entries[30].account.account_id) >= len(set(places)) - 10


async def test_what_was_read_is_saved_before_the_program_ends(tmp_path: Path) -> None:
    hangs = Fault("ListAccountRoles", "stall", nth=21, times=None)
    with fake_center(Organization.sample(60), faults=(hangs,)) as center:
        env = environment_for(center, tmp_path)
        save_token(env, center, session_of(center))
        app = quiet(env)
        async with app.run_test(size=(120, 36)) as pilot:
            app.controller.begin()
            await until(
                pilot,
                lambda: (
                    app.controller.state.progress is not None and app.controller.state.progress.done == 20
                ),
            )
            app.controller.sync.close()
            tree, _note = load_tree(env, session_of(center))
            assert sum(entry.loaded for entry in tree) == 20


async def test_what_was_read_a_while_ago_is_read_again(tmp_path: Path) -> None:
    clock = FalseClock()
    with fake_center() as center:
        env = environment_for(center, tmp_path, clock=clock)
        save_token(env, center, session_of(center))
        for expected in (1, 1, 2):
            app = quiet(env)
            async with app.run_test(size=(120, 36)) as pilot:
                app.controller.begin()
                await until(pilot, lambda app=app: not app.controller.state.syncing)  # type: ignore[misc]  # bound now
            assert center.requests.count("ListAccounts") == expected
            clock.advance(200)


async def test_without_a_token_nothing_is_asked(tmp_path: Path) -> None:
    with fake_center() as center:
        env = environment_for(center, tmp_path)
        app = quiet(env)
        async with app.run_test(size=(120, 36)) as pilot:
            app.controller.begin()
            await pilot.pause()
            assert "Signed out of corp." in screen_text(app)
        assert len(center.requests) == 0


async def test_a_token_that_aws_no_longer_takes_is_said_once_and_nothing_pops_up(tmp_path: Path) -> None:
    with fake_center() as center:
        env = environment_for(center, tmp_path)
        save_token(env, center, session_of(center))
        center.end_sessions()
        app = quiet(env)
        async with app.run_test(size=(120, 36)) as pilot:
            app.controller.begin()
            await until(pilot, lambda: bool(app.controller.state.ended))
            assert "○ signed out" in screen_text(app)
            assert "L sign in" in screen_text(app)
            assert app.screen is app.main_screen


async def test_a_network_that_goes_is_tried_again_and_comes_back(tmp_path: Path) -> None:
    with fake_center() as center:
        env = environment_for(center, tmp_path)
        save_token(env, center, session_of(center))
        port = center.port
    app = quiet(env)
    async with app.run_test(size=(120, 36)) as pilot:
        app.controller.begin()
        await until(pilot, lambda: app.controller.state.offline is not None, patience=6000)
        assert "✗ offline" in screen_text(app)
        assert "Next try in" in screen_text(app)
        await pilot.press("i", "i")
        with fake_center(port=port) as center:
            save_token(env, center, session_of(center))
            await pilot.press("r")
            await until(pilot, lambda: app.controller.state.offline is None, patience=6000)
            await until(pilot, lambda: not app.controller.state.syncing)
            assert "accounts" in screen_text(app)


async def test_leaving_in_mid_sync_waits_for_nobody(tmp_path: Path) -> None:
    with fake_center(
        Organization.sample(60), faults=(Fault("ListAccountRoles", "stall", times=50),)
    ) as center:
        env = environment_for(center, tmp_path)
        save_token(env, center, session_of(center))
        app = quiet(env)
        async with app.run_test(size=(120, 36)) as pilot:
            app.controller.begin()
            await until(pilot, lambda: center.requests.count("ListAccounts") > 0)
            await pilot.press("q")
            await pilot.pause()
        assert app.return_code == 0
        holding = [thread for thread in threading.enumerate() if not thread.daemon]
        assert holding == [threading.main_thread()]


async def test_the_sync_can_be_paused_and_stopped(tmp_path: Path) -> None:
    with fake_center(Organization.sample(60), latency=0.5) as center:
        env = environment_for(center, tmp_path)
        save_token(env, center, session_of(center))
        app = quiet(env)
        async with app.run_test(size=(120, 36)) as pilot:
            app.controller.begin()
            await until(pilot, lambda: app.controller.state.progress is not None)
            await pilot.press("z")
            await until(pilot, lambda: "goes on" in screen_text(app))
            await pilot.press("z")
            await until(pilot, lambda: "z pause" in screen_text(app) or not app.controller.state.syncing)
            await pilot.press("x")
            await until(pilot, lambda: not app.controller.state.syncing)
            assert app.controller.state.tree is not None


async def test_whoever_asks_for_a_row_or_all_to_be_read_again_is_told_when_it_was(tmp_path: Path) -> None:
    with fake_center(organization=Organization.sample(20)) as center:
        env = environment_for(center, tmp_path)
        save_token(env, center, session_of(center))
        app = quiet(env)
        async with app.run_test(size=(120, 36)) as pilot:
            app.controller.begin()
            await until(pilot, lambda: app.controller.state.tree is not None)
            await until(pilot, lambda: not app.controller.state.syncing)
            assert app.main_screen.message_row.said is None, "nobody asked"
            await pilot.press("n")
            await pilot.pause()
            assert "There is no search" in screen_text(app)
            await pilot.press("slash", *"data-lake-dev", "enter", "r")
            await until(pilot, lambda: "data-lake-dev was read again: 4 roles" in screen_text(app))
            assert center.requests.count("ListAccountRoles") == len(center.organization) + 1
            await pilot.press("R")
            await until(pilot, lambda: "Everything was read again: 20 accounts" in screen_text(app))
