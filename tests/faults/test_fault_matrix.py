"""Every fault of the network at every call: what the person is told, and that nothing is lost by it.

The sentences stand in tests/goldens/faults.txt, to be read as a whole; UPDATE_GOLDENS=1 writes it anew. Of each fault
it is also tested that the files are as before, and that the same thing done again works once the fault is over.
"""

from __future__ import annotations

import os
import random
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from ssoswitch.aws.caller_identity import get_caller_identity
from ssoswitch.aws.clients import Clients
from ssoswitch.aws.federation import sign_in_token
from ssoswitch.cli.diagnostics import exit_code
from ssoswitch.demo.behaviour import Behaviour, Fault
from ssoswitch.demo.identity_center import FakeIdentityCenter
from ssoswitch.demo.organization import Organization
from ssoswitch.disk.token_cache import TokenCache
from ssoswitch.disk.tree_cache import load_tree, tree_path
from ssoswitch.model.account import AccountRole
from ssoswitch.model.environment import Endpoints, Environment, SystemClock
from ssoswitch.model.errors import SignInNeeded, SsoswitchError
from ssoswitch.model.events import SignedIn, SignInWaited, SyncFinished, SyncProgressed
from ssoswitch.model.sso_session import SsoSession
from ssoswitch.model.token import GRANT_DEVICE_CODE, RoleCredentials
from ssoswitch.operations.connect import Connections
from ssoswitch.operations.credentials import credentials_for
from ssoswitch.operations.login import login
from ssoswitch.operations.logout import logout
from ssoswitch.operations.sync import Wants, sync
from ssoswitch.operations.tokens import scopes_of, valid_token
from tests.support.broken_networks import (
    NOWHERE,
    closed_port,
    names_are_unknown,
    no_tls_at_all,
    proxy_that_wants_a_name,
    untrusted_certificate,
)
from tests.support.fake_center import fake_center
from tests.support.signing_in import environment_for, save_token, session_of

GOLDEN = Path(__file__).parents[1] / "goldens" / "faults.txt"
HASTE = 40
NO_WAY = ("unknown name", "refused", "certificate", "no TLS", "proxy 407")
"""There is no connection; what is named after these comes from the fake itself."""
ANSWERS = {
    "captive portal": "html", "401": "401", "403": "403", "429": "429", "500": "500", "503": "503",
    "half a body": "cut", "reset": "reset", "stall": "stall", "empty": "empty", "garbage": "garbage",
}  # fmt: skip
KINDS = (*NO_WAY, *ANSWERS)


class HastyClock(SystemClock):
    """Waits pass at a multiple of their speed."""

    def monotonic(self) -> float:
        """Seconds, more of them."""
        return super().monotonic() * HASTE


class HastyStop(threading.Event):
    """A `stop` whose waits are as short as the clock is fast."""

    def wait(self, timeout: float | None = None) -> bool:
        """Wait a fraction of it."""
        return super().wait(None if timeout is None else timeout / HASTE)


@dataclass
class World:
    """A machine that is signed in and has a saved tree, and the service that will fail."""

    center: FakeIdentityCenter
    env: Environment
    session: SsoSession
    role: AccountRole
    credentials: RoleCredentials
    kept: Connections | None = None
    hasty: bool = False
    """Nobody waits long for an answer."""

    def connections(self) -> Connections:
        """Those that are kept; where none are, new ones."""
        if self.kept is not None:
            return self.kept
        connections = Connections(self.env)
        if self.hasty:
            connections._clients = Clients(self.env, read_timeout=0.5)
        return connections


Call = Callable[[World], str]
"""Does it; the sentence that it ends with where it ends without an error."""


def _login(w: World) -> str:
    TokenCache(w.env).delete_registration(w.session, GRANT_DEVICE_CODE, scopes_of(w.session))
    events = login(
        w.env, w.connections(), w.session, method="code", force=True, timeout=40.0, stop=HastyStop()
    )
    told = ""
    try:
        for event in events:
            if isinstance(event, SignInWaited) and event.trouble:
                told = event.trouble
            if isinstance(event, SignedIn):
                return ""
    except SsoswitchError as error:
        if told:
            raise type(error)(f"({told} …) {error.message}", error.hint) from None
        raise
    return told


def _renew(w: World) -> str:
    save_token(w.env, w.center, w.session, expires_in=-60.0)
    valid_token(w.env, w.connections(), w.session)
    return ""


def _sync(w: World) -> str:
    tree, _ = load_tree(w.env, w.session)
    before = set(tree.entries)
    last: Any = None
    stop = threading.Event()
    try:
        for event in sync(
            w.env,
            w.connections(),
            w.session,
            tree,
            stop=stop,
            pause=threading.Event(),
            wants=Wants(),
            full=True,
            ticks=HastyClock(),
            chance=random.Random(7),
        ):
            last = event
            if isinstance(event, SyncProgressed) and event.throttles >= 3:
                stop.set()  # it would go on; how long a script waits is the command line's to say
    finally:
        assert isinstance(last, SyncFinished)
        assert set(last.tree.entries) >= before
        assert all(last.tree.entries[each].roles == tree.entries[each].roles for each in before)
    marks = [f"the account is marked: {last.tree.entries[each].failure}." for each in last.failed]
    if stop.is_set():
        return (
            "(it goes on, ever more slowly, until it gets through or is stopped; the screen says: throttled)"
        )
    return marks[0] if marks else ""


def _credentials(w: World) -> str:
    credentials_for(w.env, w.connections(), (w.session, w.role))
    return ""


def _federation(w: World) -> str:
    sign_in_token(w.connections().clients, w.credentials, "eu-west-1")
    return ""


def _identity(w: World) -> str:
    get_caller_identity(w.connections().clients, w.credentials, "eu-west-1")
    return ""


def _logout(w: World) -> str:
    save_token(w.env, w.center, w.session)
    report = logout(w.env, w.connections(), w.session, patience=10.0)
    assert TokenCache(w.env).load(w.session) is None
    return "" if report.revoked and not report.reason else report.sentences()[0]


@dataclass(frozen=True, slots=True)
class Row:
    """A call at which something fails: what is asked, which of the fake's calls it is, and from which one on."""

    title: str
    call: str
    do: Call
    nth: int = 1
    paged: bool = False
    """With pages, of which the tenth is met: by then there is a connection."""
    one_account: bool = False


ROWS = (
    Row("sign in: register the client", "RegisterClient", _login),
    Row("sign in: get a code", "StartDeviceAuthorization", _login),
    Row("sign in: wait for the token", "CreateToken", _login, paged=True),
    Row("renew the token", "CreateToken", _renew, nth=2),
    Row("sync: accounts, first page", "ListAccounts", _sync),
    Row("sync: accounts, tenth page", "ListAccounts", _sync, nth=10, paged=True),
    Row("sync: roles, first page, one account", "ListAccountRoles", _sync, paged=True, one_account=True),
    Row(
        "sync: roles, tenth page, one account",
        "ListAccountRoles",
        _sync,
        nth=10,
        paged=True,
        one_account=True,
    ),
    Row("role credentials", "GetRoleCredentials", _credentials),
    Row("console sign-in", "GetSigninToken", _federation),
    Row("who am I, by STS", "GetCallerIdentity", _identity),
    Row("log out", "Logout", _logout),
)
MANY = "222233334444"
ORGANIZATION = Organization.of(
    (MANY, "many-roles", "a@x", [f"Role{number:02}" for number in range(20)]),
    *((f"3333000000{number:02}", f"account-{number:02}", "a@x", ("ReadOnlyAccess",)) for number in range(19)),
)


@contextmanager
def broken(w: World, row: Row, kind: str, tmp_path: Path) -> Iterator[World]:
    """The world with that fault in it."""
    if kind in ANSWERS:
        account = MANY if row.one_account else None
        fault = Fault(row.call, ANSWERS[kind], nth=row.nth, times=None, account_id=account)  # type: ignore[arg-type]  # a kind of the table
        w.center.set_behaviour(replace(w.center.behaviour, faults=(fault,), stall=3.0))
        # A 429 is remembered by the gate, a sync has one to itself, and credentials are kept beside it.
        anew = kind in ("429", "stall") or row.do in (_sync, _credentials)
        yield replace(w, kept=None if anew else w.kept, hasty=kind == "stall")
        return
    with ExitStack() as stack:
        variables = dict(w.env.variables)
        address = NOWHERE
        if kind == "refused":
            address = closed_port()
        elif kind == "certificate":
            address = stack.enter_context(untrusted_certificate(tmp_path))
        elif kind == "no TLS":
            address = stack.enter_context(no_tls_at_all())
        elif kind == "proxy 407":
            variables["HTTPS_PROXY"] = stack.enter_context(proxy_that_wants_a_name())
        endpoints = Endpoints(sso=address, sso_oidc=address, sts=address, signin=address)
        yield replace(w, env=replace(w.env, endpoints=endpoints, variables=variables), kept=None)


@pytest.fixture(scope="module")
def patch() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        names_are_unknown(patch)
        yield patch


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory, patch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """Of each row, what is said of each fault; the promises that go for all of them are tested on the way."""
    folders = [tmp_path_factory.mktemp("fault") for _ in ROWS]
    with ThreadPoolExecutor(4) as pool:  # most of the time is waiting
        tables = pool.map(_lines, ROWS, folders)
        return {row.title: lines for row, lines in zip(ROWS, tables, strict=True)}


def _lines(row: Row, folder: Path) -> list[str]:
    lines = []
    with fake_center(ORGANIZATION, page_size_cap=2) as center:
        env = environment_for(center, folder, clock=HastyClock())
        session = session_of(center)
        save_token(env, center, session)
        credentials = _role_credentials(env, session)
        world = World(center, env, session, AccountRole(MANY, "Role00"), credentials, kept=Connections(env))
        healthy = center.behaviour
        assert _sync(world) == ""
        for kind in KINDS:
            if row.paged and kind in NO_WAY:
                continue
            files = _files(world)
            with broken(world, row, kind, folder) as unlucky:
                lines.append(f"  {kind:<15} {_sentence(row, unlucky)}")
            center.set_behaviour(healthy)
            if kind == "401" or row.do in (_logout, _renew):
                save_token(env, center, session)  # that the token counts no longer is what a 401 says
                assert _files(world)[:2] == files[:2]
            else:
                assert _files(world) == files, (row, kind)
            # Again, over the same connections.
            again = replace(world, kept=None) if row.do in (_sync, _credentials) else world
            assert row.do(again) == "", (row, kind)
    return lines


def _role_credentials(env: Environment, session: SsoSession) -> RoleCredentials:
    return credentials_for(env, Connections(env), (session, AccountRole(MANY, "Role00")))


def _files(w: World) -> tuple[bytes | None, ...]:
    """Config, token and the tree's accounts and roles: what no fault may change. When it was read may."""
    tree, note = load_tree(w.env, w.session)
    assert not note
    known = repr([(each, entry.roles) for each, entry in tree.entries.items()])
    assert tree_path(w.env, w.session).exists()
    token = TokenCache(w.env).load(w.session)
    return (
        w.env.config_file.read_bytes(),
        known.encode(),
        token.access_token.reveal().encode() if token is not None else None,
    )


def _sentence(row: Row, w: World) -> str:
    try:
        said = row.do(w)
    except SsoswitchError as error:
        if row.one_account and not isinstance(error, SignInNeeded):
            # Where the last call of all fails, it may also count as "nothing answers any more": the words are the same.
            return f"  0 the account is marked: {error.message}"
        return f"{int(exit_code(error)):>3} {error}"
    return f"  0 {said or '(nothing: it was tried again, and worked)'}"


def test_the_sentences_are_those_that_were_read_and_found_good(told: dict[str, list[str]]) -> None:
    text = "".join(
        f"{title}\n" + "".join(f"{line}\n" for line in lines) + "\n" for title, lines in told.items()
    )
    if os.environ.get("UPDATE_GOLDENS"):
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8"), text


def test_each_is_a_sentence_without_names_of_code_or_secrets(told: dict[str, list[str]]) -> None:
    for line in (line for lines in told.values() for line in lines):
        said = line[18:].strip()
        assert said.endswith((".", ")", "?")), line
        for unwanted in (
            "Error",
            "Exception",
            "botocore",
            "urllib",
            "0x",
            "demo-secret-",
            "None",
            "HTTPConnection",
        ):
            assert unwanted not in said, line


def test_the_matrix_is_whole(told: dict[str, list[str]]) -> None:
    assert len(told) == len(ROWS)
    assert all(len(lines) in (len(KINDS), len(ANSWERS)) for lines in told.values())
    assert Behaviour().faults == ()
