from __future__ import annotations

from ssoswitch.core.frecency import (
    MOST_SEARCHES_KEPT,
    MOST_USED_KEPT,
    rank,
    remembered,
    score,
    with_favourite,
    with_search,
)
from ssoswitch.model.account import AccountRole
from ssoswitch.model.settings import Recollections

NOW = 1_800_000_000.0
DAY = 86_400.0
A, B, C = AccountRole("1", "A"), AccountRole("2", "B"), AccountRole("3", "")


def test_what_is_used_lately_counts_more() -> None:
    ages = (60.0, DAY / 2, 3 * DAY, 30 * DAY)
    scores = [score(NOW - age, 4, NOW) for age in ages]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == len(scores)


def test_favourites_stand_first_then_what_is_used_most() -> None:
    recollections = Recollections(
        favourites=("3", "2/B"),
        used={
            "corp/1/A": (NOW, 9, "use"),
            "corp/2/B": (NOW, 1, "use"),
            "corp/4/D": (NOW, 2, "use"),
            "lab/5/E": (NOW, 99, "use"),
        },
    )
    assert rank(recollections, "corp", NOW) == (B, C, A, AccountRole("4", "D"))


def test_a_session_name_may_have_a_slash() -> None:
    recollections = remembered(Recollections(), "a/b", A, NOW, "use")
    assert rank(recollections, "a/b", NOW) == (A,)
    assert rank(recollections, "a", NOW) == ()


def test_use_is_counted() -> None:
    once = remembered(Recollections(), "corp", A, NOW, "console s3")
    twice = remembered(once, "corp", A, NOW + 1, "profile")
    assert twice.used == {"corp/1/A": (NOW + 1, 2, "profile")}
    assert once.used == {"corp/1/A": (NOW, 1, "console s3")}


def test_what_is_remembered_has_an_end_and_the_newest_stays() -> None:
    recollections = Recollections(used={f"corp/{n}/R": (NOW, 5, "use") for n in range(MOST_USED_KEPT)})
    more = remembered(recollections, "corp", AccountRole("new", "R"), NOW - 40 * DAY, "use")
    assert "corp/new/R" in more.used
    assert len(more.used) <= MOST_USED_KEPT + 1
    searches = Recollections()
    for number in range(MOST_SEARCHES_KEPT + 5):
        searches = with_search(searches, f"s{number}")
    assert len(searches.searches) == MOST_SEARCHES_KEPT
    assert searches.searches[0] == f"s{MOST_SEARCHES_KEPT + 4}"


def test_a_favourite_is_one_or_not() -> None:
    once = with_favourite(Recollections(favourites=("9",)), A)
    assert once.favourites == ("9", "1/A")
    assert with_favourite(once, A).favourites == ("9",)
    assert with_favourite(once, C).favourites == ("9", "1/A", "3")


def test_a_search_moves_to_the_front() -> None:
    recollections = with_search(Recollections(searches=("a", "b")), " b ")
    assert recollections.searches == ("b", "a")
    assert with_search(recollections, "  ") is recollections
