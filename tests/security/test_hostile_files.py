"""Files of ours, and of other tools beside them, with anything at any place: each is read for what it is, or as absent.

Whoever can write there is the user; but a half finished edit, another version, a backup of another machine or a
neighbour's mistake must not end the program, and nothing of it may reach the terminal as it is.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ssoswitch.core.catalogue import Facts
from ssoswitch.core.frecency import rank, remembered, with_favourite
from ssoswitch.core.listing import Listing
from ssoswitch.core.moments import age, day_time, time_left
from ssoswitch.demo.organization import Organization
from ssoswitch.disk.recollections import change_recollections
from ssoswitch.disk.token_cache import TokenCache
from ssoswitch.disk.tree_cache import load_rate, save_rate
from ssoswitch.model.account import AccountTree
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import SsoswitchError
from ssoswitch.model.token import GRANT_DEVICE_CODE
from ssoswitch.operations.startup import start
from ssoswitch.operations.tokens import scopes_of
from ssoswitch.operations.undo import history, plan_undo
from tests.support.anything import places, spoiled, with_value
from tests.support.command_line import run
from tests.support.fake_center import fake_center
from tests.support.used_home import PROD, copy_of, ours, used_home

WRONG: tuple[Any, ...] = (
    ..., None, "", "\x1b]0;x\x07", "\ud800\x00", [1], {"a": 1}, True, -5, 0.5, 1e308, float("nan"), 10**400,
)  # fmt: skip
OBEYED = {chr(code) for code in (*range(0x20), 0x7F, *range(0x80, 0xA0), 0x202E, 0x2028)} - {"\n", "\t"}


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    with fake_center(Organization.sample(6)) as center:
        env = used_home(center, tmp_path_factory.mktemp("used"))
    at_rest(env.home)
    return env


def kinds(env: Environment) -> list[str]:
    """Our JSON files, by their names in the home."""
    return [name for name in ours(env.home) if name.endswith(".json")]


def read_everything(env: Environment) -> None:
    """What the screen does with the files at its start and when the person looks at each thing."""
    startup = start(env)
    session = startup.session
    assert session is not None
    now = env.clock.time()
    cache = TokenCache(env)
    token = cache.load(session)
    cache.load_registration(session, GRANT_DEVICE_CODE, scopes_of(session))
    credentials = cache.load_role_credentials(session, PROD)
    for moment in (token.expires_at if token else now, credentials.expires_at if credentials else now):
        assert time_left(moment - now)
    tree = startup.tree or AccountTree(session.name)
    for entry in tree.entries.values():
        assert age(now - (entry.fetched_at or now)) is not None
    rank(startup.recollections, session.name, now)
    listing = Listing()
    listing.set_catalogue(
        tree, Facts(settings=startup.settings, recollections=startup.recollections, now=now)
    )
    listing.search("prod")
    listing.search("")
    for y in range(len(listing.rows)):
        listing.row(y)
    for each in history(env):
        assert day_time(each.at, now)
        try:
            plan_undo(env, each.id)
        except SsoswitchError:
            continue
    rate = load_rate(env, session)
    assert rate is None or rate > 0


def change_everything(env: Environment) -> None:
    """What is written again with what was read; afterwards it is good."""
    session = start(env).session
    assert session is not None
    change_recollections(env, lambda known: with_favourite(known, PROD))
    now = env.clock.time()
    change_recollections(env, lambda known: remembered(known, "corp", PROD, now, "console"))
    save_rate(env, session, 12.0)
    read_everything(env)


def at_rest(home: Path) -> None:
    """Let no file look as if somebody were still writing it: such a one is looked at twice."""
    for path in home.rglob("*"):
        os.utime(path, (1, 1))


def put(env: Environment, name: str, data: bytes) -> None:
    """That text in the file."""
    path = env.home / name
    path.write_bytes(data)
    path.chmod(0o600)
    os.utime(path, (1, 1))


def encoded(document: Any) -> bytes:
    return json.dumps(document).encode()


def test_each_part_missing_and_of_every_wrong_type(used: Environment, tmp_path: Path) -> None:
    env = copy_of(used, tmp_path)
    failed = []
    for name in kinds(env):
        good = (env.home / name).read_bytes()
        for place in places(json.loads(good)):
            for value in WRONG:
                put(env, name, encoded(with_value(json.loads(good), place, value)))
                try:
                    read_everything(env)
                except Exception as error:  # noqa: BLE001  (whatever it is, it is told with the others)
                    failed.append(f"{name} {place} {str(value)[:40]!a}: {error!r:.80}")
        put(env, name, good)
    assert not failed, "\n".join(failed)


HARD = settings(
    max_examples=25,
    derandomize=True,
    deadline=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.function_scoped_fixture,
    ],
)
COMMANDS = (
    ("status",), ("status", "--json"), ("list", "--cached"), ("list", "--cached", "--json"), ("history", "--json"),
    ("whoami",), ("undo", "-n"), ("profile", "list"), ("session", "list"), ("session", "show"),
)  # fmt: skip


@HARD
@given(data=st.data())
def test_no_command_fails_or_prints_what_a_terminal_obeys(
    used: Environment, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    env = copy_of(used, tmp_path_factory.mktemp("copy"))
    for name in kinds(env):
        if data.draw(st.booleans()):
            put(env, name, data.draw(spoiled(json.loads((env.home / name).read_bytes()))))
    for command in COMMANDS:
        done = run(env, *command)
        assert "fault of ssoswitch" not in done.err, (command, done.err)
        assert not OBEYED & set(done.out + done.err), (command, ascii(done.out + done.err))
        (done.out + done.err).encode()
    change_everything(env)
