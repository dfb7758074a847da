"""The ribbon: who is signed in until when and how fresh the tree is; below it, who is in force in this directory.

What goes first when it gets narrow: the app's name, the words of freshness, the middle of the path, roles, accounts,
the session's name. Time left, AWS_PROFILE and the environment word never go.
"""

from __future__ import annotations

from ssoswitch.core.moments import age
from ssoswitch.model.environment import Environment
from ssoswitch.tui.paint import (
    ACCENT,
    BAD,
    MUTED,
    WARN,
    Line,
    Piece,
    piece,
    width_of,
)
from ssoswitch.tui.signs import Signs
from ssoswitch.tui.state import AppState
from ssoswitch.tui.widgets.painted import Painted
from ssoswitch.tui.widgets.ribbon_here import folded_line, here_line
from ssoswitch.tui.widgets.ribbon_parts import Part, demo_forms, fit, session_forms, views_line

OLD = 24 * 3600.0
"""Seconds after which a saved tree's age is pointed out."""


def login_line(state: AppState, now: float, width: int, signs: Signs) -> Line:
    """Ribbon A: app · session · state · time left · accounts · roles · freshness · views."""
    right = views_line(state, width)
    room = width - width_of(right) - 3
    parts = (
        Part("app", ((piece("ssoswitch", "bold " + ACCENT),), ())),
        Part("demo", demo_forms(state)),
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


class Ribbon(Painted):
    """Both ribbons, the second one only where there is a row for it."""

    def __init__(self, env: Environment, signs: Signs) -> None:
        super().__init__(id="ribbon")
        self._env = env
        self.signs = signs

    def paint(self, state: AppState, width: int, height: int) -> tuple[Line, ...]:
        """The login's line, then the directory's."""
        now = self._env.clock.time()
        if height < 2:
            return (folded_line(state, now, width, self.signs),)
        first = login_line(state, now, width, self.signs)
        return first, here_line(state, width, self.signs, str(self._env.home))
