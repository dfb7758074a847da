"""What the fake Identity Center has to show: accounts, and the roles that the user may take in them.

Fixed data. `Organization.sample(n)` is the same organization each time for the same n, because pictures, goldens and
benchmarks are made from it; tests with hostile names build their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import field, replace

from ssoswitch.demo.sample import sample_accounts
from ssoswitch.model.frozen import frozen


@frozen
class DemoAccount:
    """One AWS account as ListAccounts and ListAccountRoles give it.

    `id` is a string of twelve digits. `name` and `email` are None where the service sends null.
    """

    id: str
    name: str | None
    email: str | None
    roles: tuple[str, ...] = ()


@frozen
class Organization:
    """Accounts in the order in which ListAccounts gives them. Two accounts never share an id."""

    accounts: tuple[DemoAccount, ...]
    _by_id: dict[str, DemoAccount] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_id = {account.id: account for account in self.accounts}
        if len(by_id) != len(self.accounts):
            raise ValueError("two accounts of an Organization have the same id")
        object.__setattr__(self, "_by_id", by_id)

    @classmethod
    def of(cls, *accounts: tuple[str, str | None, str | None, Iterable[str]]) -> Organization:
        """An organization of (id, name, e-mail, roles), with any names a test wants."""
        return cls(tuple(DemoAccount(id, name, email, tuple(roles)) for id, name, email, roles in accounts))

    @classmethod
    def sample(cls, accounts: int = 60, roles_per_account: int | None = None) -> Organization:
        """A company's accounts, the same each time: 1 to 10,000 of them.

        With `roles_per_account` every account has exactly so many roles (for benchmarks); otherwise the role sets
        vary, one account has no role, one no e-mail and one no name.
        """
        if not 1 <= accounts <= 10_000:
            raise ValueError("the sample organization has 1 to 10,000 accounts")
        return cls(tuple(DemoAccount(*row) for row in sample_accounts(accounts, roles_per_account)))

    def __iter__(self) -> Iterator[DemoAccount]:
        return iter(self.accounts)

    def __len__(self) -> int:
        return len(self.accounts)

    @property
    def role_count(self) -> int:
        """All roles of all accounts."""
        return sum(len(account.roles) for account in self.accounts)

    def find(self, account_id: str) -> DemoAccount | None:
        """The account with this id, or None."""
        return self._by_id.get(account_id)

    def with_account(self, account: DemoAccount) -> Organization:
        """The same with this account added, or in the place of the one that had its id."""
        if account.id in self._by_id:
            return Organization(tuple(account if a.id == account.id else a for a in self.accounts))
        return Organization((*self.accounts, account))

    def without_account(self, account_id: str) -> Organization:
        """The same without this account."""
        return Organization(tuple(a for a in self.accounts if a.id != account_id))

    def with_role(self, account_id: str, role: str) -> Organization:
        """The same with one more role in this account. Raises KeyError for an unknown account."""
        account = self._by_id[account_id]
        return self.with_account(replace(account, roles=(*account.roles, role)))

    def without_role(self, account_id: str, role: str) -> Organization:
        """The same with this role taken from this account. Raises KeyError for an unknown account."""
        account = self._by_id[account_id]
        return self.with_account(replace(account, roles=tuple(r for r in account.roles if r != role)))
