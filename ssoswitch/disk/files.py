"""The one place that reads and writes files of the user's.

Reading never hangs (no FIFO, no device) and does not trust a single look: `aws configure set` truncates the file
before it fills it again, and whoever writes back the empty moment loses every profile. Writing makes a complete
temporary file beside the target and renames it, so that there is always the old file or the new one.
"""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ssoswitch.model.environment import SystemClock
from ssoswitch.model.errors import FileChanged, FileUnsafe, WriteError
from ssoswitch.model.frozen import frozen

PRIVATE = 0o600
_RECENT = 2.0  # seconds: a file changed this shortly ago may be in the middle of a write
_PAUSE = 0.03  # seconds between two looks
_LOOKS = 100
_STALE = 3600.0  # seconds after which a temporary file of ours is one that a killed run has left
_SUFFIX = ".ssoswitch.tmp"
KEPT = "Its old bytes are in place."
NOT_MADE = "It was not made."
_REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EFBIG: "the limit for the size of a file is reached",
    errno.EROFS: "the file system is read-only",
    errno.EACCES: "there is no permission for it",
    errno.EPERM: "there is no permission for it",
    errno.EIO: "the disk reports an error",
}
_PASSING = (errno.EIO, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ESTALE, errno.ETIMEDOUT)


@frozen
class Seen:
    """A file as it was found: its path with every symlink followed, its bytes and its status; None: no file."""

    target: Path
    data: bytes | None
    status: os.stat_result | None

    def same_as(self, other: Seen) -> bool:
        """Whether both are one state of one file: bytes, inode, size and time of change."""
        return self.data == other.data and _mark(self.status) == _mark(other.status)


def _mark(status: os.stat_result | None) -> tuple[int, ...]:
    return (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns) if status else ()


def read_file(path: Path) -> bytes | None:
    """The bytes of a regular file, None where there is none. Waits while somebody is writing it.

    Raises FileUnsafe for a folder, FIFO, device or what may not be read, FileChanged where it never settles.
    """
    return look(path).data


def look(path: Path) -> Seen:
    """Like read_file, with the path that symlinks lead to and the file's status."""
    target = Path(os.path.realpath(path))
    seen = look_once(path, target)
    if seen.status is None or abs(SystemClock().time() - seen.status.st_mtime) > _RECENT:
        return seen
    for _ in range(_LOOKS):
        pause()
        again = look_once(path, target)
        if again.same_as(seen):
            return again
        seen = again
    raise FileChanged(
        f"{path} keeps changing: another program is writing it all the time. Nothing was written.",
        "Wait until that program is done, then try again.",
    )


def look_once(path: Path, target: Path) -> Seen:
    """One look at the file, without waiting; `path` is what messages call it."""
    try:
        handle = os.open(target, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        return Seen(target, None, None)
    except OSError as error:
        raise FileUnsafe(
            f"{path} cannot be read: {reason_of(error)}. Nothing was written.", _look_hint(path)
        ) from None
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            what = _what(status.st_mode)
            raise FileUnsafe(f"{path} is {what}, not a file. Nothing was written.", _look_hint(path))
        return Seen(target, _read_all(handle), os.fstat(handle))
    except OSError as error:
        raise FileUnsafe(f"{path} cannot be read: {reason_of(error)}. Nothing was written.") from None
    finally:
        os.close(handle)


def open_to_watch(target: Path) -> int:
    """A handle that keeps a file's inode reachable after a rename over it, to see who else writes to it."""
    return os.open(target, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)


def _read_all(handle: int) -> bytes:
    parts = []
    while part := os.read(handle, 1 << 20):
        parts.append(part)
    return b"".join(parts)


def pause() -> None:
    """The wait between two looks at a file."""
    time.sleep(_PAUSE)


def _look_hint(path: Path) -> str:
    return f"Look at it with: ls -ld {path}"


def _what(mode: int) -> str:
    kinds = ((stat.S_ISDIR, "a folder"), (stat.S_ISFIFO, "a FIFO"), (stat.S_ISSOCK, "a socket"))
    return next((word for test, word in kinds if test(mode)), "a device")


def reason_of(error: OSError) -> str:
    """The reason of a failed system call in words."""
    return _REASONS.get(error.errno or 0) or (error.strerror or str(error)).lower()


@contextmanager
def failing_as_write_error(path: Path) -> Iterator[None]:
    """Turns an OSError of a write into a WriteError that says why, and that the old bytes are in place."""
    try:
        yield
    except OSError as error:
        kept = KEPT if os.path.lexists(path) else NOT_MADE
        message = f"{path} could not be written: {reason_of(error)}. {kept}"
        if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
            what = "its file system" if error.errno == errno.EROFS else "the file and its folder"
            raise FileUnsafe(
                message, f"Make {what} writable, or add the lines by hand (--dry-run shows them)."
            ) from None
        raise WriteError(message, "Make room or repair the cause, then try again.") from None


def make_folder(folder: Path, mode: int = 0o700) -> None:
    """Make a folder and those above it, each with that mode whatever the umask says; existing ones stay as they are."""
    if folder.is_dir():
        return
    if not folder.parent.is_dir():
        make_folder(folder.parent, mode)
    try:
        folder.mkdir(mode=mode)
    except FileExistsError:
        return
    folder.chmod(mode)


def write_beside(
    target: Path, data: bytes, like: os.stat_result | None, mode: int, most: int = 0o7777
) -> Path:
    """Write a complete temporary file in the target's folder, flushed to disk and read back; returns its path.

    `like` is the status of the file that it will replace: its mode, owner and extended attributes are taken over
    (not its times), of the mode no more than `most`. Without one the mode is `mode`, less the umask where others may
    read it. Raises OSError; nothing is left behind then.
    """
    temporary = target.with_name(f".{target.name[:100]}.{os.urandom(6).hex()}{_SUFFIX}")
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    handle = os.open(temporary, flags, PRIVATE if like is not None else mode)
    try:
        with os.fdopen(handle, "w+b") as stream:
            if like is not None:
                _take_over(handle, target, like)
                if stat.S_IMODE(like.st_mode) & ~most:
                    # Behind the attributes, for an access list among them gives others their rights back.
                    os.fchmod(handle, stat.S_IMODE(like.st_mode) & most)
            elif mode == PRIVATE:
                os.fchmod(handle, mode)
            stream.write(data)
            stream.flush()
            os.fsync(handle)
            stream.seek(0)
            if stream.read() != data:
                raise OSError(errno.EIO, "the file does not read back as it was written")
    except BaseException:
        discard(temporary)
        raise
    return temporary


def _take_over(handle: int, target: Path, like: os.stat_result) -> None:
    own = os.fstat(handle)
    if (own.st_uid, own.st_gid) != (like.st_uid, like.st_gid):
        os.fchown(handle, like.st_uid, like.st_gid)
    os.fchmod(handle, stat.S_IMODE(like.st_mode))
    if not hasattr(os, "listxattr"):
        return
    try:
        for name in os.listxattr(target):
            os.setxattr(handle, name, os.getxattr(target, name))
    except OSError as error:
        # Labels that only the system may set (SELinux gives the new file its own), or a file system without any.
        if error.errno not in (errno.ENOTSUP, errno.EPERM, errno.EACCES, errno.ENODATA):
            raise


def put_in_place(temporary: Path, target: Path) -> None:
    """Rename the temporary file over its target, and make the rename itself last. Raises OSError before the rename."""
    os.replace(temporary, target)  # noqa: PTH105  (Path.replace is the same call)
    flush_folder(target.parent)


def write_over(
    target: Path, data: bytes, like: os.stat_result | None, mode: int = PRIVATE, most: int = 0o7777
) -> None:
    """Both of it: a complete temporary file, and that in the target's place. Raises OSError; nothing is left behind."""
    temporary = write_beside(target, data, like, mode, most)
    try:
        put_in_place(temporary, target)
    except BaseException:
        discard(temporary)
        raise


def take_away(target: Path) -> None:
    """Remove a file, and make that last."""
    target.unlink()
    flush_folder(target.parent)


def flush_folder(folder: Path) -> None:
    """fsync a folder; that it cannot be done does not undo what was done."""
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        pass
    finally:
        os.close(handle)


def discard(temporary: Path | None) -> None:
    """Remove a temporary file that will not be used."""
    if temporary is not None:
        try:
            temporary.unlink(missing_ok=True)
        except OSError:
            pass


def sweep(folder: Path) -> None:
    """Remove temporary files that a killed run left in the folder an hour ago or earlier."""
    now = SystemClock().time()
    try:
        with os.scandir(folder) as entries:
            old = [e.path for e in entries if e.name.endswith(_SUFFIX) and now - e.stat().st_mtime > _STALE]
    except OSError:
        return
    for path in old:
        discard(Path(path))


def write_private(path: Path, data: bytes) -> None:
    """Write one of our own files (caches, tokens): 0600 in a 0700 folder, whole or not at all.

    A symlink at `path` is replaced, not followed. Raises WriteError; the old bytes are in place then.
    """
    with failing_as_write_error(path):
        make_folder(path.parent)
        _tighten_folder(path.parent)
        write_over(path, data, None)


def _tighten_folder(folder: Path) -> None:
    status = folder.stat()
    if status.st_uid != os.geteuid():
        raise FileUnsafe(
            f"{folder} belongs to another user, so nothing secret is written there.",
            f"Look at it with: ls -ld {folder}",
        )
    if status.st_mode & 0o077:
        folder.chmod(0o700)


def read_private(path: Path, limit: int = 64 * 1024 * 1024, *, or_raise: bool = False) -> bytes | None:
    """The bytes of one of our own files. None, never an error, for whatever is no good file of this user's.

    No symlink, FIFO or folder, nothing of another user's, nothing above `limit` bytes. One that others may read is
    tightened to 0600. With `or_raise` what says nothing of the file (an error of the disk, no free handle) is a
    WriteError: whoever would put something in its place must not take it for absent.
    """
    try:
        return _read_private(path, limit)
    except OSError as error:
        if or_raise:
            raise_if_passing(error, path)
        return None


def raise_if_passing(error: OSError, path: Path) -> None:
    """Raises WriteError for a failed look that says nothing of what is there: it may be good all the same."""
    if error.errno in _PASSING:
        raise WriteError(
            f"{path} could not be read: {reason_of(error)}. It was not changed.",
            "Repair the cause, then try again.",
        ) from None


def _read_private(path: Path, limit: int) -> bytes | None:
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode) or status.st_uid != os.geteuid() or status.st_size > limit:
            return None
        if status.st_mode & 0o077:
            os.fchmod(handle, PRIVATE)
        data = _read_all(handle)
        return data if len(data) <= limit else None
    finally:
        os.close(handle)


def remove(path: Path) -> bool:
    """Remove one of our own files; False where there was none. Raises WriteError where it cannot be removed."""
    try:
        path.unlink()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise WriteError(
            f"{path} could not be removed: {reason_of(error)}. It is still there.",
            f"Remove it by hand: rm {path}",
        ) from None
    return True
