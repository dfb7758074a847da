"""Screens that are opened over another one: their first frame is as they stay, and they are styled once.

Textual tells a screen its size after the first frame; what depends on the width was laid out for no width at all until
then, and every dialog flashed. It also styles everything when a screen comes to the top, a moment after it did so when
the screen was mounted.
"""

from __future__ import annotations

from typing import TypeVar

from textual.events import ScreenResume
from textual.screen import ModalScreen

T = TypeVar("T")


class AtOnce(ModalScreen[T]):
    """Subclasses call `take_size` first when they compose."""

    _resumed_before = False

    def take_size(self) -> None:
        """Have the classes of the window's width and height before there is anything to lay out."""
        width, height = self.app.size
        names: list[str] = []
        for cells, points in ((width, self.HORIZONTAL_BREAKPOINTS), (height, self.VERTICAL_BREAKPOINTS)):
            names += [name for least, name in sorted(points or ()) if least <= cells][-1:]
        self.add_class(*names)

    def on_screen_resume(self, event: ScreenResume) -> None:
        """No second styling before the first frame."""
        event.refresh_styles = event.refresh_styles and self._resumed_before
        self._resumed_before = True
