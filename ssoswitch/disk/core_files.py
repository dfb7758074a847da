"""No core file of ours: it would hold tokens. What a person runs through us dumps core as it would have without us.

Only the soft limit is lowered, so that it can be put back for a command, a shell or an editor.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

_before: list[int] = []
"""The soft limit that was found, once it was lowered."""


def switch_off() -> None:
    """From now on a crash of this process leaves no core file."""
    soft, hard = _limits()
    if soft:
        _before[:] = [soft]
        _limit(0, hard)


@contextmanager
def as_it_was() -> Iterator[None]:
    """For the moment in which somebody else's program is started, or takes our place."""
    _, hard = _limits()
    if _before:
        _limit(_before[0], hard)
    try:
        yield
    finally:
        if _before:
            _limit(0, hard)


def _limits() -> tuple[int, int]:
    try:
        import resource
    except ImportError:  # not on this platform
        return 0, 0
    return resource.getrlimit(resource.RLIMIT_CORE)


def _limit(soft: int, hard: int) -> None:
    import resource

    try:
        resource.setrlimit(resource.RLIMIT_CORE, (soft, hard))
    except (OSError, ValueError):
        # Forbidden by whoever runs us; nothing else depends on it.
        return
