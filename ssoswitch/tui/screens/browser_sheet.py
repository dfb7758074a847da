"""Which browser? The ones found here, private windows among them, and any command."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult

from ssoswitch.tui.screens.dialog import Dialog
from ssoswitch.tui.widgets.choice_list import Choice, ChoiceList
from ssoswitch.tui.widgets.key_line import DialogKey
from ssoswitch.tui.widgets.lines import MUTED, Prose
from ssoswitch.tui.widgets.text_row import TextRow


class BrowserSheet(Dialog[str]):
    """Returns a command template with {url}."""

    help_text = (
        "A private window asks who you are, which helps when the portal signs in the wrong person. Your own command "
        "gets the address in place of {url}; the settings can make it the usual one."
    )

    def __init__(self, found: Sequence[tuple[str, str]], own: str) -> None:
        super().__init__("Open in another browser", small=True)
        self._found = found
        self._own = own

    def compose_body(self) -> ComposeResult:
        """The browsers of this machine, then one's own command."""
        if not self._found:
            yield Prose("No browser that ssoswitch knows was found here; c takes any command.", style=MUTED)
        yield ChoiceList(
            [
                Choice(template, (name, template), str(number) if number <= 9 else "")
                for number, (name, template) in enumerate(self._found, 1)
            ],
            (28, 0),
        )
        yield Prose(id="browser-runs", style=MUTED).add_class("gap")
        yield TextRow(
            "command", "c", "Command", self._own, empty="firefox -P work {url}", wide=True
        ).add_class("gap")

    def on_resize(self) -> None:
        """A narrow window has room for the names; the command of the line under the cursor stands below."""
        self._fit()
        self.query_one(ChoiceList).set_widths((28, 0) if self.app.size.width >= 76 else (0,))
        self._tell()

    def _tell(self) -> None:
        choice = self.query_one(ChoiceList).choice
        runs = choice.value if choice is not None and self.app.size.width < 76 else ""
        self.query_one("#browser-runs", Prose).say(runs)

    def on_choice_list_highlighted(self, event: ChoiceList.Highlighted) -> None:
        """The cursor stands on another line."""
        event.stop()
        self._tell()

    def keys(self) -> Sequence[DialogKey]:
        """Enter takes the line, or the command where one was typed."""
        return (DialogKey("enter", "Open", self._open),)

    def _open(self) -> None:
        row = self.row("command")
        typed = row.value.strip() if isinstance(row, TextRow) else ""
        if typed and typed != self._own:
            if "{url}" not in typed:
                self.say("The command needs {url} where the address belongs.")
                return
            self.answer(typed)
            return
        choice = self.query_one(ChoiceList).choice
        if choice is not None:
            self.answer(choice.value)
        elif "{url}" in typed:
            self.answer(typed)
        else:
            self.say("Type a command: c starts the field.")

    def on_choice_list_chosen(self, event: ChoiceList.Chosen) -> None:
        """A digit or a click."""
        event.stop()
        self.answer(event.choice.value)
