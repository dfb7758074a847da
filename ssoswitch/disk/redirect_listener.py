"""The listener on 127.0.0.1 to which the browser brings the authorization code.

It needs no thread: the sign-in turns it by hand (`poll`), which serves every connection that is ready and comes back.
Many connections may be open at once, for browsers open some to keep, and other programs may hold one to be in the
way.
"""

from __future__ import annotations

import selectors
import socket
from dataclasses import dataclass, field
from types import TracebackType

from ssoswitch.core.pkce import LONGEST_REQUEST, Redirect, read_redirect
from ssoswitch.model.environment import Clock
from ssoswitch.model.errors import Unavailable
from ssoswitch.model.secret import Secret

PATIENCE = 5.0
"""Seconds in which a connection must have sent its request."""
MOST = 64
"""Connections at a time; the oldest goes when another one comes."""

_END = b"\r\n\r\n"
_PHRASES = {
    200: "OK",
    400: "Bad Request",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    408: "Request Timeout",
    431: "Request Header Fields Too Large",
}
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>
<body><h1>{title}</h1><p>{text}</p></body></html>
"""
# Constant: nothing of the request is repeated in them.
_DONE = _PAGE.format(
    title="You can close this page", text="ssoswitch has got the answer; go back to your terminal."
)
_DENIED = _PAGE.format(
    title="You are not signed in", text="The sign-in was refused. Go back to your terminal."
)
_NOT_OURS = _PAGE.format(title="Nothing here", text="This address waits for one sign-in only.")


@dataclass(slots=True)
class _Visitor:
    """One connection and what it has sent so far."""

    connection: socket.socket
    until: float
    received: bytes = field(default=b"", repr=False)


class RedirectListener:
    """Waits for one redirect with the right state. Bound when made, closed by `close` or as a context manager."""

    def __init__(self, clock: Clock, state: Secret, port: int = 0) -> None:
        """Take the port on 127.0.0.1, any free one for 0. Raises Unavailable when it cannot be had."""
        self._clock = clock
        self._state = state
        self._listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            # A port given by the user may have been used a minute ago.
            self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            self._listener.bind(("127.0.0.1", port))
            self._listener.listen(128)
        except (OSError, OverflowError) as error:
            self._listener.close()
            reason = getattr(error, "strerror", None) or "it is no port"
            raise Unavailable(
                f"Port {port} on 127.0.0.1 cannot be used: {str(reason).lower()}.",
                "Leave --port away to take a free one, or sign in with --device-code.",
            ) from None
        self._listener.setblocking(False)
        self.port: int = self._listener.getsockname()[1]
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._listener, selectors.EVENT_READ)
        self._visitors: dict[socket.socket, _Visitor] = {}

    def __enter__(self) -> RedirectListener:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def poll(self, seconds: float) -> Redirect | None:
        """Serve what comes within so many seconds; the redirect once it is there, and nobody is served after it."""
        for key, _ in self._selector.select(seconds):
            if key.fileobj is self._listener:
                self._welcome()
                continue
            visitor: _Visitor = key.data
            redirect = self._serve(visitor)
            if redirect is not None and redirect.status == 200:
                self.close()
                return redirect
        self._dismiss_the_slow()
        return None

    def close(self) -> None:
        """Close the port and every connection. May be called twice."""
        for visitor in list(self._visitors.values()):
            self._part(visitor)
        self._selector.close()
        self._listener.close()

    def _welcome(self) -> None:
        try:
            connection, _ = self._listener.accept()
        except OSError:
            return  # gone again before it was its turn
        connection.setblocking(False)
        if len(self._visitors) >= MOST:
            self._part(next(iter(self._visitors.values())))
        visitor = _Visitor(connection, self._clock.monotonic() + PATIENCE)
        self._visitors[connection] = visitor
        self._selector.register(connection, selectors.EVENT_READ, visitor)

    def _serve(self, visitor: _Visitor) -> Redirect | None:
        try:
            chunk = visitor.connection.recv(LONGEST_REQUEST)
        except BlockingIOError:
            return None
        except OSError:
            chunk = b""
        visitor.received += chunk
        head, end, _ = visitor.received.partition(_END)
        if not chunk:
            self._part(visitor)
            return None
        if len(visitor.received) > LONGEST_REQUEST and (not end or len(head) > LONGEST_REQUEST):
            redirect = Redirect(431)
        elif end:
            redirect = read_redirect(head, self.port, self._state)
        else:
            return None
        self._answer(visitor, redirect)
        return redirect

    def _answer(self, visitor: _Visitor, redirect: Redirect) -> None:
        page = _NOT_OURS if redirect.status != 200 else _DONE if redirect.code is not None else _DENIED
        body = page.encode()
        head = (
            f"HTTP/1.1 {redirect.status} {_PHRASES[redirect.status]}\r\n"
            "Content-Type: text/html; charset=utf-8\r\n"
            f"Content-Length: {len(body)}\r\n"
            "Connection: close\r\n"
            "Cache-Control: no-store\r\n"
            "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"
            "Referrer-Policy: no-referrer\r\n"
            "X-Content-Type-Options: nosniff\r\n\r\n"
        )
        try:
            # Less than a socket's buffer: it does not wait for the other side.
            visitor.connection.sendall(head.encode("ascii") + body)
            visitor.connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # whoever asked has gone; what they brought counts all the same
        self._part(visitor)

    def _dismiss_the_slow(self) -> None:
        now = self._clock.monotonic()
        for visitor in list(self._visitors.values()):
            if visitor.until <= now:
                self._answer(visitor, Redirect(408))

    def _part(self, visitor: _Visitor) -> None:
        if self._visitors.pop(visitor.connection, None) is None:
            return
        try:
            self._selector.unregister(visitor.connection)
        except (KeyError, ValueError):
            pass  # the selector is closed, or the connection broke off
        visitor.connection.close()
