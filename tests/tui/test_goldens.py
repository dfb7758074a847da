"""What the main screen shows in each state, as plain text at three sizes: pictures that a person can read in a diff."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ssoswitch.model.account import AccountTree
from ssoswitch.model.events import SyncProgressed
from ssoswitch.model.settings import Settings
from ssoswitch.operations.startup import TokenState
from ssoswitch.tui.app import SsoswitchApp
from ssoswitch.tui.state import Offline
from tests.support.environments import NOW
from tests.support.screen import (
    SIZES,
    changed_tree,
    check_golden,
    quiet_app,
    sample_app,
    sample_environment,
    sample_startup,
    sample_tree,
    screen_text,
)

Make = Callable[[Path], SsoswitchApp]


def plain(tmp_path: Path) -> SsoswitchApp:
    return sample_app(tmp_path)


def signed_out(tmp_path: Path) -> SsoswitchApp:
    return sample_app(tmp_path, token=TokenState(), tree=sample_tree(read_ago=30 * 3600))


def never_signed_in(tmp_path: Path) -> SsoswitchApp:
    return sample_app(tmp_path, token=TokenState(), tree=AccountTree("corp"))


def no_accounts(tmp_path: Path) -> SsoswitchApp:
    return sample_app(tmp_path, tree=AccountTree("corp", synced_at=NOW - 60))


def changed(tmp_path: Path) -> SsoswitchApp:
    return sample_app(tmp_path, tree=changed_tree())


def no_session(tmp_path: Path) -> SsoswitchApp:
    env = sample_environment(tmp_path, config="")
    return quiet_app(env, replace(sample_startup(env, left=None), tree=None))


def nothing_in_force(tmp_path: Path) -> SsoswitchApp:
    env = sample_environment(tmp_path)
    return quiet_app(env, sample_startup(env))


def profile_missing(tmp_path: Path) -> SsoswitchApp:
    return sample_app(tmp_path, {"AWS_PROFILE": "pay-x"})


def keys_win(tmp_path: Path) -> SsoswitchApp:
    return sample_app(tmp_path, {"AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "x"})


def config_unreadable(tmp_path: Path) -> SsoswitchApp:
    env = sample_environment(tmp_path, config="[sso-session corp]\nsso_start_url\n[profile x]\n[profile x]\n")
    return quiet_app(env, sample_startup(env))


def ascii_signs(tmp_path: Path) -> SsoswitchApp:
    return sample_app(tmp_path, {"TERM": "linux"})


def demo_badge(tmp_path: Path) -> SsoswitchApp:
    env = replace(sample_environment(tmp_path), demo=True)
    return quiet_app(env, sample_startup(env))


def with_changes(tree: AccountTree | None = None, **changes: Any) -> Make:
    """The plain screen with other parts of its state, and a spinner that stands still."""

    def make(tmp_path: Path) -> SsoswitchApp:
        app = sample_app(tmp_path, tree=tree or sample_tree(), settings=Settings(spinner=False))
        app.controller.state = replace(app.controller.state, **changes)
        return app

    return make


PROGRESS = SyncProgressed(done=9, total=15, rate=18.2, remaining=10.0)
OFFLINE = Offline("Cannot reach AWS: the name portal.sso.eu-west-1 is not known.", NOW - 30, NOW + 24, 2)

STATES: dict[str, tuple[Make, str]] = {
    "plain": (plain, ""),
    "role": (plain, "G"),
    "account-open": (plain, "/ p a y minus p r o d enter g l j"),
    "info-off": (plain, "i"),
    "detail-focused": (plain, "tab"),
    "signed-out": (signed_out, ""),
    "never-signed-in": (never_signed_in, ""),
    "no-accounts": (no_accounts, ""),
    "no-session": (no_session, ""),
    "nothing-in-force": (nothing_in_force, ""),
    "profile-missing": (profile_missing, ""),
    "keys-win": (keys_win, ""),
    "config-unreadable": (config_unreadable, ""),
    "ascii": (ascii_signs, ""),
    "demo": (demo_badge, ""),
    "listing": (with_changes(syncing=True, listing=300), ""),
    "syncing": (with_changes(tree=sample_tree(unread=6), syncing=True, progress=PROGRESS), ""),
    "syncing-info": (with_changes(tree=sample_tree(unread=6), syncing=True, progress=PROGRESS), "i"),
    "throttled": (
        with_changes(
            syncing=True, progress=replace(PROGRESS, rate=8.0, throttles=17, waiting=4.0, remaining=25.0)
        ),
        "i",
    ),
    "syncing-info-again": (with_changes(tree=sample_tree(unread=6), syncing=True, progress=PROGRESS), "i i"),
    "paused": (with_changes(syncing=True, progress=replace(PROGRESS, paused=True, remaining=None)), ""),
    "offline": (with_changes(offline=OFFLINE), ""),
    "offline-info": (with_changes(offline=OFFLINE), "i"),
    "ends-soon": (with_changes(token=TokenState(NOW + 540), reminding=True), ""),
    "ended": (with_changes(signed_in=False, ended="corp was ended by your administrator (401)."), ""),
    "problem": (
        with_changes(problems=("HOME (/home/x) cannot be written: nothing can be saved there.",)),
        "",
    ),
    "filtered": (plain, "/ p a y space p r o d"),
    "no-hit": (plain, "/ p a y space a m d i n"),
    "marked": (plain, "j space space"),
    "changed": (changed, ""),
    "changed-new": (changed, "/ i s : n e w enter"),
    "changed-gone": (changed, "/ i s : g o n e enter"),
    "account-failed": (changed, "/ a n n a enter l"),
    "account-without-roles": (changed, "/ 3 3 3 3 4 4 4 4 7 7 7 7 enter"),
    "roles": (plain, "2"),
    "profiles": (plain, "3"),
    "help": (plain, "question_mark"),
    "help-found": (plain, "question_mark c o n s"),
    "palette": (plain, "ctrl+p"),
    "palette-found": (plain, "colon c o p y"),
    "detail-page": (plain, "j j j j j j i"),
}


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("state", STATES)
async def test_the_screen_in_each_state(tmp_path: Path, state: str, size: tuple[int, int]) -> None:
    make, keys = STATES[state]
    app = make(tmp_path)
    async with app.run_test(size=size) as pilot:
        app.controller.update()
        await pilot.pause()
        if keys:
            await pilot.press(*keys.split())
        await pilot.pause()
        text = screen_text(app)
    assert all(len(line) <= size[0] for line in text.splitlines())
    check_golden(f"{state}-{size[0]}x{size[1]}", text)


@pytest.mark.parametrize(
    "size", [(1, 1), (20, 5), (59, 30), (100, 14)], ids=lambda size: f"{size[0]}x{size[1]}"
)
async def test_a_window_that_is_too_small_says_so_and_keys_still_work(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    app = sample_app(tmp_path)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        if size[0] > 20:
            assert "too small" in screen_text(app)
        await pilot.press("j", "q")
        await pilot.pause()
    assert app.return_code == 0
