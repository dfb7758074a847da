"""How soon the program is gone after `q`: idle, and in the midst of a sync whose calls hang for a while."""

from __future__ import annotations

import os
import time

from tests.benchmarks.center_process import CenterProcess
from tests.benchmarks.frames import COUNTED, started
from tests.benchmarks.pseudo_terminal import PseudoTerminal, median, python
from tests.benchmarks.report import Report
from tests.benchmarks.saved_home import saved_home

TIMES = 3


def run(report: Report) -> None:
    """Calls that take two seconds each are in flight on every connection when the sync is left."""
    idle = []
    with saved_home(2_000, 5) as variables:
        for _ in range(TIMES):
            with started(variables) as terminal:
                idle.append(_leave(terminal))
    syncing = []
    with (
        CenterProcess(2_000, 5, latency=2.0) as center,
        saved_home(2_000, 5, center=center) as variables,
    ):
        for _ in range(TIMES):
            with PseudoTerminal(python("-m", "ssoswitch"), variables=variables) as terminal:
                terminal.wait_for(COUNTED)
                terminal.sit(2.0)
                syncing.append(_leave(terminal))
    report.add("q → gone, idle", median(idle), "s")
    report.add("q → gone, in the midst of a sync of calls of 2 s", median(syncing), "s", goal=0.5)


def _leave(terminal: PseudoTerminal) -> float:
    """Seconds until the process has ended."""
    pressed = time.perf_counter()
    os.write(terminal.descriptor, b"q")
    while not terminal.ended():
        terminal.read(0.01)
    return time.perf_counter() - pressed
