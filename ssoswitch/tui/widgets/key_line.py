"""The last line of every dialog: its keys. It is also the dialog's button, so Enter and a click both work on it.

Keys that do not fit with their long words get the short ones, and then a further line: none ever falls off.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from textual.content import Content
from textual.events import Click
from textual.message import Message

from ssoswitch.model.frozen import frozen
from ssoswitch.tui.widgets.lines import MUTED, Lines, shows_ascii

_NAMES = {
    "enter": "⏎",
    "escape": "Esc",
    "space": "space",
    "tab": "tab",
    "question_mark": "?",
    "up": "↑",
    "down": "↓",
}


@frozen
class DialogKey:
    """A key of a dialog. `key` is a printable character or Textual's name for the key."""

    key: str
    label: str
    run: Callable[[], Awaitable[None] | None] | None = None
    """What it does; None: the line only tells of keys that something else answers."""
    short: str = ""
    """A shorter word for narrow windows."""
    shown: bool = True
    off: str = ""
    """Why it cannot be used now, in a sentence; the key is dim then and says so when it is pressed."""
    written: str = ""
    """How the key is written, where it is not as it is called (`1-4`, `n r t`)."""

    @property
    def look(self) -> tuple[str, str, str, str, bool]:
        """All of it that is to be seen."""
        return self.key, self.label, self.short, self.written, bool(self.off)

    def called(self, *, ascii_only: bool) -> str:
        """As it is shown; Enter's sign has no likeness in ASCII, so it is the word there."""
        if ascii_only and self.key == "enter":
            return self.written or "Enter"
        return self.written or _NAMES.get(self.key, self.key)


class KeyLine(Lines, can_focus=True):
    """The keys; the first one is the button, marked by ▌ and bold while the dialog waits for Enter."""

    class Pressed(Message):
        """A key of the line was clicked."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._keys: tuple[DialogKey, ...] = ()
        self._hint = ""
        self._places: list[tuple[int, int, int, str]] = []

    def show(self, keys: Sequence[DialogKey], hint: str = "") -> None:
        """Show these; `hint` stands at the right where there is room. What looks the same costs no layout."""
        before = [key.look for key in self._keys], self._hint
        self._keys, self._hint = tuple(key for key in keys if key.shown), hint
        if before != ([key.look for key in self._keys], hint):
            self.refresh(layout=True)

    def lines(self, width: int) -> Sequence[Content]:
        """One line with long words, else with short ones, else several."""
        for short in (False, True):
            placed = self._flow(width, short)
            if len(placed) == 1:
                break
        hint_room = width - placed[-1][-1][1] if placed and placed[-1] else 0
        lines = []
        self._places = []
        for y, entries in enumerate(placed):
            line = Content("")
            for start, end, key, word in entries:
                line += Content(" " * (start - line.cell_length)) + self._entry(key, word)
                self._places.append((y, start, end, key.key))
            lines.append(line)
        if lines and self._hint and hint_room > len(self._hint) + 2:
            gap = width - lines[-1].cell_length - len(self._hint) - 1
            lines[-1] += Content(" " * gap) + Content.styled(self._hint, MUTED)
        return lines or [Content("")]

    def _flow(self, width: int, short: bool) -> list[list[tuple[int, int, DialogKey, str]]]:
        lines: list[list[tuple[int, int, DialogKey, str]]] = [[]]
        x = 0
        plain = shows_ascii(self)
        for key in self._keys:
            word = key.short or key.label if short else key.label
            cells = Content(f" {key.called(ascii_only=plain)} {word}").cell_length
            if lines[-1] and x + cells > width:
                lines.append([])
                x = 0
            lines[-1].append((x, x + cells, key, word))
            x += cells + 1
        return lines

    def _entry(self, key: DialogKey, word: str) -> Content:
        name = key.called(ascii_only=shows_ascii(self))
        if key.off:
            return Content.styled(f" {name} {word}", MUTED)
        if key.key == "enter" and self.has_focus:
            return Content.assemble(("▌", "$accent bold"), (f"{name} {word}", "bold reverse"))
        return Content.assemble(" ", (name, "$accent bold"), f" {word}")

    def on_focus(self) -> None:
        """The button is marked."""
        self.refresh()

    def on_blur(self) -> None:
        """And no longer."""
        self.refresh()

    def on_click(self, event: Click) -> None:
        """A click on a key is that key."""
        event.stop()
        for y, start, end, key in self._places:
            if event.y == y and start <= event.x < end:
                self.post_message(self.Pressed(key))
                return
