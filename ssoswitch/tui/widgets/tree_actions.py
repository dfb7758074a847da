"""What can be done in the list, and the mouse. Which key does what is said in the command table alone."""

from __future__ import annotations

from textual import events

from ssoswitch.core.row_items import all_bunches, bunches_between, bunches_of
from ssoswitch.core.rows import HEADINGS, Row, RowKind
from ssoswitch.tui.widgets.tree_messages import Chosen, DetailsWanted, MarksChanged
from ssoswitch.tui.widgets.tree_window import TreeWindow

WHEEL_ROWS = 3


class TreeActions(TreeWindow):
    """Movement, folding, marks, mouse."""

    _range_from: int = -1
    _dragging: bool = False
    untouched: bool = False
    """Whether the list has filled under a cursor that nobody has moved yet."""

    # Movement

    def move_to(self, y: int, direction: int) -> None:
        """The cursor to row `y`, off headings in that direction."""
        listing = self.listing
        self.untouched = False
        if not len(listing.rows):
            return
        before, offset = listing.cursor, self.offset_y
        listing.cursor = max(0, min(y, len(listing.rows) - 1))
        listing.skip_headings(direction)
        self.keep_cursor_visible()
        if self._range_from >= 0:
            self._mark_range()
        elif self.offset_y == offset:
            self.repaint_row(before)
            self.repaint_row(listing.cursor)
        else:
            self.refresh()
        self.report()

    def action_cursor_up(self) -> None:
        """One row up."""
        self.move_to(self.listing.cursor - 1, -1)

    def action_cursor_down(self) -> None:
        """One row down."""
        self.move_to(self.listing.cursor + 1, 1)

    def _page(self, rows: int) -> None:
        self.offset_y = max(0, min(self.offset_y + rows, len(self.listing.rows) - self.size.height))
        self.move_to(self.listing.cursor + rows, 1 if rows > 0 else -1)
        self.refresh()

    def action_page_up(self) -> None:
        """A window up; one line stays in sight."""
        self._page(-max(1, self.size.height - 1))

    def action_page_down(self) -> None:
        """A window down; one line stays in sight."""
        self._page(max(1, self.size.height - 1))

    def action_half_up(self) -> None:
        """Half a window up."""
        self._page(-max(1, self.size.height // 2))

    def action_half_down(self) -> None:
        """Half a window down."""
        self._page(max(1, self.size.height // 2))

    def action_first(self) -> None:
        """To the first row."""
        self.offset_y = 0
        self.move_to(0, 1)
        self.refresh()

    def action_last(self) -> None:
        """To the last row."""
        self.move_to(len(self.listing.rows) - 1, -1)

    def action_next_hit(self) -> None:
        """To the next row that is a hit itself, not just the account above one; from the last to the first."""
        self._hit(1)

    def action_previous_hit(self) -> None:
        """To the hit before this one; from the first to the last."""
        self._hit(-1)

    def _hit(self, step: int) -> None:
        rows = len(self.listing.rows)
        y = self.listing.cursor
        for _ in range(rows):
            y = (y + step) % rows
            row = self.listing.row(y)
            if row.kind not in HEADINGS and not (row.foldable and row.open):
                self.move_to(y, step)
                return

    # Folding

    def action_open(self) -> None:
        """Open the account; on something that has nothing to open, ask for its details."""
        row = self.listing.current
        if row is not None and not self._fold(True) and not row.foldable:
            self.post_message(DetailsWanted(row.item))

    def action_close(self) -> None:
        """Close the account, also from one of its roles."""
        self._fold(False)

    def _fold(self, is_open: bool | None) -> bool:
        self.untouched = False
        line = self.listing.cursor - self.offset_y
        before = self.listing.cursor
        if not self.listing.fold(is_open):
            return False
        self.end_range()
        self.show_at(line - (before - self.listing.cursor))
        return True

    def action_open_all(self) -> None:
        """Open every account."""
        self._fold_all(True)

    def action_close_all(self) -> None:
        """Close every account."""
        self._fold_all(False)

    def _fold_all(self, is_open: bool) -> None:
        line = self.listing.cursor - self.offset_y
        self.end_range()
        self.listing.fold_all(is_open)
        self.show_at(line)

    def action_choose(self) -> None:
        """Enter: an account opens or closes, from the favourites it is gone to; anything else is chosen."""
        row = self.listing.current
        if row is None:
            return
        self.end_range()
        if row.foldable:
            self._fold(None)
        elif row.top and row.kind is RowKind.ACCOUNT and self.listing.reveal(row.item):
            self.listing.fold(True)
            self.show_at(self.size.height // 3)
        else:
            self.post_message(Chosen(row.item))

    # Marks

    def action_mark(self) -> None:
        """Mark what is under the cursor, or take its mark away, and go one row down."""
        row = self.listing.current
        if self._range_from >= 0:
            self.end_range()
            return
        if row is not None:
            self.listing.marks.toggle(bunches_of(self.listing, row))
            self._marks_changed("")
            skip = row.count if row.foldable and row.open else 0
            self.move_to(self.listing.cursor + 1 + skip, 1)

    def action_range_up(self) -> None:
        """Mark this row and go up."""
        self._mark_and_move(-1)

    def action_range_down(self) -> None:
        """Mark this row and go down."""
        self._mark_and_move(1)

    def _mark_and_move(self, step: int) -> None:
        row = self.listing.current
        if row is not None:
            if not (row.foldable and row.open):
                self.listing.marks.set(bunches_of(self.listing, row), True)
            self._marks_changed("")
            self.move_to(self.listing.cursor + step, step)

    def action_range(self) -> None:
        """Begin a range here, which every movement marks; again: end it."""
        if self._range_from >= 0:
            self.end_range()
        elif self.listing.current is not None:
            self._range_from = self.listing.cursor
            self.listing.marks.begin_range()
            self._mark_range()

    def end_range(self) -> bool:
        """Movement marks no more; tells whether it did."""
        was, self._range_from = self._range_from >= 0, -1
        return was

    def _mark_range(self) -> None:
        listing = self.listing
        first, last = sorted((self._range_from, listing.cursor))
        listing.marks.mark_range(bunches_between(listing, first, last))
        self._marks_changed("")

    def action_mark_all(self) -> None:
        """Mark everything that is shown, also what is only folded away."""
        bunches = all_bunches(self.listing)
        self.listing.marks.set(bunches, True)
        number = sum([len(bunch[1]) for bunch in bunches])
        if self.listing.view == "profiles":
            self._marks_changed(f"{number:,} profile{'' if number == 1 else 's'} marked")
            return
        unread = sum([bunch[1] == ("",) for bunch in bunches])
        roles = f"{number - unread:,} role{'' if number - unread == 1 else 's'} marked"
        still = f" and, not read yet, {unread:,} account{'' if unread == 1 else 's'}" if unread else ""
        self._marks_changed(f"{roles}{still}")

    def action_clear_marks(self) -> None:
        """Take all marks away; with none, bring the last ones back."""
        marks = self.listing.marks
        self.end_range()
        if len(marks):
            self._marks_changed(f"{_marks(marks.clear())} cleared {self.signs.dash} A brings them back")
        elif number := marks.bring_back():
            self._marks_changed(f"{_marks(number)} back")
        else:
            self._marks_changed("Nothing is marked")

    def marks_changed(self) -> None:
        """For the count of marks beside the search."""

    def _marks_changed(self, sentence: str) -> None:
        self.refresh()
        self.marks_changed()
        self.post_message(MarksChanged(len(self.listing.marks), sentence))

    # Mouse

    def on_click(self, event: events.Click) -> None:
        """A click selects, on the sign it opens and closes, a double click chooses."""
        event.stop()
        row = self._row_at(event.y)
        if row is None or event.x >= self.size.width - 1:
            return
        self.focus()
        if event.chain == 2:
            self.action_choose()
            return
        self.move_to(self.offset_y + event.y, 1)
        if event.chain == 1 and event.x <= 2 and row.foldable:
            self._fold(None)

    def _row_at(self, y: int) -> Row | None:
        at = self.offset_y + y
        if not 0 <= at < len(self.listing.rows):
            return None
        row = self.listing.row(at)
        return None if row.kind in HEADINGS else row

    def scroll_rows(self, rows: int) -> None:
        """Move the window, not the cursor."""
        self.untouched = False
        last = max(0, len(self.listing.rows) - self.size.height)
        offset = max(0, min(self.offset_y + rows, last))
        if offset != self.offset_y:
            self.offset_y = offset
            self.refresh()
            self.report()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel."""
        event.stop()
        self.scroll_rows(WHEEL_ROWS)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel."""
        event.stop()
        self.scroll_rows(-WHEEL_ROWS)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """On the scroll bar: the window goes there, and follows."""
        if event.x == self.size.width - 1 and len(self.listing.rows) > self.size.height:
            self._dragging = True
            self.capture_mouse()
            self._drag_to(event.y)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """The scroll bar is dragged."""
        if self._dragging:
            self._drag_to(event.y)

    def on_mouse_up(self) -> None:
        """The scroll bar is let go."""
        if self._dragging:
            self._dragging = False
            self.release_mouse()

    def _drag_to(self, y: int) -> None:
        height = max(2, self.size.height)
        last = len(self.listing.rows) - self.size.height
        self.scroll_rows(max(0, min(y, height - 1)) * last // (height - 1) - self.offset_y)


def _marks(number: int) -> str:
    return "1 mark" if number == 1 else f"{number:,} marks"
