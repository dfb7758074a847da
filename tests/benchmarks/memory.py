"""Resident memory with a large saved tree, beside the minimal app, and over many syncs; and what sitting idle costs."""

from __future__ import annotations

from pathlib import Path

from tests.benchmarks.center_process import CenterProcess
from tests.benchmarks.frames import typing
from tests.benchmarks.pseudo_terminal import PseudoTerminal, python
from tests.benchmarks.report import Report
from tests.benchmarks.saved_home import saved_home

IDLE_SECONDS = 6.0
SIGNED_IN_SECONDS = 20.0
"""Longer than the tick that counts the minutes down."""
MINIMAL = Path(__file__).with_name("minimal_app.py")
"""It holds nothing of ours."""
SYNC_SECONDS = 8.0
"""In which 200 accounts are synced."""


PAUSE_SECONDS = 10.0
SYNCS = 10
"""Full ones, one after another, in the test of hours of use."""
SETTLED_SECONDS = 3.5
"""After which the collector has looked through the tree that a sync left."""


def run(report: Report) -> None:
    """100,000 roles, signed out; a small tree, idle; then sync after sync."""
    _large(report)
    _idle_signed_in(report)
    _idle_while_waiting(report)
    _sync_after_sync(report)


def _large(report: Report) -> None:
    with PseudoTerminal(python(str(MINIMAL))) as terminal:
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
        used = _used(terminal, IDLE_SECONDS)
        report.add("idle in the search box, 100,000 roles", used, "% of a core", goal=0.5)


def _idle_signed_in(report: Report) -> None:
    with (
        CenterProcess(200, 5) as center,
        saved_home(200, 5, center=center) as variables,
        PseudoTerminal(python("-m", "ssoswitch"), variables=variables) as terminal,
    ):
        terminal.wait_for(b" acc")
        terminal.sit(SYNC_SECONDS)
        report.add("idle, signed in and synced", _used(terminal, SIGNED_IN_SECONDS), "% of a core", goal=0.5)


def _idle_while_waiting(report: Report) -> None:
    """What moves by itself: the code that is counted down, the sync that is paused."""
    with (
        CenterProcess(200, 5, approval="page") as center,
        saved_home(200, 5, center=center, signed_in=False) as variables,
        PseudoTerminal(python("-m", "ssoswitch"), variables=variables) as terminal,
    ):
        terminal.wait_for(b" acc")
        terminal.sit(SETTLED_SECONDS)
        terminal.key("L")
        terminal.sit(SETTLED_SECONDS)
        assert center.counts()["CreateToken"], "the sign-in waits for its approval"
        report.add(
            "idle while a sign-in code is counted down", _used(terminal, PAUSE_SECONDS), "% of a core", goal=2
        )
    with (
        CenterProcess(2_000, 5, rate=5, burst=5) as center,
        saved_home(2_000, 5, center=center) as variables,
        PseudoTerminal(python("-m", "ssoswitch"), variables=variables) as terminal,
    ):
        terminal.wait_for(b" acc")
        terminal.sit(SETTLED_SECONDS)
        beside = f"{_used(terminal, PAUSE_SECONDS):.1f} % while it reads five accounts a second"
        terminal.key("z")
        terminal.sit(SETTLED_SECONDS)
        used = _used(terminal, PAUSE_SECONDS)
        report.add("idle while the sync is paused", used, "% of a core", goal=2, beside=beside)


def _sync_after_sync(report: Report) -> None:
    """Hours of use in a minute: what grows with every sync or search is found."""
    accounts = 300 if report.quick else 1_000
    with (
        CenterProcess(accounts, 10) as center,
        saved_home(accounts, 10, center=center) as variables,
        PseudoTerminal(python("-m", "ssoswitch"), variables=variables) as terminal,
    ):
        terminal.wait_for(b" acc")
        resident: list[float] = []
        for number in range(1, SYNCS + 1):
            while center.counts().get("ListAccountRoles", {}).get("200", 0) < number * accounts:
                terminal.sit(0.3)
            terminal.key("/")
            typing(terminal, ("prod", "admin"))
            terminal.sit(SETTLED_SECONDS)
            resident.append(terminal.resident_mebibytes())
            terminal.key("\x1b")
            terminal.key("R")
        report.add(
            f"memory after {SYNCS} full syncs of {accounts:,} accounts and as many searches, ÷ after two",
            resident[-1] / resident[1],
            "×",
            goal=1.1,
            beside=f"{resident[1]:.0f} → {resident[-1]:.0f} MiB",
        )


def _used(terminal: PseudoTerminal, seconds: float) -> float:
    """Per cent of a core while nobody does anything for so long."""
    before = terminal.cpu_seconds()
    terminal.sit(seconds)
    return (terminal.cpu_seconds() - before) / seconds * 100
