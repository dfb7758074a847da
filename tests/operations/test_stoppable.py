"""A call that hangs must not hold whoever presses Esc."""

from __future__ import annotations

import threading

import pytest

from ssoswitch.model.errors import Stopped
from ssoswitch.operations.stoppable import unless_stopped, within


def test_a_value_and_an_error_come_through() -> None:
    assert unless_stopped(threading.Event(), lambda: 42) == 42
    with pytest.raises(ZeroDivisionError):
        unless_stopped(threading.Event(), lambda: 1 // 0)
    assert within(5, lambda: 42) == 42
    with pytest.raises(ZeroDivisionError):
        within(5, lambda: 1 // 0)


def test_a_hanging_call_is_left_behind() -> None:
    stop, release = threading.Event(), threading.Event()
    threading.Timer(0.05, stop.set).start()
    try:
        with pytest.raises(Stopped):
            unless_stopped(stop, release.wait)
        with pytest.raises(Stopped):
            within(0.01, release.wait)
    finally:
        release.set()


def test_nothing_is_asked_once_stopped() -> None:
    stop, asked = threading.Event(), threading.Event()
    stop.set()
    with pytest.raises(Stopped):
        unless_stopped(stop, asked.set)
    assert not asked.is_set()
