"""A plan is written whole or not at all, through symlinks, with mode and owner kept, and only onto what it saw."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest

from ssoswitch.disk.apply import apply_plan
from ssoswitch.disk.history import entries, entry_of, last
from ssoswitch.disk.journal import numbers
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import (
    ConfigUnreadable,
    FileChanged,
    FileUnsafe,
    SsoswitchError,
    WriteError,
)
from ssoswitch.model.plan import Applied, FileChange, FileKind, Plan
from ssoswitch.operations import completion
from tests.support.environments import make_environment
from tests.support.little_room import no_handles

OLD = b"[profile a]\nregion = x\n"
NEW = OLD + b"\n[profile b]\nregion = y\n"


def change(
    path: Path, before: bytes | None = OLD, after: bytes | None = NEW, kind: FileKind = FileKind.CONFIG
) -> FileChange:
    return FileChange(path, before, after, "+1 profile b", kind)


def plan(*changes: FileChange) -> Plan:
    return Plan("+1 profile b", changes)


@pytest.fixture
def env(tmp_path: Path) -> Environment:
    made = make_environment(tmp_path, config=OLD)
    os.utime(made.config_file, (1, 1))
    return made


def refused(env: Environment, *changes: FileChange) -> SsoswitchError:
    """Apply, expect an error, and see that nothing was journalled or left behind."""
    with pytest.raises(SsoswitchError) as caught:
        apply_plan(env, plan(*changes))
    assert entries(env) == ()
    assert [path.name for path in env.config_file.parent.iterdir() if path.name.endswith(".tmp")] == []
    assert caught.value.hint
    assert "\n" not in str(caught.value)
    return caught.value


def test_writes_and_says_so(env: Environment) -> None:
    assert apply_plan(env, plan(change(env.config_file))) == Applied("1", "+1 profile b", (env.config_file,))
    assert env.config_file.read_bytes() == NEW
    assert [path.name for path in env.config_file.parent.iterdir()] == ["config"]


def test_what_cannot_be_looked_at_afterwards_is_written_all_the_same(env: Environment) -> None:
    """No handle is left once the new file is in place: the last look for other writers fails, and nothing else."""
    old, over = env.config_file.stat().st_ino, threading.Event()

    def take_all_handles() -> None:
        while env.config_file.stat().st_ino == old and not over.is_set():
            pass
        with no_handles():
            over.wait(5)

    thread = threading.Thread(target=take_all_handles)
    thread.start()
    try:
        apply_plan(env, plan(change(env.config_file)))
    finally:
        over.set()
        thread.join()
    assert env.config_file.read_bytes() == NEW
    (entry,) = entries(env)
    assert entry.state == "undoable"


def test_a_history_that_cannot_be_read_just_now_is_not_taken_for_an_empty_one(env: Environment) -> None:
    """Or another write would be taken back than the last, and the next one be kept under the number of the first."""
    apply_plan(env, plan(change(env.config_file)))
    with no_handles():
        for look in (entries, last, numbers):
            with pytest.raises(WriteError, match="journal could not be read: too many open files"):
                look(env)
        with pytest.raises(WriteError, match=r"000001\.json could not be read"):
            entry_of(env, "1")
        assert completion.writes(env, "") == []
    assert [entry.state for entry in entries(env)] == ["undoable"]


def test_an_empty_plan_writes_nothing(env: Environment) -> None:
    assert apply_plan(env, Plan("already so")) == Applied("", "already so")
    assert entries(env) == ()
    assert not env.state_dir.exists()


@pytest.mark.parametrize("kept", [0o600, 0o640, 0o644, 0o664, 0o200 | 0o400])
def test_keeps_the_mode(kept: int, env: Environment) -> None:
    env.config_file.chmod(kept)
    apply_plan(env, plan(change(env.config_file)))
    assert stat.S_IMODE(env.config_file.stat().st_mode) == kept


def test_keeps_owner_and_extended_attributes(env: Environment) -> None:
    os.setxattr(env.config_file, "user.colour", b"blue")
    if os.geteuid() == 0:
        os.chown(env.config_file, 12345, 54321)
    before = env.config_file.stat()
    apply_plan(env, plan(change(env.config_file)))
    after = env.config_file.stat()
    assert (after.st_uid, after.st_gid) == (before.st_uid, before.st_gid)
    assert os.getxattr(env.config_file, "user.colour") == b"blue"
    assert after.st_mtime_ns != before.st_mtime_ns


def test_follows_a_chain_of_symlinks_and_keeps_them(env: Environment, tmp_path: Path) -> None:
    dotfiles = tmp_path / "dotfiles"
    dotfiles.mkdir()
    real = dotfiles / "aws-config"
    env.config_file.rename(real)
    (dotfiles / "link").symlink_to("aws-config")
    env.config_file.symlink_to(dotfiles / "link")
    apply_plan(env, plan(change(env.config_file)))
    assert real.read_bytes() == NEW
    assert env.config_file.is_symlink()
    assert (dotfiles / "link").is_symlink()
    assert sorted(path.name for path in dotfiles.iterdir()) == ["aws-config", "link"]


def test_follows_a_symlinked_folder(env: Environment, tmp_path: Path) -> None:
    env.config_file.parent.rename(tmp_path / "elsewhere")
    env.config_file.parent.symlink_to(tmp_path / "elsewhere")
    apply_plan(env, plan(change(env.config_file)))
    assert (tmp_path / "elsewhere" / "config").read_bytes() == NEW
    assert env.config_file.parent.is_symlink()


def test_fills_a_dangling_symlink(env: Environment, tmp_path: Path) -> None:
    env.config_file.unlink()
    env.config_file.symlink_to(tmp_path / "later" / "config")
    apply_plan(env, plan(change(env.config_file, None)))
    assert (tmp_path / "later" / "config").read_bytes() == NEW
    assert stat.S_IMODE((tmp_path / "later" / "config").stat().st_mode) == 0o600


@pytest.mark.parametrize(("umask", "expected"), [(0o022, 0o644), (0o077, 0o600), (0o000, 0o644)])
def test_a_new_envrc_has_the_mode_of_other_files(umask: int, expected: int, env: Environment) -> None:
    before = os.umask(umask)
    try:
        apply_plan(env, plan(change(env.working_directory / ".envrc", None, b"export A=b\n", FileKind.ENVRC)))
    finally:
        os.umask(before)
    assert stat.S_IMODE((env.working_directory / ".envrc").stat().st_mode) == expected


def test_removes_a_file(env: Environment) -> None:
    apply_plan(env, plan(change(env.config_file, OLD, None)))
    assert not env.config_file.exists()


@pytest.mark.parametrize("seen", [None, b"", NEW, OLD + b"#"])
def test_a_file_that_is_not_what_the_plan_saw_is_left_alone(seen: bytes | None, env: Environment) -> None:
    error = refused(env, change(env.config_file, seen, b"[profile z]\n"))
    assert isinstance(error, FileChanged)
    assert "Nothing was written" in error.message
    assert env.config_file.read_bytes() == OLD


def test_a_file_that_went_away_is_not_made_again(env: Environment) -> None:
    env.config_file.unlink()
    assert isinstance(refused(env, change(env.config_file)), FileChanged)
    assert not env.config_file.exists()


def test_a_new_text_that_botocore_refuses_is_never_written(env: Environment) -> None:
    error = refused(env, change(env.config_file, OLD, OLD + OLD))
    assert isinstance(error, ConfigUnreadable)
    assert env.config_file.read_bytes() == OLD


def test_a_read_only_file_is_respected(env: Environment) -> None:
    env.config_file.chmod(0o444)
    error = refused(env, change(env.config_file))
    assert isinstance(error, FileUnsafe)
    assert "read-only" in error.message
    assert env.config_file.read_bytes() == OLD


@pytest.mark.parametrize("there", [True, False])
def test_a_read_only_folder_is_respected(there: bool, env: Environment) -> None:
    if not there:
        env.config_file.unlink()
    env.config_file.parent.chmod(0o555)
    error = refused(env, change(env.config_file, OLD if there else None))
    env.config_file.parent.chmod(0o755)
    assert isinstance(error, FileUnsafe)
    assert "cannot be written" in error.message
    assert env.config_file.exists() == there


def test_without_a_journal_nothing_is_written(env: Environment) -> None:
    env.state_dir.parent.mkdir(parents=True, exist_ok=True)
    env.state_dir.write_bytes(b"a file where our folder should be")
    error = refused(env, change(env.config_file))
    assert "It is the journal" in error.message
    assert "nothing was written" in error.message
    assert env.config_file.read_bytes() == OLD


@pytest.mark.parametrize("kind", ["folder", "FIFO", "device"])
def test_what_is_no_file_is_refused(kind: str, env: Environment) -> None:
    env.config_file.unlink()
    if kind == "folder":
        env.config_file.mkdir()
    elif kind == "FIFO":
        os.mkfifo(env.config_file)
    else:
        env.config_file.symlink_to("/dev/null")
    assert isinstance(refused(env, change(env.config_file, None)), FileUnsafe)
    assert Path("/dev/null").is_char_device()


def test_two_names_of_one_file_are_refused(env: Environment, tmp_path: Path) -> None:
    (tmp_path / "other").symlink_to(env.config_file)
    assert isinstance(refused(env, change(env.config_file), change(tmp_path / "other")), FileUnsafe)
    assert env.config_file.read_bytes() == OLD


def test_all_are_checked_before_any_is_written(env: Environment) -> None:
    envrc = env.working_directory / ".envrc"
    envrc.write_bytes(b"other\n")
    refused(env, change(env.config_file), change(envrc, b"seen\n", b"new\n", FileKind.ENVRC))
    assert env.config_file.read_bytes() == OLD
    assert envrc.read_bytes() == b"other\n"


def test_a_lock_file_that_a_killed_run_left_holds_nobody_up(env: Environment) -> None:
    folder = env.state_dir / "locks"
    folder.mkdir(parents=True)
    (folder / "write.lock").write_text("left behind")
    apply_plan(env, plan(change(env.config_file)))
    assert env.config_file.read_bytes() == NEW


def test_the_journal_is_private_and_holds_no_secret(env: Environment) -> None:
    secret = b"[k]\naws_access_key_id = AKIACANARY\naws_secret_access_key = canary\n"
    env.credentials_file.write_bytes(secret)
    after = secret + b"\n[t]\naws_access_key_id = ASIACANARY\naws_session_token = canary\n"
    apply_plan(env, plan(change(env.credentials_file, secret, after, FileKind.CREDENTIALS)))
    apply_plan(
        env, plan(change(env.config_file, OLD, OLD + b"[profile k]\naws_secret_access_key = canary\n"))
    )
    folder = env.state_dir / "journal"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for path in folder.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert b"canary" not in path.read_bytes().lower()


def test_an_unwritable_journal_stops_the_write(env: Environment) -> None:
    env.state_dir.mkdir(parents=True)
    (env.state_dir / "journal").write_text("in the way")
    error = refused(env, change(env.config_file))
    assert isinstance(error, WriteError)
    assert env.config_file.read_bytes() == OLD
