"""The messages that threads and widgets send to the app and the main screen, all in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from ssoswitch.tui.background import Stream
    from ssoswitch.tui.flows.context import StreamEnd


class StreamReported(Message):
    """A stream yielded an event."""

    def __init__(self, stream: Stream, event: object, *, replaceable: bool) -> None:
        super().__init__()
        self.stream = stream
        self.event = event
        self.replaceable = replaceable

    def can_replace(self, message: Message) -> bool:
        """Whether this makes an event that still waits worthless: progress does."""
        return (
            self.replaceable
            and isinstance(message, StreamReported)
            and message.replaceable
            and message.stream is self.stream
        )


class StreamEnded(Message):
    """A stream came to its end. `fault` is an exception that nobody foresaw, None when all went as it should."""

    def __init__(self, stream: Stream, end: StreamEnd, fault: BaseException | None) -> None:
        super().__init__()
        self.stream = stream
        self.end = end
        self.fault = fault


class CommandChosen(Message):
    """A command was asked for by mouse: its id in the command table."""

    def __init__(self, command_id: str) -> None:
        super().__init__()
        self.command_id = command_id
