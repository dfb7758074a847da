"""Ends from outside (SIGTERM, SIGHUP, SIGQUIT, SIGINT and rarer ones): the terminal is always given back as it was.

Python's answer to them is to die on the spot, which leaves the terminal raw, in the other screen, reporting its mouse.
So from before the terminal is first touched they are only noted; the loop of the app then leaves in good order.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from types import FrameType

_NAMES = (
    "SIGTERM", "SIGHUP", "SIGQUIT", "SIGINT", "SIGUSR1", "SIGUSR2", "SIGALRM", "SIGVTALRM", "SIGPROF", "SIGXCPU",
    "SIGPOLL", "SIGPWR", "SIGSTKFLT",
)  # fmt: skip
"""All that end a process and can be heard, but for those that tell of a fault."""


class Ending:
    """A context manager around the life of the screen. `wanted` is the signal that came, 0 for none.

    What was ignored when the program was started (nohup) stays ignored. Outside the main thread nothing is done.
    """

    def __init__(self) -> None:
        self.wanted = 0
        self._before: dict[int, Callable[[int, FrameType | None], object] | int | None] = {}

    def __enter__(self) -> Ending:
        for number in _numbers():
            before = signal.getsignal(number)
            if before is not signal.SIG_IGN:
                self._before[number] = before
                signal.signal(number, self._note)
        return self

    def __exit__(self, *_exception: object) -> None:
        for number, before in self._before.items():
            signal.signal(number, before if before is not None else signal.SIG_DFL)

    def hand_over(self, leave: Callable[[int], object]) -> None:
        """From now on the running loop calls `leave` with the number; at once where one came already."""
        loop = asyncio.get_running_loop()
        for number in self._before:
            loop.add_signal_handler(number, leave, number)
        if self.wanted:
            leave(self.wanted)

    def _note(self, number: int, _frame: FrameType | None) -> None:
        if self.wanted:
            # Asked twice, and no screen yet that could leave: something hangs.
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
        self.wanted = number


def _numbers() -> list[int]:
    return [int(getattr(signal, name)) for name in _NAMES if hasattr(signal, name)]
