"""A rate-limited service and its callers on a clock of their own, to try the rate controller without waiting.

The service is a token bucket; callers share one gate and each waits for its answer before it calls again. Everything
happens in events ordered by time, so an hour of it takes a second.
"""

from __future__ import annotations

import heapq
import random
from dataclasses import dataclass

from ssoswitch.core.pace import Pace


@dataclass(frozen=True)
class Run:
    """How one simulated run went; times in seconds."""

    seconds: float
    throttles: int
    calls: int
    """How many calls were answered: each is done exactly once."""
    limit: float | None
    burst: int
    pace: Pace

    @property
    def ratio(self) -> float:
        """Against the shortest time that the limit allows."""
        assert self.limit is not None
        return self.seconds / ((self.calls - self.burst) / self.limit)

    @property
    def share(self) -> float:
        """429s beside the calls that were to be made."""
        return self.throttles / self.calls


@dataclass
class Service:
    """A token bucket: `rate` a second, `burst` at once; None: no limit. `later`: other rates from those moments on."""

    rate: float | None
    burst: int
    retry_after: float | None = None
    later: tuple[tuple[float, float], ...] = ()
    level: float = 0.0
    at: float = 0.0

    def __post_init__(self) -> None:
        self.level = float(self.burst)

    def admits(self, now: float) -> bool:
        """Whether a call that arrives now is served."""
        while self.later and self.later[0][0] <= now:
            (_, self.rate), *rest = self.later
            self.later = tuple(rest)
        if self.rate is None:
            return True
        self.level = min(float(self.burst), self.level + (now - self.at) * self.rate)
        self.at = now
        if self.level >= 1:
            self.level -= 1
            return True
        return False


def simulate(
    calls: int,
    limit: float | None,
    burst: int,
    *,
    latency: float = 0.04,
    workers: int = 10,
    pace: Pace | None = None,
    retry_after: float | None = None,
    failing: float = 0.0,
    start: float = 100.0,
    seed: int = 1,
    later: tuple[tuple[float, float], ...] = (),
) -> Run:
    """Make so many calls. `failing` is the share of calls that fail for another reason and are made again.

    `later`: (seconds after the start, limit from then on).
    """
    chance = random.Random(seed)
    pace = pace or Pace()
    service = Service(limit, burst, retry_after, tuple((start + after, rate) for after, rate in later))
    service.at = start
    now = start
    to_send, done, throttles, sequence = calls, 0, 0, 0
    free_workers = workers
    # (time, order, what, cuts under which it was sent); arrivals at the service, then answers at the caller
    events: list[tuple[float, int, str, int]] = []
    while done < calls:
        while to_send and free_workers:
            due = now + max(0.0, pace.delay(now))
            if events and events[0][0] <= due:
                break
            now = due
            pace = pace.sent(now)
            to_send, free_workers, sequence = to_send - 1, free_workers - 1, sequence + 1
            way = latency * (0.4 + 0.2 * chance.random())
            heapq.heappush(events, (now + way, sequence, "arrives", pace.cuts))
        moment, order, what, cuts = heapq.heappop(events)
        now = max(now, moment)
        if what == "arrives":
            outcome = "fails" if chance.random() < failing else "answered"
            outcome = outcome if service.admits(now) else "throttled"
            way = latency * (0.4 + 0.2 * chance.random())
            heapq.heappush(events, (now + way, order, outcome, cuts))
            continue
        free_workers += 1
        if what == "answered":
            done += 1
            pace = pace.answered(now)
            continue
        to_send += 1
        if what == "throttled":
            throttles += 1
            pace = pace.throttled(now, cuts, retry_after)
    return Run(now - start, throttles, done, limit, burst, pace)
