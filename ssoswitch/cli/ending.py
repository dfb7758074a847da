"""Ends from outside (SIGTERM, SIGHUP) while a command has something to save: it stops in good order instead of at once.

Python's answer to them is to die on the spot, and what a long sync has read since it was last saved would go with it.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from types import FrameType

_NUMBERS = (signal.SIGTERM, signal.SIGHUP)


class Ending:
    """A context manager: such a signal sets `stop`, and `number` is the one that came, 0 for none.

    What was ignored when the program was started (nohup) stays ignored. The second one ends the program on the spot.
    Outside the main thread nothing is done.
    """

    def __init__(self, stop: threading.Event) -> None:
        self.number = 0
        self._stop = stop
        self._before: dict[int, Callable[[int, FrameType | None], object] | int | None] = {}

    def __enter__(self) -> Ending:
        if threading.current_thread() is threading.main_thread():
            for number in _NUMBERS:
                before = signal.getsignal(number)
                if before is not signal.SIG_IGN:
                    self._before[number] = before
                    signal.signal(number, self._note)
        return self

    def __exit__(self, *_exception: object) -> None:
        self._give_back()

    def _note(self, number: int, _frame: FrameType | None) -> None:
        self.number = number
        self._give_back()
        self._stop.set()

    def _give_back(self) -> None:
        while self._before:
            number, before = self._before.popitem()
            signal.signal(number, before if before is not None else signal.SIG_DFL)
