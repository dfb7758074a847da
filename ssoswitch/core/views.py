"""The three ways of looking at the catalogue: accounts with roles, roles with accounts, profiles."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Protocol

from ssoswitch.core.catalogue import Catalogue
from ssoswitch.core.marks import Marks
from ssoswitch.core.rows import Item, Row, RowKind
from ssoswitch.model.frozen import frozen

if TYPE_CHECKING:
    from ssoswitch.core.search import Hits


@frozen
class HitCount:
    """How much of how much a search shows; without a search, everything."""

    roles: int
    accounts: int
    total_accounts: int
    total_roles: int
    view: str = "accounts"
    profiles: int = 0
    total_profiles: int = 0
    searching: bool = False
    dead_profiles: int = 0


class View(Protocol):
    """Groups of rows."""

    def __len__(self) -> int:
        """How many groups."""

    def sizes(self, keys: Collection[str], *, closed: bool) -> Sequence[int]:
        """Rows of each group. `keys` names the groups that are open, or those that are closed (`closed`)."""

    def key(self, group: int) -> str:
        """The name by which a group is remembered."""

    def group_of(self, item: Item) -> int:
        """The group that shows `item`, -1 for none."""

    def row(self, group: int, place: int, is_open: bool) -> Row:
        """A row of a group; place 0 is its own."""

    def place_of(self, group: int, item: Item) -> int:
        """Where in its group `item` stands, 0 when it is the group or is not there."""


class AccountsView:
    """Accounts in display order, or the hits of a search in theirs."""

    def __init__(self, catalogue: Catalogue, hits: Hits | None) -> None:
        self._catalogue = catalogue
        self._hits = hits
        self._docs = catalogue.order if hits is None else hits.docs

    def __len__(self) -> int:
        return len(self._docs)

    def sizes(self, keys: Collection[str], *, closed: bool) -> Sequence[int]:
        """Rows of each account. Sparse where few are open, one pass over all hits otherwise."""
        entries = self._catalogue.entries
        if self._hits is not None:
            roles = self._hits.roles
            counts = [1 + len(roles[doc]) if len(entries[doc].roles) > 1 else 1 for doc in self._docs]
        elif closed:
            counts = [1 + len(entries[doc].roles) if len(entries[doc].roles) > 1 else 1 for doc in self._docs]
        else:
            counts = [1] * len(self._docs)
            for key in keys:
                doc = self._catalogue.doc_of.get(key, -1)
                if doc >= 0 and (size := len(entries[doc].roles)) > 1:
                    counts[self._catalogue.rank[doc]] = 1 + size
            return counts
        for key in keys:
            group = self.group_of(Item(key))
            if group >= 0:
                counts[group] = 1
        return counts

    def key(self, group: int) -> str:
        """Its account id."""
        return self._catalogue.entries[self._docs[group]].account.account_id

    def group_of(self, item: Item) -> int:
        """The account's place in the list."""
        doc = self._catalogue.doc_of.get(item.account_id, -1)
        if doc < 0:
            return -1
        if self._hits is None:
            return self._catalogue.rank[doc]
        if doc not in self._hits.roles:
            return -1
        return self._docs.index(doc)

    def roles(self, doc: int) -> tuple[str, ...]:
        """The roles that are shown of that account."""
        return self._catalogue.entries[doc].roles if self._hits is None else self._hits.roles[doc]

    def row(self, group: int, place: int, is_open: bool) -> Row:
        """The account's row, or one of its roles'."""
        doc = self._docs[group]
        entry = self._catalogue.entries[doc]
        account_id = entry.account.account_id
        roles = self.roles(doc)
        if place:
            return Row(RowKind.ROLE, Item(account_id, roles[place - 1]), doc)
        if len(entry.roles) == 1 and roles:
            return Row(RowKind.ACCOUNT_ROLE, Item(account_id, roles[0]), doc)
        return Row(RowKind.ACCOUNT, Item(account_id), doc, count=len(roles), open=is_open)

    def place_of(self, group: int, item: Item) -> int:
        """Where the role stands under its account."""
        doc = self._docs[group]
        if len(self._catalogue.entries[doc].roles) < 2:
            return 0
        roles = self.roles(doc)
        return roles.index(item.role_name) + 1 if item.role_name in roles else 0


class RolesView:
    """The same turned round: each role with the accounts that have it.

    Accounts with one set of roles are counted together, so turning a hundred thousand pairs costs one pass over
    the accounts.
    """

    def __init__(self, catalogue: Catalogue, hits: Hits | None) -> None:
        self._catalogue = catalogue
        self._hits = hits
        buckets: dict[tuple[str, ...], list[int]] = {}
        entries = catalogue.entries
        docs = catalogue.order if hits is None else hits.docs
        for doc in docs:
            roles = entries[doc].roles if hits is None else hits.roles[doc]
            bucket = buckets.get(roles)
            if bucket is None:
                buckets[roles] = [doc]
            else:
                bucket.append(doc)
        chunks: dict[str, list[list[int]]] = {}
        for roles, bucket in buckets.items():
            for role in roles:
                chunks.setdefault(role, []).append(bucket)
        self._chunks = chunks
        self._counts = {role: sum(map(len, lists)) for role, lists in chunks.items()}
        self._names = sorted(chunks, key=str.casefold)
        self._sorted: dict[str, list[int]] = {}
        self._env_counts: dict[int, int] = {}
        self._marked: tuple[object, dict[str, bool], dict[int, bool]] = (None, {}, {})
        """What `all_marked` found, by role and by accounts with one set of roles, for one state of the marks."""

    def __len__(self) -> int:
        return len(self._names)

    def sizes(self, keys: Collection[str], *, closed: bool) -> Sequence[int]:
        """Rows of each role."""
        return [1 + self._counts[name] if (name in keys) != closed else 1 for name in self._names]

    def key(self, group: int) -> str:
        """Its name."""
        return self._names[group]

    def group_of(self, item: Item) -> int:
        """The role's place in the list."""
        return self._names.index(item.role_name) if item.role_name in self._chunks else -1

    def accounts(self, role: str) -> list[int]:
        """The account numbers that have that role, in display order."""
        docs = self._sorted.get(role)
        if docs is None:
            lists = self._chunks.get(role, [])
            docs = sorted((doc for each in lists for doc in each), key=self._catalogue.rank.__getitem__)
            self._sorted[role] = docs
        return docs

    def environment_count(self, role: str, word: str) -> int:
        """In how many accounts with that environment word the role is."""
        words = self._catalogue.environments()
        total = 0
        for bucket in self._chunks.get(role, []):
            number = self._env_counts.get(id(bucket))
            if number is None:
                number = self._env_counts[id(bucket)] = sum(1 for doc in bucket if words[doc] == word)
            total += number
        return total

    def all_marked(self, role: str, marks: Marks) -> bool:
        """Whether that role is marked in every account shown that still has it, and there is one."""
        state = (marks, marks.version)
        if self._marked[0] != state:
            self._marked = (state, {}, {})
        by_role = self._marked[1]
        if role not in by_role:
            there = [bucket for bucket in self._chunks.get(role, []) if self._has(bucket, role)]
            by_role[role] = bool(there) and all(self._bucket_marked(bucket, role, marks) for bucket in there)
        return by_role[role]

    def _has(self, bucket: list[int], role: str) -> bool:
        gone, entries = self._catalogue.gone, self._catalogue.entries
        return not gone or any(role not in gone.get(entries[doc].account.account_id, ()) for doc in bucket)

    def _bucket_marked(self, bucket: list[int], role: str, marks: Marks) -> bool:
        """All roles of these accounts are looked at once: where all are marked, each of them is."""
        whole = self._marked[2]
        entries, gone = self._catalogue.entries, self._catalogue.gone
        ids = [entries[doc].account.account_id for doc in bucket]
        if id(bucket) not in whole:
            roles = entries[bucket[0]].roles if self._hits is None else self._hits.roles[bucket[0]]
            whole[id(bucket)] = marks.has_all([(account_id, roles, "") for account_id in ids])
        return whole[id(bucket)] or marks.has_all(
            [(each, (role,), "") for each in ids if not gone or role not in gone.get(each, ())]
        )

    def row(self, group: int, place: int, is_open: bool) -> Row:
        """The role's row, or one of its accounts'."""
        name = self._names[group]
        if not place:
            return Row(RowKind.ROLE_GROUP, Item("", name), count=self._counts[name], open=is_open)
        doc = self.accounts(name)[place - 1]
        return Row(RowKind.ROLE_ACCOUNT, Item(self._catalogue.entries[doc].account.account_id, name), doc)

    def place_of(self, group: int, item: Item) -> int:
        """Where the account stands under the role."""
        doc = self._catalogue.doc_of.get(item.account_id, -1)
        docs = self.accounts(self._names[group])
        return docs.index(doc) + 1 if doc in docs else 0


class ProfilesView:
    """Every profile of the config; `shown` are their places there."""

    def __init__(self, catalogue: Catalogue, shown: Sequence[int]) -> None:
        self._catalogue = catalogue
        self._shown = shown

    def __len__(self) -> int:
        return len(self._shown)

    def sizes(self, keys: Collection[str], *, closed: bool) -> Sequence[int]:  # noqa: ARG002  (a View)
        """One row each."""
        return [1] * len(self._shown)

    def key(self, group: int) -> str:
        """Its name."""
        return self._catalogue.facts.profiles[self._shown[group]].name

    def group_of(self, item: Item) -> int:
        """The place of the profile of that name, else of the first one that leads to the role."""
        by_role = -1
        for group, index in enumerate(self._shown):
            profile = self._catalogue.facts.profiles[index]
            if item.profile_name and profile.name == item.profile_name:
                return group
            role = profile.role
            if (
                by_role < 0
                and role
                and (role.account_id, role.role_name) == (item.account_id, item.role_name)
            ):
                by_role = group
        return by_role

    def row(self, group: int, place: int, is_open: bool) -> Row:  # noqa: ARG002  (a View)
        """The profile's row."""
        index = self._shown[group]
        profile = self._catalogue.facts.profiles[index]
        role = profile.role
        item = Item(role.account_id if role else "", role.role_name if role else "", profile.name)
        return Row(RowKind.PROFILE, item, self._catalogue.doc_of.get(item.account_id, -1), index=index)

    def place_of(self, group: int, item: Item) -> int:  # noqa: ARG002  (a View)
        """Always its own row."""
        return 0
