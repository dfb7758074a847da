"""What the list shows and where its cursor stands: views, folding, search, all without a screen.

The cursor stands on an item. Whatever comes in, is folded or searched, the item keeps the cursor if it still
has a row; the widget above only paints rows and turns keys into calls.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from ssoswitch.core.catalogue import Catalogue, Facts
from ssoswitch.core.folds import Folds
from ssoswitch.core.marks import Marks
from ssoswitch.core.profile_facts import dead_count, find_profiles
from ssoswitch.core.query import Query, parse_query
from ssoswitch.core.rows import HEADINGS, NOTHING, FlatRows, Item, Row, RowKind
from ssoswitch.core.views import AccountsView, HitCount, ProfilesView, RolesView, View
from ssoswitch.model.account import Account, AccountEntry, AccountTree
from ssoswitch.model.frozen import frozen

if TYPE_CHECKING:
    from ssoswitch.core.search import Hits, SearchIndex
    from ssoswitch.core.suggest import Suggester, Suggestion

VIEWS = ("accounts", "roles", "profiles")


@frozen
class Place:
    """Where the cursor stands, in a form that outlives the rows."""

    item: Item = NOTHING
    top: bool = False


class Listing:
    """The state of the list."""

    def __init__(self) -> None:
        self.catalogue = Catalogue(AccountTree(""), Facts())
        self.marks = Marks()
        self.view = "accounts"
        self.query = Query("")
        self.hits: Hits | None = None
        self.cursor = 0
        self._before = Place()
        self._view_folds = {view: Folds() for view in VIEWS}
        self._hit_folds = Folds(open_at_first=True)
        self._suggester: Suggester | None = None
        self.shown: View = AccountsView(self.catalogue, None)
        self.rows = FlatRows((), ())

    # What is there

    @cached_property
    def index(self) -> SearchIndex:
        """What is searched; made when it is first wanted, for the first frame shows no search."""
        from ssoswitch.core.search import SearchIndex

        return SearchIndex(self.catalogue)

    def set_catalogue(self, tree: AccountTree, facts: Facts) -> None:
        """Show that tree. The same accounts as before keep what was worked out for their search."""
        place = self.place
        old = self.catalogue
        same = old.tree.session_name == tree.session_name
        if not same:
            for folds in (*self._view_folds.values(), self._hit_folds):
                folds.forget()
            self.marks = Marks()
        self.catalogue = Catalogue(tree, facts)
        index: SearchIndex | None = vars(self).pop("index", None)
        if same:
            self.catalogue.take_words(old)
        same = same and facts.settings.accounts == old.facts.settings.accounts
        if same and index is not None and index.complete:
            self.index.take_over(index)
        self._suggester = None
        for account_id in self.marks.unread_accounts:
            entry = tree.get(account_id)
            if entry is None or entry.loaded:
                self.marks.read(account_id, self.catalogue.roles_of(account_id))
        self._search_again()
        self._go_to(place)

    def fold_in(self, entries: Iterable[AccountEntry]) -> None:
        """Take in what a sync read; a search has to be repeated with `refresh` for new hits to show."""
        place = self.place  # while the rows still stand for what was there when they were counted
        changed = self.catalogue.fold_in(entries)
        for doc in changed:
            entry = self.catalogue.entries[doc]
            if entry.loaded:
                self.marks.read(entry.account.account_id, entry.roles)
        if not self.query and self.view == "accounts":
            self.lay_out(place)

    def fold_accounts(self, accounts: Iterable[Account]) -> None:
        """Take in accounts that were listed."""
        place = self.place
        if self.catalogue.fold_accounts(accounts) and not self.query and self.view == "accounts":
            self.lay_out(place)

    def refresh(self) -> None:
        """Search again, with what came in since; the cursor keeps its item."""
        place = self.place
        self._search_again()
        self._go_to(place)

    # Search and views

    def search(self, text: str, *, stay: bool = False) -> HitCount:
        """Show what `text` finds, the cursor on the best role; with an empty text everything, as it was before.

        `stay`: the search has done its work, and the cursor keeps its item among everything, wherever that stands.
        """
        query = parse_query(text)
        if query and not self.query:
            self._before = self.place
        if not query and self.query:
            self.index.clear()
            self._hit_folds.forget()
        was, self.query = self.query, query
        if query.terms != was.terms:
            self._hit_folds.forget()
            found = self.place.item
            self._search_again()
            if query:
                self.cursor = self._best_row()
                self.skip_headings(1)
            elif not (stay and found != NOTHING and self.reveal(found)):
                self._go_to(self._before)
        return self.count()

    def set_view(self, view: str) -> None:
        """accounts, roles or profiles; the cursor stays with its item where that has a row."""
        place = self.place
        self.view = view
        self.cursor = 0
        self._search_again()
        self._go_to(Place(place.item))

    def count(self) -> HitCount:
        """Of what is shown, in all views."""
        catalogue = self.catalogue
        hits = self.hits
        total = len(catalogue.facts.profiles)
        return HitCount(
            roles=hits.role_count if hits else catalogue.role_count,
            accounts=len(hits.docs) if hits else catalogue.account_count,
            total_accounts=catalogue.account_count,
            total_roles=catalogue.role_count,
            view=self.view,
            profiles=len(self.shown) if self.view == "profiles" else total,
            total_profiles=total,
            searching=bool(self.query),
            dead_profiles=dead_count(catalogue) if self.view == "profiles" else 0,
        )

    def environment_count(self, role: str, word: str) -> int:
        """In how many of the accounts shown with that role the environment is `word`; 0 in the other views."""
        return self.shown.environment_count(role, word) if isinstance(self.shown, RolesView) else 0

    def closest(self, text: str = "") -> Suggestion | None:
        """What `text`, or the present query, was perhaps meant to be."""
        from ssoswitch.core.suggest import Suggester

        if self._suggester is None:
            self._suggester = Suggester(self.catalogue, self.index)
        return self._suggester.closest(text or self.query.text)

    def _search_again(self) -> None:
        marked = self.marks.bunches
        self.hits = None
        if self.view == "profiles":
            count = len(self.catalogue.facts.profiles)
            found = find_profiles(self.query, self.catalogue, marked) if self.query else range(count)
            self.shown = ProfilesView(self.catalogue, found)
        else:
            self.hits = self.index.search(self.query, marked) if self.query else None
            kind = RolesView if self.view == "roles" else AccountsView
            self.shown = kind(self.catalogue, self.hits)
        self._lay_out()

    # Rows

    def lay_out(self, place: Place | None = None) -> None:
        """Count the rows anew; the cursor keeps its item, or goes to that place."""
        place = place or self.place
        if not self.query and self.view == "accounts":
            self.shown = AccountsView(self.catalogue, None)
        self._lay_out()
        self._go_to(place)

    def _lay_out(self) -> None:
        fixed: list[Row] = []
        if not self.query and self.view == "accounts":
            top = self.catalogue.top
            if top:
                fixed.append(Row(RowKind.TOP_HEADING, count=len(top)))
                fixed.extend(self._top_row(place) for place in range(len(top)))
            if self.catalogue.entries:
                fixed.append(Row(RowKind.HEADING, count=self.catalogue.account_count))
        elif self.view == "profiles" and len(self.shown):
            fixed.append(Row(RowKind.COLUMNS))
        folds = self._folds
        self.rows = FlatRows(fixed, self.shown.sizes(folds.keys, closed=folds.names_closed))
        self.cursor = max(0, min(self.cursor, len(self.rows) - 1))

    def _top_row(self, place: int) -> Row:
        role = self.catalogue.top[place]
        doc = self.catalogue.doc_of[role.account_id]
        kind = RowKind.ACCOUNT_ROLE if role.role_name else RowKind.ACCOUNT
        return Row(kind, Item(role.account_id, role.role_name), doc, top=True)

    @property
    def _folds(self) -> Folds:
        return self._hit_folds if self.query else self._view_folds[self.view]

    def row(self, y: int) -> Row:
        """Row `y`. Raises IndexError."""
        if 0 <= y < len(self.rows.fixed):
            return self.rows.fixed[y]
        group, place = self.rows.group_at(y)
        return self.shown.row(group, place, self._folds.is_open(self.shown.key(group)))

    @property
    def current(self) -> Row | None:
        """The row under the cursor; None where there is none, or only headings."""
        if not len(self.rows):
            return None
        row = self.row(self.cursor)
        return None if row.kind in HEADINGS else row

    @property
    def place(self) -> Place:
        """Where the cursor stands."""
        row = self.current
        return Place(row.item, row.top) if row is not None else Place()

    def row_of(self, place: Place) -> int:
        """The row of an item: its own, else that of the account or group that hides it; -1 for none."""
        if place.top:
            for y, row in enumerate(self.rows.fixed):
                if row.top and row.item == place.item:
                    return y
        group = self.shown.group_of(place.item)
        if group < 0:
            return -1
        start = self.rows.start(group)
        if not self._folds.is_open(self.shown.key(group)):
            return start
        return start + self.shown.place_of(group, place.item)

    def _go_to(self, place: Place) -> None:
        y = self.row_of(place)
        self.cursor = y if y >= 0 else max(0, min(self.cursor, len(self.rows) - 1))
        self.skip_headings(1)

    def skip_headings(self, direction: int) -> None:
        """Off a heading, on in that direction if there is a row, else back."""
        for step in (direction, -direction):
            y = self.cursor
            while 0 <= y < len(self.rows) and self.row(y).kind in HEADINGS:
                y += step
            if 0 <= y < len(self.rows):
                self.cursor = y
                return

    def _best_row(self) -> int:
        """The row of the best role: the pasted one, a favourite or often used one, else the first."""
        if not len(self.rows) or self.view == "profiles":
            return 0
        first = self.row(0)
        if not first.foldable or not first.open:
            return 0
        if self.view == "accounts":
            wanted = self.query.role_name or next(
                (role.role_name for role in self.catalogue.top if role.account_id == first.item.account_id),
                "",
            )
            place = self.shown.place_of(0, Item(first.item.account_id, wanted)) if wanted else 0
            return place or 1
        return 1

    # Folding

    def fold(self, is_open: bool | None) -> bool:
        """Open (True), close (False) or toggle (None) the group under the cursor; tells whether it changed."""
        row = self.current
        if row is None:
            return False
        if not row.foldable:
            if is_open is False and not row.top and row.kind in (RowKind.ROLE, RowKind.ROLE_ACCOUNT):
                group, place = self.rows.group_at(self.cursor)
                self.cursor -= place
                self._set_fold(self.shown.key(group), False)
                return True
            return False
        if is_open is None:
            is_open = not row.open
        if row.open == is_open:
            return False
        group, _place = self.rows.group_at(self.cursor)
        self._set_fold(self.shown.key(group), is_open)
        return True

    def fold_all(self, is_open: bool) -> None:
        """Open or close every group."""
        place = self.place
        if self.query:
            # The hits of the next search begin open again.
            for group in range(len(self.shown)):
                self._hit_folds.set_open(self.shown.key(group), is_open)
        else:
            self._folds.set_all(is_open)
        self._lay_out()
        self._go_to(place)

    def reveal(self, item: Item) -> bool:
        """Put the cursor on `item`, opening what hides it; False when no row can show it."""
        group = self.shown.group_of(item)
        if group < 0:
            return False
        if self.shown.place_of(group, item) and not self._folds.is_open(self.shown.key(group)):
            self._set_fold(self.shown.key(group), True)
        self.cursor = self.row_of(Place(item))
        return True

    def _set_fold(self, key: str, is_open: bool) -> None:
        self._folds.set_open(key, is_open)
        self.lay_out()
