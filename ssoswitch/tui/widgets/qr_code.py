"""An address as a QR code in half blocks: always black on white, whatever the theme, for that is what cameras read."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from ssoswitch.tui.widgets.lines import Lines

_HALVES = {(0, 0): " ", (1, 0): "▀", (0, 1): "▄", (1, 1): "█"}
_MARGIN = 2


def qr_lines(text: str) -> list[str]:
    """Lines of half blocks with a margin; version 4 at level L (37 × 19 cells) takes up to 78 characters."""
    import segno

    matrix = [list(row) for row in segno.make(text, error="l", boost_error=False, micro=False).matrix]
    width = len(matrix[0]) + 2 * _MARGIN
    blank = [0] * width
    rows = [[0] * _MARGIN + [1 if cell else 0 for cell in row] + [0] * _MARGIN for row in matrix]
    rows = [blank] * _MARGIN + rows + [blank] * _MARGIN
    if len(rows) % 2:
        rows.append(blank)
    return [
        "".join(_HALVES[pair] for pair in zip(top, bottom, strict=True))
        for top, bottom in zip(rows[::2], rows[1::2], strict=True)
    ]


class QrCode(Lines):
    """The code; where it does not fit it says so, for half of one is of no use."""

    DEFAULT_CSS = "QrCode { height: auto; width: 1fr; }"

    def __init__(self, text: str = "", id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines = qr_lines(text) if text else []

    def show(self, text: str) -> None:
        """Show another address."""
        self._lines = qr_lines(text) if text else []
        self.refresh(layout=True)

    def lines(self, width: int) -> Sequence[Content]:
        """Black on white."""
        if self._lines and len(self._lines[0]) > width:
            return [Content(f"The QR code needs {len(self._lines[0])} columns; y copies the address.")]
        return [Content.styled(line, "#000000 on #ffffff") for line in self._lines]

    def render(self) -> Content:
        """As it is: the ASCII signs would make it unreadable to a camera."""
        return Content("\n").join(self.lines(max(1, self.content_size.width)))
