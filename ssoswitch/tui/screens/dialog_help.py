"""`?` in a dialog: what it is for, and all its keys."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.content import Content

from ssoswitch.tui.screens.dialog import Dialog
from ssoswitch.tui.widgets.key_line import DialogKey
from ssoswitch.tui.widgets.lines import Prose


class DialogHelp(Dialog[None]):
    """A sentence or two, then a line for each key."""

    def __init__(self, heading: Content, text: str, keys: Sequence[tuple[str, str]]) -> None:
        super().__init__(Content("Help · ") + heading, small=True)
        self._text = text
        self._keys = keys

    def compose_body(self) -> ComposeResult:
        """What it is for, above its keys."""
        if self._text:
            yield Prose(self._text).add_class("form-end")
        lines = [Content.assemble((f"{key:<8}", "$accent bold"), " ", label) for key, label in self._keys]
        more = (
            ("Esc", "one step back: the field first, then the dialog"),
            ("tab", "the next field; shift+tab the one before"),
            ("↑ ↓", "scroll, or move in the list"),
        )
        lines += [Content.assemble((f"{key:<8}", "$accent bold"), " ", label) for key, label in more]
        yield Prose(Content("\n").join(lines))

    def escape_label(self) -> str:
        """Esc goes back to the dialog."""
        return "Close"

    def keys(self) -> Sequence[DialogKey]:
        """Enter closes as Esc does: there is nothing else to do here."""
        return (DialogKey("enter", "Close", self.leave, shown=False),)
