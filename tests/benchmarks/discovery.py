"""Reading a whole organization, against a fake that limits, fails, or does neither.

The yardstick of a limited run is the shortest time that the limit allows, (N - burst) / R, though the program knows
neither; that of an unlimited one is N x latency / threads. Both count accounts; the pages of ListAccounts come on top.
"""

from __future__ import annotations

import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from ssoswitch.model.account import AccountTree
from ssoswitch.model.events import EntriesRead, SyncFinished
from ssoswitch.model.sso_session import SsoSession
from ssoswitch.operations.connect import Connections
from ssoswitch.operations.sync import Wants, sync
from ssoswitch.operations.sync_pool import WORKERS
from tests.benchmarks.center_process import CenterProcess
from tests.benchmarks.report import Report
from tests.benchmarks.saved_home import sign_in
from tests.support.environments import make_environment

LATENCY = 0.04
DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"


@dataclass(frozen=True)
class Outcome:
    """Of one run; seconds."""

    wall: float
    processor: float
    throttles: int
    calls: int
    """Answered ListAccountRoles."""
    finished: SyncFinished
    stopping: float = 0.0
    """From `stop` to the last event."""


def discover(center: CenterProcess, *, stop_after: int | None = None) -> Outcome:
    """Sign in and read everything; with `stop_after` stop when so many accounts were read."""
    with tempfile.TemporaryDirectory() as folder:
        env = make_environment(Path(folder), {"AWS_ENDPOINT_URL": center.url, "NO_PROXY": "127.0.0.1"})
        session = SsoSession("bench", center.start_url, "eu-west-1")
        sign_in(env, center, session)
        connections = Connections(env)
        connections.identity_center(session)
        connections.clients.client("sso", "eu-west-1")  # the screen has one before it syncs
        stop = threading.Event()
        finished, read, stopped_at = None, 0, 0.0
        wall, processor = time.perf_counter(), time.process_time()
        for event in sync(
            env, connections, session, AccountTree("bench"), stop=stop, pause=threading.Event(), wants=Wants()
        ):
            if isinstance(event, EntriesRead):
                read += len(event.entries)
                if stop_after is not None and read >= stop_after and not stop.is_set():
                    stop.set()
                    stopped_at = time.perf_counter()
            if isinstance(event, SyncFinished):
                finished = event
        end = time.perf_counter()
        assert finished is not None
        counts = center.counts()
        return Outcome(
            wall=end - wall,
            processor=time.process_time() - processor,
            throttles=sum(
                counts.get(call, {}).get("429", 0) for call in ("ListAccounts", "ListAccountRoles")
            ),
            calls=counts.get("ListAccountRoles", {}).get("200", 0),
            finished=finished,
            stopping=end - stopped_at if stopped_at else 0.0,
        )


def run(report: Report) -> None:
    """Limits of 10, 20 and 50 a second, faults, no limit, and stopping in the middle."""
    accounts = 300 if report.quick else 1000
    report.group(f"Discovery, {accounts} accounts, 40 ms")
    for rate, share in ((10, 0.05), (20, 0.035), (50, 0.035)):
        if report.quick and rate == 10:
            continue
        with CenterProcess(accounts, 5, latency=LATENCY, rate=rate, burst=rate) as center:
            outcome = discover(center)
        _limited(report, f"unknown limit of {rate}/s", outcome, accounts, rate, 1.05)
        report.at_most(
            f"unknown limit of {rate}/s: 429s",
            outcome.throttles / accounts,
            share,
            "{:.1%}",
        )
    faults = (
        ("ListAccountRoles", "503", 7, 150),
        ("ListAccountRoles", "reset", 57, 150),
        ("ListAccountRoles", "cut", 107, 150),
    )
    with CenterProcess(accounts, 5, latency=LATENCY, rate=50, burst=50, faults=faults) as center:
        outcome = discover(center)
    _limited(report, "limit of 50/s and one call in fifty failing", outcome, accounts, 50, 1.15)
    with CenterProcess(accounts, 5, latency=LATENCY) as center:
        outcome = discover(center)
    report.at_most(
        f"no limit, {WORKERS} threads: against N × latency ÷ threads",
        outcome.wall / (accounts * LATENCY / WORKERS),
        1.25,
        detail=_words(outcome),
    )
    if not report.quick:
        _everything(report)
    with CenterProcess(accounts, 5, latency=LATENCY, rate=50, burst=50) as center:
        outcome = discover(center, stop_after=100)
    report.at_most("stopped in the middle: to the last event", outcome.stopping, 0.5, "{:.2f} s")


def _everything(report: Report) -> None:
    """Ten thousand accounts from the first call to the saved tree: what grows with them shows here."""
    accounts = 10_000
    with CenterProcess(accounts, 10, latency=LATENCY) as center:
        outcome = discover(center)
    assert outcome.finished.complete
    assert outcome.finished.tree.role_count == accounts * 10
    report.at_most(
        f"no limit, {accounts:,} accounts: against N × latency ÷ threads",
        outcome.wall / (accounts * LATENCY / WORKERS),
        1.25,
        detail=f"{_words(outcome)}, {outcome.processor / accounts * 1000:.1f} ms an account",
    )


def _limited(report: Report, what: str, outcome: Outcome, accounts: int, rate: int, goal: float) -> None:
    assert outcome.finished.complete
    assert not outcome.finished.failed
    assert len(outcome.finished.tree) == accounts
    assert outcome.finished.tree.unread_count == 0
    report.at_most(
        f"{what}: against (N - burst) ÷ R",
        outcome.wall / ((accounts - rate) / rate),
        goal,
        detail=_words(outcome),
    )


def _words(outcome: Outcome) -> str:
    return f"{outcome.wall:.1f} s, {outcome.processor:.1f} s of a core, {outcome.throttles} × 429, none lost"
