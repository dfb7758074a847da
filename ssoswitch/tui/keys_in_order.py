"""Keys take effect in the order in which they were pressed, also when many come at once.

Textual hands a key to the widget that has the focus, and goes on to the next key while the first one still climbs from
queue to queue to the command that it stands for. So of `/pay` in one packet (a macro, a slow line, keys typed while the
program started) the letters reach the list before `/` has moved the focus, and are lost or, worse, obeyed as commands.
Here the next key waits until the one before has run its course; a single key waits for nothing.

The same for a command that opens a dialog after some work in a thread: until the dialog is there the keys are held, for
they are meant for it. `p n` must not find the next hit, `p ⏎` must not open what Enter opens in the list.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable
from typing import Any, TypeVar

from textual import events
from textual.app import App
from textual.dom import DOMNode
from textual.message import Message
from textual.screen import Screen
from textual.timer import Timer

R = TypeVar("R")

PATIENCE = 0.3
"""Seconds after which a key counts as done although nobody said so: the widget that had it is gone, say."""
MOST_HELD = 1.5
"""Seconds for which keys are held for a dialog at most: nothing takes the keyboard away."""
SURPRISE = 0.3
"""Seconds in which a dialog that comes after all takes no key: whoever types does not mean it."""
_NEVER_HELD = frozenset({"ctrl+c", "ctrl+q"})


class KeysInOrder(App[R]):
    """An App that takes one key (or paste) at a time."""

    class RunItsCourse(Message):
        """Follows a key from queue to queue; when it is back at the app, so is the key.

        On a second lap it follows what the key's command sent on its part, such as that the search was submitted.
        """

        def __init__(self, number: int, target: DOMNode, lap: int = 1) -> None:
            super().__init__()
            self.number = number
            self.target = target
            self.lap = lap

    _key_number = 0
    _on_its_way = 0
    """The number of the key that has not run its course, 0 for none."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: deque[events.Key | events.Paste] = deque()
        self._held: Timer | None = None
        self._drops = False
        self._firm = False

    @property
    def keys_taken(self) -> int:
        """How many keys were taken so far."""
        return self._key_number

    # Keys that wait for a dialog

    @property
    def holds_keys(self) -> bool:
        """Whether keys are held for a dialog that is being prepared."""
        return self._held is not None

    @property
    def drops_keys(self) -> bool:
        """Whether held keys are dropped where no dialog comes in time."""
        return self.holds_keys and self._drops

    def hold_keys(self, *, drop: bool, seconds: float = MOST_HELD, firm: bool = False) -> None:
        """Take no key until `let_keys_go`, for so many seconds at most; then what was typed is dropped, or obeyed.

        `firm`: for exactly so many seconds, whoever would let the keys go earlier.
        """
        if self._held is not None:
            self._held.stop()
        self._drops, self._firm = drop, firm
        self._held = self.set_timer(seconds, self._held_long_enough)

    def let_keys_go(self) -> None:
        """Obey what was typed meanwhile. Harmless where nothing is held."""
        if self._held is None or self._firm:
            return
        self._held.stop()
        self._held = None
        self.call_next(self._take_next)

    def _held_long_enough(self) -> None:
        if self._drops:
            self._waiting.clear()
        self._firm = False
        self.let_keys_go()

    def push_screen(self, screen: Screen[Any] | str, *arguments: Any, **options: Any) -> Any:
        """As ever; keys wait until the screen can take them."""
        pushed: Awaitable[Any] = super().push_screen(screen, *arguments, **options)
        if isinstance(screen, Screen) and self.is_running and not self._firm:
            self.hold_keys(drop=False)
            screen.call_after_refresh(self.let_keys_go)
        return pushed

    # One at a time

    async def on_event(self, event: events.Event) -> None:
        """Hold a key back while another is on its way."""
        if not isinstance(event, (events.Key, events.Paste)) or event.is_forwarded:
            await super().on_event(event)
        elif self.holds_keys and not (isinstance(event, events.Key) and event.key in _NEVER_HELD):
            self._waiting.append(event)
        elif self._on_its_way:
            if not self._waiting:
                self._be_patient()
            self._waiting.append(event)
        else:
            await self._take(event)

    async def _take(self, event: events.Key | events.Paste) -> None:
        self._key_number += 1
        self._on_its_way = number = self._key_number
        target = self.focused or self.screen
        await super().on_event(event)
        if not (event.is_forwarded and target.post_message(self.RunItsCourse(number, target))):
            self._on_its_way = 0
        elif self._waiting:
            self._be_patient()

    def _be_patient(self) -> None:
        number = self._on_its_way
        self.set_timer(PATIENCE, lambda: self._lose_patience(number))

    async def on_keys_in_order_run_its_course(self, message: RunItsCourse) -> None:
        """The key before has done what it does."""
        if message.number != self._on_its_way:
            return
        second = self.RunItsCourse(message.number, message.target, 2)
        if message.lap == 2 or not self._waiting or not message.target.post_message(second):
            await self._take_next()

    async def _lose_patience(self, number: int) -> None:
        if number == self._on_its_way:
            await self._take_next()

    async def _take_next(self) -> None:
        self._on_its_way = 0
        while self._waiting and not self._on_its_way and not self.holds_keys:
            await self._take(self._waiting.popleft())
