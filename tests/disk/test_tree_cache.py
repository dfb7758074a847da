from __future__ import annotations

import os
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from ssoswitch.core.tree_file import dump_tree
from ssoswitch.disk.tree_cache import load_rate, load_tree, save_rate, save_tree, tree_path
from ssoswitch.model.account import Account, AccountEntry, AccountTree
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import WriteError
from ssoswitch.model.sso_session import SsoSession
from tests.support.environments import NOW, FalseClock, make_environment
from tests.support.little_room import no_handles

SESSION = SsoSession("corp", "https://corp.awsapps.com/start", "eu-west-1")
ENTRY = AccountEntry(Account("000000000001", "One"), ("Admin",), NOW)
TREE = AccountTree("corp", {"000000000001": ENTRY}, synced_at=NOW)


@pytest.fixture
def env(tmp_path: Path) -> Environment:
    return make_environment(tmp_path, clock=FalseClock())


def test_what_is_saved_is_found_at_the_next_start(env: Environment) -> None:
    assert load_tree(env, SESSION) == (AccountTree("corp"), "")
    saved = save_tree(env, SESSION, TREE)
    assert saved.saved_at == NOW
    assert load_tree(env, SESSION) == (saved, "")


def test_nobody_else_may_read_it(env: Environment) -> None:
    old = os.umask(0)
    try:
        save_tree(env, SESSION, TREE)
    finally:
        os.umask(old)
    path = tree_path(env, SESSION)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert [child.name for child in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize(
    "other",
    [
        SsoSession("corp", "https://other.awsapps.com/start", "eu-west-1"),
        SsoSession("other", "https://corp.awsapps.com/start", "eu-west-1"),
        SsoSession("corp", "https://corp.awsapps.com/start", "eu-west-1", inline=True),
    ],
)
def test_two_sessions_never_mix(env: Environment, other: SsoSession) -> None:
    save_tree(env, SESSION, TREE)
    assert load_tree(env, other) == (AccountTree(other.name), "")
    assert load_tree(env, SESSION)[0].entries


def nothing(path: Path) -> None:
    path.write_bytes(b"")


def half(path: Path) -> None:
    path.write_bytes(dump_tree(TREE, SESSION)[:50])


def binary(path: Path) -> None:
    path.write_bytes(bytes(range(256)))


def future(path: Path) -> None:
    path.write_bytes(dump_tree(TREE, SESSION).replace(b'"version":2', b'"version":3'))


def foreign(path: Path) -> None:
    path.write_bytes(dump_tree(TREE, SsoSession("x", SESSION.start_url, "eu-west-1")))


def folder(path: Path) -> None:
    path.mkdir()


def fifo(path: Path) -> None:
    os.mkfifo(path)


def link(path: Path) -> None:
    path.symlink_to(path.with_name("elsewhere"))


@pytest.mark.parametrize("damage", [nothing, half, binary, future, foreign, folder, fifo, link])
def test_a_file_that_cannot_be_used_is_put_aside_with_a_word(env: Environment, damage: object) -> None:
    assert callable(damage)
    path = tree_path(env, SESSION)
    path.parent.mkdir(parents=True)
    for _ in range(1 if damage is folder else 2):  # the second time one is there already
        damage(path)
        tree, note = load_tree(env, SESSION)
        assert tree == AccountTree("corp")
        assert note.startswith("The saved tree of corp was not used: it ")
        assert f"{path.name}.damaged" in note
        assert not path.exists()
        assert os.path.lexists(f"{path}.damaged")
    assert load_tree(env, SESSION)[1] == ""
    saved = save_tree(env, SESSION, TREE)
    assert load_tree(env, SESSION) == (saved, "")


def test_one_that_cannot_be_read_just_now_stays_where_it_is(env: Environment) -> None:
    saved = save_tree(env, SESSION, TREE)
    with no_handles():
        tree, note = load_tree(env, SESSION)
    assert len(tree) == 0
    assert note.endswith(
        f"{tree_path(env, SESSION)} could not be read: too many open files. It was not changed."
    )
    assert load_tree(env, SESSION) == (saved, "")


def test_a_folder_that_cannot_be_made_is_an_error_and_no_crash(env: Environment) -> None:
    env.cache_dir.parent.mkdir(parents=True, exist_ok=True)
    env.cache_dir.write_text("a file where the folder should be")
    assert load_tree(env, SESSION) == (AccountTree("corp"), "")
    with pytest.raises(WriteError):
        save_tree(env, SESSION, TREE)


def test_the_rate_is_remembered_for_each_instance(env: Environment) -> None:
    other = SsoSession("corp", SESSION.start_url, "us-east-1")
    assert load_rate(env, SESSION) is None
    save_rate(env, SESSION, 19.876)
    save_rate(env, other, 40)
    assert load_rate(env, SESSION) == 19.88
    assert load_rate(env, SsoSession("another-name", SESSION.start_url, "eu-west-1")) == 19.88
    assert load_rate(env, other) == 40.0


def test_rates_that_are_saved_in_the_same_instant_are_all_kept(env: Environment) -> None:
    others = [replace(SESSION, start_url=f"https://{number}.awsapps.com/start") for number in range(12)]
    together = threading.Barrier(len(others))

    def save(session: SsoSession, rate: float) -> None:
        together.wait(10)
        save_rate(env, session, rate)

    threads = [threading.Thread(target=save, args=(each, 10.0 + n)) for n, each in enumerate(others)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert [load_rate(env, each) for each in others] == [10.0 + number for number in range(len(others))]


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"version":1,"rates":[]}', '{"version":1,"rates":{"a":"x"}}']
)
def test_damaged_rates_are_learned_anew(env: Environment, text: str) -> None:
    save_rate(env, SESSION, 20)
    next(tree_path(env, SESSION).parent.glob("rates.json")).write_text(text)
    assert load_rate(env, SESSION) is None
    save_rate(env, SESSION, 21)
    assert load_rate(env, SESSION) == 21
