"""The size of the terminal that the screen is drawn on, also while stdout is captured.

Textual draws on stderr and asks stdout how large the terminal is. The shell's hook reads stdout (that is how Enter
reaches the calling shell), so Textual would draw 80 by 24 there, in a window of any size.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.driver import Driver

LEAST_WIDTH, LEAST_HEIGHT = 60, 15
"""What the screen needs; below it says so."""

_STDIN, _STDERR = 0, 2


def size_of_screen(otherwise: Callable[[], tuple[int, int]]) -> tuple[int, int]:
    """Columns and lines of the terminal behind stderr or stdin; where neither is one, what `otherwise` says."""
    for descriptor in (_STDERR, _STDIN):
        try:
            columns, lines = os.get_terminal_size(descriptor)
        except OSError:
            continue
        if columns and lines:
            return columns, lines
    return otherwise()


def sized_by_the_screen(driver: type[Driver]) -> type[Driver]:
    """That driver, asking the terminal that it draws on; itself where it has no such question to answer."""
    if not hasattr(driver, "_get_terminal_size"):
        return driver

    def size(self: Driver) -> tuple[int, int]:
        return size_of_screen(lambda: getattr(driver, "_get_terminal_size")(self))  # noqa: B009  (Textual's own)

    return type(driver.__name__, (driver,), {"_get_terminal_size": size})
