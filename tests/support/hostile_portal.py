"""A service that answers every call with what it is told to: any status, any headers, any bytes.

The demo's fake speaks the wire as AWS does, and its faults are those of networks. This one is for an Identity Center
that was taken over, or a proxy that makes things up.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes out."""

    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})


class HostilePortal:
    """On loopback; `reply` is what it says next, to whatever it is asked, `answer` what it says to that path."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.reply = Reply(b"{}")
        self.answer: Callable[[str], Reply] = lambda _path: self.reply
        self.asked = 0


@contextmanager
def hostile_portal() -> Iterator[HostilePortal]:
    """One that runs."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1  # head and body in one piece, or each answer waits for an acknowledgement

        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            portal.asked += 1
            reply = portal.answer(self.path)
            self.send_response_only(reply.status, "Said")
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, format: str, *args: object) -> None:
            """Nothing is logged."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    portal = HostilePortal(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield portal
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
