"""The row above the footer: what came of the last key, and how far the sync is.

A result goes after a few seconds; an error stays, whole, until something else came of something, or Esc puts it away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.geometry import Size
from textual.timer import Timer

from ssoswitch.model.frozen import frozen
from ssoswitch.tui.paint import (
    ACCENT,
    BAD,
    GOOD,
    MUTED,
    WARN,
    Line,
    Piece,
    bar,
    crop,
    piece,
    spread,
    width_of,
    wrap,
)
from ssoswitch.tui.signs import Signs
from ssoswitch.tui.state import AppState
from ssoswitch.tui.widgets.painted import Painted

if TYPE_CHECKING:
    from ssoswitch.tui.flows.context import MessageKind

RESULT_SECONDS = 8.0
TURN_SECONDS = 0.25
_MOST_LINES = 4
_GLUE = "\N{NO-BREAK SPACE}"


@frozen
class Said:
    """What was said last."""

    text: str
    kind: MessageKind
    next_key: str = ""


def said_lines(said: Said, width: int, signs: Signs, turn: int = 0) -> tuple[Line, ...]:
    """A message in as many lines as it takes, at most four; the next key never stands in a line alone."""
    sign, style = {
        "result": (signs.good, GOOD),
        "hint": (signs.hint, ACCENT),
        "error": (signs.bad, BAD),
        "busy": (signs.working[turn % len(signs.working)], ACCENT),
    }[said.kind]
    text_style = BAD if said.kind == "error" else MUTED if said.kind == "hint" else ""
    tail = f" {signs.dot} {said.next_key}".replace(" ", _GLUE) if said.next_key else ""
    lines = [line.replace(_GLUE, " ") for line in wrap(said.text + tail, max(10, width - 4))]
    if len(lines) > _MOST_LINES:
        lines = [
            *lines[: _MOST_LINES - 1],
            crop(" ".join(lines[_MOST_LINES - 1 :]), width - 4, signs.ellipsis),
        ]
    first = (Piece(" "), piece(sign, style), Piece(" "), piece(lines[0], text_style))
    return (first, *((Piece("   "), piece(line, text_style)) for line in lines[1:]))


def progress_line(state: AppState, width: int, signs: Signs, turn: int = 0) -> Line:
    """How far the sync is: n of m, rate, time left, and the key that pauses it."""
    progress = state.progress
    wide = width >= 100
    turning = piece(
        signs.working[turn % len(signs.working)] if state.settings.spinner else signs.soon, ACCENT
    )
    head = (Piece(" "), turning, Piece(" "))
    pause: tuple[Piece, ...] = ()
    if not state.reminding:  # that key puts the reminder away first
        pause = (piece("z", f"bold {ACCENT}", "pause"), piece(" pause", "", "pause"), Piece(" "))
    if progress is None or not progress.total:
        number = f"{signs.dot} {state.listing:,} so far" if state.listing else signs.ellipsis
        return spread((*head, piece(f"reading accounts {number}")), pause, width)
    if progress.paused:
        go_on = (piece("z", f"bold {ACCENT}", "pause"), piece(" goes on", "", "pause"), Piece(" "))
        told = (
            Piece(" "),
            piece(signs.soon, WARN),
            piece(f" paused at {progress.done:,} of {progress.total:,} accounts"),
        )
        return spread(told, go_on, width)
    gap = "   " if wide else "  "
    counted = f"{progress.done:,} / {progress.total:,}" if wide else f"{progress.done:,}/{progress.total:,}"
    before: tuple[Piece, ...] = ()
    rate = f"{progress.rate:.0f}/s" if progress.rate >= 1 else ""
    if progress.trouble:
        before = (piece(crop(progress.trouble, width // 2, signs.ellipsis), WARN), Piece(gap))
    elif progress.waiting > 0:
        words = f"AWS asked to slow down (429), going on at {rate}" if wide else "AWS asked to slow down"
        if not rate:
            words = f"AWS asked to wait {about(progress.waiting)}"
        before = (piece(words), Piece(gap))
        rate = "" if wide else rate
    what = (
        f"roles {counted} accounts"
        if wide and not before
        else f"roles {counted}"
        if wide or not before
        else counted
    )
    after: list[Piece] = []
    if rate:
        after += [Piece(gap), piece(rate)]
    if progress.remaining is not None:
        after += [Piece(gap), piece(about(progress.remaining))]
    if wide and not before:
        after += [Piece(gap), piece("cursor row first", MUTED)]
    used = (
        width_of(head)
        + width_of(before)
        + width_of((piece(what),))
        + width_of(after)
        + width_of(pause)
        + 2 * len(gap)
    )
    bar_width = min(32 if wide else 20, width - used - 1)
    middle: tuple[Piece, ...] = ()
    if bar_width >= 6:
        middle = (
            Piece(gap),
            *bar(progress.done, progress.total, bar_width, full=signs.bar, end=signs.bar_end),
        )
    return spread((*head, *before, piece(what), *middle, *after), pause, width)


def about(seconds: float) -> str:
    """A time to wait, as roughly as it is known: `about 10 s`, `about 3 min`."""
    if seconds < 90:
        return f"about {max(1, round(seconds))} s"
    if seconds < 5400:
        return f"about {round(seconds / 60)} min"
    return f"about {seconds / 3600:.1f} h"


class MessageRow(Painted):
    """Messages and progress; as high as the message needs."""

    def __init__(self, signs: Signs) -> None:
        super().__init__(id="message-row")
        self.signs = signs
        self._said: Said | None = None
        self._turn = 0
        self._timer: Timer | None = None
        self._fade: Timer | None = None

    @property
    def said(self) -> Said | None:
        """What was said last."""
        return self._said

    @property
    def turning(self) -> bool:
        """Whether a sign turns."""
        return self._timer is not None

    def say(self, said: Said | None) -> None:
        """Say it; a hint does not take the place of an error."""
        if said is not None and said.kind == "hint" and self._said is not None and self._said.kind == "error":
            return
        self._said = said
        if self._fade is not None:
            self._fade.stop()
            self._fade = None
        if said is not None and said.kind in ("result", "hint"):
            self._fade = self.set_timer(RESULT_SECONDS, self._give_way)
        self.refresh(layout=True)
        self.repaint()
        self._keep_turning()

    def _give_way(self) -> None:
        self._said = None
        self.refresh(layout=True)
        self.repaint()

    def watch_state(self) -> None:
        """Progress may have come."""
        self._keep_turning()
        super().watch_state()

    def _keep_turning(self) -> None:
        """One timer, and only while something works: an idle screen costs nothing."""
        state = self.state
        paused = state is not None and state.progress is not None and state.progress.paused
        works = state is not None and state.syncing and not paused
        busy = self._said is not None and self._said.kind == "busy"
        if state is not None and state.settings.spinner and (works or busy):
            if self._timer is None:
                self._timer = self.set_interval(TURN_SECONDS, self._turned)
        elif self._timer is not None:
            self._timer.stop()
            self._timer = None

    def _turned(self) -> None:
        self._turn += 1
        self.repaint()

    def paint(self, state: AppState, width: int, height: int) -> tuple[Line, ...]:  # noqa: ARG002  (one line)
        """A message, else the progress, else what the last sync left to say."""
        said = self._said
        if said is not None:
            return said_lines(said, width, self.signs, self._turn)
        if state.syncing:
            return (progress_line(state, width, self.signs, self._turn),)
        if state.note:
            return said_lines(Said(state.note, "hint"), width, self.signs)
        return ((),)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002  (Textual's signature)
        """As many lines as the message takes."""
        return len(said_lines(self._said, width, self.signs)) if self._said is not None else 1
