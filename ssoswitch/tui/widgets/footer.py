"""The footer: the keys that work here and now, on one line; each can be clicked."""

from __future__ import annotations

from ssoswitch.tui.footer_keys import KeyMap, footer_line
from ssoswitch.tui.paint import Line
from ssoswitch.tui.signs import Signs
from ssoswitch.tui.state import AppState
from ssoswitch.tui.widgets.painted import Painted


class Footer(Painted):
    """One line of keys for the place that has the focus."""

    def __init__(self, signs: Signs, keys: KeyMap) -> None:
        super().__init__(id="footer")
        self.signs = signs
        self.keys = keys
        self._focus = "tree"

    def show_place(self, focus: str) -> None:
        """The keys of another place: `tree`, `search`, `detail`."""
        if focus != self._focus:
            self._focus = focus
            self.repaint()

    def paint(self, state: AppState, width: int, height: int) -> tuple[Line, ...]:  # noqa: ARG002  (one line)
        """The keys."""
        return (footer_line(state, self._focus, self.keys, width, self.signs),)
