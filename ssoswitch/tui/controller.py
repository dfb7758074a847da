"""The controller: holds what is so, runs commands and flows, and is the `FlowContext` that flows talk to.

It decides nothing about AWS or files: that is done by operations, in threads. Sync, session and the screen's own
actions each have a file of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import cached_property
from importlib import import_module
from threading import Event
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from ssoswitch.model.errors import SignInNeeded, SsoswitchError
from ssoswitch.tui.command_table import BY_ID
from ssoswitch.tui.controller_session import SessionKeeper
from ssoswitch.tui.keys import keys_in_force
from ssoswitch.tui.keys_in_order import SURPRISE
from ssoswitch.tui.state import AppState
from ssoswitch.tui.widgets.message_row import Said

if TYPE_CHECKING:
    from textual.screen import ModalScreen

    from ssoswitch.core.rows import Item
    from ssoswitch.model.environment import Environment
    from ssoswitch.model.secret import Secret
    from ssoswitch.model.settings import Recollections, Settings
    from ssoswitch.operations.connect import Connections
    from ssoswitch.operations.startup import Startup
    from ssoswitch.tui.actions import Actions
    from ssoswitch.tui.app import SsoswitchApp
    from ssoswitch.tui.controller_sync import SyncKeeper
    from ssoswitch.tui.elsewhere import Elsewhere
    from ssoswitch.tui.flows.context import MessageKind, Selection, StopHandle, StreamEnd
    from ssoswitch.tui.remembering import Remembering
    from ssoswitch.tui.screens.main import MainScreen
    from ssoswitch.tui.signs import Signs

P = ParamSpec("P")
T = TypeVar("T")
E = TypeVar("E")


class Controller:
    """What flows and commands talk to. Everything here runs on the event loop."""

    def __init__(
        self, app: SsoswitchApp, startup: Startup, *, query: str = "", connections: Connections | None = None
    ) -> None:
        self.app = app
        self._connections = connections
        self._running_flows: set[str] = set()
        self._refusal: Said | None = None
        """The reason that the last key got, as long as no other came."""
        self.keys, key_problems = keys_in_force(startup.settings.keys)
        self.state = AppState(
            config=startup.config,
            sessions=startup.sessions,
            session=startup.session,
            settings=startup.settings,
            recollections=startup.recollections,
            tree=startup.tree,
            role_count=startup.tree.role_count if startup.tree is not None else 0,
            token=startup.token,
            signed_in=startup.token.signed_in(app.env.clock.time()),
            here=startup.here,
            here_profile=startup.here.cli.profile if startup.here.cli.exists else "",
            problems=(*startup.problems, *key_problems),
            query=query,
            demo=app.env.demo,
        )
        self.session = SessionKeeper(self, startup.marks)

    # Helpers that the first frame has no need of

    @cached_property
    def sync(self) -> SyncKeeper:
        """Keeps the tree fresh."""
        from ssoswitch.tui.controller_sync import SyncKeeper

        return SyncKeeper(self)

    @cached_property
    def remembering(self) -> Remembering:
        """Keeps on disk what is remembered."""
        from ssoswitch.tui.remembering import Remembering

        return Remembering(self)

    @cached_property
    def elsewhere(self) -> Elsewhere:
        """Looks into other sessions' trees for what is not found here."""
        from ssoswitch.tui.elsewhere import Elsewhere

        return Elsewhere(self)

    @cached_property
    def actions(self) -> Actions:
        """The screen's own actions."""
        from ssoswitch.tui.actions import Actions

        return Actions(self)

    # What is so

    @property
    def env(self) -> Environment:
        """The world as an argument."""
        return self.app.env

    @property
    def signs(self) -> Signs:
        """The signs in use."""
        return self.app.signs

    @property
    def screen(self) -> MainScreen:
        """The main screen."""
        return self.app.main_screen

    @property
    def connections(self) -> Connections:
        """The way to AWS, made when it is first asked for."""
        if self._connections is None:
            from ssoswitch.operations.connect import connect

            self._connections = connect(self.env, self.state.config)
        return self._connections

    def now(self) -> float:
        """Seconds since the epoch."""
        return self.env.clock.time()

    def update(self, **changes: object) -> None:
        """Replace parts of the state; the screen follows."""
        self.state = replace(self.state, **changes)  # type: ignore[arg-type]  # names are checked by replace
        self.screen.show_state(self.state)

    def begin(self) -> None:
        """What happens behind the first frame: set-up where there is no session, a sync where there is a token."""
        self.session.begin()
        if self.state.session is None:
            # A config that cannot be read may hold sessions all the same: it is to be mended first.
            if self.state.config.problem is None:
                self.start_flow("add_session")
        elif self.state.signed_in:
            self.sync.keep_fresh()

    # Commands

    def run_command(self, command_id: str) -> None:
        """Run a command, or say why it cannot be run."""
        command = BY_ID[command_id]
        reason = command.when(self.state)
        if reason:
            self.say(reason, "hint")
            self._refusal = self.screen.message_row.said
            return
        if self._refusal is not None and self.screen.message_row.said is self._refusal:
            # It was about another key, and perhaps about another row.
            self.screen.say(None)
        self._refusal = None
        command.run(self)

    def act(self, name: str, *arguments: object) -> None:
        """An action of the screen itself."""
        getattr(self.actions, name)(*arguments)

    def act_on_tree(self, action: str) -> None:
        """A movement or mark of the tree."""
        self.actions.on_tree(action)

    def start_flow(self, module: str, **arguments: object) -> None:
        """Run `<module>_flow` of `tui/flows/<module>.py` beside everything else; a second one of its kind waits not."""
        if module in self._running_flows:
            return
        self._running_flows.add(module)
        self.app.hold_keys(drop=not arguments.get("at_once"))
        self.app.run_worker(self._flow(module, arguments), group="flow", exit_on_error=True)

    async def _flow(self, module: str, arguments: dict[str, object]) -> None:
        try:
            flow = getattr(import_module(f"ssoswitch.tui.flows.{module}"), f"{module}_flow")
            await flow(self, **arguments)
        except SsoswitchError as error:
            self.report(error)
        except Exception as fault:  # noqa: BLE001  (reported with a file; the program lives)
            self.report(self.app.fault_as_error(fault))
        finally:
            self._running_flows.discard(module)
            self.app.let_keys_go()

    @property
    def flow_works(self) -> bool:
        """Whether a flow is at work, and not waiting for a person."""
        return bool(self._running_flows) and self.app.screen is self.screen

    # What flows ask for

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a blocking function in a daemon thread."""
        from ssoswitch.tui import background

        return await background.run(function, *args, **kwargs)

    def stream(
        self,
        operation: Callable[[Event], Iterator[E]],
        on_event: Callable[[E], None],
        on_end: Callable[[StreamEnd], None],
    ) -> StopHandle:
        """Walk `operation(stop)` in a daemon thread."""
        from ssoswitch.tui import background

        return background.stream(self.app.post_message, operation, on_event, on_end)

    async def show(self, screen: ModalScreen[T]) -> T | None:
        """Put a dialog on top and wait for what it returns."""
        if not self.app.holds_keys and self.app.screen is self.screen:
            # It was long in coming, and whoever went on typing does not mean it.
            self.app.hold_keys(drop=True, seconds=SURPRISE, firm=True)
        answer = await self.app.push_screen_wait(screen)
        self.app.hold_keys(drop=False)
        return answer

    def say(self, text: str, kind: MessageKind = "result", next_key: str = "") -> None:
        """Put a line into the message row. Where it is that something takes its time, keys are obeyed meanwhile."""
        self.screen.say(Said(text, kind, next_key))
        self._say_on_page(text, kind)
        if kind == "busy" and self.app.holds_keys and not self.app.drops_keys:
            self.app.let_keys_go()

    def _say_on_page(self, text: str, kind: MessageKind) -> None:
        """In a narrow window a dialog is a page over the message row, so it says what came of its keys itself."""
        over = self.app.screen
        if over is self.screen or not self.screen.narrow or kind == "busy":
            return
        from ssoswitch.tui.screens.dialog import Dialog

        if isinstance(over, Dialog):
            over.say(text, {"result": "$success", "error": "$error"}.get(kind, "$warning"))

    def report(self, error: SsoswitchError) -> None:
        """Show an error: what happened, what did not change, the key that goes on."""
        if isinstance(error, SignInNeeded):
            self.session.lost(error)
        self.screen.say(Said(str(error), "error"))
        self._say_on_page(str(error), "error")

    def selection(self) -> Selection:
        """What a command acts on."""
        from ssoswitch.tui.flows.context import Selection

        state = self.state
        profiles = self.screen.account_tree.listing.marks.profile_names
        if state.marked:
            return Selection(state.item, state.marked, True, profiles)
        return Selection(state.item, tuple(self.screen.account_tree.roles_of_selection()), profiles=profiles)

    async def ensure_token(self, purpose: str) -> bool:
        """Have a token that works, asking for a sign-in if need be."""
        return await self.session.ensure_token(purpose)

    def token_changed(self) -> None:
        """Look at the token again after a sign-in or log-out."""
        self.session.token_changed()

    async def reload_config(self) -> None:
        """Read config, credentials and whoami again."""
        await self.session.reload()

    async def switch_session(self, name: str) -> None:
        """Show another sso-session's saved tree, and sync it where it is signed in."""
        await self.session.switch(name)

    def remember(self, change: Callable[[Recollections], Recollections]) -> None:
        """Change what is remembered, at once on the screen and in the background on the disk."""
        self.update(recollections=change(self.state.recollections))
        self.screen.show_model()
        self.remembering.keep(change)

    async def change_setting(self, key: str, value: object) -> None:
        """Write one setting and go on with it."""
        from ssoswitch.operations.settings import change_setting

        self.apply_settings(await self.run(change_setting, self.env, key, value))

    def apply_settings(self, settings: Settings) -> None:
        """Go on with these settings."""
        from ssoswitch.tui.signs import choose_signs

        old = {*self.state.settings.problems, *keys_in_force(self.state.settings.keys)[1]}
        self.keys, problems = keys_in_force(settings.keys)
        others = tuple(each for each in self.state.problems if each not in old)
        self.update(settings=settings, problems=(*others, *settings.problems, *problems))
        self.app.show_theme(settings.theme)
        if show_mouse := getattr(self.app._driver, "show_mouse", None):  # a driver for tests has none
            show_mouse(settings.mouse)
        signs = choose_signs(settings.signs, self.env.variables)
        if signs is not self.app.signs:
            self.app.signs = signs
            self.screen.show_signs()
        self.screen.show_model()
        self.screen.show_keys()
        self.session.tick()

    def show_signing_in(self, running: bool) -> None:
        """Say in the ribbon that a sign-in runs, or no longer does."""
        self.update(signing_in=running)

    async def copy(self, text: str | Secret, what: str) -> bool:
        """Copy by whatever way works, and say which."""
        from ssoswitch.tui.clipboard import copy

        return await copy(self, text, what)

    def jump(self, item: Item) -> None:
        """Put the cursor on that row of the tree."""
        self.screen.account_tree.jump(item)

    def suspended(self) -> AbstractContextManager[None]:
        """Give the terminal back for as long as the block runs."""
        return self.app.suspend()

    def finish(self, result: str | None = None) -> None:
        """Leave the program."""
        self.sync.stop()
        self.app.exit(result)
