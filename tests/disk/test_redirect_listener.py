"""The listener under everything that a browser, a web page or another user of the machine may send it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from ssoswitch.core.pkce import Redirect
from ssoswitch.disk.redirect_listener import MOST, PATIENCE, RedirectListener
from ssoswitch.model.errors import Unavailable
from ssoswitch.model.secret import Secret
from tests.support.environments import FalseClock

STATE = Secret("right-state")
GOOD = "/oauth/callback?code=the-code&state=right-state"


class Waiting:
    """A listener that is turned by a thread, as a sign-in turns it."""

    def __init__(self, listener: RedirectListener) -> None:
        self.listener = listener
        self.port = listener.port
        self.redirect: Redirect | None = None
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self._turn, daemon=True)
        self.thread.start()

    def _turn(self) -> None:
        while self.redirect is None and not self.stop.is_set():
            self.redirect = self.listener.poll(0.02)

    def result(self) -> Redirect | None:
        self.thread.join(5)
        return self.redirect


@contextmanager
def waiting(clock: FalseClock | None = None) -> Iterator[Waiting]:
    with RedirectListener(clock or FalseClock(), STATE) as listener:
        it = Waiting(listener)
        try:
            yield it
        finally:
            it.stop.set()
            it.thread.join(5)


def connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=5)


def send(port: int, data: bytes) -> bytes:
    with closing(connect(port)) as connection:
        connection.sendall(data)
        return read_all(connection)


def read_all(connection: socket.socket) -> bytes:
    received = b""
    try:
        while chunk := connection.recv(65_536):
            received += chunk
    except ConnectionResetError:
        pass  # closed with our bytes unread
    return received


def get(port: int, target: str = GOOD, host: str | None = None, method: str = "GET") -> bytes:
    return send(port, f"{method} {target} HTTP/1.1\r\nHost: {host or f'127.0.0.1:{port}'}\r\n\r\n".encode())


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


def test_the_right_redirect_wins_and_sees_a_plain_page() -> None:
    with waiting() as it:
        answer = get(it.port)
        redirect = it.result()
    assert status(answer) == 200
    assert b"close this page" in answer
    assert b"Content-Security-Policy: default-src 'none'" in answer
    assert b"Referrer-Policy: no-referrer" in answer
    assert b"the-code" not in answer
    assert b"right-state" not in answer
    assert redirect is not None
    assert redirect.code is not None
    assert redirect.code.reveal() == "the-code"


@pytest.mark.parametrize(
    "request_line",
    [
        b"GET " + GOOD.encode() + b" HTTP/1.0\r\n\r\n",
        b"GET " + GOOD.encode() + b"\r\n\r\n",
        b"GET " + GOOD.encode() + b" HTTP/1.1\r\n\r\n",
        b"GET " + GOOD.encode() + b" HTTP/1.1\r\nHost: 127.0.0.1:1\r\nHost: evil.example\r\n\r\n",
        b"GET http://evil.example" + GOOD.encode() + b" HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    ],
)
def test_what_names_no_host_of_ours_is_turned_away(request_line: bytes) -> None:
    with waiting() as it:
        assert 400 <= status(send(it.port, request_line)) < 500
        assert status(get(it.port)) == 200
        assert it.result() is not None


def test_a_second_right_one_is_refused() -> None:
    with waiting() as it:
        get(it.port)
        it.result()
        with pytest.raises(OSError, match=r"refused|reset"):
            get(it.port)


@pytest.mark.parametrize(
    ("target", "host", "method", "expected"),
    [
        ("/favicon.ico", None, "GET", 404),
        ("/oauth/callback?code=x&state=wrong", None, "GET", 403),
        ("/oauth/callback?error=access_denied&state=wrong", None, "GET", 403),
        (GOOD, "localhost", "GET", 403),
        (GOOD, "evil.example", "GET", 403),
        (GOOD, None, "POST", 405),
        (GOOD, None, "HEAD", 405),
        (GOOD, None, "OPTIONS", 405),
        (GOOD, "[::1]", "GET", 403),
        (GOOD, "127.0.0.1", "GET", 403),
        (GOOD, "127.0.0.1:1", "GET", 403),
        (GOOD, "127.0.0.1.evil.example", "GET", 403),
        ("/oauth/callback/../callback?code=x&state=right-state", None, "GET", 404),
        ("//oauth/callback?code=x&state=right-state", None, "GET", 404),
        ("/oauth/callback?code=x&state=right-state&state=wrong", None, "GET", 400),
        ("/oauth/callback?code=x&code=y&state=right-state", None, "GET", 400),
        ("/oauth/callback?state=right-state", None, "GET", 400),
    ],
)
def test_wrong_ones_are_turned_away_and_the_wait_goes_on(
    target: str, host: str | None, method: str, expected: int
) -> None:
    with waiting() as it:
        assert status(get(it.port, target, host, method)) == expected
        assert status(get(it.port)) == 200
        redirect = it.result()
    assert redirect is not None
    assert redirect.code is not None


def test_a_refusal_with_the_right_state_ends_it() -> None:
    with waiting() as it:
        answer = get(
            it.port, "/oauth/callback?error=access_denied&error_description=%3Cb%3E&state=right-state"
        )
        redirect = it.result()
    assert status(answer) == 200
    assert b"not signed in" in answer
    assert b"<b>" not in answer
    assert redirect == Redirect(200, error="access_denied")


def test_idle_connections_are_not_in_the_way() -> None:
    with waiting() as it:
        idle = [connect(it.port) for _ in range(MOST + 40)]
        try:
            assert status(get(it.port)) == 200
        finally:
            for connection in idle:
                connection.close()
        assert it.result() is not None


def test_a_silent_connection_is_dismissed_after_its_time() -> None:
    clock = FalseClock()
    with waiting(clock) as it, closing(connect(it.port)) as silent:
        silent.sendall(b"GET /oauth")
        assert status(get(it.port, "/favicon.ico")) == 404  # the silent one has been taken by now
        clock.advance(PATIENCE + 1)
        assert status(read_all(silent)) == 408
        assert status(get(it.port)) == 200


@pytest.mark.parametrize(
    "flood",
    [
        b"GET /" + b"a" * 1_000_000 + b" HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 10_000 + b"\r\n",
        b"\x00" * 20_000,
    ],
)
def test_a_flood_is_cut_off(flood: bytes) -> None:
    with waiting() as it:
        with closing(connect(it.port)) as connection:
            try:
                connection.sendall(flood)
            except OSError:
                pass  # cut off while we were sending
            answer = read_all(connection)
        assert answer == b"" or status(answer) == 431
        assert status(get(it.port)) == 200


def test_a_request_in_pieces() -> None:
    with waiting() as it, closing(connect(it.port)) as connection:
        for byte in f"GET {GOOD} HTTP/1.1\r\nHost: 127.0.0.1:{it.port}\r\n\r\n".encode():
            connection.sendall(bytes([byte]))
        assert status(read_all(connection)) == 200


def test_whoever_hangs_up_at_once_still_counts() -> None:
    with waiting() as it:
        with closing(connect(it.port)) as connection:
            connection.sendall(f"GET {GOOD} HTTP/1.1\r\nHost: 127.0.0.1:{it.port}\r\n\r\n".encode())
        assert it.result() is not None


def test_it_listens_on_loopback_alone() -> None:
    with RedirectListener(FalseClock(), STATE) as listener:
        assert listener._listener.getsockname() == ("127.0.0.1", listener.port)
        kernel = Path("/proc/net/tcp")
        rows = [line.split() for line in kernel.read_text().splitlines()[1:]] if kernel.exists() else []
        listening = {row[1] for row in rows if row[3] == "0A" and row[1].endswith(f":{listener.port:04X}")}
        assert listening <= {f"0100007F:{listener.port:04X}"}


def test_a_taken_port_is_said() -> None:
    with (
        RedirectListener(FalseClock(), STATE) as listener,
        pytest.raises(Unavailable, match=f"Port {listener.port} on 127.0.0.1 cannot be used"),
    ):
        RedirectListener(FalseClock(), STATE, listener.port)
    with pytest.raises(Unavailable):
        RedirectListener(FalseClock(), STATE, 70_000)


def test_the_port_is_free_again_at_once() -> None:
    with RedirectListener(FalseClock(), STATE) as listener:
        port = listener.port
        with closing(connect(port)):
            listener.poll(0.1)
    with RedirectListener(FalseClock(), STATE, port) as listener:
        assert listener.port == port
