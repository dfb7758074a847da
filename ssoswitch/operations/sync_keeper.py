"""Folds what a sync brings into the tree, and saves it; what another program saves meanwhile is not lost by that.

The screen of one terminal and `ssoswitch sync` in another keep one file. Whoever saves looks whether the file is still
the one that it knows, and else puts what it has read itself on top of what is there now.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ssoswitch.core.tree import break_off, finish, merge_accounts, merge_entries
from ssoswitch.disk.tree_cache import load_tree, save_tree, tree_lock, tree_stamp
from ssoswitch.model.account import Account, AccountEntry, AccountTree
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import FileLocked, WriteError
from ssoswitch.model.events import AccountsListed, EntriesRead, SyncEvent, SyncFinished
from ssoswitch.model.sso_session import SsoSession
from ssoswitch.operations.sync_run import SyncRun


class Keeper:
    """The tree of one sync."""

    def __init__(self, env: Environment, session: SsoSession, tree: AccountTree, *, whole: bool) -> None:
        """`whole`: the sync is of all accounts."""
        self._env = env
        self._session = session
        self._whole = whole
        self._file = tree_stamp(env, session)
        self._before = self._saved_before = self._tree = _younger(tree, self._saved())
        self.begun_at = env.clock.time()
        """When this sync began, or the one that it goes on from."""
        self._accounts: list[Account] = []
        self._entries: dict[str, AccountEntry] = {}
        self._read: dict[str, AccountEntry] = {}
        """All that was read in this sync."""
        self._listed = False
        self._changed = False
        self._unsaved = ""

    @property
    def tree(self) -> AccountTree:
        """As it stands."""
        return self._tree

    def take(self, run: SyncRun) -> Iterator[SyncEvent]:
        """The events for what came, each once."""
        news = run.take_news()
        if news.accounts or news.listed:
            self._accounts += news.accounts
            self._listed = self._listed or news.listed
            self._changed = True
            accounts = run.accounts if news.listed else tuple(news.accounts)
            yield AccountsListed(accounts, complete=news.listed)
        if news.entries:
            self._entries.update((entry.account.account_id, entry) for entry in news.entries)
            self._changed = True
            yield EntriesRead(tuple(news.entries))

    def save(self, run: SyncRun, *, whole: bool) -> AccountTree:
        """Fold and save; a file that cannot be written is said at the end, and is no reason to stop."""
        if not self._changed and not whole and not self._unsaved:
            return self._tree
        self._fold(run)
        try:
            with tree_lock(self._env, self._session):
                return self._save(run, whole)
        except FileLocked as error:
            self._unsaved = f"The tree could not be saved: {error.message}"
            return self._done(whole)

    def _save(self, run: SyncRun, whole: bool) -> AccountTree:
        self._take_over(run)
        tree = self._done(whole)
        try:
            saved = save_tree(self._env, self._session, tree)
        except WriteError as error:
            self._unsaved = f"The tree could not be saved: {error.message}"
            return tree
        self._file = tree_stamp(self._env, self._session)
        self._unsaved = ""
        return saved

    def _done(self, whole: bool) -> AccountTree:
        """The tree as it is to be saved: with what has changed since the last whole sync."""
        tree = self._tree
        if whole:
            tree = finish(self._before, tree, float(int(self._env.clock.time())))
        else:
            tree = break_off(self._saved_before, tree)
            tree = replace(tree, begun_at=self.begun_at) if self._whole else tree
        return tree

    def close(self, run: SyncRun, complete: bool) -> SyncFinished:
        """The last event. What a stopped reader did not take any more is in its tree all the same."""
        for _ in self.take(run):
            pass
        tree = self.save(run, whole=complete and self._whole)
        return SyncFinished(tree, complete, failed=tuple(run.failures), note=self._unsaved)

    def _fold(self, run: SyncRun) -> None:
        if self._accounts or self._listed:
            everything = self._whole and self._listed
            accounts = run.accounts if everything else self._accounts
            self._tree = merge_accounts(self._tree, accounts, complete=everything)
        if self._entries:
            self._tree = merge_entries(self._tree, self._entries.values())
            self._read.update(self._entries)
        self._accounts, self._entries, self._listed, self._changed = [], {}, False, False

    def _take_over(self, run: SyncRun) -> None:
        """Where somebody else has saved the tree since we did, build on theirs."""
        if tree_stamp(self._env, self._session) == self._file:
            return
        theirs = self._saved()
        if theirs.saved_at is None:
            return
        self._saved_before = theirs
        tree = merge_accounts(theirs, run.accounts, complete=self._whole and run.listed)
        ours = [
            entry
            for account_id, entry in self._read.items()
            if (known := tree.entries.get(account_id)) is not None
            and (known.fetched_at is None or known.fetched_at <= (entry.fetched_at or 0.0))
        ]
        self._tree = merge_entries(tree, ours)

    def _saved(self) -> AccountTree:
        tree, _ = load_tree(self._env, self._session)
        return tree


def _younger(tree: AccountTree, saved: AccountTree) -> AccountTree:
    if saved.saved_at is None or (tree.saved_at is not None and tree.saved_at >= saved.saved_at):
        return tree
    return saved
