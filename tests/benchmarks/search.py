"""The search by itself, without a screen: milliseconds of processor time for each letter that is typed."""

from __future__ import annotations

import gc
import time

from ssoswitch.core.catalogue import Catalogue, Facts
from ssoswitch.core.query import parse_query
from ssoswitch.core.search import SearchIndex
from tests.benchmarks.list_app import sample_tree
from tests.benchmarks.pseudo_terminal import median
from tests.benchmarks.report import Report

QUERIES = (
    "paym prod admin",
    "admin eu",
    "a b c d",
    "pyprd",
    "4242",
    "!prod admin",
    "role:admin is:prod",
    "loyalty",
)
ROUNDS = 3


def run(report: Report) -> None:
    """10,000 and 100,000 roles, and a plain search through all of them as the yardstick."""
    for accounts, roles in ((1_000, 10), (10_000, 10)):
        catalogue = Catalogue(sample_tree(accounts, roles), Facts())
        index = SearchIndex(catalogue)
        started = time.process_time()
        index.prepare(accounts)
        report.add(f"read {accounts * roles:,} roles for the search", _since(started), "ms")
        gc.freeze()
        try:
            letters = _letters(index)
        finally:
            gc.unfreeze()
        plain = _plain(catalogue)
        beside = f"a plain pass over the pairs: {plain:.3g} ms"
        report.add(f"a letter, {accounts * roles:,} roles, median", median(letters), "ms", beside=beside)
        report.add(f"a letter, {accounts * roles:,} roles, worst", max(letters), "ms", beside=beside)


def _letters(index: SearchIndex) -> list[float]:
    """Each letter's best time of some rounds, for every query typed from the beginning."""
    rounds: list[list[float]] = []
    for _ in range(ROUNDS):
        took: list[float] = []
        for query in QUERIES:
            index.clear()
            for length in range(1, len(query) + 1):
                started = time.process_time()
                index.search(parse_query(query[:length]))
                took.append(_since(started))
        rounds.append(took)
    return [min(times) for times in zip(*rounds, strict=True)]


def _plain(catalogue: Catalogue) -> float:
    """Every pair as one text, and a word looked for in each."""
    texts = [
        f"{entry.account.name} {entry.account.account_id} {entry.account.email} {role}".lower()
        for entry in catalogue.entries
        for role in entry.roles
    ]
    started = time.process_time()
    found = [text for text in texts if "paym" in text]
    assert found
    return _since(started)


def _since(started: float) -> float:
    return (time.process_time() - started) * 1000
