"""The two clocks of the fake, in one place: everything else in the annexe is handed them.

A test with a fixed clock hands its own to `FakeIdentityCenter`; the demo runs on the real ones.
"""

from __future__ import annotations

import time
from collections.abc import Callable

Clock = Callable[[], float]
"""Seconds since 1970, UTC: what tokens, codes and credentials expire by."""


def wall_clock() -> float:
    """Seconds since 1970 by the machine's clock."""
    return time.time()  # noqa: TID251 - the annexe's own reading of the clock


def steady_clock() -> float:
    """Seconds that never jump: what the rate limit and time-outs run on."""
    return time.monotonic()  # noqa: TID251 - the annexe's own reading of the clock
