"""Marked items: they live on items, so they survive searches, folding and a sync.

A hundred thousand marks come and go within a frame: what is kept are bunches, an account with the tuple of its
roles that the catalogue has anyway, and the numbers that are shown. Values for single roles are made when somebody
walks them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import overload

from ssoswitch.core.rows import Item
from ssoswitch.model.account import AccountRole

Bunch = tuple[str, tuple[str, ...], str]
"""Account id, names of roles (each once; `("",)`: the account itself, whose roles are not read), and "".

A profile of the profiles view is a bunch of its one role with the profile's name behind it.
"""


def bunch_of(item: Item) -> Bunch:
    """That one item as a bunch."""
    return (item.account_id, (item.role_name,), item.profile_name)


class _Kept:
    """Bunches in the order in which they were marked, found by account."""

    __slots__ = ("bunches", "count", "next", "places", "profiles", "unread")

    def __init__(self) -> None:
        self.bunches: dict[int, Bunch] = {}
        """By a number that grows; no role stands in two of them."""
        self.places: dict[str, tuple[int, ...]] = {}
        """Account id → numbers of its bunches, those of profiles left out."""
        self.profiles: dict[Bunch, int] = {}
        self.unread: dict[str, None] = {}
        self.next = 0
        self.count = 0

    def copy(self) -> _Kept:
        same = _Kept()
        same.bunches, same.places = self.bunches.copy(), self.places.copy()
        same.profiles, same.unread = self.profiles.copy(), self.unread.copy()
        same.next, same.count = self.next, self.count
        return same

    def add(self, bunch: Bunch) -> None:
        account_id, names, profile_name = bunch
        if profile_name:
            if bunch not in self.profiles:
                self.profiles[bunch] = self.next
                self._append(bunch)
            return
        places = self.places.get(account_id)
        if places is None:
            if names:
                self.places[account_id] = (self.next,)
                self._append(bunch)
            return
        if self.bunches[places[0]][1] is not names:
            names = tuple([name for name in names if not self.has(account_id, name)])
        else:
            names = ()
        if not names:
            return
        if not names[0]:
            self.unread[account_id] = None
        last = places[-1]
        if last == self.next - 1:
            self.bunches[last] = (account_id, self.bunches[last][1] + names, "")
            self.count += len(names)
        else:
            self.places[account_id] = (*places, self.next)
            self._append((account_id, names, ""))

    def _append(self, bunch: Bunch) -> None:
        self.bunches[self.next] = bunch
        self.next += 1
        self.count += len(bunch[1])
        if not bunch[1][0] and not bunch[2]:
            self.unread[bunch[0]] = None

    def remove(self, bunch: Bunch) -> None:
        account_id, names, profile_name = bunch
        if profile_name:
            if bunch in self.profiles:
                del self.bunches[self.profiles.pop(bunch)]
                self.count -= 1
            return
        left: list[int] = []
        for place in self.places.get(account_id, ()):
            had = self.bunches[place][1]
            stay = () if had is names else tuple([name for name in had if name not in names])
            self.count -= len(had) - len(stay)
            if stay:
                left.append(place)
                self.bunches[place] = (account_id, stay, "")
            else:
                del self.bunches[place]
        if left:
            self.places[account_id] = tuple(left)
        else:
            self.places.pop(account_id, None)
        if "" in names:
            self.unread.pop(account_id, None)

    def has(self, account_id: str, name: str) -> bool:
        """Whether that role is marked, not as a profile."""
        bunches = self.bunches
        for place in self.places.get(account_id, ()):  # noqa: SIM110  (a generator costs twice as much)
            if name in bunches[place][1]:
                return True
        return False

    def has_all(self, bunch: Bunch) -> bool:
        account_id, names, profile_name = bunch
        if profile_name:
            return bunch in self.profiles
        places = self.places.get(account_id)
        if places is None:
            return not names
        return self.bunches[places[0]][1] is names or all(self.has(account_id, name) for name in names)


class MarkedRoles(Sequence[AccountRole]):
    """The marked roles as they were at one moment, each once, in the order in which they were marked.

    How many there are and in which accounts is known; the roles themselves are made as they are walked.
    """

    __slots__ = ("_account_ids", "_among", "_extra", "_kept", "_made", "_number")

    def __init__(self, kept: _Kept | None = None) -> None:
        self._kept = kept = kept if kept is not None else _Kept()
        self._extra = frozenset(
            (account_id, names[0])
            for account_id, names, _profile_name in kept.profiles
            if names[0] and not kept.has(account_id, names[0])
        )
        """Roles that only marked profiles lead to."""
        self._number = kept.count - len(kept.profiles) - len(kept.unread) + len(self._extra)
        self._account_ids: tuple[str, ...] | None = None
        self._made: tuple[AccountRole, ...] | None = None
        self._among: tuple[Mapping[AccountRole, object], int] | None = None

    @classmethod
    def of(cls, roles: Iterable[AccountRole]) -> MarkedRoles:
        """These roles, marked."""
        kept = _Kept()
        for role in roles:
            kept.add((role.account_id, (role.role_name,), ""))
        return cls(kept)

    def __len__(self) -> int:
        return self._number

    def __iter__(self) -> Iterator[AccountRole]:
        return iter(self._made) if self._made is not None else self._walk()

    def _walk(self) -> Iterator[AccountRole]:
        if not self._kept.profiles:
            for account_id, names, _profile_name in self._kept.bunches.values():
                for name in names:
                    if name:
                        yield AccountRole(account_id, name)
            return
        seen: set[tuple[str, str]] = set()
        twice = {(account_id, names[0]) for account_id, names, _profile_name in self._kept.profiles}
        for account_id, names, _profile_name in self._kept.bunches.values():
            for name in names:
                pair = (account_id, name)
                if not name or pair in seen:
                    continue
                if pair in twice:
                    seen.add(pair)
                yield AccountRole(account_id, name)

    @overload
    def __getitem__(self, index: int) -> AccountRole: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[AccountRole, ...]: ...
    def __getitem__(self, index: int | slice) -> AccountRole | tuple[AccountRole, ...]:
        """The first few are had without making all of them."""
        if isinstance(index, slice) and index.stop is not None and index.stop >= 0:
            few = tuple(islice(self, index.stop))
            return few[index.start : None : index.step]
        return self.all[index]

    @property
    def all(self) -> tuple[AccountRole, ...]:
        """All of them as values, made once."""
        if self._made is None:
            self._made = tuple(self._walk())
        return self._made

    def __contains__(self, role: object) -> bool:
        if not isinstance(role, AccountRole) or not role.role_name:
            return False
        pair = (role.account_id, role.role_name)
        return pair in self._extra or self._kept.has(role.account_id, role.role_name)

    @property
    def account_ids(self) -> tuple[str, ...]:
        """The accounts that they are in, each once, in that order."""
        if self._account_ids is None:
            bunches = self._kept.bunches.values()
            self._account_ids = tuple(dict.fromkeys([each[0] for each in bunches if each[1] != ("",)]))
        return self._account_ids

    def among(self, known: Mapping[AccountRole, object]) -> int:
        """How many of them are keys of `known`; counted once for as long as it is that mapping."""
        if self._among is None or self._among[0] is not known:
            fewer = known if len(known) < self._number else self
            other = self if fewer is known else known
            self._among = (known, sum([role in other for role in fewer]))
        return self._among[1]


class Marks:
    """Marked roles and profiles, in the order in which they were marked.

    An account whose roles are not read yet is marked as itself (role name "") and becomes its roles when they
    come.
    """

    def __init__(self) -> None:
        self._kept = _Kept()
        self._cleared = _Kept()
        self._base = _Kept()
        self._roles: MarkedRoles | None = None
        self.version = 0
        """Grows with every change."""

    def __len__(self) -> int:
        return self._kept.count

    def __contains__(self, item: Item) -> bool:
        return self._kept.has_all(bunch_of(item))

    def has_all(self, bunches: Iterable[Bunch]) -> bool:
        """Whether all of these are marked; not so where there is nothing to mark."""
        something = False
        for bunch in bunches:
            if bunch[1]:
                something = True
                if not self._kept.has_all(bunch):
                    return False
        return something

    @property
    def roles(self) -> MarkedRoles:
        """The marked roles, the same value until the marks change."""
        if self._roles is None:
            self._roles = MarkedRoles(self._kept.copy())
        return self._roles

    @property
    def unread_accounts(self) -> tuple[str, ...]:
        """Ids of the marked accounts whose roles are not read yet."""
        return tuple(self._kept.unread)

    @property
    def profile_names(self) -> tuple[str, ...]:
        """Profiles that were marked as such."""
        return tuple(bunch[2] for bunch in self._kept.profiles)

    @property
    def bunches(self) -> Collection[Bunch]:
        """All of them, for `is:marked`; an account may come more than once."""
        return self._kept.bunches.values()

    def set(self, bunches: Iterable[Bunch], marked: bool) -> None:
        """Mark all of these, or take their marks away."""
        change = self._kept.add if marked else self._kept.remove
        for bunch in bunches:
            change(bunch)
        self._changed()

    def toggle(self, bunches: Iterable[Bunch]) -> bool:
        """Mark all of these if one of them is not marked, else none; tells whether they are marked now."""
        bunches = tuple(bunches)
        marked = not all(self._kept.has_all(bunch) for bunch in bunches)
        self.set(bunches, marked)
        return marked

    def clear(self) -> int:
        """Take all marks away; gives how many. `bring_back` undoes it."""
        if self._kept.count:
            self._cleared, self._kept = self._kept, _Kept()
        self._changed()
        return self._cleared.count

    def bring_back(self) -> int:
        """The marks that were cleared last, back again; gives how many."""
        self._kept, self._cleared = self._cleared, _Kept()
        self._changed()
        return self._kept.count

    def begin_range(self) -> None:
        """What is marked now stays, whatever `mark_range` comes to."""
        self._base = self._kept.copy()

    def mark_range(self, bunches: Iterable[Bunch]) -> None:
        """These beside what was marked when the range began, and nothing else."""
        self._kept = self._base.copy()
        self.set(bunches, True)

    def _changed(self) -> None:
        self._roles = None
        self.version += 1

    def read(self, account_id: str, roles: Iterable[str]) -> None:
        """The roles of an account came: where the account was marked as itself, its roles are now."""
        names = tuple(roles)
        for kept in (self._kept, self._base, self._cleared):
            if account_id in kept.unread:
                kept.remove((account_id, ("",), ""))
                kept.add((account_id, names, ""))
                self._changed()
