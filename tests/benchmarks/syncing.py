"""Whether the keyboard stays instant while a sync runs: the finished program against a fake Identity Center."""

from __future__ import annotations

from tests.benchmarks.center_process import CenterProcess
from tests.benchmarks.frames import DOWN, started, typing
from tests.benchmarks.pseudo_terminal import PseudoTerminal, median, ninetieth
from tests.benchmarks.report import Report
from tests.benchmarks.saved_home import saved_home

QUERIES = ("paym prod admin", "loyalty", "4242")


def run(report: Report) -> None:
    """2,000 accounts, 50 calls a second; the same tree with nothing going on is the yardstick."""
    accounts, roles = 2_000, 5
    with saved_home(accounts, roles) as variables, started(variables) as terminal:
        idle_typing, idle_moving = _measure(terminal)
    with (
        CenterProcess(accounts, roles, latency=0.04, rate=50, burst=50) as center,
        saved_home(accounts, roles, center=center) as variables,
        started(variables) as terminal,
    ):
        before = _calls(center)
        typed, moved = _measure(terminal)
        calls = _calls(center) - before
    detail = f"{calls} calls answered meanwhile"
    report.add("key → filtered frame, idle, nine of ten", ninetieth(idle_typing), "ms")
    report.add(
        "key → filtered frame while syncing, nine of ten, ÷ idle",
        ninetieth(typed) / ninetieth(idle_typing),
        "×",
        goal=2.0,
        beside=f"{ninetieth(typed):.1f} ms; {detail}",
    )
    report.add(
        "down → frame while syncing, nine of ten, ÷ idle",
        ninetieth(moved) / ninetieth(idle_moving),
        "×",
        goal=2.0,
        beside=f"{ninetieth(moved):.1f} ms, median {median(moved):.1f} ms",
    )


def _measure(terminal: PseudoTerminal) -> tuple[list[float], list[float]]:
    moved = [terminal.key(DOWN) for _ in range(40)]
    terminal.key("/")
    return typing(terminal, QUERIES), moved


def _calls(center: CenterProcess) -> int:
    return center.counts().get("ListAccountRoles", {}).get("200", 0)
