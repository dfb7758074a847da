"""Keys take effect in the order in which they were pressed, also when many come at once.

Textual hands a key to the widget that has the focus, and goes on to the next key while the first one still climbs from
queue to queue to the command that it stands for. So of `/pay` in one packet (a macro, a slow line, keys typed while the
program started) the letters reach the list before `/` has moved the focus, and are lost or, worse, obeyed as commands.
Here the next key waits until the one before has run its course; a single key waits for nothing.
"""

from __future__ import annotations

from collections import deque
from typing import TypeVar

from textual import events
from textual.app import App
from textual.dom import DOMNode
from textual.message import Message

R = TypeVar("R")

PATIENCE = 0.3
"""Seconds after which a key counts as done although nobody said so: the widget that had it is gone, say."""


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

    async def on_event(self, event: events.Event) -> None:
        """Hold a key back while another is on its way."""
        if not isinstance(event, (events.Key, events.Paste)) or event.is_forwarded:
            await super().on_event(event)
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
        while self._waiting and not self._on_its_way:
            await self._take(self._waiting.popleft())
