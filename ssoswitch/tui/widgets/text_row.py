"""A field of a dialog that is typed: shown as text until its letter is pressed, then an input line."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.events import Click, Paste
from textual.widgets import Input

from ssoswitch.tui.widgets.form_row import LABEL_WIDTH, FieldChanged, FieldClicked, head_of
from ssoswitch.tui.widgets.lines import MUTED, Lines, Prose, wrapped

Suggest = Callable[[str], Sequence[str]]
TakeLines = Callable[[str], bool]
"""What to do with pasted text of several lines; False: it is not what was hoped for."""


class _Typed(Input):
    """An input whose row may want all lines of what is pasted; Textual's own takes the first."""

    def __init__(self, value: str, max_length: int, take_lines: TakeLines | None) -> None:
        super().__init__(value, compact=True, max_length=max_length, select_on_focus=True)
        self._take_lines = take_lines

    def _on_paste(self, event: Paste) -> None:
        take = self._take_lines
        if take is not None and len(event.text.strip().splitlines()) > 1 and take(event.text):
            event.prevent_default()
            event.stop()


class _Head(Lines):
    def __init__(self, row: TextRow) -> None:
        super().__init__(classes="row-head")
        self._row = row

    def lines(self, width: int) -> Sequence[Content]:  # noqa: ARG002  (one short line at any width)
        row = self._row
        return [head_of(row.key, row.label, row.label_width, editing=row.editing)]


class _Value(Lines):
    def __init__(self, row: TextRow) -> None:
        super().__init__(classes="row-value")
        self._row = row

    def lines(self, width: int) -> Sequence[Content]:
        value = self._row.value
        return wrapped(Content(value), width) if value else [Content.styled(self._row.empty[:width], MUTED)]


class TextRow(Vertical):
    """A typed field. `check` says what is wrong with a text (empty: nothing); `fix` mends it as it is typed."""

    DEFAULT_CSS = """
    TextRow { height: auto; }
    TextRow > Horizontal { height: auto; }
    TextRow .row-head { height: 1; }
    TextRow Input { height: 1; border: none; padding: 0; display: none; }
    TextRow.-editing Input { display: block; }
    TextRow.-editing .row-value { display: none; }
    TextRow .note-right { padding: 0 0 0 2; }
    """

    def __init__(
        self,
        name: str,
        key: str,
        label: str,
        value: str = "",
        *,
        note: str | Content = "",
        empty: str = "–",
        suggest: Suggest | None = None,
        wide: bool = False,
        label_width: int = LABEL_WIDTH,
        max_length: int = 2048,
        take_lines: TakeLines | None = None,
    ) -> None:
        super().__init__(name=name, id=f"field-{name}", classes="-wide" if wide else "")
        self.field, self.key, self.label, self.label_width = name, key, label, label_width
        self.value, self.empty = value, empty
        self.editing = False
        self._before = value
        self._note = note
        self._suggest = suggest
        self._max_length = max_length
        self._take_lines = take_lines
        self._completions: tuple[str, ...] = ()
        self._at = -1

    def compose(self) -> ComposeResult:
        """Head, value or input, and the note beside or below."""
        head = _Head(self)
        head.styles.width = self.label_width + 4
        with Horizontal():
            yield head
            yield _Value(self)
            yield _Typed(self.value, self._max_length, self._take_lines)
            yield Prose(self._note, style=MUTED).add_class("note-right")
        yield Prose(self._note, style=MUTED).add_class("note-below")

    @property
    def input(self) -> Input:
        """Its input line."""
        return self.query_one(Input)

    def note(self, text: str | Content) -> None:
        """Say something beside it."""
        self._note = text
        if not self._completions:
            self._show_note(text)

    def _show_note(self, text: str | Content) -> None:
        for prose in self.query(Prose):
            prose.say(text)

    def set_value(self, value: str) -> None:
        """Give it another value from outside, without a message."""
        self.value = value
        if self.is_mounted:
            with self.prevent(Input.Changed):
                self.input.value = value
            self.refresh(layout=True)
            for widget in self.query(_Value):
                widget.refresh(layout=True)

    def begin(self) -> None:
        """Start editing, the whole text selected so that typing replaces it."""
        self._before = self.value
        self.editing = True
        with self.prevent(Input.Changed):
            self.input.value = self.value
        self.add_class("-editing")
        self.query_one(_Head).refresh()
        self.input.focus()
        self._complete(self.value)

    def end(self, *, accept: bool) -> None:
        """Stop editing; not accepted: as it was."""
        if not accept:
            self.value = self._before
        self.editing = False
        self.remove_class("-editing")
        self._completions = ()
        self._show_note(self._note)
        for widget in self.query(Lines):
            widget.refresh(layout=True)
        if self.value != self._before or not accept:
            self.post_message(FieldChanged(self.field, live=False))

    def press(self, key: str) -> bool:
        """Down and up walk through the suggestions; everything else is the input's own."""
        if key not in ("down", "up") or not self._completions:
            return False
        self._at = (self._at + (1 if key == "down" else -1)) % len(self._completions)
        chosen = self._completions[self._at]
        with self.prevent(Input.Changed):
            self.input.value = chosen
        self.input.cursor_position = len(chosen)
        self.value = chosen
        self._show_completions()
        self.post_message(FieldChanged(self.field, live=True))
        return True

    def on_input_changed(self, event: Input.Changed) -> None:
        """The value follows the typing, so that the preview can."""
        event.stop()
        if not self.editing:
            return
        self.value = event.value
        self._complete(event.value)
        self.post_message(FieldChanged(self.field, live=True))

    def _complete(self, text: str) -> None:
        self._at = -1
        self._completions = tuple(self._suggest(text))[:6] if self._suggest else ()
        if self._completions:
            self._show_completions()
        else:
            self._show_note(self._note)

    def _show_completions(self) -> None:
        parts: list[Content] = []
        for index, word in enumerate(self._completions):
            parts.append(Content.styled(word, "reverse bold" if index == self._at else MUTED))
        self._show_note(Content.styled("↓ ", "$accent bold") + Content("  ").join(parts))

    def on_click(self, event: Click) -> None:
        """A click starts editing."""
        event.stop()
        if not self.editing:
            self.post_message(FieldClicked(self.field))
