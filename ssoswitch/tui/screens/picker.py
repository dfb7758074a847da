"""What help and palette are: a line to type into, lines to pick from, Enter runs the picked one.

The keys go to the screen itself, for nothing else on it takes any: letters find, arrows pick.
"""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Container
from textual.events import Click, Key, MouseScrollDown, MouseScrollUp

from ssoswitch.tui.footer_keys import KeyMap
from ssoswitch.tui.paint import ACCENT, MUTED, Line, Piece, piece, spread
from ssoswitch.tui.picking import Choice
from ssoswitch.tui.screens.at_once import AtOnce
from ssoswitch.tui.signs import Signs
from ssoswitch.tui.state import AppState
from ssoswitch.tui.widgets.painted import Painted

_WIDTHS = [(0, "-narrow"), (100, "-wide")]


class PickerBody(Painted):
    """The lines; the screen above says what they are."""

    def paint(self, state: AppState, width: int, height: int) -> tuple[Line, ...]:
        """As the screen says."""
        screen = self.screen
        assert isinstance(screen, PickerScreen)
        return screen.body_lines(state, width, height)

    def on_click(self, event: Click) -> None:
        """A click picks and runs."""
        event.stop()
        choice = self.command_at(event.x, event.y)
        if choice:
            self.screen.dismiss(choice)


class PickerScreen(AtOnce[str]):
    """Subclasses say `choices`, `body_lines` and `title`."""

    CSS_PATH = "picker.tcss"
    HORIZONTAL_BREAKPOINTS = _WIDTHS
    heading = ""

    def __init__(self, state: AppState, keys: KeyMap, signs: Signs) -> None:
        super().__init__()
        self.state, self.keys, self.signs = state, keys, signs
        self.text = ""
        self.picked = 0
        self.top = 0
        self.set_class(signs.ascii, "-ascii")

    def compose(self) -> ComposeResult:
        """A box with the lines in it."""
        self.take_size()
        with Container(id="picker-box"):
            yield PickerBody(id="picker-body")

    def on_mount(self) -> None:
        """Everything is shown at first."""
        self.query_one(PickerBody).state = self.state

    def choices(self) -> list[Choice]:
        """What can be picked, in order, for the typed text."""
        raise NotImplementedError  # each subclass says it; a widget's metaclass leaves no room for ABC

    def body_lines(self, state: AppState, width: int, height: int) -> tuple[Line, ...]:
        """Everything in the box."""
        raise NotImplementedError  # each subclass says it; a widget's metaclass leaves no room for ABC

    def find_line(self, right: str, width: int) -> Line:
        """Where the typed text stands."""
        signs = self.signs
        typed = piece(self.text) if self.text else piece("type to find a key or a word", MUTED)
        cursor = piece("▏" if not signs.ascii else "|", ACCENT)
        head = (piece(f" {self.heading}  ", "bold"), piece(signs.cursor, ACCENT))
        shown = (typed, cursor) if self.text else (cursor, typed)
        return spread((*head, *shown), (piece(right, MUTED), Piece(" ")) if right else (), width)

    def key_line(self, width: int) -> Line:
        """What the keys do here."""
        signs = self.signs
        left: list[Piece] = [Piece(" ")]
        for key, label in (("type", "Find"), (f"{signs.down}{signs.up}", "Pick"), (signs.enter, "Do it")):
            left += [piece(key, f"bold {ACCENT}"), piece(f" {label}  ")]
        return spread(left, (piece("Esc", f"bold {ACCENT}"), Piece(" Close ")), width)

    def on_key(self, event: Key) -> None:
        """Letters find, arrows pick, Enter runs, Esc takes the text back and then leaves."""
        if event.key in ("ctrl+c", "ctrl+q"):
            return
        event.stop()
        event.prevent_default()
        steps = {
            "down": 1,
            "up": -1,
            "pagedown": 10,
            "pageup": -10,
            "home": -999,
            "end": 999,
            "tab": 1,
            "shift+tab": -1,
        }
        if event.key in steps:
            self.picked += steps[event.key]
        elif event.key == "enter":
            choices = self.choices()
            if choices:
                self.dismiss(choices[self._within(choices)].command_id)
            return
        elif event.key == "escape":
            if not self.text:
                self.dismiss(None)
                return
            self.text, self.picked = "", 0
        elif event.key in ("backspace", "ctrl+h"):
            self.text, self.picked = self.text[:-1], 0
        elif event.key in ("ctrl+w", "ctrl+u"):
            self.text, self.picked = "", 0
        elif event.is_printable and event.character:
            self.text, self.picked = self.text + event.character, 0
        self.repaint()

    def on_paste(self, event: object) -> None:
        """Pasted text is typed text, on one line."""
        text = getattr(event, "text", "")
        self.text = (self.text + " ".join(text.split()))[:200]
        self.repaint()

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """The wheel picks."""
        event.stop()
        self.picked += 3
        self.repaint()

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """The wheel picks."""
        event.stop()
        self.picked -= 3
        self.repaint()

    def repaint(self) -> None:
        """Paint again after a key."""
        self._within(self.choices())
        self.query_one(PickerBody).repaint()

    def _within(self, choices: list[Choice]) -> int:
        self.picked = max(0, min(self.picked, len(choices) - 1))
        return self.picked
