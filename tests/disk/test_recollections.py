"""What is remembered: comes back as it was, is bounded, and a damaged file is a fresh start."""

from __future__ import annotations

import json
import os
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ssoswitch.disk.recollections import change_recollections, load_recollections
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import WriteError
from ssoswitch.model.settings import Recollections
from tests.support.environments import make_environment
from tests.support.little_room import no_handles

FULL = Recollections(
    favourites=("111122223333", "111122223333/Admin"),
    used={"corp/111122223333/Admin": (1_700_000_000.5, 3, "console s3")},
    searches=("prod admin", "is:fav"),
    last_session="corp",
    last_choice={"enter": "use", "console/111122223333/Admin": "s3|eu-west-1|portal"},
    guard_passed={"111122223333/Admin/console": 1_700_000_001.0},
    previous_profile="dev",
    envrc_files=("/home/me/src/.envrc",),
)


@pytest.fixture
def env(tmp_path: Path) -> Environment:
    return make_environment(tmp_path)


def path_of(env: Environment) -> Path:
    return env.state_dir / "recollections.json"


def test_nothing_is_remembered_at_first(env: Environment) -> None:
    assert load_recollections(env) == Recollections()
    assert not path_of(env).exists()


def test_everything_comes_back(env: Environment) -> None:
    assert change_recollections(env, lambda _: FULL) == FULL
    assert load_recollections(env) == FULL
    assert path_of(env).stat().st_mode & 0o777 == 0o600


texts = st.text(max_size=8)
moments = st.floats(0, 1e10)


@given(
    value=st.builds(
        Recollections,
        favourites=st.lists(texts, max_size=3).map(tuple),
        used=st.dictionaries(texts, st.tuples(moments, st.integers(0, 99), texts), max_size=3),
        searches=st.lists(texts, max_size=3).map(tuple),
        last_session=texts,
        last_choice=st.dictionaries(texts, texts, max_size=3),
        guard_passed=st.dictionaries(texts, moments, max_size=3),
        previous_profile=texts,
        envrc_files=st.lists(texts, max_size=3).map(tuple),
    )
)
@settings(
    max_examples=50,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_whatever_it_is(env: Environment, value: Recollections) -> None:
    change_recollections(env, lambda _: value)
    assert load_recollections(env) == value


def test_no_change_writes_nothing(env: Environment) -> None:
    change_recollections(env, lambda _: FULL)
    before = path_of(env).stat().st_mtime_ns, path_of(env).stat().st_ino
    change_recollections(env, lambda known: replace(known, last_session="corp"))
    assert (path_of(env).stat().st_mtime_ns, path_of(env).stat().st_ino) == before


def test_it_does_not_grow_for_ever(env: Environment) -> None:
    many = Recollections(
        used={f"corp/{number:012}/A": (float(number), 1, "use") for number in range(600)},
        searches=tuple(map(str, range(60))),
        envrc_files=tuple(map(str, range(600))),
    )
    change_recollections(env, lambda _: many)
    kept = load_recollections(env)
    assert (
        len(kept.used) == 500
        and "corp/000000000599/A" in kept.used
        and "corp/000000000099/A" not in kept.used
    )
    assert kept.searches == tuple(map(str, range(50)))
    assert len(kept.envrc_files) == 500


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"null", b"[]", b"\x00\xff", b'{"version":2}', b'{"version":1}', b'{"version":1,"used":[]}', b"1",
        json.dumps({"version": 1, "favourites": 1}).encode(), b'"text"', b"[" * 100_000,
    ],
)  # fmt: skip
def test_a_damaged_file_is_a_fresh_start(env: Environment, content: bytes) -> None:
    path_of(env).parent.mkdir(parents=True)
    path_of(env).write_bytes(content)
    assert load_recollections(env) == Recollections()
    change_recollections(env, lambda known: replace(known, last_session="corp"))
    assert load_recollections(env).last_session == "corp"


@pytest.mark.parametrize("what", ["folder", "fifo", "link"])
def test_what_is_no_file_of_ours_is_a_fresh_start(env: Environment, tmp_path: Path, what: str) -> None:
    path = path_of(env)
    path.parent.mkdir(parents=True)
    if what == "folder":
        path.mkdir()
    elif what == "fifo":
        os.mkfifo(path)
    else:
        other = tmp_path / "other"
        other.write_text(json.dumps({"version": 1}))
        path.symlink_to(other)
    assert load_recollections(env) == Recollections()


def test_what_cannot_be_read_just_now_is_not_written_over(env: Environment) -> None:
    known = change_recollections(env, lambda before: replace(before, searches=("prod",)))
    with no_handles(), pytest.raises(WriteError, match="could not be read: too many open files"):
        change_recollections(env, lambda before: replace(before, last_session="corp"))
    assert load_recollections(env) == known


def test_what_cannot_be_saved_is_said(env: Environment) -> None:
    env.state_dir.parent.mkdir(parents=True)
    env.state_dir.write_text("a file where the folder should be")
    assert load_recollections(env) == Recollections()
    with pytest.raises(WriteError):
        change_recollections(env, lambda known: replace(known, last_session="corp"))


def test_writers_at_once_lose_nothing(env: Environment) -> None:
    def add(number: int) -> None:
        change_recollections(env, lambda known: replace(known, searches=(*known.searches, str(number))))

    threads = [threading.Thread(target=add, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(load_recollections(env).searches) == set(map(str, range(8)))
