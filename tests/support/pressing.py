"""Keys in tests, without the pilot's waits.

The pilot waits until the processor idles, 60 ms after each key at least, and takes a process that gets no turn for an
idle one. Here every message that a key leads to is waited for, and nothing else.
"""

from __future__ import annotations

import unicodedata
from typing import Any

from textual import events
from textual.keys import REPLACED_KEYS, _character_to_key, _get_unicode_name_from_key
from textual.pilot import Pilot

_ROUNDS = 400
_QUIET = 3
"""Rounds in which nobody has a message: one that is handed on from widget to widget is between two queues for one."""


def send_key(pilot: Pilot[Any], key: str) -> None:
    """Press it; nothing is waited for."""
    name = _character_to_key(key) if len(key) == 1 and not key.isalnum() else key
    try:
        sign: str | None = unicodedata.lookup(_get_unicode_name_from_key(REPLACED_KEYS.get(name, name)))
    except KeyError:
        sign = name if len(name) == 1 else None
    event = events.Key(name, sign)
    event.set_sender(pilot.app)
    driver = pilot.app._driver
    assert driver is not None
    driver.send_message(event)


async def drained(pilot: Pilot[Any]) -> None:
    """Wait until no widget has a message to handle any more, and what is to be drawn is drawn."""
    quiet = 0
    for _ in range(_ROUNDS):
        await pilot.pause(0)
        app = pilot.app
        pumps = [app, *app.screen.walk_children(with_self=True)]
        quiet = 0 if any(pump.message_queue_size for pump in pumps) else quiet + 1
        if quiet == _QUIET:
            return
    raise AssertionError("the app does not come to rest")
