"""ACCOUNT and ROLE as they are typed: an id, a name, in any case; else the candidates."""

from __future__ import annotations

import pytest

from ssoswitch.model.account import Account, AccountRole, AccountTree
from ssoswitch.model.errors import AmbiguousMatch, NoMatch
from ssoswitch.operations.find_role import find_account, find_role
from tests.support.trees import tree_of

TREE = tree_of(
    """
333344445555 payments-prod pay@example.com AdministratorAccess ReadOnlyAccess readonlyaccess
333344446666 payments-stage stage@example.com PowerUserAccess
012345678901 twin - Admin
012345678902 Twin - Admin
555566667777 1234567 - Admin
666677778888 unread - ?
777788889999 empty -
"""
)


@pytest.mark.parametrize(
    ("typed", "account_id"),
    [
        ("333344445555", "333344445555"),
        ("3333-4444-5555", "333344445555"),
        ("payments-prod", "333344445555"),
        ("PAYMENTS-PROD", "333344445555"),
        ("012345678901", "012345678901"),
        ("1234567", "555566667777"),
    ],
)
def test_an_account(typed: str, account_id: str) -> None:
    assert find_account(TREE, typed).account_id == account_id


def test_an_id_needs_no_tree() -> None:
    for tree in (None, AccountTree("corp"), TREE):
        assert find_account(tree, "999988887777") == Account("999988887777", "")
        found = find_role(tree, "9999-8888-7777", "Any")
        assert found == (Account("999988887777", ""), AccountRole("999988887777", "Any"))


def test_a_name_needs_one() -> None:
    for tree in (None, AccountTree("corp")):
        with pytest.raises(NoMatch, match="nothing has been read from AWS yet") as caught:
            find_account(tree, "payments-prod")
        assert "ssoswitch sync" in caught.value.hint


@pytest.mark.parametrize("typed", ["33334444555", "3333444455556", "89", "0", "3333-4444"])
def test_a_number_that_is_no_id(typed: str) -> None:
    for tree in (None, TREE):
        with pytest.raises(NoMatch, match="an account id has 12 digits"):
            find_account(tree, typed)


def test_two_of_one_name_are_both_listed() -> None:
    with pytest.raises(AmbiguousMatch, match="2 accounts are named 'twin'") as caught:
        find_account(TREE, "twin")
    assert caught.value.candidates == ("012345678901 twin", "012345678902 Twin")


def test_part_of_a_name_lists_what_it_may_be() -> None:
    with pytest.raises(NoMatch, match="No account is named just 'payments'") as caught:
        find_account(TREE, "payments")
    assert caught.value.candidates == ("333344445555 payments-prod", "333344446666 payments-stage")
    for typed in ("nowhere", "", "٣٣٣٣٤٤٤٤٥٥٥٥"):
        with pytest.raises(NoMatch) as nothing:
            find_account(TREE, typed)
        assert nothing.value.candidates == ()


@pytest.mark.parametrize(
    ("account", "typed", "role"),
    [
        ("payments-prod", "AdministratorAccess", "AdministratorAccess"),
        ("payments-prod", "administratoraccess", "AdministratorAccess"),
        ("payments-prod", "readonlyaccess", "readonlyaccess"),
        ("unread", "anything", "anything"),
        ("999988887777", "anything", "anything"),
    ],
)
def test_a_role(account: str, typed: str, role: str) -> None:
    assert find_role(TREE, account, typed)[1].role_name == role


def test_a_role_that_is_not_there_lists_those_that_are() -> None:
    with pytest.raises(NoMatch, match="You have no role 'Admin' in payments-stage") as caught:
        find_role(TREE, "payments-stage", "Admin")
    assert caught.value.candidates == ("PowerUserAccess",)
    with pytest.raises(NoMatch) as several:
        find_role(TREE, "payments-prod", "READONLYACCESS")
    assert len(several.value.candidates) == 3
    with pytest.raises(NoMatch, match="empty") as none:
        find_role(TREE, "empty", "Admin")
    assert "ssoswitch sync" in none.value.hint
