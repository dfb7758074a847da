"""Reading the tree: accounts first, then each account's roles, in the order in which they are wanted.

It is a generator: it hands on what its threads bring, in batches, saves the tree now and then, and ends with
SyncFinished whatever happens. Nothing that was known is lost by a failure, and nothing that came is lost by a stop.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator
from threading import Event
from typing import TYPE_CHECKING

from ssoswitch.disk.settings import load_settings
from ssoswitch.disk.tree_cache import load_rate, save_rate
from ssoswitch.model.account import AccountTree
from ssoswitch.model.environment import Clock, Environment, SystemClock
from ssoswitch.model.errors import Stopped, WriteError
from ssoswitch.model.events import SyncEvent, SyncFinished, SyncProgressed
from ssoswitch.model.sso_session import SsoSession
from ssoswitch.operations.stoppable import unless_stopped
from ssoswitch.operations.sync_keeper import Keeper
from ssoswitch.operations.sync_pool import SyncPool, Ticket
from ssoswitch.operations.sync_run import SyncRun
from ssoswitch.operations.sync_scope import Scope, goes_on_from
from ssoswitch.operations.tokens import ended, valid_token
from ssoswitch.operations.wants import Reason, Wants

if TYPE_CHECKING:
    from ssoswitch.aws.gate import Gate
    from ssoswitch.operations.connect import Connections

__all__ = ["Reason", "Wants", "sync"]

BATCH = 0.1
"""Seconds between two looks at what came: the screen is not repainted for each account."""
PROGRESS = 0.25
SAVE = 5.0
"""Seconds between two savings of the tree."""


def sync(
    env: Environment,
    connections: Connections,
    session: SsoSession,
    tree: AccountTree,
    *,
    stop: Event,
    pause: Event,
    wants: Wants,
    full: bool = False,
    going_on: bool = False,
    only: Collection[str] | None = None,
    ticks: Clock | None = None,
    chance: random.Random | None = None,
) -> Iterator[SyncEvent]:
    """Read that session's accounts and those roles that are unknown, failed last time or too old (settings.sync_hours).

    `full` reads the roles of all accounts; with `going_on` not those that a sync which was cut short has read within
    the last hour. `only` reads those of these accounts, without listing where they are known (with `full` however
    young they are). `tree` is what is known; where somebody has saved a younger one meanwhile, that one is. Set `stop`
    and it ends within 0.3 s, also while calls hang; while `pause` is set no call is begun. `wants` is heard at every
    call.

    AccountsListed comes for each page, the last time with all accounts and `complete`; EntriesRead in batches.
    SyncFinished comes once, at the end; then SignInNeeded is raised where AWS took the token no more and it could not
    be renewed, Unreachable or ServiceFault where nothing answered any more, RequestRefused or AccessDenied where the
    listing itself was refused. Where there is no token to begin with, SignInNeeded is raised before any event.

    `ticks` measures the waits and `chance` spreads retries.
    """
    try:
        token = unless_stopped(stop, lambda: valid_token(env, connections, session))
    except Stopped:
        yield SyncFinished(tree, complete=False)
        return
    keeper = Keeper(env, session, tree, whole=only is None)
    tree = keeper.tree
    # Ten thousand of them are looked up ten thousand times.
    scope = _scope(env, tree, full, going_on, only if only is None else dict.fromkeys(only))
    run = SyncRun(
        tree,
        wants,
        scope,
        clock=env.clock,
        ticks=ticks or SystemClock(),
        chance=chance or random.Random(),  # noqa: S311  (it spreads retries and guards nothing)
    )
    gate = connections.gate(session)
    learned = load_rate(env, session)
    if learned is not None:
        gate.recall(learned)
    pool = SyncPool(
        run,
        gate,
        lambda: connections.identity_center(session),
        Ticket(token, lambda refused: ended(env, connections, session, refused)),
        pause=pause,
        urgent=only is not None,
    )
    keeper.begun_at = (
        tree.begun_at if tree.begun_at is not None and (going_on or not full) else scope.begun_at
    )
    refused_before = gate.snapshot().throttles
    pool.start()
    try:
        yield from _walk(run, pool, gate, refused_before, keeper, stop, pause, ticks or SystemClock())
    finally:
        pool.halt()
        complete = run.listed and run.done == run.total and run.error is None and run.broken is None
        finished = keeper.close(run, complete)
        _remember_rate(env, session, gate, learned)
    yield finished
    if run.broken is not None:
        raise run.broken
    if run.error is not None and not stop.is_set():
        raise run.error


def _scope(
    env: Environment, tree: AccountTree, full: bool, going_on: bool, only: Collection[str] | None
) -> Scope:
    now = float(int(env.clock.time()))
    since = goes_on_from(tree, now) if full and going_on else None
    if since is not None:
        return Scope(now, now - since, only=only)
    return Scope(now, load_settings(env).sync_hours * 3600.0, full, only)


def _walk(
    run: SyncRun,
    pool: SyncPool,
    gate: Gate,
    refused_before: int,
    keeper: Keeper,
    stop: Event,
    pause: Event,
    ticks: Clock,
) -> Iterator[SyncEvent]:
    """Hand on what comes until nothing more will."""
    now = ticks.monotonic()
    told, saved = now - PROGRESS, now
    while True:
        with run.bell:
            over = run.over or stop.is_set()
        yield from keeper.take(run)
        now = ticks.monotonic()
        if now - told >= PROGRESS:  # at least once, also where all is done by now
            told = now
            yield _progress(run, gate, refused_before, paused=pause.is_set())
        if over:
            return
        if now - saved >= SAVE:
            keeper.save(run, whole=False)
            saved = ticks.monotonic()
        pool.replace_hung()
        run.ending.wait(BATCH)


def _progress(run: SyncRun, gate: Gate, refused_before: int, *, paused: bool) -> SyncProgressed:
    state, rate = gate.snapshot(), run.speed(paused=paused)
    left = run.total - run.done
    known = run.listed and rate > 0 and not paused
    return SyncProgressed(
        done=run.done,
        total=run.total,
        rate=rate,
        remaining=left / rate + state.waiting if known else None,
        throttles=state.throttles - refused_before,
        waiting=state.waiting,
        paused=paused,
        trouble=run.trouble,
    )


def _remember_rate(env: Environment, session: SsoSession, gate: Gate, before: float | None) -> None:
    rate = gate.snapshot().learned
    if rate is None or (before is not None and abs(rate - before) < 0.05 * before):
        return
    try:
        save_rate(env, session, rate)
    except WriteError:
        return  # it is learned anew within a second
