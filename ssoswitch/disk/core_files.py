"""No core file of ours: it would hold tokens. What a person runs through us dumps core as it would have without us.

Only the soft limit is lowered, so that it can be put back for a command, a shell or an editor. Every answer to
credential_process passes here, so this imports nothing that Python has not loaded anyway.
"""

from __future__ import annotations

TYPE_CHECKING = False  # importing typing for it would cost as much as everything here
if TYPE_CHECKING:
    from types import TracebackType

_before: list[int] = []
"""The soft limit that was found, once it was lowered."""


def switch_off() -> None:
    """From now on a crash of this process leaves no core file."""
    soft, hard = _limits()
    if soft:
        _before[:] = [soft]
        _limit(0, hard)


class AsItWas:
    """For the moment in which somebody else's program is started, or takes our place: `with AsItWas(): …`."""

    def __enter__(self) -> None:
        if _before:
            _limit(_before[0], _limits()[1])

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if _before:
            _limit(0, _limits()[1])


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
