"""`U`: what was written on this machine, newest first."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult

from ssoswitch.tui.screens.dialog import Dialog
from ssoswitch.tui.widgets.choice_list import Choice, ChoiceList
from ssoswitch.tui.widgets.key_line import DialogKey
from ssoswitch.tui.widgets.lines import MUTED, Prose

_WIDE = (16, 0, 13, 28)
_NARROW = (16, 0, 13)


class HistoryScreen(Dialog[tuple[str, str]]):
    """Returns (`undo` or `diff`, the entry's id); `at` is then the line that the cursor stood on."""

    help_text = (
        "Undo writes the old lines back, never the old file, so what you changed later stays. Where later changes "
        "overlap it asks."
    )

    def __init__(self, choices: Sequence[Choice], *, at: int = 0) -> None:
        super().__init__("History of changes (this machine)")
        self._choices = choices
        self.at = at

    def compose_body(self) -> ComposeResult:
        """When, what, where, and whether it can be taken back."""
        yield ChoiceList(self._choices, _WIDE, at=self.at, most=20)
        yield Prose(self.help_text, style=MUTED).add_class("gap")

    def on_resize(self) -> None:
        """Fewer columns in a narrow window: what and whether."""
        self.query_one(ChoiceList).set_widths(_WIDE if self.app.size.width >= 90 else _NARROW)

    def keys(self) -> Sequence[DialogKey]:
        """Enter looks, u takes back."""
        return (
            DialogKey("enter", "Diff", self._diff),
            DialogKey("u", "Undo this", self._undo, short="Undo"),
        )

    def escape_label(self) -> str:
        """Nothing is pending here."""
        return "Close"

    def _diff(self) -> None:
        self._answer("diff")

    def _undo(self) -> None:
        self._answer("undo")

    def _answer(self, verb: str) -> None:
        chooser = self.query_one(ChoiceList)
        if chooser.choice is not None:
            self.at = chooser.at
            self.answer((verb, chooser.choice.value))

    def on_choice_list_chosen(self, event: ChoiceList.Chosen) -> None:
        """A second click looks."""
        event.stop()
        self._answer("diff")
