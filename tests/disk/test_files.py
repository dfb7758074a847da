"""Reading never hangs, writing is whole or not at all, and what is private stays private."""

from __future__ import annotations

import os
import stat
import threading
import time
from pathlib import Path

import pytest

from ssoswitch.disk.files import read_file, read_private, remove, sweep, write_private
from ssoswitch.model.errors import FileUnsafe, WriteError


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_reads_a_file_and_misses_what_is_not_there(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"x\r\n\xff")
    assert read_file(file) == b"x\r\n\xff"
    assert read_file(tmp_path / "none") is None
    assert read_file(file / "below") is None
    dangling = tmp_path / "dangling"
    dangling.symlink_to(tmp_path / "none")
    assert read_file(dangling) is None


@pytest.mark.parametrize("kind", ["folder", "FIFO", "device", "loop"])
def test_what_is_no_file_is_refused_and_nothing_hangs(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "thing"
    if kind == "folder":
        path.mkdir()
    elif kind == "FIFO":
        os.mkfifo(path)
    elif kind == "device":
        path.symlink_to("/dev/null")
    else:
        path.symlink_to(path)
    with pytest.raises(FileUnsafe) as caught:
        read_file(path)
    assert str(path) in caught.value.message
    if kind != "loop":
        assert kind in caught.value.message


def test_waits_out_the_empty_moment_of_a_writer(tmp_path: Path) -> None:
    file = tmp_path / "config"
    file.write_bytes(b"")
    begun = threading.Event()

    def fill() -> None:
        begun.wait(5)
        with file.open("r+b") as stream:
            stream.write(b"[profile a]\n")

    writer = threading.Thread(target=fill)
    writer.start()
    begun.set()
    writer.join()
    assert read_file(file) == b"[profile a]\n"


def test_an_old_file_is_read_at_once(tmp_path: Path) -> None:
    file = tmp_path / "config"
    file.write_bytes(b"x" * 1000)

    def seconds() -> float:
        begun = time.perf_counter()
        read_file(file)
        return time.perf_counter() - begun

    fresh = seconds()
    os.utime(file, (1, 1))
    assert min(seconds() for _ in range(10)) < fresh


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077, 0o777])
def test_private_files_are_private_whatever_the_umask(umask: int, tmp_path: Path) -> None:
    before = os.umask(umask)
    try:
        write_private(tmp_path / "a" / "b" / "file", b"secret")
    finally:
        os.umask(before)
    assert mode(tmp_path / "a" / "b" / "file") == 0o600
    assert mode(tmp_path / "a" / "b") == mode(tmp_path / "a") == 0o700
    assert read_private(tmp_path / "a" / "b" / "file") == b"secret"
    assert [path.name for path in (tmp_path / "a" / "b").iterdir()] == ["file"]


def test_a_readable_one_is_tightened(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    folder.mkdir(mode=0o755)
    file = folder / "token.json"
    file.write_bytes(b"old")
    file.chmod(0o644)
    assert read_private(file) == b"old"
    assert mode(file) == 0o600
    file.chmod(0o644)
    write_private(file, b"new")
    assert (mode(file), mode(folder)) == (0o600, 0o700)


def test_a_planted_symlink_is_replaced_and_not_followed(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"precious")
    folder = tmp_path / "cache"
    folder.mkdir()
    (folder / "token.json").symlink_to(victim)
    assert read_private(folder / "token.json") is None
    write_private(folder / "token.json", b"secret")
    assert victim.read_bytes() == b"precious"
    assert not (folder / "token.json").is_symlink()


def test_whatever_is_no_good_file_is_a_miss(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "folder").mkdir()
    (tmp_path / "long").write_bytes(b"x" * 11)
    for name in ("fifo", "folder", "none", "long", "long/below"):
        assert read_private(tmp_path / name, limit=10) is None
    (tmp_path / "foreign").write_bytes(b"x")
    if os.geteuid() == 0:
        os.chown(tmp_path / "foreign", 12345, 12345)
        assert read_private(tmp_path / "foreign") is None


def test_a_write_that_fails_leaves_the_old_bytes_and_no_leftovers(tmp_path: Path) -> None:
    blocked = tmp_path / "folder"
    blocked.mkdir()
    (blocked / "file").mkdir()
    with pytest.raises(WriteError) as caught:
        write_private(blocked / "file", b"x")
    assert "could not be written" in caught.value.message
    assert [path.name for path in blocked.iterdir()] == ["file"]
    with pytest.raises(WriteError):
        write_private(Path("/proc/nowhere/file"), b"x")


def test_removes_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    assert remove(tmp_path / "a")
    assert not remove(tmp_path / "a")
    (tmp_path / "folder").mkdir()
    with pytest.raises(WriteError):
        remove(tmp_path / "folder")


def test_old_leftovers_of_a_killed_run_are_swept(tmp_path: Path) -> None:
    for name in (".config.0123.ssoswitch.tmp", ".config.4567.ssoswitch.tmp", "mine.tmp"):
        (tmp_path / name).write_bytes(b"")
    os.utime(tmp_path / ".config.0123.ssoswitch.tmp", (1, 1))
    os.utime(tmp_path / "mine.tmp", (1, 1))
    sweep(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".config.4567.ssoswitch.tmp", "mine.tmp"]
