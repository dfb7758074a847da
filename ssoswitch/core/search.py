"""The search: terms joined over accounts and roles, best first, within the frame of the key that changed the query.

Each term is matched by `token_hits` against accounts and distinct role names; here they are joined. What an
account has too little of by itself is asked of its set of roles, and since many accounts share one set, the
answer is kept for (terms still needed, set). Hits of a term are remembered until the search is cleared:
finished words cost nothing, a word that grows is looked for among the hits of what it grew from.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import field, replace

from ssoswitch.core.catalogue import Catalogue
from ssoswitch.core.letters import plain
from ssoswitch.core.marks import Bunch
from ssoswitch.core.query import Query, Term, parse_query
from ssoswitch.core.token_hits import Haystacks, TokenHits
from ssoswitch.model.account import AccountRole
from ssoswitch.model.frozen import frozen

# A term's goodness is at most 24; the finer order inside of equal goodness has 16 steps.
_STEPS = 16
_FAVOURITE = 8
_NO_ROLES: frozenset[str] = frozenset()
MEMO_LIMIT = 200_000
"""Kept joins; more than any organization needs, reached only where every account has roles of its own."""


@frozen
class Hits:
    """What a query found, best first."""

    query: Query
    docs: tuple[int, ...] | list[int] = ()
    """Account numbers."""
    roles: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    """The roles that match, by account number, best first; () for an account that matches by itself and has none."""
    role_count: int = 0
    fuzzy: tuple[str, ...] = ()
    """Words that were found nowhere as they stand, and were looked for as letters in this order."""


class SearchIndex:
    """Searches a catalogue; follows it as it grows, and is never built anew."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self.haystacks = Haystacks(catalogue)
        self._renames = catalogue.renames
        self._memo: dict[tuple[int, tuple[str, ...]], tuple[tuple[str, ...], int]] = {}
        self._memo_key: tuple[Term, ...] = ()
        self._memo_roles = -1
        self._tokens: dict[Term, TokenHits] = {}
        self._profile_version = -1
        self._last: Hits | None = None
        self._last_version = -1

    def take_over(self, earlier: SearchIndex) -> None:
        """Use the texts that an earlier index read, for accounts that say the same as then."""
        self.haystacks.take_over(earlier.haystacks)

    @property
    def complete(self) -> bool:
        """Whether every account was read, so that there is something to take over."""
        return len(self.haystacks.names) == len(self._catalogue.entries)

    def prepare(self, most: int) -> bool:
        """Read at most so many accounts ahead of the first search; tells whether all is read."""
        return self.haystacks.catch_up(most)

    def clear(self) -> None:
        """Forget the terms of the search that ended."""
        self._tokens.clear()
        self._memo.clear()
        self._last = None

    def search(self, query: Query, marked: Collection[Bunch] = ()) -> Hits:
        """The accounts and roles where every term matches. `marked` is for `is:marked`."""
        self._follow()
        words: list[TokenHits] = []
        fuzzy: list[str] = []
        for term in query.words:
            hits = self._hits(term)
            if (
                self._nowhere(hits)
                and len(term.text) > 1
                and not term.fuzzy
                and term.field in ("", "acc", "role")
            ):
                hits = self._hits(replace(term, fuzzy=True))
                if not self._nowhere(hits):
                    fuzzy.append(term.text)
            words.append(hits)
        limits = [self._restriction(term, marked) for term in query.terms if not term.is_word or term.negated]
        found = self._join(words, self._candidates(query, words, fuzzy))
        for limit in limits:
            limit.apply(found)
        hits_found = self._ranked(query, found, tuple(fuzzy))
        self._last, self._last_version = hits_found, self._catalogue.version
        return hits_found

    def count(self, text: str) -> int:
        """How many roles a query finds."""
        return self.search(parse_query(text)).role_count

    # Terms

    def _follow(self) -> None:
        if self._renames != self._catalogue.renames:
            self._renames = self._catalogue.renames
            self.haystacks = Haystacks(self._catalogue)
            self.clear()
        self.haystacks.catch_up()
        if self._profile_version != self._catalogue.version:
            self._profile_version = self._catalogue.version
            for hits in self._tokens.values():
                hits.pairs.clear()
                self.haystacks.match_profiles(hits, self._catalogue.doc_of)

    def _hits(self, term: Term) -> TokenHits:
        hits = self._tokens.get(term)
        if hits is None:
            hits = TokenHits(term)
            self.haystacks.read_on(hits, self._grown_from(term))
            self.haystacks.match_profiles(hits, self._catalogue.doc_of)
            self._tokens[term] = hits
        else:
            self.haystacks.read_on(hits)
        return hits

    def _nowhere(self, hits: TokenHits) -> bool:
        """Whether a term matches nothing that is there; roles that no account has any more are not."""
        if not hits.roles or not self._catalogue.losses:
            return hits.nothing
        return not (hits.accounts or hits.pairs) and hits.roles.keys().isdisjoint(self._catalogue.role_names)

    def _grown_from(self, term: Term) -> Iterable[int] | None:
        """The accounts among which alone the term can match: the hits of the longest beginning of it that is known."""
        for length in range(len(term.text) - 1, 0, -1):
            earlier = self._tokens.get(replace(term, text=term.text[:length]))
            if earlier is not None:
                self.haystacks.read_on(earlier)
                return list(earlier.accounts)
        return None

    # The join

    def _candidates(self, query: Query, words: list[TokenHits], fuzzy: list[str]) -> Iterable[int]:
        """Account numbers outside of which nothing can match."""
        last = self._last
        if (
            last is not None
            and self._last_version == self._catalogue.version
            and not fuzzy
            and not last.fuzzy
            and last.query.terms
            and all(any(term.narrows(old) for term in query.terms) for old in last.query.terms)
            and not any(term.field == "is" for term in last.query.terms)
        ):
            return last.docs
        own = [hits for hits in words if not hits.roles]
        if own:
            fewest = min(own, key=lambda hits: len(hits.accounts) + len(hits.pairs))
            return [*fewest.accounts, *(doc for doc in fewest.pairs if doc not in fewest.accounts)]
        return range(len(self._catalogue.entries))

    def _join(self, words: list[TokenHits], docs: Iterable[int]) -> dict[int, tuple[tuple[str, ...], int]]:
        """The roles that match and how good the match is, by account number."""
        entries = self._catalogue.entries
        found: dict[int, tuple[tuple[str, ...], int]] = {}
        if not words:
            return {doc: (entries[doc].roles, 0) for doc in docs}
        self._renew_memo(words)
        memo = self._memo
        paired = {doc for hits in words for doc in hits.pairs}
        tables = [(1 << bit, hits.accounts) for bit, hits in enumerate(words)]
        for doc in docs:
            needed = total = 0
            for bit, accounts in tables:
                goodness = accounts.get(doc)
                if goodness is None:
                    needed |= bit
                else:
                    total += goodness
            roles = entries[doc].roles
            if not needed and len(words) == 1:
                found[doc] = (roles, total)
                continue
            if doc in paired:
                chosen, best = self._matching_roles(needed, roles, words, doc)
            else:
                key = (needed, roles)
                answer = memo.get(key)
                if answer is None:
                    answer = memo[key] = self._matching_roles(needed, roles, words)
                chosen, best = answer
            if chosen or not needed:
                found[doc] = (chosen, total + best)
        return found

    def _renew_memo(self, words: list[TokenHits]) -> None:
        """Joins are kept while the words are the same and no role name came that they did not know."""
        key = tuple(hits.term for hits in words)
        known = len(self.haystacks.role_names)
        if key != self._memo_key or known != self._memo_roles or len(self._memo) > MEMO_LIMIT:
            self._memo.clear()
            self._memo_key, self._memo_roles = key, known

    @staticmethod
    def _matching_roles(
        needed: int, roles: tuple[str, ...], words: list[TokenHits], doc: int = -1
    ) -> tuple[tuple[str, ...], int]:
        """The roles with every needed word, best first, and how good the best of them is in what is needed."""
        scored: list[tuple[int, int, str]] = []
        for role in roles:
            wanted = extra = 0
            for bit, hits in enumerate(words):
                goodness = hits.roles.get(role, 0)
                if doc in hits.pairs:
                    goodness = max(goodness, hits.pairs[doc].get(role, 0))
                if needed >> bit & 1:
                    if not goodness:
                        break
                    wanted += goodness
                else:
                    extra += goodness
            else:
                scored.append((-wanted - extra, wanted, role))
        scored.sort()
        return tuple(role for _order, _wanted, role in scored), max((each[1] for each in scored), default=0)

    def _ranked(
        self,
        query: Query,
        found: dict[int, tuple[tuple[str, ...], int]],
        fuzzy: tuple[str, ...],
    ) -> Hits:
        """Best first: by goodness, then favourites and what is used often, then by name."""
        catalogue = self._catalogue
        rank, order, size = catalogue.rank, catalogue.order, len(catalogue.order)
        bonus = self._bonuses()
        keys = [
            rank[doc] - (goodness * _STEPS + (bonus.get(doc, 0) if bonus else 0)) * size
            for doc, (_roles, goodness) in found.items()
        ]
        keys.sort()
        docs = [order[key % size] for key in keys]
        roles = {doc: each[0] for doc, each in found.items()}
        return Hits(query, docs, roles, sum(map(len, roles.values())), fuzzy)

    def _bonuses(self) -> dict[int, int]:
        """0 to 15 for accounts with favourites and with roles that are used often and lately."""
        bonus: dict[int, int] = {}
        doc_of = self._catalogue.doc_of
        for place, role in enumerate(self._catalogue.top):
            doc = doc_of[role.account_id]
            bonus[doc] = max(bonus.get(doc, 0), max(0, 7 - place))
        for account_id in {role.account_id for role in self._catalogue.favourites}:
            if (doc := doc_of.get(account_id, -1)) >= 0:
                bonus[doc] = bonus.get(doc, 0) + _FAVOURITE
        return bonus

    # Conditions that are not words to look for

    def _restriction(self, term: Term, marked: Collection[Bunch]) -> Restriction:
        if term.is_word:
            hits = self._hits(replace(term, negated=False))
            own = {doc: set(roles) for doc, roles in hits.pairs.items()}
            return Restriction(True, set(hits.accounts), own, set(hits.roles))
        docs, pairs = known_set(term, self._catalogue, marked)
        return Restriction(term.negated, docs, pairs, set())


@frozen
class Restriction:
    """Accounts, pairs and roles that alone may be there, or that are left out (`negated`)."""

    negated: bool
    docs: set[int]
    pairs: Mapping[int, Collection[str]]
    roles: set[str]

    def apply(self, found: dict[int, tuple[tuple[str, ...], int]]) -> None:
        """Take out of `found` what may not be there."""
        for doc in list(found):
            roles, goodness = found[doc]
            if doc in self.docs:
                if self.negated:
                    del found[doc]
                continue
            named = self.pairs.get(doc, _NO_ROLES)
            if named is roles and roles:
                if self.negated:
                    del found[doc]
                continue
            left = tuple(role for role in roles if ((role in named) or (role in self.roles)) != self.negated)
            if left or (self.negated and not roles):
                found[doc] = (left, goodness)
            else:
                del found[doc]


def known_set(
    term: Term, catalogue: Catalogue, marked: Collection[Bunch]
) -> tuple[set[int], Mapping[int, Collection[str]]]:
    """The accounts and the pairs that `env:`, `has:` and `is:` speak of."""
    doc_of = catalogue.doc_of
    if term.field == "env":
        words = catalogue.environments()
        return {doc for doc, word in words.items() if word and plain(word).startswith(term.text)}, {}
    if term.field == "has":
        profiled = catalogue.profiled()
        return set(), {doc_of[key]: roles for key, roles in profiled.items() if key in doc_of}
    docs: set[int] = set()
    pairs: dict[int, Collection[str]] = {}
    here = catalogue.facts.here
    listed: Mapping[str, Iterable[AccountRole]] = {
        "fav": catalogue.favourites,
        "new": catalogue.tree.access_new,
        "gone": catalogue.tree.access_gone,
        "here": () if here is None else (here,),
    }
    if term.text == "new":
        docs.update(doc_of[key] for key in catalogue.tree.accounts_new if key in doc_of)
    if term.text != "marked":
        marked = [(role.account_id, (role.role_name,), "") for role in listed[term.text]]
    for account_id, names, _profile_name in marked:
        doc = doc_of.get(account_id)
        if doc is None:
            continue
        if "" in names:
            docs.add(doc)
        pairs[doc] = names if doc not in pairs else {*pairs[doc], *names}
    return docs, pairs
