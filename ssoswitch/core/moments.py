"""Moments and lengths of time as a person says them; all are seconds, moments since the epoch.

A moment is said in the local time zone, which is the one thing here that the arguments do not tell.
"""

from __future__ import annotations

import time

_DAY = 86400.0


def clock_time(at: float) -> str:
    """Hours and minutes of a moment: `18:04`."""
    return time.strftime("%H:%M", time.localtime(at))


def day_time(at: float, now: float) -> str:
    """The day as it is called at `now`, and the time: `today 11:02`, `yesterday 17:40`, `Tue 09:15`, `2024-03-02`."""
    there, here = time.localtime(at), time.localtime(now)
    if there[:3] == here[:3]:
        return f"today {clock_time(at)}"
    if there[:3] == time.localtime(now - _DAY)[:3]:
        return f"yesterday {clock_time(at)}"
    if 0 <= now - at < 6 * _DAY:
        return time.strftime("%a %H:%M", there)
    return time.strftime("%Y-%m-%d", there)


def span(seconds: float) -> str:
    """A length of time in two units at most: `6h12m`, `9m`, `40s`, `3d`."""
    seconds = max(0, int(seconds))
    if seconds < 60:
        return f"{seconds}s"
    minutes, hours = seconds // 60 % 60, seconds // 3600
    if hours >= 48:
        return f"{hours // 24}d"
    return f"{hours}h{minutes:02d}m" if hours else f"{minutes}m"


def time_left(seconds: float) -> str:
    """A countdown whose width stays: `6h12m`, `0h09m`; a second more than nothing is still a minute."""
    minutes = max(0, int(-(-seconds // 60)))
    if minutes >= 24 * 60 * 2:
        return f"{minutes // 1440}d{minutes % 1440 // 60}h"
    return f"{minutes // 60}h{minutes % 60:02}m"


def age(seconds: float, *, short: bool = False) -> str:
    """How long ago: `3 m`, `16 h`, `4 days`; short: `3m`."""
    minutes = max(0, int(seconds // 60))
    space = "" if short else " "
    if minutes < 60:
        return f"{minutes}{space}m"
    if minutes < 48 * 60:
        return f"{minutes // 60}{space}h"
    return f"{minutes // 1440}{'d' if short else ' days'}"
