"""Marked items: they live on items, so they survive searches, folding and a sync."""

from __future__ import annotations

from collections.abc import Iterable

from ssoswitch.core.rows import Item
from ssoswitch.model.account import AccountRole


class Marks:
    """Marked roles and profiles, in the order in which they were marked.

    An account whose roles are not read yet is marked as itself (role name "") and becomes its roles when they
    come.
    """

    def __init__(self) -> None:
        self._items: dict[Item, None] = {}
        self._cleared: dict[Item, None] = {}
        self._in_order: tuple[AccountRole, ...] | None = None
        self._roles: frozenset[AccountRole] | None = None

    def __len__(self) -> int:
        return len(self._items)

    def __contains__(self, item: Item) -> bool:
        return item in self._items

    @property
    def items(self) -> tuple[Item, ...]:
        """All of them."""
        return tuple(self._items)

    @property
    def roles(self) -> tuple[AccountRole, ...]:
        """The marked roles, each once; made when the marks have changed, for every letter that is typed asks."""
        if self._in_order is None:
            found = (AccountRole(item.account_id, item.role_name) for item in self._items if item.role_name)
            self._in_order = tuple(dict.fromkeys(found))
        return self._in_order

    @property
    def unread_accounts(self) -> tuple[str, ...]:
        """Ids of the marked accounts whose roles are not read yet."""
        return tuple(item.account_id for item in self._items if item.account_id and not item.role_name)

    @property
    def profile_names(self) -> tuple[str, ...]:
        """Profiles that were marked as such."""
        return tuple(item.profile_name for item in self._items if item.profile_name)

    def as_roles(self) -> frozenset[AccountRole]:
        """For `is:marked`: roles, and whole accounts as the role name ""."""
        if self._roles is None:
            self._roles = frozenset(AccountRole(item.account_id, item.role_name) for item in self._items)
        return self._roles

    def set(self, items: Iterable[Item], marked: bool) -> None:
        """Mark all of `items`, or take their marks away."""
        for item in items:
            if marked:
                self._items[item] = None
            else:
                self._items.pop(item, None)
        self._changed()

    def replace(self, items: Iterable[Item]) -> None:
        """These and no others."""
        self._items = dict.fromkeys(items)
        self._changed()

    def toggle(self, items: Iterable[Item]) -> bool:
        """Mark all of `items` if one of them is not marked, else none; tells whether they are marked now."""
        items = tuple(items)
        marked = not all(item in self._items for item in items)
        self.set(items, marked)
        return marked

    def clear(self) -> int:
        """Take all marks away; gives how many. `bring_back` undoes it."""
        if self._items:
            self._cleared, self._items = self._items, {}
        self._changed()
        return len(self._cleared)

    def bring_back(self) -> int:
        """The marks that were cleared last, back again; gives how many."""
        self._items, self._cleared = self._cleared, {}
        self._changed()
        return len(self._items)

    def _changed(self) -> None:
        self._roles = self._in_order = None

    def read(self, account_id: str, roles: Iterable[str]) -> None:
        """The roles of an account came: where the account was marked as itself, its roles are now."""
        account = Item(account_id)
        if account in self._items:
            self.set([account], False)
            self.set([Item(account_id, role) for role in roles], True)
