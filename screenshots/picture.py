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

from screenshots.signs import CELL_HEIGHT, CELL_WIDTH, DRAWN, draw_sign
from screenshots.signs import num as _n

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
    pressed: str = ""
    """The keys that led here, for the strip below the screen."""
    says: str = ""
    """What they do; a picture without any has no strip."""
    seconds: float = 1.0


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


@dataclass(frozen=True, slots=True)
class Window:
    """What is around the screen: `columns` cells wide, in these colours."""

    title: str
    description: str
    columns: int
    lines: int
    ground: str
    ink: str
    accent: str
    strip: bool = False
    """Whether there is room below the screen for what is said."""

    @property
    def width(self) -> float:
        """In the picture's units."""
        return self.columns * CELL_WIDTH + 2 * MARGIN

    @property
    def height(self) -> float:
        """In the picture's units."""
        return self.lines * CELL_HEIGHT + TITLE_BAR + MARGIN + (STRIP if self.strip else 0.0)


def draw(shots: Sequence[Shot], window: Window) -> str:
    """The SVG of those shots: one stands still, several follow one another for ever."""
    colours = Ink()
    shared = _shared_rows(shots, window.ground, colours)
    frames = [
        _frame(shot, shared, window, colours, number if len(shots) > 1 else None)
        for number, shot in enumerate(shots)
    ]
    around = _draw_window(window, colours)
    defs = "".join(body for body, used in shared.values() if used)
    width, height = _n(window.width), _n(window.height)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xml:space="preserve" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img" aria-labelledby="title desc">\n'
        f'<title id="title">{escape(window.title)}</title>\n<desc id="desc">{escape(window.description)}</desc>\n'
        f"<style>{_style(shots, colours)}</style>\n<defs>{defs}</defs>\n{around}\n"
        + "\n".join(frames)
        + "\n</svg>\n"
    )


def _style(shots: Sequence[Shot], colours: Ink) -> str:
    parts = [
        (
            f"text{{font:14px {FONTS};white-space:pre}}.b{{font-weight:bold}}.i{{font-style:italic}}"
            ".u{text-decoration:underline}.s{text-decoration:line-through}.l{fill:none;stroke-width:1.2}"
            ".h{stroke-width:2.6}.k{shape-rendering:crispEdges}"
        ),
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


def _draw_window(window: Window, colours: Ink) -> str:
    dots = "".join(
        f'<circle cx="{_n(MARGIN + 7 + 18 * number)}" cy="15" r="5" fill="none" '
        f'class="{colours.of(window.ink)}l" opacity=".4"/>'
        for number in range(3)
    )
    return (
        f'<rect x=".5" y=".5" width="{_n(window.width - 1)}" height="{_n(window.height - 1)}" rx="9" '
        f'class="{colours.of(window.ground)}" stroke="{window.ink}" stroke-opacity=".25"/>{dots}'
        f'<text x="{_n(window.width / 2)}" y="19.5" text-anchor="middle" class="{colours.of(window.ink)}" opacity=".6">'
        f"{escape(window.title)}</text>"
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
    shot: Shot, shared: dict[Row, tuple[str, bool]], window: Window, colours: Ink, number: int | None
) -> str:
    """One shot; `number` is its place in a recording, None where it is alone."""
    parts = []
    for line, row in enumerate(shot.rows):
        body, used = shared[row]
        if used:
            name = body[body.index('"') + 1 : body.index('">')]
            parts.append(f'<use href="#{name}" y="{_n(line * CELL_HEIGHT)}"/>')
        elif body:
            parts.append(f'<g transform="translate(0,{_n(line * CELL_HEIGHT)})">{body}</g>')
    head = "<g>" if number is None else f'<g id="f{number}" class="f">'
    strip = _draw_strip(shot, window, colours) if window.strip else ""
    return (
        f'{head}<g transform="translate({_n(MARGIN)},{_n(TITLE_BAR)})">\n'
        + "\n".join(parts)
        + f"\n</g>{strip}</g>"
    )


def _draw_strip(shot: Shot, window: Window, colours: Ink) -> str:
    """The keys in a cap, then what they do, in the middle below the screen."""
    cap = (len(shot.pressed) + 2) * CELL_WIDTH if shot.pressed else 0.0
    gap = 2 * CELL_WIDTH if shot.pressed else 0.0
    left = (window.width - cap - gap - len(shot.says) * CELL_WIDTH) / 2
    top = window.height - STRIP
    parts = []
    if shot.pressed:
        accent = colours.of(window.accent)
        parts.append(
            f'<rect x="{_n(left)}" y="{_n(top + 6)}" width="{_n(cap)}" height="24" rx="5" fill="none" '
            f'class="{accent}l"/>'
            f'<text x="{_n(left + CELL_WIDTH)}" y="{_n(top + 23)}" textLength="{_x(len(shot.pressed))}" '
            f'class="{accent} b">{_text(shot.pressed)}</text>'
        )
    parts.append(
        f'<text x="{_n(left + cap + gap)}" y="{_n(top + 23)}" textLength="{_x(len(shot.says))}" '
        f'class="{colours.of(window.ink)}">{_text(shot.says)}</text>'
    )
    return "".join(parts)


def _draw_row(row: Row, ground: str, colours: Ink) -> str:
    """Grounds first, then what stands on them."""
    grounds: list[str] = []
    signs: list[str] = []
    column = 0
    for colour, runs in groupby(row, key=lambda run: run.look.ground):
        cells = sum(run.cells for run in runs)
        if colour != ground:
            grounds.append(
                f'<rect class="k {colours.of(colour)}" x="{_x(column)}" width="{_x(cells)}" '
                f'height="{_n(CELL_HEIGHT)}"/>'
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
    for kind, characters in groupby(_cells_of(run), key=lambda cell: cell[0] if cell[0] in DRAWN else ""):
        group = list(characters)
        cells = sum(width for _, width in group)
        if kind:
            yield draw_sign(kind, place, cells, colours.of(run.look.ink))
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


def _x(cells: int) -> str:
    return _n(cells * CELL_WIDTH)
