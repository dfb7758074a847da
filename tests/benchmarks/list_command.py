"""`list --cached` of a hundred thousand roles, against plain Python that reads the same file and prints the same.

Whole processes, in pairs, one right after the other; the figure is the median of the pairs' ratios.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

from ssoswitch.disk.locations import environment_from
from ssoswitch.disk.tree_cache import tree_path
from ssoswitch.operations.read_config import read_config
from tests.benchmarks.report import Report
from tests.benchmarks.saved_home import saved_home

ROOT = str(Path(__file__).parent.parent.parent)
OURS = [sys.executable, "-m", "ssoswitch", "list", "--cached"]
_READ = """
import json, sys
saved = json.load(open(sys.argv[1]))
alphabet = [chr(code) for code in range(35, 127) if code != 92]
names = dict(zip(alphabet, saved["roles"]))
sets = [[names[letter] for letter in text] for text in saved["sets"].split(" ")]
ids, accounts, emails, numbers = saved["accounts"][:4]
rows = zip(ids, accounts, emails, numbers)
"""
PLAIN_JSON = (
    _READ
    + """
print(json.dumps({"version": 1, "roles": [
    {"account_id": i, "account_name": a, "email": e, "role_name": r, "profiles": []}
    for i, a, e, n in rows for r in sets[n]
]}))
"""
)
PLAIN_TEXT = (
    _READ
    + """
sys.stdout.write("".join([f"{i}  {a:40}  {r}\\n" for i, a, e, n in rows for r in sets[n]]))
"""
)


def run(report: Report) -> None:
    """JSON and columns of everything, and of what a search finds."""
    accounts = 1000 if report.quick else 10_000
    with saved_home(accounts, 10) as variables:
        env = environment_from(variables)
        path = str(tree_path(env, read_config(env).sessions["corp"]))
        plain_json = [sys.executable, "-c", PLAIN_JSON, path]
        for what, ours, plain, goal in (
            ("all roles as JSON", [*OURS, "--json"], plain_json, 3.0),
            ("all roles as columns", OURS, [sys.executable, "-c", PLAIN_TEXT, path], None),
            ("what a search finds, as JSON", [*OURS, "--json", "prod", "admin"], plain_json, 3.0),
        ):
            pairs = [(_seconds(ours, variables), _seconds(plain, variables)) for _ in range(9)]
            ratio = statistics.median(mine / other for mine, other in pairs)
            seconds = statistics.median(mine for mine, _ in pairs)
            report.at_most(what, ratio, goal, detail=f"{seconds * 1000:.0f} ms")


def _seconds(command: list[str], variables: dict[str, str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, env={**variables, "PYTHONPATH": ROOT}, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start
