from __future__ import annotations

import pytest

from ssoswitch.operations.sync_health import HUNG, HUNG_AT_LEAST, SILENCE, WAITS, WAITS_AT_START, Health


@pytest.mark.parametrize(("answers", "waits"), [(0, WAITS_AT_START), (3, WAITS)])
def test_waits_grow_and_end(answers: int, waits: tuple[float, ...]) -> None:
    health, now = Health(answers=answers), 0.0
    for wait in waits:
        assert health.hold_still(now, "Nobody answers.")
        assert health.closed_until == now + wait
        assert health.trouble == f"Nobody answers. Next try in {wait:.0f} s."
        assert health.hold_still(now + wait / 2, "late")  # one that was under way
        assert health.closed_until == now + wait
        now += wait
    assert not health.hold_still(now, "Nobody answers.")


def test_an_answer_ends_the_silence() -> None:
    health = Health(silent=SILENCE)
    assert health.is_silent
    health.hold_still(0.0, "Nobody answers.")
    health.heard(1.0, 0.9)
    assert (health.is_silent, health.rounds, health.closed_until, health.trouble) == (False, 0, 0.0, "")


def test_patience_follows_what_is_usual() -> None:
    health = Health()
    assert health.patience == HUNG
    health.heard(10.0, 9.96)
    assert health.patience == HUNG_AT_LEAST
    slow = Health()
    slow.heard(10.0, 9.8)
    assert slow.patience == pytest.approx(4.0)
    slow.heard(20.0, 10.0)
    assert slow.patience == HUNG


def test_speed_is_that_of_the_last_seconds() -> None:
    health = Health()
    assert health.speed(0.0) == 0.0
    for tick in range(100):
        health.heard(tick / 10, None)
    assert health.speed(10.0) == pytest.approx(10, rel=0.05)
    assert health.speed(10.0, paused=True) == 0.0
    for tick in range(20):
        health.heard(60 + tick / 10, None)
    assert health.speed(62.0) == pytest.approx(10, rel=0.05)
    assert health.speed(100.0) == 0.0
