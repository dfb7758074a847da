"""What a sync still has to ask, and which of it comes next.

Pages first (the tree gets its branches at once, and a half-read account is worth nothing), then what failed and is due
again, what the person wants, and the rest: never read, failed last time, oldest. What keeps failing comes at the end.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from ssoswitch.model.errors import ServiceFault
from ssoswitch.operations.wants import Wants

MOST_IDLE_PAGES = 50
"""Pages of ListAccounts, one after another, that name no account which was not named before: it would never end."""
MOST_ROLE_PAGES = 200
"""Of one account: 20,000 roles at 100 a page, where IAM allows 1,000 and more on request."""


def endless(what: str) -> ServiceFault:
    """For a list of accounts or roles whose pages go on and on."""
    return ServiceFault(f"The list of {what} that AWS gave has no end.", "What was known stays. Try again.")


@dataclass(eq=False, slots=True)
class Task:
    """One call to be made: a page of ListAccounts, or of one account's ListAccountRoles."""

    account_id: str | None
    """None: ListAccounts."""
    next_token: str | None = None
    names: tuple[str, ...] = ()
    """Roles of its earlier pages."""
    earlier: tuple[str | None, ...] = ()
    """The tokens of its earlier pages."""
    tries: int = 0
    """How often it has failed for another reason than a 429."""
    answers_before: int = 0
    """Answers that the whole run had when this one failed for the first time."""
    sent_at: float | None = None
    """When it left, while nothing has come back; seconds of the clock that never jumps."""
    replaced: bool = False
    """Another task was put in its place because it hung: its outcome counts no more, unless it is an answer."""


@dataclass(slots=True)
class WorkLine:
    """The tasks that wait. Whoever shares it between threads holds a lock of his own."""

    wants: Wants
    _pages: deque[Task] = field(default_factory=deque)
    _later: list[tuple[float, int, Task]] = field(default_factory=list)
    _rest: list[tuple[tuple[int, float], int, str]] = field(default_factory=list)
    _waiting: dict[str, Task] = field(default_factory=dict)
    """Accounts that nobody has asked for yet, however they will be found: by wish or by rank."""
    _last: deque[Task] = field(default_factory=deque)
    _numbers: Iterator[int] = field(default_factory=count)
    _wished: Iterator[str] = field(default_factory=lambda: iter(()))
    _wishes_seen: int = -1

    def add(self, account_id: str, rank: tuple[int, float]) -> None:
        """An account whose roles are to be read; the lowest rank comes first."""
        if account_id not in self._waiting:
            self._waiting[account_id] = Task(account_id)
            heapq.heappush(self._rest, (rank, next(self._numbers), account_id))
            self._wishes_seen = -1  # it may have been wished for before it was known

    def put_first(self, task: Task) -> None:
        """Next of all: the listing, a next page, a call that a 429 sent back."""
        self._pages.append(task)

    def put_back(self, task: Task, due: float) -> None:
        """Again, but not before that moment."""
        heapq.heappush(self._later, (due, next(self._numbers), task))

    def put_last(self, task: Task) -> None:
        """Again when nothing else is left."""
        self._last.append(task)

    def take(self, now: float) -> Task | None:
        """The task that comes next; None where nothing is due now."""
        if self._pages:
            return self._pages.popleft()
        if self._later and self._later[0][0] <= now:
            return heapq.heappop(self._later)[2]
        return self._wanted() or self._ranked() or (self._last.popleft() if self._last else None)

    def delay(self, now: float) -> float | None:
        """Seconds until a task is due, 0 for now; None where there is none at all."""
        if self._pages or self._waiting or self._last:
            return 0.0
        return max(0.0, self._later[0][0] - now) if self._later else None

    def _wanted(self) -> Task | None:
        if self._wishes_seen != self.wants.version:
            self._wishes_seen = self.wants.version
            self._wished = iter(self.wants.in_order())
        return self._first_waiting(self._wished)

    def _ranked(self) -> Task | None:
        while self._rest:
            task = self._waiting.pop(heapq.heappop(self._rest)[2], None)
            if task is not None:
                return task
        return None

    def _first_waiting(self, ids: Iterator[str]) -> Task | None:
        for account_id in ids:
            task = self._waiting.pop(account_id, None)
            if task is not None:
                return task
        return None
