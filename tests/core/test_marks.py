from __future__ import annotations

from ssoswitch.core.marks import Marks
from ssoswitch.core.rows import Item
from ssoswitch.model.account import AccountRole

A, B = Item("1", "A"), Item("2", "B")


def test_marks_keep_their_order_and_come_back() -> None:
    marks = Marks()
    marks.set([B, A], True)
    assert marks.roles == (AccountRole("2", "B"), AccountRole("1", "A"))
    assert marks.clear() == 2
    assert len(marks) == 0
    assert marks.bring_back() == 2
    assert marks.roles == (AccountRole("2", "B"), AccountRole("1", "A"))


def test_toggling_marks_all_before_it_unmarks_all() -> None:
    marks = Marks()
    marks.set([A], True)
    assert marks.toggle([A, B])
    assert len(marks) == 2
    assert not marks.toggle([A, B])
    assert len(marks) == 0


def test_an_account_that_was_not_read_becomes_its_roles() -> None:
    marks = Marks()
    marks.set([Item("1"), B], True)
    assert marks.unread_accounts == ("1",)
    assert marks.as_roles() == {AccountRole("1", ""), AccountRole("2", "B")}
    marks.read("1", ("X", "Y"))
    marks.read("3", ("Z",))
    assert set(marks.unread_accounts) == set()
    assert set(marks.roles) == {AccountRole("1", "X"), AccountRole("1", "Y"), AccountRole("2", "B")}


def test_profiles_are_marked_with_their_role() -> None:
    marks = Marks()
    marks.set([Item("1", "A", "one"), Item("1", "A", "two"), Item(profile_name="keys")], True)
    assert marks.roles == (AccountRole("1", "A"),)
    assert marks.profile_names == ("one", "two", "keys")


def test_the_marked_roles_are_made_once_for_all_who_ask() -> None:
    marks = Marks()
    marks.set([A], True)
    before = marks.roles
    assert marks.roles is before
    marks.set([B], True)
    assert marks.roles == (*before, AccountRole("2", "B"))
