"""What the detail says where something is amiss: roles that could not be read, access that is gone.

Each says what happened, what did not change, and the key that goes on.
"""

from __future__ import annotations

from ssoswitch.core.moments import day_time
from ssoswitch.core.tree import is_lost
from ssoswitch.model.account import AccountEntry, AccountRole
from ssoswitch.tui.paint import BAD, GOOD, Line, Piece, piece
from ssoswitch.tui.panel_parts import BLANK, Place, keys_that_work, profiles_lines, shown_id
from ssoswitch.tui.state import AppState


def failure_lines(state: AppState, entry: AccountEntry, place: Place) -> list[Line]:
    """Why the roles of an account could not be read; none where they could."""
    failure = entry.failure.rstrip(".")
    if not failure:
        return []
    kept = f" What is shown was read {day_time(entry.fetched_at, place.now)}." if entry.fetched_at else ""
    told = place.prose(f"{place.signs.bad} {failure[:1].upper()}{failure[1:]}.{kept}", BAD)
    return [*told, *keys_that_work(state, place, ("r", "read again", "refresh")), BLANK]


def changed_pieces(state: AppState, role: AccountRole) -> tuple[Piece, ...]:
    """`new` or `gone` behind a role's name, where the last sync found that."""
    if state.tree is None:
        return ()
    if is_lost(state.tree, role):
        return (piece("  gone", BAD),)
    return (piece("  new", GOOD),) if role in state.tree.access_new else ()


def lost_role_lines(state: AppState, role: AccountRole, place: Place) -> list[Line]:
    """What it means that a role is gone, and what leads there still; none for a role that is there."""
    if state.tree is None or not is_lost(state.tree, role):
        return []
    return [
        *place.prose(f"{place.signs.bad} The last sync no longer found it: your access is gone.", BAD),
        BLANK,
    ]


def lost_account_lines(state: AppState, account_id: str, role_name: str, place: Place) -> list[Line]:
    """An account that only stands here because the last sync no longer found it."""
    name = role_name or shown_id(state, account_id)
    lines = [*place.title(name, "", piece("  gone", BAD))]
    if role_name:
        lines.append(place.field("Account", piece(shown_id(state, account_id))))
    lines += [
        *place.prose(
            f"{place.signs.bad} The last sync no longer found this account: you have no access any more.", BAD
        ),
        BLANK,
    ]
    profiles = tuple(
        profile
        for profile in state.config.profiles.values()
        if profile.role is not None
        and profile.role.account_id == account_id
        and role_name in ("", profile.role.role_name)
    )
    if profiles:
        lines += profiles_lines(state, profiles, place)
    return lines + keys_that_work(
        state, place,
        ("R", "read everything again", "refresh-all"), ("d", "delete its profile", "delete"), ("y", "copy", "copy"),
    )  # fmt: skip
