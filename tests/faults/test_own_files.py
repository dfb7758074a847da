"""Every kind of file that we write, with each system call of its writing failing, or ending the process, in turn.

F1 to F5 and F8 of the requirements for tokens, registrations, role credentials, trees, rates, settings, recollections,
`.envrc`, the credentials file and, behind the last two, the journal. The AWS config has tests/disk/test_faults.py.
"""

from __future__ import annotations

import json
import re
import resource
import shutil
import stat
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ssoswitch.operations.undo import history, undo
from tests.support.in_a_process import run_writer
from tests.support.neighbours import has
from tests.support.own_writer import paths
from tests.support.tries import TRIES
from tests.support.writer import environment

CALLS = ("write", "fsync", "fchmod", "rename")
FAULTS = ("error=ENOSPC", "signal=KILL", "error=EIO", "error=EROFS", "error=EDQUOT")
EVERY = 2 if TRIES == 1 else 1
"""Of all moments every so many are tried, others for each call and fault; by hand all of them."""


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with each kind of file, all of them written with the word `old`."""
    home = tmp_path_factory.mktemp("own") / "old"
    home.mkdir()
    said = run_writer("own_writer", home, "old").stdout.splitlines()
    assert len(said) == len(paths(environment(home)))
    assert all(line.endswith(" written") for line in said)
    return home


def contents(home: Path) -> dict[str, bytes]:
    return {kind: path.read_bytes() for kind, path in paths(environment(home)).items()}


def check_whole(kind: str, data: bytes) -> None:
    """It is a whole file of its kind."""
    if kind == "settings":
        tomllib.loads(data.decode())
    elif kind == ".envrc":
        assert re.fullmatch(rb"export AWS_PROFILE=\w+\n", data)
    elif kind == "credentials":
        assert data.count(b"aws_session_token") == 1
        assert data.endswith(b"\n")
    else:
        assert isinstance(json.loads(data), dict)


def check(home: Path, before: dict[str, bytes], said: str, what: object, *, killed: bool) -> None:
    """Each file is the old one or a whole new one; the new one where success was claimed, else the old one."""
    claimed = {line.removesuffix(" written") for line in said.splitlines() if line.endswith(" written")}
    for kind, data in contents(home).items():
        assert data, (kind, what)
        check_whole(kind, data)
        is_new = data != before[kind]
        if kind == "recollections":
            is_new = b'"new"' in data  # the folder of an .envrc is remembered, too
        # Rates are kept under a digest.
        assert not is_new or kind == "rates" or b"new" in data, (kind, what)
        assert is_new or kind not in claimed, (kind, what)
        assert killed or is_new == (kind in claimed), (kind, what)
    for path in home.rglob("*.tmp"):
        assert killed, (path, what)
        assert stat.S_IMODE(path.stat().st_mode) & ~0o644 == 0, path
        assert ".envrc" in path.name or stat.S_IMODE(path.stat().st_mode) == 0o600, path


def traced(home: Path, call: str) -> list[int]:
    """The numbers of those of a run's calls that are made on files of the home."""
    log = home.parent / f"{home.name}.trace"
    run_writer(
        "own_writer", home, "new", prefix=["strace", "-f", "-y", "-o", str(log), "-e", f"trace={call}"]
    )
    lines = [line for line in log.read_text(errors="replace").splitlines() if f" {call}(" in line]
    return [number for number, line in enumerate(lines, 1) if f"{home}/" in line]


@pytest.mark.parametrize("call", CALLS)
def test_each_call_of_a_write_fails_or_is_the_last(old: Path, tmp_path: Path, call: str) -> None:
    if not has("strace"):
        return
    before = contents(old)
    shutil.copytree(old, tmp_path / "whole")
    numbers = traced(tmp_path / "whole", call)
    assert len(numbers) >= len(before)
    faults = FAULTS if TRIES > 1 else FAULTS[:2]
    cases = [
        (number, fault)
        for shift, fault in enumerate(faults)
        for number in numbers[(shift + CALLS.index(call)) % EVERY :: EVERY]
    ]

    def attempt(case: tuple[int, str]) -> None:
        number, fault = case
        home = tmp_path / f"{number}-{fault}"
        shutil.copytree(old, home)
        inject = ["-e", f"trace={call}", "-e", f"inject={call}:{fault}:when={number}"]
        done = run_writer("own_writer", home, "new", prefix=["strace", "-f", "-o", "/dev/null", *inject])
        check(home, before, done.stdout, case, killed="KILL" in fault)
        if "KILL" in fault:
            again = run_writer("own_writer", home, "newer").stdout.splitlines()
            assert len(again) == len(before)
            assert all(line.endswith(" written") for line in again), (case, again)
        else:
            assert done.stdout.count(" written") >= len(before) - 1, (case, done.stdout)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(attempt, cases))


@pytest.mark.parametrize("room", [0, 40, 120])
def test_no_room_leaves_every_old_file(old: Path, tmp_path: Path, room: int) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    home = tmp_path / "home"
    shutil.copytree(old, home)
    before = contents(old)
    done = run_writer("own_writer", home, "new", before=limit)
    assert "limit for the size of a file" in done.stdout
    check(home, before, done.stdout, room, killed=False)


def test_each_is_flushed_before_its_rename_and_its_folder_behind_it(old: Path, tmp_path: Path) -> None:
    if not has("strace"):
        return
    home = tmp_path / "home"
    shutil.copytree(old, home)
    log = tmp_path / "trace"
    run_writer(
        "own_writer", home, "new", prefix=["strace", "-f", "-y", "-o", str(log), "-e", "trace=fsync,rename"]
    )
    flushed: list[str] = []
    renamed = 0
    for line in log.read_text().splitlines():
        if match := re.search(r'rename\("([^"]*)", "([^"]*)"\)', line):
            temporary, target = match.groups()
            assert temporary in flushed, line
            flushed.append(target)
            renamed += 1
        elif match := re.search(r"fsync\(\d+<([^>]*)>\)", line):
            flushed.append(match[1])
    assert renamed >= len(contents(home))
    for number, target in enumerate(flushed):
        if target in map(str, paths(environment(home)).values()):
            assert flushed[number + 1] == str(Path(target).parent), target


def test_eight_at_once_leave_whole_files_and_a_whole_journal(old: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(old, home)
    words = [f"new{number}" for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        said = [done.stdout for done in pool.map(lambda word: run_writer("own_writer", home, word), words)]
    assert all(each.count("\n") == len(contents(home)) for each in said)
    for kind, data in contents(home).items():
        check_whole(kind, data)
        assert kind == "rates" or b"new" in data, kind
    env = environment(home)
    searches = json.loads(paths(env)["recollections"].read_bytes())["searches"]
    assert set(words) <= set(searches), "no change is lost"
    assert len(json.loads(paths(env)["rates"].read_bytes())["rates"]) >= 2
    claimed = sum(each.count(".envrc written") + each.count("credentials written") for each in said)
    assert claimed >= 8
    entries = history(env)
    assert [entry for entry in entries if entry.state != "undone"]
    undo(env, None)
    assert not list(home.rglob("*.tmp"))
