"""Moments as a person says them: `18:04`, `today 11:02`, `yesterday 17:40`, `Tue 09:15`, `2024-03-02`."""

from __future__ import annotations

import time

_DAY = 86400.0


def clock_time(at: float) -> str:
    """Hours and minutes in the local time zone of a moment in seconds since the epoch."""
    return time.strftime("%H:%M", time.localtime(at))


def day_time(at: float, now: float) -> str:
    """The day as it is called at `now`, and the time."""
    there, here = time.localtime(at), time.localtime(now)
    if there[:3] == here[:3]:
        return f"today {clock_time(at)}"
    if there[:3] == time.localtime(now - _DAY)[:3]:
        return f"yesterday {clock_time(at)}"
    if 0 <= now - at < 6 * _DAY:
        return time.strftime("%a %H:%M", there)
    return time.strftime("%Y-%m-%d", there)
