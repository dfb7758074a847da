"""Every setting does something that can be seen: at once where it is changed, and again after the next start."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from ssoswitch.core.rows import NOTHING, Item
from ssoswitch.core.settings_table import SETTINGS
from ssoswitch.model.environment import Environment
from ssoswitch.model.events import SyncProgressed
from ssoswitch.operations.settings import change_setting
from ssoswitch.operations.startup import TokenState
from ssoswitch.tui.app import SsoswitchApp
from ssoswitch.tui.screens.guard import GuardSheet
from ssoswitch.tui.screens.login import LoginDialog
from tests.support.command_line import run as run_command
from tests.support.environments import NOW
from tests.support.fake_center import fake_center
from tests.support.screen import QuietApp, sample_environment, sample_startup, screen_text, until
from tests.support.signing_in import environment_for, save_token, session_of
from tests.support.terminal import Terminal, program

ADMIN_OF_PROD = Item("333344445555", "AdministratorAccess")
OF_DEV = Item("222233334444", "PowerUserAccess")
Look = Callable[[Pilot[Any], "CountingApp"], Awaitable[object]]


class CountingApp(QuietApp):
    """It counts how often it rang."""

    bells = 0
    asked = False

    def bell(self) -> None:
        """Ring."""
        self.bells += 1

    def push_screen(self, screen: Any, *rest: Any, **more: Any) -> Any:
        """Show a dialog."""
        self.asked = isinstance(screen, GuardSheet)
        return super().push_screen(screen, *rest, **more)


@dataclass(frozen=True)
class Probe:
    """A value that is not the default, and what a person would look at to see it."""

    value: object
    look: Look
    at_once: bool = True


async def rest(pilot: Pilot[Any], app: SsoswitchApp) -> None:
    """Wait until nothing works any more but what waits for a person."""

    def rests() -> bool:
        busy = [worker for worker in app.workers if not worker.is_finished]
        flows = [worker for worker in busy if worker.group == "flow"]
        return len(busy) == len(flows) and (not flows or len(app.screen_stack) > 1)

    await pilot.pause()
    await until(pilot, rests)


def after(keys: str, *, at: Item = NOTHING, only: str = "") -> Look:
    """The screen after those keys on that row (its lines with `only` in them), and back to the tree."""

    async def look(pilot: Pilot[Any], app: CountingApp) -> object:
        if at != NOTHING:
            app.controller.jump(at)
            await rest(pilot, app)
        for key in keys.split():
            await pilot.press(key)
            await rest(pilot, app)
        shown = screen_text(app)
        while len(app.screen_stack) > 1:
            await pilot.press("escape")
            await rest(pilot, app)
        lines = [line for line in shown.splitlines() if only in line]
        assert lines, shown
        return lines

    return look


def asks_before(keys: str, *, at: Item) -> Look:
    """Whether the guard stands there after those keys."""

    async def look(pilot: Pilot[Any], app: CountingApp) -> object:
        await after(keys, at=at)(pilot, app)
        return app.asked

    return look


async def theme(_pilot: Pilot[Any], app: CountingApp) -> object:
    return app.theme


async def turning(pilot: Pilot[Any], app: CountingApp) -> object:
    app.controller.update(syncing=True, progress=SyncProgressed(1, 2, 3.0, 4.0))
    await pilot.pause()
    return app.main_screen.message_row.turning


async def has_the_keys(_pilot: Pilot[Any], app: CountingApp) -> object:
    assert app.focused is not None
    return app.focused.id


async def rings(_pilot: Pilot[Any], app: CountingApp) -> object:
    app.bells = 0
    app.controller.update(token=TokenState(NOW + 60), reminding=False)
    app.controller.session.tick()
    return app.bells


async def reminds(pilot: Pilot[Any], app: CountingApp) -> object:
    app.controller.session.tick()
    await pilot.pause()
    return "corp ends at" in screen_text(app)


async def reads_again(_pilot: Pilot[Any], app: CountingApp) -> object:
    app.controller.update(syncing=False)
    app.controller.sync.keep_fresh()
    begun = app.controller.state.syncing
    app.controller.sync.forget()
    return begun


PROBES: dict[str, Probe] = {
    "look.theme": Probe("light", theme),
    "look.signs": Probe("ascii", after("")),
    "look.account_id": Probe("dashes", after("", only="Account ID")),
    "look.spinner": Probe(False, turning),
    "start.focus": Probe("search", has_the_keys, at_once=False),
    "start.enter": Probe("console", after("enter", at=ADMIN_OF_PROD)),
    "profiles.name_template": Probe("x-{account_id}", after("p", at=OF_DEV, only="Name")),
    "profiles.region": Probe("ap-south-1", after("p", at=OF_DEV, only="Region")),
    "profiles.output": Probe("yaml", after("p", at=OF_DEV, only="Output")),
    "profiles.form": Probe("inline", after("p", at=OF_DEV, only="sso_")),
    "profiles.if_exists": Probe("suffix", after("v j p", at=OF_DEV, only="If taken")),
    "sign-in.browser": Probe("my-browser {url}", after("o", at=OF_DEV, only="Browser")),
    "sign-in.container": Probe("aws {account}", after("o", at=OF_DEV, only="Browser")),
    "console.way": Probe("portal", after("o", at=OF_DEV, only="link")),
    "safety.guarded": Probe(("DEV",), after("", at=OF_DEV, only="Yours")),
    "safety.guard_console": Probe(False, after("o", at=ADMIN_OF_PROD)),
    "safety.guard_envrc": Probe(False, asks_before("e enter", at=ADMIN_OF_PROD)),
    "safety.guard_profile": Probe(True, asks_before("p enter", at=ADMIN_OF_PROD)),
    "safety.guard_minutes": Probe(7, after("o", at=ADMIN_OF_PROD, only="guard on: asks")),
    "safety.remind_minutes": Probe(400, reminds),
    "safety.bell": Probe(True, rings),
    "sync.hours": Probe(0, reads_again),
}
ELSEWHERE = {"look.mouse", "sign-in.method", "credentials.cache"}
"""Those that take a terminal, a sign-in or a command to be seen; each has a test of its own below."""


def test_no_setting_is_without_a_probe() -> None:
    assert PROBES.keys() | ELSEWHERE == {setting.key for setting in SETTINGS}
    assert not PROBES.keys() & ELSEWHERE


def home_in(folder: Path) -> Environment:
    """A home that is like every other."""
    env = sample_environment(folder, {"AWS_PROFILE": "pay-prod-admin", "DISPLAY": ":0"})
    env.working_directory.mkdir(parents=True, exist_ok=True)
    return env


def app_over(env: Environment) -> CountingApp:
    """The app over the sample, with the settings of that home's file."""
    return CountingApp(env, startup=sample_startup(env))


@pytest.mark.parametrize("key", PROBES)
async def test_a_setting_has_its_effect_at_once_and_after_a_restart(tmp_path: Path, key: str) -> None:
    probe = PROBES[key]
    env = home_in(tmp_path)
    app = app_over(env)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        before = await probe.look(pilot, app)
        await app.controller.change_setting(key, probe.value)
        await rest(pilot, app)
        at_once = await probe.look(pilot, app)
    app = app_over(env)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        restarted = await probe.look(pilot, app)
    assert restarted != before
    if probe.at_once:
        assert at_once == restarted


@pytest.mark.parametrize("method", ["code", "browser"])
async def test_the_way_to_sign_in(tmp_path: Path, method: str) -> None:
    with fake_center() as center:
        env = environment_for(center, tmp_path, variables={"DISPLAY": ":0", "BROWSER": "true"})
        app = QuietApp(env, startup=sample_startup(env, left=None))
        async with app.run_test(size=(120, 36)) as pilot:
            await app.controller.change_setting("sign-in.method", method)
            await pilot.press("L")
            await until(pilot, lambda: isinstance(app.screen, LoginDialog))
            assert isinstance(app.screen, LoginDialog)
            assert app.screen.view.way == method


@pytest.mark.parametrize(
    ("cache", "form", "kept"),
    [("never", "process", False), ("process", "process", True), ("process", "env", False), ("always", "env", True)],
)  # fmt: skip
def test_where_credentials_are_kept(tmp_path: Path, cache: str, form: str, kept: bool) -> None:
    with fake_center() as center:
        env = environment_for(center, tmp_path)
        save_token(env, center, session_of(center))
        change_setting(env, "credentials.cache", cache)
        assert run_command(env, "credentials", "dev", "--format", form).code == 0
    assert any((env.home / ".aws" / "cli" / "cache").glob("*.json")) is kept


def change_mouse(env: Environment, terminal: Terminal, wanted: bool, sequence: bytes) -> None:
    """Write the setting, and wait for the control sequence that comes of it."""
    change_setting(env, "look.mouse", wanted)
    end = time.perf_counter() + 30.0
    while sequence not in terminal.data:
        terminal.read(0.5)
        env.settings_file.touch()  # one that had not begun to look at its files saw no change
        assert time.perf_counter() < end, f"{sequence!r} never came"


def test_the_mouse_is_taken_and_left_to_the_terminal(tmp_path: Path) -> None:
    taken, left = b"\x1b[?1000h", b"\x1b[?1000l"
    env = sample_environment(tmp_path)
    env.working_directory.mkdir(parents=True, exist_ok=True)
    change_setting(env, "look.mouse", False)
    with program(env) as terminal:
        terminal.wait_for("Signed out of corp")
        terminal.wait_quiet()
        assert taken not in terminal.data
        change_mouse(env, terminal, True, taken)
        assert left not in terminal.data
        change_mouse(env, terminal, False, left)
        terminal.press("q")
        assert terminal.wait_end() == 0


async def test_a_bad_value_and_a_key_that_clashes_are_named_when_the_file_changes(tmp_path: Path) -> None:
    env = sample_environment(tmp_path)
    app = app_over(env)
    async with app.run_test(size=(120, 36)) as pilot:
        settings = app.controller.state.settings
        bad = "look.theme = 'pink' is left out: it may be dark"
        app.controller.apply_settings(replace(settings, keys={"console": "p"}, problems=(bad,)))
        await pilot.pause()
        assert list(app.controller.state.problems) == [bad, "keys: p is Profile; console keeps its own."]
        assert bad in screen_text(app)
        app.controller.apply_settings(replace(settings, keys={"console": "^o"}))
        await pilot.pause()
        assert not app.controller.state.problems
        assert "^o Console" in screen_text(app)
