"""Files that nobody else may read: written whole or not at all, and read with suspicion."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from pathlib import Path

from ssoswitch.model.errors import FileUnsafe


def write_private(path: Path, data: bytes) -> None:
    """Replace that file whole, 0600, in a folder made 0700. Raises FileUnsafe; the old file is in place then."""
    temporary = ""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:8]}", suffix=".tmp")
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)  # noqa: PTH105
    except OSError as error:
        if temporary:
            with contextlib.suppress(OSError):
                os.unlink(temporary)  # noqa: PTH108
        raise FileUnsafe(f"{path} was not written: {error.strerror or error}.") from None


def read_private(path: Path, limit: int = 1_000_000) -> bytes | None:
    """That file's bytes; None for what is no regular file of this user's, or cannot be read, or is too long."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOFOLLOW)
    except OSError:
        return None
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode) or status.st_uid != os.getuid() or status.st_size > limit:
            return None
        try:
            return file.read(limit)
        except OSError:
            return None


def remove(path: Path) -> bool:
    """Remove that file; False where there was none. Raises FileUnsafe."""
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise FileUnsafe(f"{path} was not removed: {error.strerror or error}.") from None
    return True
