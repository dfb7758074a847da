"""An answer without an end costs a bounded share of memory and time, whoever asked and however it is sent."""

from __future__ import annotations

import socket
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ssoswitch.aws.bounded import MOST_BYTES
from ssoswitch.aws.caller_identity import get_caller_identity
from ssoswitch.aws.clients import Clients
from ssoswitch.aws.federation import sign_in_token
from ssoswitch.aws.identity_center import BotoIdentityCenter
from ssoswitch.aws.portal_page import region_of_portal
from ssoswitch.core.start_urls import normalise
from ssoswitch.model.environment import Clock
from ssoswitch.model.errors import ServiceFault, Unreachable
from ssoswitch.model.sso_session import SsoSession
from ssoswitch.model.token import RoleCredentials, Secret
from tests.support.broken_networks import serving
from tests.support.environments import FalseClock, make_environment

KEYS = RoleCredentials("111122223333", "Admin", Secret("A"), Secret("key"), Secret("token"), 2e9)
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
MEBIBYTE = b"a" * (1 << 20)


def endless(connection: socket.socket) -> None:
    connection.recv(1 << 16)
    connection.sendall(OK + b'Content-Length: 900000000\r\n\r\n{"a":"')
    for _ in range(900):
        connection.sendall(MEBIBYTE)


def endless_in_chunks(connection: socket.socket) -> None:
    connection.recv(1 << 16)
    connection.sendall(OK + b"Transfer-Encoding: chunked\r\n\r\n")
    for _ in range(900):
        connection.sendall(b"100000\r\n" + MEBIBYTE + b"\r\n")


def drop_by_drop(connection: socket.socket) -> None:
    connection.recv(1 << 16)
    connection.sendall(OK + b"Content-Length: 900000000\r\n\r\n")
    while True:
        connection.sendall(b" ")


CALLS: dict[str, Callable[[Clients, BotoIdentityCenter], object]] = {
    "ListAccounts": lambda _, center: center.list_accounts(Secret("t")),
    "RegisterClient": lambda _, center: center.register_client(
        grant_types=(), scopes=(), redirect_uris=(), issuer_url=""
    ),
    "GetSigninToken": lambda clients, _: sign_in_token(clients, KEYS, "eu-west-1"),
    "GetCallerIdentity": lambda clients, _: get_caller_identity(clients, KEYS, "eu-west-1"),
}


class HurryingClock(FalseClock):
    """Three seconds go by with every look at it."""

    def monotonic(self) -> float:
        self.advance(3.0)
        return super().monotonic()


@pytest.fixture
def ask(tmp_path: Path) -> Iterator[Callable[..., object]]:
    def asking(
        call: Callable[[Clients, BotoIdentityCenter], object],
        answer: Callable[[socket.socket], None],
        clock: Clock,
    ) -> object:
        with serving(answer) as port:
            env = make_environment(tmp_path, {"AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}"}, clock=clock)
            clients = Clients(env)
            session = SsoSession("corp", "https://x.awsapps.com/start", "eu-west-1")
            return call(clients, BotoIdentityCenter(clients, session))

    yield asking


@pytest.mark.parametrize("answer", [endless, endless_in_chunks])
@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_so_many_bytes(
    ask: Callable[..., object],
    call: Callable[[Clients, BotoIdentityCenter], object],
    answer: Callable[[socket.socket], None],
) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(ServiceFault, match="made no sense"):
            ask(call, answer, FalseClock())
        assert tracemalloc.get_traced_memory()[1] < 4 * MOST_BYTES
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_so_many_seconds(
    ask: Callable[..., object], call: Callable[[Clients, BotoIdentityCenter], object]
) -> None:
    with pytest.raises(Unreachable, match="did not answer in time"):
        ask(call, drop_by_drop, HurryingClock())


@pytest.mark.parametrize(("answer", "clock"), [(endless, FalseClock()), (drop_by_drop, HurryingClock())])
def test_the_portals_page_too(
    ask: Callable[..., object], answer: Callable[[socket.socket], None], clock: Clock
) -> None:
    assert ask(lambda clients, _: region_of_portal(clients, normalise("acme")), answer, clock) == ""
