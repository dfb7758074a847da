"""`s`: every sso-session of the config, with its state and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.content import Content

from ssoswitch.tui.screens.list_screen import ListScreen
from ssoswitch.tui.widgets.choice_list import Choice, ChoiceList
from ssoswitch.tui.widgets.key_line import DialogKey
from ssoswitch.tui.widgets.lines import MUTED, Prose, padded

_WIDE = (24, 24, 8, 15, 0)
_MIDDLE = (24, 20, 8, 0)
_NARROW = (26, 0)


class SessionsScreen(ListScreen):
    """Returns (verb, session name)."""

    click_verb = "switch"
    help_text = (
        "One tree at a time. What is signed in elsewhere stays so; the AWS CLI and SDKs share these sign-ins."
    )

    def __init__(self, choices: Sequence[Choice], *, at: int = 0) -> None:
        super().__init__("Sessions", choices, at=at)

    def compose_body(self) -> ComposeResult:
        """A line each."""
        yield Prose(id="sessions-head", style=MUTED)
        yield ChoiceList(self.choices, _WIDE, at=self.at, most=16)
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
        self.call_after_refresh(self._tell)

    def on_mount(self) -> None:
        """What the line under the cursor has no room for."""
        self._tell()

    def _tell(self) -> None:
        chooser = self.query_one(ChoiceList)
        choice = chooser.choice
        if choice is None:
            return
        cells = [str(choice.cells[index]) for index in (0, 1, 4) if chooser.hides(index, choice)]
        self.query_one("#sessions-says", Prose).say("\n".join(cells))

    def on_choice_list_highlighted(self, event: ChoiceList.Highlighted) -> None:
        """The cursor stands on another line."""
        event.stop()
        self._tell()

    def keys(self) -> Sequence[DialogKey]:
        """Enter switches."""
        return (
            DialogKey("enter", "Switch", self.does("switch")),
            DialogKey("L", "Log in / out", self.does("login"), short="Login"),
            DialogKey("n", "New", lambda: self.answer(("new", ""))),
            DialogKey("e", "Edit", self.does("edit")),
            DialogKey("d", "Delete", self.does("delete")),
            DialogKey("y", "Copy URL", self.does("copy"), short="Copy"),
        )
