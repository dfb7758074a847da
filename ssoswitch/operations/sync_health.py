"""Whether AWS answers, how fast, and what to do while it does not: one record for all calls of a sync.

When nothing answers any more it is not single accounts that fail. Then one call at a time is sent, after ever longer
waits, and at last the sync gives up, with everything kept.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

SILENCE = 8
"""So many calls that fail at their first try, with no answer between them, are no accident."""
WAITS = (1.0, 2.0, 4.0, 8.0, 15.0)
WAITS_AT_START = (1.0, 2.0)
"""Seconds between single calls while nothing answers; after the last of them the sync gives up. One that has not had a
single answer yet gives up sooner: whoever starts offline is told so."""
HUNG = 6.0
"""Seconds: longer than the time-out of connecting."""
HUNG_AT_LEAST = 2.0
RATE_WINDOW = 5.0
"""Seconds over which the rate is measured."""


@dataclass(slots=True)
class Health:
    """Moments are seconds of a clock that never jumps. Whoever shares it between threads holds a lock of his own."""

    answers: int = 0
    silent: int = 0
    """First tries that failed since the last answer."""
    rounds: int = 0
    """Waits since then; 0 while AWS answers."""
    closed_until: float = 0.0
    usual: float | None = None
    """How long an answer takes, in seconds."""
    trouble: str = ""
    """A sentence for a person while calls fail; empty when all is well."""
    _moments: deque[float] = field(default_factory=deque)

    def heard(self, now: float, sent_at: float | None) -> None:
        """An answer came, whatever it said, to a call that left at `sent_at`."""
        self.answers += 1
        self.silent = self.rounds = 0
        self.closed_until = 0.0
        self.trouble = ""
        self._moments.append(now)
        if sent_at is not None:
            took = now - sent_at
            self.usual = took if self.usual is None else 0.9 * self.usual + 0.1 * took

    def hold_still(self, now: float, reason: str) -> bool:
        """Nothing answers: no call for a while. False: that was the last wait, give up."""
        if now < self.closed_until:
            return True  # others were under way when it became silent
        waits = WAITS if self.answers else WAITS_AT_START
        if self.rounds >= len(waits):
            return False
        wait = waits[self.rounds]
        self.rounds += 1
        self.closed_until = now + wait
        self.trouble = f"{reason} Next try in {wait:.0f} s."
        return True

    @property
    def is_silent(self) -> bool:
        """Whether it is the network, or AWS, and not the call."""
        return self.rounds > 0 or self.silent >= SILENCE

    @property
    def patience(self) -> float:
        """Seconds after which a call counts as hung: twenty times what is usual, within bounds."""
        return HUNG if self.usual is None else min(max(HUNG_AT_LEAST, 20 * self.usual), HUNG)

    def speed(self, now: float, *, paused: bool = False) -> float:
        """Answers a second, over the last seconds; a pause counts neither as time nor as none."""
        if paused:
            self._moments.clear()
        while self._moments and self._moments[0] < now - RATE_WINDOW:
            self._moments.popleft()
        if len(self._moments) < 2:
            return 0.0
        return len(self._moments) / max(now - self._moments[0], 0.1)
