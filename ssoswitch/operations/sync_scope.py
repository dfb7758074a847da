"""What a sync is for: whose roles are to be read, and what of a sync that was cut short still counts."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from ssoswitch.core.tree import to_read
from ssoswitch.model.account import AccountTree
from ssoswitch.model.frozen import frozen


@frozen
class Scope:
    """What one run reads."""

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

    def due(self, tree: AccountTree, account_ids: Iterable[str], now: float) -> tuple[str, ...]:
        """Of these accounts, those whose roles are to be read; the ones that the tree does not know are."""
        asked = tuple(account_ids)
        known = [account_id for account_id in asked if account_id in tree.entries]
        fresh = [account_id for account_id in asked if account_id not in tree.entries]
        return (*fresh, *to_read(tree, now, self.oldest, full=self.full, only=known))
