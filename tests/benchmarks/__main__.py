"""`python -m tests.benchmarks [NAME …] [--quick] [--markdown]`: every benchmark of this folder, or those named.

A benchmark is a module here with `run(report)`, and has a process to itself: what one leaves in memory is not the
next one's affair. Figures are ratios inside one run wherever they can be, because machines and their load differ.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys
from collections.abc import Callable

import tests.benchmarks
from tests.benchmarks.alone import measured_alone
from tests.benchmarks.report import Report


def benchmarks() -> dict[str, Callable[[Report], None]]:
    """Name → run."""
    found: dict[str, Callable[[Report], None]] = {}
    for module in pkgutil.iter_modules(tests.benchmarks.__path__):
        if module.name.startswith("_"):
            continue
        run = getattr(importlib.import_module(f"tests.benchmarks.{module.name}"), "run", None)
        if callable(run):
            found[module.name] = run
    return found


def main(arguments: list[str]) -> int:
    """Exit code 1 when a goal was missed."""
    known = benchmarks()
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(known)}")
    parser.add_argument("--quick", action="store_true", help="smaller sizes; the figures mean less")
    parser.add_argument("--markdown", action="store_true", help="print the table for the README at the end")
    options = parser.parse_args(arguments)
    unknown = set(options.names) - known.keys()
    if unknown:
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    report = Report(quick=options.quick)
    for name in options.names or known:
        report.rows += measured_alone(name, options.quick)
    if options.markdown:
        print(f"\n{report.markdown()}")
    for row in report.missed:
        print(f"\nmissed: {row.group}: {row.what}: {row.value}, goal {row.goal}")
    return 1 if report.missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
