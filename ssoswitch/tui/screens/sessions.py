"""`s`: every sso-session of the config, with its state and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.content import Content

from ssoswitch.tui.screens.dialog import Dialog
from ssoswitch.tui.widgets.choice_list import Choice, ChoiceList
from ssoswitch.tui.widgets.key_line import DialogKey
from ssoswitch.tui.widgets.lines import MUTED, Prose, padded

_WIDE = (18, 24, 8, 15, 0)
_MIDDLE = (16, 24, 8, 0)
_NARROW = (14, 0)


class SessionsScreen(Dialog[tuple[str, str]]):
    """Returns (verb, session name); `at` is then the line that the cursor stood on."""

    help_text = (
        "One tree at a time. What is signed in elsewhere stays so; the AWS CLI and SDKs share these sign-ins."
    )

    def __init__(self, choices: Sequence[Choice], *, at: int = 0) -> None:
        super().__init__("Sessions")
        self._choices = choices
        self.at = at

    def compose_body(self) -> ComposeResult:
        """A line each."""
        yield Prose(id="sessions-head", style=MUTED)
        yield ChoiceList(self._choices, _WIDE, at=self.at, most=16)
        yield Prose(id="sessions-says", style=MUTED).add_class("gap")

    def on_resize(self) -> None:
        """Fewer columns in narrow windows; the name and its state stay."""
        width = self.app.size.width
        widths = _WIDE if width >= 100 else _MIDDLE if width >= 76 else _NARROW
        self.query_one(ChoiceList).set_widths(widths)
        titles = ("name", "state", "accounts", "used", "start URL")
        head = Content(" ")
        for title, cells in zip(titles, widths, strict=False):
            head += padded(title, cells or 10, MUTED) + " "
        self.query_one("#sessions-head", Prose).say(head)

    def on_mount(self) -> None:
        """What the line under the cursor has no room for."""
        self._tell()

    def _tell(self) -> None:
        choice = self.query_one(ChoiceList).choice
        if choice is not None:
            self.query_one("#sessions-says", Prose).say(
                "\n".join(str(cell) for cell in (choice.cells[1], choice.cells[4]))
            )

    def on_choice_list_highlighted(self, event: ChoiceList.Highlighted) -> None:
        """The cursor stands on another line."""
        event.stop()
        self._tell()

    def keys(self) -> Sequence[DialogKey]:
        """Enter switches."""
        return (
            DialogKey("enter", "Switch", lambda: self._answer("switch")),
            DialogKey("L", "Log in / out", lambda: self._answer("login"), short="Login"),
            DialogKey("n", "New", lambda: self.answer(("new", ""))),
            DialogKey("e", "Edit", lambda: self._answer("edit")),
            DialogKey("d", "Delete", lambda: self._answer("delete")),
            DialogKey("y", "Copy URL", lambda: self._answer("copy"), short="Copy"),
        )

    def escape_label(self) -> str:
        """Nothing is pending here."""
        return "Close"

    def _answer(self, verb: str) -> None:
        chooser = self.query_one(ChoiceList)
        if chooser.choice is not None:
            self.at = chooser.at
            self.answer((verb, chooser.choice.value))

    def on_choice_list_chosen(self, event: ChoiceList.Chosen) -> None:
        """A second click switches."""
        event.stop()
        self._answer("switch")
