"""One sync as it stands: what is still to ask, what came, and what a failure means. Threads share it; it starts none.

A 429 sends a call back to the line and is no failure. A fault (5xx, reset, time-out, an answer that broke off) is
retried after a short random wait, then at the very end, then the account is marked and keeps its old roles, unless
nothing at all answers any more (`sync_health`).
"""

from __future__ import annotations

import random
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from ssoswitch.core.tree import RoleSets, failed, rank
from ssoswitch.model.account import Account, AccountEntry, AccountTree
from ssoswitch.model.environment import Clock
from ssoswitch.model.errors import (
    AccessDenied,
    AccessError,
    NotThere,
    ServiceFault,
    SsoswitchError,
    Unreachable,
)
from ssoswitch.model.identity_center import AccountPage, RolePage
from ssoswitch.operations.sync_health import Health
from ssoswitch.operations.sync_line import MOST_IDLE_PAGES, MOST_ROLE_PAGES, Task, WorkLine, endless
from ssoswitch.operations.sync_scope import Scope
from ssoswitch.operations.wants import Wants

QUICK_TRIES = 3
"""Tries of a call before it is put off to the end …"""
TRIES = 5
"""… and before its account is marked, or a page of ListAccounts is given up while other calls are answered."""
LISTING_TRIES = 2
"""Of a page of ListAccounts, before nothing more is asked for a while: without it there is nothing to do."""
RETRY_WAIT = 0.3
"""Seconds before the first retry, doubled with each, times a random number from 0.5 to 1.5."""


@dataclass(slots=True)
class News:
    """What came since it was last asked for."""

    accounts: list[Account] = field(default_factory=list)
    listed: bool = False
    """The last page of ListAccounts came."""
    entries: list[AccountEntry] = field(default_factory=list)


class SyncRun:
    """See the module. `clock` dates what was read; `ticks` measures waits; both are handed in, and so is chance."""

    def __init__(
        self,
        tree: AccountTree,
        wants: Wants,
        scope: Scope,
        *,
        clock: Clock,
        ticks: Clock,
        chance: random.Random,
    ) -> None:
        self.bell = threading.Condition()
        """Rung when there is work or an end."""
        self.ending = threading.Event()
        """Set when it is over."""
        self.error: SsoswitchError | None = None
        """What ended it before its time."""
        self.broken: BaseException | None = None
        """A mistake of ours in a worker; the run ends, and whoever walks it gets it."""
        self.listed = False
        self.total = 0
        self.done = 0
        self.failures: dict[str, str] = {}
        self._tree = tree
        self._scope = scope
        self._clock = clock
        self._ticks = ticks
        self._chance = chance
        self._line = WorkLine(wants)
        self._sets = RoleSets(tree)
        self._accounts: dict[str, Account] = {}
        self._halted = False
        self._pages_seen: set[str | None] = set()
        self._idle_pages = 0
        self._open: set[str] = set()
        """Accounts of this run that are neither read nor marked."""
        self._under_way: set[Task] = set()
        self._news = News()
        self._health = Health()
        self._start()

    # What a worker asks

    @property
    def over(self) -> bool:
        """Whether nothing is left to do, or nothing shall be done."""
        return (
            self._halted
            or self.error is not None
            or self.broken is not None
            or (self.listed and not self._open)
        )

    def delay(self) -> float | None:
        """Seconds until there is a task to take, 0 for now; None while others have to finish first. Hold the bell."""
        now = self._ticks.monotonic()
        if now < self._health.closed_until:
            return self._health.closed_until - now
        if self._health.rounds and any(not task.replaced for task in self._under_way):
            return None  # while nothing answers, one call at a time finds out whether something does
        return self._line.delay(now)

    def take(self) -> Task | None:
        """The task that comes next; None where there is none any more."""
        with self.bell:
            if self.over or self.delay() != 0.0:
                return None
            task = self._line.take(self._ticks.monotonic())
            if task is not None:
                self._under_way.add(task)
            return task

    def leaves(self, task: Task) -> None:
        """The call of that task goes out now: from here on it may hang."""
        with self.bell:
            task.sent_at = self._ticks.monotonic()

    # What a worker brings

    def answered(self, task: Task, page: AccountPage | RolePage) -> None:
        """An answer came."""
        with self.bell:
            self._health.heard(self._ticks.monotonic(), task.sent_at)
            self._back(task)
            if isinstance(page, AccountPage):
                self._accounts_came(task, page)
            elif task.account_id in self._open:
                self._roles_came(task, task.account_id, page)
            self._ring()

    def throttled(self, task: Task) -> None:
        """A 429: it goes back to the head of the line. The gate knows what to make of it."""
        with self.bell:
            self._back(task)
            if not task.replaced:
                self._line.put_first(task)
            self._ring()

    def send_back(self, task: Task) -> None:
        """It was not the task's fault, and shall be done again: the token was renewed."""
        self.throttled(task)

    def refused(self, task: Task, error: SsoswitchError) -> None:
        """Another failure came: retried, put off, marked, or taken for an end."""
        with self.bell:
            self._back(task)
            if not task.replaced:
                self._judge(task, error)
            elif _is_fault(error):
                self._health.silent += 1  # another one asks again in its place
            self._ring()

    def end(self, error: SsoswitchError) -> None:
        """Nothing more can be asked. The first error counts."""
        with self.bell:
            self.error = self.error or error
            self._ring()

    def break_down(self, error: BaseException) -> None:
        """A worker met a mistake of ours."""
        with self.bell:
            self.broken = self.broken or error
            self._ring()

    def halt(self) -> None:
        """Nothing more shall be asked."""
        with self.bell:
            self._halted = True
            self._ring()

    # What the walker asks

    def take_news(self) -> News:
        """All that came since the last call."""
        with self.bell:
            news, self._news = self._news, News()
            return news

    @property
    def accounts(self) -> tuple[Account, ...]:
        """The accounts listed so far."""
        with self.bell:
            return tuple(self._accounts.values())

    def replace_hung(self, most: int) -> int:
        """Put calls that take far longer than is usual back in line, so many under way at most; how many those are.

        Their threads are left to their time-outs; whichever call answers first counts.
        """
        with self.bell:
            if self._health.is_silent:
                return 0
            before = self._ticks.monotonic() - self._health.patience
            hung = [
                task
                for task in self._under_way
                if not task.replaced and task.sent_at is not None and task.sent_at < before
            ][: max(0, most - len(self._under_way))]
            for task in hung:
                self._line.put_first(replace(task, sent_at=None))
                task.replaced = True
            if hung:
                self.bell.notify_all()
            return len(hung)

    @property
    def trouble(self) -> str:
        """A sentence for a person while calls fail; empty when all is well."""
        return self._health.trouble

    def speed(self, *, paused: bool) -> float:
        """Answers a second, now."""
        with self.bell:
            return self._health.speed(self._ticks.monotonic(), paused=paused)

    def _start(self) -> None:
        if self._scope.lists(self._tree):
            self._line.put_first(Task(None))
            return
        self.listed = True
        self._due(self._scope.only or ())

    def _due(self, account_ids: Iterable[str]) -> None:
        """Of these accounts, put in line those whose roles are to be read."""
        for account_id in self._scope.due(self._tree, account_ids):
            if account_id not in self._open:
                self._open.add(account_id)
                self.total += 1
                self._line.add(account_id, rank(self._tree.entries.get(account_id)))

    def _ring(self) -> None:
        if self.over:
            self.ending.set()
        self.bell.notify_all()

    def _back(self, task: Task) -> None:
        self._under_way.discard(task)
        task.sent_at = None

    def _accounts_came(self, task: Task, page: AccountPage) -> None:
        if self.listed or task.next_token in self._pages_seen:
            return
        self._pages_seen.add(task.next_token)
        fresh = [account for account in page.accounts if account.account_id not in self._accounts]
        self._accounts.update((account.account_id, account) for account in fresh)
        self._news.accounts += fresh
        self._due(a.account_id for a in fresh if self._scope.covers(a.account_id))
        self._idle_pages = 0 if fresh else self._idle_pages + 1
        if page.next_token and page.next_token not in self._pages_seen:
            if self._idle_pages < MOST_IDLE_PAGES:
                self._line.put_first(Task(None, page.next_token))
            else:
                self.error = self.error or endless("accounts")
        else:
            self.listed = self._news.listed = True

    def _roles_came(self, task: Task, account_id: str, page: RolePage) -> None:
        names = (*task.names, *page.role_names)
        earlier = (*task.earlier, task.next_token)
        if page.next_token and page.next_token not in earlier:
            if len(earlier) < MOST_ROLE_PAGES:
                self._line.put_first(Task(account_id, page.next_token, names, earlier))
            else:
                self._mark(account_id, endless("roles"))
            return
        self._close(
            AccountEntry(self._account(account_id), self._sets.shared(names), float(int(self._clock.time())))
        )

    def _account(self, account_id: str) -> Account:
        account = self._accounts.get(account_id)
        if account is not None:
            return account
        entry = self._tree.entries.get(account_id)
        return entry.account if entry is not None else Account(account_id, "")

    def _close(self, entry: AccountEntry) -> None:
        self._open.discard(entry.account.account_id)
        self.done += 1
        self._news.entries.append(entry)

    def _judge(self, task: Task, error: SsoswitchError) -> None:
        health, now = self._health, self._ticks.monotonic()
        if not _is_fault(error):
            health.heard(now, None)  # a refusal is an answer
            if task.account_id is None or not isinstance(error, AccessError):
                self.error = self.error or error
            else:
                self._mark(task.account_id, error)
            return
        if task.tries == 0:
            health.silent += 1
            task.answers_before = health.answers
        task.tries += 1
        if health.silent > 1 or task.tries > 1:
            health.trouble = f"{error.message.rstrip('.')}; it is tried again."
        if self._nothing_answers(task, error):
            if not health.hold_still(now, error.message):
                self.error = self.error or error
            self._line.put_first(task)
        elif task.tries < (TRIES if task.account_id is None else QUICK_TRIES):
            wait = RETRY_WAIT * 2 ** (task.tries - 1) * (0.5 + self._chance.random())
            self._line.put_back(task, now + wait)
        elif task.account_id is None:
            self.error = self.error or error  # what it would have listed stays unknown
        elif task.tries < TRIES:
            self._line.put_last(task)
        elif task.account_id in self._open:
            self._mark(task.account_id, error)

    def _nothing_answers(self, task: Task, error: SsoswitchError) -> bool:
        if self._health.is_silent:
            return True
        if self._health.answers > task.answers_before:
            return False
        if task.account_id is None:
            return task.tries >= LISTING_TRIES
        return isinstance(error, Unreachable) and task.tries >= QUICK_TRIES

    def _mark(self, account_id: str, error: SsoswitchError) -> None:
        reason = error.message.rstrip(".")
        if isinstance(error, AccessDenied):
            there = not isinstance(error, NotThere)
            reason = "its roles may not be read (403)" if there else "AWS does not find it (404)"
        self.failures[account_id] = reason
        known = self._tree.entries.get(account_id)
        account = self._account(account_id)
        entry = replace(known, account=account) if known is not None else AccountEntry(account)
        self._close(failed(entry, reason))


def _is_fault(error: SsoswitchError) -> bool:
    """Whether the next try may well be answered."""
    return isinstance(error, (Unreachable, ServiceFault))
