from __future__ import annotations

from ssoswitch.operations.sync_line import Task, WorkLine
from ssoswitch.operations.wants import Reason, Wants

NEVER, OLD = (0, 0.0), (2, 500.0)


def line_of(*accounts: tuple[str, tuple[int, float]], wants: Wants | None = None) -> WorkLine:
    line = WorkLine(wants or Wants())
    for account_id, rank in accounts:
        line.add(account_id, rank)
    return line


def order(line: WorkLine, now: float = 0.0) -> list[str]:
    taken = []
    while (task := line.take(now)) is not None:
        taken.append(task.account_id or "accounts")
    return taken


def test_without_wishes_the_lowest_rank_comes_first_and_equals_in_order() -> None:
    line = line_of(("a", OLD), ("b", NEVER), ("c", (1, 0.0)), ("d", NEVER), ("e", (2, 400.0)))
    assert order(line) == ["b", "d", "c", "e", "a"]


def test_wishes_by_reason_then_the_rest() -> None:
    wants = Wants()
    wants.say(Reason.MATCHING, ["e", "d"])
    wants.say(Reason.FAVOURITE, ["c"])
    wants.say(Reason.SHOWN, ["c", "d"])
    wants.first(["b"])
    assert order(line_of(*((key, NEVER) for key in "abcde"), wants=wants)) == ["b", "c", "d", "e", "a"]


def test_wishes_are_heard_at_the_next_call() -> None:
    wants = Wants()
    line = line_of(*((key, NEVER) for key in "abcdef"), wants=wants)
    wants.first(["c"])
    first = line.take(0.0)
    wants.first(["f"])
    second, third = line.take(0.0), line.take(0.0)
    assert [task.account_id for task in (first, second, third) if task] == ["c", "f", "a"]


def test_a_wish_for_an_account_that_is_not_listed_yet_counts_when_it_is() -> None:
    wants = Wants()
    wants.first(["z"])
    line = line_of(("a", NEVER), ("b", NEVER), wants=wants)
    first = line.take(0.0)
    line.add("z", NEVER)
    assert first is not None
    assert [first.account_id, *order(line)] == ["a", "z", "b"]


def test_pages_come_before_everything_and_what_was_put_last_after_it() -> None:
    line = line_of(("a", NEVER))
    line.put_last(Task("x"))
    line.put_first(Task(None))
    line.put_first(Task("b", "page 2"))
    assert order(line) == ["accounts", "b", "a", "x"]


def test_what_was_put_back_waits_until_it_is_due() -> None:
    line = line_of()
    assert line.delay(0.0) is None
    line.put_back(Task("a"), due=5.0)
    assert line.take(4.0) is None
    assert line.delay(4.0) == 1.0
    assert order(line, 5.0) == ["a"]


def test_an_account_stands_in_line_once() -> None:
    assert order(line_of(("a", OLD), ("a", NEVER))) == ["a"]


def test_the_same_wish_again_changes_nothing() -> None:
    wants = Wants()
    wants.first(["a"])
    before = wants.version
    wants.first(["a"])
    assert wants.version == before
