"""When a command can be used: rules over the state, each giving an empty text or the reason why not.

The footer dims by them, the help and the palette show the reason beside a dim line, and pressing a dim key says it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ssoswitch.core.profile_ends import why_no_console
from ssoswitch.core.tree import is_lost
from ssoswitch.model.account import AccountRole
from ssoswitch.model.profile import ProfileForm

if TYPE_CHECKING:
    from ssoswitch.model.profile import Profile
    from ssoswitch.tui.state import AppState

Rule = Callable[["AppState"], str]

NO_ROW = "No row is selected."


def always(_state: AppState) -> str:
    """It can always be used."""
    return ""


def needs_tree(state: AppState) -> str:
    """There are rows to work on."""
    if state.view == "profiles":
        return ""
    if state.tree is None or not state.tree.entries:
        return "There are no accounts yet: L signs in and reads them."
    return ""


def can_inform(state: AppState) -> str:
    """There is something to tell more of: a row, a sync, the network."""
    if state.item is not None or state.syncing or state.offline is not None:
        return ""
    return needs_tree(state)


def needs_row(state: AppState) -> str:
    """A row is under the cursor, or rows are marked."""
    return "" if state.marked or state.item is not None else needs_tree(state) or NO_ROW


def needs_account(state: AppState) -> str:
    """The row is of an account."""
    if state.item is None:
        return needs_tree(state) or NO_ROW
    return "" if state.item.account_id else "This row is of no account."


def needs_role(state: AppState) -> str:
    """The row leads to a role that is there: it is one, or its account has some, or may have."""
    return needs_known_role(state) or is_gone(state)


def is_gone(state: AppState) -> str:
    """The last sync no longer found what the row stands for."""
    item, tree = state.item, state.tree
    if state.marked or item is None or tree is None or not item.account_id:
        return ""
    if item.profile_name:
        profile = state.config.profile(item.profile_name)
        if profile is None or profile.session_name not in state.config.sessions_told_by(tree.session_name):
            return ""
    if not is_lost(tree, AccountRole(item.account_id, item.role_name)):
        return ""
    what = "role" if item.role_name else "account"
    return f"The last sync no longer found this {what}: R reads everything again."


def needs_known_role(state: AppState) -> str:
    """The row leads to a role, be it one that is gone."""
    if state.marked:
        return ""
    reason = needs_row(state)
    item, entry = state.item, state.entry
    if reason or item is None or item.profile_name:
        return reason
    if not item.account_id:
        return "Many accounts have this role: → opens the list of them."
    if not item.role_name and entry is not None and entry.loaded and not entry.roles and not entry.failure:
        return "You have no role in this account: r reads it again."
    return ""


def opens(state: AppState) -> bool:
    """Whether the row has rows below it, which Enter shows and hides: an account of several roles, a role of many."""
    item = state.item
    if item is None or item.profile_name:
        return False
    if item.role_name or not item.account_id:
        return not item.account_id
    roles = state.entry.roles if state.entry is not None else ()
    if len(roles) > 1 or state.tree is None:
        return len(roles) > 1
    gone = {role.role_name for role in state.tree.access_gone if role.account_id == item.account_id}
    return len(gone.union(roles)) > 1


def can_use(state: AppState) -> str:
    """There is something to use, open or close."""
    return needs_row(state) if opens(state) else needs_role(state)


def needs_query(state: AppState) -> str:
    """A search narrows the tree."""
    return "" if state.query else "There is no search: / starts one."


def needs_favourites(state: AppState) -> str:
    """There is a favourite, or only favourites are shown already."""
    return "" if state.recollections.favourites or state.query else "There is no favourite yet: f makes one."


def writable(state: AppState) -> str:
    """The AWS config can be written."""
    problem = state.config.problem
    if problem is None:
        return ""
    line = f" (line {problem.line})" if problem.line is not None else ""
    return f"Writing is off while {problem.path.name} cannot be read{line}."


def can_make_profile(state: AppState) -> str:
    """A profile can be made for the row or the marks."""
    return ("" if state.marked else needs_account(state)) or needs_role(state) or writable(state)


def can_make_profile_at_once(state: AppState) -> str:
    """As `can_make_profile`, and it is a pure addition: the role has none yet."""
    reason = can_make_profile(state)
    if reason or state.marked:
        return reason
    profiles = profiles_of_row(state)
    if profiles and state.item is not None and state.item.role_name:
        return f"{profiles[0].name} leads to this role already; p makes another."
    return ""


def can_write_envrc(state: AppState) -> str:
    """One role is meant."""
    if len(state.marked) > 1:
        return "An .envrc holds one profile: A clears the marks."
    return needs_role(state)


def can_open_console(state: AppState) -> str:
    """AWS can be asked for credentials."""
    if reason := needs_role(state):
        return reason
    item = state.item
    if not state.marked and item is not None and item.profile_name and not item.account_id:
        profile = state.config.profile(item.profile_name)
        if profile is not None and (reason := why_no_console(profile)):
            return reason
    return (
        "The console needs fresh credentials, and AWS cannot be reached: r tries again."
        if state.offline
        else ""
    )


def needs_profile(state: AppState) -> str:
    """The row leads to a profile of ours to delete."""
    if reason := needs_known_role(state) or writable(state):
        return reason
    return "" if state.marked or profiles_of_row(state) else "There is no profile for this row: p makes one."


def can_migrate(state: AppState) -> str:
    """There is a profile in the older form."""
    if any(profile.form is ProfileForm.INLINE for profile in state.config.profiles.values()):
        return writable(state)
    return "No profile has an sso_start_url of its own: there is nothing to migrate."


def can_refresh(state: AppState) -> str:
    """AWS can be asked."""
    if state.session is None:
        return "There is no sso-session yet: L sets one up."
    if not state.signed_in and state.offline is None:
        return "Signed out: L signs in."
    return ""


def can_pause(state: AppState) -> str:
    """A sync runs, or a reminder stands there."""
    can = state.syncing or state.reminding or state.problems
    return "" if can else "Nothing is being read: R reads everything again."


def is_syncing(state: AppState) -> str:
    """A sync runs."""
    return "" if state.syncing else "Nothing is being read."


def profiles_of_row(state: AppState) -> tuple[Profile, ...]:
    """The profiles that lead to the row under the cursor: its own, its role's, or its account's."""
    item = state.item
    if item is None:
        return ()
    if item.profile_name:
        profile = state.config.profile(item.profile_name)
        return (profile,) if profile else ()
    if item.role_name:
        return state.config.profiles_by_role().get(AccountRole(item.account_id, item.role_name), ())
    roles = state.entry.roles if state.entry else ()
    found = state.config.profiles_by_role()
    return tuple(profile for role in roles for profile in found.get(AccountRole(item.account_id, role), ()))
