"""Numbers and lengths of time as options take them, and moments as a script reads them."""

from __future__ import annotations

import re
from collections.abc import Callable

import click

_PART = re.compile(r"([0-9]{1,9})([smhd])")
_DIGITS = 9
"""Of a number; Python refuses to read some thousands of them."""
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


def duration(text: str) -> float:
    """`90`, `90s`, `15m`, `1h30m`, `2d` of an option: seconds. Raises click.BadParameter."""
    words = text.strip().lower()
    if words.isascii() and words.isdigit() and len(words) <= _DIGITS:
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
        if words.isascii() and words.isdecimal() and len(words) <= _DIGITS and least <= int(words) <= most:
            return int(words)
        raise click.BadParameter(f"{words!r} is no whole number from {least} to {most}.")

    return read


def rfc3339(moment: float | None) -> str | None:
    """A moment (seconds since the epoch) as `2026-01-31T12:00:00Z`; None stays None."""
    from ssoswitch.core.token_file import format_date

    return None if moment is None else format_date(moment)
