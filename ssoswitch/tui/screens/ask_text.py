"""One line of text, with what it is for."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult

from ssoswitch.tui.screens.dialog import Dialog
from ssoswitch.tui.widgets.key_line import DialogKey
from ssoswitch.tui.widgets.lines import MUTED, Prose
from ssoswitch.tui.widgets.text_row import TextRow


class AskText(Dialog[str]):
    """Returns the text; it opens in its field, for there is nothing else to do, so Enter there is enough."""

    def __init__(self, heading: str, label: str, value: str, intro: str = "") -> None:
        super().__init__(heading, small=True)
        self._label, self._value, self._intro = label, value, intro

    def compose_body(self) -> ComposeResult:
        """What it is for, and the field."""
        if self._intro:
            yield Prose(self._intro, style=MUTED).add_class("form-end")
        yield TextRow("text", "t", self._label, self._value, wide=True)

    def on_mount(self) -> None:
        """Straight into the field."""
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        row = self.row("text")
        if row is not None:
            self.edit(row)

    def finish_editing(self, *, accept: bool) -> None:
        """Enter in the field answers, Esc leaves."""
        row = self.editing
        super().finish_editing(accept=accept)
        if row is None:
            return
        if accept:
            self.answer(row.value)
        else:
            self.leave()

    def keys(self) -> Sequence[DialogKey]:
        """For a click on the key line."""
        return (DialogKey("enter", "Take it", self._take),)

    def _take(self) -> None:
        row = self.row("text")
        if row is not None:
            self.answer(row.value)
