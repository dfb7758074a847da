"""The gate that every portal call of the program passes: `core.pace` made fit for threads.

One thread at a time waits for the clock and the rest stand in line behind it: when each reserved a slot of its own, up
to sixteen calls still left at the old rate after a 429. Urgent calls (role credentials, the row under the cursor) stand
before the bulk.
"""

from __future__ import annotations

import heapq
import itertools
import threading
from collections.abc import Callable
from dataclasses import replace
from types import TracebackType
from typing import TypeVar

from ssoswitch.core.pace import Pace
from ssoswitch.model.environment import Clock
from ssoswitch.model.errors import AccessDenied, RequestRefused, SignInNeeded, Stopped, Throttled
from ssoswitch.model.frozen import frozen

T = TypeVar("T")

LOOK = 0.1
"""Seconds after which a waiting thread looks whether it was stopped."""
PATIENCE = 60.0


@frozen
class GateState:
    """What a person may see of the gate."""

    rate: float
    """Calls a second that would leave now."""
    throttles: int
    """429s so far."""
    waiting: float
    """Seconds for which a Retry-After still holds everyone; 0 when it does not."""
    learned: float | None
    """The rate to remember until the next run; None: no limit was met."""
    in_line: int
    """Threads that wait to pass."""


class Gate:
    """The rate controller of one instance of Identity Center, shared by all threads."""

    def __init__(self, clock: Clock, pace: Pace | None = None) -> None:
        self._clock = clock
        self._pace = pace or Pace()
        self._bell = threading.Condition()
        self._line: list[tuple[bool, int]] = []
        self._numbers = itertools.count()

    def pass_through(self, *, urgent: bool = False, stop: threading.Event | None = None) -> Passage:
        """Wait for the turn, then make one call inside `with`. Raises Stopped when `stop` is set before the turn comes.

        An answer, a refusal and a `Throttled` that leave the block are told to the controller by themselves.
        """
        place = (not urgent, next(self._numbers))
        with self._bell:
            heapq.heappush(self._line, place)
            try:
                self._wait_for_turn(place, stop)
                self._pace = self._pace.sent(self._clock.monotonic())
                return Passage(self, self._pace.cuts)
            finally:
                self._line.remove(place)
                heapq.heapify(self._line)
                self._bell.notify_all()

    def call(
        self,
        ask: Callable[[], T],
        *,
        urgent: bool = True,
        stop: threading.Event | None = None,
        patience: float = PATIENCE,
    ) -> T:
        """Make one call, again after each 429; for a person who waits, so ahead of the bulk.

        Raises Throttled after `patience` seconds of them, or when they will not be over by then; Stopped; and what
        `ask` raises.
        """
        until = self._clock.monotonic() + patience
        while True:
            try:
                with self.pass_through(urgent=urgent, stop=stop):
                    return ask()
            except Throttled:
                # Also where AWS asks for a longer wait than that: nobody is kept waiting for a refusal.
                if self._clock.monotonic() + self.snapshot().waiting >= until:
                    raise

    def recall(self, learned: float) -> None:
        """Take over the rate that an earlier run learned, where this one has not learned any yet."""
        with self._bell:
            if self._pace.learned is None:
                self._pace = replace(self._pace, learned=learned)

    def snapshot(self) -> GateState:
        """How it stands now."""
        with self._bell:
            pace, now = self._pace, self._clock.monotonic()
            learned = pace.learned if pace.learning else pace.rate
            return GateState(
                pace.rate, pace.throttles, max(0.0, pace.held_until - now), learned, len(self._line)
            )

    def _wait_for_turn(self, place: tuple[bool, int], stop: threading.Event | None) -> None:
        stood_still = 0.0
        while True:
            if stop is not None and stop.is_set():
                raise Stopped("It was stopped before AWS was asked.")
            now = self._clock.monotonic()
            if self._line[0] != place:
                self._bell.wait(LOOK)
                continue
            delay = self._pace.delay(now)
            # A clock that stands still (pictures are taken at a fixed time) must not shut the gate for ever.
            if delay - stood_still <= 0:
                return
            step = min(delay, LOOK)
            if not self._bell.wait(step) and self._clock.monotonic() == now:
                stood_still += step

    def _tell(self, change: Callable[[Pace, float], Pace]) -> None:
        with self._bell:
            self._pace = change(self._pace, self._clock.monotonic())
            self._bell.notify_all()


class Passage:
    """One call on its way; tells the gate once how it went."""

    __slots__ = ("_gate", "_sent_under", "_told")

    def __init__(self, gate: Gate, sent_under: int) -> None:
        self._gate = gate
        self._sent_under = sent_under
        self._told = False

    def answered(self) -> None:
        """It was served, whatever the answer says."""
        if not self._told:
            self._told = True
            self._gate._tell(lambda pace, now: pace.answered(now))

    def throttled(self, retry_after: float | None = None) -> None:
        """It was refused with a 429; `retry_after` in seconds where AWS named it."""
        if not self._told:
            self._told = True
            self._gate._tell(lambda pace, now: pace.throttled(now, self._sent_under, retry_after))

    def __enter__(self) -> Passage:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, Throttled):
            self.throttled(error.retry_after)
        elif error is None or isinstance(error, (AccessDenied, RequestRefused, SignInNeeded)):
            self.answered()
