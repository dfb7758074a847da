from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssoswitch.core.listing import Listing, Place
from ssoswitch.core.row_items import all_bunches, bunches_between, bunches_of, is_marked, items_of
from ssoswitch.core.rows import HEADINGS, Item, Row, RowKind
from ssoswitch.model.account import AccountRole
from ssoswitch.model.settings import Recollections
from tests.support.trees import ADMIN, READ, by_role, entry, listing_of, profile, tree_of

TOP = Recollections(
    favourites=("888899990000/ReadOnlyAccess",), used={"corp/333344446666/PowerUserAccess": (0.0, 3, "use")}
)


def lines(listing: Listing) -> list[str]:
    """Each row in a few letters: `>` before the one under the cursor, `-` closed, `+` open."""
    return [
        (">" if y == listing.cursor else " ") + _line(listing, listing.row(y))
        for y in range(len(listing.rows))
    ]


def _line(listing: Listing, row: Row) -> str:
    name = listing.catalogue.entries[row.doc].account.name if row.doc >= 0 else ""
    fold = ("+" if row.open else "-") if row.foldable else ""
    match row.kind:
        case RowKind.TOP_HEADING | RowKind.HEADING:
            return f"== {row.count}"
        case RowKind.COLUMNS:
            return "== columns"
        case RowKind.ACCOUNT:
            return f"{fold}{name}"
        case RowKind.ACCOUNT_ROLE:
            return f"{name} / {row.item.role_name}"
        case RowKind.ROLE_GROUP:
            return f"{fold}{row.item.role_name} {row.count}"
        case RowKind.ROLE_ACCOUNT:
            return f"  {name}"
        case RowKind.PROFILE:
            return row.item.profile_name
        case _:
            return f"  {row.item.role_name}"


def test_accounts_stand_by_name_and_a_single_role_needs_no_unfolding() -> None:
    assert lines(listing_of()) == [
        " == 7",
        ">-data-lake-dev",
        " new-hires-dev",
        " -payments-prod",
        " -payments-stage",
        " -payroll-prod",
        " sandbox-anna",
        " website-prod / ReadOnlyAccess",
    ]


def test_favourites_and_recent_roles_stand_above() -> None:
    assert lines(listing_of(recollections=TOP))[:5] == [
        " == 2",
        ">website-prod / ReadOnlyAccess",
        " payments-stage / PowerUserAccess",
        " == 7",
        " -data-lake-dev",
    ]


def test_folding_keeps_the_cursor_on_its_item() -> None:
    listing = listing_of()
    assert listing.fold(True)
    assert not listing.fold(True)
    listing.cursor = 3
    assert lines(listing)[1:4] == [" +data-lake-dev", "   AdministratorAccess", ">  DataScientist"]
    assert listing.fold(False)
    assert lines(listing)[1:3] == [">-data-lake-dev", " new-hires-dev"]
    listing.fold_all(True)
    assert lines(listing)[1] == ">+data-lake-dev"
    assert len(listing.rows) == 1 + 7 + 2 + 3 + 3 + 2
    listing.fold(None)
    assert lines(listing)[1:3] == [">-data-lake-dev", " new-hires-dev"]
    listing.fold_all(False)
    assert len(listing.rows) == 8


def test_closing_all_from_a_role_leaves_the_cursor_on_its_account() -> None:
    listing = listing_of()
    assert listing.reveal(Item("333344445555", "Billing"))
    assert listing.current is not None
    assert listing.current.item == Item("333344445555", "Billing")
    listing.fold_all(False)
    assert listing.current.item == Item("333344445555")


def test_a_search_shows_hits_open_and_goes_to_the_best_role() -> None:
    listing = listing_of()
    count = listing.search("pay adm")
    assert lines(listing) == [
        " +payments-prod",
        ">  AdministratorAccess",
        " +payments-stage",
        "   AdministratorAccess",
        " +payroll-prod",
        "   AdministratorAccess",
    ]
    assert (count.roles, count.accounts, count.total_accounts, count.total_roles) == (3, 3, 7, 11)
    assert listing.fold(False)
    assert lines(listing)[:2] == [">-payments-prod", " +payments-stage"]


def test_the_end_of_a_search_brings_place_and_folding_back() -> None:
    listing = listing_of(recollections=TOP)
    listing.reveal(Item("333344448888", "Billing"))
    before = lines(listing)
    for text in ("w", "we", "website"):
        listing.search(text)
    assert lines(listing) == [">website-prod / ReadOnlyAccess"]
    listing.fold_all(False)
    listing.search("")
    assert lines(listing) == before


def test_a_place_among_the_favourites_comes_back_too() -> None:
    listing = listing_of(recollections=TOP)
    listing.search("pay")
    listing.search("")
    assert lines(listing)[1] == ">website-prod / ReadOnlyAccess"


def test_the_cursor_of_a_search_prefers_what_is_used() -> None:
    listing = listing_of(recollections=TOP)
    listing.search("stage")
    assert listing.current is not None
    assert listing.current.item.role_name == "PowerUserAccess"


def test_a_pasted_role_gets_the_cursor() -> None:
    listing = listing_of()
    listing.search(
        "arn:aws:iam::333344445555:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Billing_0123456789abcdef"
    )
    assert listing.current is not None
    assert listing.current.item == Item("333344445555", "Billing")


@pytest.mark.parametrize("view", ["accounts", "roles"])
def test_after_a_search_that_did_its_work_the_cursor_stays_on_what_it_found(view: str) -> None:
    listing = listing_of()
    listing.set_view(view)
    before = listing.place
    found = Item("333344445555", "Billing")
    listing.search("billing")
    assert listing.reveal(found)
    listing.search("")
    assert listing.place == before, "while one still types, Esc takes the search back as a whole"
    listing.search("billing")
    assert listing.reveal(found)
    listing.search("", stay=True)
    assert listing.current is not None
    assert listing.current.item == found
    assert len(listing.rows) > 2, "its group alone was opened"


def test_a_search_without_a_hit_gives_the_old_place_back() -> None:
    listing = listing_of()
    listing.reveal(Item("333344445555", "Billing"))
    listing.search("no such thing")
    listing.search("", stay=True)
    assert listing.place.item == Item("333344445555", "Billing")


def test_what_a_sync_brings_leaves_the_cursor_on_its_item() -> None:
    listing = listing_of()
    listing.reveal(Item("555566667777"))
    listing.fold_in(
        [
            entry("555566667777", "sandbox-anna", roles=[ADMIN, READ]),
            entry("000000000001", "aaa", roles=[READ]),
        ]
    )
    assert lines(listing)[1] == " aaa / ReadOnlyAccess"
    assert listing.current is not None
    assert (listing.current.item, listing.current.count) == (Item("555566667777"), 2)
    listing.search("sandbox")
    listing.fold_in([entry("000000000002", "sandbox-ben", roles=[READ])])
    listing.refresh()
    assert len(listing.rows) == 4
    assert listing.current is not None
    assert listing.current.item == Item("555566667777", ADMIN)


@pytest.mark.parametrize(
    ("roles", "item"),
    [
        (["AAA", ADMIN, READ, "Billing"], Item("333344445555", "Billing")),
        (["AAA", "Aab", "Billing", "Zzz"], Item("333344445555", "Billing")),
        (["Billing"], Item("333344445555", "Billing")),
        (["AAA"], Item("333344445555", "AAA")),
        (["AAA", "Aab"], Item("333344445555")),
        ([], Item("333344445555")),
    ],
)
def test_the_cursor_keeps_its_role_whatever_its_account_gains_and_loses(roles: list[str], item: Item) -> None:
    """The roles that stood above it may be more or less by now, and where it stood there may be none at all."""
    listing = listing_of()
    listing.reveal(Item("333344445555", "Billing"))
    listing.fold_in(
        [entry("333344445555", "payments-prod", roles=roles), entry("000000000001", "aaa", roles=[READ])]
    )
    assert listing.current is not None
    assert listing.current.item == item


def test_another_tree_of_the_same_session_keeps_everything() -> None:
    listing = listing_of()
    listing.reveal(Item("333344445555", "Billing"))
    listing.marks.set([("333344445555", ("Billing",), "")], True)
    listing.set_catalogue(tree_of(), replace(listing.catalogue.facts, recollections=TOP))
    assert listing.current is not None
    assert listing.current.item == Item("333344445555", "Billing")
    assert len(listing.marks) == 1
    listing.set_catalogue(tree_of(session="lab"), listing.catalogue.facts)
    assert len(listing.marks) == 0
    assert listing.current.item != Item("333344445555", "Billing")


def test_roles_stand_with_their_accounts() -> None:
    listing = listing_of()
    listing.reveal(Item("333344445555", "Billing"))
    listing.set_view("roles")
    assert lines(listing) == [
        " -AdministratorAccess 4",
        ">-Billing 2",
        " -DataScientist 1",
        " -PowerUserAccess 1",
        " -ReadOnlyAccess 3",
    ]
    assert listing.environment_count(ADMIN, "PROD") == 2
    listing.fold(True)
    assert lines(listing)[1:4] == [">+Billing 2", "   payments-prod", "   payroll-prod"]
    listing.search("stage")
    assert lines(listing)[0] == " +AdministratorAccess 1"
    listing.search("")
    listing.set_view("accounts")
    assert len(listing.rows) > 8


def test_profiles_stand_in_file_order_and_are_searched() -> None:
    profiles = (
        profile("z-first", "333344445555", ADMIN),
        profile("gone", "333344445555", "NoSuchRole"),
        profile("stat"),
    )
    listing = listing_of(profiles=profiles)
    listing.set_view("profiles")
    assert lines(listing) == [" == columns", ">z-first", " gone", " stat"]
    assert (listing.count().profiles, listing.count().dead_profiles) == (3, 1)
    listing.search("admin payments")
    assert lines(listing) == [" == columns", ">z-first"]
    assert listing.count().profiles == 1


def test_nothing_found_and_the_closest() -> None:
    listing = listing_of()
    listing.search("pay prod amdin")
    assert len(listing.rows) == 0
    assert listing.current is None
    found = listing.closest()
    assert found is not None
    assert (found.text, found.roles, found.accounts) == ("pay prod admin", 2, 2)


@pytest.mark.parametrize(
    ("query", "item", "marked"),
    [
        ("", Item("333344445555", "Billing"), ["Billing"]),
        ("", Item("333344445555"), [ADMIN, "Billing", READ]),
        ("bill", Item("333344445555"), ["Billing"]),
        ("", Item("012345678901"), []),
        ("", Item("555566667777"), [""]),
    ],
)
def test_a_row_is_marked_as_what_it_shows(query: str, item: Item, marked: list[str]) -> None:
    listing = listing_of()
    listing.search(query)
    assert listing.reveal(item)
    assert listing.current is not None
    assert [each.role_name for each in items_of(listing, listing.current)] == marked


def test_all_that_is_shown_can_be_marked_but_what_is_gone_cannot() -> None:
    gone = [AccountRole("333344445555", "OldAccess")]
    listing = listing_of(tree_of(gone=gone))
    assert sum(len(names) for _id, names, _profile in all_bunches(listing)) == 11 + 1
    listing.search("role:read env:prod")
    assert all_bunches(listing) == [("333344445555", (READ,), ""), ("888899990000", (READ,), "")]
    listing.search("is:gone")
    assert all_bunches(listing) == []


@pytest.mark.parametrize("query", ["", "pay", "role:read", "env:prod", "sandbox", "is:gone"])
@pytest.mark.parametrize("view", ["accounts", "roles", "profiles"])
def test_what_many_rows_stand_for_is_what_each_of_them_does(view: str, query: str) -> None:
    gone = [AccountRole("333344445555", "OldAccess"), AccountRole("888899990000", "OldAccess")]
    profiles = (profile("z-first", "333344445555", ADMIN), profile("stat"))
    listing = listing_of(tree_of(gone=gone), profiles=profiles, recollections=TOP)
    listing.set_view(view)
    listing.search(query)
    for is_open in (False, True):
        listing.fold_all(is_open)
        last = len(listing.rows) - 1
        for first in (0, 2, 3):
            found = [
                Item(account_id, name, profile_name)
                for account_id, names, profile_name in bunches_between(listing, first, last)
                for name in names
            ]
            assert found == _items_of_rows(listing, first, last)
        shown = _items_of_rows(listing, len(listing.rows.fixed), last)
        assert {
            Item(account_id, name, profile_name)
            for account_id, names, profile_name in all_bunches(listing)
            for name in names
        } == set(shown)
    for y in range(0, len(listing.rows), 3):
        listing.marks.toggle(bunches_of(listing, listing.row(y)))
        for each in (listing.row(number) for number in range(len(listing.rows))):
            items = items_of(listing, each)
            assert is_marked(listing, each) == (bool(items) and all(item in listing.marks for item in items))


def _items_of_rows(listing: Listing, first: int, last: int) -> list[Item]:
    """Row by row, an open account or role only by the rows below it."""
    rows = [listing.row(y) for y in range(first, last + 1)]
    return [item for row in rows if not (row.foldable and row.open) for item in items_of(listing, row)]


def test_the_mark_of_an_account_that_is_not_read_waits_for_its_roles() -> None:
    listing = listing_of()
    listing.marks.set([("555566667777", ("",), "")], True)
    listing.set_catalogue(tree_of(), replace(listing.catalogue.facts, recollections=TOP))
    assert listing.marks.unread_accounts == ("555566667777",)
    listing.fold_in([entry("555566667777", "sandbox-anna", roles=[READ])])
    assert listing.marks.roles.all == (AccountRole("555566667777", READ),)
    listing.marks.set([("012345678901", ("",), "")], True)
    assert len(listing.marks) == 2
    listing.set_catalogue(tree_of("555566667777 sandbox-anna - ?"), listing.catalogue.facts)
    assert len(listing.marks) == 1


def test_a_tree_without_accounts_has_no_rows() -> None:
    listing = listing_of(tree_of(""))
    assert len(listing.rows) == 0
    assert listing.current is None
    assert not listing.fold(True)
    listing.fold_in([entry("000000000001", "first", roles=None)])
    assert len(listing.rows) == 2


STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("search"),
            st.sampled_from(["", "p", "pay", "admin", "prod read", "is:fav", "zzz", "!prod"]),
        ),
        st.tuples(st.just("view"), st.sampled_from(["accounts", "roles", "profiles"])),
        st.tuples(st.just("cursor"), st.integers(0, 12)),
        st.tuples(st.just("fold"), st.sampled_from([True, False, None])),
        st.tuples(st.just("all"), st.booleans()),
        st.tuples(st.just("read"), st.sampled_from(["555566667777", "000000000001", "333344445555"])),
        st.tuples(st.just("tree"), st.none()),
    ),
    max_size=8,
)


@settings(derandomize=True, max_examples=200, deadline=None)
@given(STEPS)
def test_whatever_is_done_every_row_stands_where_it_says(steps: list[tuple[str, Any]]) -> None:
    profiles = (profile("a", "333344445555", ADMIN), profile("b"))
    listing = listing_of(recollections=TOP, profiles=profiles, profiles_by_role=by_role(*profiles))
    for step, value in steps:
        _take(listing, step, value)
        rows = [listing.row(y) for y in range(len(listing.rows))]
        assert 0 <= listing.cursor < max(1, len(rows))
        assert listing.current is not None or all(row.kind in HEADINGS for row in rows)
        for y, row in enumerate(rows):
            if row.kind not in HEADINGS:
                assert listing.row_of(Place(row.item, row.top)) == y


def _take(listing: Listing, step: str, value: Any) -> None:
    match step:
        case "search":
            listing.search(value)
        case "view":
            listing.set_view(value)
        case "cursor":
            listing.cursor = min(value, max(0, len(listing.rows) - 1))
            listing.skip_headings(1)
        case "fold":
            before = listing.place
            if listing.fold(value) and value is not False:
                assert listing.place == before
        case "all":
            listing.fold_all(value)
        case "read":
            before = listing.place
            listing.fold_in([entry(value, "sandbox-x", roles=[ADMIN, READ])])
            listing.refresh()
            kept = listing.catalogue.has(AccountRole(before.item.account_id, before.item.role_name))
            assert listing.place == before or not kept or listing.query or listing.view != "accounts"
        case _:
            listing.set_catalogue(tree_of(), listing.catalogue.facts)
