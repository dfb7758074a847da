"""Ways in which a network fails before a service has answered anything: names, ports, certificates, proxies."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

NOWHERE = "https://nowhere.invalid"

# Of no authority that anybody trusts, made for 127.0.0.1 and for this test.
_CERTIFICATE = """\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgtYlRncY+DRlbg/9B
mSKnr+Dtm7yA7SDd/cKDdepiAgihRANCAARR7qAy+ACSKKsDCYpql7zI3/6m2f1C
J/XL4J5It74tCN6TnUuLc5hw4R8P1MlL0t0q5i52M4DxQ89Kgrg0OpeM
-----END PRIVATE KEY-----
-----BEGIN CERTIFICATE-----
MIIBjzCCATSgAwIBAgIUHNIvXO2m9P/Rw2QKy0ALADTW/h4wCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJMTI3LjAuMC4xMB4XDTI2MTEyMTA3MjAxM1oXDTM2MTExODA3
MjAxM1owFDESMBAGA1UEAwwJMTI3LjAuMC4xMFkwEwYHKoZIzj0CAQYIKoZIzj0D
AQcDQgAEUe6gMvgAkiirAwmKape8yN/+ptn9Qif1y+CeSLe+LQjek51Li3OYcOEf
D9TJS9LdKuYudjOA8UPPSoK4NDqXjKNkMGIwHQYDVR0OBBYEFFli4cJliXq4U6Fr
QnK2upmaGuMpMB8GA1UdIwQYMBaAFFli4cJliXq4U6FrQnK2upmaGuMpMA8GA1Ud
EwEB/wQFMAMBAf8wDwYDVR0RBAgwBocEfwAAATAKBggqhkjOPQQDAgNJADBGAiEA
r9hhmJ7KaomLJkNQDbsIVRYOZ8n7JIlKccnCiSMAqtoCIQDrwWeic86CQfsAgbwR
T/hhWa2YDd9zxUyZjvPKDdcfxw==
-----END CERTIFICATE-----
"""


@contextmanager
def serving(answer: Callable[[socket.socket], None]) -> Iterator[int]:
    """A port of 127.0.0.1 on which each connection is handed to `answer`, and closed after it."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return  # closed: the test is over
                with connection:
                    try:
                        answer(connection)
                    except OSError:
                        continue  # the other side has hung up, which is what is tested

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            listener.shutdown(socket.SHUT_RDWR)
    thread.join(5)


@contextmanager
def untrusted_certificate(folder: Path) -> Iterator[str]:
    """The address of a service whose certificate nobody trusts."""
    file = folder / "untrusted.pem"
    file.write_text(_CERTIFICATE)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)

    def answer(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as secure:
            secure.recv(1)

    with serving(answer) as port:
        yield f"https://127.0.0.1:{port}"


@contextmanager
def no_tls_at_all() -> Iterator[str]:
    """The address of something that answers in plain text where TLS is expected, as hotels do."""
    with serving(
        lambda connection: connection.sendall(b"HTTP/1.1 302 Found\r\nLocation: /login\r\n\r\n")
    ) as port:
        yield f"https://127.0.0.1:{port}"


@contextmanager
def proxy_that_wants_a_name() -> Iterator[str]:
    """The address of a proxy that answers 407."""
    refusal = b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"

    def answer(connection: socket.socket) -> None:
        connection.recv(4096)
        connection.sendall(refusal)

    with serving(answer) as port:
        yield f"http://127.0.0.1:{port}"


def closed_port() -> str:
    """The address of a port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}"


def names_are_unknown(patch: pytest.MonkeyPatch) -> None:
    """Let no name be known, whatever this machine's resolver would say."""
    real: Callable[..., Any] = socket.getaddrinfo

    def look_up(host: Any, *rest: Any, **more: Any) -> Any:
        if str(host).endswith(".invalid"):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return real(host, *rest, **more)

    patch.setattr(socket, "getaddrinfo", look_up)
