"""What Enter on a role asks: where it shall be used."""

from __future__ import annotations

from collections.abc import Sequence

from ssoswitch.tui.screens.choice_sheet import ChoiceSheet
from ssoswitch.tui.widgets.choice_list import Choice, ChoiceList
from ssoswitch.tui.widgets.key_line import DialogKey

ASK_NO_MORE = "!"
"""Stands before the answer where Enter shall do it without asking from now on."""
_WITH_A_SETTING = ("shell", "envrc", "console")


class UseSheet(ChoiceSheet):
    """Returns the way; the last one is under the cursor, so Enter Enter repeats it."""

    def __init__(self, heading: str, choices: Sequence[Choice], *, environment: str, at: int) -> None:
        super().__init__(
            heading,
            choices,
            (24, 0),
            environment=environment,
            at=at,
            button="Use",
            written=f"1-{len(choices)}",
            help_text="In this shell: the screen closes and the calling shell gets AWS_PROFILE, by the hook of "
            "`ssoswitch shell-init`. The last choice is under the cursor, so Enter Enter repeats it.",
        )

    def more_keys(self) -> Sequence[DialogKey]:
        """Enter may do it at once from now on."""
        return (DialogKey("x", "Don't ask again", self._ask_no_more, short="Always"),)

    def _ask_no_more(self) -> None:
        choice = self.query_one(ChoiceList).choice
        if choice is None:
            return
        if choice.value not in _WITH_A_SETTING:
            self.say("Enter can do this without asking only for: this shell, this directory, the browser.")
            return
        self.answer(ASK_NO_MORE + choice.value)
