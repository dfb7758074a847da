"""The ribbon: who is signed in until when and how fresh the tree is; below it, who is in force in this directory.

What goes first when it gets narrow: the app's name, the words of freshness, the middle of the path, roles, accounts,
the session's name. Time left, AWS_PROFILE and the environment word never go.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ssoswitch.core.moments import age, time_left
from ssoswitch.model.environment import Environment
from ssoswitch.model.frozen import frozen
from ssoswitch.tui.paint import (
    ACCENT,
    BAD,
    GOOD,
    MUTED,
    WARN,
    Line,
    Piece,
    crop,
    piece,
    width_of,
)
from ssoswitch.tui.signs import Signs
from ssoswitch.tui.state import AppState, token_left
from ssoswitch.tui.widgets.painted import Painted

SOON = 15 * 60.0
OLD = 24 * 3600.0
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


def login_line(state: AppState, now: float, width: int, signs: Signs) -> Line:
    """Ribbon A: app · session · state · time left · accounts · roles · freshness · views."""
    right = views_line(state, width)
    room = width - width_of(right) - 3
    parts = (
        Part("app", ((piece("ssoswitch", "bold " + ACCENT),), ())),
        Part(
            "demo",
            ((piece(" DEMO ", "bold $env-ink on $accent"),), (piece("DEMO", "bold " + ACCENT),))
            if state.demo
            else ((),),
        ),
        Part("session", session_forms(state, now, signs)),
        Part("accounts", _accounts(state), 4 if width >= 100 else 2),
        Part("roles", _roles(state, signs)),
        Part("freshness", _freshness(state, now, signs), 4 if width >= 100 else 2),
    )
    order = (
        "app", "accounts", "freshness", "freshness", "roles", "accounts", "demo", "freshness", "session", "session",
    )  # fmt: skip
    left = [Piece(" "), *fit(parts, order, room - 1)]
    gap = max(1, width - width_of(left) - width_of(right) - 1)
    return (*left, Piece(" " * gap), *right)


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


def _accounts(state: AppState) -> tuple[Line, ...]:
    if state.listing is not None:
        return ((piece(f"{state.listing:,} accounts …"),), (piece(f"{state.listing:,} acc …"),), ())
    if state.tree is None or (not state.tree.entries and state.tree.synced_at is None):
        return ((),)
    number = len(state.tree)
    return ((piece(f"{number:,} account{'' if number == 1 else 's'}"),), (piece(f"{number:,} acc"),), ())


def _roles(state: AppState, signs: Signs) -> tuple[Line, ...]:
    if state.tree is None or not len(state.tree):
        return ((),)
    number = state.role_count
    loading = f" {signs.ellipsis}" if state.tree.unread_count else ""
    text = f"{number:,} role{'' if number == 1 else 's'}{loading}"
    return ((piece(text),), (piece(text),), ())


def _freshness(state: AppState, now: float, signs: Signs) -> tuple[Line, ...]:
    """A saved tree is never shown without its age."""
    tree = state.tree
    at = None if tree is None else (tree.synced_at or tree.saved_at)
    if state.offline is not None:
        since = f" {age(now - at, short=True)}" if at is not None else ""
        long = f"{signs.bad} offline" + (f", saved {age(now - at)} ago" if at is not None else "")
        return ((piece(long, BAD),), (piece(f"{signs.bad} offline{since}", BAD),))
    if state.syncing:
        paused = state.progress is not None and state.progress.paused
        return ((piece("paused" if paused else "syncing", WARN if paused else ACCENT),),)
    if at is None:
        return ((),)
    old = now - at
    style = WARN if old > OLD else MUTED
    sign = f"{signs.soon} " if old > OLD else ""
    word = "synced" if tree is not None and tree.synced_at is not None and state.signed_in else "saved"
    if old < 60:
        return ((piece(f"{word} just now", style),), (piece(word, style),), ())
    return (
        (piece(f"{sign}{word} {age(old)} ago", style),),
        (piece(f"{sign}{word} {age(old, short=True)}", style),),
        (piece(f"{sign}{age(old, short=True)}", style),),
    )


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


class Ribbon(Painted):
    """Both ribbons, the second one only where there is a row for it."""

    def __init__(self, env: Environment, signs: Signs) -> None:
        super().__init__(id="ribbon")
        self._env = env
        self.signs = signs

    def paint(self, state: AppState, width: int, height: int) -> tuple[Line, ...]:
        """The login's line, then the directory's."""
        from ssoswitch.tui.widgets.ribbon_here import folded_line, here_line

        now = self._env.clock.time()
        if height < 2:
            return (folded_line(state, now, width, self.signs),)
        first = login_line(state, now, width, self.signs)
        return first, here_line(state, width, self.signs, str(self._env.home))
