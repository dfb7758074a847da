"""What may follow on a command line: profiles, sso-sessions, accounts and roles, from the config and the saved tree.

It runs at every press of Tab, so it asks nobody, and where something cannot be read it offers nothing: an error has
no place in the middle of a line that is being typed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ssoswitch.model.errors import SsoswitchError
from ssoswitch.model.profile import ProfileForm

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ssoswitch.core.aws_config import AwsConfig
    from ssoswitch.model.account import AccountEntry
    from ssoswitch.model.environment import Environment

MOST = 500
"""Candidates; nobody reads more, and a shell takes its time to show them."""

Candidate = tuple[str, str]
"""(what is put on the line, a word about it)"""


def profiles(env: Environment, typed: str) -> list[Candidate]:
    """Profiles whose name begins with what is typed."""
    from ssoswitch.operations.read_config import read_config

    config = read_config(env)
    return _cut(
        (profile.name, _about(config, profile.name))
        for profile in config.profiles.values()
        if profile.name.startswith(typed)
    )


def sessions(env: Environment, typed: str) -> list[Candidate]:
    """sso-sessions whose name begins with what is typed."""
    from ssoswitch.operations.read_config import read_config

    return _cut(
        (session.name, session.start_url)
        for session in read_config(env).sessions.values()
        if session.name.startswith(typed)
    )


def accounts(env: Environment, typed: str, session_name: str = "") -> list[Candidate]:
    """Accounts of the saved tree: by id where digits are typed, else by name (its id where it has none)."""
    digits = typed[:1].isdecimal()
    found = []
    for entry in _entries(env, session_name):
        account = entry.account
        value = account.account_id if digits or not account.name else account.name
        if value.casefold().startswith(typed.casefold()):
            found.append((value, account.name if digits else account.account_id))
    return _cut(found)


def roles(env: Environment, account: str, typed: str, session_name: str = "") -> list[Candidate]:
    """Roles of that account (id or name) in the saved tree; of all accounts where it is not known."""
    entries = _entries(env, session_name)
    wanted = account.replace("-", "") if account.replace("-", "").isdecimal() else account
    own = [entry for entry in entries if wanted in (entry.account.account_id, entry.account.name)]
    names = dict.fromkeys(role for entry in own or entries for role in entry.roles)
    return _cut((name, "") for name in names if name.casefold().startswith(typed.casefold()))


def services(typed: str) -> list[Candidate]:
    """Pages of the console by their short names."""
    from ssoswitch.core.services import SERVICES

    return _cut((service.name, service.title) for service in SERVICES if service.name.startswith(typed))


def regions(env: Environment, typed: str) -> list[Candidate]:
    """Regions; those that the config names first."""
    from ssoswitch.core.proposals import REGIONS
    from ssoswitch.operations.read_config import read_config

    used = sorted({profile.region for profile in read_config(env).profiles.values() if profile.region})
    return _cut((name, "") for name in dict.fromkeys([*used, *REGIONS]) if name.startswith(typed))


def writes(env: Environment, typed: str) -> list[Candidate]:
    """Ids of the writes that can be taken back, newest first."""
    from ssoswitch.disk.history import entries

    try:
        known = entries(env, 20)
    except SsoswitchError:
        return []
    return _cut(
        (entry.id, entry.title) for entry in known if entry.id.startswith(typed) and entry.state == "undoable"
    )


def _entries(env: Environment, session_name: str) -> list[AccountEntry]:
    from ssoswitch.disk.recollections import load_recollections
    from ssoswitch.disk.tree_cache import load_tree
    from ssoswitch.operations.choose_session import choose_session
    from ssoswitch.operations.read_config import read_config

    try:
        session = choose_session(read_config(env), env, load_recollections(env), session_name or None)
        tree, _ = load_tree(env, session)
    except SsoswitchError:
        return []
    return list(tree) if tree is not None else []


def _about(config: AwsConfig, name: str) -> str:
    profile = config.profiles[name]
    if profile.role is not None:
        return f"{profile.role.account_id} {profile.role.role_name}"
    return "" if profile.form is ProfileForm.OTHER else profile.form.value


def _cut(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The first of them, without what no shell can hold on one line."""
    result: list[Candidate] = []
    for value, about in candidates:
        if value.isprintable():
            result.append((value, about))
        if len(result) == MOST:
            break
    return result
