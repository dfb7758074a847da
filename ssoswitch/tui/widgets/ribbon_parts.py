"""What both ribbons are made of: parts that get shorter until they fit, the session's state, the three views."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ssoswitch.core.moments import time_left
from ssoswitch.model.frozen import frozen
from ssoswitch.tui.paint import ACCENT, GOOD, MUTED, WARN, Line, Piece, crop, piece, width_of
from ssoswitch.tui.signs import Signs
from ssoswitch.tui.state import AppState, token_left

SOON = 15 * 60.0
"""Seconds before its end from which on a token's time is pointed out."""
_VIEWS = (
    ("accounts", "1", "Accounts", "Acc"),
    ("roles", "2", "Roles", "Roles"),
    ("profiles", "3", "Profiles", "Prof"),
)


@frozen
class Part:
    """A part of a ribbon in its forms, the longest first; an empty form lets it go."""

    name: str
    forms: tuple[Line, ...]
    gap: int = 2
    """Cells before it."""


def fit(parts: Sequence[Part], order: Sequence[str], width: int) -> list[Piece]:
    """The parts side by side in `width` cells: each name in `order` makes that part one form shorter, until it fits."""
    level = {part.name: 0 for part in parts}
    by_name: Mapping[str, Part] = {part.name: part for part in parts}
    steps = iter(order)
    while True:
        pieces = _joined(parts, level)
        if width_of(pieces) <= width:
            return pieces
        step = next(steps, None)
        if step is None:
            return pieces
        if step in level and level[step] < len(by_name[step].forms) - 1:
            level[step] += 1


def _joined(parts: Sequence[Part], level: Mapping[str, int]) -> list[Piece]:
    pieces: list[Piece] = []
    for part in parts:
        form = part.forms[level[part.name]]
        if form and any(each.text for each in form):
            pieces.append(Piece(" " * (part.gap if pieces else 0)))
            pieces.extend(form)
    return pieces


def session_forms(state: AppState, now: float, signs: Signs) -> tuple[Line, ...]:
    """The session's name, its state and its time; the name may shrink to 8 cells, the time never."""
    if state.session is None:
        return ((piece("no session yet ", "bold"), piece(signs.signed_out, MUTED)),)
    left = token_left(state, now)
    clock: Line
    if state.signing_in:
        clock = (piece(f"{signs.soon} signing in", WARN),)
    elif left is None:
        clock = (piece(f"{signs.signed_out} signed out", WARN if state.ended else MUTED, "sign-in"),)
    elif state.token is not None and state.token.refreshable and left < SOON:
        clock = (piece(f"{signs.signed_in} renews", GOOD),)
    elif left < SOON:
        clock = (piece(f"{signs.soon} {time_left(left)}", "bold " + WARN, "sign-in"),)
    else:
        clock = (piece(f"{signs.signed_in} ", GOOD), piece(time_left(left)))
    name = state.session.name
    return tuple(
        (piece(crop(name, width, signs.ellipsis), "bold", "sessions"), Piece(" "), *clock)
        for width in (40, 20, 8)
    )


def demo_forms(state: AppState) -> tuple[Line, ...]:
    """That these accounts are invented: never left out, or somebody would wonder where theirs are."""
    if not state.demo:
        return ((),)
    return (piece(" DEMO ", "bold $env-ink on $accent"),), (piece("DEMO", "bold " + ACCENT),)


def views_line(state: AppState, width: int) -> Line:
    """The three views as tabs."""
    pieces: list[Piece] = []
    for view, key, long, short in _VIEWS:
        word = long if width >= 100 else short
        here = state.view == view
        if width < 72:
            word = ""
        if pieces:
            pieces.append(Piece("  " if width >= 100 else " "))
        pieces.append(piece(key, f"bold {ACCENT}" if here else MUTED, view))
        if word:
            pieces.append(piece(" ", "", view))
            pieces.append(piece(word, "bold underline" if here else MUTED, view))
    return tuple(pieces)
