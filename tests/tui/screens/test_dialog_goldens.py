"""What every dialog shows, as plain text at three sizes: pictures that a person can read in a diff.

UPDATE_GOLDENS=1 in the environment saves them anew; look at them before you do.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from ssoswitch.core.rows import Item
from ssoswitch.disk.token_cache import TokenCache
from ssoswitch.model.account import AccountRole
from ssoswitch.model.errors import SignInExpired, WrongRegion
from ssoswitch.model.secret import Secret
from ssoswitch.model.token import AccessToken
from ssoswitch.operations.profile import ProfileRequest, plan_create
from ssoswitch.operations.write import apply
from ssoswitch.tui.flows.add_session import add_session_flow
from ssoswitch.tui.flows.chain import chain_flow
from ssoswitch.tui.flows.console import console_flow
from ssoswitch.tui.flows.copy import copy_flow
from ssoswitch.tui.flows.customise import customise_flow
from ssoswitch.tui.flows.delete import delete_flow
from ssoswitch.tui.flows.envrc import envrc_flow
from ssoswitch.tui.flows.history import history_flow
from ssoswitch.tui.flows.logout import logout_flow
from ssoswitch.tui.flows.migrate import migrate_flow
from ssoswitch.tui.flows.profile import profile_flow
from ssoswitch.tui.flows.rename import rename_flow
from ssoswitch.tui.flows.sessions import sessions_flow
from ssoswitch.tui.flows.settings import settings_flow
from ssoswitch.tui.flows.use import use_flow
from ssoswitch.tui.flows.whoami import whoami_flow
from ssoswitch.tui.screens.browser_sheet import BrowserSheet
from ssoswitch.tui.screens.login import BROWSER, CODE, LoginDialog, WayView
from ssoswitch.tui.screens.overlap import OverlapSheet
from ssoswitch.tui.screens.session_ended import SessionEnded
from tests.support.dialog_scenes import CONFIG, ONE_OF_EACH, PROD, PROD_ACCOUNT, SANDBOX, STAGE, at, world
from tests.support.environments import NOW
from tests.support.flow_context import Talk, begin, check_golden, press, screen_text, talking

SIZES = [(120, 36), (80, 24), (60, 15)]


@pytest.fixture(autouse=True)
def utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Times on the screen are local ones: everybody's are UTC here."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@dataclass(frozen=True)
class Scene:
    """A flow, where the cursor stands, and the keys that are pressed."""

    flow: Callable[..., Awaitable[None]]
    item: Item | None = PROD
    keys: tuple[str, ...] = ()
    marked: tuple[AccountRole, ...] = ()
    config: str | None = CONFIG
    prepare: Callable[[Talk], None] | None = None


def with_an_envrc(talk: Talk) -> None:
    """A directory that somebody has worked in."""
    path = talk.env.working_directory / ".envrc"
    path.write_text("use nix\n# aws\nexport AWS_PROFILE=pay-stage\ndotenv_if_exists .env.local\n")


def with_a_history(talk: Talk) -> None:
    """Two writes, one of them edited since."""
    state = talk.state
    session = state.config.sessions["corp"]
    for name in ("one", "two"):
        role = AccountRole("333344446666", "PowerUserAccess")
        tree = state.tree
        assert tree is not None
        entry = tree.get(role.account_id)
        assert entry is not None
        request = ProfileRequest(role, entry.account, session, name=name)
        planned = plan_create(talk.env, state.config, (request,), settings=state.settings)
        apply(talk.env, planned.plan)
    config = talk.env.config_file
    config.write_text(config.read_text().replace("[profile one]", "[profile uno]"))


def signed_in(talk: Talk) -> None:
    """A token with three hours left."""
    session = talk.state.config.sessions["corp"]
    token = AccessToken(session.start_url, session.sso_region, Secret("never shown"), NOW + 3 * 3600)
    TokenCache(talk.env).save(session, token)
    talk.token_changed()


SCENES = {
    "profile": Scene(profile_flow, STAGE),
    "profile-again": Scene(profile_flow, PROD),
    "profile-more-editing": Scene(profile_flow, STAGE, ("m", "r", "e", "u")),
    "profile-choice": Scene(profile_flow, STAGE, ("t", "right")),
    "profile-taken": Scene(profile_flow, STAGE, ("n", *"pay-prod-admin", "enter", "enter")),
    "profile-bad": Scene(profile_flow, STAGE, ("m", "k", *"nonsense", "enter", "enter")),
    "profile-diff": Scene(profile_flow, STAGE, ("d",)),
    "profile-help": Scene(profile_flow, STAGE, ("question_mark",)),
    "profile-hostile": Scene(profile_flow, SANDBOX),
    "profile-which-role": Scene(profile_flow, PROD_ACCOUNT),
    "profile-many": Scene(profile_flow, PROD, ("down", "space"), ONE_OF_EACH),
    "envrc-new": Scene(envrc_flow, STAGE),
    "envrc-change": Scene(envrc_flow, STAGE, prepare=with_an_envrc),
    "envrc-guard": Scene(envrc_flow, PROD),
    "envrc-prod": Scene(envrc_flow, PROD, ("2",), prepare=with_an_envrc),
    "envrc-whole-file": Scene(envrc_flow, STAGE, ("v",), prepare=with_an_envrc),
    "console": Scene(console_flow, STAGE),
    "console-prod": Scene(console_flow, PROD),
    "console-bad": Scene(console_flow, STAGE, ("s", *"https://evil.example", "enter")),
    "console-qr": Scene(console_flow, PROD, ("Q",)),
    "console-guard": Scene(console_flow, PROD, ("enter", "enter")),
    "use": Scene(use_flow, PROD),
    "copy": Scene(copy_flow, PROD),
    "sessions": Scene(sessions_flow, PROD, ("down", "down")),
    "session-edit": Scene(sessions_flow, PROD, ("e",)),
    "session-delete": Scene(sessions_flow, PROD, ("d",)),
    "set-up": Scene(add_session_flow, None, config=None),
    "set-up-preview": Scene(
        add_session_flow, None, (*"example", "enter", *"eu-west-1", "enter"), config=None
    ),
    "log-out": Scene(logout_flow, PROD, ("2",), prepare=signed_in),
    "history": Scene(history_flow, STAGE, prepare=with_a_history),
    "whoami": Scene(whoami_flow, PROD),
    "settings": Scene(settings_flow, PROD, ("down", "down")),
    "settings-find": Scene(settings_flow, PROD, ("/", *"guard", "enter")),
    "customise": Scene(customise_flow, PROD),
    "delete": Scene(delete_flow, PROD),
    "rename": Scene(rename_flow, PROD, (*"payer", "enter")),
    "migrate": Scene(migrate_flow, SANDBOX),
    "chain": Scene(chain_flow, PROD),
}


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", SCENES)
async def test_a_conversation_looks_as_it_should(tmp_path: Path, name: str, size: tuple[int, int]) -> None:
    scene = SCENES[name]
    env = world(tmp_path, config=scene.config)
    async with talking(env, size=size) as (talk, pilot):
        if scene.config is not None:
            at(talk, scene.item, scene.marked)
        if scene.prepare is not None:
            scene.prepare(talk)
        await begin(talk, pilot, scene.flow)
        await press(talk, pilot, *scene.keys)
        text = screen_text(talk.app)
        assert str(tmp_path) not in text, "nobody else has that folder"
        check_golden(f"{name}-{size[0]}x{size[1]}", text)


class StillSignIn:
    """A sign-in that stands still, for its picture."""

    def __init__(self, *views: WayView) -> None:
        self.views = {view.way: view for view in views}

    def wanted(self, way: str) -> WayView:
        """As it was given."""
        return self.views[way]

    def shown(self, way: str) -> None:
        """Nothing is opened."""

    def again(self, way: str) -> None:
        """Nothing is started."""

    async def open_again(self, way: str) -> None:
        """Nothing is opened."""

    async def other_browser(self, way: str) -> None:
        """Nothing is asked."""

    async def copy(self, way: str, what: str) -> None:
        """Nothing is copied."""


ADDRESS = Secret("https://device.sso.eu-west-1.amazonaws.com/?user_code=KTDP-FRND")
WAITING = WayView(
    CODE,
    why="This is an SSH session: the browser is on another machine.",
    address=ADDRESS,
    code="KTDP-FRND",
    deadline=581.0,
    total=600.0,
    opened="address copied: open it on any device",
)
SIGN_INS = {
    "sign-in-starting": WayView(CODE),
    "sign-in-code": WAITING,
    "sign-in-soon": replace(WAITING, deadline=42.0, trouble="AWS cannot be reached; trying again."),
    "sign-in-foreign": replace(WAITING, address=Secret("https://phish.example/"), trusted=False, opened=""),
    "sign-in-browser": WayView(
        BROWSER,
        address=Secret("https://x"),
        port=53682,
        deadline=592.0,
        total=600.0,
        opened="opened with firefox",
    ),
    "sign-in-expired": WayView(
        CODE, error=SignInExpired("The code ran out after 10 min.", "Enter asks for a new one.")
    ),
    "sign-in-wrong-region": WayView(
        BROWSER, error=WrongRegion("This portal is not in eu-west-1.", "r corrects the region.")
    ),
}


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", SIGN_INS)
async def test_a_sign_in_looks_as_it_should(tmp_path: Path, name: str, size: tuple[int, int]) -> None:
    view = SIGN_INS[name]
    env = world(tmp_path)

    def make(talk: Talk) -> LoginDialog:
        session = talk.state.config.sessions["corp"]
        return LoginDialog(session, StillSignIn(view), view.way, env.clock)

    async with talking(env, size=size) as (talk, pilot):
        await picture(talk, pilot, make(talk), f"{name}-{size[0]}x{size[1]}")


@pytest.mark.parametrize("size", [(60, 15), (80, 20), (80, 24), (100, 22), (120, 24)])
@pytest.mark.parametrize("name", ["sign-in-code", "sign-in-foreign", "sign-in-soon"])
async def test_code_warning_and_time_are_in_sight_together(
    tmp_path: Path, name: str, size: tuple[int, int]
) -> None:
    """Who compares the code must read what it protects from, without scrolling."""
    env = world(tmp_path)
    async with talking(env, size=size) as (talk, pilot):
        session = talk.state.config.sessions["corp"]
        talk.app.push_screen(LoginDialog(session, StillSignIn(SIGN_INS[name]), CODE, env.clock))
        await pilot.pause()
        await pilot.pause()
        text = screen_text(talk.app)
        for words in ("K T D P - F R N D", "Only approve a code that you started", "left of 10:00", "Esc"):
            assert words in text, words


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_the_small_sheets_look_as_they_should(tmp_path: Path, size: tuple[int, int]) -> None:
    env = world(tmp_path)
    ending = f"{size[0]}x{size[1]}"
    found = [("Firefox", "firefox {url}"), ("Firefox, private window", "firefox --private-window {url}")]
    async with talking(env, size=size) as (talk, pilot):
        at(talk, PROD)
        signed_in(talk)
        session = talk.state.config.sessions["corp"]
        living = {
            AccountRole("333344445555", "AdministratorAccess"): NOW + 4 * 3600 + 1320.0,
            AccountRole("555566667777", "Admin"): NOW + 60.0,
        }
        state = replace(talk.state, credentials=living)
        ended = SessionEnded(session, "opening the console", state, NOW + 4 * 3600)
        await picture(talk, pilot, ended, f"session-ended-{ending}")
        await picture(talk, pilot, BrowserSheet(found, ""), f"browser-{ending}")
        message = "Later edits changed the lines that this write added, so it is not sure what to take back."
        mine, theirs = ["region = eu-west-1"], ["region = ap-south-1"]
        sheet = OverlapSheet(message, mine, theirs, ["region = us-east-1"], clear=2, droppable=True)
        await picture(talk, pilot, sheet, f"overlap-{ending}")


async def picture(talk: Talk, pilot: Pilot[str], screen: Any, name: str) -> None:
    """Show it, compare it, take it away."""
    talk.app.push_screen(screen)
    await pilot.pause()
    await pilot.pause()
    check_golden(name, screen_text(talk.app))
    await talk.app.pop_screen()
