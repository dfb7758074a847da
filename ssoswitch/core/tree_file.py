"""The text of a saved tree: factorised JSON, so that a hundred thousand roles are read before the first frame.

The names of roles stand once, a set of them is a text of one letter for each, and accounts are columns (ids, names,
e-mails, the number of their set, when it was read). Against one object for each role this is a fifteenth of the time
and of the size, with the json module alone. Version 2:

    {"format": "ssoswitch tree", "version": 2, "session": NAME, "start_url": URL, "synced_at": s, "saved_at": s,
     "begun_at": s, "roles": [NAME …], "sets": "letters letters …",
     "accounts": [[id …], [name …], [e-mail …], [set …], [read at s | null …]], "failures": [[place, text] …],
     "new": [[account id, role] …], "gone": [[account id, role] …], "accounts_new": [account id …],
     "before": {account id: [role …] | null}}

`#` is the first role, `$` the second, and so on (`letters`); `place` is that of the account in the columns. Times are
whole seconds since the epoch. Version 1, which is still read, had `"sets": ["number number …" …]` and the failures as a
sixth column. The file holds no secret, but it tells which accounts a company has: 0600.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import ItemsView, Iterable, Iterator, KeysView, Mapping, ValuesView
from itertools import repeat
from typing import Any

from ssoswitch.core.profile_forms import ACCOUNT_ID, ROLE_NAME
from ssoswitch.core.text import clean
from ssoswitch.model.account import Account, AccountEntry, AccountRole, AccountTree
from ssoswitch.model.sso_session import SsoSession

FORMAT = "ssoswitch tree"
VERSION = 2
_LATEST = 10**11  # seconds since the epoch: what no calendar shows
_ASCII = "".join(chr(code) for code in range(0x23, 0x7F) if chr(code) != "\\")
"""What JSON writes as it is, without the blank between two sets."""
_SURROGATES = range(0xD800, 0xE000)


class NotATree(ValueError):
    """The text is no saved tree of that session; the message says why in a few words: `it is damaged`."""


class SavedEntries(Mapping[str, AccountEntry]):
    """The entries of a saved tree, made of its columns when they are first asked for."""

    __slots__ = ("_columns", "_ids", "_made", "_roles", "_sets")

    def __init__(
        self, ids: dict[str, None], roles: list[str], sets: list[str], columns: tuple[Iterable[Any], ...]
    ) -> None:
        self._ids = ids
        self._roles = roles
        self._sets = sets
        self._columns = columns
        self._made: dict[str, AccountEntry] | None = None

    def _all(self) -> dict[str, AccountEntry]:
        if self._made is None:
            names, emails, numbers, fetched, failures = self._columns
            role_of = {letter(number): name for number, name in enumerate(self._roles)}.get
            tuples = [tuple(filter(None, map(role_of, text))) for text in self._sets]
            roles = map(tuples.__getitem__, numbers)
            count = len(self._ids)
            accounts = _made(Account, count, account_id=self._ids, name=names, email=emails)
            entries = _made(
                AccountEntry, count, account=accounts, roles=roles, fetched_at=fetched, failure=failures
            )
            self._made = dict(zip(self._ids, entries, strict=True))
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


def letter(number: int) -> str:
    """The character that stands for that role: those of ASCII while they last, then from U+0100 on."""
    if number < len(_ASCII):
        return _ASCII[number]
    code = 0x100 + number - len(_ASCII)
    return chr(code if code < _SURROGATES.start else code + len(_SURROGATES))


class _Letters(dict[str, str]):
    """Role name → letter, the next one for a name that comes for the first time."""

    def __missing__(self, name: str) -> str:
        self[name] = made = letter(len(self))
        return made


def dump_tree(tree: AccountTree, session: SsoSession) -> bytes:
    """The saved form of that tree."""
    entries = tree.entries.values()
    sets: dict[tuple[str, ...], int] = {}
    set_numbers = [sets.setdefault(entry.roles, len(sets)) for entry in entries]
    letters = _Letters()
    letter_of = letters.__getitem__
    set_texts = ["".join(map(letter_of, names)) for names in sets]
    accounts = [entry.account for entry in entries]
    document = {
        "format": FORMAT,
        "version": VERSION,
        "session": session.name,
        "start_url": session.start_url,
        "synced_at": _seconds(tree.synced_at),
        "saved_at": _seconds(tree.saved_at),
        "begun_at": _seconds(tree.begun_at),
        "roles": list(letters),
        "sets": " ".join(set_texts),
        "accounts": [
            [account.account_id for account in accounts],
            [account.name for account in accounts],
            [account.email for account in accounts],
            set_numbers,
            [None if entry.fetched_at is None else int(entry.fetched_at) for entry in entries],
        ],
        "failures": [[place, clean(entry.failure)] for place, entry in enumerate(entries) if entry.failure],
        "new": _role_list(tree.access_new),
        "gone": _role_list(tree.access_gone),
        "accounts_new": sorted(tree.accounts_new),
        "before": tree.roles_before,
    }
    # What JSON writes is what we made a moment ago: no circle to look for.
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), check_circular=False)
    return text.encode("utf-8", "backslashreplace")


def parse_tree(data: bytes, session: SsoSession) -> AccountTree:
    """The tree that was saved. Raises NotATree for anything else: damaged, another version, another session's."""
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        raise NotATree("it is damaged") from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise NotATree("it is no saved tree")
    if document.get("version") not in (1, VERSION):
        raise NotATree("it was written by another version of ssoswitch")
    if document.get("session") != session.name or document.get("start_url") != session.start_url:
        raise NotATree("it belongs to another sso-session")
    try:
        return _tree(document if document["version"] == VERSION else _from_version_1(document), session.name)
    except (ValueError, TypeError, KeyError, AttributeError):
        raise NotATree("it is damaged") from None


def _from_version_1(document: dict[str, Any]) -> dict[str, Any]:
    """The same as version 2 writes it. Raises what comes of a damaged one."""
    letter_of = {str(number): letter(number) for number in range(len(_list(document["roles"])))}.get
    sets = ["".join(filter(None, map(letter_of, text.split()))) for text in _list(document["sets"])]
    *columns, failures = _list(document["accounts"])
    if len(_list(failures)) != len(_list(columns[0])):
        raise ValueError("columns of different length")
    return {
        **document,
        "sets": " ".join(sets),
        "accounts": columns,
        "failures": [[place, text] for place, text in enumerate(failures) if text != ""],
    }


def _tree(document: dict[str, Any], session_name: str) -> AccountTree:
    roles, sets = _list(document["roles"]), document["sets"].split(" ")
    ids, names, emails, numbers, fetched = columns = [_list(column) for column in _list(document["accounts"])]
    # Whole columns are checked at a stroke: `join` refuses what is no text.
    if len({len(column) for column in columns}) != 1:
        raise ValueError("columns of different length")
    if not ("".join(names).isprintable() and "".join(emails).isprintable()):
        raise ValueError("texts are cleaned before they are saved")
    if not all(map(ROLE_NAME.fullmatch, roles)):
        raise ValueError("IAM allows no such names of roles")
    digits, by_id = "".join(ids), dict.fromkeys(ids)
    if ids and not (digits.isdecimal() and digits.isascii() and set(map(len, ids)) == {12}):
        raise ValueError("account ids have twelve digits")
    if len(by_id) != len(ids):
        raise ValueError("an account stands once")
    if not set(map(type, fetched)) <= {int, type(None)}:
        raise ValueError("times")
    read = [moment for moment in fetched if moment is not None] if None in fetched else fetched
    if read and not 0 <= min(read) <= max(read) <= _LATEST:
        raise ValueError("times that no calendar has")
    if not set(map(type, numbers)) <= {int} or (
        numbers and not 0 <= min(numbers) <= max(numbers) < len(sets)
    ):
        raise ValueError("numbers of role sets")
    return AccountTree(
        session_name,
        SavedEntries(
            by_id, roles, sets, (names, emails, numbers, fetched, _failures(document["failures"], len(ids)))
        ),
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


def _failures(pairs: Any, count: int) -> Iterable[str]:
    """Why the roles of each of so many accounts could not be read, "" of those that were."""
    failures = [""] * count
    for place, text in map(_list, _list(pairs)):
        if type(place) is not int or not 0 <= place < count or not text.isprintable():
            raise ValueError("a failure")
        failures[place] = text
    return failures


def _made(kind: type[Any], count: int, **columns: Iterable[Any]) -> list[Any]:
    """So many frozen slotted values out of columns, field by field.

    Their own constructor would set each field through a Python call; ten thousand accounts then take twice as long,
    before the first frame.
    """
    values = list(map(object.__new__, repeat(kind, count)))
    for name, column in columns.items():
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
