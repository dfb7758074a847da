"""Later edits overlap what is to be taken back: what ssoswitch wrote beside what is there now; nothing is guessed."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.content import Content

from ssoswitch.tui.screens.dialog import Dialog
from ssoswitch.tui.widgets.key_line import DialogKey
from ssoswitch.tui.widgets.lines import MUTED, Prose


class OverlapSheet(Dialog[str]):
    """Returns `copy` for the lines of ours; Esc leaves the file as it is."""

    help_text = "The file stays as it is. Copy our lines if you want to mend it in your editor."

    def __init__(self, message: str, mine: Sequence[str], theirs: Sequence[str]) -> None:
        super().__init__("Later edits overlap")
        self._message, self._mine, self._theirs = message, mine, theirs

    def compose_body(self) -> ComposeResult:
        """Ours, then what is there."""
        yield Prose(self._message)
        yield from self._block("What ssoswitch wrote", "−", "$error", self._mine)
        yield from self._block("What is there now, and stays", "=", "", self._theirs)
        yield Prose(
            "Nothing was changed. To mend it by hand: y copies the first block.", style=MUTED
        ).add_class("gap")

    @staticmethod
    def _block(title: str, sign: str, style: str, lines: Sequence[str]) -> ComposeResult:
        if lines:
            yield Prose(Content.styled(title, "bold")).add_class("gap")
            yield Prose(
                Content("\n").join(
                    Content.assemble((f"   {sign} ", f"{style} bold" if style else "bold"), line)
                    for line in lines
                )
            )

    def keys(self) -> Sequence[DialogKey]:
        """Enter keeps things as they are: the harmless way."""
        return (
            DialogKey("enter", "Keep as it is", self.leave, short="Keep"),
            DialogKey(
                "y", "Copy our lines", lambda: self.answer("copy"), short="Copy", shown=bool(self._mine)
            ),
        )
