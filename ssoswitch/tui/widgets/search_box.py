"""The search box: what is typed is shown, searched and counted in one frame.

Input tells of a change by a message, and a message is a second frame, 27 ms later; a watcher runs inside the
key's own handling.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.events import Paste
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widgets import Input

from ssoswitch.core.views import HitCount
from ssoswitch.tui.signs import UNICODE, Signs
from ssoswitch.tui.themes import themed
from ssoswitch.tui.widgets.account_tree_view import AccountTreeView
from ssoswitch.tui.widgets.line import cells, clip

MARK_WIDTH = 4
MOST_FOR_COUNT = 44
"""Cells at the right that are the count's."""
LONGEST_PASTE = 500

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
        border: none; padding: 0 40 0 4; height: 1; width: 1fr; background: $background;
        & > .input--placeholder { color: $text-muted; }
    }
    """

    class Left(Message):
        """↓ or Esc: the keys are to go to the list; the filter stays as it is (or was cleared)."""

    def __init__(self, view: AccountTreeView, *, signs: Signs = UNICODE, id: str | None = None) -> None:
        super().__init__(placeholder=PLACEHOLDERS["accounts"], select_on_focus=False, id=id)
        self.cursor_blink = False  # a blinking cursor writes twice a second and keeps the processor awake
        self._view = view
        self.signs = signs
        view.on_count = self.recount
        self.history: Sequence[str] = ()
        """Earlier searches, newest first."""
        self._history_at = -1

    def watch_value(self, value: str) -> None:
        """Search, before the frame that shows the letter."""
        if self.is_mounted:
            self._view.apply_query(value)

    def on_paste(self, event: Paste) -> None:
        """Pasted text is typed text, on one line; of a whole page the beginning is enough to find nothing."""
        event.prevent_default()
        event.stop()
        self.replace(" ".join(event.text.split())[:LONGEST_PASTE], *self.selection)

    def recount(self) -> None:
        """Another count, view or number of marks: what stands at the right end is painted anew."""
        self.placeholder = PLACEHOLDERS[self._view.view]
        self.refresh()

    def on_resize(self) -> None:
        """What is typed and the count share the line."""
        room = max(12, min(MOST_FOR_COUNT, self.outer_size.width // 2))
        if self.styles.padding.right != room:
            self.styles.padding = (0, room, 0, MARK_WIDTH)

    def render_lines(self, crop: Region) -> list[Strip]:
        """The input's own line with the mark before it and the count after it."""
        width = self.outer_size.width
        strips = super().render_lines(Region(0, crop.y, width, crop.height))
        if width > MARK_WIDTH and strips:
            text = f"{self._count_text(self.styles.padding.right - 2)}  "
            count = Segment(text, self.rich_style + themed(self, "$text-muted"))
            sign = themed(self, "bold $accent" if self.has_focus else "$text-muted")
            mark = Segment(" /  ", self.rich_style + sign)
            stop = width - cells(text)
            typed = strips[0].crop(MARK_WIDTH, stop) if self.value else self._invitation(stop - MARK_WIDTH)
            strips[0] = Strip([*self._filtered(mark), *typed, *self._filtered(count)], width)
        return [strip.crop(crop.x, crop.right) for strip in strips]

    def _filtered(self, *segments: Segment) -> Strip:
        """As Textual filters what it renders itself: without colours where there are to be none."""
        strip = Strip(segments)
        _base, background = self.background_colors
        for each in self.get_line_filters():
            strip = strip.apply_filter(each, background)
        return strip

    def _invitation(self, room: int) -> list[Segment]:
        """The placeholder, as long as the count lets it be."""
        muted = self.rich_style + self.get_component_rich_style("input--placeholder", partial=True)
        text = clip(self.placeholder.replace("…", self.signs.ellipsis), max(room - 1, 0), self.signs.ellipsis)
        text += " " * (room - cells(text))
        if not self.has_focus:
            return [*self._filtered(Segment(text, muted))]
        cursor = Segment(text[:1], self.get_component_rich_style("input--cursor"))
        return [*self._filtered(cursor, Segment(text[1:], muted))]

    def _count_text(self, room: int) -> str:
        """The longest form that has room."""
        number = len(self._view.listing.marks)
        marked = f"{self.signs.marked} {number:,} marked" if number else ""
        forms = count_forms(self._view.count())
        candidates = [f"{form}   {marked}".strip() for form in forms] + forms if marked else forms
        return next((form for form in candidates if cells(form) <= room), "")

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
        from ssoswitch.core.complete import complete

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


def count_forms(count: HitCount) -> list[str]:
    """What a count says, longest form first."""
    if count.view == "profiles":
        of = (
            f"{count.profiles:,} of {count.total_profiles:,}"
            if count.searching
            else f"{count.total_profiles:,}"
        )
        dead = f"   {count.dead_profiles:,} whose role is gone" if count.dead_profiles else ""
        noun = "profile" if count.total_profiles == 1 else "profiles"
        return [f"{of} {noun}{dead}", f"{of} {noun}", of]
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
