"""What `list` prints: accounts, roles or profiles, as columns or as JSON.

A hundred thousand roles come in ten thousand accounts whose names and sets of roles repeat, so the JSON of a role is
put together from pieces that were encoded once; encoding an object for each takes several times as long.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ssoswitch.cli import output
from ssoswitch.cli.call import Call
from ssoswitch.cli.durations import rfc3339
from ssoswitch.model.account import AccountEntry, AccountRole, AccountTree

if TYPE_CHECKING:
    from ssoswitch.model.profile import Profile
    from ssoswitch.model.sso_session import SsoSession

Found = Iterable[tuple[AccountEntry, tuple[str, ...]]]
ByRole = Mapping[AccountRole, tuple["Profile", ...]]
Row = tuple[str, ...]

HEADS = {
    "accounts": ("ACCOUNT ID", "ACCOUNT", "ROLES", "E-MAIL"),
    "roles": ("ACCOUNT ID", "ACCOUNT", "ROLE", "PROFILES"),
    "profiles": ("PROFILE", "ACCOUNT ID", "ACCOUNT", "ROLE"),
}


def show(call: Call, session: SsoSession, tree: AccountTree, what: str, found: Found) -> bool:
    """Print what was found; whether there was anything. `what`: accounts, roles, profiles."""
    by_role = call.config.profiles_by_role()
    if call.as_json:
        pieces = list(_JSON[what](found, by_role))
        fields = {"session": session.name, "synced_at": rfc3339(tree.synced_at)}
        call.tell_list(fields, what, pieces)
        return bool(pieces)
    rows = list(_ROWS[what](found, by_role))
    output.table(rows, HEADS[what])
    return bool(rows)


def _account_rows(found: Found, by_role: ByRole) -> Iterator[Row]:  # noqa: ARG001  (one of _ROWS and _JSON)
    for entry, roles in found:
        account = entry.account
        yield account.account_id, account.name, _roles_word(entry, roles), account.email


def _role_rows(found: Found, by_role: ByRole) -> Iterator[Row]:
    with_profiles = _with_profiles(by_role)
    for entry, roles in found:
        account_id, name = entry.account.account_id, entry.account.name
        if account_id not in with_profiles:
            yield from [(account_id, name, role, "") for role in roles]
            continue
        for role in roles:
            yield account_id, name, role, ", ".join(_names(by_role, account_id, role))


def _profile_rows(found: Found, by_role: ByRole) -> Iterator[Row]:
    for entry, roles in found:
        account_id, name = entry.account.account_id, entry.account.name
        for role in roles:
            for profile in _names(by_role, account_id, role):
                yield profile, account_id, name, role


def _account_json(found: Found, by_role: ByRole) -> Iterator[str]:  # noqa: ARG001  (one of _ROWS and _JSON)
    for entry, roles in found:
        yield _encoded(
            {
                "account_id": entry.account.account_id,
                "account_name": entry.account.name,
                "email": entry.account.email,
                "roles": roles,
                "failure": entry.failure,
            }
        )


def _role_json(found: Found, by_role: ByRole) -> Iterator[str]:
    with_profiles = _with_profiles(by_role)
    without: dict[tuple[str, ...], list[str]] = {}
    for entry, roles in found:
        if not roles:
            continue
        account = entry.account
        fields = {"account_id": account.account_id, "account_name": account.name, "email": account.email}
        head = f'{_encoded(fields)[:-1]}, "role_name": '
        if account.account_id in with_profiles:
            tails = [
                f'{_encoded(role)}, "profiles": {_encoded(_names(by_role, account.account_id, role))}}}'
                for role in roles
            ]
        elif (known := without.get(roles)) is not None:
            tails = known
        else:
            tails = without[roles] = [f'{_encoded(role)}, "profiles": []}}' for role in roles]
        yield head + f", {head}".join(tails)


def _profile_json(found: Found, by_role: ByRole) -> Iterator[str]:
    for entry, roles in found:
        account = entry.account
        for role in roles:
            for profile in by_role.get(AccountRole(account.account_id, role), ()):
                yield _encoded(
                    {
                        "name": profile.name,
                        "account_id": account.account_id,
                        "account_name": account.name,
                        "role_name": role,
                        "region": profile.region,
                    }
                )


def _with_profiles(by_role: ByRole) -> frozenset[str]:
    return frozenset(role.account_id for role in by_role)


def _names(by_role: ByRole, account_id: str, role: str) -> list[str]:
    return [profile.name for profile in by_role.get(AccountRole(account_id, role), ())]


def _roles_word(entry: AccountEntry, roles: tuple[str, ...]) -> str:
    if entry.failure and not roles:
        return f"✗ {entry.failure}"
    if not entry.loaded and not roles:
        return "not read yet"
    return f"{len(roles)} role{'' if len(roles) == 1 else 's'}" if roles else "no roles"


_ROWS: dict[str, Callable[[Found, ByRole], Iterator[Row]]] = {
    "accounts": _account_rows,
    "roles": _role_rows,
    "profiles": _profile_rows,
}
_JSON: dict[str, Callable[[Found, ByRole], Iterator[str]]] = {
    "accounts": _account_json,
    "roles": _role_json,
    "profiles": _profile_json,
}
"""Kind → the JSON of its objects, one or several with commas between them in each text."""

_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode


def _encoded(value: Any) -> str:
    return output.json_safe(_encode(value))
