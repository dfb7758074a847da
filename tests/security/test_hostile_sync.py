"""A whole sync of an Identity Center that answers anything on any page: it ends, and what it keeps is clean.

Accounts twice, on one page or two; pages that are no list, lead nowhere or in a circle; roles without names.
"""

from __future__ import annotations

import json
import random
import threading
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ssoswitch.disk.token_cache import TokenCache
from ssoswitch.disk.tree_cache import load_tree, tree_path
from ssoswitch.model.account import AccountTree
from ssoswitch.model.environment import Environment, SystemClock
from ssoswitch.model.errors import SsoswitchError
from ssoswitch.model.events import SyncEvent, SyncFinished
from ssoswitch.model.sso_session import SsoSession
from ssoswitch.model.token import AccessToken, Secret
from ssoswitch.operations.connect import Connections
from ssoswitch.operations.sync import Wants, sync
from tests.support.anything import spoiled
from tests.support.environments import make_environment
from tests.support.hostile_portal import HostilePortal, Reply, hostile_portal

OBEYED = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
SESSION = SsoSession("corp", "https://x.awsapps.com/start", "eu-west-1")
HASTE = 200
"""Waits before a page is asked for again pass so much faster than on the wall."""
PATIENCE = 60.0
"""Seconds after which a sync counts as one that does not end."""
ACCOUNTS = (
    {"accountId": "111122223333", "accountName": "one", "emailAddress": "one@x"},
    {"accountId": "000000000001", "accountName": "two", "emailAddress": "two@x"},
    {"accountId": "000000000001", "accountName": "two again"},
    {"accountId": "000000000002", "accountName": "\x1b]52;c;aGFja2Vk\x07", "emailAddress": "\u202ethree@x"},
)
ROLES = (
    {"roleName": "Admin", "accountId": "111122223333"},
    {"roleName": "x"},
    {"roleName": "Admin"},
    {"roleName": "\x9b2J"},
)


class HastyClock(SystemClock):
    """Waits that pass at a multiple of their speed."""

    def monotonic(self) -> float:
        """Seconds, more of them."""
        return super().monotonic() * HASTE


@st.composite
def pages(draw: st.DrawFn, key: str, items: Sequence[dict[str, str]]) -> list[bytes]:
    """Up to three pages of a list, half of them not what they should be."""
    count = draw(st.integers(1, 3))
    found = []
    for number in range(count):
        listed = draw(st.lists(st.sampled_from(items), max_size=3))
        token = str(draw(st.integers(0, count))) if number + 1 < count or draw(st.booleans()) else None
        page: dict[str, Any] = {key: listed, **({} if token is None else {"nextToken": token})}
        found.append(draw(st.one_of(st.just(json.dumps(page).encode()), spoiled(page, most=2))))
    return found


def portal_of(listed: Sequence[bytes], roles: Sequence[Sequence[bytes]], path: str) -> Reply:
    """The page that is asked for; each account has one of the lists of roles."""
    parts = urlsplit(path)
    asked = parse_qs(parts.query)
    number = asked.get("next_token", ["0"])[0]
    account = asked.get("account_id", [""])[0]
    chosen = roles[sum(account.encode()) % len(roles)] if parts.path.endswith("/roles") else listed
    return Reply(chosen[int(number) % len(chosen) if number.isdecimal() and number.isascii() else 0])


@pytest.fixture(scope="module")
def portal() -> Iterator[HostilePortal]:
    with hostile_portal() as found:
        yield found


def synced(env: Environment) -> tuple[list[SyncEvent], SsoswitchError | None]:
    """All events, and what it ended in."""
    stop = threading.Event()
    timer = threading.Timer(PATIENCE, stop.set)
    timer.start()
    walk = sync(
        env, Connections(env), SESSION, AccountTree("corp"), stop=stop, pause=threading.Event(), wants=Wants(),
        full=True, ticks=HastyClock(), chance=random.Random(7),
    )  # fmt: skip
    events: list[SyncEvent] = []
    error = None
    try:
        for event in walk:
            events.append(event)
    except SsoswitchError as caught:
        error = caught
    timer.cancel()
    assert not stop.is_set(), "it did not end by itself"
    return events, error


def check_text(text: str) -> None:
    assert not {unicodedata.category(letter) for letter in text} & OBEYED, ascii(text)


def check_tree(tree: AccountTree) -> None:
    for account_id, entry in tree.entries.items():
        assert account_id == entry.account.account_id
        assert len(account_id) == 12 and account_id.isascii() and account_id.isdecimal()
        for text in (entry.account.name, entry.account.email, entry.failure, *entry.roles):
            check_text(text)
        assert len(set(entry.roles)) == len(entry.roles)
        assert all(entry.roles)


@settings(
    max_examples=8,
    derandomize=True,
    deadline=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.function_scoped_fixture,
        HealthCheck.data_too_large,
    ],
)
@given(
    listed=pages("accountList", ACCOUNTS),
    roles=st.lists(pages("roleList", ROLES), min_size=1, max_size=2),
)
def test_it_ends_and_keeps_what_is_clean(
    portal: HostilePortal,
    tmp_path_factory: pytest.TempPathFactory,
    listed: list[bytes],
    roles: list[list[bytes]],
) -> None:
    folder: Path = tmp_path_factory.mktemp("home")
    env = make_environment(folder, {"AWS_ENDPOINT_URL": portal.url, "NO_PROXY": "127.0.0.1"})
    token = AccessToken("https://x.awsapps.com/start", "eu-west-1", Secret("t"), env.clock.time() + 3600)
    TokenCache(env).save(SESSION, token)
    portal.answer = lambda path: portal_of(listed, roles, path)
    events, error = synced(env)
    assert [isinstance(event, SyncFinished) for event in events].count(True) == 1
    finished = events[-1]
    assert isinstance(finished, SyncFinished)
    check_tree(finished.tree)
    check_text(finished.note)
    assert not (finished.complete and error)
    if error is not None:
        check_text(error.message)
        check_text(error.hint)
    if tree_path(env, SESSION).exists():
        saved, note = load_tree(env, SESSION)
        assert not note
        assert saved.entries == finished.tree.entries
