"""Profiles in a config of five thousand: read, added, renamed, deleted; and what such a config costs every command.

In one process: milliseconds of processor time beside `configparser` reading the same file, which is what other tools
pay before they begin. Whole commands: the same command with a config of one sso-session, in pairs.
"""

from __future__ import annotations

import configparser
import itertools
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from ssoswitch.aws.clients import Clients
from ssoswitch.core.aws_config import AwsConfig, parse
from ssoswitch.disk.locations import environment_from
from ssoswitch.model.account import AccountRole
from ssoswitch.model.environment import Environment
from ssoswitch.model.plan import Plan
from ssoswitch.model.settings import Settings
from ssoswitch.operations.profile import ProfileRequest, plan_create
from ssoswitch.operations.write import apply
from tests.benchmarks.list_app import sample_tree
from tests.benchmarks.report import Report
from tests.benchmarks.saved_home import saved_home
from tests.benchmarks.saved_tree import best

ROOT = str(Path(__file__).parent.parent.parent)
COMMANDS = (
    ("whoami", "whoami"),
    ("profile list", "profile list --json"),
    ("list of what a search finds", "list --cached --json loyalty"),
    ("doctor", "doctor"),
    ("a new profile, as a diff", "profile create 111122223333 ReadOnlyAccess --name benchmark-new --dry-run"),
)


def run(report: Report) -> None:
    """5,000 profiles; 500 in a quick run."""
    count = 500 if report.quick else 5_000
    accounts = count // 5
    with saved_home(accounts, 10, profiles=count) as many, saved_home(accounts, 10) as none:
        _edits(report, environment_from(many), count)
        for name, words in COMMANDS:
            pairs = [(_seconds(words, many), _seconds(words, none)) for _ in range(7)]
            ratio = statistics.median(mine / other for mine, other in pairs)
            seconds = statistics.median(mine for mine, _ in pairs)
            report.at_most(
                f"{name}: ÷ a config of no profile", ratio, None, detail=f"{seconds * 1000:.0f} ms"
            )


def _edits(report: Report, env: Environment, count: int) -> None:
    data = env.config_file.read_bytes()
    text = data.decode()
    yardstick = best(lambda: configparser.ConfigParser(interpolation=None).read_string(text), 5)
    report.add(f"configparser reads {count:,} profiles", yardstick, "ms")
    comments = itertools.count()  # other bytes each time: what was read last is kept
    read = best(lambda: parse(data + b"# %d\n" % next(comments), env.config_file), 5)
    report.at_most(f"read {count:,} profiles ÷ configparser", read / yardstick, None, detail=f"{read:.0f} ms")
    config = parse(data, env.config_file)
    for more, goal in ((1, 300), (count, 1000)):
        took = best(lambda more=more: _added(env, config, more), 3)  # type: ignore[misc]  # bound now
        report.add(
            f"plan {more:,} more",
            took,
            "ms",
            goal=goal,
            beside=f"{took / yardstick:.2f} × configparser",
        )
    plan = _added(env, config, count)
    started = time.perf_counter()
    apply(env, plan)
    report.add(f"write {count:,} more, journal and all", (time.perf_counter() - started) * 1000, "ms")
    env.config_file.write_bytes(data)
    Clients(env).client("sso", "eu-west-1")  # reads what boto3 reads once
    took = best(lambda: Clients(env).client("sso", "eu-west-1"), 5)
    report.add(f"a boto3 client beside {count:,} profiles", took, "ms", goal=60)


def _added(env: Environment, config: AwsConfig, more: int) -> Plan:
    entries = tuple(sample_tree(more, 10))
    session = config.sessions["corp"]
    requests = [
        ProfileRequest(AccountRole(entry.account.account_id, entry.roles[-1]), entry.account, session)
        for entry in entries
    ]
    return plan_create(env, config, requests, settings=Settings(), if_exists="suffix").plan


def _seconds(words: str, variables: Mapping[str, str]) -> float:
    command = [sys.executable, "-m", "ssoswitch", *words.split()]
    started = time.perf_counter()
    subprocess.run(command, env={**variables, "PYTHONPATH": ROOT}, capture_output=True, check=False)
    return time.perf_counter() - started
