"""A line of the screen, put together from texts at columns; it knows cells and takes nothing as markup."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from ssoswitch.core.text import clean

MATCH = Style(bold=True, underline=True)


def cells(text: str) -> int:
    """The width of `text` in cells."""
    return len(text) if text.isascii() else cell_len(text)


def clip(text: str, room: int, ellipsis: str = "…") -> str:
    """`text` in at most `room` cells; what does not fit ends in the ellipsis."""
    if cells(text) <= room:
        return text
    if room <= len(ellipsis):
        return ellipsis[: max(room, 0)]
    return set_cell_size(text, room - len(ellipsis)).rstrip() + ellipsis


class Line:
    """Builds a Strip of exactly `width` cells, from left to right."""

    __slots__ = ("_base", "_segments", "at", "ellipsis", "width")

    def __init__(self, width: int, base: Style, ellipsis: str = "…") -> None:
        self.width = width
        self.at = 0
        """The column after the last text."""
        self.ellipsis = ellipsis
        self._base = base
        self._segments: list[Segment] = []

    def put(
        self,
        x: int,
        text: str,
        style: Style,
        *,
        room: int | None = None,
        matched: Sequence[tuple[int, int]] = (),
    ) -> None:
        """`text` at column `x`, or right after what stands there already; in `room` cells at most.

        `matched`: stretches of `text` to be shown bold and underlined.
        """
        x = max(x, self.at)
        room = self.width - x if room is None else min(room, self.width - x)
        if room <= 0 or not text:
            return
        if x > self.at:
            self._segments.append(Segment(" " * (x - self.at), self._base))
        # What a terminal would obey is shown in its visible form; where letters match hardly matters then.
        shown = clip(text if text.isprintable() else clean(text, len(text)), room, self.ellipsis)
        if matched:
            self._put_matched(shown, style, matched)
        else:
            self._segments.append(Segment(shown, style))
        self.at = x + cells(shown)

    def _put_matched(self, shown: str, style: Style, matched: Sequence[tuple[int, int]]) -> None:
        at = 0
        marked = style + MATCH
        for first, last in matched:
            if first >= len(shown):
                break
            if first > at:
                self._segments.append(Segment(shown[at:first], style))
            self._segments.append(Segment(shown[first:last], marked))
            at = last
        if at < len(shown):
            self._segments.append(Segment(shown[at:], style))

    def finish(self) -> Strip:
        """The strip."""
        if self.at < self.width:
            self._segments.append(Segment(" " * (self.width - self.at), self._base))
        return Strip(self._segments, self.width)
