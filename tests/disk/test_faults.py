"""Whatever happens to a write, the file is the old one or the new one: failing calls, kills, full disks, neighbours.

strace makes system calls fail, or ends the process at them; where it is not installed those tests look at nothing
(under CI that is a failure).
"""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from ssoswitch.operations.undo import history, undo
from tests.support.configs import PLAIN
from tests.support.in_a_process import run_writer, sabotaged
from tests.support.neighbours import has
from tests.support.writer import environment

ROOT = Path(__file__).parents[2]
OLD = PLAIN.encode()
SECTION = b"""
[profile new]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = ReadOnlyAccess
"""


def write(home: Path, name: str = "new", *extra: str, prefix: Sequence[str] = (), **more: Any) -> str:
    """Add a profile in a process of its own; what it printed."""
    return run_writer("writer", home, name, *extra, prefix=prefix, **more).stdout.strip()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    (folder / ".aws").mkdir(parents=True, mode=0o700)
    config = folder / ".aws" / "config"
    config.write_bytes(OLD)
    config.chmod(0o600)
    os.utime(config, (1, 1))
    return folder


def state(home: Path) -> str:
    """old or new; anything else fails."""
    data = (home / ".aws" / "config").read_bytes()
    if data == OLD:
        return "old"
    assert data.startswith(OLD)
    assert data.endswith(SECTION)
    return "new"


def nothing_was_written(said: str) -> bool:
    """The failure says that the file is as it was: its own writing failed, or the journal's did before it."""
    return "old bytes are in place" in said or "so nothing was written" in said


def leftovers(home: Path) -> list[Path]:
    return [path for path in (home / ".aws").iterdir() if path.name != "config"]


def traced(call: str, home: Path) -> int:
    """How often a whole write makes that call on files of this home."""
    log = home.parent / "trace"
    write(home, prefix=["strace", "-f", "-y", "-o", str(log), "-e", f"trace={call}"])
    lines = log.read_text(errors="replace").splitlines()
    (home / ".aws" / "config").write_bytes(OLD)
    os.utime(home / ".aws" / "config", (1, 1))
    return sum(1 for line in lines if re.search(rf"\b{call}\(", line) and str(home) in line)


@pytest.mark.parametrize("call", ["fsync", "rename", "fchmod"])
@pytest.mark.parametrize("fault", ["error=EIO", "error=ENOSPC", "signal=KILL"])
def test_each_call_fails_or_ends_the_process_once(call: str, fault: str, home: Path) -> None:
    if not has("strace"):
        return
    times = traced(call, home)
    assert times >= 1
    seen = set()
    for number in range(1, times + 1):
        inject = f"inject={call}:{fault}:when={number}"
        said = write(home, prefix=["strace", "-f", "-o", "/dev/null", "-e", f"trace={call}", "-e", inject])
        now = state(home)
        seen.add(now)
        if fault == "signal=KILL":
            assert all(path.stat().st_mode & 0o077 == 0 for path in leftovers(home))
            if now == "new":
                undo(environment(home))
                assert state(home) == "old"
        else:
            assert leftovers(home) == []
            assert (now == "new") == said.startswith("written"), (said, number)
            assert said.startswith("written") or nothing_was_written(said)
        for path in leftovers(home):
            path.unlink()
        (home / ".aws" / "config").write_bytes(OLD)
        os.utime(home / ".aws" / "config", (1, 1))
    assert "old" in seen or call == "fsync"
    assert write(home) == "written new"
    assert state(home) == "new"


def test_everything_is_flushed_before_the_rename_and_the_folder_behind_it(home: Path) -> None:
    if not has("strace"):
        return
    log = home.parent / "trace"
    write(home, prefix=["strace", "-f", "-y", "-o", str(log), "-e", "trace=fsync,rename,renameat,renameat2"])
    steps = [
        line.split(" ", 1)[1].strip()[:6]
        for line in log.read_text().splitlines()
        if str(home / ".aws") in line
    ]
    assert steps == ["fsync(", "rename", "fsync("]


@pytest.mark.parametrize("room", [0, len(OLD) // 2, len(OLD) + 1, len(OLD) + 30])
def test_no_room_leaves_the_old_file(room: int, home: Path) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    said = write(home, before=limit)
    assert "limit for the size of a file" in said
    assert state(home) == "old"
    assert leftovers(home) == []


@pytest.mark.parametrize("number", [1, 2, 3])
def test_two_files_are_written_both_or_neither(number: int, home: Path) -> None:
    if not has("strace"):
        return
    for name in ("one", "two"):
        (home / name).write_bytes(b"old\n")
    prefix = sabotaged("rename", f"error=EIO:when={number}")
    done = run_writer("pair_writer", home, prefix=prefix)
    assert done.returncode == 1
    assert nothing_was_written(done.stdout)
    assert [(home / name).read_bytes() for name in ("one", "two")] == [b"old\n", b"old\n"]
    assert list((home / ".local/state/ssoswitch/journal").glob("*")) == []
    assert not [path for path in home.iterdir() if path.name.endswith(".tmp")]


def test_what_was_killed_between_two_files_can_be_undone(home: Path) -> None:
    if not has("strace"):
        return
    for name in ("one", "two"):
        (home / name).write_bytes(b"old\n")
    prefix = sabotaged("rename", "signal=KILL:when=3")
    run_writer("pair_writer", home, prefix=prefix)
    assert [(home / name).read_bytes() for name in ("one", "two")] == [b"old\nnew\n", b"old\n"]
    (entry,) = history(environment(home))
    assert (entry.state, entry.files) == ("undoable", (home / "one",))
    undo(environment(home), entry.id)
    assert [(home / name).read_bytes() for name in ("one", "two")] == [b"old\n", b"old\n"]


def test_what_cannot_be_put_back_either_is_said_and_can_be_undone(home: Path) -> None:
    """From the second file on no rename works: what the first one became stays, and nothing else is claimed."""
    if not has("strace"):
        return
    for name in ("one", "two"):
        (home / name).write_bytes(b"old\n")
    prefix = sabotaged("rename", "error=EIO:when=3+")
    done = run_writer("pair_writer", home, prefix=prefix)
    assert done.returncode == 1
    assert f"{home / 'two'} could not be written: the disk reports an error. Its old bytes" in done.stdout
    assert f"Nor could {home / 'one'}, which was written before it, be put back" in done.stdout
    assert [(home / name).read_bytes() for name in ("one", "two")] == [b"old\nnew\n", b"old\n"]
    assert not [path for path in home.iterdir() if path.name.endswith(".tmp")]
    undo(environment(home))
    assert [(home / name).read_bytes() for name in ("one", "two")] == [b"old\n", b"old\n"]


def test_eight_at_once_are_all_there(home: Path) -> None:
    names = [f"n{number}" for number in range(8)]
    command = [sys.executable, "-B", "-m", "tests.support.writer", str(home)]
    path = {"PATH": "/usr/bin:/bin"}
    running = [
        subprocess.Popen([*command, name, "20"], cwd=ROOT, stdout=subprocess.PIPE, text=True, env=path)
        for name in names
    ]
    said = [process.communicate(timeout=60)[0].strip() for process in running]
    assert said == [f"written {name}" for name in names]
    data = (home / ".aws" / "config").read_bytes()
    assert data.startswith(OLD)
    assert sorted(re.findall(rb"\[profile (n\d)\]", data)) == [name.encode() for name in names]
    assert leftovers(home) == []


FOREIGN = """
import pathlib, sys, time
path = pathlib.Path(sys.argv[1])
for number in range(40):
    text = path.read_text()
    with open(path, "w") as stream:  # as aws configure set does: empty for a moment
        time.sleep(0.004)
        stream.write(text.replace("output = json", "output = text") if number % 2 else text.replace("= text", "= json"))
    time.sleep(0.02)
"""


def test_beside_a_truncating_writer_nothing_old_is_lost_and_no_claim_is_empty(home: Path) -> None:
    config = home / ".aws" / "config"
    foreign = subprocess.Popen([sys.executable, "-c", FOREIGN, str(config)])
    claimed = []
    number = 0
    while foreign.poll() is None:
        number += 1
        if write(home, f"c{number}", "3").startswith("written"):
            claimed.append(f"c{number}".encode())
    if write(home, "last", "3").startswith("written"):
        claimed.append(b"last")
    data = config.read_bytes()
    assert re.findall(rb"\[profile (c\d+|last)\]", data) == claimed
    assert claimed
    assert b"[profile pay-prod]" in data
    assert b"[sso-session corp]" in data


def test_a_folder_that_cannot_be_written_is_said_in_one_line(home: Path) -> None:
    if os.geteuid() == 0:
        # Root writes everywhere but into /proc and /sys.
        (home / ".aws" / "config").unlink()
        (home / ".aws").rmdir()
        (home / ".aws").symlink_to("/proc/self/net")
    else:
        (home / ".aws").chmod(0o500)
    said = write(home)
    assert said.count("\n") == 0
    assert said.startswith(("file_unsafe", "write"))
