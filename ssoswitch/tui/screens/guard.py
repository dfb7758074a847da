"""The production guard: a confirm that names what it is about and that Enter alone does not pass."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from ssoswitch.tui.screens.choice_sheet import ChoiceSheet
from ssoswitch.tui.widgets.choice_list import Choice
from ssoswitch.tui.widgets.key_line import DialogKey
from ssoswitch.tui.widgets.lines import environment_word

MILDER, AS_ASKED, LEAVE = "milder", "as-asked", "leave"


class GuardSheet(ChoiceSheet):
    """Returns `milder`, `as-asked` or `leave`; only the digits answer."""

    def __init__(
        self, account: str, environment: str, question: str, role: str, milder: str, minutes: int
    ) -> None:
        choices = (
            [Choice(MILDER, (f"as {milder}", "milder, same account"), "1")]
            if milder
            else [Choice(LEAVE, ("leave it", "nothing happens"), "1")]
        )
        choices.append(Choice(AS_ASKED, (f"as {role}", "what you asked for"), "2"))
        super().__init__(
            Content.assemble(environment_word(environment, [environment]), f"  {account}")
            if environment
            else Content(account),
            choices,
            (30, 0),
            intro=Content.styled(question, "bold"),
            outro=f"It asks again after {minutes} min. c changes it for this account, the settings for all.",
            help_text="Enter does nothing here, so that a key pressed too often opens nothing in production.",
        )

    def keys(self) -> Sequence[DialogKey]:
        """The digits only."""
        return (DialogKey("", "Choose", None, written="1 2"),)

    def hint(self) -> str:
        """Why Enter is silent."""
        return "Enter does nothing here"

    def _dialog_key(self, key: str) -> bool:
        if key == "enter":
            self.say("Enter does nothing here: press 1 or 2.")
            return True
        return super()._dialog_key(key)

    def take(self, choice: Choice) -> None:
        """A digit; a click on a line counts as one, for it is no key pressed too often."""
        self.answer(choice.value)


class ManySheet(ChoiceSheet):
    """Many consoles at once: returns `as-asked` or `leave`; Enter leaves, where one of them is guarded it is silent."""

    def __init__(self, names: Sequence[str], guarded: Sequence[str]) -> None:
        shown = [*names[:8], *([f"… and {len(names) - 8} more"] if len(names) > 8 else [])]
        warning = (
            f"\n! guarded: {', '.join(guarded[:4])}{' …' if len(guarded) > 4 else ''}" if guarded else ""
        )
        super().__init__(
            f"Open {len(names)} consoles?",
            [
                Choice(LEAVE, ("leave it", "nothing happens"), "1"),
                Choice(AS_ASKED, (f"open all {len(names)}", "a tab each"), "2"),
            ],
            (18, 0),
            intro="\n".join(shown) + warning,
            help_text="Each is a tab of its own, with what was opened last for that role.",
        )
