"""A blocking call that can be walked away from.

boto3 cannot be interrupted: a call to an AWS that does not answer ends after its time-out, up to 20 s. Whoever
presses Esc, or quits, does not wait for that. The call is left to end in a daemon thread, and nobody reads its
answer.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from ssoswitch.model.errors import Stopped

_T = TypeVar("_T")
_TURN = 0.05
"""Seconds between two looks at `stop`."""
_WORDS = "It was stopped before AWS answered."


class _Call(Generic[_T]):
    """A call that runs in a daemon thread of its own."""

    def __init__(self, call: Callable[[], _T]) -> None:
        self._values: list[_T] = []
        self._errors: list[BaseException] = []
        self._done = threading.Event()
        threading.Thread(target=self._work, args=(call,), name="ssoswitch-call", daemon=True).start()

    def _work(self, call: Callable[[], _T]) -> None:
        try:
            self._values.append(call())
        except BaseException as error:  # noqa: BLE001  (handed over, not swallowed)
            self._errors.append(error)
        self._done.set()

    def ended(self, seconds: float) -> bool:
        """Whether it ends within so many seconds."""
        return self._done.wait(seconds)

    def result(self, seconds: float) -> _T:
        """Its value or its error; Stopped where it does not end in time."""
        if not self._done.wait(seconds):
            raise Stopped(_WORDS)
        if self._errors:
            raise self._errors[0]
        return self._values[0]


def unless_stopped(stop: threading.Event, call: Callable[[], _T]) -> _T:
    """`call()`, or Stopped within a tenth of a second once `stop` is set. Raises what `call` raises."""
    if stop.is_set():
        raise Stopped(_WORDS)
    running = _Call(call)
    while not running.ended(_TURN):
        if stop.is_set():
            raise Stopped(_WORDS)
    return running.result(0)


def within(seconds: float, call: Callable[[], _T]) -> _T:
    """`call()`, or Stopped where it takes longer than so many seconds. Raises what `call` raises."""
    return _Call(call).result(seconds)
