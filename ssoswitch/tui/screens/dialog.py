"""The base of every dialog: opens on its button, fields by plain letter, own keys on the last line, Esc one step back.

A dialog composes, keeps what is typed and returns a value; what is planned and written is its flow's affair.
From 100 columns it is a box over the dimmed screen, below that a page. Its body scrolls when the window is small.
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Iterator, Sequence
from pathlib import Path, PurePath
from typing import ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.events import Key
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.widgets import Input

from ssoswitch.tui.messages import CommandChosen
from ssoswitch.tui.screens.at_once import AtOnce
from ssoswitch.tui.widgets.choice_list import ChoiceList
from ssoswitch.tui.widgets.form_row import FieldChanged, FieldClicked, OptionsRow
from ssoswitch.tui.widgets.key_line import DialogKey, KeyLine
from ssoswitch.tui.widgets.lines import MUTED, Lines, Prose, environment_word, guarded_words, shows_ascii
from ssoswitch.tui.widgets.text_row import TextRow

T = TypeVar("T")
Row = TextRow | OptionsRow
DIALOG_STYLES = Path(__file__).with_name("dialog.tcss")
_WIDTHS = [(0, "-narrow"), (76, "-page"), (100, "-box")]
_HEIGHTS = [(0, "-low"), (20, "-high")]
_CHROME = 8
"""Lines of a box that are not its body: borders, padding, what is said, keys, and a line of air."""

_STEPS = {
    "down": 1, "up": -1, "j": 1, "k": -1, "pagedown": 8, "pageup": -8,
    "home": -9999, "end": 9999, "g": -9999, "G": 9999,
}  # fmt: skip
"""Keys that move → lines."""


class _PlainBar(ScrollBarRender):
    """Whole cells of colour: the ends in eighths of one are not in every font."""

    VERTICAL_BARS: ClassVar[list[str]] = [" "] * 8
    HORIZONTAL_BARS: ClassVar[list[str]] = [" "] * 8


class _Title(Lines):
    def __init__(self, heading: Content, environment: Content) -> None:
        super().__init__(id="dialog-title")
        self.heading, self.environment = heading, environment

    def lines(self, width: int) -> Sequence[Content]:
        word = self.environment.cell_length
        text = (Content.styled("‹ ", MUTED) + self.heading).truncate(max(8, width - word - 2), ellipsis=True)
        line = Content(" ") + text
        if word:
            line += Content(" " * (width - 1 - line.cell_length - word)) + self.environment
        return [line]


class Dialog(AtOnce[T], Generic[T]):
    """Subclasses say `compose_body`, `keys` and, for what they return, call `answer`."""

    CSS_PATH: ClassVar[str | PurePath | list[str | PurePath] | None] = DIALOG_STYLES
    BINDINGS: ClassVar[list[BindingType]] = []
    HORIZONTAL_BREAKPOINTS = _WIDTHS
    VERTICAL_BREAKPOINTS = _HEIGHTS
    AUTO_FOCUS = "KeyLine"
    help_text = ""
    """What this dialog is for, in a few sentences; `?` and F1 show it above its keys."""

    def __init__(self, heading: str | Content, *, environment: str = "", small: bool = False) -> None:
        super().__init__(classes="-small" if small else "")
        self.heading = heading if isinstance(heading, Content) else Content(heading)
        self.environment = environment
        self.editing: Row | None = None

    def compose(self) -> ComposeResult:
        """Title, body, the line where it speaks, keys."""
        self.take_size()
        plain = shows_ascii(self)
        self.set_class(plain, "-ascii")
        ScrollBar.renderer = _PlainBar if plain else ScrollBarRender
        with Container(id="dialog-box") as box:
            box.border_title = self._with_environment(self.heading)
            yield _Title(self.heading, environment_word(self.environment, guarded_words(self)))
            with VerticalScroll(id="dialog-body", can_focus=False):
                yield from self.compose_body()
            yield Prose(id="dialog-said")
            yield KeyLine(id="dialog-keys")

    def compose_body(self) -> ComposeResult:
        """The widgets between title and keys."""
        yield from ()

    def keys(self) -> Sequence[DialogKey]:
        """The keys that work now, the button first; fields and Esc are added by the base."""
        return ()

    def editing_keys(self) -> Sequence[DialogKey]:
        """Further keys that work while a field is edited."""
        return ()

    def escape_label(self) -> str:
        """What Esc does when no field is edited."""
        return "Cancel"

    def hint(self) -> str:
        """What stands at the right of the keys."""
        return ""

    def field_changed(self, name: str, *, live: bool) -> None:
        """A field has another value; `live` while it is still edited."""

    def answer(self, value: T) -> None:
        """Close with that value."""
        self.dismiss(value)

    def leave(self) -> None:
        """Esc on the dialog itself."""
        self.dismiss(None)

    def show_heading(self, heading: Content) -> None:
        """Another title."""
        self.heading = heading
        title = self.query_one(_Title)
        title.heading = heading
        title.refresh()
        self.query_one("#dialog-box").border_title = self._with_environment(heading)

    def _with_environment(self, heading: Content) -> Content:
        """Content and not a string, so that no markup is parsed."""
        word = environment_word(self.environment, guarded_words(self))
        return Content.assemble(heading, "  ", word) if word else heading

    def say(self, text: str | Content, style: str = "$warning") -> None:
        """Say a sentence above the keys."""
        self.query_one("#dialog-said", Prose).say(text, style)
        self._fit()

    def on_mount(self) -> None:
        """Keys, and what follows the window's size, are there with the first frame."""
        self.show_keys()
        self._fit()
        self.on_resize()

    def show_keys(self) -> None:
        """Paint the key line again."""
        line = self.query_one(KeyLine)
        if self.editing is None:
            line.show([*self.keys(), DialogKey("escape", self.escape_label())], self.hint())
            return
        keys = [DialogKey("enter", "Accept")]
        if isinstance(self.editing, OptionsRow):
            keys.append(DialogKey("space", "Choose", written="↓ ↑ space"))
        keys.append(DialogKey("escape", "Take this field back", short="Take back"))
        line.show([*keys, *self.editing_keys()])

    def rows(self) -> Iterator[Row]:
        """Its fields, in order."""
        for widget in self.query("TextRow, OptionsRow"):
            if isinstance(widget, TextRow | OptionsRow) and widget.display:
                yield widget

    def row(self, name: str) -> Row | None:
        """The field of that name."""
        return next((row for row in self.rows() if row.field == name), None)

    def edit(self, row: Row) -> None:
        """Start editing a field; the one before is accepted."""
        self.finish_editing(accept=True)
        row.begin()
        if row.editing:
            self.editing = row
            row.scroll_visible(animate=False)
        self.show_keys()

    def finish_editing(self, *, accept: bool) -> None:
        """Back to the button."""
        row, self.editing = self.editing, None
        if row is not None:
            row.end(accept=accept)
            self.query_one(KeyLine).focus()
            self.show_keys()

    # Keys, clicks and sizes

    def on_key(self, event: Key) -> None:
        """Letters start fields, the rest are the dialog's keys; what nobody wants is left to the program."""
        key = event.character if event.is_printable and event.character else event.key
        key = "space" if key == " " else key
        if key in ("ctrl+c", "ctrl+q"):
            # Everybody expects them to leave the program, wherever they are.
            self.post_message(CommandChosen("quit"))
            event.stop()
            return
        taken = self._editing_key(key) if self.editing is not None else self._dialog_key(key)
        if taken:
            event.stop()
            event.prevent_default()

    def _editing_key(self, key: str) -> bool:
        row = self.editing
        assert row is not None
        if key in ("escape", "enter"):
            self.finish_editing(accept=key == "enter")
            return True
        if key in ("tab", "shift+tab"):
            self._next_field(row, -1 if key == "shift+tab" else 1)
            return True
        if key == "f1":
            self.show_help()
            return True
        # Anything else while a chosen field is edited would surprise if it closed or wrote something.
        return row.press(key) or isinstance(row, OptionsRow)

    def _dialog_key(self, key: str) -> bool:
        for known in self.keys():
            if known.key == key and (known.run is not None or known.off):
                self.press(known)
                return True
        if key == "escape":
            self.leave()
            return True
        if key in ("question_mark", "?", "f1"):
            self.show_help()
            return True
        if key in ("tab", "shift+tab"):
            self._next_field(None, -1 if key == "shift+tab" else 1)
            return True
        for row in self.rows():
            if row.key == key:
                self.edit(row)
                return True
        return self._move(key)

    def _move(self, key: str) -> bool:
        for chooser in self.query(ChoiceList):
            # At the end of its lines a key that moves goes on with what stands below them.
            step = 0 if any(choice.key == key for choice in chooser.choices) else _STEPS.get(key, 0)
            spent = (step > 0 and chooser.at >= len(chooser.choices) - 1) or (step < 0 and chooser.at == 0)
            if chooser.display and not spent and chooser.press(key):
                return True
        body = self.query_one("#dialog-body", VerticalScroll)
        if key in _STEPS:
            body.scroll_to(y=body.scroll_offset.y + _STEPS[key], animate=False)
            return True
        return False

    def _next_field(self, row: Row | None, step: int) -> None:
        rows = list(self.rows())
        if not rows:
            return
        at = rows.index(row) + step if row in rows else (0 if step > 0 else len(rows) - 1)
        self.finish_editing(accept=True)
        if 0 <= at < len(rows):
            self.edit(rows[at])

    def press(self, key: DialogKey) -> None:
        """Do what that key does, or say why it cannot be."""
        if key.off:
            self.say(key.off)
        elif key.run is not None:
            result = key.run()
            if result is not None and inspect.isawaitable(result):
                self.run_worker(self._settle(result), group="dialog-key")

    async def _settle(self, result: Awaitable[None]) -> None:
        await result

    def show_help(self) -> None:
        """The keys of this dialog with what it is for."""
        from ssoswitch.tui.screens.dialog_help import DialogHelp

        plain = shows_ascii(self)
        known = [key for key in self.keys() if key.shown or key.key.isdigit()]
        keys = [
            (key.called(ascii_only=plain), f"{key.label}. {key.off}" if key.off else key.label)
            for key in known
        ]
        taken = {key.key for key in known}
        fields = [(row.key, f"edit {row.label}") for row in self.rows() if row.key not in taken]
        self.app.push_screen(DialogHelp(self.heading, self.help_text, [*keys, *fields]))

    def on_key_line_pressed(self, event: KeyLine.Pressed) -> None:
        """A click on the key line."""
        event.stop()
        if self.editing is not None:
            self._editing_key(event.key)
        else:
            self._dialog_key(event.key)

    def on_field_clicked(self, event: FieldClicked) -> None:
        """A click on a field."""
        event.stop()
        row = self.row(event.name)
        if row is not None and row is not self.editing:
            self.edit(row)

    def on_field_changed(self, event: FieldChanged) -> None:
        """A field has another value."""
        event.stop()
        self.field_changed(event.name, live=event.live)
        self.call_after_refresh(self._fit)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter in a typed field."""
        event.stop()
        if self.editing is not None:
            self.finish_editing(accept=True)

    def on_resize(self) -> None:
        """The body is as high as there is room, and scrolls inside that."""
        self._fit()

    def _fit(self) -> None:
        body = self.query_one("#dialog-body", VerticalScroll)
        if self.app.size.width >= 100:
            said = self.query_one("#dialog-said", Prose).size.height
            body.styles.max_height = max(3, self.app.size.height - _CHROME - said)
        else:
            body.styles.max_height = None
