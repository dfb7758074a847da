"""`U`: what was written on this machine, newest first."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult

from ssoswitch.tui.screens.list_screen import ListScreen
from ssoswitch.tui.widgets.choice_list import Choice, ChoiceList
from ssoswitch.tui.widgets.key_line import DialogKey
from ssoswitch.tui.widgets.lines import MUTED, Prose

_WIDE = (16, 0, 13, 28)
_NARROW = (16, 0, 13)


class HistoryScreen(ListScreen):
    """Returns (`undo` or `diff`, the entry's id)."""

    click_verb = "diff"
    help_text = (
        "Undo writes the old lines back, never the old file, so what you changed later stays. Where later changes "
        "overlap it asks."
    )

    def __init__(self, choices: Sequence[Choice], *, at: int = 0) -> None:
        super().__init__("History of changes (this machine)", choices, at=at)

    def compose_body(self) -> ComposeResult:
        """When, what, where, and whether it can be taken back."""
        yield ChoiceList(self.choices, _WIDE, at=self.at, most=20)
        yield Prose(self.help_text, style=MUTED).add_class("gap")

    def on_resize(self) -> None:
        """Fewer columns in a narrow window: what and whether."""
        self.query_one(ChoiceList).set_widths(_WIDE if self.app.size.width >= 90 else _NARROW)

    def keys(self) -> Sequence[DialogKey]:
        """Enter looks, u takes back."""
        return (
            DialogKey("enter", "Diff", self.does("diff")),
            DialogKey("u", "Undo this", self.does("undo"), short="Undo"),
        )
