"""The device authorization grant (RFC 8628) as a state machine: when to ask again, and when to give up.

Pure: moments are seconds of a clock that never jumps, handed in. The service names no end but `expired_token`, and a
machine that was asleep or offline may never hear that, so the deadline is our own.
"""

from __future__ import annotations

from dataclasses import replace
from enum import Enum

from ssoswitch.model.frozen import frozen

SLOWER = 5.0
"""Seconds that each `slow_down` adds to the interval, for good (RFC 8628, section 3.5)."""
LONGEST_PAUSE = 30.0
"""Seconds between two tries while AWS cannot be reached."""


class Answer(Enum):
    """What a poll came to, short of a token."""

    PENDING = "pending"
    SLOW_DOWN = "slow_down"
    TROUBLE = "trouble"
    """No answer, a fault of AWS's, throttling: ask again."""
    EXPIRED = "expired"
    REFUSED = "refused"
    WRONG_CODE = "wrong code"
    """`invalid_grant`: the code is unknown there. A wrong sso_region shows itself in no other way."""
    WRONG_CLIENT = "wrong client"
    """The registration is not known (any more)."""
    OTHER = "other"


_BY_SLUG = {
    "authorization_pending": Answer.PENDING,
    "slow_down": Answer.SLOW_DOWN,
    "expired_token": Answer.EXPIRED,
    "access_denied": Answer.REFUSED,
    "invalid_grant": Answer.WRONG_CODE,
    "invalid_client": Answer.WRONG_CLIENT,
    "unauthorized_client": Answer.WRONG_CLIENT,
}


def answer_of(slug: str) -> Answer:
    """What an error of CreateToken means for the wait."""
    return _BY_SLUG.get(slug, Answer.OTHER)


@frozen
class Polling:
    """Where the wait stands. All in seconds of the steady clock."""

    interval: float
    next_at: float
    deadline: float
    failures: int = 0
    """Polls in a row that did not reach AWS."""

    def due(self, now: float) -> bool:
        """Whether it is time to ask."""
        return now >= self.next_at

    def over(self, now: float) -> bool:
        """Whether the code has run out."""
        return now >= self.deadline

    def remaining(self, now: float) -> float:
        """Seconds until the code runs out."""
        return max(0.0, self.deadline - now)

    def pause(self, now: float) -> float:
        """Seconds until something is to be done."""
        return max(0.0, min(self.next_at, self.deadline) - now)


def start(now: float, expires_in: float, interval: float, patience: float) -> Polling:
    """The wait for a code that was issued just now; it ends after `expires_in`, or `patience` where that is less.

    The first poll comes after one interval: nobody has answered before.
    """
    interval = max(1.0, interval)
    return Polling(interval, now + interval, now + max(0.0, min(expires_in, patience)))


def after(polling: Polling, answer: Answer, now: float, wait: float | None = None) -> Polling:
    """The wait after a poll with that answer (PENDING, SLOW_DOWN or TROUBLE).

    `wait` is what a throttled answer asked for, in seconds. While AWS cannot be reached the pauses double, up to
    LONGEST_PAUSE.
    """
    if answer is Answer.SLOW_DOWN:
        polling = replace(polling, interval=polling.interval + SLOWER, failures=0)
        return replace(polling, next_at=now + polling.interval)
    if answer is Answer.TROUBLE:
        pause = min(LONGEST_PAUSE, polling.interval * 2 ** min(polling.failures, 5))
        pause = max(pause, polling.interval, wait or 0.0)
        return replace(polling, failures=polling.failures + 1, next_at=now + pause)
    return replace(polling, failures=0, next_at=now + polling.interval)
