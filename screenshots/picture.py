"""Draws what the screen shows as SVG: cells on a grid, in a window, one frame or several.

Textual's own exporter names fonts on a remote host and sets block and box characters as text, which leaves gaps in a
QR code and in borders. Here text takes the reader's own monospace font, stretched to its cells, and those characters
are drawn. The same cells give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import groupby

CELL_WIDTH, CELL_HEIGHT = 8.4, 18.0
BASELINE = 13.2
MARGIN, TITLE_BAR, STRIP = 14.0, 30.0, 40.0
FONTS = "ui-monospace,'SF Mono','Cascadia Mono','JetBrains Mono','DejaVu Sans Mono',Menlo,Consolas,monospace"


@dataclass(frozen=True, slots=True)
class Look:
    """How a run of cells looks; colours are `#rrggbb`."""

    ink: str
    ground: str
    bold: bool = False
    italic: bool = False
    underline: bool = False
    strike: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """Cells of one look: their text and how many they are."""

    text: str
    cells: int
    look: Look


Row = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Shot:
    """What the screen showed at one moment, and what is said below it."""

    rows: tuple[Row, ...]
    says: str = ""
    seconds: float = 1.0


# Block elements as (x, y, width, height) in eighths of a cell.
_BLOCKS: dict[str, tuple[tuple[int, int, int, int], ...]] = {
    "█": ((0, 0, 8, 8),), "▀": ((0, 0, 8, 4),), "▄": ((0, 4, 8, 4),), "▌": ((0, 0, 4, 8),), "▐": ((4, 0, 4, 8),),
    "▁": ((0, 7, 8, 1),), "▂": ((0, 6, 8, 2),), "▃": ((0, 5, 8, 3),), "▅": ((0, 3, 8, 5),), "▆": ((0, 2, 8, 6),),
    "▇": ((0, 1, 8, 7),), "▏": ((0, 0, 1, 8),), "▎": ((0, 0, 2, 8),), "▍": ((0, 0, 3, 8),), "▋": ((0, 0, 5, 8),),
    "▊": ((0, 0, 6, 8),), "▉": ((0, 0, 7, 8),), "▔": ((0, 0, 8, 1),), "▕": ((7, 0, 1, 8),),
}  # fmt: skip
# Box drawing as arms from the middle: left, right, up, down; 1 is light, 2 heavy.
_BOXES = {
    "─": (1, 1, 0, 0), "━": (2, 2, 0, 0), "│": (0, 0, 1, 1), "┃": (0, 0, 2, 2), "┌": (0, 1, 0, 1), "┐": (1, 0, 0, 1),
    "└": (0, 1, 1, 0), "┘": (1, 0, 1, 0), "├": (0, 1, 1, 1), "┤": (1, 0, 1, 1), "┬": (1, 1, 0, 1), "┴": (1, 1, 1, 0),
    "┼": (1, 1, 1, 1), "╸": (2, 0, 0, 0), "╺": (0, 2, 0, 0), "╴": (1, 0, 0, 0), "╶": (0, 1, 0, 0),
}  # fmt: skip
_ROUND = {"╭": (1, 1), "╮": (-1, 1), "╰": (1, -1), "╯": (-1, -1)}
_DRAWN = frozenset(_BLOCKS) | frozenset(_BOXES) | frozenset(_ROUND)


@dataclass
class Ink:
    """The colours of one picture, as classes in the order in which they are met."""

    classes: dict[str, str] = field(default_factory=dict)

    def of(self, colour: str) -> str:
        """The class of that colour: `fill` of text and blocks, `stroke` of lines."""
        return self.classes.setdefault(colour, f"c{len(self.classes)}")

    def styles(self) -> str:
        """The style sheet's part."""
        return "".join(
            f".{name}{{fill:{colour}}}.{name}l{{stroke:{colour}}}" for colour, name in self.classes.items()
        )


def draw(shots: Sequence[Shot], *, title: str, description: str, columns: int, ground: str, ink: str) -> str:
    """The SVG of those shots: one stands still, several follow one another for ever.

    `ground` and `ink` are the colours of the window around them.
    """
    colours = Ink()
    strip = STRIP if any(shot.says for shot in shots) else 0.0
    width = columns * CELL_WIDTH + 2 * MARGIN
    height = len(shots[0].rows) * CELL_HEIGHT + TITLE_BAR + MARGIN + strip
    shared = _shared_rows(shots, ground, colours)
    frames = [
        _frame(number, shot, shared, len(shots) > 1, strip, width, height, colours, ink)
        for number, shot in enumerate(shots)
    ]
    window = _window(width, height, title, colours, ground, ink)
    defs = "".join(body for body, used in shared.values() if used)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xml:space="preserve" viewBox="0 0 {_n(width)} {_n(height)}" width="{_n(width)}" '
        f'height="{_n(height)}" role="img" aria-labelledby="title desc">\n'
        f'<title id="title">{escape(title)}</title>\n<desc id="desc">{escape(description)}</desc>\n'
        f"<style>{_style(shots, colours)}</style>\n<defs>{defs}</defs>\n{window}\n"
        + "\n".join(frames)
        + "\n</svg>\n"
    )


def _style(shots: Sequence[Shot], colours: Ink) -> str:
    parts = [
        f"text{{font:14px {FONTS};white-space:pre}}.b{{font-weight:bold}}.i{{font-style:italic}}"
        ".u{text-decoration:underline}.s{text-decoration:line-through}.l{fill:none;stroke-width:1.2}"
        ".h{stroke-width:2.6}.k{shape-rendering:crispEdges}",
        colours.styles(),
    ]
    if len(shots) > 1:
        parts.append(_keyframes(shots))
    return "".join(parts)


def _keyframes(shots: Sequence[Shot]) -> str:
    """Each frame is seen for its seconds; who wants less motion sees the first one only."""
    whole = sum(shot.seconds for shot in shots)
    parts = [".f{visibility:hidden}#f0{visibility:visible}@media (prefers-reduced-motion:no-preference){"]
    begin = 0.0
    for number, shot in enumerate(shots):
        start, end = 100 * begin / whole, 100 * (begin + shot.seconds) / whole
        begin += shot.seconds
        steps = (
            "0%{visibility:visible}"
            if number == 0
            else f"0%{{visibility:hidden}}{_n(start)}%{{visibility:visible}}"
        )
        if number < len(shots) - 1:
            steps += f"{_n(end)}%{{visibility:hidden}}"
        else:
            steps += "100%{visibility:visible}"
        parts.append(
            f"@keyframes k{number}{{{steps}}}#f{number}{{animation:k{number} {_n(whole)}s step-end infinite}}"
        )
    return "".join(parts) + "}"


def _window(width: float, height: float, title: str, colours: Ink, ground: str, ink: str) -> str:
    dots = "".join(
        f'<circle cx="{_n(MARGIN + 7 + 18 * number)}" cy="15" r="5" fill="none" class="{colours.of(ink)}l" opacity=".4"/>'
        for number in range(3)
    )
    return (
        f'<rect x=".5" y=".5" width="{_n(width - 1)}" height="{_n(height - 1)}" rx="9" class="{colours.of(ground)}" '
        f'stroke="{ink}" stroke-opacity=".25"/>{dots}'
        f'<text x="{_n(width / 2)}" y="19.5" text-anchor="middle" class="{colours.of(ink)}" opacity=".6">'
        f"{escape(title)}</text>"
    )


def _shared_rows(shots: Sequence[Shot], ground: str, colours: Ink) -> dict[Row, tuple[str, bool]]:
    """Each row drawn once; in several frames it is referred to, which keeps a recording small."""
    rows: dict[Row, tuple[str, bool]] = {}
    for shot in shots:
        for row in shot.rows:
            if row not in rows:
                body = _draw_row(row, ground, colours)
                if len(shots) > 1 and body:
                    rows[row] = (f'<g id="r{len(rows)}">{body}</g>\n', True)
                else:
                    rows[row] = (body, False)
    return rows


def _frame(
    number: int,
    shot: Shot,
    shared: dict[Row, tuple[str, bool]],
    moving: bool,
    strip: float,
    width: float,
    height: float,
    colours: Ink,
    ink: str,
) -> str:
    parts = []
    for line, row in enumerate(shot.rows):
        body, used = shared[row]
        if used:
            name = body[body.index('"') + 1 : body.index('">')]
            parts.append(f'<use href="#{name}" y="{_n(line * CELL_HEIGHT)}"/>')
        elif body:
            parts.append(f'<g transform="translate(0,{_n(line * CELL_HEIGHT)})">{body}</g>')
    head = f'<g id="f{number}" class="f">' if moving else "<g>"
    says = ""
    if strip and shot.says:
        says = (
            f'<text x="{_n(width / 2)}" y="{_n(height - 16)}" text-anchor="middle" class="{colours.of(ink)} b">'
            f"{escape(shot.says)}</text>"
        )
    return (
        f'{head}<g transform="translate({_n(MARGIN)},{_n(TITLE_BAR)})">\n'
        + "\n".join(parts)
        + f"\n</g>{says}</g>"
    )


def _draw_row(row: Row, ground: str, colours: Ink) -> str:
    """Grounds first, then what stands on them."""
    grounds, signs = [], []
    column = 0
    for colour, runs in groupby(row, key=lambda run: run.look.ground):
        cells = sum(run.cells for run in runs)
        if colour != ground:
            grounds.append(
                f'<rect class="k {colours.of(colour)}" x="{_x(column)}" width="{_x(cells)}" height="{_n(CELL_HEIGHT)}"/>'
            )
        column += cells
    column = 0
    for run in row:
        signs.extend(_draw_run(run, column, colours))
        column += run.cells
    return "".join(grounds) + "".join(signs)


def _draw_run(run: Run, column: int, colours: Ink) -> Iterator[str]:
    """Text between runs of blanks, and the characters that are drawn, each in its place."""
    place = column
    for kind, characters in groupby(_cells_of(run), key=lambda cell: cell[0] if cell[0] in _DRAWN else ""):
        group = list(characters)
        cells = sum(width for _, width in group)
        if kind:
            yield _draw_sign(kind, place, cells, colours.of(run.look.ink))
        else:
            yield from _draw_text("".join(sign for sign, _ in group), group, place, run.look, colours)
        place += cells


def _cells_of(run: Run) -> Iterator[tuple[str, int]]:
    """Each character with the cells that it takes; one that takes none stays with the one before it."""
    from rich.cells import get_character_cell_size

    for character in run.text:
        yield character, get_character_cell_size(character)


def _draw_text(
    text: str, cells: Sequence[tuple[str, int]], column: int, look: Look, colours: Ink
) -> Iterator[str]:
    kept = look.underline or look.strike  # a line under blanks is seen
    classes = colours.of(look.ink) + "".join(
        f" {name}"
        for name, on in (("b", look.bold), ("i", look.italic), ("u", look.underline), ("s", look.strike))
        if on
    )
    place = column
    for piece in _pieces(text, kept):
        width = sum(cells[index][1] for index in piece)
        part = "".join(cells[index][0] for index in piece)
        if part.strip() or kept:
            stretch = f' textLength="{_x(width)}"' if width > 1 else ""
            yield f'<text class="{classes}" x="{_x(place)}" y="{_n(BASELINE)}"{stretch}>{_text(part)}</text>'
        place += width


def _text(part: str) -> str:
    """Blanks are kept by every renderer only where they cannot be broken."""
    return escape(part, quote=False).replace(" ", "\u00a0")


def _pieces(text: str, whole: bool) -> Iterator[range]:
    """Stretches of text without two blanks in a row, and the blanks between them."""
    if whole:
        yield range(len(text))
        return
    begin = 0
    while begin < len(text):
        blank = text[begin] == " " and (begin == 0 or text[begin : begin + 2].strip() == "")
        end = begin
        if blank:
            while end < len(text) and text[end] == " ":
                end += 1
        else:
            gap = text.find("  ", begin)
            end = len(text.rstrip(" ")) if gap < 0 and text[begin:].strip() else gap
            end = end if end > begin else len(text)
        yield range(begin, end)
        begin = end


def _draw_sign(sign: str, column: int, cells: int, name: str) -> str:
    """A run of one block or box character."""
    if sign in _BLOCKS:
        # A character as wide as its cell runs together with its neighbours.
        wide = _BLOCKS[sign][0][2] == 8
        count, step = (1, cells) if wide else (cells, 1)
        return "".join(
            f'<rect class="k {name}" x="{_n((column + number + x / 8) * CELL_WIDTH)}" y="{_n(y * CELL_HEIGHT / 8)}" '
            f'width="{_n(width * step * CELL_WIDTH / 8)}" height="{_n(height * CELL_HEIGHT / 8)}"/>'
            for number in range(count)
            for x, y, width, height in _BLOCKS[sign]
        )
    left, right = column * CELL_WIDTH, (column + cells) * CELL_WIDTH
    middle = CELL_HEIGHT / 2
    if sign in ("─", "━"):
        heavy = " h" if sign == "━" else ""
        return f'<path class="l{heavy} {name}l" d="M{_n(left)} {_n(middle)}H{_n(right)}"/>'
    return "".join(_draw_corner(sign, column + number, name) for number in range(cells))


def _draw_corner(sign: str, column: int, name: str) -> str:
    x, y = (column + 0.5) * CELL_WIDTH, CELL_HEIGHT / 2
    half_width, half_height = CELL_WIDTH / 2, CELL_HEIGHT / 2
    if sign in _ROUND:
        across, along = _ROUND[sign]
        path = (
            f"M{_n(x + across * half_width)} {_n(y)}Q{_n(x)} {_n(y)} {_n(x)} {_n(y + along * half_width)}"
            f"V{_n(y + along * half_height)}"
        )
        return f'<path class="l {name}l" d="{path}"/>'
    arms = _BOXES[sign]
    ends = ((x - half_width, y), (x + half_width, y), (x, y - half_height), (x, y + half_height))
    path = "".join(f"M{_n(x)} {_n(y)}L{_n(a)} {_n(b)}" for arm, (a, b) in zip(arms, ends, strict=True) if arm)
    heavy = " h" if 2 in arms else ""
    return f'<path class="l{heavy} {name}l" d="{path}"/>'


def _x(cells: int) -> str:
    return _n(cells * CELL_WIDTH)


def _n(number: float) -> str:
    """A number as short as it may be."""
    return f"{number:.2f}".rstrip("0").rstrip(".")
