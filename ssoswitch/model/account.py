"""What ListAccounts and ListAccountRoles said, and when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field

from ssoswitch.model.frozen import frozen


@frozen
class Account:
    """An AWS account that the person may enter. Texts are cleaned of control characters."""

    account_id: str
    """Twelve digits, leading zeros kept; never a number."""
    name: str
    """Empty where AWS gave none."""
    email: str = ""
    """Empty where AWS gave none."""


@frozen
class AccountRole:
    """One role in one account: what a profile, a console or credentials are made for."""

    account_id: str
    role_name: str


@frozen
class AccountEntry:
    """An account and what is known of its roles."""

    account: Account
    roles: tuple[str, ...] = ()
    """Role names, sorted. Many accounts share one tuple: equal sets are interned."""
    fetched_at: float | None = None
    """When the roles were read, in seconds since the epoch; None: never yet."""
    failure: str = ""
    """Why the last reading of its roles failed; empty when it did not. Old roles stay beside it."""

    @property
    def loaded(self) -> bool:
        """Whether its roles have been read at some time."""
        return self.fetched_at is not None


@frozen
class AccountTree:
    """Every account of one sso-session with its roles, ordered by account name then id."""

    session_name: str
    entries: Mapping[str, AccountEntry] = field(default_factory=dict)
    """By account id, in display order."""
    synced_at: float | None = None
    """When a sync last ended whole (every account's roles read or failed), in seconds since the epoch."""
    begun_at: float | None = None
    """When the sync of all accounts began that was cut short; None where the last one ended whole."""
    saved_at: float | None = None
    """When this was saved, None for one that comes from no file."""
    access_new: frozenset[AccountRole] = frozenset()
    """Roles that appeared in the last whole sync."""
    access_gone: frozenset[AccountRole] = frozenset()
    """Roles that the last whole sync no longer found; they are no longer in `entries`."""
    accounts_new: frozenset[str] = frozenset()
    """Ids of accounts that appeared in the last whole sync."""
    roles_before: Mapping[str, tuple[str, ...] | None] = field(default_factory=dict)
    """What the last whole sync knew of the accounts that have changed since: their roles, None where there was no
    such account. It is what the next whole sync is compared with."""
    counted: dict[str, int] = field(default_factory=dict, init=False, repr=False, compare=False)
    """Numbers that were asked for, for every key that is pressed asks again; `core.tree` takes them on to the next."""

    def __len__(self) -> int:
        return len(self.entries)

    def __iter__(self) -> Iterator[AccountEntry]:
        return iter(self.entries.values())

    def get(self, account_id: str) -> AccountEntry | None:
        """The entry of that account, None where there is none."""
        return self.entries.get(account_id)

    @property
    def role_count(self) -> int:
        """How many account-role pairs are known; counted once."""
        if "roles" not in self.counted:
            self.counted["roles"] = sum([len(entry.roles) for entry in self.entries.values()])
        return self.counted["roles"]

    @property
    def unread_count(self) -> int:
        """How many accounts' roles have never been read; counted once."""
        if "unread" not in self.counted:
            self.counted["unread"] = sum([entry.fetched_at is None for entry in self.entries.values()])
        return self.counted["unread"]

    def has(self, role: AccountRole) -> bool:
        """Whether that role is in the tree."""
        entry = self.entries.get(role.account_id)
        return entry is not None and role.role_name in entry.roles
