"""When to ask again for a device code, and when to give up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssoswitch.core.device_grant import LONGEST_PAUSE, SLOWER, Answer, after, answer_of, start


@pytest.mark.parametrize(
    ("slug", "answer"),
    [
        ("authorization_pending", Answer.PENDING),
        ("slow_down", Answer.SLOW_DOWN),
        ("expired_token", Answer.EXPIRED),
        ("access_denied", Answer.REFUSED),
        ("invalid_grant", Answer.WRONG_CODE),
        ("invalid_client", Answer.WRONG_CLIENT),
        ("unauthorized_client", Answer.WRONG_CLIENT),
        ("server_error", Answer.OTHER),
        ("", Answer.OTHER),
    ],
)
def test_what_an_error_means(slug: str, answer: Answer) -> None:
    assert answer_of(slug) is answer


def test_a_quiet_wait_asks_once_an_interval() -> None:
    polling = start(100.0, 600, 1, 600)
    asked = []
    now = 100.0
    while now < 106:
        if polling.due(now):
            asked.append(now)
            polling = after(polling, Answer.PENDING, now)
        now += 0.5
    assert asked == [101, 102, 103, 104, 105]


def test_slow_down_is_for_good_and_adds_up() -> None:
    polling = start(0.0, 600, 1, 600)
    polling = after(polling, Answer.SLOW_DOWN, 1.0)
    assert (polling.interval, polling.next_at) == (1 + SLOWER, 1 + 1 + SLOWER)
    polling = after(polling, Answer.PENDING, 7.0)
    assert polling.next_at == 13
    polling = after(polling, Answer.SLOW_DOWN, 13.0)
    assert polling.interval == 1 + 2 * SLOWER


def test_trouble_slows_down_and_one_answer_ends_it() -> None:
    polling = start(0.0, 600, 1, 600)
    pauses = []
    now = 1.0
    for _ in range(8):
        polling = after(polling, Answer.TROUBLE, now)
        pauses.append(polling.next_at - now)
        now = polling.next_at
    assert pauses == [1, 2, 4, 8, 16, LONGEST_PAUSE, LONGEST_PAUSE, LONGEST_PAUSE]
    polling = after(polling, Answer.PENDING, now)
    assert (polling.next_at, polling.failures) == (now + 1, 0)


def test_a_throttled_answer_is_obeyed() -> None:
    assert after(start(0.0, 600, 1, 600), Answer.TROUBLE, 1.0, wait=45.0).next_at == 46


@pytest.mark.parametrize(
    ("expires_in", "patience", "end"), [(600, 60, 60), (60, 600, 60), (-5, 600, 0), (0, 0, 0)]
)
def test_the_end_is_our_own(expires_in: float, patience: float, end: float) -> None:
    polling = start(0.0, expires_in, 1, patience)
    assert not polling.over(end - 0.1)
    assert polling.over(end)
    assert polling.remaining(end + 1) == 0


ANSWERS = st.tuples(st.sampled_from([Answer.PENDING, Answer.SLOW_DOWN, Answer.TROUBLE]), st.floats(0, 100))


@given(
    st.floats(0, 1000),
    st.floats(-10, 1000),
    st.floats(-10, 60),
    st.floats(0, 1000),
    st.lists(ANSWERS, max_size=20),
)
def test_it_neither_hurries_nor_sleeps_over_the_end(
    now: float, expires_in: float, interval: float, patience: float, answers: list[tuple[Answer, float]]
) -> None:
    polling = start(now, expires_in, interval, patience)
    for answer, passed in answers:
        now += passed
        polling = after(polling, answer, now)
        assert polling.next_at - now >= max(1.0, interval) - 1e-6
        assert 0 <= polling.pause(now) <= max(0.0, polling.deadline - now) + 1e-6
