"""Whether something can be written into a folder: tried, not looked at, for a full disk looks like any other.

Asked where a failure behind the write cannot be made good: a sign-in that a person has gone through, a refresh token
that AWS takes back as soon as it is used.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path

from ssoswitch.disk.files import PRIVATE, discard, make_folder, reason_of, write_beside
from ssoswitch.model.frozen import frozen

_SIZE = 8192
"""Bytes: more than any token file has."""
_TRANSIENT = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EMFILE, errno.ENFILE)


@frozen
class Obstacle:
    """Why nothing can be written."""

    sentence: str
    passes: bool
    """It goes away by itself or by tidying up: a full disk, and not a folder that is somebody else's."""


def obstacle(folder: Path) -> Obstacle | None:
    """What is in the way of writing a token into that folder; None for nothing. It leaves no more than the folder."""
    looked = why_not_writable(folder)
    if looked:
        return Obstacle(looked, passes=False)
    try:
        make_folder(folder)
        discard(write_beside(folder / "room", bytes(_SIZE), None, PRIVATE))
    except OSError as error:
        return Obstacle(f"{folder} cannot be written: {reason_of(error)}.", passes=error.errno in _TRANSIENT)
    return None


def why_not_writable(folder: Path) -> str:
    """Why nothing can be written in that folder, in a sentence; empty where it can, or can be made."""
    while not os.path.exists(folder) and folder != folder.parent:  # noqa: PTH110  (never raises; Path's may)
        folder = folder.parent
    if not os.path.isdir(folder):  # noqa: PTH112  (the same)
        return f"{folder} is not a folder."
    return "" if os.access(folder, os.W_OK | os.X_OK) else f"{folder} cannot be written."


def on_a_read_only_file_system(path: Path) -> bool:
    """Whether no change of modes would help: False also where that cannot be told."""
    try:
        return bool(os.statvfs(path).f_flag & os.ST_RDONLY)
    except (OSError, AttributeError):  # none on Windows
        return False
