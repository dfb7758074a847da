"""A plan as its diff: + and − before every line, so that no colour is needed, with line numbers on both sides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Content
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from ssoswitch.core.paths import short_path
from ssoswitch.core.text import clean
from ssoswitch.tui.widgets.lines import MUTED, Lines, strip_of

if TYPE_CHECKING:
    from ssoswitch.core.diff import DiffLine
    from ssoswitch.model.plan import Plan

_SIGNS = {"added": ("+", "$success"), "removed": ("−", "$error"), "same": (" ", ""), "gap": (" ", MUTED)}


def diff_content(line: DiffLine, width: int) -> Content:
    """A line of the diff: sign, number, text. A text longer than the window ends in an ellipsis."""
    sign, style = _SIGNS[line.kind]
    number = line.new_number if line.kind == "added" else line.old_number
    if line.kind == "gap":
        return Content.styled(f"         {line.text or '…'}".rstrip(), MUTED).truncate(width, ellipsis=True)
    head = Content.assemble((f" {sign} ", f"{style} bold" if style else ""), (f"{number or '':>5}  ", MUTED))
    return (head + Content.styled(clean(line.text), style)).truncate(width, ellipsis=True)


def plan_lines(plan: Plan, context: int = 2) -> tuple[tuple[str, tuple[DiffLine, ...]], ...]:
    """For every change of the plan its path and its lines."""
    from ssoswitch.core.diff import diff_lines

    return tuple((str(change.path), diff_lines(change, context)) for change in plan.changes)


def counts(lines: Sequence[DiffLine]) -> tuple[int, int]:
    """How many lines are added and removed."""
    added = sum(1 for line in lines if line.kind == "added")
    removed = sum(1 for line in lines if line.kind == "removed")
    return added, removed


def whole_diff(plan: Plan, context: int = 3, home: str = "") -> list[DiffLine | str]:
    """Everything that changes, each file under its name."""
    rows: list[DiffLine | str] = []
    for path, lines in plan_lines(plan, context):
        added, removed = counts(lines)
        rows += [f"{clean(short_path(path, home))}  +{added} −{removed}", *lines]
    return rows


class DiffPreview(Lines):
    """The diff inside a dialog: the lines that change first, as many as there is room for."""

    DEFAULT_CSS = "DiffPreview { height: auto; border: round $edge; padding: 0 1 0 0; }"

    def __init__(self, *, most: int = 12, id: str | None = None) -> None:
        super().__init__(id=id)
        self._files: tuple[tuple[str, tuple[DiffLine, ...]], ...] = ()
        self._all: list[DiffLine | str] = []
        self._changing: list[DiffLine | str] = []
        self._most = most
        self.hidden = 0
        """Lines that were left out when it was last painted."""

    def show(self, files: Sequence[tuple[str, tuple[DiffLine, ...]]], most: int | None = None) -> None:
        """Show the lines of these files; where there are several, each under its name."""
        self._files = tuple((path, lines) for path, lines in files if lines)
        self._all = self._rows(changes_only=False)
        self._changing = self._rows(changes_only=True)
        self._most = most or self._most
        self.display = bool(self._files)
        self.refresh(layout=True)

    def set_most(self, most: int) -> None:
        """Show at most so many."""
        if most != self._most:
            self._most = most
            self.refresh(layout=True)

    def lines(self, width: int) -> Sequence[Content]:
        """As many as fit; what is left out is counted."""
        # Context goes first: what changes is what the preview is for.
        rows = self._all if len(self._all) <= self._most else self._changing
        left = len(rows) - self._most
        self.hidden = max(0, left)
        if left > 0:
            rows = rows[: max(1, self._most - 1)]
        shown = [
            Content.styled(f" {clean(row)}", "bold") if isinstance(row, str) else diff_content(row, width)
            for row in rows
        ]
        if left > 0:
            shown.append(Content.styled(f"         … {left + 1} more lines change, d shows all", MUTED))
        return shown

    def _rows(self, *, changes_only: bool) -> list[DiffLine | str]:
        rows: list[DiffLine | str] = []
        for path, lines in self._files:
            if len(self._files) > 1:
                rows.append(path)
            rows += [line for line in lines if not changes_only or line.kind in ("added", "removed")]
        return rows


class DiffView(ScrollView, can_focus=False):
    """The whole diff, however long: only what is in sight is painted."""

    DEFAULT_CSS = "DiffView { height: 1fr; overflow-x: hidden; scrollbar-size-vertical: 1; }"

    def __init__(self, rows: Sequence[DiffLine | str], id: str | None = None) -> None:
        super().__init__(id=id)
        self._rows = tuple(rows)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002  (Textual's signature)
        """One line each."""
        return len(self._rows)

    def on_resize(self) -> None:
        """Its size is known with its lines."""
        self.virtual_size = Size(max(1, self.size.width), len(self._rows))

    def press(self, key: str) -> bool:
        """A key that the dialog hands on; False: not one of its keys."""
        page = max(1, self.size.height - 1)
        steps = {"down": 1, "j": 1, "up": -1, "k": -1, "pagedown": page, "space": page, "pageup": -page}
        steps |= {
            "home": -len(self._rows),
            "g": -len(self._rows),
            "end": len(self._rows),
            "G": len(self._rows),
        }
        if key not in steps:
            return False
        self.scroll_to(y=self.scroll_offset.y + steps[key], animate=False)
        return True

    def render_line(self, y: int) -> Strip:
        """A line of the window."""
        index = y + self.scroll_offset.y
        width = self.size.width
        if not 0 <= index < len(self._rows):
            return Strip.blank(width, self.rich_style)
        row = self._rows[index]
        line = Content.styled(row, "bold") if isinstance(row, str) else diff_content(row, width)
        return strip_of(self, line, width)
