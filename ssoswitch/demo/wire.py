"""HTTP/1.1 on loopback: one thread takes connections, one daemon thread serves each of them.

Written on bare sockets, because the fake has to break off in the middle of an answer, and because benchmarks of the
rate controller need an answer in well under a millisecond (`http.server` parses headers as an e-mail).
"""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import formatdate
from http import HTTPStatus
from typing import Any, Literal
from urllib.parse import parse_qsl, urlsplit

from ssoswitch.model.frozen import frozen

MAX_HEAD = 65_536
MAX_BODY = 1_048_576
_END = b"\r\n\r\n"

Ending = Literal["whole", "reset", "cut", "stall"]
"""What becomes of the answer: sent, not sent and the connection reset, half sent, or never sent."""


@frozen
class Request:
    """One request: header names are in lower case, `query` and `form` are decoded, first value of each name wins."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        """The body as application/x-www-form-urlencoded."""
        return first_values(self.body.decode("utf-8", "replace"))

    @property
    def json(self) -> dict[str, Any]:
        """The body as a JSON object; anything else is an empty one."""
        try:
            value = json.loads(self.body or b"{}")
        except ValueError:
            return {}
        return value if isinstance(value, dict) else {}


@frozen
class Response:
    """One answer; the Date, Content-Length and Connection headers are put by the server."""

    status: int
    body: bytes = b""
    content_type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()
    ending: Ending = "whole"


Handler = Callable[[Request], Response]


def json_response(value: object, status: int = 200, *headers: tuple[str, str]) -> Response:
    """An answer in JSON, as compact as the service's."""
    return Response(status, json.dumps(value, separators=(",", ":")).encode(), "application/json", headers)


def redirect(location: str) -> Response:
    """302 to `location`, which must be a URL that is safe in a header: it was built with urlencode."""
    return Response(302, b"", "text/plain", (("Location", location), ("Cache-Control", "no-store")))


def first_values(query: str) -> dict[str, str]:
    """A query string or form as a dictionary."""
    values: dict[str, str] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        values.setdefault(name, value)
    return values


@dataclass(slots=True)
class LoopbackServer:
    """Listens on 127.0.0.1 and hands each request to `handler`; nothing of it outlives `stop`.

    `date` gives the seconds since 1970 for the Date header; `stall` how long (s) a stalled answer holds its connection.
    """

    handler: Handler
    date: Callable[[], float]
    stall: Callable[[], float] = lambda: 60.0
    port: int = 0
    stopping: threading.Event = field(default_factory=threading.Event)
    _listener: socket.socket | None = None
    _connections: dict[socket.socket, threading.Thread] = field(default_factory=dict)
    _acceptor: threading.Thread | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def bind(self) -> int:
        """Take the port, so that the address is known before anything is served. Raises OSError, OverflowError."""
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(("127.0.0.1", self.port))
            listener.listen(256)
        except (OSError, OverflowError):
            listener.close()
            raise
        self._listener = listener
        self.port = int(listener.getsockname()[1])
        return self.port

    def start(self) -> None:
        """Serve from now on, in the background."""
        if self._listener is None:
            self.bind()
        self._acceptor = threading.Thread(target=self._accept, name="demo-accept", daemon=True)
        self._acceptor.start()

    def stop(self) -> None:
        """Close the port and every connection; a handler that waits for `stopping` returns. May be called twice."""
        self.stopping.set()
        with self._lock:
            listener, self._listener = self._listener, None
            connections = dict(self._connections)
        if listener is not None:
            _wake(self.port)
            _join(self._acceptor)
            listener.close()
        for connection in connections:
            _shut(connection)
        for thread in connections.values():
            _join(thread)

    def _accept(self) -> None:
        listener = self._listener
        while listener is not None and not self.stopping.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with self._lock:
                if self.stopping.is_set():
                    connection.close()
                    return
                thread = threading.Thread(
                    target=self._serve, args=(connection,), name="demo-connection", daemon=True
                )
                self._connections[connection] = thread
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._converse(connection)
        except OSError:
            pass  # the client has gone, or stop() closed the connection: nobody is left to tell
        finally:
            with self._lock:
                self._connections.pop(connection, None)
            connection.close()

    def _converse(self, connection: socket.socket) -> None:
        buffer = b""
        while not self.stopping.is_set():
            while (end := buffer.find(_END)) < 0:
                chunk = connection.recv(65_536)
                if not chunk:
                    return
                buffer += chunk
                if len(buffer) > MAX_HEAD:
                    connection.sendall(self._bytes(Response(431), keep=False))
                    return
            head, buffer = buffer[:end], buffer[end + len(_END) :]
            parsed = _parse_head(head)
            if isinstance(parsed, Response):
                connection.sendall(self._bytes(parsed, keep=False))
                return
            method, target, headers, length, keep = parsed
            if headers.get("expect", "").lower() == "100-continue":
                connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
            while len(buffer) < length:
                chunk = connection.recv(65_536)
                if not chunk:
                    return
                buffer += chunk
            body, buffer = buffer[:length], buffer[length:]
            url = urlsplit(target)
            response = self.handler(Request(method, url.path, first_values(url.query), headers, body))
            if not self._send(connection, response, keep, with_body=method != "HEAD"):
                return

    def _send(self, connection: socket.socket, response: Response, keep: bool, *, with_body: bool) -> bool:
        """Send as the answer's ending says; True when the connection goes on."""
        if response.ending == "reset":
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
            return False
        if response.ending == "stall":
            self.stopping.wait(self.stall())
            return False
        data = self._bytes(response, keep, with_body=with_body)
        if response.ending == "cut":
            connection.sendall(data[: len(data) - max(1, len(response.body) // 2)])
            return False
        connection.sendall(data)
        return keep

    def _bytes(self, response: Response, keep: bool, *, with_body: bool = True) -> bytes:
        phrase = HTTPStatus(response.status).phrase
        lines = [
            f"HTTP/1.1 {response.status} {phrase}",
            f"Date: {formatdate(self.date(), usegmt=True)}",
            f"Content-Type: {response.content_type}",
            f"Content-Length: {len(response.body)}",
            f"Connection: {'keep-alive' if keep else 'close'}",
            *(f"{name}: {value}" for name, value in response.headers),
        ]
        head = "\r\n".join(lines).encode("latin-1", "replace") + _END
        return head + response.body if with_body else head


def _parse_head(head: bytes) -> tuple[str, str, dict[str, str], int, bool] | Response:
    """Method, target, headers, body length, keep-alive; or the answer that refuses the request."""
    first, *lines = head.decode("latin-1").split("\r\n")
    try:
        method, target, version = first.split(" ")
    except ValueError:
        return Response(400)
    headers: dict[str, str] = {}
    for line in lines:
        name, separator, value = line.partition(":")
        if not separator:
            return Response(400)
        headers[name.strip().lower()] = value.strip()
    if "transfer-encoding" in headers:
        return Response(411)
    length = headers.get("content-length", "0")
    if not (length.isascii() and length.isdigit()):
        return Response(400)
    if int(length) > MAX_BODY:
        return Response(413)
    connection = headers.get("connection", "").lower()
    keep = connection != "close" if version == "HTTP/1.1" else connection == "keep-alive"
    return method, target, headers, int(length), keep


def _wake(port: int) -> None:
    """Let a thread that waits in accept() look at `stopping`: closing a socket does not wake it on every system."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        pass  # it was not waiting any more


def _shut(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass  # the client closed it first


def _join(thread: threading.Thread | None) -> None:
    """Wait until it has closed what it holds; not for long, and not for the thread that we are."""
    if thread is not None and thread.is_alive() and thread is not threading.current_thread():
        thread.join(2.0)
