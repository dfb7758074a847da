"""The whole of it: the diff of a plan, or a file as it would be."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult

from ssoswitch.core.diff import DiffLine
from ssoswitch.core.text import clean
from ssoswitch.model.plan import Plan
from ssoswitch.tui.screens.dialog import Dialog
from ssoswitch.tui.widgets.diff_view import DiffView, whole_diff
from ssoswitch.tui.widgets.key_line import DialogKey


class RowsScreen(Dialog[None]):
    """Lines with numbers, as many as there are."""

    def __init__(self, heading: str, rows: Sequence[DiffLine | str]) -> None:
        super().__init__(heading)
        self._rows = rows

    def compose_body(self) -> ComposeResult:
        """Nothing but the lines."""
        yield DiffView(self._rows)

    def on_resize(self) -> None:
        """As high as the window allows, for the diff scrolls by itself."""
        super()._fit()
        self.query_one(DiffView).styles.height = max(3, self.app.size.height - 9)

    def keys(self) -> Sequence[DialogKey]:
        """Enter goes back, as Esc does."""
        return (
            DialogKey("enter", "Back", self.leave, shown=False),
            DialogKey("", "Scroll", None, written="↑ ↓ space"),
        )

    def _move(self, key: str) -> bool:
        return self.query_one(DiffView).press(key)

    def escape_label(self) -> str:
        """Esc goes back to the dialog."""
        return "Back"


class DiffScreen(RowsScreen):
    """The whole diff of a plan."""

    def __init__(self, plan: Plan, heading: str = "", home: str = "") -> None:
        super().__init__(heading or f"Diff · {clean(plan.title)}", whole_diff(plan, home=home))


class FileScreen(RowsScreen):
    """A file as it is or would be."""

    def __init__(self, heading: str, data: bytes) -> None:
        lines = data.decode("utf-8", "backslashreplace").splitlines()
        super().__init__(heading, [DiffLine("same", n, n, text) for n, text in enumerate(lines, 1)])
