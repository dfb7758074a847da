"""The detail beside the tree, or in a narrow window the page in its place: painted lines that scroll."""

from __future__ import annotations

from textual.events import MouseScrollDown, MouseScrollUp

from ssoswitch.model.environment import Environment
from ssoswitch.tui.paint import MUTED, Line, Piece, piece
from ssoswitch.tui.panel_lines import row_lines
from ssoswitch.tui.panel_parts import BLANK, Place
from ssoswitch.tui.signs import Signs
from ssoswitch.tui.state import AppState
from ssoswitch.tui.widgets.painted import Painted

SCROLLS = {
    "cursor_down": 1, "cursor_up": -1, "half_down": 8, "half_up": -8, "page_down": 16, "page_up": -16,
    "first": -9999, "last": 9999,
}  # fmt: skip


class RolePanel(Painted, can_focus=True):
    """Details of the row, the sync or being offline."""

    def __init__(self, env: Environment, signs: Signs) -> None:
        super().__init__(id="panel")
        self._env = env
        self.signs = signs
        self._top = 0
        self._subject: object = None

    def paint(self, state: AppState, width: int, height: int) -> tuple[Line, ...]:
        """The lines that fit, from where it is scrolled to."""
        subject = (state.panel, state.item, bool(state.marked))
        if subject != self._subject:
            self._subject = subject
            self._top = 0
        lines = self.all_lines(state, width)
        self._top = max(0, min(self._top, len(lines) - height))
        shown = lines[self._top : self._top + height]
        hidden = len(lines) - self._top - height
        if hidden > 0 and shown:
            more = f"  {self.signs.down} {hidden + 1} more lines"
            shown[-1] = (piece(more, MUTED),)
        return tuple(shown)

    def all_lines(self, state: AppState, width: int) -> list[Line]:
        """Everything there is to say, however high."""
        guarded = state.settings.guarded
        place = Place(width, self.signs, self._env.clock.time(), str(self._env.home), guarded)
        head: list[Line] = []
        if width == self.screen.size.width:
            crumb = f" {self.signs.back} {state.view.capitalize()}"
            head = [(piece(crumb, MUTED, "back"), Piece("")), BLANK]
        if state.panel == "sync" and state.syncing:
            from ssoswitch.tui.panel_states import sync_lines

            return head + sync_lines(state, place)
        if state.panel == "offline" and state.offline is not None:
            from ssoswitch.tui.panel_states import offline_lines

            return head + offline_lines(state, place)
        return head + row_lines(state, place)

    def scroll(self, action: str) -> bool:
        """Scroll by a movement's name; False for what is no movement."""
        step = SCROLLS.get(action)
        if step is None:
            return False
        self._top = max(0, self._top + step)
        self.repaint()
        return True

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """The wheel."""
        event.stop()
        self._top += 3
        self.repaint()

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """The wheel."""
        event.stop()
        self._top = max(0, self._top - 3)
        self.repaint()
