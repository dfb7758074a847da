"""The window onto the list: styles, offset, scroll bar, one strip for each visible row.

It keeps its own offset and scroll bar instead of being a ScrollView, for a changed virtual size costs a layout.
"""

from __future__ import annotations

from dataclasses import replace

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Offset, Region, Size
from textual.strip import Strip
from textual.widget import Widget

from ssoswitch.core.listing import Listing
from ssoswitch.core.query import Term
from ssoswitch.tui.signs import UNICODE, Signs
from ssoswitch.tui.themes import themed
from ssoswitch.tui.widgets.tree_canvas import ENVIRONMENT_WIDTH, Canvas, Columns, Styles
from ssoswitch.tui.widgets.tree_messages import Highlighted, Scrolled
from ssoswitch.tui.widgets.tree_notice import Notice, first_line, paint_notice
from ssoswitch.tui.widgets.tree_paint import paint_row

# By the theme's variables, not by component classes: Textual would find each of those anew with every focus.
_PARTS = {
    "row": "",
    "muted": "$text-muted",
    "good": "$success",
    "warn": "$warning",
    "bad": "$error",
    "accent": "bold $accent",
    "heading": "bold $text-muted",
    "edge": "$edge",
    "bar": "$scrollbar",
}
_ENVIRONMENTS = {
    "env-prod": "bold $env-ink on $env-prod",
    "env-stg": "$env-stg on $env-stg-ground",
    "env-dev": "$env-dev on $env-dev-ground",
    "env-other": "$env-other on $env-other-ground",
}
_CURSOR = "bold $block-cursor-foreground on $block-cursor-background"
_CURSOR_BLURRED = "on $block-cursor-blurred-background"
# On the terminal's own colours the cursor and PROD are in reverse video, which survives NO_COLOR.
_ANSI_ENVIRONMENTS = {
    name: f"{'bold reverse ' if name == 'env-prod' else ''}${name} on ansi_default" for name in _ENVIRONMENTS
}
_ANSI_CURSOR = "bold reverse ansi_default on ansi_default"


class TreeWindow(Widget):
    """Paints a listing."""

    DEFAULT_CSS = """
    TreeWindow { width: 1fr; height: 1fr; background: $background; color: $foreground; }
    """

    def __init__(self, *, signs: Signs = UNICODE, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.listing = Listing()
        self.signs = signs
        self._notice = Notice()
        self.offset_y = 0
        """The first row of the window."""
        self._styles_by_cursor: dict[bool, Styles] = {}
        self._canvas: Canvas | None = None
        self._notice_lines: list[Strip] | None = None
        self._fitted = Size()
        self._reported: object = self
        self._reported_window: tuple[int, int] = (-1, -1)

    # Painting

    def notify_style_update(self) -> None:
        """The theme changed."""
        self._styles_by_cursor.clear()
        self._notice_lines = None
        super().notify_style_update()

    def _styles_for(self, cursor: bool) -> Styles:
        styles = self._styles_by_cursor.get(cursor)
        if styles is None:
            base, over = self.rich_style, Style()
            ansi = self.app.native_ansi_color
            if cursor and self.has_focus:
                over = themed(self, _ANSI_CURSOR if ansi else _CURSOR)
            elif cursor:
                over = themed(self, _CURSOR_BLURRED)
            made: dict[str, Style] = {}
            for part, text in _PARTS.items():
                # One colour fits reverse video.
                below = part == "row" or (ansi and cursor and self.has_focus)
                made[part] = base + themed(self, text) + over if below else base + over + themed(self, text)
            for part, text in (_ANSI_ENVIRONMENTS if ansi else _ENVIRONMENTS).items():
                made[part] = base + over + themed(self, text)
            styles = self._styles_by_cursor[cursor] = made
        return styles

    def _focus_changed(self) -> None:
        self._styles_by_cursor.pop(True, None)
        self.repaint_row(self.listing.cursor)

    def on_focus(self) -> None:
        """The cursor's row is bold while the list has the keys."""
        self._focus_changed()

    def on_blur(self) -> None:
        """And not while it has not."""
        self._focus_changed()

    def on_resize(self) -> None:
        """The frame with the new size is painted already; here only is told what it shows."""
        self._fit()
        self.report()

    def _fit(self) -> None:
        """Another width, other columns; another height, another window."""
        if self._fitted != self.size:
            self._fitted = self.size
            self._canvas = None
            self._notice_lines = None
            self.keep_cursor_visible()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Fitted to a new size in the very frame in which the window gets it."""
        self._fit()
        return super().render_lines(crop)

    def _columns(self) -> Canvas:
        canvas = self._canvas
        if canvas is None:
            catalogue = self.listing.catalogue
            settings = catalogue.facts.settings
            dashes = settings.account_id_form == "dashes"
            columns = Columns.fit(
                self.size.width, min(catalogue.longest_name, 50), 14 if dashes else 12, ENVIRONMENT_WIDTH
            )
            canvas = self._canvas = Canvas(
                self.listing, self.signs, columns, self._terms(), dashes, self._notice.syncing
            )
        return canvas

    def render_line(self, y: int) -> Strip:
        """One line of the window."""
        width = self.size.width
        row_y = self.offset_y + y
        rows = self.listing.rows
        if width < 2:
            return Strip.blank(width, self.rich_style)
        if row_y >= len(rows):
            return self._below(y)
        cursor = row_y == self.listing.cursor
        strip = paint_row(self._columns(), self.listing.row(row_y), self._styles_for(cursor), cursor)
        return Strip([*strip, self._bar(y)], width)

    def show_at(self, line: int | None) -> None:
        """Repaint everything with the cursor on that line of the window, or where it is (None), then tell of it."""
        self._canvas = None
        self._notice_lines = None
        if line is not None:
            self.offset_y = self.listing.cursor - line
        self.keep_cursor_visible()
        self.refresh()
        self.report()

    def is_visible_row(self, y: int) -> bool:
        return self.offset_y <= y < self.offset_y + self.size.height

    def keep_cursor_visible(self) -> None:
        height = self.size.height
        if not height:
            return  # nobody knows yet how much there is room for
        cursor = self.listing.cursor
        first = cursor if cursor > len(self.listing.rows.fixed) else 0 if cursor < height else cursor
        if first < self.offset_y:
            self.offset_y = first
        elif cursor >= self.offset_y + height:
            self.offset_y = cursor - height + 1
        self.offset_y = max(0, min(self.offset_y, len(self.listing.rows) - height))

    def repaint_row(self, y: int) -> None:
        if self.is_visible_row(y):
            self.refresh(Region(0, y - self.offset_y, self.size.width, 1))

    def report(self) -> None:
        """Post what changed: the item under the cursor, the window."""
        row = self.listing.current
        item = row.item if row is not None else None
        if item != self._reported:
            self._reported = item
            self.post_message(Highlighted(item))
        top = (self.offset_y, len(self.listing.rows))
        if top != self._reported_window:
            self._reported_window = top
            self.post_message(Scrolled())
        if self.has_focus:
            x, y, _width, _height = self.content_region
            self.app.cursor_position = Offset(x, y + self.listing.cursor - self.offset_y)

    # Below the rows

    @property
    def notice(self) -> Notice:
        """What stands where there are no rows, and what is on its way."""
        return self._notice

    @notice.setter
    def notice(self, notice: Notice) -> None:
        if notice != self._notice:
            self._notice = notice
            self._canvas = self._notice_lines = None
            self.refresh()

    def _terms(self) -> tuple[Term, ...]:
        """The words whose letters are shown; those that were found only as letters in order, as such."""
        hits = self.listing.hits
        loose = hits.fuzzy if hits else ()
        return tuple(
            replace(word, fuzzy=True) if word.text in loose else word for word in self.listing.query.words
        )

    def _below(self, y: int) -> Strip:
        """A line below the last row: the notice where there is no row at all, help under a short list of hits."""
        if self._notice_lines is None:
            self._notice_lines = paint_notice(
                self.listing, self._notice, self.signs, self.size, self._styles_for(False)
            )
        lines = self._notice_lines
        first = first_line(self.listing, self.size.height, len(lines))
        if first <= y < first + len(lines) and y >= len(self.listing.rows) - self.offset_y:
            return lines[y - first]
        return Strip.blank(self.size.width, self.rich_style)

    def _bar(self, y: int) -> Segment:
        """The scroll bar's cell in that line."""
        height, total = self.size.height, len(self.listing.rows)
        if total <= height:
            return Segment(" ", self._styles_for(False)["row"])
        length = max(1, height * height // total)
        first = self.offset_y * (height - length) // max(1, total - height)
        styles = self._styles_for(False)
        if first <= y < first + length:
            return Segment("#" if self.signs.ascii else "▐", styles["bar"])
        return Segment(" ", styles["row"])
