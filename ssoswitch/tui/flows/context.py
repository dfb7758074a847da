"""What a flow may ask of the screen: a protocol, so that a flow reads top to bottom and is tested without one.

A flow is `async def NAME_flow(context: FlowContext, …) -> None` in `tui/flows/<verb>.py`: plan, show, apply, say.
The command table names it and imports it late. What goes wrong is raised as `SsoswitchError`; a flow may let it pass,
for whoever runs a flow shows the error's three parts in the message row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from threading import Event
from typing import TYPE_CHECKING, Literal, ParamSpec, Protocol, TypeVar

from ssoswitch.model.frozen import frozen

if TYPE_CHECKING:
    from textual.screen import ModalScreen

    from ssoswitch.core.rows import Item
    from ssoswitch.model.account import AccountRole
    from ssoswitch.model.environment import Environment
    from ssoswitch.model.errors import SsoswitchError
    from ssoswitch.model.secret import Secret
    from ssoswitch.model.settings import Recollections, Settings
    from ssoswitch.operations.connect import Connections
    from ssoswitch.tui.signs import Signs
    from ssoswitch.tui.state import AppState

P = ParamSpec("P")
T = TypeVar("T")
E = TypeVar("E")

MessageKind = Literal["result", "hint", "error", "busy"]


@frozen
class Selection:
    """What a command acts on: the row under the cursor, or every marked role."""

    item: Item | None
    roles: Sequence[AccountRole] = ()
    """The marked roles, else those of the row: one for a role, all known ones for an account."""
    marked: bool = False
    profiles: tuple[str, ...] = ()
    """Profiles that were marked as such, in the profiles view; their roles are among `roles`."""


@frozen
class StreamEnd:
    """How a stream ended, once: finished, failed (with the error) or stopped."""

    how: Literal["finished", "failed", "stopped"]
    error: SsoswitchError | None = None


class StopHandle(Protocol):
    """A running stream."""

    @property
    def running(self) -> bool:
        """Whether its end has not been reported yet."""
        ...

    def stop(self) -> None:
        """Ask it to end; its end is then reported as stopped. Harmless when it has ended."""
        ...

    def abandon(self) -> None:
        """Ask it to end, and hear nothing of it any more: no event, no end."""
        ...


class FlowContext(Protocol):
    """The screen as a flow sees it. Everything here is called on the event loop."""

    @property
    def env(self) -> Environment:
        """The world as an argument."""
        ...

    @property
    def connections(self) -> Connections:
        """The way to AWS; imports it on first use."""
        ...

    @property
    def state(self) -> AppState:
        """What is so now; ask again after an await, for it is replaced."""
        ...

    @property
    def signs(self) -> Signs:
        """The signs in use, Unicode or ASCII."""
        ...

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a blocking function in a daemon thread; what it raises is raised here."""
        ...

    def stream(
        self,
        operation: Callable[[Event], Iterator[E]],
        on_event: Callable[[E], None],
        on_end: Callable[[StreamEnd], None],
    ) -> StopHandle:
        """Walk `operation(stop)` in a daemon thread; both callbacks run on the event loop, `on_end` exactly once."""
        ...

    async def show(self, screen: ModalScreen[T]) -> T | None:
        """Put a dialog on top and wait for what it returns; None: it was left with Esc."""
        ...

    def say(self, text: str, kind: MessageKind = "result", next_key: str = "") -> None:
        """Put a line into the message row. Text is plain, never markup; `next_key` such as `u undo`."""
        ...

    def report(self, error: SsoswitchError) -> None:
        """Show an error: what happened, what did not change, the key that goes on."""
        ...

    def selection(self) -> Selection:
        """What the command acts on."""
        ...

    async def ensure_token(self, purpose: str) -> bool:
        """Have a token that works, asking for a sign-in if need be; False: the person would not.

        `purpose` completes "… needs a sign-in", such as `opening the console`.
        """
        ...

    def token_changed(self) -> None:
        """Look at the token again after a sign-in or log-out: ribbon, alert line and sync follow."""
        ...

    async def reload_config(self) -> None:
        """Read config, credentials and whoami again after a write; the cursor keeps its row."""
        ...

    async def switch_session(self, name: str) -> None:
        """Show that sso-session's saved tree, and sync it where it is signed in."""
        ...

    def remember(self, change: Callable[[Recollections], Recollections]) -> None:
        """Change favourites, last choices and the like, and save them in the background."""
        ...

    async def change_setting(self, key: str, value: object) -> None:
        """Write one setting into the settings file and go on with it."""
        ...

    def apply_settings(self, settings: Settings) -> None:
        """Go on with settings that an operation has written (an account's, a key's)."""
        ...

    def show_signing_in(self, running: bool) -> None:
        """Say in the ribbon that a sign-in runs (also behind the tree), or no longer does."""
        ...

    async def copy(self, text: str | Secret, what: str) -> bool:
        """Copy to the clipboard by whatever way works, and say which; False: the text is shown instead."""
        ...

    def jump(self, item: Item) -> None:
        """Put the cursor on that row of the tree."""
        ...

    def suspended(self) -> AbstractContextManager[None]:
        """Give the terminal back for as long as the block runs (a sub-shell, an editor)."""
        ...

    def finish(self, result: str | None = None) -> None:
        """Leave the program; `result` is printed on stdout afterwards (export lines for the calling shell)."""
        ...
