"""The two bridges: one hop, or a walk; each ends once, and none holds the exit."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from ssoswitch.model.errors import Unreachable
from ssoswitch.model.events import SyncProgressed
from ssoswitch.tui import background
from ssoswitch.tui.flows.context import StreamEnd
from ssoswitch.tui.messages import StreamEnded, StreamReported


class Post:
    """Stands for the app: takes messages from any thread and hands them on, on the loop."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.messages: list[Any] = []
        self.ended = asyncio.Event()

    def __call__(self, message: Any) -> None:
        self.loop.call_soon_threadsafe(self.take, message)

    def take(self, message: Any) -> None:
        self.messages.append(message)
        if isinstance(message, StreamReported):
            message.stream.event_came(message.event)
        else:
            message.stream.end_came(message.end)
            self.ended.set()


async def test_run_gives_the_value_from_a_daemon_thread() -> None:
    thread = await background.run(threading.current_thread)
    assert thread.daemon
    assert thread is not threading.main_thread()


async def test_run_raises_what_the_function_raises() -> None:
    def fail(text: str) -> None:
        raise Unreachable(text)

    with pytest.raises(Unreachable, match="no network"):
        await background.run(fail, "no network")


async def test_run_never_hangs_on_a_stop_iteration() -> None:
    with pytest.raises(RuntimeError):
        await background.run(lambda: next(iter(())))


async def walk(operation: Any) -> tuple[list[object], list[StreamEnd], Post]:
    events: list[object] = []
    ends: list[StreamEnd] = []
    post = Post()
    background.stream(post, operation, events.append, ends.append)
    await asyncio.wait_for(post.ended.wait(), 5)
    return events, ends, post


async def test_a_stream_hands_on_every_event_and_ends_once() -> None:
    events, ends, _post = await walk(lambda stop: iter([1, 2, 3]))
    assert events == [1, 2, 3]
    assert ends == [StreamEnd("finished")]


async def test_an_error_is_a_value() -> None:
    def operation(_stop: threading.Event) -> Iterator[int]:
        yield 1
        raise Unreachable("no network")

    events, ends, _post = await walk(operation)
    assert events == [1]
    assert ends[0].how == "failed"
    assert isinstance(ends[0].error, Unreachable)


async def test_a_fault_is_handed_over_with_the_end() -> None:
    def operation(_stop: threading.Event) -> Iterator[float]:
        yield from (1 / number for number in (0,))

    _events, ends, post = await walk(operation)
    assert ends[0].how == "failed"
    assert isinstance(post.messages[-1].fault, ZeroDivisionError)


async def test_stopped() -> None:
    post = Post()
    ends: list[StreamEnd] = []

    def operation(stop: threading.Event) -> Iterator[int]:
        yield 1
        stop.wait(5)

    handle = background.stream(post, operation, lambda _event: handle.stop(), ends.append)
    await asyncio.wait_for(post.ended.wait(), 5)
    assert ends == [StreamEnd("stopped")]
    assert not handle.running


async def test_an_abandoned_stream_tells_nothing_more() -> None:
    post = Post()
    told: list[object] = []
    handle = background.stream(post, lambda stop: iter([1, 2]), told.append, told.append)
    handle.abandon()
    await asyncio.wait_for(post.ended.wait(), 5)
    assert told == []


def test_progress_takes_the_place_of_progress_that_still_waits() -> None:
    stream: Any = object()
    other: Any = object()
    progress = SyncProgressed(1, 2, 3.0, None)
    new = StreamReported(stream, progress, replaceable=True)
    assert new.can_replace(StreamReported(stream, progress, replaceable=True))
    assert not new.can_replace(StreamReported(other, progress, replaceable=True))
    assert not new.can_replace(StreamReported(stream, "entries", replaceable=False))
    assert not new.can_replace(StreamEnded(stream, StreamEnd("finished"), None))
