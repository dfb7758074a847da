"""The search box: what is typed is shown, searched and counted in one frame.

Input tells of a change by a message, and a message is a second frame, 27 ms later; a watcher runs inside the
key's own handling.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.segment import Segment
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input

from ssoswitch.core.complete import complete
from ssoswitch.core.listing import HitCount
from ssoswitch.tui.signs import UNICODE, Signs
from ssoswitch.tui.widgets.account_tree_view import AccountTreeView
from ssoswitch.tui.widgets.line import cells

PLACEHOLDERS = {
    "accounts": "search accounts, IDs, roles, profiles …",
    "roles": "search roles, accounts …",
    "profiles": "search profiles …",
}


class SearchBox(Input):
    """An Input that searches a list as it is typed into."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "earlier", "Earlier searches", show=False, id="search.earlier"),
        Binding("down", "later_or_leave", "To the list", show=False, id="search.down"),
        Binding("enter", "submit", "To the list", show=False, id="search.submit"),
        Binding("tab", "complete", "Complete", show=False, id="search.complete"),
        Binding("escape", "clear_or_leave", "Clear", show=False, id="search.escape"),
        Binding("pageup", "list('page_up')", "Page up", show=False),
        Binding("pagedown", "list('page_down')", "Page down", show=False),
    ]

    DEFAULT_CSS = """
    SearchBox, SearchBox:focus {
        border: none; padding: 0; height: 1; width: 1fr; background: $background;
        & > .input--placeholder { color: $text-muted; }
    }
    """

    class Left(Message):
        """↓ or Esc: the keys are to go to the list; the filter stays as it is (or was cleared)."""

    def __init__(
        self,
        view: AccountTreeView,
        on_count: Callable[[HitCount], None] | None = None,
        *,
        id: str | None = None,
    ) -> None:
        super().__init__(placeholder=PLACEHOLDERS["accounts"], select_on_focus=False, id=id)
        self.cursor_blink = False  # a blinking cursor writes twice a second and keeps the processor awake
        self._view = view
        self._on_count = on_count
        self.history: Sequence[str] = ()
        """Earlier searches, newest first."""
        self._history_at = -1

    def watch_value(self, value: str) -> None:
        """Search and count, before the frame that shows the letter."""
        if self.is_mounted:
            count = self._view.apply_query(value)
            if self._on_count is not None:
                self._on_count(count)

    def show_view(self, view: str) -> None:
        """The placeholder of accounts, roles or profiles."""
        self.placeholder = PLACEHOLDERS[view]

    async def action_submit(self) -> None:
        """Enter: to the list, with the filter."""
        self._history_at = -1
        self.post_message(self.Submitted(self, self.value))

    def action_earlier(self) -> None:
        """↑: with nothing typed the last search, then the one before it."""
        if (not self.value or self._history_at >= 0) and self._history_at + 1 < len(self.history):
            self._recall(self._history_at + 1)

    def action_later_or_leave(self) -> None:
        """↓: among earlier searches to the newer one, else to the list."""
        if self._history_at > 0:
            self._recall(self._history_at - 1)
        else:
            self._history_at = -1
            self.post_message(self.Left())

    def _recall(self, place: int) -> None:
        self._history_at = place
        self.value = self.history[place]
        self.cursor_position = len(self.value)

    def action_complete(self) -> None:
        """Tab: a field prefix, the value after it, or what was perhaps meant; else to the list."""
        listing = self._view.listing
        completed = complete(self.value, listing.catalogue)
        if completed is None and self.value and not len(listing.rows):
            completed = self._view.closest(self.value) or None
        if completed is None or completed == self.value:
            self.post_message(self.Left())
        else:
            self.value = completed
            self.cursor_position = len(completed)

    def action_clear_or_leave(self) -> None:
        """Esc: clears; on nothing, leaves."""
        self._history_at = -1
        if self.value:
            self.value = ""
        else:
            self.post_message(self.Left())

    def action_list(self, name: str) -> None:
        """A movement of the list, without leaving the box."""
        getattr(self._view, f"action_{name}")()


class SearchCount(Widget):
    """`3 roles in 3 of 412 acc   ■ 12 marked`, at the right of the search line; a fixed width costs no layout."""

    DEFAULT_CSS = """
    SearchCount { width: 44; height: 1; background: $background; color: $text-muted; }
    """

    def __init__(self, signs: Signs = UNICODE, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._signs = signs
        self._count: HitCount | None = None
        self._marked = 0
        self._said = ""

    def show(
        self, count: HitCount | None = None, *, marked: int | None = None, said: str | None = None
    ) -> None:
        """Show another count, number of marks, or what a pasted thing was understood as."""
        self._count = count if count is not None else self._count
        self._marked = marked if marked is not None else self._marked
        self._said = said if said is not None else self._said
        self.refresh()

    def text(self, width: int) -> str:
        """What is shown in that many cells: the shortest form if need be."""
        marked = f"{self._signs.marked} {self._marked:,} marked" if self._marked else ""
        forms = count_forms(self._count) if self._count is not None else [""]
        candidates = [f"{form}   {marked}".strip() for form in forms] + forms if marked else forms
        return next((form for form in candidates if cells(form) <= width), "")

    def render_line(self, y: int) -> Strip:  # noqa: ARG002  (one line)
        """Right-aligned; the last cell stays free, as in the list below."""
        width = self.size.width
        text = self.text(width - 2)
        return Strip([Segment(f"{text:>{width - 2 - cells(text) + len(text)}}  ", self.rich_style)], width)


class SearchLine(Horizontal):
    """The whole line: `/`, the box, the count."""

    DEFAULT_CSS = """
    SearchLine {
        height: 1; width: 1fr; background: $background;
        & > SearchMark { width: 4; height: 1; color: $text-muted; }
    }
    SearchLine:focus-within > SearchMark { color: $accent; text-style: bold; }
    """

    def __init__(self, view: AccountTreeView, *, signs: Signs = UNICODE, id: str | None = None) -> None:
        super().__init__(id=id)
        self.count = SearchCount(signs)
        self.box = SearchBox(view, self.count.show)
        self._view = view

    def compose(self) -> ComposeResult:
        """Mark, box, count."""
        yield SearchMark()
        yield self.box
        yield self.count

    def on_resize(self) -> None:
        """A narrow line leaves the box at least as much as the count."""
        width = max(20, min(44, self.size.width // 2 + 4))
        if self.count.styles.width is None or self.count.styles.width.value != width:
            self.count.styles.width = width


class SearchMark(Widget):
    """The `/` before the box; bold while the box has the keys."""

    def render_line(self, y: int) -> Strip:  # noqa: ARG002  (one line)
        """A slash."""
        return Strip([Segment(" /  ", self.rich_style)], 4)


def count_forms(count: HitCount) -> list[str]:
    """What a count says, longest form first."""
    if count.view == "profiles":
        of = (
            f"{count.profiles:,} of {count.total_profiles:,}"
            if count.searching
            else f"{count.total_profiles:,}"
        )
        dead = f"   {count.dead_profiles:,} whose role is gone" if count.dead_profiles else ""
        return [f"{of} profiles{dead}", f"{of} profiles", of]
    if not count.searching:
        roles = f"{_number(count.total_roles, 'role')} in " if count.view == "roles" else ""
        return [f"{roles}{count.total_accounts:,} acc", f"{count.total_accounts:,} acc"]
    roles = _number(count.roles, "role")
    hits, total = f"{count.accounts:,}", f"{count.total_accounts:,}"
    return [
        f"{roles} in {hits} of {total} acc  best first" if count.roles and count.view == "accounts" else "",
        f"{roles} in {hits} of {total} acc",
        f"{roles} {hits}/{total} acc",
        f"{hits}/{total}",
    ][0 if count.roles and count.view == "accounts" else 1 :]


def _number(number: int, what: str) -> str:
    return f"1 {what}" if number == 1 else f"{number:,} {what}s"
