"""Moments and lengths of time as a person says them."""

from __future__ import annotations

import time

import pytest

from ssoswitch.core.moments import age, clock_time, day_time, span, time_left

NOON = time.mktime((2026, 3, 12, 12, 0, 0, 0, 0, -1))
HOUR = 3600.0


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (-1, "0s"),
        (40, "40s"),
        (60, "1m"),
        (3599, "59m"),
        (22_320, "6h12m"),
        (172_799, "47h59m"),
        (172_800, "2d"),
    ],
)
def test_a_span_has_two_units_at_most(seconds: float, expected: str) -> None:
    assert span(seconds) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(-5, "0h00m"), (0, "0h00m"), (1, "0h01m"), (540, "0h09m"), (22_320, "6h12m"), (180_000, "2d2h")],
)
def test_what_is_left_counts_the_minute_that_has_begun(seconds: float, expected: str) -> None:
    assert time_left(seconds) == expected


@pytest.mark.parametrize(
    ("seconds", "long", "short"),
    [(-5, "0 m", "0m"), (200, "3 m", "3m"), (58_000, "16 h", "16h"), (400_000, "4 days", "4d")],
)
def test_an_age_is_rough(seconds: float, long: str, short: str) -> None:
    assert (age(seconds), age(seconds, short=True)) == (long, short)


@pytest.mark.parametrize(
    ("hours_ago", "expected"),
    [(1, "today 11:00"), (20, "yesterday 16:00"), (72, "Mon 12:00"), (24 * 30, "2026-02-10")],
)
def test_days_are_called_as_people_call_them(hours_ago: float, expected: str) -> None:
    assert day_time(NOON - hours_ago * HOUR, NOON) == expected


def test_a_clock_time() -> None:
    assert clock_time(NOON + 240) == "12:04"
