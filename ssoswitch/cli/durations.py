"""Numbers, lengths and moments of time, in and out, as words."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

import click

_PART = re.compile(r"(\d+)([smhd])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


def duration(text: str) -> float:
    """`90`, `90s`, `15m`, `1h30m`, `2d` of an option: seconds. Raises click.BadParameter."""
    words = text.strip().lower()
    if words.isascii() and words.isdigit():
        return float(words)
    if not words or _PART.sub("", words):
        raise click.BadParameter(f"{text!r} is no duration; write it like 90s, 15m or 1h30m.")
    return float(sum(int(count) * _SECONDS[unit] for count, unit in _PART.findall(words)))


def whole(least: int, most: int) -> Callable[[str], int]:
    """The reader of an option that is a whole number within these bounds; it raises click.BadParameter.

    Unlike click's own, the help does not repeat the bounds in signs.
    """

    def read(text: str) -> int:
        words = str(text)
        if words.isascii() and words.isdecimal() and least <= int(words) <= most:
            return int(words)
        raise click.BadParameter(f"{words!r} is no whole number from {least} to {most}.")

    return read


def rfc3339(moment: float | None) -> str | None:
    """A moment (seconds since the epoch) as `2026-01-31T12:00:00Z`; None stays None."""
    if moment is None:
        return None
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def clock_time(moment: float) -> str:
    """The local time of a moment as `18:04`."""
    return datetime.fromtimestamp(moment, UTC).astimezone().strftime("%H:%M")


def span(seconds: float) -> str:
    """A length of time in two units at most: `6h12m`, `9m`, `40s`, `3d`."""
    seconds = max(0, int(seconds))
    if seconds < 60:
        return f"{seconds}s"
    minutes, hours = seconds // 60 % 60, seconds // 3600
    if hours >= 48:
        return f"{hours // 24}d"
    return f"{hours}h{minutes:02d}m" if hours else f"{minutes}m"
