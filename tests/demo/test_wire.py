"""HTTP as the server speaks it, byte by byte where a library would hide it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest

from ssoswitch.demo.wire import LoopbackServer, Request, Response, json_response

seen: list[Request] = []


def answer(request: Request) -> Response:
    seen.append(request)
    if request.path.startswith("/end/"):
        return Response(200, b"0123456789", ending=request.path.removeprefix("/end/"))  # type: ignore[arg-type]  # the words of the test below
    return json_response({"path": request.path, "body": request.body.decode("latin-1")})


@pytest.fixture
def server() -> Iterator[LoopbackServer]:
    seen.clear()
    server = LoopbackServer(answer, date=lambda: 0.0)
    server.start()
    yield server
    server.stop()


def connect(server: LoopbackServer) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), timeout=10)


def everything(connection: socket.socket) -> bytes:
    """What comes until the server closes."""
    got = b""
    while chunk := connection.recv(65_536):
        got += chunk
    return got


def ended(connection: socket.socket) -> bool:
    """Whether it is closed; a reset is a close of a connection whose bytes had not been read yet."""
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True


def talk(server: LoopbackServer, *parts: bytes) -> bytes:
    """Send the parts one by one, then end; everything that came back."""
    with connect(server) as connection:
        for part in parts:
            connection.sendall(part)
        connection.shutdown(socket.SHUT_WR)
        return everything(connection)


def test_an_answer_byte_by_byte(server: LoopbackServer) -> None:
    assert talk(server, b"GET /x HTTP/1.1\r\nConnection: close\r\n\r\n") == (
        b"HTTP/1.1 200 OK\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\nContent-Type: application/json\r\n"
        b'Content-Length: 22\r\nConnection: close\r\n\r\n{"path":"/x","body":""}'
    ).replace(b"22", b"23")


def test_requests_in_pieces_and_in_one_piece(server: LoopbackServer) -> None:
    one, two = b"POST /a HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc", b"GET /b HTTP/1.1\r\n\r\n"
    together = talk(server, one + two)
    assert together.count(b"200 OK") == 2
    assert talk(server, *(bytes([byte]) for byte in one + two)) == together
    assert [request.path for request in seen] == ["/a", "/b", "/a", "/b"]
    assert seen[0].body == b"abc"


def test_a_connection_is_kept(server: LoopbackServer) -> None:
    with connect(server) as connection:
        for _ in range(3):
            connection.sendall(b"GET /x HTTP/1.1\r\n\r\n")
            assert connection.recv(65_536).endswith(b'{"path":"/x","body":""}')
        connection.sendall(b"GET /x HTTP/1.0\r\n\r\n")
        assert b"Connection: close" in everything(connection)


def test_head_has_no_body_and_expect_is_answered(server: LoopbackServer) -> None:
    assert talk(server, b"HEAD /x HTTP/1.1\r\n\r\n").endswith(b"\r\n\r\n")
    both = talk(server, b"POST /x HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n", b"z")
    assert both.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK")


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"nonsense\r\n\r\n", b"400"),
        (b"GET /x HTTP/1.1\r\nno colon\r\n\r\n", b"400"),
        (b"POST /x HTTP/1.1\r\nContent-Length: -1\r\n\r\n", b"400"),
        (b"POST /x HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n", b"413"),
        (b"POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", b"411"),
        (b"GET /" + b"x" * 70_000, b"431"),
    ],
)
def test_what_is_no_request_is_refused_and_the_server_lives(
    server: LoopbackServer, request_bytes: bytes, status: bytes
) -> None:
    with connect(server) as connection:
        connection.sendall(request_bytes)
        assert connection.recv(65_536).startswith(b"HTTP/1.1 " + status)
    assert b"200 OK" in talk(server, b"GET /x HTTP/1.1\r\n\r\n")


def test_query_and_form_are_decoded_and_the_first_value_wins(server: LoopbackServer) -> None:
    talk(server, b"POST /x?a=%2B+1&a=2&e= HTTP/1.1\r\nContent-Length: 7\r\n\r\nf=1&f=2")
    assert dict(seen[0].query) == {"a": "+ 1", "e": ""}
    assert seen[0].form == {"f": "1"}
    assert seen[0].json == {}


def test_the_endings_that_break_off(server: LoopbackServer) -> None:
    whole = talk(server, b"GET /end/whole HTTP/1.1\r\nConnection: close\r\n\r\n")
    cut = talk(server, b"GET /end/cut HTTP/1.1\r\nConnection: close\r\n\r\n")
    assert cut == whole[:-5], "half of the body is missing, and Content-Length promised it"
    with connect(server) as connection:
        connection.sendall(b"GET /end/reset HTTP/1.1\r\n\r\n")
        with pytest.raises(ConnectionResetError):
            connection.recv(1)


def test_stopping_ends_idle_half_and_stalled_connections() -> None:
    server = LoopbackServer(answer, date=lambda: 0.0, stall=lambda: 3600.0)
    server.start()
    with connect(server) as idle, connect(server) as half, connect(server) as stalled:
        half.sendall(b"GET /x HT")
        stalled.sendall(b"GET /end/stall HTTP/1.1\r\n\r\n")
        idle.sendall(b"GET /x HTTP/1.1\r\n\r\n")
        assert idle.recv(65_536)
        server.stop()
        assert ended(idle) and ended(half) and ended(stalled)
    with pytest.raises(ConnectionRefusedError):
        connect(server)
    server.stop()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("demo-")]


def test_a_port_that_is_taken_is_an_error_and_a_free_one_can_be_named() -> None:
    first = LoopbackServer(answer, date=lambda: 0.0)
    port = first.bind()
    with pytest.raises(OSError, match="in use"):
        LoopbackServer(answer, date=lambda: 0.0, port=port).bind()
    first.stop()
    again = LoopbackServer(answer, date=lambda: 0.0, port=port)
    assert again.bind() == port
    again.stop()


def test_it_listens_on_loopback_alone(server: LoopbackServer) -> None:
    assert server._listener is not None
    assert server._listener.getsockname() == ("127.0.0.1", server.port)
