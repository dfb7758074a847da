from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssoswitch.core.tree_file import NotATree, dump_tree, parse_tree
from ssoswitch.model.account import Account, AccountEntry, AccountRole, AccountTree
from ssoswitch.model.sso_session import SsoSession

SESSION = SsoSession("corp", "https://corp.awsapps.com/start", "eu-west-1")

texts = st.text(max_size=20).filter(str.isprintable)
account_ids = st.integers(0, 10**12 - 1).map("{:012d}".format)
roles = st.lists(texts.filter(bool), max_size=4, unique=True).map(tuple)
times = st.none() | st.integers(0, 2**32).map(float)
entries = st.builds(AccountEntry, st.builds(Account, account_ids, texts, texts), roles, times, texts)
account_roles = st.builds(AccountRole, account_ids, texts.filter(bool))
trees = st.builds(
    lambda rows, **fields: AccountTree("corp", {row.account.account_id: row for row in rows}, **fields),
    st.lists(entries, max_size=6),
    synced_at=times,
    saved_at=times,
    access_new=st.frozensets(account_roles, max_size=3),
    access_gone=st.frozensets(account_roles, max_size=3),
    accounts_new=st.frozensets(account_ids, max_size=3),
    roles_before=st.dictionaries(account_ids, st.none() | roles, max_size=3),
)


@settings(max_examples=150, derandomize=True)
@given(trees)
def test_what_is_saved_is_what_is_read(tree: AccountTree) -> None:
    again = parse_tree(dump_tree(tree, SESSION), SESSION)
    assert again == tree
    assert list(again.entries) == list(tree.entries)


def sample() -> AccountTree:
    both = ("Admin", "Billing")
    rows = [
        AccountEntry(Account("000000000001", "One", "one@example.com"), both, 1_800_000_000.0),
        AccountEntry(Account("000000000002", "Zwei ü", ""), both, None, "its roles may not be read (403)"),
        AccountEntry(Account("000000000003", "", ""), (), 1_800_000_001.0),
    ]
    return AccountTree("corp", {row.account.account_id: row for row in rows}, synced_at=1_800_000_002.0)


def test_a_role_set_stands_once_and_is_one_tuple() -> None:
    data = dump_tree(sample(), SESSION)
    assert data.count(b"Billing") == 1
    first, second, third = parse_tree(data, SESSION).entries.values()
    assert first.roles is second.roles
    assert third.roles == ()


def test_the_saved_entries_are_a_mapping_like_any_other() -> None:
    loaded = parse_tree(dump_tree(sample(), SESSION), SESSION).entries
    assert len(loaded) == 3
    assert "000000000002" in loaded
    assert loaded.get("000000000009") is None
    assert dict(loaded.items()) == dict(sample().entries)
    assert loaded.keys() == sample().entries.keys()
    assert loaded != {}


def changed(**changes: Any) -> bytes:
    return json.dumps({**json.loads(dump_tree(sample(), SESSION)), **changes}).encode()


def column(number: int, values: list[Any]) -> bytes:
    columns = json.loads(dump_tree(sample(), SESSION))["accounts"]
    columns[number] = values
    return changed(accounts=columns)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "damaged"),
        (b"\x00\xff\xfe", "damaged"),
        (b"[" * 100_000, "damaged"),
        (dump_tree(sample(), SESSION)[:-40], "damaged"),
        (b"[]", "no saved tree"),
        (b"{}", "no saved tree"),
        (changed(version=0), "another version"),
        (changed(version=2), "another version"),
        (changed(session="other"), "another sso-session"),
        (changed(start_url="https://other.awsapps.com/start"), "another sso-session"),
        (changed(accounts=[]), "damaged"),
        (changed(accounts=None), "damaged"),
        (changed(roles=[1, 2]), "damaged"),
        (changed(sets=["0 1", "x"]), "damaged"),
        (changed(sets=["0 1", "-1"]), "damaged"),
        (changed(sets=[[0, 1], []]), "damaged"),
        (changed(synced_at="now"), "damaged"),
        (changed(new=[["000000000001"]]), "damaged"),
        (changed(before={"000000000001": [7]}), "damaged"),
        (column(0, ["1", "2", "3"]), "damaged"),
        (column(0, ["000000000001"] * 3), "damaged"),
        (column(0, ["000000000001"]), "damaged"),
        (column(1, ["One", "Two\x1b[2J", ""]), "damaged"),
        (column(1, ["One", None, ""]), "damaged"),
        (column(3, [0, 1, 2]), "damaged"),
        (column(3, [0, -1, 1]), "damaged"),
        (column(3, [0, 0.5, 1]), "damaged"),
        (column(4, ["yesterday", None, None]), "damaged"),
    ],
)
def test_what_is_no_saved_tree_is_refused_with_a_reason(data: bytes, why: str) -> None:
    with pytest.raises(NotATree, match=why):
        parse_tree(data, SESSION)


def test_a_role_number_that_names_nothing_is_left_out() -> None:
    loaded = parse_tree(changed(sets=["0 9", ""]), SESSION)
    assert loaded.entries["000000000001"].roles == ("Admin",)
