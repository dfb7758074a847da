"""How soon a dialog is there after its key: the first time in the life of the program, and when it is opened again.

The program reads the dialogs' modules behind its first frame while nobody types, so a first time is measured twice: as
soon as the list is there, and `READY` seconds later, which is what people meet who look before they press a key.
"""

from __future__ import annotations

from tests.benchmarks.frames import started
from tests.benchmarks.pseudo_terminal import PseudoTerminal, median, ninetieth
from tests.benchmarks.report import Report
from tests.benchmarks.saved_home import saved_home

ESCAPE, DOWN, ENTER, CTRL_P = "\x1b", "\x1b[B", "\r", "\x10"
AGAIN = 5
ROUNDS = 3
READY = 2.5
"""Seconds after which the program has read what dialogs need."""
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
    at_once: list[float] = []
    again: list[float] = []
    with saved_home(1_000, 5, profiles=20) as variables:
        for name, key, title in DIALOGS:
            ready, rested, repeated = [], [], []
            for _ in range(1 if report.quick else ROUNDS):
                with started(variables) as terminal:
                    terminal.key(DOWN)
                    terminal.sit(READY)
                    opened, last = _open(terminal, key, title)
                    ready.append(opened)
                    rested.append(last)
                    repeated += [_open(terminal, key, title) for _ in range(AGAIN)]
            with started(variables) as terminal:
                terminal.key(DOWN)
                at_once.append(_open(terminal, key, title)[0])
            first.append(median(ready))
            again.append(median([took for took, _ in repeated]))
            beside = f"its last frame {median([took for _, took in repeated]):.0f} ms"
            times = f"{first[-1]:.0f} and {median(rested):.0f} ms, right after the start {at_once[-1]:.0f} ms"
            report.add(f"{name}: key → dialog", again[-1], "ms", beside=f"{beside}; the first time {times}")
    report.add("key → dialog, nine of ten dialogs", ninetieth(again), "ms", goal=100)
    report.add("key → dialog for the first time, nine of ten dialogs", ninetieth(first), "ms", goal=100)
    report.add("the same right after the start", ninetieth(at_once), "ms")


def _open(terminal: PseudoTerminal, key: str, title: bytes) -> tuple[float, float]:
    took = terminal.settle(key, until=title)
    terminal.key(ESCAPE, quiet=0.2)
    return took
