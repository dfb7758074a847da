"""Resident memory of the program with a large saved tree, beside the minimal app; and what it costs to sit idle."""

from __future__ import annotations

from tests.benchmarks.center_process import CenterProcess
from tests.benchmarks.pseudo_terminal import PseudoTerminal, python
from tests.benchmarks.report import Report
from tests.benchmarks.saved_home import saved_home

IDLE_SECONDS = 6.0
SIGNED_IN_SECONDS = 20.0
"""Longer than the tick that counts the minutes down."""
SYNC_SECONDS = 8.0
"""In which 200 accounts are synced."""


def run(report: Report) -> None:
    """100,000 roles, signed out; then a small tree, idle."""
    with PseudoTerminal(python("-m", "tests.benchmarks.list_app", "minimal")) as terminal:
        terminal.wait_started()
        terminal.wait_quiet(1.0)
        minimal = terminal.resident_mebibytes()
    with (
        saved_home(10_000, 10) as variables,
        PseudoTerminal(python("-m", "ssoswitch"), variables=variables) as terminal,
    ):
        terminal.wait_for(b" acc")
        terminal.wait_quiet(1.0)
        terminal.key("/")
        for letter in "prod":
            terminal.key(letter)
        more = terminal.resident_mebibytes() - minimal
        report.add(
            "memory above the minimal app, 100,000 roles",
            more,
            "MiB",
            goal=40,
            beside=f"minimal app {minimal:.0f} MiB",
        )
        terminal.wait_quiet(1.0)
        before = terminal.cpu_seconds()
        terminal.sit(IDLE_SECONDS)
        used = (terminal.cpu_seconds() - before) / IDLE_SECONDS * 100
        report.add("idle in the search box, 100,000 roles", used, "% of a core", goal=0.5)
    with (
        CenterProcess(200, 5) as center,
        saved_home(200, 5, center=center) as variables,
        PseudoTerminal(python("-m", "ssoswitch"), variables=variables) as terminal,
    ):
        terminal.wait_for(b" acc")
        terminal.sit(SYNC_SECONDS)
        before = terminal.cpu_seconds()
        terminal.sit(SIGNED_IN_SECONDS)
        used = (terminal.cpu_seconds() - before) / SIGNED_IN_SECONDS * 100
        report.add("idle, signed in and synced", used, "% of a core", goal=0.5)
