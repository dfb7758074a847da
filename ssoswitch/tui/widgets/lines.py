"""Lines: a widget that is told its width and answers with its lines, so that nothing is ever cut by a layout.

Texts from AWS, from files and from errors go into `Content` as plain text; markup is never parsed.
"""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.geometry import Size
from textual.strip import Strip
from textual.visual import Visual
from textual.widget import Widget

from ssoswitch.model.settings import Settings
from ssoswitch.tui import paint

MUTED = "$text-muted"
# One cell for one cell, so that no layout changes where a font or locale has ASCII only.
_ASCII = str.maketrans("●◐○◆★■✓✗⋯▸▾▌›‹·–…→≠×−━╺─│█▀▄⏎↑↓←•", '*~o@+#vx.>v>><--.>!x-=>-|#"_^^v<*')


class Lines(Widget):
    """Subclasses say their lines at a width; height follows by itself."""

    DEFAULT_CSS = "Lines { height: auto; width: 1fr; }"

    def lines(self, width: int) -> Sequence[Content]:
        """The lines, each at most `width` cells."""
        raise NotImplementedError  # each subclass says it; a widget's metaclass leaves no room for ABC

    def get_content_width(self, container: Size, viewport: Size) -> int:  # noqa: ARG002  (Textual's signature)
        """As wide as there is room."""
        return container.width

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002  (Textual's signature)
        """As many as it says."""
        return len(self.lines(max(1, width)))

    def render(self) -> Content:
        """Joined for Textual's own renderer."""
        return in_signs(self, Content("\n").join(self.lines(max(1, self.content_size.width))))


class Prose(Lines):
    """Sentences, wrapped at words; an empty one takes no room, nor does its margin."""

    DEFAULT_CSS = "Prose.-empty { display: none; }"

    def __init__(self, text: str | Content = "", *, style: str = "", id: str | None = None) -> None:
        super().__init__(id=id)
        self._style = style
        self._text = styled(text, style)
        self.set_class(not self._text, "-empty")

    @property
    def text(self) -> Content:
        """What it says."""
        return self._text

    def say(self, text: str | Content, style: str | None = None) -> None:
        """Say something else; the same again costs no layout."""
        before, self._text = self._text, styled(text, self._style if style is None else style)
        if self._text.is_same(before):
            return
        self.set_class(not self._text, "-empty")
        self.refresh(layout=True)

    def lines(self, width: int) -> Sequence[Content]:
        """Wrapped at words."""
        return wrapped(self._text, width)


class Headed(Lines):
    """Texts with something before each, wrapped beside it: notes with their sign, a script with its word."""

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._entries: tuple[tuple[Content, Content], ...] = ()

    def say(self, entries: Sequence[tuple[Content, Content]]) -> None:
        """(head, text) each; none takes no room."""
        self._entries = tuple(entries)
        self.display = bool(self._entries)
        self.refresh(layout=True)

    def lines(self, width: int) -> Sequence[Content]:
        """Each wrapped beside its head."""
        return [line for head, text in self._entries for line in hanging(head, text, width)]


def styled(text: str | Content, style: str = "") -> Content:
    """Plain text (never markup) with one style; content stays as it is."""
    if isinstance(text, Content):
        return text
    return Content.styled(text, style) if style and text else Content(text)


def wrapped(text: Content, width: int) -> list[Content]:
    """Lines of at most `width` cells, broken at words and, where a word is longer, inside it; [] for no text."""
    if not text.plain:
        return []
    lines: list[Content] = []
    for line in text.split(allow_blank=True):
        # Content.wrap drops blank lines and leading blanks; both mean something here.
        indent = len(line.plain) - len(line.plain.lstrip(" "))
        if line.cell_length <= width:
            lines.append(line)
        else:
            room = max(8, width - indent)
            lines += [Content(" " * min(indent, width - room)) + part for part in line[indent:].wrap(room)]
    return lines


def hanging(head: Content, text: Content, width: int) -> list[Content]:
    """`text` wrapped beside `head`; following lines are indented by the head's width."""
    indent = head.cell_length
    if width - indent < 16:
        return [head.truncate(width), *wrapped(text, width)]
    parts = wrapped(text, width - indent) or [Content("")]
    blank = Content(" " * indent)
    return [head + parts[0], *(blank + part for part in parts[1:])]


def padded(text: str | Content, width: int, style: str = "") -> Content:
    """Exactly `width` cells: filled with blanks, or shortened with an ellipsis."""
    content = styled(text, style)
    return content.truncate(width, ellipsis=True).pad_right(max(0, width - content.cell_length))


def shows_ascii(widget: Widget) -> bool:
    """Whether the program shows ASCII signs."""
    return bool(getattr(getattr(widget.app, "signs", None), "ascii", False))


def in_signs(widget: Widget, text: Content) -> Content:
    """The text with ASCII signs where the program shows ASCII, else itself."""
    if not shows_ascii(widget):
        return text
    return Content(text.plain.translate(_ASCII), spans=list(text.spans))


def strip_of(widget: Widget, line: Content, width: int) -> Strip:
    """One line as the strip that a line-painting widget returns: exactly `width` cells."""
    strips = Visual.to_strips(widget, in_signs(widget, line.truncate(width)), width, 1, widget.visual_style)
    return strips[0].adjust_cell_length(width, widget.rich_style)


def guarded_words(widget: Widget) -> Sequence[str]:
    """The environment words before which the guard stands, as the program is set."""
    controller = getattr(widget.app, "controller", None)
    return controller.state.settings.guarded if controller is not None else Settings().guarded


def environment_word(word: str, guarded: Sequence[str]) -> Content:
    """PROD, STG … in reverse video, loud where it is guarded; nothing for no word."""
    text, style, _command = paint.environment(word, guarded)
    return Content.styled(text, style) if text else Content("")
