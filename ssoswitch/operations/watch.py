"""Noticing that somebody else changed the files that the screen was filled from.

The marks are taken before those files are read: what is written between the reading and the first look is noticed then.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from threading import Event

    from ssoswitch.model.environment import Environment

SECONDS = 2.0
"""Between two looks."""

Mark = tuple[int, int, int]
"""Time of the last change in nanoseconds, size in bytes, inode."""


def marks_of(env: Environment) -> dict[Path, Mark | None]:
    """Of the config, the shared credentials, the settings and this directory's .envrc; None where there is no file."""
    paths = (env.config_file, env.credentials_file, env.settings_file, env.working_directory / ".envrc")
    return {path: _mark(path) for path in paths}


def watch(marks: Mapping[Path, Mark | None], stop: Event) -> Iterator[tuple[Path, ...]]:
    """The paths of which the mark is another one, at each look where there are some, until `stop`."""
    seen = dict(marks)
    while not stop.wait(SECONDS):
        now = {path: _mark(path) for path in seen}
        if now != seen:
            changed = tuple(path for path in seen if now[path] != seen[path])
            seen = now
            yield changed


def _mark(path: Path) -> Mark | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
