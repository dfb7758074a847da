"""Small account trees for tests of the list and the search, written as a line for each account."""

from __future__ import annotations

from collections.abc import Iterable

from ssoswitch.core.catalogue import Catalogue, Facts
from ssoswitch.core.listing import Listing
from ssoswitch.core.tree import RoleSets, account_order
from ssoswitch.model.account import Account, AccountEntry, AccountRole, AccountTree
from ssoswitch.model.profile import Profile, ProfileForm

ADMIN, READ, POWER = "AdministratorAccess", "ReadOnlyAccess", "PowerUserAccess"

COMPANY = """
333344445555 payments-prod payments@example.com AdministratorAccess Billing ReadOnlyAccess
333344446666 payments-stage stage@example.com AdministratorAccess PowerUserAccess ReadOnlyAccess
333344448888 payroll-prod payroll@example.com AdministratorAccess Billing
222233334444 data-lake-dev lake@example.com AdministratorAccess DataScientist
888899990000 website-prod web@example.com ReadOnlyAccess
012345678901 new-hires-dev people@example.com
555566667777 sandbox-anna anna@example.com ?
"""
"""`?` for an account whose roles have not been read."""


def entry(account_id: str, name: str, email: str = "", roles: Iterable[str] | None = ()) -> AccountEntry:
    """An account with its roles; None for roles that have not been read."""
    account = Account(account_id, name, email)
    return (
        AccountEntry(account)
        if roles is None
        else AccountEntry(account, tuple(sorted(roles)), fetched_at=1.0)
    )


def entries_of(text: str) -> list[AccountEntry]:
    """An entry for each line: id, name, e-mail, roles; `-` stands for an empty name or e-mail."""
    sets = RoleSets()
    found: list[AccountEntry] = []
    for line in text.strip().splitlines():
        account_id, name, email, *roles = line.split()
        account = Account(account_id, "" if name == "-" else name, "" if email == "-" else email)
        read = roles != ["?"]
        found.append(AccountEntry(account, sets.shared(roles if read else ()), 1.0 if read else None))
    return sorted(found, key=lambda each: account_order(each.account))


def tree_of(
    text: str = COMPANY,
    *,
    session: str = "corp",
    new: Iterable[AccountRole] = (),
    gone: Iterable[AccountRole] = (),
    accounts_new: Iterable[str] = (),
) -> AccountTree:
    """The tree of such lines, synced whole."""
    return AccountTree(
        session,
        {each.account.account_id: each for each in entries_of(text)},
        synced_at=1.0,
        access_new=frozenset(new),
        access_gone=frozenset(gone),
        accounts_new=frozenset(accounts_new),
    )


def profile(
    name: str, account_id: str = "", role: str = "", form: ProfileForm = ProfileForm.SESSION, **values: str
) -> Profile:
    """A profile of the session `corp`."""
    return Profile(
        name,
        values,
        form,
        AccountRole(account_id, role) if account_id else None,
        "corp" if account_id else "",
    )


def by_role(*profiles: Profile) -> dict[AccountRole, tuple[Profile, ...]]:
    """What `AwsConfig.profiles_by_role` gives."""
    found: dict[AccountRole, tuple[Profile, ...]] = {}
    for each in profiles:
        if each.role is not None:
            found[each.role] = (*found.get(each.role, ()), each)
    return found


def catalogue_of(tree: AccountTree | None = None, **facts: object) -> Catalogue:
    """A catalogue of `tree`, the company's if none is given."""
    return Catalogue(tree_of() if tree is None else tree, Facts(**facts))  # type: ignore[arg-type]  # keywords are checked by Facts


def listing_of(tree: AccountTree | None = None, **facts: object) -> Listing:
    """A listing of `tree`."""
    listing = Listing()
    listing.set_catalogue(tree_of() if tree is None else tree, Facts(**facts))  # type: ignore[arg-type]  # as above
    return listing
