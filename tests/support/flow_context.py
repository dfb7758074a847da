"""A `FlowContext` over real operations, with an app of one plain screen: dialogs are tested without the tree."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event
from typing import Any, ParamSpec, TypeVar

from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.screen import ModalScreen
from textual.widgets import Static

from ssoswitch.core.rows import Item
from ssoswitch.model.account import AccountRole
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import SsoswitchError
from ssoswitch.model.secret import Secret
from ssoswitch.model.settings import Recollections, Settings
from ssoswitch.operations.connect import Connections
from ssoswitch.operations.startup import start, token_state
from ssoswitch.tui import background
from ssoswitch.tui.flows.context import MessageKind, Selection, StopHandle, StreamEnd
from ssoswitch.tui.messages import StreamEnded, StreamReported
from ssoswitch.tui.signs import UNICODE, Signs
from ssoswitch.tui.state import AppState
from ssoswitch.tui.themes import all_themes, theme_name
from tests.support.pressing import drained, send_key

P = ParamSpec("P")
T = TypeVar("T")
E = TypeVar("E")


class TalkApp(App[str]):
    """A screen full of lines, so that what is dimmed and what is covered can be seen."""

    CSS = "Screen { background: $background; color: $foreground; }"
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, signs: Signs = UNICODE, theme: str = "dark") -> None:
        super().__init__()
        self.signs = signs
        for each in all_themes():
            self.register_theme(each)
        self.theme = theme_name(theme, True)

    def compose(self) -> ComposeResult:
        """What lies below."""
        yield Static("\n".join("· " * 60 for _ in range(60)), markup=False)

    def on_stream_reported(self, message: StreamReported) -> None:
        """As the real app hands it on."""
        message.stream.event_came(message.event)

    def on_stream_ended(self, message: StreamEnded) -> None:
        """As the real app hands it on; a fault of ours fails the test."""
        if message.fault is not None:
            raise message.fault
        message.stream.end_came(message.end)


@dataclass
class Talk:
    """What a flow is handed, and a record of what it said, copied and opened."""

    env: Environment
    app: TalkApp
    state: AppState
    item: Item | None = None
    marked: tuple[AccountRole, ...] = ()
    marked_profiles: tuple[str, ...] = ()
    said: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    copied: list[str] = field(default_factory=list)
    finished: list[str | None] = field(default_factory=list)
    switched: list[str] = field(default_factory=list)
    asked_for_token: list[str] = field(default_factory=list)
    has_token: bool = True
    _connections: Connections | None = None

    __hash__ = object.__hash__
    __eq__ = object.__eq__

    @property
    def connections(self) -> Connections:
        """Made when first asked for."""
        self._connections = self._connections or Connections(self.env)
        return self._connections

    @property
    def signs(self) -> Signs:
        """Those of the app."""
        return self.app.signs

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """In a thread, as the real one."""
        return await background.run(function, *args, **kwargs)

    def stream(
        self,
        operation: Callable[[Event], Iterator[E]],
        on_event: Callable[[E], None],
        on_end: Callable[[StreamEnd], None],
    ) -> StopHandle:
        """In a thread, as the real one."""
        return background.stream(self.app.post_message, operation, on_event, on_end)

    async def show(self, screen: ModalScreen[T]) -> T | None:
        """As the real one."""
        return await self.app.push_screen_wait(screen)

    def say(self, text: str, kind: MessageKind = "result", next_key: str = "") -> None:
        """Recorded."""
        self.said.append(text + (f" · {next_key}" if next_key else ""))

    def report(self, error: SsoswitchError) -> None:
        """Recorded."""
        self.errors.append(str(error))

    def selection(self) -> Selection:
        """What the test chose."""
        if self.marked or self.marked_profiles:
            return Selection(self.item, self.marked, bool(self.marked), self.marked_profiles)
        item = self.item
        if item is None:
            return Selection(None)
        if item.role_name:
            return Selection(item, (AccountRole(item.account_id, item.role_name),))
        entry = self.state.tree.get(item.account_id) if self.state.tree is not None else None
        roles = tuple(AccountRole(item.account_id, name) for name in entry.roles) if entry is not None else ()
        return Selection(item, roles)

    async def ensure_token(self, purpose: str) -> bool:
        """Recorded; `has_token` answers."""
        self.asked_for_token.append(purpose)
        return self.has_token

    def token_changed(self) -> None:
        """The state follows the file at once."""
        session = self.state.session
        if session is not None:
            token = token_state(self.env, session)
            self.state = replace(self.state, token=token, signed_in=token.signed_in(self.env.clock.time()))

    async def reload_config(self) -> None:
        """Read it again."""
        self.state = _state(self.env, self.state)

    async def switch_session(self, name: str) -> None:
        """Recorded, and followed."""
        self.switched.append(name)
        await self.reload_config()
        self.state = replace(self.state, session=self.state.config.sessions[name])

    def remember(self, change: Callable[[Recollections], Recollections]) -> None:
        """In memory."""
        self.state = replace(self.state, recollections=change(self.state.recollections))

    async def change_setting(self, key: str, value: object) -> None:
        """As the real one."""
        from ssoswitch.operations.settings import change_setting

        self.apply_settings(await self.run(change_setting, self.env, key, value))

    def show_signing_in(self, running: bool) -> None:
        """Say whether a sign-in runs."""
        self.state = replace(self.state, signing_in=running)

    def apply_settings(self, settings: Settings) -> None:
        """As the real one."""
        self.state = replace(self.state, settings=settings)

    async def copy(self, text: str | Secret, what: str) -> bool:
        """Recorded."""
        self.copied.append(text.reveal() if isinstance(text, Secret) else text)
        self.said.append(f"{what} copied")
        return True

    def jump(self, item: Item) -> None:
        """Followed."""
        self.item = item

    def suspended(self) -> AbstractContextManager[None]:
        """There is no terminal to give back."""
        return nullcontext()

    def finish(self, result: str | None = None) -> None:
        """Recorded."""
        self.finished.append(result)


def _state(env: Environment, before: AppState | None = None) -> AppState:
    startup = start(env)
    return AppState(
        config=startup.config,
        sessions=startup.sessions,
        session=before.session if before is not None and before.session else startup.session,
        settings=startup.settings,
        recollections=before.recollections if before is not None else startup.recollections,
        tree=before.tree if before is not None else startup.tree,
        token=startup.token,
        signed_in=startup.token.signed_in(env.clock.time()),
        here=startup.here,
    )


@asynccontextmanager
async def talking(
    env: Environment,
    *,
    size: tuple[int, int] = (120, 36),
    state: AppState | None = None,
    signs: Signs = UNICODE,
    theme: str = "dark",
) -> AsyncIterator[tuple[Talk, Pilot[str]]]:
    """A running app, and the context to hand to a flow."""
    app = TalkApp(signs, theme)
    async with app.run_test(size=size) as pilot:
        yield Talk(env, app, state or _state(env)), pilot


async def begin(talk: Talk, pilot: Pilot[str], flow: Callable[..., Any], **arguments: Any) -> None:
    """Start a flow and wait until it asks something or is over."""

    async def work() -> None:
        try:
            await flow(talk, **arguments)
        except SsoswitchError as error:
            talk.report(error)

    before = len(talk.app.screen_stack)
    worker = talk.app.run_worker(work(), group="flow")
    await until(pilot, lambda: worker.is_finished or len(talk.app.screen_stack) > before)
    await pilot.pause()


async def until(pilot: Pilot[str], holds: Callable[[], bool], tries: int = 2000) -> None:
    """Wait until that holds; each try lets every message and a moment of other threads pass."""
    for _ in range(tries):
        if holds():
            return
        await pilot.pause(0.005)
    raise AssertionError(f"never came to pass; the screen says:\n{screen_text(talk_app(pilot))}")


def talk_app(pilot: Pilot[str]) -> App[str]:
    """The app of a pilot."""
    return pilot.app


async def press(talk: Talk, pilot: Pilot[str], *keys: str) -> None:
    """Press keys and wait until every flow is waiting for the next one, or over."""
    for key in keys:
        send_key(pilot, key)
        await settle(talk, pilot)
    await pilot.pause()


async def settle(talk: Talk, pilot: Pilot[str]) -> None:
    """Wait until previews are made and flows have got as far as they can."""
    await drained(pilot)
    for _ in range(2000):
        workers = [worker for worker in talk.app.workers if not worker.is_finished]
        waiting = [worker for worker in workers if worker.group == "flow"]
        others = [worker for worker in workers if worker.group != "flow"]
        shown = len(talk.app.screen_stack) > 1
        if not others and (not waiting or shown):
            return
        await pilot.pause(0.005)
        await drained(pilot)


def screen_text(app: App[Any]) -> str:
    """What is on the screen, as lines without blanks at their ends."""
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips).rstrip() + "\n"


GOLDENS = Path(__file__).resolve().parents[1] / "goldens" / "dialogs"


def check_golden(name: str, text: str) -> None:
    """Compare with tests/goldens/dialogs/NAME.txt; with UPDATE_GOLDENS=1 in the environment it is written."""
    import os

    path = GOLDENS / f"{name}.txt"
    if os.environ.get("UPDATE_GOLDENS"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8"), (
        f"{name} is another picture now (UPDATE_GOLDENS=1 saves it):\n{text}"
    )
