"""The list of accounts, roles and profiles, as the screen uses it: give it a model, a search, what a sync brings.

What is shown and where the cursor stands is decided by `core.listing`; the window and its strips are in
`tree_window` and `tree_paint`, keys and mouse in `tree_actions`.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TypeAlias

from textual.timer import Timer

from ssoswitch.core.catalogue import Facts
from ssoswitch.core.marks import MarkedRoles
from ssoswitch.core.query import Query
from ssoswitch.core.row_items import items_of
from ssoswitch.core.rows import Item, RowKind
from ssoswitch.core.views import HitCount
from ssoswitch.model.account import Account, AccountEntry, AccountRole, AccountTree
from ssoswitch.model.profile import Profile
from ssoswitch.model.settings import Recollections, Settings
from ssoswitch.tui.signs import UNICODE, Signs
from ssoswitch.tui.widgets import tree_messages
from ssoswitch.tui.widgets.tree_actions import TreeActions

__all__ = ["AccountTreeView", "HitCount", "Item"]

REPAINT_SECONDS = 0.25
"""What a sync brings is folded in this often at most."""
READ_AHEAD = 1500
"""Accounts whose texts are read for the search in one idle moment: some 5 ms."""
SETTLED_SECONDS = 2.0
"""After which a dialog that was left counts as gone."""
THOROUGH = 8


class AccountTreeView(TreeActions, can_focus=True):
    """The list. Give it a model with `set_model`, a search with `apply_query`."""

    Highlighted: TypeAlias = tree_messages.Highlighted
    Chosen: TypeAlias = tree_messages.Chosen
    DetailsWanted: TypeAlias = tree_messages.DetailsWanted
    MarksChanged: TypeAlias = tree_messages.MarksChanged
    Scrolled: TypeAlias = tree_messages.Scrolled
    Counted: TypeAlias = tree_messages.Counted

    def __init__(self, *, signs: Signs = UNICODE, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(signs=signs, id=id, classes=classes)
        self._pending: dict[str, AccountEntry] = {}
        self._pending_accounts: dict[str, Account] = {}
        self.on_count: Callable[[], None] | None = None
        """Called when there is more or less to count; the search box shows it in the same frame."""
        self._fold_timer: Timer | None = None
        self._ahead_timer: Timer | None = None
        self._times_put_away = 0
        self._before_line = 0
        self._shown_empty = False

    # The model

    def set_model(
        self,
        tree: AccountTree,
        profiles_by_role: Mapping[AccountRole, tuple[Profile, ...]],
        settings: Settings,
        recollections: Recollections,
        here: AccountRole | None,
        now: float,
        *,
        profiles: Sequence[Profile] = (),
        here_profile: str = "",
        used_by: Mapping[str, int] | None = None,
        credentials: Mapping[AccountRole, float] | None = None,
        sessions: Collection[str] = (),
    ) -> None:
        """Show this tree; the cursor, marks, folding and search stay where the session is the same.

        `now` and the ends of `credentials` are seconds since the epoch. `profiles`: all of the config, for the
        profiles view; `sessions`: of whose profiles the tree tells what is granted.
        """
        self._pending.clear()
        self._pending_accounts.clear()
        facts = Facts(
            profiles_by_role, settings, recollections, here, here_profile,
            profiles or _flat(profiles_by_role), sessions, used_by or {}, credentials or {}, now,
        )  # fmt: skip
        line = self.listing.cursor - self.offset_y
        self.listing.set_catalogue(tree, facts)
        self._recount()
        self.show_at(self._line_after_more(line))
        if self.is_mounted:
            self._read_ahead()

    def on_mount(self) -> None:
        """Begin to read ahead for the search, after the first frame."""
        self.call_after_refresh(self._read_ahead)

    def fold_in(self, entries: Iterable[AccountEntry]) -> None:
        """Take in accounts whose roles were read; shown within a quarter of a second."""
        for entry in entries:
            self._pending[entry.account.account_id] = entry
        self._fold_later()

    def fold_accounts(self, accounts: Iterable[Account]) -> None:
        """Take in accounts that were listed; shown within a quarter of a second."""
        for account in accounts:
            self._pending_accounts[account.account_id] = account
        self._fold_later()

    def flush(self) -> None:
        """Show at once what came in."""
        if self._fold_timer is not None:
            self._fold_timer.stop()
            self._fold_timer = None
        if not (self._pending or self._pending_accounts):
            return
        line = self.listing.cursor - self.offset_y
        accounts, self._pending_accounts = self._pending_accounts, {}
        entries, self._pending = self._pending, {}
        self.listing.fold_accounts(accounts.values())
        self.listing.fold_in(entries.values())
        if self.listing.query or self.listing.view != "accounts":
            self.listing.refresh()
            self.post_message(self.Counted(self.listing.count()))
        self._recount()
        self.show_at(self._line_after_more(line))

    def _line_after_more(self, line: int) -> int:
        """The line of the cursor, which keeps its item; at the top of a list that fills while nobody has touched it.

        AWS lists accounts in an order of its own. The first of them would take the cursor along into the midst of the
        list, with the rows above it out of sight.
        """
        if self._shown_empty and len(self.listing.rows):
            self.untouched = True
        self._shown_empty = not len(self.listing.rows)
        if not self.untouched:
            return line
        self.listing.cursor = 0
        self.listing.skip_headings(1)
        return self.listing.cursor

    def _fold_later(self) -> None:
        if self._fold_timer is None:
            self._fold_timer = self.set_timer(REPAINT_SECONDS, self.flush)

    def _read_ahead(self) -> None:
        """Read the texts for the search while all is idle, then put the model out of the collector's way."""
        if self._ahead_timer is not None:
            self._ahead_timer.stop()
        self._ahead_timer = self.set_timer(0.02, self._read_some)

    def _read_some(self) -> None:
        if self.listing.index.prepare(READ_AHEAD) and self.listing.catalogue.prepare_environments(READ_AHEAD):
            self._ahead_timer = self.set_timer(SETTLED_SECONDS, self._put_away)
        else:
            self._ahead_timer = self.set_timer(0.01, self._read_some)

    def _put_away(self) -> None:
        """Let the collector pass the model by: a full collection would walk every account, 20 to 60 ms while typing.

        What is garbage by then must go first, for what is put away is not collected; nor must a dialog be open, or
        still on its way out. What became garbage all the same goes when everything is taken out again, now and then.
        """
        if self.app.screen is self.screen:
            self._ahead_timer = None
            self._times_put_away += 1
            if self._times_put_away % THOROUGH == 0:
                gc.unfreeze()
            gc.collect()
            gc.freeze()
        else:
            self._ahead_timer = self.set_timer(SETTLED_SECONDS, self._put_away)

    # Search and views

    def apply_query(self, text: str) -> HitCount:
        """Search, in this very frame. An empty text brings the old folding back, and the old place to who still types.

        Whoever is in the list already has found what was searched for: the cursor stays on it, and on its line.
        """
        listing = self.listing
        self.end_range()
        self.untouched = False
        searching = bool(listing.query)
        line = listing.cursor - self.offset_y
        count = listing.search(text, stay=self.has_focus)
        if listing.query and not searching:
            self._before_line = line
        if listing.query:
            self.show_at(listing.cursor)
        elif searching:
            self.show_at(line if self.has_focus else self._before_line)
        self.refresh()
        return count

    def closest(self, query: str = "") -> str:
        """A query that finds something and is near to `query` (or to the present one), "" for none."""
        found = self.listing.closest(query)
        return found.text if found else ""

    def count(self) -> HitCount:
        """How much is shown of how much."""
        return self.listing.count()

    def set_view(self, view: str) -> None:
        """Show accounts, roles or profiles."""
        if view == self.listing.view:
            return
        self.flush()
        self.end_range()
        self.listing.set_view(view)
        self._recount()
        self.show_at(self.size.height // 3)

    def marks_changed(self) -> None:
        """The count beside the search names the marks."""
        self._recount()

    def _recount(self) -> None:
        if self.on_count is not None:
            self.on_count()

    @property
    def searched(self) -> Query:
        """The search as it was understood; `destination` is the console page of a pasted address."""
        return self.listing.query

    @property
    def understood(self) -> str:
        """What a pasted thing was taken for, such as `from ARN: payments-prod / AdministratorAccess`; else ""."""
        query = self.listing.query
        if not query.what:
            return ""
        doc = self.listing.catalogue.doc_of.get(query.account_id, -1)
        name = self.listing.catalogue.entries[doc].account.name if doc >= 0 else ""
        names = " / ".join(part for part in (name or query.account_id, query.role_name) if part)
        opens = "o opens that page" if names else "o on any account opens that page"
        return f"from {query.what}: " + ", ".join(
            part for part in (names, opens if query.destination else "") if part
        )

    @property
    def view(self) -> str:
        """accounts, roles or profiles."""
        return self.listing.view

    # What is selected

    @property
    def item(self) -> Item | None:
        """Under the cursor; None on nothing."""
        row = self.listing.current
        return row.item if row is not None else None

    @property
    def marked_roles(self) -> MarkedRoles:
        """In the order in which they were marked."""
        return self.listing.marks.roles

    def roles_of_selection(self) -> Sequence[AccountRole]:
        """The marked roles; without marks, the role under the cursor or all roles of the account."""
        self.flush()
        if len(self.listing.marks):
            return self.listing.marks.roles
        row = self.listing.current
        if row is None:
            return ()
        if row.item.role_name and row.kind is not RowKind.ROLE_GROUP:
            return (AccountRole(row.item.account_id, row.item.role_name),)
        items = items_of(self.listing, row)
        return tuple(AccountRole(item.account_id, item.role_name) for item in items if item.role_name)

    def jump(self, item: Item) -> bool:
        """Put the cursor on `item`, opening what hides it; False when no row shows it."""
        self.flush()
        self.untouched = False
        if not self.listing.reveal(item):
            return False
        self.show_at(self.size.height // 3 if not self.is_visible_row(self.listing.cursor) else None)
        return True

    def matching_account_ids(self, most: int = 500) -> tuple[str, ...]:
        """Ids of the accounts that the search found, the best first; none without a search."""
        hits, entries = self.listing.hits, self.listing.catalogue.entries
        return tuple(entries[doc].account.account_id for doc in hits.docs[:most]) if hits is not None else ()

    def visible_account_ids(self) -> tuple[str, ...]:
        """The accounts on the screen, the one under the cursor first."""
        rows = self.listing.rows
        shown = range(self.offset_y, min(len(rows), self.offset_y + self.size.height))
        ids = [self.item.account_id] if self.item else []
        ids.extend(self.listing.row(y).item.account_id for y in shown)
        return tuple(dict.fromkeys(account_id for account_id in ids if account_id))


def _flat(profiles_by_role: Mapping[AccountRole, tuple[Profile, ...]]) -> Sequence[Profile]:
    return sorted(
        (each for some in profiles_by_role.values() for each in some), key=lambda profile: profile.name
    )
