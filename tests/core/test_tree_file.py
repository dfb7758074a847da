from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssoswitch.core.catalogue import Catalogue, Facts
from ssoswitch.core.moments import day_time
from ssoswitch.core.profile_forms import ROLE_NAME
from ssoswitch.core.text import clean
from ssoswitch.core.tree import finish, merge_accounts, merge_entries, to_read
from ssoswitch.core.tree_file import NotATree, dump_tree, letter, parse_tree
from ssoswitch.model.account import Account, AccountEntry, AccountRole, AccountTree
from ssoswitch.model.sso_session import SsoSession

SESSION = SsoSession("corp", "https://corp.awsapps.com/start", "eu-west-1")

# Names as they are after they came in: whatever AWS said, what was made of it is read again.
texts = st.text(max_size=20).map(clean)
account_ids = st.integers(0, 10**12 - 1).map("{:012d}".format)
role_names = st.from_regex(ROLE_NAME, fullmatch=True)
roles = st.lists(role_names, max_size=4, unique=True).map(tuple)
times = st.none() | st.integers(0, 2**32).map(float)
entries = st.builds(AccountEntry, st.builds(Account, account_ids, texts, texts), roles, times, texts)
account_roles = st.builds(AccountRole, account_ids, role_names)
trees = st.builds(
    lambda rows, **fields: AccountTree("corp", {row.account.account_id: row for row in rows}, **fields),
    st.lists(entries, max_size=6),
    synced_at=times,
    saved_at=times,
    begun_at=times,
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


def version_1(**changes: Any) -> bytes:
    """What `sample` was in version 1, with these changes."""
    ids = ["000000000001", "000000000002", "000000000003"]
    failure = "its roles may not be read (403)"
    return json.dumps(
        {
            "format": "ssoswitch tree",
            "version": 1,
            "session": "corp",
            "start_url": SESSION.start_url,
            "synced_at": 1_800_000_002,
            "saved_at": None,
            "begun_at": None,
            "roles": ["Admin", "Billing"],
            "sets": ["0 1", ""],
            "accounts": [
                ids,
                ["One", "Zwei \u00fc", ""],
                ["one@example.com", "", ""],
                [0, 0, 1],
                [1_800_000_000, None, 1_800_000_001],
                ["", failure, ""],
            ],
            "new": [],
            "gone": [],
            "accounts_new": [],
            "before": {},
            **changes,
        }
    ).encode()


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
        (changed(version=3), "another version"),
        (changed(version=1), "damaged"),
        (changed(version=[]), "another version"),
        (changed(session="other"), "another sso-session"),
        (changed(start_url="https://other.awsapps.com/start"), "another sso-session"),
        (changed(accounts=[]), "damaged"),
        (changed(accounts=None), "damaged"),
        (changed(roles=[1, 2]), "damaged"),
        (changed(sets=["#$", "x"]), "damaged"),
        (changed(sets="#$"), "damaged"),
        (changed(sets=None), "damaged"),
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
        (column(4, [True, None, None]), "damaged"),
        (column(4, [-1, None, None]), "damaged"),
        (column(4, [10**400, None, None]), "damaged"),
        (changed(synced_at=10**20), "damaged"),
        (changed(begun_at=-5), "damaged"),
        (changed(roles=["Admin", "a role; with more"]), "damaged"),
        (changed(roles="AB"), "damaged"),
        (changed(sets={"0": 1, "1": 2}), "damaged"),
        (changed(failures=None), "damaged"),
        (changed(failures=[[3, "beyond"]]), "damaged"),
        (changed(failures=[[-1, "before"]]), "damaged"),
        (changed(failures=[[True, "x"]]), "damaged"),
        (changed(failures=[[0, "x\x1b[2J"]]), "damaged"),
        (changed(failures=[[0, 7]]), "damaged"),
        (version_1(sets=["0 1", None]), "damaged"),
        (version_1(roles=None), "damaged"),
        (version_1(accounts=[]), "damaged"),
        (version_1(accounts=[[], [], [], [], [], ["why"]]), "damaged"),
        (changed(new=[["1", "Admin"]]), "damaged"),
        (changed(accounts_new="000000000001"), "damaged"),
        (changed(before={"000000000001": "Admin"}), "damaged"),
        (changed(before=[]), "damaged"),
    ],
)
def test_what_is_no_saved_tree_is_refused_with_a_reason(data: bytes, why: str) -> None:
    with pytest.raises(NotATree, match=why):
        parse_tree(data, SESSION)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every value in a document, its own first."""
    yield path
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inside:
        yield from places(part, (*path, key))


WHOLE = replace(
    sample(),
    saved_at=1_800_000_003.0,
    begun_at=1_800_000_002.0,
    access_new=frozenset({AccountRole("000000000001", "Admin")}),
    access_gone=frozenset({AccountRole("000000000009", "Billing")}),
    accounts_new=frozenset({"000000000002"}),
    roles_before={"000000000001": ("Admin",), "000000000003": None},
)
PLACES = list(places(json.loads(dump_tree(WHOLE, SESSION))))[1:]
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(0, 10).map(lambda zeros: 10 ** (zeros * 40))
    | st.floats()
    | st.text(max_size=13)
    | st.sampled_from(["000000000001", "#$", "7", "\u0663", "\ud800", "[x]", ""]),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(account_ids | st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)


def put(document: Any, path: tuple[Any, ...], value: Any) -> None:
    """Another value in that place."""
    for key in path[:-1]:
        document = document[key]
    document[path[-1]] = value


@settings(max_examples=200, derandomize=True)
@given(st.sampled_from(PLACES), values)
def test_a_file_that_was_tampered_with_is_refused_or_can_be_used_to_the_last_entry(
    path: tuple[Any, ...], value: Any
) -> None:
    document = json.loads(dump_tree(WHOLE, SESSION))
    put(document, path, value)
    try:
        tree = parse_tree(json.dumps(document).encode(), SESSION)
    except NotATree:
        return
    assert all(type(entry.roles) is tuple and type(entry.account.name) is str for entry in tree)
    assert tree.unread_count + sum(entry.loaded for entry in tree) == len(tree)
    now = 1_800_000_100.0
    to_read(tree, now, 3600.0)
    new = [Account("000000000007", "new")]
    merged = merge_entries(merge_accounts(tree, new, complete=False), list(tree)[:1])
    assert parse_tree(dump_tree(finish(tree, merged, now), SESSION), SESSION).synced_at == now
    Catalogue(tree, Facts(now=now))
    for moment in (tree.synced_at, tree.saved_at, tree.begun_at, *(entry.fetched_at for entry in tree)):
        if moment is not None:
            day_time(moment, now)


@pytest.mark.parametrize("data", [changed(sets="#? "), version_1(sets=["0 9 x", ""])])
def test_a_letter_or_number_that_names_no_role_is_left_out(data: bytes) -> None:
    loaded = parse_tree(data, SESSION)
    assert loaded.entries["000000000001"].roles == ("Admin",)
    assert loaded.entries["000000000003"].roles == ()


def test_a_tree_that_version_1_saved_is_read() -> None:
    assert parse_tree(version_1(), SESSION) == sample()


def test_roles_beyond_the_letters_that_there_are_have_letters_too() -> None:
    assert len({letter(number) for number in range(60_000)}) == 60_000
    assert not any(0xD800 <= ord(letter(number)) < 0xE000 for number in range(60_000))
    names = [f"Role-{number}" for number in range(60_000)]
    rows = [
        AccountEntry(Account(f"{number:012d}", "x"), tuple(names[number : number + 100]), 1.0)
        for number in range(0, 60_000, 100)
    ]
    tree = AccountTree("corp", {row.account.account_id: row for row in rows})
    assert parse_tree(dump_tree(tree, SESSION), SESSION) == tree
