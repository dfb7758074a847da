"""Later edits overlap what is to be taken back: what ssoswitch wrote beside what is there now; nothing is guessed."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.content import Content

from ssoswitch.tui.screens.dialog import Dialog
from ssoswitch.tui.widgets.key_line import DialogKey
from ssoswitch.tui.widgets.lines import MUTED, Prose


class OverlapSheet(Dialog[str]):
    """Returns `keep` to take back the rest, `drop` for these lines too, `copy` for ours; Esc leaves all as it is."""

    help_text = (
        "Enter leaves the file as it is. What the other keys do is written to the history, too, so that u takes that "
        "back again."
    )

    def __init__(
        self,
        message: str,
        mine: Sequence[str],
        theirs: Sequence[str],
        before: Sequence[str] = (),
        *,
        clear: int = 0,
        droppable: bool = False,
    ) -> None:
        super().__init__("Later edits overlap")
        self._message, self._mine, self._theirs, self._before = message, mine, theirs, before
        self._clear, self._droppable = clear, droppable

    def compose_body(self) -> ComposeResult:
        """What stood there, ours, and what is there."""
        yield Prose(self._message)
        yield from self._block("Before that write", "·", "$text-muted", self._before)
        yield from self._block("What ssoswitch wrote", "−", "$error", self._mine)
        yield from self._block("What is there now", "=", "", self._theirs)
        yield Prose("\n".join(self._answers()), style=MUTED).add_class("gap")

    def _answers(self) -> Sequence[str]:
        lines = []
        if self._clear:
            places = "1 other place is" if self._clear == 1 else f"{self._clear} other places are"
            lines.append(f"r  these lines stay as they are now; {places} taken back")
        if self._droppable:
            instead = "what stood there before comes back" if self._before else "they go"
            lines.append(f"d  these lines are taken back with the later edits in them: {instead}")
        if not self._clear and not self._droppable:
            lines.append("To mend it by hand: y copies what ssoswitch wrote.")
        return lines

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
                "r", "Take back the rest", lambda: self.answer("keep"), short="Rest", shown=self._clear > 0
            ),
            DialogKey(
                "d", "Take these back, too", lambda: self.answer("drop"), short="These, too",
                shown=self._droppable,
            ),
            DialogKey(
                "y", "Copy our lines", lambda: self.answer("copy"), short="Copy", shown=bool(self._mine)
            ),
        )  # fmt: skip
