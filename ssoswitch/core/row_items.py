"""Which items a row stands for when it is marked or acted upon, as the bunches that marks are made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ssoswitch.core.listing import Listing
from ssoswitch.core.marks import Bunch, bunch_of
from ssoswitch.core.rows import HEADINGS, Item, Row, RowKind
from ssoswitch.core.views import RolesView


def bunches_of(listing: Listing, row: Row) -> list[Bunch]:
    """A role, a profile, or every role of an account that is still there.

    Under a search only what is shown of it; an account that is not read yet stands for itself.
    """
    if row.kind in HEADINGS:
        return []
    if row.kind is RowKind.ROLE_GROUP:
        return _accounts_of(listing, row.item.role_name)
    if row.item.profile_name or row.item.role_name:
        return [bunch_of(row.item)] if row.item.profile_name or _is_there(listing, row.item) else []
    bunch = _of_account(listing, row.doc, whole=row.top)
    return [bunch] if bunch[1] else []


def items_of(listing: Listing, row: Row) -> tuple[Item, ...]:
    """The same, each by itself."""
    return tuple(
        [
            Item(account_id, name, profile)
            for account_id, names, profile in bunches_of(listing, row)
            for name in names
        ]
    )


def all_bunches(listing: Listing) -> list[Bunch]:
    """Every role (or profile) that is shown, or hidden only by folding."""
    shown, view = listing.shown, listing.view
    if view == "profiles":
        return [bunch_of(shown.row(group, 0, False).item) for group in range(len(shown))]
    entries, docs = listing.catalogue.entries, _docs(listing)
    found = [_of_account(listing, doc, whole=False) for doc in docs if view != "roles" or entries[doc].loaded]
    return [bunch for bunch in found if bunch[1]]


def bunches_between(listing: Listing, first: int, last: int) -> Iterator[Bunch]:
    """What the rows from `first` to `last` stand for, both among them; an open group only by its rows."""
    rows = listing.rows
    y = first
    while y <= last:
        if listing.view == "accounts" and y >= len(rows.fixed) and not rows.group_at(y)[1]:
            # Accounts that are in the range with all their rows; row by row ten thousand would take too long.
            group = rows.group_at(y)[0]
            beyond = rows.group_at(last + 1)[0] if last + 1 < len(rows) else len(listing.shown)
            docs = _docs(listing)[group:beyond]
            yield from (bunch for doc in docs if (bunch := _of_account(listing, doc, whole=False))[1])
            y = rows.start(beyond)
            if beyond > group:
                continue
        row = listing.row(y)
        if not (row.foldable and row.open):
            yield from bunches_of(listing, row)
        elif y + row.count <= last:
            yield from bunches_of(listing, row)
            y += row.count
        y += 1


def is_marked(listing: Listing, row: Row) -> bool:
    """Whether all that the row stands for is marked."""
    marks = listing.marks
    if not len(marks):
        return False
    if row.kind is RowKind.ROLE_GROUP and isinstance(listing.shown, RolesView):
        return listing.shown.all_marked(row.item.role_name, marks)
    return marks.has_all(bunches_of(listing, row))


def _docs(listing: Listing) -> Sequence[int]:
    """The numbers of the accounts that are shown, in the order of the accounts view."""
    return listing.hits.docs if listing.hits is not None else listing.catalogue.order


def _of_account(listing: Listing, doc: int, *, whole: bool) -> Bunch:
    catalogue = listing.catalogue
    entry = catalogue.entries[doc]
    account_id = entry.account.account_id
    if entry.fetched_at is None:
        return (account_id, ("",), "")
    names = entry.roles if whole or listing.hits is None else listing.hits.roles[doc]
    if gone := catalogue.gone.get(account_id):
        names = tuple([name for name in names if name not in gone])
    return (account_id, names, "")


def _accounts_of(listing: Listing, role_name: str) -> list[Bunch]:
    """The accounts that are shown with that role, and have it still."""
    if not isinstance(listing.shown, RolesView):
        return []
    catalogue = listing.catalogue
    entries, gone, names = catalogue.entries, catalogue.gone, (role_name,)
    ids = [entries[doc].account.account_id for doc in listing.shown.accounts(role_name)]
    return [
        (account_id, names, "") for account_id in ids if not gone or role_name not in gone.get(account_id, ())
    ]


def _is_there(listing: Listing, item: Item) -> bool:
    return item.role_name not in listing.catalogue.gone.get(item.account_id, ())
