"""The screen's two bridges to what blocks: `run` awaits one function, `stream` walks a generator.

Both use daemon threads. Textual's thread workers and a ThreadPoolExecutor hold the exit until a hanging call returns;
a daemon thread with an event does not. A worker posts and does nothing else: what it found is a value in a message.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from typing import Any, ParamSpec, TypeVar

from ssoswitch.model.errors import SsoswitchError
from ssoswitch.tui.flows.context import StreamEnd
from ssoswitch.tui.messages import StreamEnded, StreamReported

P = ParamSpec("P")
T = TypeVar("T")
E = TypeVar("E")


async def run(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """The function's value, computed in a daemon thread; what it raises is raised here."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def settle(value: T | None, error: BaseException | None) -> None:
        if future.done():
            return
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(value)  # type: ignore[arg-type]  # None only where T is None

    def work() -> None:
        value: T | None = None
        error: BaseException | None = None
        try:
            value = function(*args, **kwargs)
        except StopIteration as stop:
            # A future refuses StopIteration, and the await would hang for ever.
            error = RuntimeError(f"{function!r} raised {stop!r}")
        except BaseException as raised:  # noqa: BLE001  (handed over, not swallowed)
            error = raised
        _on_loop(loop, settle, value, error)

    _thread(work, getattr(function, "__name__", "work"))
    return await future


class Stream:
    """A generator that is being walked in a thread of its own."""

    def __init__(
        self,
        post: Callable[[Any], object],
        on_event: Callable[[Any], None],
        on_end: Callable[[StreamEnd], None],
    ) -> None:
        self._post = post
        self._on_event = on_event
        self._on_end = on_end
        self._stop = threading.Event()
        self._ended = False

    @property
    def running(self) -> bool:
        """Whether its end has not been reported yet."""
        return not self._ended

    def stop(self) -> None:
        """Ask it to end."""
        self._stop.set()

    def abandon(self) -> None:
        """Ask it to end, and report nothing of it any more."""
        self._stop.set()
        self._ended = True

    def start(self, operation: Callable[[threading.Event], Iterator[Any]]) -> None:
        """Walk it; called once."""
        _thread(lambda: self._walk(operation), "stream")

    def _walk(self, operation: Callable[[threading.Event], Iterator[Any]]) -> None:
        # What comes many times a second and is worth nothing once the next one is there. Imported here, in the
        # thread: no event is needed for the first frame.
        from ssoswitch.model.events import SyncProgressed

        end = StreamEnd("finished")
        fault: BaseException | None = None
        try:
            for event in operation(self._stop):
                self._tell(StreamReported(self, event, replaceable=isinstance(event, SyncProgressed)))
        except SsoswitchError as error:
            end = StreamEnd("failed", error)
        except BaseException as error:  # noqa: BLE001  (handed over: the app reports it)
            fault = error
            end = StreamEnd("failed")
        if self._stop.is_set() and end.error is None and fault is None:
            end = StreamEnd("stopped")
        self._tell(StreamEnded(self, end, fault))

    def _tell(self, message: StreamReported | StreamEnded) -> None:
        try:
            self._post(message)
        except RuntimeError:
            # The app has left and closed its loop: nobody listens, so the walk can end.
            self._stop.set()

    def event_came(self, event: object) -> None:
        """On the event loop: hand an event on."""
        if not self._ended:
            self._on_event(event)

    def end_came(self, end: StreamEnd) -> None:
        """On the event loop: hand the end on, once."""
        if not self._ended:
            self._ended = True
            self._on_end(end)


def stream(
    post: Callable[[Any], object],
    operation: Callable[[threading.Event], Iterator[E]],
    on_event: Callable[[E], None],
    on_end: Callable[[StreamEnd], None],
) -> Stream:
    """Walk `operation(stop)` in a daemon thread; `post` is the app's `post_message`, callable from any thread."""
    walker = Stream(post, on_event, on_end)
    walker.start(operation)
    return walker


def _thread(work: Callable[[], None], name: str) -> None:
    threading.Thread(target=work, name=f"ssoswitch-{name}", daemon=True).start()


def _on_loop(loop: asyncio.AbstractEventLoop, callback: Callable[..., None], *args: object) -> None:
    """Call it on the loop; an app that has gone meanwhile wants no answer."""
    try:
        loop.call_soon_threadsafe(callback, *args)
    except RuntimeError:
        if not loop.is_closed():
            raise
