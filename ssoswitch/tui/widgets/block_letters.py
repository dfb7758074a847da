"""A short code in letters three lines high, to be compared from across the desk; the plain text stands beneath it."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from ssoswitch.tui.widgets.lines import Lines

# Five rows of pixels for each character, drawn two to a line with half blocks.
_FONT = {
    "A": "010 101 111 101 101",
    "B": "110 101 110 101 110",
    "C": "011 100 100 100 011",
    "D": "110 101 101 101 110",
    "E": "111 100 110 100 111",
    "F": "111 100 110 100 100",
    "G": "0111 1000 1011 1001 0111",
    "H": "101 101 111 101 101",
    "I": "111 010 010 010 111",
    "J": "001 001 001 101 010",
    "K": "1001 1010 1100 1010 1001",
    "L": "100 100 100 100 111",
    "M": "10001 11011 10101 10001 10001",
    "N": "1001 1101 1011 1001 1001",
    "O": "0110 1001 1001 1001 0110",
    "P": "110 101 110 100 100",
    "Q": "0110 1001 1001 1011 0111",
    "R": "110 101 110 101 101",
    "S": "011 100 010 001 110",
    "T": "111 010 010 010 010",
    "U": "101 101 101 101 111",
    "V": "10001 10001 01010 01010 00100",
    "W": "10001 10001 10101 11011 10001",
    "X": "101 101 010 101 101",
    "Y": "101 101 010 010 010",
    "Z": "111 001 010 100 111",
    "0": "010 101 101 101 010",
    "1": "010 110 010 010 111",
    "2": "110 001 010 100 111",
    "3": "110 001 010 001 110",
    "4": "101 101 111 001 001",
    "5": "111 100 110 001 110",
    "6": "011 100 111 101 111",
    "7": "111 001 010 010 010",
    "8": "111 101 111 101 111",
    "9": "111 101 111 001 110",
    "-": "000 000 111 000 000",
}
_HALVES = {("0", "0"): " ", ("1", "0"): "▀", ("0", "1"): "▄", ("1", "1"): "█"}


def block_lines(text: str) -> tuple[str, str, str]:
    """Three lines; a character that the font lacks is left out, for the plain text says it anyway."""
    rows = ["", "", "", "", "", ""]
    for character in text.upper():
        glyph = _FONT.get(character)
        if glyph is None:
            continue
        pixels = [*glyph.split(), "0" * len(glyph.split()[0])]
        rows = [row + pixel + "0" for row, pixel in zip(rows, pixels, strict=True)]
    lines = []
    for top, bottom in zip(rows[::2], rows[1::2], strict=True):
        lines.append("".join(_HALVES[pair] for pair in zip(top, bottom, strict=True)).rstrip())
    return lines[0], lines[1], lines[2]


class BlockLetters(Lines):
    """The code, large where it fits, and plain in any case."""

    def __init__(self, text: str = "", id: str | None = None) -> None:
        super().__init__(id=id)
        self._text = text

    def show(self, text: str) -> None:
        """Show another code."""
        self._text = text
        self.display = bool(text)
        self.refresh(layout=True)

    def lines(self, width: int) -> Sequence[Content]:
        """Three lines of blocks, then the letters spaced out."""
        if not self._text:
            return []
        large = block_lines(self._text)
        plain = Content.styled(" ".join(self._text), "bold")
        if max(map(len, large)) > width or self.app.size.height < 18:
            return [plain]
        return [*(Content.styled(line, "bold") for line in large), plain]
