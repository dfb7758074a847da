"""What the lists show, gathered in one place: the accounts by number, and what is known of each beside its roles.

Accounts have numbers (`doc`) in the order in which they became known; numbers are never given again, so what
was worked out for one stays good while a sync brings more. Making a catalogue of 10,000 accounts takes a few
milliseconds: everything that costs more is worked out when it is first asked for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import field, replace
from itertools import islice

from ssoswitch.core.environments import environment_word
from ssoswitch.core.frecency import favourite_roles, rank
from ssoswitch.core.text import cells
from ssoswitch.core.tree import account_order, role_order
from ssoswitch.model.account import Account, AccountEntry, AccountRole, AccountTree
from ssoswitch.model.frozen import frozen
from ssoswitch.model.profile import Profile
from ssoswitch.model.settings import Recollections, Settings

MOST_IN_TOP = 8
"""Rows of the favourites-and-recent section."""


@frozen
class Facts:
    """What is known beside the tree itself. Times are seconds since the epoch."""

    profiles_by_role: Mapping[AccountRole, tuple[Profile, ...]] = field(default_factory=dict)
    settings: Settings = field(default_factory=Settings)
    recollections: Recollections = field(default_factory=Recollections)
    here: AccountRole | None = None
    """In force in this directory."""
    here_profile: str = ""
    """The profile that is in force in this directory."""
    profiles: Sequence[Profile] = ()
    """Every profile of the config, in file order."""
    sessions: Collection[str] = ()
    """Of whose profiles the tree tells what is granted; empty: of its own session's alone."""
    used_by: Mapping[str, int] = field(default_factory=dict)
    """How many directories use a profile, by its name."""
    credentials: Mapping[AccountRole, float] = field(default_factory=dict)
    """When cached role credentials end."""
    now: float = 0.0


class Catalogue:
    """The accounts of one sso-session with everything that a row shows."""

    def __init__(self, tree: AccountTree, facts: Facts) -> None:
        self.tree = tree
        self.facts = facts
        self.entries: list[AccountEntry] = list(tree.entries.values())
        self.doc_of: dict[str, int] = {account_id: doc for doc, account_id in enumerate(tree.entries)}
        self._add_gone(tree)
        self.order: list[int] = list(range(len(self.entries)))
        """Account numbers in display order: by name, then id; those that are gone at the end."""
        self.rank: list[int] = self.order
        """The place of each account number in `order`."""
        self.version = 0
        """Grows whenever roles or accounts change."""
        self.renames = 0
        """Grows when a known account's own texts change."""
        self.losses = 0
        """Grows when an account loses a role: a role's name may then be nobody's."""
        self._role_names: tuple[int, frozenset[str]] = (-1, frozenset())
        self._role_count: int | None = None
        self.set_facts(facts)
        if self.gone_accounts:
            self._sort()

    def set_facts(self, facts: Facts) -> None:
        """Take what is known anew: profiles, settings, favourites."""
        self.facts = facts
        self.profiles = facts.profiles_by_role
        self.top: tuple[AccountRole, ...] = self._top()
        self.favourites = frozenset(favourite_roles(facts.recollections))
        self._words: dict[int, str] = {}
        self._earlier: Catalogue | None = None
        self._profiled: dict[str, set[str]] | None = None
        self.longest_name = max((cells(entry.account.name) for entry in self.entries), default=0)
        self.longest_profile = max((cells(profile.name) for profile in facts.profiles), default=0)
        self.version += 1

    def __len__(self) -> int:
        return len(self.entries)

    @property
    def account_count(self) -> int:
        """Accounts that are there; those that only stand here because they vanished are not counted."""
        return len(self.entries) - len(self.gone_accounts)

    @property
    def role_count(self) -> int:
        """Account-role pairs that are there; what comes in is added to what was counted once."""
        if self._role_count is None:
            gone = sum(len(names) for names in self.gone.values())
            self._role_count = sum([len(entry.roles) for entry in self.entries]) - gone
        return self._role_count

    @property
    def role_names(self) -> frozenset[str]:
        """The names of all roles that some account has; gathered once for each version."""
        if self._role_names[0] != self.version:
            self._role_names = (self.version, frozenset().union(*{entry.roles for entry in self.entries}))
        return self._role_names[1]

    @property
    def unread_count(self) -> int:
        """Accounts whose roles have never been read."""
        return sum(1 for entry in self.entries if entry.fetched_at is None and not entry.failure)

    def fold_in(self, entries: Iterable[AccountEntry]) -> list[int]:
        """Put in what a sync read; gives the account numbers that changed, new ones among them.

        What vanished since this is seen after the sync, when the whole tree is given.
        """
        changed: list[int] = []
        appended = False
        for entry in entries:
            account_id = entry.account.account_id
            before = len(self.roles_of(account_id))
            doc = self.doc_of.get(account_id)
            if doc is None:
                doc = self._append(entry)
                appended = True
            else:
                if self.entries[doc].account != entry.account:
                    self.renames += 1
                    self._words.pop(doc, None)
                    appended = True
                fresh = self._with_gone(entry)
                if not set(self.entries[doc].roles).issubset(fresh.roles):
                    self.losses += 1
                self.entries[doc] = fresh
            changed.append(doc)
            if self._role_count is not None:
                self._role_count += len(self.roles_of(account_id)) - before
        if appended:
            self._sort()
        if changed:
            self._profiled = None
            self.version += 1
        return changed

    def fold_accounts(self, accounts: Iterable[Account]) -> list[int]:
        """Put in accounts that were listed; known ones keep their roles. Gives the numbers of those that changed."""
        fresh: list[AccountEntry] = []
        for account in accounts:
            doc = self.doc_of.get(account.account_id)
            if doc is None:
                fresh.append(AccountEntry(account))
            elif self.entries[doc].account != account:
                fresh.append(replace(self.entries[doc], account=account))
        return self.fold_in(fresh)

    def has(self, role: AccountRole) -> bool:
        """Whether a row stands for it; a role name of "" asks for the account."""
        doc = self.doc_of.get(role.account_id)
        return doc is not None and (not role.role_name or role.role_name in self.entries[doc].roles)

    def roles_of(self, account_id: str) -> tuple[str, ...]:
        """The roles of that account that are there (not the gone ones)."""
        doc = self.doc_of.get(account_id)
        if doc is None:
            return ()
        roles = self.entries[doc].roles
        gone = self.gone.get(account_id)
        return tuple(role for role in roles if role not in gone) if gone else roles

    def environment(self, doc: int) -> str:
        """The environment word of that account, "" for none; worked out once."""
        word = self._words.get(doc)
        if word is None:
            account = self.entries[doc].account
            word = self._earlier_word(account)
            if word is None:
                settings = self.facts.settings
                word = environment_word(account.name, settings.accounts.get(account.account_id), settings)
            self._words[doc] = word
        return word

    def environments(self) -> Mapping[int, str]:
        """The environment word of every account, by number."""
        self.prepare_environments(len(self.entries))
        return self._words

    def prepare_environments(self, most: int) -> bool:
        """Work out the words of at most so many accounts more; tells whether all are known."""
        if len(self._words) < len(self.entries):
            missing = (doc for doc in range(len(self.entries)) if doc not in self._words)
            for doc in islice(missing, most):
                self.environment(doc)
        if len(self._words) < len(self.entries):
            return False
        self._earlier = None
        return True

    def take_words(self, earlier: Catalogue) -> None:
        """Use the words that an earlier catalogue worked out, where the settings said the same."""
        ours, theirs = self.facts.settings, earlier.facts.settings
        earlier._earlier = None
        if ours.environments == theirs.environments and ours.accounts == theirs.accounts:
            self._earlier = earlier

    def _earlier_word(self, account: Account) -> str | None:
        earlier = self._earlier
        doc = earlier.doc_of.get(account.account_id, -1) if earlier is not None else -1
        if earlier is None or doc < 0 or earlier.entries[doc].account.name != account.name:
            return None
        return earlier._words.get(doc)

    def alias(self, account_id: str) -> str:
        """The alias that the user gave, "" for none."""
        choice = self.facts.settings.accounts.get(account_id)
        return choice.alias if choice is not None else ""

    def role_state(self, account_id: str, role_name: str) -> str:
        """`new`, `gone`, or ""."""
        gone = self.gone.get(account_id)
        if gone and role_name in gone:
            return "gone"
        return "new" if AccountRole(account_id, role_name) in self.tree.access_new else ""

    def account_state(self, account_id: str) -> str:
        """`new`, `gone`, or ""."""
        if account_id in self.gone_accounts:
            return "gone"
        return "new" if account_id in self.tree.accounts_new else ""

    def profiled(self) -> Mapping[str, set[str]]:
        """The roles that a profile leads to, by account id."""
        if self._profiled is None:
            found: dict[str, set[str]] = {}
            for role in self.profiles:
                found.setdefault(role.account_id, set()).add(role.role_name)
            self._profiled = found
        return self._profiled

    def profile_count(self, account_id: str) -> int:
        """How many profiles lead into that account."""
        return sum(
            len(self.profiles[AccountRole(account_id, name)]) for name in self.profiled().get(account_id, ())
        )

    def _top(self) -> tuple[AccountRole, ...]:
        ranked = rank(self.facts.recollections, self.tree.session_name, self.facts.now)
        return tuple(role for role in ranked if self.has(role))[:MOST_IN_TOP]

    def _append(self, entry: AccountEntry) -> int:
        doc = len(self.entries)
        self.entries.append(entry)
        self.doc_of[entry.account.account_id] = doc
        self.longest_name = max(self.longest_name, cells(entry.account.name))
        return doc

    def _sort(self) -> None:
        gone = self.gone_accounts
        # What has no name any more would stand first, by its digits, and take the cursor at every start.
        keys = [(entry.account.account_id in gone, account_order(entry.account)) for entry in self.entries]
        self.order = sorted(range(len(keys)), key=keys.__getitem__)
        self.rank = [0] * len(keys)
        for place, doc in enumerate(self.order):
            self.rank[doc] = place

    def _add_gone(self, tree: AccountTree) -> None:
        """Rows for what the last whole sync no longer found, so that it can be seen once more."""
        gone: dict[str, frozenset[str]] = {}
        for role in tree.access_gone:
            if not tree.has(role):
                gone[role.account_id] = gone.get(role.account_id, frozenset()) | {role.role_name}
        self.gone = gone
        """Roles that the last whole sync no longer found, by account id."""
        self.gone_accounts = frozenset(account_id for account_id in gone if account_id not in self.doc_of)
        for account_id in gone:
            doc = self.doc_of.get(account_id)
            if doc is None:
                doc = self.doc_of[account_id] = len(self.entries)
                self.entries.append(AccountEntry(Account(account_id, ""), fetched_at=0.0))
            self.entries[doc] = self._with_gone(self.entries[doc])

    def _with_gone(self, entry: AccountEntry) -> AccountEntry:
        account_id = entry.account.account_id
        gone = self.gone.get(account_id)
        if not gone:
            return entry
        self.gone[account_id] = gone.difference(entry.roles) if entry.fetched_at else gone
        return replace(entry, roles=tuple(sorted({*entry.roles, *self.gone[account_id]}, key=role_order)))
