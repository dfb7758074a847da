"""A list to choose from: sheets with a few numbered lines and tables with thousands of rows alike.

It paints only the lines in sight and takes its keys from the dialog, which keeps the focus on its button.
"""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.events import Click
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from ssoswitch.model.frozen import frozen
from ssoswitch.tui.widgets.lines import MUTED, padded, strip_of, styled


@frozen
class Choice:
    """A line of the list. `cells` are its columns; `key` a letter or digit that chooses it at once."""

    value: str
    cells: tuple[str | Content, ...]
    key: str = ""
    off: str = ""
    """Why it cannot be chosen; it is dim then."""


class ChoiceList(ScrollView, can_focus=False):
    """Lines with a cursor. `widths` gives each column's cells, 0 for one that takes what is left."""

    DEFAULT_CSS = """
    ChoiceList { height: auto; background: transparent; overflow-x: hidden; scrollbar-size-vertical: 1; }
    """

    class Highlighted(Message):
        """The cursor stands on another line."""

        def __init__(self, choice: Choice) -> None:
            super().__init__()
            self.choice = choice

    class Chosen(Message):
        """A line was chosen by its key or a second click."""

        def __init__(self, choice: Choice, *, by_key: bool = False) -> None:
            super().__init__()
            self.choice = choice
            self.by_key = by_key

    def __init__(
        self,
        choices: Sequence[Choice],
        widths: Sequence[int] = (0,),
        *,
        at: int = 0,
        most: int = 0,
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self.choices = tuple(choices)
        self._has_keys = any(choice.key for choice in choices)
        self._widths = tuple(widths)
        self._most = most
        self.at = min(at, max(0, len(self.choices) - 1))
        if most:
            self.styles.max_height = most

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002  (Textual's signature)
        """One line each."""
        return len(self.choices)

    def on_mount(self) -> None:
        """Its size is known with its lines."""
        self._resized()

    def on_resize(self) -> None:
        """Columns follow the width; the lines are as many as before."""
        self.virtual_size = Size(max(1, self.size.width), len(self.choices))
        self.refresh()
        self._show_cursor()

    def _resized(self) -> None:
        self.virtual_size = Size(max(1, self.size.width), len(self.choices))
        self.refresh(layout=True)
        self._show_cursor()

    @property
    def choice(self) -> Choice | None:
        """The line under the cursor."""
        return self.choices[self.at] if self.choices else None

    def set_choices(self, choices: Sequence[Choice], *, keep: bool = True) -> None:
        """Show others; the cursor stays on its value where it is still there."""
        value = self.choice.value if keep and self.choice else None
        self.choices = tuple(choices)
        self._has_keys = any(choice.key for choice in choices)
        found = next((i for i, choice in enumerate(self.choices) if choice.value == value), None)
        self.at = found if found is not None else min(self.at, max(0, len(self.choices) - 1))
        self._resized()

    def set_widths(self, widths: Sequence[int]) -> None:
        """Other columns; those beyond the widths are not shown."""
        if tuple(widths) != self._widths:
            self._widths = tuple(widths)
            self.refresh()

    def set_most(self, most: int) -> None:
        """At most so many lines high."""
        if most != self._most:
            self._most = most
            self.styles.max_height = most

    def move_to(self, index: int) -> None:
        """Put the cursor on that line."""
        if self.choices:
            self.at = max(0, min(index, len(self.choices) - 1))
            self._show_cursor()
            self.refresh()
            self.post_message(self.Highlighted(self.choices[self.at]))

    def press(self, key: str) -> bool:
        """A key that the dialog hands on; False: not one of its keys."""
        for index, choice in enumerate(self.choices):
            if choice.key and choice.key == key:
                self.move_to(index)
                self.post_message(self.Chosen(choice, by_key=True))
                return True
        page = max(1, self.size.height - 1)
        steps = {"down": 1, "j": 1, "up": -1, "k": -1, "pagedown": page, "pageup": -page}
        if key in steps:
            self.move_to(self.at + steps[key])
            return True
        if key in ("home", "end", "g", "G"):
            self.move_to(0 if key in ("home", "g") else len(self.choices) - 1)
            return True
        return False

    def _show_cursor(self) -> None:
        # A line of what stands above comes into sight too: it may be the heading.
        above = max(0, self.at - 1)
        self.scroll_to_region(Region(0, above, 1, self.at - above + 1), animate=False, force=True)
        # Where the list itself has room for all its lines, the dialog's body is what scrolls.
        if isinstance(self.parent, Widget):
            y = self.virtual_region.y + self.at - self.scroll_offset.y
            self.parent.scroll_to_region(Region(0, y, 1, 1), animate=False)

    def render_line(self, y: int) -> Strip:
        """A line of the window."""
        index = y + self.scroll_offset.y
        width = self.size.width
        if not 0 <= index < len(self.choices):
            return Strip.blank(width, self.rich_style)
        choice = self.choices[index]
        current = index == self.at
        line = Content.styled("▌", "$accent bold") if current else Content(" ")
        if self._has_keys:
            line += Content.styled(f"{choice.key:<2} ", MUTED if choice.off else "$accent bold")
        rest = self._rest(width - line.cell_length)
        for cell, cells in zip(choice.cells, self._widths, strict=False):
            text = styled(cell, MUTED if choice.off else "bold" if current else "")
            line += padded(text, cells or rest) + " "
        return strip_of(self, line, width)

    def cuts(self, cell: str | Content, choice: Choice) -> bool:
        """Whether that cell of that line is shown with an ellipsis."""
        index = choice.cells.index(cell)
        if index >= len(self._widths) or not self.size.width:
            return False
        head = 4 if self._has_keys else 1
        cells = self._widths[index] or self._rest(self.size.width - head)
        return styled(cell).cell_length > cells

    def hides(self, index: int, choice: Choice) -> bool:
        """Whether that column has no room for the whole of that line's text, or is not shown at all."""
        return index >= len(self._widths) or self.cuts(choice.cells[index], choice)

    def _rest(self, width: int) -> int:
        open_columns = sum(1 for cells in self._widths if cells == 0) or 1
        fixed = sum(cells + 1 for cells in self._widths)
        return max(6, (width - fixed) // open_columns)

    def on_click(self, event: Click) -> None:
        """A click moves there; a second one on the same line, or a double click, chooses."""
        event.stop()
        index = event.y + self.scroll_offset.y
        if not 0 <= index < len(self.choices):
            return
        again = index == self.at
        self.move_to(index)
        if again or event.chain > 1:
            self.post_message(self.Chosen(self.choices[index]))
