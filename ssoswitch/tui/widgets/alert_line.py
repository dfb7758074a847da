"""The alert line: the one thing to know before anything else, with the key that goes on. Gone when there is none.

The order is that of what it keeps you from: a config that cannot be written, no way to AWS, an ended session, one that
ends soon, something odd about this machine; that you are signed out is in the ribbon, too.
"""

from __future__ import annotations

from textual.events import Resize
from textual.geometry import Size

from ssoswitch.core.moments import clock_time, day_time
from ssoswitch.model.environment import Clock
from ssoswitch.tui.paint import ACCENT, BAD, MUTED, WARN, Line, Piece, crop, piece, spread, width_of, wrap
from ssoswitch.tui.signs import Signs
from ssoswitch.tui.state import AppState, token_left
from ssoswitch.tui.widgets.painted import Painted


def alert(state: AppState, now: float, width: int, signs: Signs) -> tuple[Line, ...]:
    """The line, or two where it is long; none where all is well."""
    wide = width >= 100
    problem = state.config.problem
    if problem is not None:
        place = f" line {problem.line}" if problem.line is not None else ""
        text = f"{problem.path.name}{place}: {problem.reason}. Reading goes on, writing is off."
        return _line(signs.bad, BAD, text, (), width, signs)
    if state.offline is not None:
        return _offline(state, now, width, signs)
    if state.session is None:
        return _problem(state, width, signs)
    name = crop(state.session.name, 24, signs.ellipsis)
    if state.session.problem:
        text = f"{name} cannot be used: {state.session.problem}."
        return _line(signs.bad, BAD, text, (("s", "other sessions", "sessions"),), width, signs)
    if state.ended and not state.signed_in:
        text = f"{state.ended} The saved tree is shown." if _has_rows(state) else state.ended
        return _line(signs.bad, WARN, text, (("L", "sign in", "sign-in"),), width, signs)
    if state.reminding:
        left = token_left(state, now) or 0.0
        at = clock_time(now + left)
        minutes = max(1, round(left / 60))
        long = f"{name} ends at {at} ({minutes} min). Role credentials already handed out live on to their own end."
        text = long if wide else f"{name} ends {at} ({minutes} min)"
        keys = (("L", "renew", "sign-in"), ("z", "later", "pause"))
        return _line(signs.soon, WARN, text, keys, width, signs)
    if not state.signed_in and not state.signing_in and not state.problems and _has_rows(state):
        text = f"Signed out of {name}: this is the saved tree. Search, profiles and .envrc work as ever."
        short = f"Signed out of {name}: this is the saved tree."
        return _line(
            signs.signed_out, MUTED, text if wide else short, (("L", "signs in", "sign-in"),), width, signs
        )
    return _problem(state, width, signs)


def _problem(state: AppState, width: int, signs: Signs) -> tuple[Line, ...]:
    """Something odd about this machine, where there is something."""
    if not state.problems:
        return ()
    more = f" (+{len(state.problems) - 1})" if len(state.problems) > 1 else ""
    keys = () if state.syncing else (("z", "put away", "pause"),)  # while a sync runs, that key pauses it
    return _line(signs.look, WARN, state.problems[0] + more, keys, width, signs)


def _offline(state: AppState, now: float, width: int, signs: Signs) -> tuple[Line, ...]:
    offline = state.offline
    assert offline is not None
    at = state.tree.synced_at or state.tree.saved_at if state.tree is not None else None
    seconds = max(0, round(offline.next_try - now))
    coming = f"Next try in {seconds} s." if seconds else "Trying now …"
    saved = f" This is the tree saved {day_time(at, now)}." if at is not None and _has_rows(state) else ""
    keys: tuple[tuple[str, str, str], ...] = (("r", "now", "refresh"), ("i", "what works", "info"))
    return _line(signs.bad, BAD, f"{offline.reason.rstrip('.')}.{saved} {coming}", keys, width, signs)


def _has_rows(state: AppState) -> bool:
    return state.tree is not None and bool(state.tree.entries)


def _line(
    sign: str, style: str, text: str, keys: tuple[tuple[str, str, str], ...], width: int, signs: Signs
) -> tuple[Line, ...]:
    """The sign, the text, the keys at the right; what does not fit beside them goes on below."""
    right: list[Piece] = []
    for key, label, command in keys:
        right += [piece(key, f"bold {ACCENT}", command), piece(f" {label}", "", command), Piece("   ")]
    right = [*right[:-1], Piece(" ")] if right else []
    room = max(20, width - 4 - width_of(right))
    first, *rest = wrap(text, room)
    below = wrap(" ".join(rest), max(20, width - 5)) if rest else []
    if len(below) > 2:
        below = [below[0], crop(" ".join(below[1:]), width - 5, signs.ellipsis)]
    top = spread((Piece(" "), piece(f"{sign} ", style), piece(first, style)), right, width)
    return (top, *((Piece("   "), piece(line, style)) for line in below))


class AlertLine(Painted):
    """The alert, or nothing at all."""

    def __init__(self, clock: Clock, signs: Signs) -> None:
        super().__init__(id="alert-line")
        self._clock = clock
        self.signs = signs
        self._height = 0

    def watch_state(self) -> None:
        """Come and go with the alert: its row belongs to the tree otherwise."""
        state = self.state
        if state is None:
            return
        height = len(alert(state, self._clock.time(), self.app.size.width, self.signs))
        if height != self._height:
            self._height = height
            self.set_class(height > 0, "-shown")
            self.refresh(layout=True)
        super().watch_state()

    def on_resize(self, event: Resize) -> None:
        """Another width, perhaps another height."""
        super().on_resize(event)
        self.watch_state()

    def paint(self, state: AppState, width: int, height: int) -> tuple[Line, ...]:  # noqa: ARG002  (as high as it is)
        """The alert."""
        return alert(state, self._clock.time(), width, self.signs)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002  (Textual's signature)
        """As many lines as it takes."""
        return len(alert(self.state, self._clock.time(), width, self.signs)) if self.state is not None else 0
