"""From exec to the first frame: the finished program over saved trees, beside the smallest app with the same parts.

Whole processes, one after the other in rounds; a figure is the median of the rounds' ratios, so what slows the machine
down for a while slows both sides of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.benchmarks.pseudo_terminal import PseudoTerminal, median, python
from tests.benchmarks.report import Report
from tests.benchmarks.saved_home import saved_home

MINIMAL, TREE = Path(__file__).with_name("minimal_app.py"), b"minimal tree"
OURS, COUNTED = "from ssoswitch.cli.main import main\nmain()\n", b" acc"
"""What the console script of an installed package is, and what stands in the whole first frame."""


def run(report: Report) -> None:
    """1,000 × 5, the same with 5,000 profiles in the config, and 10,000 × 10."""
    rounds = 5 if report.quick else 15
    with (
        saved_home(1_000, 5) as usual,
        saved_home(1_000, 5, profiles=5_000) as profiles,
        saved_home(10_000, 10) as large,
    ):
        for variables in (None, usual):  # compiles what was not compiled
            _once(variables)
        took = [
            _in_turn((None, usual, profiles, large), backwards=bool(number % 2)) for number in range(rounds)
        ]
    minimal, ours, _, _ = (median(each) for each in zip(*took, strict=True))
    report.at_most(
        "exec → first frame, 1,000 accounts × 5, ÷ minimal app",
        median([mine / other for other, mine, _, _ in took]),
        1.15,
        detail=f"{ours:.0f} ms ÷ {minimal:.0f} ms",
    )
    report.at_most(
        "exec → first frame, 10,000 × 10 ÷ 1,000 × 5",
        median([mine / less for _, less, _, mine in took]),
        1.15,
    )
    report.at_most(
        "exec → first frame, 5,000 profiles in the config ÷ none",
        median([mine / less for _, less, mine, _ in took]),
        None,
    )


def _in_turn(homes: Sequence[Mapping[str, str] | None], *, backwards: bool) -> tuple[float, ...]:
    """Milliseconds of each, in the order given; every other round is run from the last to the first."""
    took = [_once(each) for each in (reversed(homes) if backwards else homes)]
    return tuple(reversed(took)) if backwards else tuple(took)


def _once(variables: Mapping[str, str] | None) -> float:
    """Milliseconds of the minimal app (None), or of ours in that home."""
    script = MINIMAL
    if variables is not None:
        script = Path(variables["HOME"], "ssoswitch")
        script.write_text(OURS)
    with PseudoTerminal(python(str(script)), variables=variables) as terminal:
        return terminal.wait_for(TREE if variables is None else COUNTED) * 1000
