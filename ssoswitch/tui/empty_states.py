"""What stands where there is nothing to list: what is so, and one key that goes on."""

from __future__ import annotations

from ssoswitch.tui.state import AppState


def empty_lines(state: AppState) -> tuple[str, ...]:
    """The first line aloud, the others quietly; keys between `…`. Plain text otherwise."""
    session = state.session
    problem = state.config.problem
    if session is None and problem is not None:
        line = f" Line {problem.line} is the one." if problem.line is not None else ""
        return (
            f"{problem.path.name} cannot be read, so no sso-session is known.",
            "",
            f"Mend it in an editor; it is read again by itself.{line}",
        )
    if session is None:
        return (
            "No sso-session yet.",
            "",
            "`L` sets one up: only the start URL has to be typed.",
            "Nothing is written before you have seen it.",
        )
    name = session.name.replace("`", "'")
    if session.problem:
        return (
            f"{name} cannot be used: {session.problem}.",
            "",
            "`s` shows the other sessions.",
        )
    if state.syncing:
        return (f"Reading the accounts of {name} …", "", "They appear here as they come.")
    if state.offline is not None:
        return (
            "AWS cannot be reached, and no tree is saved yet.",
            "",
            "`r` tries again now; it also does by itself.",
        )
    if state.signing_in:
        return (f"Signing in to {name} …", "", "Your accounts and roles appear here afterwards.")
    if not state.signed_in:
        return (
            f"Signed out of {name}.",
            "",
            "`L` signs in. Your browser opens once, then every",
            "account and role that you may use appears here.",
        )
    if state.tree is not None and state.tree.synced_at is not None:
        return (
            f"{name} gives you no account.",
            "",
            "AWS answered with an empty list: nobody has assigned",
            "you one, or somebody else is signed in.",
            "",
            "`R` reads again    `L` signs in anew    `s` other sessions",
        )
    return (f"No accounts of {name} are known yet.", "", "`R` reads them.")
