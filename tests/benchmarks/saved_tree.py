"""The saved tree: a hundred thousand roles read before the first frame, and saved while a sync runs.

Processor time, the best of several; beside it the same tree as flat JSON, one object for each role, as most programs
keep it.
"""

from __future__ import annotations

import gc
import json
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from ssoswitch.core.tree import RoleSets
from ssoswitch.demo.organization import Organization
from ssoswitch.disk.tree_cache import load_tree, save_tree, tree_path
from ssoswitch.model.account import Account, AccountEntry, AccountTree
from ssoswitch.model.environment import Environment
from ssoswitch.model.sso_session import SsoSession
from tests.benchmarks.report import Report
from tests.support.environments import make_environment

SESSION = SsoSession("bench", "https://bench.awsapps.com/start", "eu-west-1")
MS = "{:.1f} ms"


def best(work: Callable[[], object], times: int = 15) -> float:
    """Milliseconds of processor time, the least of so many; what was there before is not the collector's affair."""
    least = float("inf")
    gc.collect()
    gc.freeze()
    try:
        for _ in range(times):
            start = time.process_time()
            work()
            least = min(least, time.process_time() - start)
    finally:
        gc.unfreeze()
    return least * 1000


def sample(accounts: int, roles: int, different_sets: int) -> AccountTree:
    """So many accounts with so many roles each, of so many different sets."""
    chance = random.Random(1)
    names = [f"{word}{number:02d}" for word in ("Admin", "ReadOnly", "Billing") for number in range(20)]
    chosen = [chance.sample(names, roles) for _ in range(different_sets)]
    sets = RoleSets()
    entries = {}
    for number, row in enumerate(Organization.sample(accounts, 1)):
        account = Account(row.id, row.name or "", row.email or "")
        entries[row.id] = AccountEntry(
            account, sets.shared(chosen[number % different_sets]), 1_800_000_000.0 + number
        )
    return AccountTree("bench", entries, synced_at=1_800_000_000.0)


def flat(tree: AccountTree) -> str:
    """As most programs keep it."""
    return json.dumps(
        [
            {
                "accountId": entry.account.account_id,
                "accountName": entry.account.name,
                "emailAddress": entry.account.email,
                "roleName": role,
            }
            for entry in tree
            for role in entry.roles
        ]
    )


def run(report: Report) -> None:
    """Load, save and size, with few different role sets and with as many as there are accounts."""
    for different in (100, 10_000):
        tree = sample(10_000, 10, different)
        report.group(f"Saved tree, 10,000 accounts × 10 roles, {different:,} different role sets")
        with tempfile.TemporaryDirectory() as folder:
            env = make_environment(Path(folder))
            size = _measure(report, tree, env)
        _compare(report, flat(tree), size)


def _compare(report: Report, text: str, size: int) -> None:
    report.at_most(
        "flat JSON: load", best(lambda: json.loads(text), 5), None, MS, f"{len(text) / 1e6:.1f} MB"
    )
    report.at_most("flat JSON: size against ours", len(text) / size, None)


def _measure(report: Report, tree: AccountTree, env: Environment) -> int:
    save = best(lambda: save_tree(env, SESSION, tree))
    size = tree_path(env, SESSION).stat().st_size
    report.at_most("load", best(lambda: load_tree(env, SESSION)), 10, MS)
    report.at_most(
        "load, and every account made", best(lambda: load_tree(env, SESSION)[0].entries.values()), None, MS
    )
    report.at_most("save", save, 20, MS)
    report.at_most("size", size / 1e6, 2, "{:.2f} MB")
    assert load_tree(env, SESSION)[0].entries == tree.entries
    return size
