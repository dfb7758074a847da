"""`L`: both ways of signing in on one screen, every end of the road, and the sign-in that outlives its dialog."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from ssoswitch.demo.behaviour import Fault
from ssoswitch.demo.identity_center import FakeIdentityCenter
from ssoswitch.model.environment import Environment
from ssoswitch.model.events import CodeIssued
from ssoswitch.tui.flows.context import StopHandle, StreamEnd
from ssoswitch.tui.flows.login import login_flow
from ssoswitch.tui.flows.sign_in_talk import sign_in
from ssoswitch.tui.screens.login import LoginDialog
from tests.support.fake_center import fake_center
from tests.support.flow_context import Talk, begin, press, screen_text, talking, until
from tests.support.signing_in import environment_for, save_token

SIZES = [(120, 36), (80, 24), (60, 15)]


@contextmanager
def portal(
    tmp_path: Path, *, way: str = "code", browser: str = "", **behaviour: Any
) -> Iterator[tuple[FakeIdentityCenter, Environment, Path]]:
    """A fake that waits for its page, a home, and the file in which the fake browser writes what it was given."""
    programs = tmp_path / "bin"
    programs.mkdir()
    opened = tmp_path / "opened"
    browser_script = programs / "fake-browser"
    browser_script.write_text(f'#!/bin/bash\nprintf "%s\\n" "$1" >> {opened}\n')
    browser_script.chmod(0o755)
    for name in ("bash", "env"):
        (programs / name).symlink_to(Path("/bin") / name if name == "bash" else Path("/usr/bin/env"))
    variables = {"PATH": str(programs), "SHELL": "/bin/bash"}
    if browser:
        variables |= {"BROWSER": browser, "DISPLAY": ":0"}
    with fake_center(**{"approval": "page", **behaviour}) as center:
        env = environment_for(center, tmp_path, variables=variables)
        env.settings_file.parent.mkdir(parents=True)
        env.settings_file.write_text(f'[sign-in]\nmethod = "{way}"\n')
        yield center, env, opened


async def asked(talk: Talk, pilot: Any) -> LoginDialog:
    """Begin, and wait until the dialog has something to show."""
    await begin(talk, pilot, login_flow)
    await until(pilot, lambda: isinstance(talk.app.screen, LoginDialog))
    dialog = talk.app.screen
    assert isinstance(dialog, LoginDialog)
    await until(pilot, lambda: dialog.view.waiting or dialog.view.error is not None)
    await pilot.pause()
    return dialog


@pytest.mark.parametrize("size", SIZES)
async def test_the_code_is_on_the_screen_large_and_plain_and_success_closes_it(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    with portal(tmp_path) as (center, env, _opened):
        async with talking(env, size=size) as (talk, pilot):
            dialog = await asked(talk, pilot)
            code = dialog.view.code
            assert " ".join(code) in screen_text(talk.app)
            center.approve(code)
            await until(pilot, lambda: not isinstance(talk.app.screen, LoginDialog))
            await until(pilot, lambda: talk.state.signed_in)
            assert any(said.startswith("Signed in to corp until") for said in talk.said)
            assert center.requests.count("RegisterClient") == 1


async def test_the_browser_opens_once_and_only_after_the_code_is_shown(tmp_path: Path) -> None:
    with portal(tmp_path, browser="fake-browser") as (center, env, opened):
        async with talking(env) as (talk, pilot):
            dialog = await asked(talk, pilot)
            await until(pilot, lambda: bool(dialog.view.opened))
            assert "opened with fake-browser" in screen_text(talk.app)
            await press(talk, pilot, "m")
            await until(pilot, lambda: dialog.view.way == "browser" and bool(dialog.view.opened))
            await press(talk, pilot, "m", "m", "m")
            await until(pilot, lambda: dialog.view.way == "code")
            assert len(opened.read_text().splitlines()) == 2, "once for each of the two addresses"
            center.approve(dialog.view.code)
            await until(pilot, lambda: talk.state.signed_in)


async def test_without_a_browser_the_address_is_copied_and_said(tmp_path: Path) -> None:
    with portal(tmp_path, way="auto") as (_center, env, opened):
        async with talking(env) as (talk, pilot):
            dialog = await asked(talk, pilot)
            await until(pilot, lambda: bool(talk.copied))
            assert dialog.view.way == "code"
            assert talk.copied == [dialog.view.address.reveal() if dialog.view.address else ""]
            assert "address copied" in screen_text(talk.app)
            assert not opened.exists()


async def test_y_and_c_copy_the_address_and_the_code(tmp_path: Path) -> None:
    with portal(tmp_path, browser="fake-browser") as (_center, env, _opened):
        async with talking(env) as (talk, pilot):
            dialog = await asked(talk, pilot)
            await press(talk, pilot, "y", "c")
            await until(pilot, lambda: len(talk.copied) == 2)
            assert dialog.view.address is not None
            assert talk.copied == [dialog.view.address.reveal(), dialog.view.code]


class ForeignPage(Talk):
    """Where AWS (or who passes for it) names a page that is none of AWS's."""

    __hash__ = object.__hash__

    def stream(
        self,
        operation: Callable[[Event], Iterator[Any]],
        on_event: Callable[[Any], None],
        on_end: Callable[[StreamEnd], None],
    ) -> StopHandle:
        """The one event that counts here."""
        page = "https://phish.example/device"
        issued = CodeIssued("ABCD-EFGH", page, f"{page}?user_code=ABCD-EFGH", 600.0, trusted=False)
        return super().stream(lambda _stop: iter((issued,)), on_event, on_end)


async def test_a_foreign_address_is_not_opened_unasked(tmp_path: Path) -> None:
    with portal(tmp_path, browser="fake-browser") as (_center, env, opened):
        async with talking(env) as (plain, pilot):
            talk = ForeignPage(env, plain.app, plain.state)
            dialog = await asked(talk, pilot)
            assert not dialog.view.trusted
            assert "This is no address of AWS" in screen_text(talk.app)
            assert not opened.exists()
            await press(talk, pilot, "o")
            await until(pilot, opened.exists)


async def test_m_switches_and_neither_way_is_lost(tmp_path: Path) -> None:
    with portal(tmp_path, way="browser", browser="fake-browser") as (center, env, _opened):
        async with talking(env) as (talk, pilot):
            dialog = await asked(talk, pilot)
            assert "listening on 127.0.0.1:" in screen_text(talk.app)
            await press(talk, pilot, "m")
            await until(pilot, lambda: dialog.view.way == "code" and dialog.view.waiting)
            code = dialog.view.code
            await press(talk, pilot, "m")
            await pilot.pause()
            assert dialog.view.way == "browser"
            center.approve(code)
            await until(pilot, lambda: talk.state.signed_in)
            await until(pilot, lambda: not isinstance(talk.app.screen, LoginDialog))


async def test_escape_goes_to_the_tree_while_signing_in_goes_on(tmp_path: Path) -> None:
    with portal(tmp_path) as (center, env, _opened):
        async with talking(env) as (talk, pilot):
            dialog = await asked(talk, pilot)
            code = dialog.view.code
            await press(talk, pilot, "escape")
            assert talk.said[-1] == "signing in to corp goes on · L shows it"
            again = await asked(talk, pilot)
            assert again.view.code == code, "the same sign-in is shown again, no second one is started"
            await press(talk, pilot, "escape")
            center.approve(code)
            await until(pilot, lambda: talk.state.signed_in)
            assert center.requests.count("StartDeviceAuthorization") == 1


async def test_a_refused_sign_in_says_so_and_enter_starts_another(tmp_path: Path) -> None:
    with portal(tmp_path) as (center, env, _opened):
        async with talking(env) as (talk, pilot):
            dialog = await asked(talk, pilot)
            center.deny(dialog.view.code)
            await until(pilot, lambda: dialog.view.error is not None)
            await pilot.pause()
            text = screen_text(talk.app)
            assert "✗" in text
            assert "Nothing was changed" in text
            assert "⏎ New code" in text
            await press(talk, pilot, "enter")
            await until(pilot, lambda: dialog.view.waiting)
            center.approve(dialog.view.code)
            await until(pilot, lambda: talk.state.signed_in)


async def test_aws_out_of_reach_is_an_end_with_a_key_that_goes_on(tmp_path: Path) -> None:
    with portal(tmp_path, faults=(Fault("RegisterClient", "reset", times=None),)) as (_center, env, _opened):
        async with talking(env) as (talk, pilot):
            dialog = await asked(talk, pilot)
            assert dialog.view.error is not None
            assert "Esc Tree" in screen_text(talk.app)


async def test_a_token_that_is_there_is_adopted_without_a_dialog(tmp_path: Path) -> None:
    with portal(tmp_path) as (center, env, _opened):
        async with talking(env) as (talk, pilot):
            assert talk.state.session is not None
            save_token(env, center, talk.state.session)
            await begin(talk, pilot, login_flow)
            await until(pilot, lambda: talk.state.signed_in)
            assert "no sign-in needed" in talk.said[-1]
            assert len(talk.app.screen_stack) == 1


async def test_an_action_asks_first_and_goes_on_after_the_sign_in(tmp_path: Path) -> None:
    done: list[bool] = []

    async def flow(talk: Talk) -> None:
        done.append(await sign_in(talk, purpose="opening the console"))

    with portal(tmp_path) as (center, env, _opened):
        async with talking(env) as (talk, pilot):
            await begin(talk, pilot, flow)
            assert "Opening the console needs a sign-in" in screen_text(talk.app)
            await press(talk, pilot, "enter")
            await until(pilot, lambda: isinstance(talk.app.screen, LoginDialog))
            dialog = talk.app.screen
            assert isinstance(dialog, LoginDialog)
            await until(pilot, lambda: dialog.view.waiting)
            center.approve(dialog.view.code)
            await until(pilot, lambda: bool(done))
            assert done == [True]


async def test_not_now_is_an_answer(tmp_path: Path) -> None:
    done: list[bool] = []

    async def flow(talk: Talk) -> None:
        done.append(await sign_in(talk, purpose="opening the console"))

    with portal(tmp_path) as (center, env, _opened):
        async with talking(env) as (talk, pilot):
            await begin(talk, pilot, flow)
            await press(talk, pilot, "escape")
            await until(pilot, lambda: bool(done))
            assert done == [False]
            assert center.requests.count("RegisterClient") == 0


async def test_q_shows_the_qr_code_alone_with_the_code_in_its_title(tmp_path: Path) -> None:
    with portal(tmp_path) as (_center, env, _opened):
        async with talking(env, size=(80, 24)) as (talk, pilot):
            dialog = await asked(talk, pilot)
            await press(talk, pilot, "Q")
            text = screen_text(talk.app)
            assert dialog.view.code in text
            assert text.count("█▀▀▀▀▀█") == 3


async def test_log_out_is_picked_by_a_digit_and_done_by_enter(tmp_path: Path) -> None:
    with portal(tmp_path) as (center, env, _opened):
        async with talking(env) as (talk, pilot):
            assert talk.state.session is not None
            save_token(env, center, talk.state.session)
            talk.token_changed()
            await begin(talk, pilot, login_flow)
            assert "Renewing corp would get" in screen_text(talk.app)
            await press(talk, pilot, "2")
            assert "Logging out of corp would" in screen_text(talk.app)
            assert center.requests.count("Logout") == 0
            await press(talk, pilot, "enter")
            await until(pilot, lambda: not talk.state.signed_in)
            assert center.requests.count("Logout") == 1
            assert "Signed out of corp" in talk.said[-1]


async def test_log_out_takes_the_keys_out_of_the_credentials_file_and_off_the_screen(tmp_path: Path) -> None:
    """It is our own write: nothing is said later of a file that changed."""
    with portal(tmp_path) as (center, env, _opened):
        env.credentials_file.parent.mkdir(exist_ok=True)
        env.credentials_file.write_text("[tmp]\nx_ssoswitch = corp/111122223333/Admin\n")
        async with talking(env) as (talk, pilot):
            assert talk.state.session is not None
            assert "tmp" in talk.state.config.profiles
            save_token(env, center, talk.state.session)
            talk.token_changed()
            await begin(talk, pilot, login_flow)
            await press(talk, pilot, "2", "enter")
            await until(pilot, lambda: not talk.state.signed_in)
            await until(pilot, lambda: "Keys removed from the credentials file: tmp." in talk.said[-1])
            assert "tmp" not in talk.state.config.profiles


async def test_renew_gets_a_new_token_without_asking_anybody(tmp_path: Path) -> None:
    with portal(tmp_path) as (center, env, _opened):
        async with talking(env) as (talk, pilot):
            assert talk.state.session is not None
            save_token(env, center, talk.state.session)
            talk.token_changed()
            await begin(talk, pilot, login_flow)
            await press(talk, pilot, "enter")
            await until(pilot, lambda: any("renewed without a sign-in" in said for said in talk.said))
