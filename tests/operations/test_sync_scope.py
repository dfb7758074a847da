from __future__ import annotations

import pytest

from ssoswitch.model.account import Account, AccountEntry, AccountTree
from ssoswitch.operations.sync_scope import STILL_COUNTS, Scope, goes_on_from, taken_over

NOW = 1_800_000_000.0


def entry(number: int, ago: float | None, failure: str = "") -> AccountEntry:
    read_at = None if ago is None else NOW - ago
    return AccountEntry(Account(f"{number:012}", f"account-{number}"), ("Admin",), read_at, failure)


def tree(*entries: AccountEntry, begun: float | None = None) -> AccountTree:
    return AccountTree(
        "corp",
        {each.account.account_id: each for each in entries},
        begun_at=None if begun is None else NOW - begun,
    )


@pytest.mark.parametrize(
    ("saved", "ago"),
    [
        (tree(), None),
        (tree(entry(1, 5)), None),  # the last one ended whole
        (tree(entry(1, None), begun=60), None),  # it had read nothing
        (tree(entry(1, 90), begun=60), None),  # nor here: what is known is older
        (tree(entry(1, 30), entry(2, 90), begun=60), 60),
        (tree(entry(1, 60), begun=60), 60),  # in the second in which it began
        (tree(entry(1, 5, "HTTP 500"), begun=60), None),  # what failed is read again
        (tree(entry(1, 30), begun=STILL_COUNTS + 60), STILL_COUNTS),
        (tree(entry(1, STILL_COUNTS + 5), begun=STILL_COUNTS + 60), None),
        (tree(entry(1, -20 * 3600), begun=-20 * 3600), None),  # a clock that was wrong
    ],
)
def test_what_a_sync_goes_on_from(saved: AccountTree, ago: float | None) -> None:
    assert goes_on_from(saved, NOW) == (None if ago is None else NOW - ago)


def test_what_is_taken_over_is_counted() -> None:
    saved = tree(entry(1, 10), entry(2, 60), entry(3, 61), entry(4, None), entry(5, 10, "HTTP 500"), begun=60)
    assert taken_over(saved, NOW - 60) == 2


def test_what_is_due() -> None:
    saved = tree(entry(1, 10), entry(2, 100), entry(3, None))
    ids = ["000000000001", "000000000002", "000000000003", "000000000009"]
    assert Scope(NOW, 50).due(saved, ids) == ("000000000009", "000000000003", "000000000002")
    assert Scope(NOW, 50, full=True).due(saved, ids)[-2:] == ("000000000002", "000000000001")
    few = Scope(NOW, 50, only=["000000000001"])
    assert not few.lists(saved)
    assert Scope(NOW, 50, only=["000000000009"]).lists(saved)
    assert Scope(NOW, 50).lists(saved)
    assert few.covers("000000000001")
    assert not few.covers("000000000002")
