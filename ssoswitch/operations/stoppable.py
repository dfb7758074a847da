"""A blocking call that can be walked away from.

boto3 cannot be interrupted: a call to an AWS that does not answer ends after its time-out, up to 20 s. Whoever
presses Esc, or quits, does not wait for that. The call is left to end in a daemon thread, and nobody reads its
answer.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

_T = TypeVar("_T")
_TURN = 0.05
"""Seconds between two looks at `stop`."""


class Stopped(Exception):
    """`stop` was set before the call ended. Never leaves the generator that made the call."""


def unless_stopped(stop: threading.Event, call: Callable[[], _T]) -> _T:
    """`call()`, or Stopped within a tenth of a second once `stop` is set. Raises what `call` raises."""
    if stop.is_set():
        raise Stopped
    values: list[_T] = []
    errors: list[BaseException] = []
    done = threading.Event()

    def work() -> None:
        try:
            values.append(call())
        except BaseException as error:  # noqa: BLE001  (handed over, not swallowed)
            errors.append(error)
        done.set()

    threading.Thread(target=work, name="ssoswitch-call", daemon=True).start()
    while not done.wait(_TURN):
        if stop.is_set():
            raise Stopped
    if errors:
        raise errors[0]
    return values[0]
