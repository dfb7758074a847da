"""stdout: data, and nothing else. Either text for a person or one JSON object with `"version": 1` for a script."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

VERSION = 1


def text(line: str = "") -> None:
    """A line of data."""
    sys.stdout.write(f"{line}\n")


def raw(data: str) -> None:
    """Data as it is, such as export lines; the caller ends its lines."""
    sys.stdout.write(data)


def document(fields: Mapping[str, Any]) -> None:
    """The one JSON object of a `--json` run."""
    sys.stdout.write(json.dumps({"version": VERSION, **fields}, ensure_ascii=False, separators=(", ", ": ")))
    sys.stdout.write("\n")


def table(rows: Iterable[Sequence[str]], heads: Sequence[str] = ()) -> None:
    """Columns, two blanks apart, the last one ragged; heads only on a terminal, so that scripts see rows alone."""
    wanted = [list(heads)] if heads and sys.stdout.isatty() else []
    lines = wanted + [list(row) for row in rows]
    if not lines:
        return
    widths = [max(_width(line[column]) for line in lines) for column in range(len(lines[0]))]
    for line in lines:
        cells = [cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True)]
        sys.stdout.write("  ".join(cells).rstrip() + "\n")


def flush() -> None:
    """Hand everything on, so that a closed pipe is noticed while there is somebody to notice it."""
    sys.stdout.flush()


def is_terminal() -> bool:
    """Whether a person reads stdout."""
    return sys.stdout.isatty()


def _width(cell: str) -> int:
    """Cells on the screen: East Asian wide signs take two."""
    if cell.isascii():
        return len(cell)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(sign) else 2 if east_asian_width(sign) in "WF" else 1 for sign in cell)
