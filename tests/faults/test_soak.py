"""Hours in the screen, on a clock that the test turns: the same at their end as after the first ones.

Sessions end and are renewed, AWS throttles and fails, the window changes its size in mid-sync, every dialog is opened
and left, searches are typed, profiles are made and taken back. Then memory is flat, and no thread, task, file or child
is left. `TRIES=50 pytest tests/faults/test_soak.py` takes days of it.
"""

from __future__ import annotations

import asyncio
import gc
import os
import threading
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from textual.pilot import Pilot

from ssoswitch.demo.behaviour import Behaviour, Fault, RateLimit
from ssoswitch.demo.identity_center import FakeIdentityCenter
from ssoswitch.demo.organization import Organization
from ssoswitch.model.environment import Environment
from ssoswitch.operations.startup import start
from ssoswitch.tui.widgets.account_tree_view import THOROUGH
from tests.support.environments import FalseClock
from tests.support.fake_center import fake_center
from tests.support.key_walk import WalkedApp, faults, walk_environment
from tests.support.screen import until
from tests.support.signing_in import save_token, session_of
from tests.support.tries import TRIES

WARM = 3
"""Hours after which every dialog was open once, and everything that is made once has been made."""
HOURS = 2
MOST_MEMORY = 150_000
"""Bytes that an hour may add: Textual's own caches, and the request log of the fake, which is in this process."""
MOST_TIMERS = 3
DIALOGS = ("p", "e", "o", "y", "c", "s", "comma", "w", "U", "L", "question_mark", "colon", "enter")
SEARCHES = ("pay", "zzz", "3333")
SIZES = ((80, 24), (40, 10), (1, 1), (200, 60), (120, 36)) * 2
WELL = Behaviour(approval="automatic")
TROUBLE = (
    WELL,
    Behaviour(approval="automatic", rate_limit=RateLimit(20, 5, retry_after=1)),
    Behaviour(approval="automatic", faults=(Fault("ListAccountRoles", "500", times=4),)),
    Behaviour(approval="automatic", faults=(Fault("ListAccounts", "reset", times=2),)),
)


@dataclass(frozen=True, slots=True)
class Footprint:
    """What the program holds on to."""

    memory: int
    objects: int
    tasks: int
    """All but timers that ring once."""
    timers: int
    """Those: a message that will fade, a refresh that is due. On the machine's clock, so some may be pending."""
    threads: int
    files: int
    children: int


def children() -> int:
    """Processes of ours that run, or that nobody has waited for."""
    found = 0
    for path in Path("/proc/self/task").glob("*/children"):
        with suppress(OSError):  # a thread that has just ended
            found += len(path.read_text().split())
    return found


async def footprint(app: WalkedApp, pilot: Pilot[str]) -> Footprint:
    """Once everything has settled."""
    await until(pilot, lambda: children() == 0)
    for _ in range(10):
        await pilot.pause(0.01)
    for _ in range(THOROUGH):
        app.main_screen.account_tree._put_away()  # as it does when all is at rest
    files = Path("/proc/self/fd")
    names = [task.get_name() for task in asyncio.all_tasks()]
    timers = sum(1 for name in names if name.startswith("set_timer"))
    return Footprint(
        tracemalloc.get_traced_memory()[0],
        len(gc.get_objects()) + gc.get_freeze_count(),
        len(names) - timers,
        timers,
        threading.active_count(),
        len(os.listdir(files)) if files.is_dir() else 0,
        children(),
    )


@contextmanager
def traced() -> Iterator[None]:
    tracemalloc.start(1)
    try:
        yield
    finally:
        tracemalloc.stop()
        gc.unfreeze()


class Life:
    """Somebody who has much to do, hour by hour."""

    def __init__(
        self,
        app: WalkedApp,
        pilot: Pilot[str],
        center: FakeIdentityCenter,
        env: Environment,
        clock: FalseClock,
    ) -> None:
        self.app, self.pilot, self.center, self.env, self.clock = app, pilot, center, env, clock

    def at_rest(self) -> bool:
        """Whether no sync runs; while one does its clock goes on."""
        self.clock.advance(0.05)
        state = self.app.controller.state
        return not state.syncing and state.tree is not None

    async def hour(self, number: int) -> None:
        """One of them."""
        await self.time_passes(number)
        await self.a_sync_in_a_window_that_changes(number)
        await self.pilot.press("home", "G", "l", "j")
        for key in DIALOGS[number % WARM :: WARM]:
            await self.pilot.press(key)
            await self.back(key)
        await self.pilot.press("slash", *SEARCHES[number % len(SEARCHES)], "escape", "escape", "home")
        if number % WARM == 0:
            await self.a_profile_that_is_taken_back()
        assert not faults(self.env), faults(self.env)[0]

    async def back(self, what: str) -> None:
        """To the main screen."""
        app = self.app
        for _ in range(5):
            await self.pilot.pause()
            if app.screen is app.main_screen:
                return
            await self.pilot.press("escape")
        raise AssertionError(f"{what} does not close")

    async def time_passes(self, number: int) -> None:
        """The token comes to its end; every few hours its whole session does."""
        self.center.set_behaviour(TROUBLE[number % len(TROUBLE)])
        if number % 3 == 2:
            self.center.end_sessions()
        for _ in range(4):
            self.clock.advance(900)
            self.app.controller.session.tick()
            await self.pilot.pause()

    async def a_sync_in_a_window_that_changes(self, number: int) -> None:
        """A whole one; where the sign-in has ended, somebody signs in elsewhere."""
        controller = self.app.controller
        controller.sync.start(full=True)
        for size in SIZES:
            await self.pilot.resize_terminal(*size)
            await self.pilot.pause()
        await until(self.pilot, self.at_rest)
        self.center.set_behaviour(WELL)
        if not controller.state.signed_in:
            save_token(self.env, self.center, session_of(self.center))
            controller.session.token_changed()
            await until(self.pilot, lambda: controller.state.signed_in and self.at_rest())
        if controller.state.offline is not None:
            controller.sync.try_now()
            await until(self.pilot, lambda: controller.state.offline is None and self.at_rest())

    async def a_profile_that_is_taken_back(self) -> None:
        """`P`, then `u`."""
        before = self.env.config_file.read_bytes()
        await self.pilot.press("home", "G", "l", "j", "P")
        await until(self.pilot, lambda: self.env.config_file.read_bytes() != before)
        await self.back("P")
        await self.pilot.press("u")
        await until(self.pilot, lambda: self.env.config_file.read_bytes() == before)
        await self.back("u")


async def test_hours_leave_nothing_behind(tmp_path: Path) -> None:
    clock = FalseClock()
    with fake_center(Organization.sample(10), clock=clock) as center:
        env = walk_environment(center, tmp_path, clock=clock)
        app = WalkedApp(env, startup=start(env))
        with traced():
            async with app.run_test(size=(120, 36)) as pilot:
                life = Life(app, pilot, center, env, clock)
                await until(pilot, life.at_rest)
                seen = []
                for number in range(WARM + HOURS * TRIES):
                    await life.hour(number)
                    seen.append(await footprint(app, pilot))
        assert app._exception is None
    first, last = seen[WARM - 1], seen[-1]
    assert last.threads <= first.threads, seen
    assert last.tasks <= first.tasks, seen
    assert last.timers <= MOST_TIMERS, seen
    assert last.files <= first.files, seen
    assert last.memory - first.memory < MOST_MEMORY * HOURS * TRIES, seen
