"""Ribbon B: who is in force in this directory, and what says so. AWS_PROFILE and the environment word never go."""

from __future__ import annotations

from ssoswitch.core.environments import environment_word
from ssoswitch.core.paths import short_path
from ssoswitch.core.whoami import WhoAmI
from ssoswitch.model.account import AccountRole
from ssoswitch.tui.paint import (
    BAD,
    GOOD,
    MUTED,
    WARN,
    Line,
    Piece,
    crop,
    crop_middle,
    environment,
    fitted,
    piece,
    shorten_path,
    width_of,
)
from ssoswitch.tui.signs import Signs
from ssoswitch.tui.state import AppState
from ssoswitch.tui.widgets.ribbon_parts import Part, demo_forms, fit, session_forms, views_line

_ORDER = (
    "directory", "source", "profile", "directory", "trouble", "directory", "role", "role", "source", "role",
    "directory", "profile", "role",
)  # fmt: skip


def here_line(state: AppState, width: int, signs: Signs, home: str = "") -> Line:
    """Directory · AWS_PROFILE · where it comes from · direnv's state · account / role · environment."""
    who = state.here
    if who is None:
        return ()
    role = who.cli.role
    entry = state.tree.get(role.account_id) if role is not None and state.tree is not None else None
    name = entry.account.name if entry is not None else ""
    choice = state.settings.accounts.get(role.account_id) if role is not None else None
    word = environment_word(name, choice, state.settings) if name or choice else ""
    badge = environment(word, state.settings.guarded)
    right = (badge, Piece(" ")) if badge.text else ()
    parts = (
        Part("here", ((piece("here", MUTED),),)),
        Part("directory", _directory(who, home, signs), 1),
        Part("profile", _profile(who, signs), 3 if width >= 100 else 1),
        Part("source", _source(who, signs), 2 if width >= 100 else 1),
        Part("role", _role(role, name, signs), 2 if width >= 100 else 1),
        Part("trouble", _trouble(who, signs), 2),
    )
    order = _ORDER if width >= 100 else ("profile", "source", "directory", "directory", "directory", *_ORDER)
    room = width - width_of(right) - 2
    left = fitted((Piece(" "), *fit(parts, order, room - 1)), room, signs.ellipsis)
    gap = max(1, width - width_of(left) - width_of(right))
    return (*left, Piece(" " * gap), *right)


def folded_line(state: AppState, now: float, width: int, signs: Signs) -> Line:
    """Both ribbons in one line, for a low window: session, time left, AWS_PROFILE, account, environment word."""
    who = state.here
    views = views_line(state, 60)
    role = who.cli.role if who is not None else None
    entry = state.tree.get(role.account_id) if role is not None and state.tree is not None else None
    name = entry.account.name if entry is not None else ""
    choice = state.settings.accounts.get(role.account_id) if role is not None else None
    word = environment_word(name, choice, state.settings) if name or choice else ""
    badge = environment(word, state.settings.guarded)
    right = (*((badge, Piece("  ")) if badge.text else ()), *views, Piece(" "))
    parts = [Part("demo", demo_forms(state)), Part("session", session_forms(state, now, signs))]
    if who is not None:
        parts += [
            Part("profile", _profile(who, signs)[1:] or _profile(who, signs)),
            Part("role", _role(role, name, signs)[2:] or ((),), 1),
            Part("trouble", _trouble(who, signs)[-1:]),
        ]
    order = ("role", "role", "demo", "session", "session", "profile", "role")
    room = width - width_of(right) - 2
    left = fitted((Piece(" "), *fit(parts, order, room - 1)), room, signs.ellipsis)
    return (*left, Piece(" " * max(1, width - width_of(left) - width_of(right))), *right)


def _directory(who: WhoAmI, home: str, signs: Signs) -> tuple[Line, ...]:
    path = short_path(who.directory, home)
    short = shorten_path(path, 22, signs.ellipsis)
    shorter = shorten_path(path, 14, signs.ellipsis)
    long = crop_middle(path, 40, signs.ellipsis)
    return (piece(long),), (piece(short),), (piece(shorter),), ()


def _profile(who: WhoAmI, signs: Signs) -> tuple[Line, ...]:
    """As it stands in the calling shell, and what is wrong with it in words."""
    if who.shell_profile == "":
        wrong = piece(f'AWS_PROFILE="" {signs.bad} empty: every AWS tool fails', BAD, "whoami")
        return (wrong,), (piece(f'"" {signs.bad} empty: AWS tools fail', BAD, "whoami"),)
    if who.differs and who.envrc is not None and who.shell_profile is not None:
        mine, theirs = (
            crop_middle(name, 24, signs.ellipsis) for name in (who.shell_profile, who.envrc.value)
        )
        if who.missing_profile == who.shell_profile:
            here = piece(mine, "bold")
            other = piece(f" {signs.differs} {theirs}", WARN, "whoami")
            words = (f" no such profile {signs.dash} p makes it", " no such profile", "")
            return tuple((here, piece(f" {signs.bad}{each}", BAD, "profile"), other) for each in words)
        long = (piece(f"{mine} (shell) {signs.differs} {theirs} (.envrc)", WARN, "whoami"),)
        return long, (piece(f"{mine} {signs.differs} {theirs}", WARN, "whoami"),)
    if who.missing_profile:
        name = crop_middle(who.missing_profile, 30, signs.ellipsis)
        wrong = piece(f" {signs.bad} no such profile {signs.dash} p makes it", BAD, "profile")
        short = piece(f" {signs.bad} no such profile", BAD, "profile")
        return (
            (piece(f"AWS_PROFILE={name}", "bold"), wrong),
            (piece(name, "bold"), wrong),
            (piece(name, "bold"), short),
        )
    if who.source in ("envrc", "shell", "option") or (who.source == "keys" and who.shell_profile):
        name = who.cli.profile or who.shell_profile or ""
        return (
            (piece("AWS_PROFILE=", MUTED), piece(name, "bold", "whoami")),
            (piece(crop_middle(name, 40, signs.ellipsis), "bold", "whoami"),),
            (piece(crop_middle(name, 24, signs.ellipsis), "bold", "whoami"),),
        )
    not_set = (piece("AWS_PROFILE not set", MUTED, "whoami"),)
    if who.source == "default":
        return (*not_set, piece(", [default]", MUTED)), (piece("[default]", "", "whoami"),)
    return not_set, not_set


def _source(who: WhoAmI, signs: Signs) -> tuple[Line, ...]:
    envrc = who.envrc
    if envrc is not None and (who.from_envrc or envrc.line or envrc.approval != "allowed"):
        allowed = envrc.approval == "allowed"
        sign, style = (signs.good, GOOD) if allowed else (signs.bad, BAD)
        name = envrc.path.name
        long = [piece(f"{name} ", MUTED), piece(f"{sign} {envrc.approval}", style)]
        if allowed and envrc.value and who.shell_profile is None:
            # The file would set it, but this shell has not loaded it.
            long = [piece(f"{name} would set {crop(envrc.value, 24, signs.ellipsis)}", WARN, "whoami")]
        return tuple(long), (piece(f"({name} ", MUTED), piece(sign, style), piece(")", MUTED)), ()
    if who.source == "shell":
        return (piece("shell", MUTED),), (piece("(shell)", MUTED),), ()
    if who.source == "none" and envrc is None:
        return (piece("no .envrc above this directory", MUTED),), ()
    return ((),)


def _role(role: AccountRole | None, name: str, signs: Signs) -> tuple[Line, ...]:
    if role is None:
        return ((),)
    arrow = piece(f"{signs.arrow} ", MUTED)
    account = name or role.account_id
    return (
        (arrow, piece(f"{account} / {role.role_name}", "", "whoami")),
        (
            arrow,
            piece(
                f"{crop_middle(account, 22, signs.ellipsis)} / {crop_middle(role.role_name, 22, signs.ellipsis)}"
            ),
        ),
        (arrow, piece(crop_middle(f"{account} / {role.role_name}", 28, signs.ellipsis))),
        (arrow, piece(crop_middle(account, 16, signs.ellipsis))),
        (),
    )


def _trouble(who: WhoAmI, signs: Signs) -> tuple[Line, ...]:
    """What surprises most: keys that win, tools that go elsewhere."""
    if who.cli.static_keys or who.boto3.static_keys:
        long = f"{signs.look} AWS_ACCESS_KEY_ID set, it wins"
        return (piece(long, "bold " + BAD, "whoami"),), (
            piece(f"{signs.look} keys set", "bold " + BAD, "whoami"),
        )
    if who.cli.profile != who.boto3.profile and who.boto3.profile:
        other = crop(who.boto3.profile, 24, signs.ellipsis)
        return ((piece(f"{signs.look} boto3 {signs.arrow} {other}", WARN, "whoami"),),)
    return ((),)
