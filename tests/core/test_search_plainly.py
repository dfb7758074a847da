"""The search finds what a plain one finds (`tests/support/plain_search.py`), however its words came to be typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from ssoswitch.core.catalogue import Catalogue, Facts
from ssoswitch.core.highlight import COLUMN_FIELDS, id_spans, spans
from ssoswitch.core.letters import plain, plain_places
from ssoswitch.core.query import Query, parse_query
from ssoswitch.core.search import Hits, SearchIndex
from ssoswitch.core.tree import role_order
from ssoswitch.model.account import Account, AccountEntry, AccountRole, AccountTree
from ssoswitch.model.settings import AccountChoice, Recollections, Settings
from tests.support.plain_search import Found, plain_search
from tests.support.trees import by_role, catalogue_of, profile, tree_of

BOUNDED = settings(derandomize=True, deadline=None)
IDS = ("333344445555", "333344446666", "000000000001", "888899990000")
NAMES = (
    "payments-prod", "PayRoll-prod", "payroll stage", "data-lake-dev", "DataLake", "papa", "p-a-y-dev",
    "x", "[bold] p|q", "İstanbul", "Café_ß", "", "3333",
)  # fmt: skip
EMAILS = ("", "ops@pay.example", "x@y", "Data.Lake@prod")
ROLES = ("AdministratorAccess", "ReadOnly", "prod-admin", "Pay", "pA", "É")
ALIASES = ("", "", "main", "PayRoll", "p")
TAGS = ("team-a", "Pay", "x y")
PROFILES = ("pay-admin", "main", "p")
TEXTS = tuple(
    dict.fromkeys((*NAMES, *EMAILS, *ROLES, *ALIASES, *TAGS, *PROFILES, *IDS, "3333-4444-5555", "zz", "payd"))
)
"""Where the words of queries are cut from."""
KNOWN = (
    "is:fav",
    "is:new",
    "is:gone",
    "is:here",
    "is:marked",
    "has:profile",
    "no:profile",
    "env:prod",
    "env:odd",
)

roles = st.lists(st.sampled_from(ROLES), max_size=4, unique=True).map(
    lambda names: tuple(sorted(names, key=role_order))
)
accounts = st.builds(Account, st.sampled_from(IDS), st.sampled_from(NAMES), st.sampled_from(EMAILS))
entries = st.one_of(
    st.builds(AccountEntry, accounts, roles, st.just(1.0)),
    st.builds(AccountEntry, accounts, roles, st.just(1.0)),
    st.builds(AccountEntry, accounts),
)
pairs = st.builds(AccountRole, st.sampled_from(IDS), st.sampled_from(ROLES))
favourites = st.lists(st.one_of(pairs, st.builds(AccountRole, st.sampled_from(IDS), st.just(""))), max_size=2)
choices = st.builds(
    AccountChoice,
    alias=st.sampled_from(ALIASES),
    environment=st.sampled_from(("", "", "PROD", "-", "odd")),
    tags=st.lists(st.sampled_from(TAGS), max_size=2).map(tuple),
)
chosen = st.dictionaries(st.sampled_from(IDS), choices, max_size=3)


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    leads = draw(st.lists(st.tuples(pairs, st.sampled_from(PROFILES)), max_size=4))
    profiles = [profile(name, role.account_id, role.role_name) for role, name in leads]
    stars = [f"{role.account_id}/{role.role_name}".rstrip("/") for role in draw(favourites)]
    return Facts(
        profiles_by_role=by_role(*profiles),
        settings=Settings(accounts=draw(chosen)),
        recollections=Recollections(
            favourites=tuple(stars),
            used={f"corp/{role.account_id}/{role.role_name}": (0.0, 1, "use") for role in draw(pairs_of(2))},
        ),
        here=draw(st.one_of(st.none(), pairs)),
        profiles=profiles,
    )


def pairs_of(most: int) -> st.SearchStrategy[list[AccountRole]]:
    return st.lists(pairs, max_size=most)


@st.composite
def catalogues(draw: st.DrawFn) -> Catalogue:
    found = draw(st.lists(entries, min_size=1, max_size=4, unique_by=lambda each: each.account.account_id))
    tree = AccountTree(
        "corp",
        {each.account.account_id: each for each in found},
        synced_at=1.0,
        access_new=frozenset(draw(pairs_of(2))),
        access_gone=frozenset(draw(pairs_of(2))),
        accounts_new=frozenset(draw(st.lists(st.sampled_from(IDS), max_size=1))),
    )
    return Catalogue(tree, draw(facts()))


def _cut(text: str, first: int, length: int, stride: int, upper: bool) -> str:
    """A part of a text, or with a stride letters of it in their order."""
    at = first % max(1, len(text))
    part = text[at : at + length * stride : stride]
    return part.upper() if upper else part


words = st.builds(
    _cut,
    st.sampled_from(TEXTS),
    st.sampled_from((0, 0, 0, 1, 2, 5, 8)),
    st.sampled_from((1, 2, 3, 4, 5, 14)),
    st.sampled_from((1, 1, 1, 1, 2)),
    st.sampled_from((False, False, False, True)),
)
MARKS = ("", "", "", "", "!", "!", "~", "!~")
FIELDS = ("", "role:", "acc:", "id:", "env:", "tag:")


def _term(mark: str, field: str, word: str, quote: bool) -> str:
    quotes = '"' if quote or " " in word else ""
    return f"{mark}{field}{quotes}{word}{quotes}"


terms = st.one_of(
    st.builds(
        _term, st.sampled_from(MARKS), st.sampled_from(FIELDS), words, st.sampled_from((False, False, True))
    ),
    words,
    st.sampled_from(KNOWN),
    st.sampled_from(KNOWN).map("!".__add__),
)
queries = st.lists(terms, min_size=1, max_size=3).map(" ".join)
marks = st.lists(
    st.tuples(
        st.sampled_from(IDS),
        st.lists(st.sampled_from((*ROLES, "")), min_size=1, max_size=2).map(tuple),
        st.just(""),
    ),
    max_size=2,
)


def check_as_plain(catalogue: Catalogue, hits: Hits, found: Found) -> None:
    """The same accounts and roles, the better ones first."""
    assert set(hits.docs) == set(found.accounts)
    assert len(hits.docs) == len(set(hits.docs))
    assert hits.fuzzy == found.fuzzy
    for doc in hits.docs:
        assert sorted(hits.roles[doc]) == sorted(found.roles[doc])
    assert hits.role_count == sum(map(len, found.roles.values()))
    goodness = [found.accounts[doc] for doc in hits.docs]
    assert goodness == sorted(goodness, reverse=True)
    known = {role.account_id for role in (*catalogue.favourites, *catalogue.top)}
    for before, after in pairwise(hits.docs):
        ids = {catalogue.entries[doc].account.account_id for doc in (before, after)}
        if found.accounts[before] == found.accounts[after] and not ids & known:
            assert catalogue.rank[before] < catalogue.rank[after]
    for doc in hits.docs:
        order = [found.roles[doc][role] for role in hits.roles[doc]]
        assert order == sorted(order, reverse=True) or len(hits.query.words) < 2


@settings(BOUNDED, max_examples=60)
@given(catalogues(), words, queries, marks)
def test_it_finds_what_a_plain_search_finds(
    catalogue: Catalogue, word: str, others: str, marked: list[Any]
) -> None:
    index = SearchIndex(catalogue)
    asked = [_term(mark, field, word, False) for mark in sorted(set(MARKS)) for field in FIELDS]
    for text in (others, *KNOWN, *asked, *(f"{each} {others}" for each in asked)):
        query = parse_query(text)
        index.clear()
        check_as_plain(catalogue, index.search(query, marked), plain_search(catalogue, query, marked))


CHANGES = ("read", "listed", "facts", "mark")
STEPS = st.one_of(
    st.tuples(st.just("type"), st.just(0), terms),
    st.tuples(st.just("type"), st.just(0), words),
    st.tuples(st.just("type"), st.just(0), terms.map(" ".__add__)),
    st.tuples(st.just("insert"), st.integers(0, 12), words),
    st.tuples(st.just("delete"), st.integers(0, 12), st.integers(1, 5)),
    st.tuples(st.just("delete"), st.just(99), st.integers(1, 3)),
    st.tuples(st.just("paste"), st.just(0), queries),
    st.tuples(st.just("clear"), st.just(0), st.just("")),
    st.tuples(st.just("read"), st.integers(0, 5), entries),
    st.tuples(st.just("listed"), st.integers(0, 5), entries),
    st.tuples(st.just("facts"), st.integers(0, 5), facts()),
    st.tuples(st.just("mark"), st.integers(0, 5), marks),
)


def _changed(catalogue: Catalogue, step: str, value: Any) -> None:
    """What goes on behind the search box."""
    if step == "read":
        catalogue.fold_in([value])
    elif step == "listed":
        catalogue.fold_accounts([value.account])
    elif step == "facts":
        # Another alias or tag makes another index, as in `Listing.set_catalogue`; the rest is followed.
        catalogue.set_facts(replace(value, settings=catalogue.facts.settings))


def _typed(text: str, step: str, at: int, value: Any) -> list[str]:
    """What the box holds, one after the other."""
    if step == "type":
        return [text + value[:length] for length in range(1, len(value) + 1)] or [text]
    if step == "insert":
        return [text[:at] + value + text[at:]]
    if step == "delete":
        return [text[:at][:-value] + text[at:]]
    if step in ("paste", "clear"):
        return [value]
    return [(text, "is:marked", "has:profile", "pay", "!p", f"{text} pay")[at]]


@settings(BOUNDED, max_examples=100)
@given(catalogues(), terms, st.lists(STEPS, min_size=1, max_size=8))
@example(catalogue_of(tree_of("000000000001 pay - R\n000000000002 p-a-y-d - R")), "pay", [("type", 0, "d")])
@example(
    catalogue_of(tree_of("000000000001 p-a-y-dev - Pay")),
    "x",
    [("read", 3, AccountEntry(Account("000000000001", "p-a-y-dev"), (), 1.0))],
)
@example(
    catalogue_of(profiles_by_role=by_role(profile("mine", IDS[0], "Billing"))),
    "mine",
    [("facts", 0, Facts())],
)
@example(catalogue_of(), "", [("mark", 1, [(IDS[0], ("Billing",), "")])])
def test_it_finds_the_same_however_the_words_came(
    catalogue: Catalogue, text: str, steps: Sequence[tuple[str, int, Any]]
) -> None:
    """Typed in the middle, taken out, pasted over, while a sync brings more: as if asked for the first time."""
    index = SearchIndex(catalogue)
    marked: list[Any] = []
    index.search(parse_query(text))
    for step, at, value in steps:
        asked = _typed(text, step, at, value)
        if len(asked) == 1:
            # What was found before a change is not to be taken for what is found after it.
            index.search(parse_query(asked[0] if step in CHANGES else text), marked)
        _changed(catalogue, step, value)
        marked = value if step == "mark" else marked
        if step == "clear":
            index.clear()
        for text in asked:
            query = parse_query(text)
            hits = index.search(query, marked)
            fresh = SearchIndex(catalogue).search(query, marked)
            assert (hits.docs, hits.roles, hits.fuzzy) == (fresh.docs, fresh.roles, fresh.fuzzy), text
            assert hits.role_count == fresh.role_count == sum(map(len, hits.roles.values()))


@settings(BOUNDED, max_examples=200)
@given(st.sampled_from(TEXTS), queries, st.sampled_from(sorted(COLUMN_FIELDS)))
def test_what_is_marked_is_what_matched(text: str, typed: str, column: str) -> None:
    """Inside of the text, in order, apart from each other; every letter belongs to a match and every match is whole."""
    query: Query = parse_query(typed)
    found = id_spans(text, query.words) if column == "id" else spans(text, query.words, column)
    end = -1
    for first, last in found:
        assert end < first < last <= len(text)
        end = last
    letters = plain_places(text)
    if column == "id" or letters is None:
        return
    lower, firsts, ends = letters
    shown = {place for first, last in found for place in range(first, last)}
    looked_for = [term for term in query.words if term.field in COLUMN_FIELDS[column]]
    matched: set[int] = set()
    for term in looked_for:
        starts = [at for at in range(len(lower)) if lower.startswith(term.text, at) and not term.fuzzy]
        stretches = [set(range(firsts[at], ends[at + len(term.text) - 1])) for at in starts]
        matched.update(*stretches)
        assert not stretches or stretches[0] <= shown
    loose = {letter for term in looked_for if term.fuzzy for letter in term.text}
    assert all(place in matched or loose & set(plain(text[place])) for place in shown)


@settings(BOUNDED, max_examples=100)
@given(st.sampled_from(IDS), words, st.booleans())
def test_the_digits_that_matched_are_marked_in_both_forms(account_id: str, word: str, dashes: bool) -> None:
    shown = f"{account_id[:4]}-{account_id[4:8]}-{account_id[8:]}" if dashes else account_id
    terms = parse_query(f"id:{word}").words
    found = id_spans(shown, terms)
    digits = word.replace("-", "")
    inside = "".join(shown[first:last] for first, last in found).replace("-", "")
    assert bool(found) == (bool(digits) and digits in account_id)
    assert not found or inside.count(digits) >= 1
