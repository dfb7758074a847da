"""The one widget under ribbon, alert line, panel, message row and footer: it draws lines and hands clicks on.

A repaint whose lines are the same as before draws nothing, so a state that changes many times a second costs little.
The lines are those of the widget's size already in the frame in which it gets that size, so the first frame is whole.
"""

from __future__ import annotations

from rich.segment import Segment
from textual.content import Content, Span
from textual.events import Click, Resize
from textual.geometry import Region, Size
from textual.reactive import reactive
from textual.strip import Strip
from textual.style import Style
from textual.widget import Widget

from ssoswitch.tui.messages import CommandChosen
from ssoswitch.tui.paint import Line, width_of
from ssoswitch.tui.state import AppState


class Painted(Widget):
    """Draws what `paint` answers for the state; subclasses say only that."""

    state: reactive[AppState | None] = reactive(None, repaint=False)
    auto_links: reactive[bool] = reactive(False)
    """Textual need not look for links: a click is found by its place."""

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        # The lines fit. To find where one would have to be broken costs more than to draw it.
        self.styles.text_wrap = "nowrap"
        self.styles.text_overflow = "clip"
        self._lines: tuple[Line, ...] = ()
        self._fitted = Size()
        self._base = Style()

    def paint(self, state: AppState, width: int, height: int) -> tuple[Line, ...]:
        """The lines for that state, each at most `width` cells."""
        raise NotImplementedError  # each subclass says it; a widget's metaclass leaves no room for ABC

    def watch_state(self) -> None:
        """A new state."""
        self.repaint()

    def on_resize(self, _event: Resize) -> None:
        """Other lines fit."""
        self.repaint()

    def repaint(self) -> None:
        """Compute the lines again and draw them if they are others."""
        before = self._lines
        self._fit()
        if before != self._lines:
            self.refresh()

    def _fit(self) -> None:
        width, height = self.size
        if self.state is not None and width:
            self._fitted = self.size
            self._lines = self.paint(self.state, width, height)

    @property
    def lines(self) -> tuple[Line, ...]:
        """What is drawn."""
        return self._lines

    def render_lines(self, crop: Region) -> list[Strip]:
        """Fitted to a new size in the very frame in which the widget gets it."""
        if self._fitted != self.size:
            self._fit()
        self._base = self.visual_style
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """A line piece by piece, cheaper than by `render`, which knows what the mouse selected."""
        if self.text_selection is not None:
            return super().render_line(y)
        if y >= len(self._lines):
            return Strip.blank(self.size.width, self._base.rich_style)
        parse = self.app.stylesheet.parse_style
        segments: list[Segment] = []
        x = 0
        for text, style, _command in self._lines[y]:
            if text:
                full = self._base + parse(style) if style else self._base
                segments.append(Segment(text, full.rich_style_with_offset(x, y)))
                x += len(text)
        return Strip(segments)

    def render(self) -> Content:
        """The lines, for Textual."""
        if self._fitted != self.size:
            self._fit()
        texts: list[str] = []
        spans: list[Span] = []
        at = 0
        for line in self._lines:
            for text, style, _command in line:
                texts.append(text)
                if style:
                    spans.append(Span(at, at + len(text), style))
                at += len(text)
            texts.append("\n")
            at += 1
        return Content("".join(texts[:-1]), spans, strip_control_codes=False)

    def command_at(self, x: int, y: int) -> str:
        """The command under a cell; empty where there is none."""
        if not 0 <= y < len(self._lines):
            return ""
        for number, each in enumerate(self._lines[y]):
            if x < width_of(self._lines[y][: number + 1]):
                return each.command
        return ""

    def on_click(self, event: Click) -> None:
        """A click on a key is that key."""
        command = self.command_at(event.x, event.y)
        if command:
            event.stop()
            self.post_message(CommandChosen(command))
