"""stdout: data, and nothing else. Either text for a person or one JSON object with `"version": 1` for a script."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from ssoswitch.core.text import showable
from ssoswitch.model.errors import Unavailable

VERSION = 1


def text(line: str = "") -> None:
    """A line of data. What a terminal would obey in it (a name may hold anything) becomes visible."""
    _write(f"{showable(line)}\n")


def raw(data: str) -> None:
    """Data as it is, such as export lines; the caller ends its lines."""
    _write(data)


def document(fields: Mapping[str, Any]) -> None:
    """The one JSON object of a `--json` run."""
    _write_json(_encode({"version": VERSION, **fields}) + "\n")


def document_with_list(
    before: Mapping[str, Any], name: str, pieces: Iterable[str], after: Mapping[str, Any]
) -> None:
    """That object with a long list in it, whose objects are JSON text already, one or several in each piece."""
    head = _encode({"version": VERSION, **before, name: []})[:-2]
    tail = _encode(after)[1:]
    _write_json("".join([json_safe(head), ", ".join(pieces), "], ", json_safe(tail), "\n"]), checked=True)


def json_safe(written: str) -> str:
    """JSON text with every character that a terminal might obey as `\\uXXXX`: json.dumps leaves the half of them."""
    if (written.isascii() and "\x7f" not in written) or written.isprintable():
        return written
    return "".join(sign if sign.isprintable() else _escaped(sign) for sign in written)


def table(rows: Iterable[Sequence[str]], heads: Sequence[str] = ()) -> None:
    """Columns, two blanks apart, the last one ragged; heads only on a terminal, so that scripts see rows alone."""
    lines = list(rows)
    if not lines:
        return
    if heads and is_terminal():
        lines.insert(0, tuple(heads))
    columns = [_shown(column) for column in zip(*lines, strict=True)]
    padded = [_padded(column) for column in columns[:-1]]
    joined = map("  ".join, zip(*padded, columns[-1], strict=True))
    _write("".join([f"{line.rstrip()}\n" for line in joined]))


def flush() -> None:
    """Hand everything on, so that a closed pipe is noticed while there is somebody to notice it."""
    if sys.stdout is not None:
        _guarded(sys.stdout.flush)


def is_terminal() -> bool:
    """Whether a person reads stdout."""
    return sys.stdout is not None and sys.stdout.isatty()


def leave_stdout() -> None:
    """Write to nowhere from now on, or the interpreter complains of the closed pipe at its end."""
    from io import StringIO

    sys.stdout = StringIO()


def _write(data: str) -> None:
    if sys.stdout is None:
        raise Unavailable("The answer could not be given: stdout is closed.")
    try:
        _guarded(lambda: sys.stdout.write(data))
    except UnicodeEncodeError:
        # A locale that lacks the sign: its number stands for it.
        encoding = sys.stdout.encoding
        known = data.encode(encoding, "backslashreplace").decode(encoding)
        _guarded(lambda: sys.stdout.write(known))


def _guarded(write: Callable[[], object]) -> None:
    try:
        write()
    except BrokenPipeError:
        raise
    except OSError as error:
        leave_stdout()
        raise Unavailable(f"The answer could not be written: {error.strerror}.") from None


def _write_json(written: str, *, checked: bool = False) -> None:
    if not checked:
        written = f"{json_safe(written[:-1])}\n"
    if not _is_utf8() and not written.isascii():
        written = "".join(sign if sign.isascii() else _escaped(sign) for sign in written)
    _write(written)


def _is_utf8() -> bool:
    return sys.stdout is not None and (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"


def _escaped(sign: str) -> str:
    return json.dumps(sign)[1:-1]  # a pair of them beyond the sixteenth bit


_encode = json.JSONEncoder(ensure_ascii=False).encode


def _shown(cells: Sequence[str]) -> Sequence[str]:
    """Each cell on one line; a column where nothing is amiss is taken as it is."""
    if "".join(cells).isprintable():
        return cells
    return [showable(cell).replace("\n", "\\x0a") for cell in cells]


def _padded(cells: Sequence[str]) -> list[str]:
    if all(map(str.isascii, cells)):
        width = max(map(len, cells))
        return [cell.ljust(width) for cell in cells]
    widths = [_width(cell) for cell in cells]
    widest = max(widths)
    return [cell + " " * (widest - width) for cell, width in zip(cells, widths, strict=True)]


def _width(cell: str) -> int:
    """Cells on the screen: East Asian wide signs take two."""
    if cell.isascii():
        return len(cell)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(sign) else 2 if east_asian_width(sign) in "WF" else 1 for sign in cell)
