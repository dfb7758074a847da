"""Draws the characters that are shapes and no letters: blocks and boxes, edge to edge as a terminal does it."""

from __future__ import annotations

CELL_WIDTH, CELL_HEIGHT = 8.4, 18.0

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
DRAWN = frozenset(_BLOCKS) | frozenset(_BOXES) | frozenset(_ROUND)


def draw_sign(sign: str, column: int, cells: int, name: str) -> str:
    """A run of one block or box character."""
    if sign in _BLOCKS:
        # A character as wide as its cell runs together with its neighbours.
        wide = _BLOCKS[sign][0][2] == 8
        count, step = (1, cells) if wide else (cells, 1)
        return "".join(
            f'<rect class="k {name}" x="{num((column + number + x / 8) * CELL_WIDTH)}" y="{num(y * CELL_HEIGHT / 8)}" '
            f'width="{num(width * step * CELL_WIDTH / 8)}" height="{num(height * CELL_HEIGHT / 8)}"/>'
            for number in range(count)
            for x, y, width, height in _BLOCKS[sign]
        )
    left, right = column * CELL_WIDTH, (column + cells) * CELL_WIDTH
    middle = CELL_HEIGHT / 2
    if sign in ("─", "━"):
        heavy = " h" if sign == "━" else ""
        return f'<path class="l{heavy} {name}l" d="M{num(left)} {num(middle)}H{num(right)}"/>'
    return "".join(_draw_corner(sign, column + number, name) for number in range(cells))


def _draw_corner(sign: str, column: int, name: str) -> str:
    x, y = (column + 0.5) * CELL_WIDTH, CELL_HEIGHT / 2
    half_width, half_height = CELL_WIDTH / 2, CELL_HEIGHT / 2
    if sign in _ROUND:
        across, along = _ROUND[sign]
        path = (
            f"M{num(x + across * half_width)} {num(y)}Q{num(x)} {num(y)} {num(x)} {num(y + along * half_width)}"
            f"V{num(y + along * half_height)}"
        )
        return f'<path class="l {name}l" d="{path}"/>'
    arms = _BOXES[sign]
    ends = ((x - half_width, y), (x + half_width, y), (x, y - half_height), (x, y + half_height))
    path = "".join(
        f"M{num(x)} {num(y)}L{num(a)} {num(b)}" for arm, (a, b) in zip(arms, ends, strict=True) if arm
    )
    heavy = " h" if 2 in arms else ""
    return f'<path class="l{heavy} {name}l" d="{path}"/>'


def num(number: float) -> str:
    """A number as short as it may be."""
    return f"{number:.2f}".rstrip("0").rstrip(".")
