"""Which items a row stands for when it is marked or acted upon."""

from __future__ import annotations

from ssoswitch.core.listing import Listing
from ssoswitch.core.rows import HEADINGS, Item, Row, RowKind


def items_of(listing: Listing, row: Row) -> tuple[Item, ...]:
    """A role, a profile, or every role of an account that is still there.

    Under a search only what is shown of it; an account that is not read yet stands for itself.
    """
    if row.kind in HEADINGS:
        return ()
    if row.item.profile_name:
        return (row.item,)
    if row.kind is RowKind.ROLE_GROUP:
        group = listing.shown.group_of(row.item)
        rows = (listing.shown.row(group, place + 1, True) for place in range(row.count))
        return tuple(each.item for each in rows if _is_there(listing, each.item))
    if row.item.role_name:
        return (row.item,) if _is_there(listing, row.item) else ()
    entry = listing.catalogue.entries[row.doc]
    if not entry.loaded:
        return (Item(row.item.account_id),)
    names = listing.hits.roles[row.doc] if listing.hits and not row.top else entry.roles
    account_id = row.item.account_id
    gone = listing.catalogue.gone.get(account_id, ())
    return tuple([Item(account_id, name) for name in names if name not in gone])


def all_items(listing: Listing) -> list[Item]:
    """Every role (or profile) that is shown, or hidden only by folding."""
    items: list[Item] = []
    for group in range(len(listing.shown)):
        items.extend(items_of(listing, listing.shown.row(group, 0, False)))
    return items


def _is_there(listing: Listing, item: Item) -> bool:
    return item.role_name not in listing.catalogue.gone.get(item.account_id, ())
