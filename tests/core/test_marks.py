from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given, settings
from hypothesis import strategies as st

from ssoswitch.core.marks import Bunch, MarkedRoles, Marks, bunch_of
from ssoswitch.core.rows import Item
from ssoswitch.model.account import AccountRole

A, B = ("1", ("A",), ""), ("2", ("B",), "")


def test_marks_keep_their_order_and_come_back() -> None:
    marks = Marks()
    marks.set([B, A], True)
    assert marks.roles.all == (AccountRole("2", "B"), AccountRole("1", "A"))
    assert marks.clear() == 2
    assert len(marks) == 0
    assert marks.bring_back() == 2
    assert marks.roles.all == (AccountRole("2", "B"), AccountRole("1", "A"))


def test_toggling_marks_all_before_it_unmarks_all() -> None:
    marks = Marks()
    marks.set([A], True)
    assert marks.toggle([A, B])
    assert len(marks) == 2
    assert not marks.toggle([A, B])
    assert len(marks) == 0


def test_an_account_that_was_not_read_becomes_its_roles() -> None:
    marks = Marks()
    marks.set([("1", ("",), ""), B], True)
    assert marks.unread_accounts == ("1",)
    assert list(marks.bunches) == [("1", ("",), ""), B]
    marks.read("1", ("X", "Y"))
    marks.read("3", ("Z",))
    assert set(marks.unread_accounts) == set()
    assert set(marks.roles) == {AccountRole("1", "X"), AccountRole("1", "Y"), AccountRole("2", "B")}


def test_what_is_read_within_a_range_or_while_the_marks_are_cleared_is_no_longer_unread() -> None:
    marks = Marks()
    marks.set([("1", ("",), "")], True)
    marks.begin_range()
    marks.read("1", ("X",))
    marks.mark_range([B])
    assert set(marks.roles) == {AccountRole("1", "X"), AccountRole("2", "B")}
    marks.set([("3", ("",), "")], True)
    marks.clear()
    marks.read("3", ("Z",))
    marks.bring_back()
    assert marks.unread_accounts == ()
    assert AccountRole("3", "Z") in marks.roles


def test_profiles_are_marked_with_their_role() -> None:
    marks = Marks()
    marks.set([("1", ("A",), "one"), ("1", ("A",), "two"), ("", ("",), "keys")], True)
    assert marks.roles.all == (AccountRole("1", "A"),)
    assert marks.profile_names == ("one", "two", "keys")


def test_the_marked_roles_are_the_same_value_for_all_who_ask() -> None:
    marks = Marks()
    marks.set([A], True)
    before = marks.roles
    assert marks.roles is before
    marks.set([B], True)
    assert marks.roles.all == (*before, AccountRole("2", "B"))
    assert before.all == (AccountRole("1", "A"),)


def test_those_of_them_that_are_known_are_counted_from_either_side() -> None:
    roles = MarkedRoles.of([AccountRole("1", "A"), AccountRole("1", "C"), AccountRole("2", "B")])
    few = {AccountRole("1", "C"): 1, AccountRole("9", "C"): 1}
    many = {AccountRole("2", str(number)): 1 for number in range(5)} | few
    assert (roles.among(few), roles.among(many), roles.among({})) == (1, 1, 0)


class _Plainly:
    """What marks mean, in the plainest form: items in the order in which they were marked."""

    def __init__(self) -> None:
        self.items: dict[Item, None] = {}
        self.cleared: dict[Item, None] = {}
        self.base: tuple[Item, ...] = ()

    def set(self, items: Iterable[Item], marked: bool) -> None:
        for item in items:
            if marked:
                self.items[item] = None
            else:
                self.items.pop(item, None)

    def do(self, action: str, bunches: list[Bunch]) -> None:
        items = _items(bunches)
        if action in ("mark", "unmark"):
            self.set(items, action == "mark")
        elif action == "toggle":
            self.set(items, not all(item in self.items for item in items))
        elif action == "clear":
            if self.items:
                self.cleared, self.items = self.items, {}
        elif action == "bring back":
            self.items, self.cleared = self.cleared, {}
        elif action == "begin range":
            self.base = tuple(self.items)
        elif action == "range":
            self.items = dict.fromkeys((*self.base, *items))

    @property
    def roles(self) -> tuple[AccountRole, ...]:
        return tuple(
            dict.fromkeys(
                AccountRole(item.account_id, item.role_name) for item in self.items if item.role_name
            )
        )


def _items(bunches: list[Bunch]) -> list[Item]:
    return [Item(account_id, name, profile) for account_id, names, profile in bunches for name in names]


def _do(marks: Marks, action: str, bunches: list[Bunch]) -> None:
    if action in ("mark", "unmark"):
        marks.set(bunches, action == "mark")
    elif action == "toggle":
        marks.toggle(bunches)
    elif action == "clear":
        marks.clear()
    elif action == "bring back":
        marks.bring_back()
    elif action == "begin range":
        marks.begin_range()
    elif action == "range":
        marks.mark_range(bunches)


_ACCOUNTS = st.sampled_from("123")
_NAMES = st.lists(st.sampled_from("ABCD"), unique=True, max_size=4).map(tuple)
_BUNCHES = st.one_of(
    st.tuples(_ACCOUNTS, _NAMES, st.just("")),
    st.tuples(_ACCOUNTS, st.just(("",)), st.just("")),
    st.tuples(_ACCOUNTS, st.sampled_from("AB").map(lambda name: (name,)), st.sampled_from(("one", "two"))),
    st.just(("", ("",), "keys")),
)
_ACTIONS = st.tuples(
    st.sampled_from(("mark", "mark", "unmark", "toggle", "clear", "bring back", "begin range", "range")),
    st.lists(_BUNCHES, max_size=4),
)


@settings(max_examples=200, derandomize=True)
@given(st.lists(_ACTIONS, max_size=12))
def test_bunches_mean_what_single_items_would(actions: list[tuple[str, list[Bunch]]]) -> None:
    marks, plainly = Marks(), _Plainly()
    for action, bunches in actions:
        _do(marks, action, bunches)
        plainly.do(action, bunches)
        roles = plainly.roles
        assert len(marks) == len(plainly.items)
        assert marks.roles.all == tuple(marks.roles) == roles
        assert (len(marks.roles), marks.roles[:2], bool(marks.roles)) == (len(roles), roles[:2], bool(roles))
        assert marks.roles.account_ids == tuple(dict.fromkeys(role.account_id for role in roles))
        every = {Item(account, name) for account in "123" for name in ("", *"ABCD")} | set(plainly.items)
        for item in every:
            assert (item in marks) == (item in plainly.items)
            role = AccountRole(item.account_id, item.role_name)
            assert (role in marks.roles) == (role in roles)
        assert marks.has_all([bunch_of(item) for item in plainly.items]) == bool(plainly.items)
        assert set(marks.profile_names) == {item.profile_name for item in plainly.items if item.profile_name}
        assert {(each, name) for each, names, _ in marks.bunches for name in names} == {
            (item.account_id, item.role_name) for item in plainly.items
        }
