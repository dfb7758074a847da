"""Keeping the tree fresh: one sync at a time, folded into the state as it comes; out of reach, it is tried again.

The sync itself is `operations.sync` in a thread. This decides when it starts, pauses and ends, and what is shown of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event
from typing import TYPE_CHECKING

from ssoswitch.model.account import AccountTree
from ssoswitch.model.errors import SignInNeeded, SsoswitchError, Unreachable
from ssoswitch.tui.flows.context import StopHandle, StreamEnd
from ssoswitch.tui.state import Offline

if TYPE_CHECKING:
    from textual.timer import Timer

    from ssoswitch.model.events import SyncEvent, SyncFinished
    from ssoswitch.operations.wants import Wants
    from ssoswitch.tui.controller import Controller

# Seconds until the next try, by how many have failed; the last one from then on.
RETRY_AFTER = (5.0, 10.0, 20.0, 40.0, 60.0)
# Seconds for which what was read whole, here or by the command line, is not asked for again unasked.
JUST_READ = 300.0
# Seconds that the end of the program waits for the last save: a sync that is stopped ends within them.
LAST_SAVE = 0.3


class SyncKeeper:
    """The one sync that may run."""

    def __init__(self, controller: Controller) -> None:
        self._controller = controller
        self._handle: StopHandle | None = None
        self._pause = Event()
        self._wants: Wants | None = None
        self._next: tuple[bool, tuple[str, ...] | None] | None = None
        self._asked: tuple[str, ...] | None = None
        """Ids of the accounts that somebody asked to have read again, () for all; None where nobody asked."""
        self._retry: Timer | None = None
        self._saved = Event()
        """Set when the last sync has saved what it read."""
        self._saved.set()

    @property
    def running(self) -> bool:
        """Whether one runs."""
        return self._handle is not None and self._handle.running

    def start(self, *, full: bool = False, only: tuple[str, ...] | None = None) -> None:
        """Start one; while one runs, ask it for these accounts first, or start again when it has ended."""
        controller = self._controller
        session = controller.state.session
        if session is None or session.problem:
            return
        if self.running:
            if only is not None and self._wants is not None:
                self._wants.first(only)
            if only is not None or full:
                self._next = (full, only)
            return
        self._cancel_retry()
        env, connections = controller.env, controller.connections
        tree = AccountTree(session.name) if controller.state.tree is None else controller.state.tree
        self._asked = only if only is not None else () if full else None
        self._pause.clear()
        pause = self._pause
        wants = self._wants = self._wishes(session.name)
        saved = self._saved = Event()

        def operation(stop: Event) -> Iterator[SyncEvent]:
            # The import of AWS's library happens in this thread, behind the first frame.
            from ssoswitch.operations.sync import sync

            try:
                yield from sync(
                    env, connections, session, tree, stop=stop, pause=pause, wants=wants, full=full, only=only
                )
            finally:
                saved.set()

        controller.update(syncing=True, progress=None, listing=None, note="")
        controller.screen.tell_wants()
        self._handle = controller.stream(operation, self._event_came, self._ended)

    def keep_fresh(self) -> None:
        """Start one, unless everything was read just now."""
        state = self._controller.state
        tree = state.tree
        if tree is not None and tree.synced_at is not None:
            young = min(JUST_READ, state.settings.sync_hours * 3600.0)
            whole = not tree.unread_count and not any(entry.failure for entry in tree)
            if whole and 0 <= self._controller.now() - tree.synced_at < young:
                return
        self.start()

    def _wishes(self, session_name: str) -> Wants:
        """What was used lately; the screen adds what it shows."""
        from ssoswitch.core.frecency import rank
        from ssoswitch.operations.wants import Reason, Wants

        controller = self._controller
        wants = Wants()
        used = rank(controller.state.recollections, session_name, controller.now())
        wants.say(Reason.RECENT, dict.fromkeys(role.account_id for role in used))
        return wants

    def stop(self) -> None:
        """End it and keep all that came."""
        self._next = None
        if self._handle is not None:
            self._handle.stop()

    def close(self) -> None:
        """The program ends: what has been read is saved first, however it ends. Takes 0.3 s at most."""
        self.stop()
        self._saved.wait(LAST_SAVE)

    def toggle_pause(self) -> None:
        """Pause or go on."""
        if self._pause.is_set():
            self._pause.clear()
        else:
            self._pause.set()

    def want(self, cursor: str, shown: tuple[str, ...]) -> None:
        """Which accounts matter most now: the cursor's, those on the screen, marked, favourite and found ones."""
        wants = self._wants
        if wants is None:
            return
        from ssoswitch.core.frecency import favourite_roles
        from ssoswitch.operations.wants import Reason

        wants.say(Reason.CURSOR, (cursor,) if cursor else ())
        wants.say(Reason.SHOWN, shown)
        state = self._controller.state
        favourites = favourite_roles(state.recollections)
        wants.say(Reason.MARKED, state.marked.account_ids)
        wants.say(Reason.FAVOURITE, dict.fromkeys(role.account_id for role in favourites))
        wants.say(Reason.MATCHING, self._controller.screen.account_tree.matching_account_ids())

    def try_now(self) -> None:
        """Do not wait for the next try."""
        if not self.running:
            self.start()

    # What comes of it

    def _event_came(self, event: SyncEvent) -> None:
        from ssoswitch.core.tree import merge_accounts, merge_entries
        from ssoswitch.model.events import AccountsListed, EntriesRead, SyncFinished, SyncProgressed

        controller = self._controller
        state = controller.state
        tree = state.tree or AccountTree(state.session.name if state.session else "")
        if state.offline is not None:
            controller.update(offline=None)
        if isinstance(event, SyncProgressed):
            controller.update(progress=event, listing=None if event.total else state.listing)
        elif isinstance(event, AccountsListed):
            self._show(merge_accounts(tree, event.accounts, event.complete))
            controller.update(listing=None if event.complete else (state.listing or 0) + len(event.accounts))
            if event.complete:
                controller.screen.show_model()
            else:
                controller.screen.account_tree.fold_accounts(event.accounts)
        elif isinstance(event, EntriesRead):
            self._show(merge_entries(tree, event.entries))
            controller.screen.account_tree.fold_in(event.entries)
        elif isinstance(event, SyncFinished):
            self._show(event.tree)
            controller.update(note=_what_is_left(event))
            controller.screen.show_model()

    def _show(self, tree: AccountTree) -> None:
        self._controller.update(tree=tree, role_count=tree.role_count)

    def _ended(self, end: StreamEnd) -> None:
        controller = self._controller
        self._handle = None
        self._wants = None
        controller.update(syncing=False, progress=None, listing=None)
        again, self._next = self._next, None
        asked, self._asked = self._asked, None
        if end.error is not None:
            self._failed(end.error)
            return
        if asked is not None and end.how == "finished" and not controller.state.note:
            controller.say(_read_again(controller.state.tree, asked))
        if again is not None:
            self.start(full=again[0], only=again[1])

    def _failed(self, error: SsoswitchError) -> None:
        controller = self._controller
        if isinstance(error, SignInNeeded):
            controller.session.lost(error)
        elif isinstance(error, Unreachable):
            self._out_of_reach(error)
        else:
            controller.report(error)

    def _out_of_reach(self, error: Unreachable) -> None:
        controller = self._controller
        before = controller.state.offline
        tries = before.tries + 1 if before is not None else 1
        now = controller.now()
        wait = RETRY_AFTER[min(tries, len(RETRY_AFTER)) - 1]
        since = before.since if before is not None else now
        controller.update(offline=Offline(error.message, since, now + wait, tries))
        self._retry = controller.app.set_timer(wait, self.try_now)

    def forget(self) -> None:
        """Another session is shown: nothing of this one's sync goes on."""
        self.stop()
        self._cancel_retry()
        if self._handle is not None:
            # Its last events belong to a tree that is no longer on the screen.
            self._handle.abandon()
            self._handle = None
        self._controller.update(syncing=False, progress=None, listing=None, offline=None, note="")

    def _cancel_retry(self) -> None:
        if self._retry is not None:
            self._retry.stop()
            self._retry = None


def _read_again(tree: AccountTree | None, asked: tuple[str, ...]) -> str:
    """What came of it that somebody asked for these accounts, or for all, to be read again."""
    from ssoswitch.tui.paint import count

    if tree is None or not asked:
        accounts, roles = (len(tree), tree.role_count) if tree is not None else (0, 0)
        return f"Everything was read again: {count(accounts, 'account')}, {count(roles, 'role')}"
    if len(asked) > 1:
        return f"{count(len(asked), 'account')} were read again"
    entry = tree.get(asked[0])
    name = (entry.account.name if entry is not None else "") or asked[0]
    return f"{name} was read again: {count(len(entry.roles) if entry is not None else 0, 'role')}"


def _what_is_left(event: SyncFinished) -> str:
    parts = []
    if event.failed:
        one = len(event.failed) == 1
        parts.append(
            f"The roles of {len(event.failed)} account{'' if one else 's'} could not be read; "
            f"{'its row says' if one else 'their rows say'} why, r reads again."
        )
    new, gone = len(event.tree.access_new), len(event.tree.access_gone)
    if event.complete and (new or gone):
        changed = [f"{new} role{'' if new == 1 else 's'} new"] if new else []
        changed += [f"{gone} gone"] if gone else []
        words = " and ".join(word for word, number in (("is:new", new), ("is:gone", gone)) if number)
        shows = "shows them" if not (new and gone) else "show them"
        parts.append(f"Since the last sync: {', '.join(changed)} (/ {words} {shows}).")
    if event.note:
        parts.append(event.note)
    return " ".join(parts)
