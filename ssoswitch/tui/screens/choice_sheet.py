"""A sheet to choose one thing from: numbered lines, what the line under the cursor would do, and one button."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.app import ComposeResult
from textual.content import Content

from ssoswitch.tui.screens.dialog import Dialog
from ssoswitch.tui.widgets.choice_list import Choice, ChoiceList
from ssoswitch.tui.widgets.key_line import DialogKey
from ssoswitch.tui.widgets.lines import MUTED, Prose, styled

Describe = Callable[[Choice], str | Content]


class ChoiceSheet(Dialog[str]):
    """Returns the value chosen. A line's own key chooses at once, Enter takes the line under the cursor."""

    def __init__(
        self,
        heading: str | Content,
        choices: Sequence[Choice],
        widths: Sequence[int] = (26, 0),
        *,
        environment: str = "",
        intro: str | Content = "",
        describe: Describe | None = None,
        outro: str = "",
        button: str = "Choose",
        at: int = 0,
        hint: str = "",
        small: bool = True,
        written: str = "",
        most: int = 14,
        at_once: bool = True,
        help_text: str = "",
    ) -> None:
        super().__init__(heading, environment=environment, small=small)
        self._choices, self._widths = tuple(choices), tuple(widths)
        self._intro, self._describe, self._outro = intro, describe, outro
        self._button, self._at, self._hint, self._written, self._most = button, at, hint, written, most
        self._at_once = at_once
        self.help_text = help_text

    def compose_body(self) -> ComposeResult:
        """What it is about, the lines, what the line under the cursor would do."""
        if self._intro:
            yield Prose(styled(self._intro)).add_class("form-end")
        yield ChoiceList(self._choices, self._widths, at=self._at, most=self._most)
        yield Prose(id="sheet-describes").add_class("gap")
        if self._outro:
            yield Prose(self._outro, style=MUTED).add_class("gap")

    def on_mount(self) -> None:
        """The description is there with the first frame."""
        self._tell()

    def on_resize(self) -> None:
        """What has to be cut follows the width."""
        self.call_after_refresh(self._tell)

    def keys(self) -> Sequence[DialogKey]:
        """Enter and the lines' own keys."""
        choice = self.query_one(ChoiceList).choice if self.is_mounted else None
        digits = self._written or " ".join(choice.key for choice in self._choices if choice.key)
        return (
            DialogKey("enter", self._button, self._choose, off=choice.off if choice else ""),
            DialogKey("", "At once" if self._at_once else "Pick", None, written=digits, shown=bool(digits)),
            *self.more_keys(),
        )

    def more_keys(self) -> Sequence[DialogKey]:
        """A subclass's own keys."""
        return ()

    def hint(self) -> str:
        """What stands at the right of the keys."""
        return self._hint

    def _choose(self) -> None:
        choice = self.query_one(ChoiceList).choice
        if choice is not None:
            self.take(choice)

    def take(self, choice: Choice) -> None:
        """That line was chosen."""
        if choice.off:
            self.say(choice.off)
        else:
            self.answer(choice.value)

    def _tell(self) -> None:
        choice = self.query_one(ChoiceList).choice
        if choice is None:
            return
        said = self._describe(choice) if self._describe is not None else self._whole(choice)
        self.query_one("#sheet-describes", Prose).say(said, MUTED)
        self.call_after_refresh(self._fit)

    def _whole(self, choice: Choice) -> str:
        """The texts of a line that the list had to cut, so that nothing is ever out of reach."""
        chooser = self.query_one(ChoiceList)
        return "\n".join(str(cell) for cell in choice.cells[1:] if chooser.cuts(cell, choice))

    def on_choice_list_highlighted(self, event: ChoiceList.Highlighted) -> None:
        """The cursor stands on another line."""
        event.stop()
        self.say("")
        self._tell()
        self.show_keys()

    def on_choice_list_chosen(self, event: ChoiceList.Chosen) -> None:
        """A line's own key, or a second click; where a key only picks, Enter still has to be pressed."""
        event.stop()
        if self._at_once or not event.by_key:
            self.take(event.choice)
