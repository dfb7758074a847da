from __future__ import annotations

from dataclasses import replace

import pytest

from ssoswitch.core.pace import FREE_CALLS, QUIET, REST, Pace
from tests.support.token_bucket import simulate

NOW = 1000.0


def steady(rate: float, *, throttled_at: float = 0.0, next_at: float = 0.0) -> Pace:
    """A controller that met its limit some time ago."""
    return Pace(
        rate=rate,
        free=0,
        learning=False,
        learned=rate,
        cuts=3,
        answers=1000,
        sent_at=NOW,
        throttled_at=throttled_at,
        next_at=next_at,
    )


def test_the_first_calls_leave_at_once_and_the_next_one_waits() -> None:
    pace = Pace()
    for _ in range(FREE_CALLS):
        assert pace.delay(NOW) <= 0
        pace = pace.sent(NOW)
    assert pace.delay(NOW) > 0


def test_it_grows_with_answers_until_the_first_429_and_is_then_cut() -> None:
    pace = Pace(free=0, sent_at=NOW)
    grown = pace.answered(NOW).answered(NOW)
    assert grown.rate > pace.rate
    cut = grown.throttled(NOW, grown.cuts)
    assert cut.rate == grown.rate / 2
    assert cut.learned == cut.rate
    assert cut.delay(NOW) > 0


def test_a_429_of_a_call_sent_before_the_last_cut_does_not_cut_again() -> None:
    cut = steady(20).throttled(NOW, 3)
    again = cut.throttled(NOW, 3)
    assert again.rate == cut.rate
    assert again.throttles == cut.throttles + 1
    assert cut.throttled(NOW, cut.cuts).rate < cut.rate


def test_a_late_429_with_retry_after_holds_everyone_all_the_same() -> None:
    cut = steady(20).throttled(NOW, 3).throttled(NOW, 3, retry_after=7)
    assert cut.delay(NOW) == 7
    assert cut.delay(NOW + 7) <= 0


def test_a_429_far_too_early_cuts_by_what_was_served() -> None:
    pace = steady(100, throttled_at=NOW - 0.1)
    assert pace.throttled(NOW, 3).rate == pytest.approx(90)
    assert replace(pace, answers=5).throttled(NOW, 3).rate == pytest.approx(
        60
    )  # 5 answers in 0.1 s: 50 a second, and a fifth more


def test_after_a_quiet_time_it_grows_faster() -> None:
    pace = steady(20, throttled_at=NOW)
    assert pace.answered(NOW + QUIET + 1).rate > pace.answered(NOW + 1).rate > 20


def test_a_rate_that_nobody_reaches_does_not_grow() -> None:
    pace = steady(20, next_at=NOW)
    late = pace.sent(NOW + 1)
    assert late.answered(NOW + 1).rate == late.rate
    assert pace.sent(NOW).answered(NOW).rate > pace.rate


def test_after_a_rest_a_burst_is_possible_again_and_what_was_learned_is_kept() -> None:
    rested = steady(20, next_at=NOW).sent(NOW + REST + 1)
    assert rested.free == FREE_CALLS - 1
    assert rested.learned == 20
    assert rested.throttled(NOW + REST + 1, rested.cuts).rate <= 20


def test_a_hold_is_no_rest() -> None:
    held = steady(20).throttled(NOW, 3, retry_after=60)
    assert held.delay(NOW + REST + 1) == pytest.approx(60 - REST - 1)
    assert held.sent(NOW + 60).free == 0


def test_a_pause_is_not_followed_by_a_flood() -> None:
    pace = steady(20, next_at=NOW)
    left = 0
    while pace.delay(NOW + 4) <= 0:
        pace, left = pace.sent(NOW + 4), left + 1
    assert left <= 3


@pytest.mark.parametrize(
    ("limit", "burst", "latency"),
    [
        (limit, burst, latency)
        for limit in (10, 20, 50)
        for burst in {limit // 2, limit, 2 * limit}
        for latency in (0.005, 0.04, 0.08)
    ],
)
def test_an_unknown_limit_is_used_to_the_full(limit: int, burst: int, latency: float) -> None:
    for seed in range(3):
        run = simulate(1000, limit, burst, latency=latency, seed=seed)
        assert run.calls == 1000
        assert run.ratio <= 1.07, seed
        assert run.share <= 0.05, seed
        if burst == limit:
            assert run.ratio <= 1.03, seed
            assert run.share <= (0.035 if limit >= 20 else 0.05), seed


@pytest.mark.parametrize(
    ("limit", "burst"), [(limit, burst) for limit in (5, 10, 20, 50, 100) for burst in (20, 200)]
)
def test_other_limits_and_bursts_are_found_too(limit: int, burst: int) -> None:
    run = simulate(1000, limit, burst)
    assert run.ratio <= 1.1
    assert run.share <= 0.06


@pytest.mark.parametrize("limit", [10, 20, 50])
def test_one_call_in_fifty_failing_costs_little(limit: int) -> None:
    for seed in range(3):
        assert simulate(1000, limit, limit, failing=0.02, seed=seed).ratio <= 1.06


@pytest.mark.parametrize("limit", [10, 20, 50])
@pytest.mark.parametrize("remembered", [5, 10, 20, 50, 200])
def test_what_an_earlier_run_learned_takes_nothing_from_the_burst(limit: int, remembered: float) -> None:
    right = simulate(1000, limit, 200, pace=Pace(learned=remembered))
    assert right.ratio <= 1.12
    if remembered == limit:
        assert right.ratio <= 1.02
        assert right.throttles <= simulate(1000, limit, 200).throttles


def test_retry_after_is_obeyed_and_costs_little() -> None:
    for limit in (10, 20, 50):
        assert simulate(1000, limit, limit, retry_after=1.0).ratio <= 1.06


@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_a_limit_that_was_low_for_a_while_is_followed_up_again(seed: int) -> None:
    """50 a second, 5 for a quarter of a minute, 50 again: 250 + 75 + the rest, and the burst."""
    run = simulate(1500, 50, 50, later=((5.0, 5.0), (20.0, 50.0)), seed=seed)
    assert run.seconds <= 1.4 * (20 + (1500 - 50 - 250 - 75) / 50)
    assert run.share <= 0.05


@pytest.mark.parametrize("latency", [0.04, 0.1, 0.2])
def test_without_a_limit_only_latency_counts(latency: float) -> None:
    run = simulate(1000, None, 0, latency=latency, workers=10)
    assert run.throttles == 0
    assert run.seconds <= 1.15 * 1000 * latency / 10


def test_ten_thousand_accounts() -> None:
    run = simulate(10_000, 50, 50)
    assert run.ratio <= 1.02
    assert run.share <= 0.02


def test_a_service_that_always_refuses_is_asked_ever_more_slowly() -> None:
    pace, now = Pace(), NOW
    for _ in range(200):
        now += max(0.0, pace.delay(now))
        pace = pace.sent(now)
        pace = pace.throttled(now, pace.cuts)
    assert pace.rate == 0.5
    assert pace.delay(now) == pytest.approx(2)
