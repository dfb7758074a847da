"""How soon a dialog is there after its key: the first time, when its modules are read, and when it is opened again."""

from __future__ import annotations

from tests.benchmarks.frames import started
from tests.benchmarks.pseudo_terminal import PseudoTerminal, median, ninetieth
from tests.benchmarks.report import Report
from tests.benchmarks.saved_home import saved_home

ESCAPE, DOWN, ENTER, CTRL_P = "\x1b", "\x1b[B", "\r", "\x10"
AGAIN = 5
DIALOGS = (
    ("profile", "p", b"New profile"),
    (".envrc", "e", b".envrc"),
    ("console", "o", b"Console"),
    ("customise", "c", b"Customise"),
    ("copy", "y", b"Copy"),
    ("help", "?", b"Help"),
    ("commands", CTRL_P, b"Commands"),
    ("who am I", "w", b"Who am I"),
    ("settings", ",", b"Settings"),
    ("sessions", "s", b"Sessions"),
)
"""What it is called, its key, and what stands in its title."""


def run(report: Report) -> None:
    """Over 1,000 accounts × 5 with some profiles, on the first account's first role."""
    first: list[float] = []
    again: list[float] = []
    with saved_home(1_000, 5, profiles=20) as variables:
        for name, key, title in DIALOGS:
            with started(variables) as terminal:
                terminal.key(DOWN)
                (opened, rested), *later = [_open(terminal, key, title) for _ in range(1 + AGAIN)]
            first.append(opened)
            again.append(median([took for took, _ in later]))
            beside = f"its last frame {median([took for _, took in later]):.0f} ms"
            report.add(
                f"{name}: key → dialog",
                again[-1],
                "ms",
                beside=f"{beside}; the first time {opened:.0f} and {rested:.0f} ms",
            )
    report.add("key → dialog, nine of ten dialogs", ninetieth(again), "ms", goal=100)
    report.add("key → dialog for the first time, nine of ten dialogs", ninetieth(first), "ms", goal=100)


def _open(terminal: PseudoTerminal, key: str, title: bytes) -> tuple[float, float]:
    took = terminal.settle(key, until=title)
    terminal.key(ESCAPE, quiet=0.2)
    return took
