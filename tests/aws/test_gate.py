from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from ssoswitch.aws.gate import Gate
from ssoswitch.core.pace import FREE_CALLS, Pace
from ssoswitch.model.environment import SystemClock
from ssoswitch.model.errors import AccessDenied, ServiceFault, Stopped, Throttled
from tests.support.environments import FalseClock

HELD = Pace(rate=1000, free=0, learning=False, held_until=60)
"""Nothing leaves before the false clock says a minute."""


@dataclass
class Caller:
    """A thread that wants through the gate, and what became of it."""

    gate: Gate
    name: str
    order: list[str]
    urgent: bool = False
    stop: threading.Event = field(default_factory=threading.Event)
    stopped: bool = False

    def __post_init__(self) -> None:
        before = self.gate.snapshot().in_line
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()
        for _ in until(lambda: self.gate.snapshot().in_line > before):
            pass

    def _run(self) -> None:
        try:
            with self.gate.pass_through(urgent=self.urgent, stop=self.stop):
                self.order.append(self.name)
        except Stopped:
            self.stopped = True

    def join(self) -> None:
        self.thread.join(10)
        assert not self.thread.is_alive()


def until(condition: object) -> Iterator[None]:
    """Turns until it holds; each gives other threads a chance."""
    assert callable(condition)
    pause = threading.Event()
    for _ in range(10_000):
        if condition():
            return
        pause.wait(0.001)
        yield
    raise AssertionError("it never came to that")


def test_the_first_calls_pass_at_once_and_answers_are_counted() -> None:
    gate = Gate(FalseClock())
    for _ in range(FREE_CALLS):
        with gate.pass_through():
            pass
    state = gate.snapshot()
    assert (state.throttles, state.waiting, state.in_line, state.learned) == (0, 0.0, 0, None)


def test_a_429_that_leaves_the_block_is_told_once() -> None:
    gate = Gate(FalseClock())
    with pytest.raises(Throttled), gate.pass_through() as passage:
        passage.throttled(3.0)
        raise Throttled("slow down", retry_after=5.0)
    state = gate.snapshot()
    assert state.throttles == 1
    assert state.waiting == 3.0
    assert state.learned == state.rate


def test_a_refusal_is_an_answer_and_a_fault_is_none() -> None:
    growing = Pace(free=0, sent_at=0.0, rate=1000)
    for error, grows in ((AccessDenied("no"), True), (ServiceFault("500"), False)):
        gate = Gate(FalseClock(), growing)
        with pytest.raises(type(error)), gate.pass_through():
            raise error
        assert (gate.snapshot().rate > 1000) is grows


def test_urgent_calls_go_ahead_of_those_that_wait() -> None:
    clock, order = FalseClock(), list[str]()
    gate = Gate(clock, HELD)
    callers = [
        Caller(gate, "first", order),
        Caller(gate, "second", order),
        Caller(gate, "credentials", order, urgent=True),
    ]
    clock.advance(61)
    for caller in callers:
        caller.join()
    assert order == ["credentials", "first", "second"]


def test_a_stopped_caller_leaves_the_line_and_the_next_one_passes() -> None:
    clock, order = FalseClock(), list[str]()
    gate = Gate(clock, HELD)
    first, second = Caller(gate, "first", order), Caller(gate, "second", order)
    first.stop.set()
    first.join()
    assert first.stopped
    clock.advance(61)
    second.join()
    assert order == ["second"]


def test_a_clock_that_stands_still_does_not_shut_the_gate() -> None:
    gate = Gate(FalseClock(), Pace(rate=100, free=0, next_at=0.02))
    with gate.pass_through() as passage:
        passage.answered()
    assert gate.snapshot().in_line == 0


def test_calls_are_spread_over_time() -> None:
    clock = SystemClock()
    start = clock.monotonic()
    gate = Gate(clock, Pace(rate=200, free=0, learning=False, throttled_at=start))
    for _ in range(20):
        with gate.pass_through():
            pass
    assert clock.monotonic() - start >= 17 / 210


def test_a_call_is_made_again_until_it_is_answered() -> None:
    answers: list[Exception | str] = [Throttled("slow"), Throttled("slow"), "keys"]

    def ask() -> str:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    gate = Gate(SystemClock())
    assert gate.call(ask) == "keys"
    assert gate.snapshot().throttles == 2


def test_a_wait_that_outlasts_the_patience_is_not_begun() -> None:
    def ask() -> str:
        raise Throttled("no", retry_after=3600.0)

    clock = FalseClock()
    with pytest.raises(Throttled):
        Gate(clock).call(ask, patience=60)
    assert clock.now == FalseClock().now


def test_patience_ends() -> None:
    clock = FalseClock()

    def ask() -> str:
        clock.advance(50)
        raise Throttled("slow")

    with pytest.raises(Throttled):
        Gate(clock).call(ask, patience=60)


def test_what_was_learned_before_does_not_replace_what_is_learned_now() -> None:
    gate = Gate(FalseClock())
    gate.recall(12.5)
    assert gate.snapshot().learned == 12.5
    gate.recall(99.0)
    assert gate.snapshot().learned == 12.5
