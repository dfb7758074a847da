"""The rate controller of every portal call, as a value: what happened goes in, when the next call may leave comes out.

AWS publishes no limit for the portal (429s are reported from about 50 accounts up), so it is found by asking: the first
calls are free, then the rate grows with every answer until the first 429. From there it is cut on a 429 and creeps up
between them, which keeps it within a few per cent of whatever the limit is. The *rate* is limited and not the number of
calls under way: one connection at 40 ms already makes 24 calls a second.

A service that limits by a token bucket fills it again while nobody calls, so a run after a rest starts freely again;
what was learned then only says where to go at its first 429. Times are seconds of a clock that never jumps, rates are
calls a second. The numbers were found by simulation against token buckets of 5 to 100 calls a second
(`tests/core/test_pace.py`).
"""

from __future__ import annotations

from dataclasses import replace

from ssoswitch.model.frozen import frozen

FREE_CALLS = 16
"""Calls that leave at once after a rest: a small organization is read in two round trips."""
START_RATE = 60.0
"""Where the growth begins after the free calls."""
GROWTH = 3.0
"""Added to the rate by each answer until the first 429: the rate grows e-fold in a third of a second."""
RECOVERY = 0.5
"""Added by each answer between the first and the second 429, for the first cut may have gone too deep."""
CREEP = 0.002
"""Later, each answer adds this share of the rate: about one 429 in a hundred calls, at any limit …"""
FAST_CREEP = 0.005
QUIET = 8.0
"""… this share once no 429 has come for so many seconds, and from there on ever more, as the square of the quiet time:
a limit that was low for a while (somebody else read there, too) is followed up in seconds, not in minutes."""
MOST_CREEP = 0.05
FIRST_CUT = 0.5
CUT = 0.9
DEEP_CUT = 0.7
DEEPEST_CUT = 0.4
"""A 429 after less than half a second's worth of answers tells that the rate is far off: it is then cut between these
two, by what was really served since the last cut."""
SLOWEST = 0.5
FASTEST = 2000.0
REST = 5.0
"""After so many seconds without a call the service's bucket counts as filled again."""


@frozen
class Pace:
    """The state of the controller for one instance of Identity Center."""

    rate: float = START_RATE
    free: int = FREE_CALLS
    """Calls that may still leave without a wait."""
    learning: bool = True
    """No 429 yet since the last rest: the limit is still being looked for."""
    recovering: bool = False
    """Between the first 429 since the last rest and the second."""
    reached: bool = True
    """Whether callers really use the rate; one that nobody reaches does not grow."""
    learned: float | None = None
    """The rate that the last 429s led to, in this run or an earlier one; None: no limit was ever met."""
    cuts: int = 0
    """How often the rate was cut: a call carries the number under which it was sent."""
    throttles: int = 0
    """429s in all."""
    next_at: float = 0.0
    """When the next call may leave, after the free ones."""
    held_until: float = 0.0
    """Until then nothing leaves: AWS named a Retry-After."""
    sent_at: float | None = None
    throttled_at: float = 0.0
    answers: int = 0
    """Answers since the last cut."""

    def delay(self, now: float) -> float:
        """Seconds until the next call may leave; 0 or less: now."""
        pace = self._rested(now)
        due = pace.held_until if pace.free else max(pace.held_until, pace.next_at)
        return due - now

    def sent(self, now: float) -> Pace:
        """A call leaves; keep this value's `cuts` for `throttled`."""
        pace = self._rested(now)
        slot = 1 / pace.rate
        if pace.free:
            return replace(pace, free=pace.free - 1, next_at=now + slot, sent_at=now)
        # A late wake-up is made good; slots that passed unused are lost, or a pause would be followed by a flood.
        next_at = max(pace.next_at, now - 1.5 * slot) + slot
        return replace(pace, next_at=next_at, sent_at=now, reached=now < pace.next_at + slot)

    def answered(self, now: float) -> Pace:
        """An answer came that was no 429: the call was served, whatever it said."""
        return replace(self, rate=min(self.rate + self._growth(now), FASTEST), answers=self.answers + 1)

    def throttled(self, now: float, sent_under: int, retry_after: float | None = None) -> Pace:
        """A 429 came for a call that was sent under that number of cuts; `retry_after` in seconds where AWS named it.

        A call sent before the last cut says nothing about the rate since then and does not cut again; its Retry-After
        holds everyone all the same.
        """
        held = max(self.held_until, now + retry_after) if retry_after else self.held_until
        pace = replace(self, throttles=self.throttles + 1, held_until=held, free=0)
        if sent_under < self.cuts:
            return pace
        rate = max(SLOWEST, pace._cut(now))
        return replace(
            pace,
            rate=rate,
            learned=rate,
            learning=False,
            recovering=self.learning,
            cuts=self.cuts + 1,
            throttled_at=now,
            answers=0,
            next_at=max(now + 1 / rate, held),
        )

    def _growth(self, now: float) -> float:
        if self.free or not self.reached:
            return 0.0
        if self.learning:
            return GROWTH
        if self.recovering:
            return RECOVERY
        quiet = (now - self.throttled_at) / QUIET
        return self.rate * (CREEP if quiet <= 1 else min(FAST_CREEP * quiet * quiet, MOST_CREEP))

    def _cut(self, now: float) -> float:
        if self.learning:
            halved = self.rate * FIRST_CUT
            return min(halved, self.learned) if self.learned else halved
        if self.answers >= self.rate / 2:
            return self.rate * CUT
        served = self.answers / max(now - self.throttled_at, 0.001)
        return min(max(1.2 * served, self.rate * DEEPEST_CUT), self.rate * DEEP_CUT)

    def _rested(self, now: float) -> Pace:
        """As it is, or started anew with what was learned kept."""
        if self.sent_at is None or now - self.sent_at < REST or now < self.held_until + REST:
            return self
        learned = self.learned if self.learning else self.rate
        return replace(
            self,
            rate=START_RATE,
            free=FREE_CALLS,
            learning=True,
            recovering=False,
            learned=learned,
            answers=0,
        )
