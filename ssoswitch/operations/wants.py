"""Which accounts the person at the screen wants to see first; said while a sync runs, heard at its next call."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from enum import IntEnum
from itertools import chain


class Reason(IntEnum):
    """Why an account is wanted, the most urgent first."""

    CURSOR = 0
    SHOWN = 1
    MARKED = 2
    FAVOURITE = 3
    RECENT = 4
    MATCHING = 5


class Wants:
    """Account ids by reason. The screen says them at any time from any thread; the sync reads them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ids: dict[Reason, tuple[str, ...]] = {}
        self._version = 0

    def first(self, account_ids: Iterable[str]) -> None:
        """These come before all others, in this order; the ones said so before no longer do."""
        self.say(Reason.CURSOR, account_ids)

    def say(self, reason: Reason, account_ids: Iterable[str]) -> None:
        """These are wanted for that reason, in this order, in the place of what was said for it before."""
        ids = tuple(account_ids)
        with self._lock:
            before = self._ids.get(reason, ())
            if before is not ids and before != ids:
                self._ids[reason] = ids
                self._version += 1

    @property
    def version(self) -> int:
        """A number that changes when the wishes do."""
        return self._version

    def in_order(self) -> tuple[str, ...]:
        """All that are wanted, the most urgent first; one may stand there for several reasons."""
        with self._lock:
            return tuple(chain.from_iterable(self._ids.get(reason, ()) for reason in Reason))
