"""A benchmark in a process to itself: what one leaves in memory, and its threads, are not the next one's affair."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from multiprocessing import get_context

from tests.benchmarks.report import Report, Row


def measured_alone(name: str, quick: bool) -> list[Row]:
    """The rows of the benchmark of that name; it prints each as it comes."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(_measured, name, quick).result()


def _measured(name: str, quick: bool) -> list[Row]:
    report = Report(quick=quick)
    report.group(name.replace("_", " ").capitalize())
    import_module(f"tests.benchmarks.{name}").run(report)
    return report.rows
