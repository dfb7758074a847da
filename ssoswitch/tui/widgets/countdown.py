"""How long a sign-in may still take: words, and a bar that runs out, once a second."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from ssoswitch.model.environment import Clock
from ssoswitch.tui.widgets.lines import MUTED, Lines

_SOON = 60.0
_BAR, _LEAST_BAR, _GAP = 50, 12, 3
"""Cells: the bar at its longest, at its shortest beside the words, and between the two."""


def clock_face(seconds: float) -> str:
    """`9:41`."""
    whole = max(0, int(seconds + 0.5))
    return f"{whole // 60}:{whole % 60:02}"


class Countdown(Lines):
    """Counts down to a deadline of the monotonic clock."""

    def __init__(self, clock: Clock, id: str | None = None) -> None:
        super().__init__(id=id)
        self._clock = clock
        self._deadline = 0.0
        self._total = 0.0
        self._words = ""

    def on_mount(self) -> None:
        """Once a second is enough, and costs nothing."""
        self.set_interval(1.0, self.refresh)

    def count(self, words: str, deadline: float, total: float) -> None:
        """Count down to `deadline` (monotonic seconds) of `total` seconds; 0 stops."""
        self._words, self._deadline, self._total = words, deadline, total
        self.display = bool(total)
        self.refresh(layout=True)

    @property
    def remaining(self) -> float:
        """Seconds left."""
        return max(0.0, self._deadline - self._clock.monotonic())

    def lines(self, width: int) -> Sequence[Content]:
        """The words, the time left and the bar, which goes beneath where there is no room beside."""
        if not self._total:
            return []
        left = self.remaining
        soon = left <= _SOON
        sign = Content.styled("◐ ", "$warning bold" if soon else "$accent bold")
        face = Content.styled(f"{clock_face(left)} left", "$warning bold" if soon else "bold")
        text = sign + self._words + "   " + face + Content.styled(f" of {clock_face(self._total)}", MUTED)
        beside = width - text.cell_length - _GAP
        room = min(_BAR, beside if beside >= _LEAST_BAR else width)
        gone = max(0, min(room, round(room * left / self._total)))
        bar = Content.styled("━" * gone, "$accent") + Content.styled("━" * (room - gone), "$edge")
        if beside >= _LEAST_BAR:
            return [text + " " * _GAP + bar]
        return [text, bar] if text.cell_length <= width else [sign + face, bar]
