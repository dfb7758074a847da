"""The text of a saved tree: factorised JSON, so that a hundred thousand roles are read before the first frame.

The names of roles stand once, a role set is a text of their numbers, and accounts are columns (ids, names, e-mails, the
number of their set, when it was read, why it failed). Against one object for each role this is a fifteenth of the time
and of the size, with the json module alone. Version 1:

    {"format": "ssoswitch tree", "version": 1, "session": NAME, "start_url": URL, "synced_at": s, "saved_at": s,
     "begun_at": s, "roles": [NAME …], "sets": ["number number …" …],
     "accounts": [[id …], [name …], [e-mail …], [set …], [read at s | null …], [failure …]],
     "new": [[account id, role] …], "gone": [[account id, role] …], "accounts_new": [account id …],
     "before": {account id: [role …] | null}}

Times are whole seconds since the epoch. The file holds no secret, but it tells which accounts a company has: 0600.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import ItemsView, Iterable, Iterator, KeysView, Mapping, ValuesView
from itertools import chain, repeat
from typing import Any

from ssoswitch.core.profile_forms import ACCOUNT_ID, ROLE_NAME
from ssoswitch.core.text import clean
from ssoswitch.model.account import Account, AccountEntry, AccountRole, AccountTree
from ssoswitch.model.sso_session import SsoSession

FORMAT = "ssoswitch tree"
VERSION = 1
_LATEST = 10**11  # seconds since the epoch: what no calendar shows


class NotATree(ValueError):
    """The text is no saved tree of that session; the message says why in a few words: `it is damaged`."""


class SavedEntries(Mapping[str, AccountEntry]):
    """The entries of a saved tree, made of its columns when they are first asked for."""

    __slots__ = ("_columns", "_ids", "_made", "_roles", "_sets")

    def __init__(self, roles: list[str], sets: list[str], columns: tuple[list[Any], ...]) -> None:
        self._roles = roles
        self._sets = sets
        self._columns = columns
        self._ids = dict.fromkeys(columns[0])
        self._made: dict[str, AccountEntry] | None = None

    def _all(self) -> dict[str, AccountEntry]:
        if self._made is None:
            ids, names, emails, numbers, fetched, failures = self._columns
            role_of = {str(number): name for number, name in enumerate(self._roles)}.get
            tuples = [tuple(filter(None, map(role_of, text.split()))) for text in self._sets]
            roles = list(map(tuples.__getitem__, numbers))
            accounts = _made(Account, ("account_id", "name", "email"), (ids, names, emails))
            entries = _made(
                AccountEntry,
                ("account", "roles", "fetched_at", "failure"),
                (accounts, roles, fetched, failures),
            )
            self._made = dict(zip(ids, entries, strict=True))
        return self._made

    def __getitem__(self, account_id: str) -> AccountEntry:
        return self._all()[account_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)

    def __contains__(self, account_id: object) -> bool:
        return account_id in self._ids

    def keys(self) -> KeysView[str]:
        """The account ids, in display order."""
        return self._ids.keys()

    def values(self) -> ValuesView[AccountEntry]:
        """The entries, in display order."""
        return self._all().values()

    def items(self) -> ItemsView[str, AccountEntry]:
        """Both."""
        return self._all().items()

    def __eq__(self, other: object) -> bool:
        return self._all() == (other._all() if isinstance(other, SavedEntries) else other)

    __hash__ = None  # type: ignore[assignment]  # a mapping, like dict

    def __repr__(self) -> str:
        return f"<{len(self)} saved accounts>"


def dump_tree(tree: AccountTree, session: SsoSession) -> bytes:
    """The saved form of that tree."""
    set_numbers: list[int] = []
    sets: dict[tuple[str, ...], int] = {}
    for entry in tree.entries.values():
        set_numbers.append(sets.setdefault(entry.roles, len(sets)))
    names = {name: str(number) for number, name in enumerate(dict.fromkeys(chain.from_iterable(sets)))}
    entries = tree.entries.values()
    accounts = [entry.account for entry in entries]
    document = {
        "format": FORMAT,
        "version": VERSION,
        "session": session.name,
        "start_url": session.start_url,
        "synced_at": _seconds(tree.synced_at),
        "saved_at": _seconds(tree.saved_at),
        "begun_at": _seconds(tree.begun_at),
        "roles": list(names),
        "sets": [" ".join(map(names.__getitem__, roles)) for roles in sets],
        "accounts": [
            [account.account_id for account in accounts],
            [account.name for account in accounts],
            [account.email for account in accounts],
            set_numbers,
            [_seconds(entry.fetched_at) for entry in entries],
            [clean(entry.failure) for entry in entries],
        ],
        "new": _role_list(tree.access_new),
        "gone": _role_list(tree.access_gone),
        "accounts_new": sorted(tree.accounts_new),
        "before": tree.roles_before,
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")


def parse_tree(data: bytes, session: SsoSession) -> AccountTree:
    """The tree that was saved. Raises NotATree for anything else: damaged, another version, another session's."""
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        raise NotATree("it is damaged") from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise NotATree("it is no saved tree")
    if document.get("version") != VERSION:
        raise NotATree("it was written by another version of ssoswitch")
    if document.get("session") != session.name or document.get("start_url") != session.start_url:
        raise NotATree("it belongs to another sso-session")
    try:
        return _tree(document, session.name)
    except (ValueError, TypeError, KeyError, AttributeError):
        raise NotATree("it is damaged") from None


def _tree(document: dict[str, Any], session_name: str) -> AccountTree:
    roles, sets = _list(document["roles"]), _list(document["sets"])
    ids, names, emails, numbers, fetched, failures = columns = [
        _list(column) for column in _list(document["accounts"])
    ]
    # Whole columns are checked at a stroke: `join` refuses what is no text.
    if len({len(column) for column in columns}) != 1:
        raise ValueError("columns of different length")
    if not "".join(chain(names, emails, failures)).isprintable():
        raise ValueError("texts are cleaned before they are saved")
    if not all(map(ROLE_NAME.fullmatch, roles)):
        raise ValueError("IAM allows no such names of roles")
    digits = "".join(ids)
    if ids and not (digits.isdecimal() and digits.isascii() and set(map(len, ids)) == {12}):
        raise ValueError("account ids have twelve digits")
    if len(set(ids)) != len(ids):
        raise ValueError("an account stands once")
    if not set(map(type, fetched)) <= {int, type(None)}:
        raise ValueError("times")
    read = [moment for moment in fetched if moment is not None]
    if read and not 0 <= min(read) <= max(read) <= _LATEST:
        raise ValueError("times that no calendar has")
    if not set(map(type, numbers)) <= {int} or (
        numbers and not 0 <= min(numbers) <= max(numbers) < len(sets)
    ):
        raise ValueError("numbers of role sets")
    if not "0".join(sets).replace(" ", "0").isdecimal() and any(sets):
        raise ValueError("role sets are numbers")
    return AccountTree(
        session_name,
        SavedEntries(roles, sets, (ids, names, emails, numbers, fetched, failures)),
        synced_at=_time(document["synced_at"]),
        saved_at=_time(document["saved_at"]),
        begun_at=_time(document.get("begun_at")),
        access_new=_role_set(document["new"]),
        access_gone=_role_set(document["gone"]),
        accounts_new=frozenset(map(_account_id, _list(document["accounts_new"]))),
        roles_before={
            _account_id(key): None if then is None else tuple(map(_role_name, _list(then)))
            for key, then in document["before"].items()
        },
    )


def _made(kind: type[Any], fields: tuple[str, ...], columns: tuple[list[Any], ...]) -> list[Any]:
    """Frozen slotted values out of columns, field by field.

    Their own constructor would set each field through a Python call; ten thousand accounts then take twice as long,
    before the first frame.
    """
    values = list(map(object.__new__, repeat(kind, len(columns[0]))))
    for name, column in zip(fields, columns, strict=True):
        deque(map(getattr(kind, name).__set__, values, column), maxlen=0)
    return values


def _seconds(moment: float | None) -> int | None:
    return None if moment is None else int(moment)


def _time(value: Any) -> float | None:
    if value is not None and (type(value) is not int or not 0 <= value <= _LATEST):
        raise ValueError("a time")
    return value


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError("a list")
    return value


def _account_id(value: Any) -> str:
    if not isinstance(value, str) or not ACCOUNT_ID.fullmatch(value):
        raise ValueError("an account id")
    return value


def _role_name(value: Any) -> str:
    if not isinstance(value, str) or not ROLE_NAME.fullmatch(value):
        raise ValueError("a role")
    return value


def _role_list(roles: Iterable[AccountRole]) -> list[list[str]]:
    return sorted([role.account_id, role.role_name] for role in roles)


def _role_set(pairs: Any) -> frozenset[AccountRole]:
    return frozenset(
        AccountRole(_account_id(account_id), _role_name(name))
        for account_id, name in map(_list, _list(pairs))
    )
