from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssoswitch.core.tree import (
    RoleSets,
    break_off,
    failed,
    finish,
    merge_accounts,
    merge_entries,
    to_read,
)
from ssoswitch.model.account import Account, AccountEntry, AccountRole, AccountTree

NOW = 1_800_000_000.0
DAY = 86_400.0


def account(number: int, name: str = "") -> Account:
    return Account(f"{number:012d}", name or f"account-{number}", f"a{number}@example.com")


def entry(
    number: int, *roles: str, at: float | None = NOW, failure: str = "", name: str = ""
) -> AccountEntry:
    return AccountEntry(account(number, name), roles, at, failure)


def tree(*entries: AccountEntry, synced_at: float | None = NOW) -> AccountTree:
    return AccountTree("corp", {e.account.account_id: e for e in entries}, synced_at=synced_at)


def ids(*numbers: int) -> list[str]:
    return [f"{number:012d}" for number in numbers]


def test_role_sets_share_tuples_and_names() -> None:
    sets = RoleSets()
    first = sets.shared(["View" + "Only", "admin", "Billing", "admin"])
    assert first == ("admin", "Billing", "ViewOnly")
    assert sets.shared(["Billing", "ViewOnly", "admin"]) is first
    assert sets.shared(["Bill" + "ing"])[0] is first[1]


def test_role_sets_know_those_of_a_tree() -> None:
    known = ("Admin", "Billing")
    assert RoleSets(tree(entry(1, *known))).shared(["Billing", "Admin"]) == known
    first = entry(1, "Admin", "Billing")
    assert RoleSets(tree(first)).shared(["Billing", "Admin"]) is first.roles


def test_accounts_stand_by_name_then_id_and_those_without_a_name_by_id() -> None:
    merged = merge_accounts(
        tree(),
        [account(3, "Zeta"), account(2, "alpha"), account(1, "alpha"), Account("500000000000", "")],
        True,
    )
    assert list(merged.entries) == [*ids()[:0], "500000000000", *ids(1, 2, 3)]


def test_a_page_adds_and_renames_and_keeps_roles() -> None:
    before = tree(entry(1, "Admin"), entry(2, "Billing"))
    after = merge_accounts(before, [account(1, "zz-last"), account(3)], complete=False)
    assert list(after.entries) == ids(2, 3, 1)
    assert after.entries[ids(1)[0]].roles == ("Admin",)
    assert after.entries[ids(3)[0]].fetched_at is None
    assert list(before.entries) == ids(1, 2)


def test_a_whole_list_drops_what_is_not_in_it() -> None:
    after = merge_accounts(tree(entry(1), entry(2)), [account(2)], complete=True)
    assert list(after.entries) == ids(2)


def test_entries_replace_and_new_ones_find_their_place() -> None:
    after = merge_entries(tree(entry(1), entry(3)), [entry(3, "Admin"), entry(2, "Billing")])
    assert list(after.entries) == ids(1, 2, 3)
    assert after.entries[ids(3)[0]].roles == ("Admin",)


def test_a_failed_reading_keeps_the_old_roles() -> None:
    after = failed(entry(1, "Admin"), "its roles may not be read (403)")
    assert (after.roles, after.fetched_at, after.failure) == (
        ("Admin",),
        NOW,
        "its roles may not be read (403)",
    )


@pytest.mark.parametrize(
    ("keywords", "expected"),
    [
        ({}, ids(4, 5, 3, 2, 6)),
        ({"full": True}, ids(4, 5, 3, 2, 1, 6)),
        ({"only": ids(1, 2, 4, 9)}, ids(4, 2)),
        ({"only": ids(1, 4, 9), "full": True}, ids(4, 1)),
    ],
)
def test_what_is_to_be_read_and_in_which_order(keywords: dict[str, Any], expected: list[str]) -> None:
    known = tree(
        entry(1, at=NOW - 60),
        entry(2, at=NOW - 2 * DAY),
        entry(3, at=NOW - 3 * DAY, failure="500"),
        entry(4, at=None),
        entry(5, at=None, failure="403"),
        entry(6, at=NOW + 2 * DAY),  # written by a clock that was ahead
    )
    assert list(to_read(known, NOW, DAY, **keywords)) == expected


def test_the_first_whole_sync_gains_nothing() -> None:
    after = finish(tree(synced_at=None), tree(entry(1, "Admin"), synced_at=None), NOW)
    assert (after.synced_at, after.access_new, after.access_gone, after.accounts_new) == (
        NOW,
        frozenset(),
        frozenset(),
        frozenset(),
    )


def test_gained_and_lost() -> None:
    before = tree(entry(1, "Admin", "Billing"), entry(2, "Admin"), entry(4, "Admin"))
    after = tree(entry(1, "Admin", "ReadOnly"), entry(3, "Admin"), entry(4, "Admin"))
    whole = finish(before, after, NOW + DAY)
    one, two, three = ids(1, 2, 3)
    assert whole.access_new == {AccountRole(one, "ReadOnly"), AccountRole(three, "Admin")}
    assert whole.access_gone == {AccountRole(one, "Billing"), AccountRole(two, "Admin")}
    assert whole.accounts_new == {three}
    assert whole.roles_before == {}


def test_an_account_that_could_not_be_read_before_gains_nothing() -> None:
    whole = finish(tree(entry(1, at=None, failure="403")), tree(entry(1, "Admin")), NOW)
    assert not whole.access_new
    assert not whole.accounts_new


def test_what_changed_in_a_sync_that_was_stopped_is_told_by_the_next_whole_one() -> None:
    start = tree(entry(1, "Admin", "Billing"), entry(2, "Admin"))
    stopped = break_off(start, tree(entry(1, "Admin"), entry(2, "Admin"), entry(3, at=None)))
    one, three = ids(1, 3)
    assert stopped.roles_before == {one: ("Admin", "Billing"), three: None}
    again = break_off(stopped, replace(stopped, entries=tree(entry(1), entry(3, "Admin")).entries))
    whole = finish(again, again, NOW + DAY)
    assert whole.access_gone == {
        AccountRole(one, "Admin"),
        AccountRole(one, "Billing"),
        AccountRole(ids(2)[0], "Admin"),
    }
    assert whole.access_new == {AccountRole(three, "Admin")}
    assert whole.accounts_new == {three}


def test_a_role_that_went_and_came_back_is_neither_new_nor_gone() -> None:
    start = tree(entry(1, "Admin"))
    stopped = break_off(start, tree(entry(1)))
    whole = finish(stopped, tree(entry(1, "Admin")), NOW)
    assert (whole.access_new, whole.access_gone) == (frozenset(), frozenset())


@settings(max_examples=100, derandomize=True)
@given(
    st.lists(
        st.lists(st.tuples(st.sampled_from("123"), st.sampled_from(["", "A", "AB", "-"])), max_size=4),
        max_size=4,
    )
)
def test_what_comes_in_is_added_to_what_was_counted(batches: list[list[tuple[str, str]]]) -> None:
    tree = AccountTree("corp")
    for batch in batches:
        entries = [
            AccountEntry(
                Account(key, key), () if roles == "-" else tuple(roles), None if roles == "-" else 1.0
            )
            for key, roles in batch
        ]
        assert tree.role_count == sum(len(entry.roles) for entry in tree)
        tree = merge_entries(tree, entries)
        assert tree.counted
        assert tree.role_count == sum(len(entry.roles) for entry in tree)
        assert tree.unread_count == sum(not entry.loaded for entry in tree)
