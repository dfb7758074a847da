"""Where one term of a search matches: among the accounts, the distinct role names and the profile names.

Matching runs over ten thousand account texts and some tens of role names, never over the hundred thousand pairs
of them; the join is in `search`. Everything here is a mere `in` over strings in their plain form, for that is what C
does fastest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ssoswitch.core.catalogue import Catalogue
from ssoswitch.core.letters import plain
from ssoswitch.core.query import Term

# How good a match is, best first. A role counts a little less than an account's own name, so that ties are decided.
EXACT_ID = 24
WHOLE, PREFIX, WORD, INSIDE = 18, 14, 12, 8
ID_START, ID_INSIDE = 6, 4
FUZZY = 2
ROLE_LESS = 1
PROFILE_LESS = 2

_BOUNDARY = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SEPARATORS = re.compile(r"[\x00-/:-@\[-`{-\x7f]+")

Pairs = dict[int, dict[str, int]]
"""Account number → role name → how good."""


def worded(name: str) -> str:
    """`name` in lower case with a mark before each word: `PowerUser-x` becomes `|power|user|x`."""
    return "|" + "|".join(plain(part) for part in _SEPARATORS.split(_BOUNDARY.sub("-", name)) if part)


class TokenHits:
    """Where a term matches, and how far the catalogue was read for it."""

    def __init__(self, term: Term) -> None:
        self.term = term
        self.accounts: dict[int, int] = {}
        """Account number → how good."""
        self.roles: dict[str, int] = {}
        """Role name → how good; in every account that has it."""
        self.pairs: Pairs = {}
        """Matches of profile names, in the one account and role that the profile leads to."""
        self.docs_read = 0
        self.roles_read = 0

    @property
    def nothing(self) -> bool:
        """Whether it matched nowhere."""
        return not (self.accounts or self.roles or self.pairs)


class Haystacks:
    """The texts that are searched, in lower case; appended to as the catalogue grows."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self.names: list[str] = []
        self.worded: list[str] = []
        self.texts: list[str] = []
        """Everything of the account, each text on its own line: name, alias, id, id with dashes, e-mail, tags."""
        self.role_names: list[str] = []
        self.role_texts: list[tuple[str, str]] = []
        """Lower case and worded, by the place in `role_names`."""
        self.profile_texts: list[tuple[str, str, str]] = []
        """Name in lower case, account id, role name."""
        self._known_roles: set[str] = set()
        self._known_sets: set[tuple[str, ...]] = set()
        self._version = -1

    def catch_up(self, most: int | None = None) -> bool:
        """Read what is new, at most so many accounts; tells whether all is read."""
        catalogue = self._catalogue
        done = len(self.names)
        stop = len(catalogue.entries) if most is None else min(len(catalogue.entries), done + most)
        for doc in range(done, stop):
            self._read_account(doc)
        if stop < len(catalogue.entries):
            return False
        if self._version != catalogue.version:
            self._version = catalogue.version
            self._read_roles()
            self._read_profiles()
        return True

    def take_over(self, earlier: Haystacks) -> None:
        """Copy the texts of accounts that are the same in an earlier catalogue, as aliases and tags must be too."""
        theirs, mine = earlier._catalogue, self._catalogue
        read = len(earlier.names)
        for doc, entry in enumerate(mine.entries):
            old = theirs.doc_of.get(entry.account.account_id, -1)
            if 0 <= old < read and theirs.entries[old].account == entry.account:
                self.names.append(earlier.names[old])
                self.worded.append(earlier.worded[old])
                self.texts.append(earlier.texts[old])
            else:
                self._read_account(doc)

    def _read_account(self, doc: int) -> None:
        account = self._catalogue.entries[doc].account
        name = plain(account.name)
        self.names.append(name)
        self.worded.append(worded(account.name))
        number = account.account_id
        text = f"\n{name}\n{number}\n{number[:4]}-{number[4:8]}-{number[8:]}\n{plain(account.email)}"
        choice = self._catalogue.facts.settings.accounts.get(number)
        if choice is not None and (choice.alias or choice.tags):
            text += "\n" + plain("\n".join((choice.alias, *choice.tags)))
        self.texts.append(text)

    def _read_roles(self) -> None:
        for entry in self._catalogue.entries:
            roles = entry.roles
            if roles and roles not in self._known_sets:
                self._known_sets.add(roles)
                for role in roles:
                    if role not in self._known_roles:
                        self._known_roles.add(role)
                        self.role_names.append(role)
                        self.role_texts.append((plain(role), worded(role)))

    def _read_profiles(self) -> None:
        self.profile_texts = [
            (plain(profile.name), role.account_id, role.role_name)
            for role, profiles in self._catalogue.profiles.items()
            for profile in profiles
        ]

    # Matching

    def read_on(self, hits: TokenHits, among: Iterable[int] | None = None) -> None:
        """Bring `hits` up to date. `among`: account numbers outside of which a first reading cannot match."""
        stop = len(self.names)
        if hits.docs_read < stop:
            docs: Iterable[int] = range(hits.docs_read, stop)
            if among is not None and hits.docs_read == 0:
                docs = among
            self._match_accounts(hits, docs)
            hits.docs_read = stop
        if hits.roles_read < len(self.role_names):
            self._match_roles(hits)
            hits.roles_read = len(self.role_names)

    def _match_accounts(self, hits: TokenHits, docs: Iterable[int]) -> None:
        term, found = hits.term, hits.accounts
        if term.field == "role":
            return
        if term.field in ("id", "tag"):
            self._match_column(hits, docs)
            return
        if term.fuzzy:
            for doc in docs:
                if goodness := fuzzy(term.text, self.names[doc], self.worded[doc]):
                    found[doc] = goodness
            return
        word, marked, line = term.text, "|" + term.text, "\n" + term.text
        names, words, texts = self.names, self.worded, self.texts
        for doc in [doc for doc in docs if word in texts[doc]]:
            name = names[doc]
            if word in name:
                if name.startswith(word):
                    found[doc] = WHOLE if name == word else PREFIX
                else:
                    found[doc] = WORD if marked in words[doc] else INSIDE
            elif line in texts[doc]:
                found[doc] = self._line_start(doc, word)
            else:
                found[doc] = ID_INSIDE
        if term.field == "acc":
            self._drop_foreign(hits)

    def _line_start(self, doc: int, word: str) -> int:
        """How good a match is that starts the id, the e-mail, the alias or a tag."""
        if word == self._catalogue.entries[doc].account.account_id:
            return EXACT_ID
        alias = plain(self._catalogue.alias(self._catalogue.entries[doc].account.account_id))
        if alias and alias.startswith(word):
            return WHOLE if alias == word else PREFIX
        return ID_START

    def _match_column(self, hits: TokenHits, docs: Iterable[int]) -> None:
        """`id:` and `tag:`."""
        word = hits.term.text
        chosen = self._catalogue.facts.settings.accounts
        for doc in docs:
            account_id = self._catalogue.entries[doc].account.account_id
            if hits.term.field == "id":
                if word.replace("-", "") in account_id:
                    hits.accounts[doc] = EXACT_ID if word == account_id else ID_START
            elif (choice := chosen.get(account_id)) and any(word in plain(tag) for tag in choice.tags):
                hits.accounts[doc] = WORD

    def _drop_foreign(self, hits: TokenHits) -> None:
        """`acc:` looks at name, alias and id alone, not at e-mail and tags."""
        for doc in [doc for doc, goodness in hits.accounts.items() if goodness in (ID_START, ID_INSIDE)]:
            account_id = self._catalogue.entries[doc].account.account_id
            parts = self.texts[doc].split("\n", 4)[1:4]
            if not any(hits.term.text in part for part in (*parts, plain(self._catalogue.alias(account_id)))):
                del hits.accounts[doc]

    def _match_roles(self, hits: TokenHits) -> None:
        term = hits.term
        if term.field not in ("", "role"):
            return
        word, marked = term.text, "|" + term.text
        for number in range(hits.roles_read, len(self.role_names)):
            name, words = self.role_texts[number]
            if term.fuzzy:
                goodness = fuzzy(word, name, words)
            elif word not in name:
                continue
            elif name.startswith(word):
                goodness = (WHOLE if name == word else PREFIX) - ROLE_LESS
            else:
                goodness = (WORD if marked in words else INSIDE) - ROLE_LESS
            if goodness:
                hits.roles[self.role_names[number]] = goodness

    def match_profiles(self, hits: TokenHits, doc_of: dict[str, int]) -> None:
        """Profile names; a profile of an account or role that is not in the catalogue matches nothing here."""
        if hits.term.field != "" or hits.term.fuzzy:
            return
        word = hits.term.text
        for name, account_id, role_name in self.profile_texts:
            if word not in name:
                continue
            doc = doc_of.get(account_id)
            if doc is not None and role_name in self._catalogue.entries[doc].roles:
                better = (
                    WHOLE if name == word else PREFIX if name.startswith(word) else INSIDE
                ) - PROFILE_LESS
                of_doc = hits.pairs.setdefault(doc, {})
                of_doc[role_name] = max(better, of_doc.get(role_name, 0))


def fuzzy(word: str, name: str, words: str) -> int:
    """How well the letters of `word` stand in `name` in this order, 0 for not at all; the first must begin a word.

    `words` is `worded(name)`. Initials (`dlp` for data-lake-prod) are better than letters from anywhere.
    """
    at = -1
    for letter in word:
        at = name.find(letter, at + 1)
        if at < 0:
            return 0
    start = words.find("|" + word[0])
    if start < 0:
        return 0
    initials = "".join(part[0] for part in words.split("|") if part)
    if word in initials:
        return FUZZY + 1
    at = start + 1
    for letter in word[1:]:
        at = words.find(letter, at + 1)
        if at < 0:
            return 0
    return FUZZY
