"""The threads of a sync: the one pool of the program.

They are daemon threads, so that nobody waits for a call that hangs: a ThreadPoolExecutor held the exit for as long as
the call did. One of them at a time stands at the gate, and chooses what to ask at the last moment, when it may go.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from ssoswitch.model.errors import SignInNeeded, SsoswitchError, Stopped, Throttled
from ssoswitch.model.identity_center import AccountPage, IdentityCenter, RolePage
from ssoswitch.model.token import AccessToken
from ssoswitch.operations.sync_line import Task
from ssoswitch.operations.sync_run import SyncRun

if TYPE_CHECKING:
    from ssoswitch.aws.gate import Gate, Passage

WORKERS = 10
"""At 40 ms this makes 250 calls a second. More would cost 17 ms of processor time each, for botocore loads the CA
bundle anew for every connection."""
MOST_WORKERS = 32
"""With those that took the place of hung ones."""
LOOK = 0.1


class Ticket:
    """The access token of a run. It is renewed once when AWS refuses it; one that never worked is not renewed again."""

    def __init__(self, token: AccessToken, renew: Callable[[AccessToken], AccessToken]) -> None:
        self._lock = threading.Lock()
        self._renew = renew
        self._proven = True
        self.token = token

    def worked(self) -> None:
        """AWS took it."""
        self._proven = True

    def refused(self, token: AccessToken, error: SignInNeeded) -> None:
        """AWS answered 401 to that token. Raises SignInNeeded, or why it could not be renewed."""
        with self._lock:
            if self.token is not token:
                return  # another thread was here first
            if not self._proven:
                raise error
            self._proven = False
            self.token = self._renew(token)


class SyncPool:
    """Threads that work on one run until it is over."""

    def __init__(
        self,
        run: SyncRun,
        gate: Gate,
        center: Callable[[], IdentityCenter],
        ticket: Ticket,
        *,
        pause: threading.Event,
        urgent: bool,
    ) -> None:
        self._run = run
        self._gate = gate
        self._center = center
        self._ticket = ticket
        self._pause = pause
        self._urgent = urgent
        self._turn = threading.Lock()
        self._halt = threading.Event()
        self._started = 0

    def start(self, workers: int = WORKERS) -> None:
        """Add so many threads, up to the most that there may be."""
        for _ in range(min(workers, MOST_WORKERS - self._started)):
            self._started += 1
            threading.Thread(target=self._work, name=f"ssoswitch-sync-{self._started}", daemon=True).start()

    def replace_hung(self) -> None:
        """Give calls that hang to other threads."""
        self.start(self._run.replace_hung(MOST_WORKERS))

    def halt(self) -> None:
        """Let every thread end that is not in a call; the others end when their call does, and nobody waits."""
        self._halt.set()
        self._run.halt()

    def _work(self) -> None:
        try:
            while (chosen := self._next()) is not None:
                self._ask(*chosen)
        except BaseException as error:  # noqa: BLE001  (handed over to whoever walks the sync)
            self._run.break_down(error)

    def _next(self) -> tuple[Task, Passage] | None:
        """Wait for work, for the gate, and then choose; None when the run is over."""
        run = self._run
        with self._turn:
            while self._wait_for_work():
                try:
                    passage = self._gate.pass_through(urgent=self._urgent, stop=self._halt)
                except Stopped:
                    return None
                task = None if self._pause.is_set() else run.take()
                if task is not None:
                    return task, passage
            return None

    def _wait_for_work(self) -> bool:
        run = self._run
        with run.bell:
            while not run.over:
                if self._pause.is_set():
                    run.bell.wait(LOOK)
                    continue
                delay = run.delay()
                if delay == 0.0:
                    return True
                run.bell.wait(LOOK if delay is None else min(delay, LOOK))
            return False

    def _ask(self, task: Task, passage: Passage) -> None:
        run, token = self._run, self._ticket.token
        try:
            with passage:
                page = self._call(task, token)
        except Throttled:
            run.throttled(task)
        except SignInNeeded as error:
            self._renew(task, token, error)
        except SsoswitchError as error:
            run.refused(task, error)
        else:
            self._ticket.worked()
            run.answered(task, page)

    def _call(self, task: Task, token: AccessToken) -> AccountPage | RolePage:
        center = self._center()
        center.prepare_portal()  # on a slow machine this takes longer than a call that hangs
        self._run.leaves(task)
        if task.account_id is None:
            return center.list_accounts(token.access_token, task.next_token)
        return center.list_account_roles(token.access_token, task.account_id, task.next_token)

    def _renew(self, task: Task, token: AccessToken, error: SignInNeeded) -> None:
        try:
            self._ticket.refused(token, error)
        except SsoswitchError as ending:
            self._run.end(ending)
        else:
            self._run.send_back(task)
