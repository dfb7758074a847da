"""A list in whose lines something can be done by a key: the sessions, the history."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from ssoswitch.tui.screens.dialog import Dialog
from ssoswitch.tui.widgets.choice_list import Choice, ChoiceList


class ListScreen(Dialog[tuple[str, str]]):
    """Returns (verb, the value of the line under the cursor); `at` is then the line that the cursor stood on."""

    click_verb: ClassVar[str]
    """What a second click on a line does: the same as Enter."""

    def __init__(self, heading: str, choices: Sequence[Choice], *, at: int = 0) -> None:
        super().__init__(heading)
        self.choices = choices
        self.at = at

    def does(self, verb: str) -> Callable[[], None]:
        """What a key is bound to: answer with that verb for the line under the cursor; nothing where there is none."""
        return lambda: self._answer(verb)

    def _answer(self, verb: str) -> None:
        chooser = self.query_one(ChoiceList)
        if chooser.choice is not None:
            self.at = chooser.at
            self.answer((verb, chooser.choice.value))

    def escape_label(self) -> str:
        """Nothing is pending here."""
        return "Close"

    def on_choice_list_chosen(self, event: ChoiceList.Chosen) -> None:
        """A second click does what Enter does."""
        event.stop()
        self._answer(self.click_verb)
