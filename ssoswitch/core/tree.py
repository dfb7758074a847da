"""How an AccountTree changes: what came in is merged, what is due is told, and two syncs are compared.

Every function returns a new tree; those who hold the old one keep it. Equal role sets are one tuple (`RoleSets`), so
that ten thousand accounts with ten roles each cost what their few different sets cost.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from ssoswitch.model.account import Account, AccountEntry, AccountRole, AccountTree

CLOCK_SLACK = 3600.0
"""A time so many seconds ahead of now was written by a clock that was wrong."""


class RoleSets:
    """Makes equal role sets one tuple, of one string for each name."""

    def __init__(self, tree: AccountTree | None = None) -> None:
        self._sets: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._names: dict[str, str] = {}
        for entry in tree or ():
            if self._sets.setdefault(entry.roles, entry.roles) is entry.roles:
                self._names.update(zip(entry.roles, entry.roles, strict=True))

    def shared(self, names: Iterable[str]) -> tuple[str, ...]:
        """These names sorted, each once, as the tuple that every account with this set shares."""
        known = self._names
        roles = tuple(known.setdefault(name, name) for name in sorted(set(names), key=role_order))
        return self._sets.setdefault(roles, roles)


def role_order(name: str) -> tuple[str, str]:
    """The key by which roles are sorted: as people sort, capitals beside small letters."""
    return (name.casefold(), name)


def account_order(account: Account) -> tuple[str, str]:
    """The key by which accounts are sorted: name, then id; one without a name stands where its id does."""
    return ((account.name or account.account_id).casefold(), account.account_id)


def merge_accounts(tree: AccountTree, accounts: Iterable[Account], complete: bool) -> AccountTree:
    """The tree with these accounts in it, their names as given now and their roles as known.

    `complete`: these are all there are, and others leave the tree.
    """
    listed = {account.account_id: account for account in accounts}
    known = tree.entries
    merged = {key: entry for key, entry in known.items() if key in listed or not complete}
    order_holds = True
    for key, account in listed.items():
        entry = merged.get(key)
        if entry is None:
            merged[key] = AccountEntry(account)
            order_holds = False
        elif entry.account != account:
            order_holds = order_holds and entry.account.name == account.name
            merged[key] = replace(entry, account=account)
    return replace(tree, entries=merged if order_holds else _sorted(merged))


def merge_entries(tree: AccountTree, entries: Iterable[AccountEntry]) -> AccountTree:
    """The tree with these entries in the place of those that it had; new accounts find their place."""
    merged = dict(tree.entries.items())
    size = len(merged)
    order_holds = True
    roles = unread = 0
    for entry in entries:
        before = merged.get(entry.account.account_id)
        roles += len(entry.roles) - (len(before.roles) if before is not None else 0)
        unread += (entry.fetched_at is None) - (before is not None and before.fetched_at is None)
        order_holds = order_holds and before is not None and before.account.name == entry.account.name
        merged[entry.account.account_id] = entry
    grown = replace(tree, entries=merged if order_holds and len(merged) == size else _sorted(merged))
    # A sync brings ten batches a second, and ten thousand accounts need not be counted for each.
    for what, more in (("roles", roles), ("unread", unread)):
        if what in tree.counted:
            grown.counted[what] = tree.counted[what] + more
    return grown


def failed(entry: AccountEntry, reason: str) -> AccountEntry:
    """That account after a reading that failed: the roles that were known stay."""
    return replace(entry, failure=reason)


def to_read(
    tree: AccountTree,
    now: float,
    oldest: float,
    *,
    full: bool = False,
    only: Collection[str] | None = None,
) -> tuple[str, ...]:
    """Ids of the accounts whose roles are to be read, in order: never read, failed last time, then the oldest.

    `oldest`: roles up to so many seconds old count as fresh; with `full` none do. `only`: of these alone.
    """
    chosen = tree.entries.values() if only is None else _entries(tree, only)
    due = [entry for entry in chosen if full or entry.failure or _age(entry, now) > oldest]
    due.sort(key=rank)
    return tuple(entry.account.account_id for entry in due)


def rank(entry: AccountEntry | None) -> tuple[int, float]:
    """Which accounts are read first, the lowest rank: never read (None: not even known), failed last time, oldest."""
    if entry is None:
        return (0, 0.0)
    if entry.fetched_at is None:
        # One that failed may fail again: those that were never tried come first.
        return (1 if entry.failure else 0, 0.0)
    return (1 if entry.failure else 2, entry.fetched_at)


def is_lost(tree: AccountTree, role: AccountRole) -> bool:
    """Whether that role of the tree's session is known to be gone: its account was read, and it is not there.

    An empty role name asks for the account. One whose last reading failed tells nothing.
    """
    entry = tree.entries.get(role.account_id)
    if entry is None:
        return tree.synced_at is not None
    if not role.role_name or not entry.loaded or entry.failure:
        return False
    return role.role_name not in entry.roles


def break_off(before: AccountTree, after: AccountTree) -> AccountTree:
    """`after` as the outcome of a sync that did not end whole: what differs from the last whole one is kept in mind."""
    if before.synced_at is None:
        return replace(after, roles_before={})
    remembered = dict(before.roles_before)
    for key, entry in after.entries.items():
        old = before.entries.get(key)
        if old is None:
            remembered.setdefault(key, None)
        elif old.roles is not entry.roles and old.roles != entry.roles and old.loaded:
            remembered.setdefault(key, old.roles)
    for key, old in before.entries.items():
        if key not in after.entries and old.loaded:
            remembered.setdefault(key, old.roles)
    return replace(after, roles_before=remembered)


def finish(before: AccountTree, after: AccountTree, now: float) -> AccountTree:
    """`after` as the outcome of a whole sync that ended at `now`: access gained and lost since the last whole one.

    The first whole sync gains nothing: there is nothing to compare it with. Roles that were not known before (their
    account could not be read) are not new either.
    """
    whole = replace(
        after,
        synced_at=now,
        begun_at=None,
        access_new=frozenset(),
        access_gone=frozenset(),
        accounts_new=frozenset(),
        roles_before={},
    )
    if before.synced_at is None:
        return whole
    then = break_off(before, after).roles_before
    new: set[AccountRole] = set()
    gone: set[AccountRole] = set()
    for key, roles_then in then.items():
        entry = after.entries.get(key)
        roles_now = entry.roles if entry is not None else ()
        new.update(_pairs(key, roles_now, roles_then or ()))
        gone.update(_pairs(key, roles_then or (), roles_now))
    return replace(
        whole,
        access_new=frozenset(new),
        access_gone=frozenset(gone),
        accounts_new=frozenset(
            key for key, roles_then in then.items() if roles_then is None and key in after.entries
        ),
    )


def _pairs(account_id: str, these: Collection[str], without: Collection[str]) -> Iterator[AccountRole]:
    return (AccountRole(account_id, name) for name in these if name not in without)


def _entries(tree: AccountTree, ids: Iterable[str]) -> list[AccountEntry]:
    return [entry for key in dict.fromkeys(ids) if (entry := tree.entries.get(key)) is not None]


def _age(entry: AccountEntry, now: float) -> float:
    if entry.fetched_at is None or entry.fetched_at > now + CLOCK_SLACK:
        return float("inf")
    return now - entry.fetched_at


def _sorted(entries: Mapping[str, AccountEntry]) -> dict[str, AccountEntry]:
    return {
        entry.account.account_id: entry
        for entry in sorted(entries.values(), key=lambda entry: account_order(entry.account))
    }
