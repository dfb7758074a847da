"""Fields of a dialog that are chosen, not typed: `(•)` one of several, `[x]` some of several, and what they share.

A field is edited by its plain letter: Enter accepts, Esc takes back that field alone. Ticks and dots are our own,
because they must be told apart without colour.
"""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.events import Click
from textual.message import Message

from ssoswitch.model.frozen import frozen
from ssoswitch.tui.widgets.lines import MUTED, Lines, hanging

LABEL_WIDTH = 10


class FieldChanged(Message):
    """A field's value is another one; `live` while it is still being edited."""

    def __init__(self, name: str, *, live: bool) -> None:
        super().__init__()
        self.name = name
        self.live = live


class FieldClicked(Message):
    """A field was clicked: it wants to be edited."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name


@frozen
class Option:
    """Something that can be chosen. `note` stands muted behind it; `off` says why it cannot be."""

    value: str
    label: str
    note: str = ""
    off: str = ""


def head_of(key: str, label: str, width: int, *, editing: bool) -> Content:
    """`▌n  Name      `: cursor, key and name of a field."""
    mark = Content.styled("▌", "$accent bold") if editing else Content(" ")
    name = Content.styled(label, "bold" if editing else "")
    return (
        mark
        + Content.assemble((f"{key:<2}", "$accent bold"), " ")
        + name.pad_right(max(1, width - name.cell_length))
    )


class OptionsRow(Lines):
    """A field with options: one of them (`many=False`) or any number."""

    def __init__(
        self,
        name: str,
        key: str,
        label: str,
        options: Sequence[Option],
        value: Sequence[str] = (),
        *,
        many: bool = False,
        vertical: bool = False,
        label_width: int = LABEL_WIDTH,
    ) -> None:
        super().__init__(name=name, id=f"field-{name}")
        self.field, self.key, self.label = name, key, label
        self.options = tuple(options)
        self.chosen = frozenset(value)
        self.many, self.vertical, self.label_width = many, vertical, label_width
        self.editing = False
        self._before = self.chosen
        self._at = 0
        self._places: list[tuple[int, int, int, int]] = []

    @property
    def value(self) -> str:
        """The value chosen; of several the first in order; empty for none."""
        return next((option.value for option in self.options if option.value in self.chosen), "")

    def set_options(self, options: Sequence[Option], value: Sequence[str] | None = None) -> None:
        """Offer others; `value` replaces what is chosen."""
        self.options = tuple(options)
        if value is not None:
            self.chosen = frozenset(value)
        self._at = min(self._at, max(0, len(self.options) - 1))
        self.refresh(layout=True)

    def begin(self) -> None:
        """Start editing. A lone tick is toggled at once and needs no editing."""
        self._before = self.chosen
        if self.many and len(self.options) == 1:
            self._choose(0)
            return
        self.editing = True
        self._at = next((i for i, option in enumerate(self.options) if option.value in self.chosen), 0)
        self.refresh(layout=True)

    def end(self, *, accept: bool) -> None:
        """Stop editing; not accepted: as it was."""
        self.editing = False
        changed = self.chosen != self._before
        if not accept:
            self.chosen = self._before
        if changed:
            self.post_message(FieldChanged(self.field, live=False))
        self.refresh(layout=True)

    def press(self, key: str) -> bool:
        """A key while it is edited; False: not one of its keys."""
        step = {
            "down": 1,
            "right": 1,
            "up": -1,
            "left": -1,
            self.key: 1,
            "j": 1,
            "k": -1,
            "l": 1,
            "h": -1,
        }.get(key)
        if step is not None:
            self._at = (self._at + step) % max(1, len(self.options))
            if not self.many:
                self._choose(self._at)
            self.refresh()
            return True
        if key == "space":
            self._choose(self._at)
            return True
        if key.isdigit() and 1 <= int(key) <= len(self.options):
            self._at = int(key) - 1
            self._choose(self._at)
            return True
        return False

    def _choose(self, index: int) -> None:
        if not 0 <= index < len(self.options) or self.options[index].off:
            return
        value = self.options[index].value
        self.chosen = self.chosen ^ {value} if self.many else frozenset((value,))
        self.post_message(FieldChanged(self.field, live=self.editing))
        self.refresh()

    def lines(self, width: int) -> Sequence[Content]:
        """The options beside the label, as many to a line as there is room for."""
        head = head_of(self.key, self.label, self.label_width, editing=self.editing)
        indent = head.cell_length
        self._places = []
        rows: list[Content] = []
        line, x = head, indent
        gap, room = self._spread(width, indent)
        for index, option in enumerate(self.options):
            piece = self._piece(index, option)
            fresh = index > 0 and (self.vertical or x + gap + piece.cell_length > room)
            if fresh:
                rows.append(line)
                line, x = Content(" " * indent), indent
            elif index:
                line, x = line + " " * gap, x + gap
            if x + piece.cell_length > width:
                parts = hanging(line + self._mark(index, option) + " ", self._words(option), width)
                self._places += [(len(rows) + n, x, width, index) for n in range(len(parts))]
                rows += parts[:-1]
                line = parts[-1]
            else:
                self._places.append((len(rows), x, x + piece.cell_length, index))
                line += piece
            x = line.cell_length
        rows.append(line)
        return rows

    def _spread(self, width: int, indent: int) -> tuple[int, int]:
        """Blanks between the options, and where their lines end: one line if need be closer, else no lone one.

        A choice alone on the last line reads as if it were another field.
        """
        sizes = [self._piece(index, option).cell_length for index, option in enumerate(self.options)]
        for gap in (3, 2):
            if len(_lines_of(sizes, gap, indent, width)) == 1:
                return gap, width
        room, lines = width, _lines_of(sizes, 3, indent, width)
        while lines[-1] == 1 and room > indent + max(sizes, default=0):
            room -= 1
            fewer = _lines_of(sizes, 3, indent, room)
            if len(fewer) > len(lines):
                return 3, width
            lines = fewer
        return 3, room

    def _mark(self, index: int, option: Option) -> Content:
        on = option.value in self.chosen
        off, ticked = ("[ ]", "[x]") if self.many else ("( )", "(•)")
        here = self.editing and index == self._at
        style = "bold" if on or here else ""
        return Content.styled(ticked if on else off, f"reverse {style}" if here else style)

    def _words(self, option: Option) -> Content:
        label = Content.styled(option.label, MUTED if option.off else "")
        note = option.off or option.note
        return label + Content.styled(f"  {note}", MUTED) if note else label

    def _piece(self, index: int, option: Option) -> Content:
        return self._mark(index, option) + " " + self._words(option)

    def on_click(self, event: Click) -> None:
        """A click chooses; beside the options it starts editing."""
        event.stop()
        for y, start, end, index in self._places:
            if event.y == y and start <= event.x < end:
                self._choose(index)
                return
        self.post_message(FieldClicked(self.field))


def _lines_of(sizes: Sequence[int], gap: int, indent: int, width: int) -> list[int]:
    """How many options each line holds."""
    lines, x = [0], indent - gap
    for size in sizes:
        if x + gap + size > width and lines[-1]:
            lines.append(0)
            x = indent - gap
        x += gap + size
        lines[-1] += 1
    return lines
