"""What a sync is for: whose roles are to be read, and what of one that was cut short still counts."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from ssoswitch.core.tree import CLOCK_SLACK, to_read
from ssoswitch.model.account import AccountTree
from ssoswitch.model.frozen import frozen

STILL_COUNTS = 3600.0
"""Seconds for which a sync that goes on from one that was cut short takes over what that one read."""


@frozen
class Scope:
    """What one run reads."""

    begun_at: float
    """When it began, in seconds since the epoch; ages are counted back from then."""
    oldest: float
    """Roles up to so many seconds old are not read again."""
    full: bool = False
    """They are, however young."""
    only: Collection[str] | None = None
    """Of these accounts alone; None: of all."""

    def lists(self, tree: AccountTree) -> bool:
        """Whether AWS has to be asked which accounts there are."""
        return self.only is None or any(account_id not in tree.entries for account_id in self.only)

    def covers(self, account_id: str) -> bool:
        """Whether that account, which AWS has listed, is one of those that it is for."""
        return self.only is None or account_id in self.only

    def due(self, tree: AccountTree, account_ids: Iterable[str]) -> tuple[str, ...]:
        """Of these accounts, those whose roles are to be read; the ones that the tree does not know are."""
        asked = tuple(account_ids)
        known = [account_id for account_id in asked if account_id in tree.entries]
        fresh = [account_id for account_id in asked if account_id not in tree.entries]
        return (*fresh, *to_read(tree, self.begun_at, self.oldest, full=self.full, only=known))


def goes_on_from(tree: AccountTree, now: float) -> float | None:
    """The moment since which a sync that goes on need not read anything again; None: nothing was cut short lately."""
    if tree.begun_at is None or tree.begun_at > now + CLOCK_SLACK:
        return None
    since = max(tree.begun_at, now - STILL_COUNTS)
    return since if taken_over(tree, since) else None


def taken_over(tree: AccountTree, since: float) -> int:
    """How many accounts were read since that moment, and need not be read again."""
    return sum(
        1
        for entry in tree
        if entry.fetched_at is not None and entry.fetched_at >= since and not entry.failure
    )
