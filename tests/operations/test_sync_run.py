"""One sync without threads and without a service: what each answer makes of it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

import pytest

from ssoswitch.model.account import Account, AccountTree
from ssoswitch.model.errors import ServiceFault
from ssoswitch.model.identity_center import AccountPage, RolePage
from ssoswitch.operations.sync_line import MOST_IDLE_PAGES, MOST_ROLE_PAGES, Task
from ssoswitch.operations.sync_run import SyncRun
from ssoswitch.operations.sync_scope import Scope
from ssoswitch.operations.wants import Wants
from tests.support.environments import FalseClock

ONE = Account("000000000001", "one")
TWO = Account("000000000002", "two")


def new_run(clock: FalseClock | None = None) -> SyncRun:
    clock = clock or FalseClock()
    scope = Scope(clock.time(), 3600.0, full=True)
    return SyncRun(AccountTree("corp"), Wants(), scope, clock=clock, ticks=clock, chance=random.Random(7))


def serve(run: SyncRun, answer: Callable[[Task], AccountPage | RolePage]) -> int:
    """Answer all that it asks; how many calls those were."""
    calls = 0
    while (task := run.take()) is not None:
        calls += 1
        run.leaves(task)
        run.answered(task, answer(task))
    return calls


def entries(run: SyncRun) -> dict[str, tuple[str, ...]]:
    return {entry.account.account_id: entry.roles for entry in run.take_news().entries}


def tokens() -> Iterator[str]:
    number = 0
    while True:
        number += 1
        yield f"page {number}"


def test_empty_pages_and_what_stands_on_two_of_them() -> None:
    accounts = {
        None: AccountPage((), "b"),
        "b": AccountPage((ONE,), "c"),
        "c": AccountPage((ONE, TWO), "d"),
        "d": AccountPage(()),
    }
    roles = {None: RolePage((), "x"), "x": RolePage(("B", "A"), "y"), "y": RolePage(("A",))}
    run = new_run()
    serve(run, lambda task: accounts[task.next_token] if task.account_id is None else roles[task.next_token])
    assert run.over
    assert run.listed
    assert run.accounts == (ONE, TWO)
    assert entries(run) == dict.fromkeys(("000000000001", "000000000002"), ("A", "B"))


@pytest.mark.parametrize("turns", [["a"], ["a", "b"], ["a", "b", "c"]])
def test_pages_that_go_round_in_a_circle_end_it(turns: list[str]) -> None:
    def following(token: str | None) -> str:
        return turns[0] if token is None else turns[(turns.index(token) + 1) % len(turns)]

    def answer(task: Task) -> AccountPage | RolePage:
        if task.account_id is None:
            return AccountPage((ONE,), following(task.next_token))
        return RolePage(("Admin",), following(task.next_token))

    run = new_run()
    assert serve(run, answer) == 2 * (len(turns) + 1)
    assert run.listed
    assert run.error is None
    assert entries(run) == {"000000000001": ("Admin",)}


def test_a_list_of_accounts_without_end_is_given_up() -> None:
    following = tokens()

    def answer(task: Task) -> AccountPage | RolePage:
        return AccountPage((ONE,), next(following)) if task.account_id is None else RolePage(("Admin",))

    run = new_run()
    assert serve(run, answer) <= MOST_IDLE_PAGES + 2
    assert isinstance(run.error, ServiceFault)
    assert not run.listed


def test_an_account_whose_list_of_roles_has_no_end_is_marked() -> None:
    following = tokens()

    def answer(task: Task) -> AccountPage | RolePage:
        if task.account_id is None:
            return AccountPage((ONE, TWO))
        return RolePage(("Admin",), next(following) if task.account_id == ONE.account_id else None)

    run = new_run()
    assert serve(run, answer) == MOST_ROLE_PAGES + 2
    assert run.error is None
    assert list(run.failures) == [ONE.account_id]
    assert "no end" in run.failures[ONE.account_id]
    assert entries(run)[TWO.account_id] == ("Admin",)


def test_a_call_is_hung_from_when_it_left_and_asked_again_once() -> None:
    clock = FalseClock()
    run = new_run(clock)
    task = run.take()
    assert task is not None
    clock.advance(100)
    assert run.replace_hung(32) == 0  # AWS's library is still being loaded
    run.leaves(task)
    clock.advance(100)
    assert run.replace_hung(32) == 1
    assert run.replace_hung(32) == 0
    again = run.take()
    assert again is not None
    run.answered(again, AccountPage((ONE,)))
    run.answered(task, AccountPage((ONE, TWO)))  # late: it counts no more
    assert run.accounts == (ONE,)


def test_what_comes_after_the_end_begins_nothing() -> None:
    run = new_run()
    task = run.take()
    assert task is not None
    run.halt()
    run.answered(task, AccountPage((ONE,), "b"))
    assert run.over
    assert run.take() is None
