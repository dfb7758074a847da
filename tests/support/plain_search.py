"""A search that looks at every account and every role with every term, one after the other: slow, and plain to read.

It keeps nothing from one query to the next, knows no sets of roles and no indices; `core/search.py` must find the same.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from ssoswitch.core.catalogue import Catalogue
from ssoswitch.core.letters import plain
from ssoswitch.core.marks import Bunch
from ssoswitch.core.query import Query, Term
from ssoswitch.core.token_hits import (
    EXACT_ID,
    ID_INSIDE,
    ID_START,
    INSIDE,
    PREFIX,
    PROFILE_LESS,
    ROLE_LESS,
    WHOLE,
    WORD,
    fuzzy,
    worded,
)
from ssoswitch.model.account import AccountRole


@dataclass(frozen=True, slots=True)
class Found:
    """What a query finds, each account with how good it is, each of its roles with how good that is."""

    accounts: Mapping[int, int]
    roles: Mapping[int, Mapping[str, int]]
    fuzzy: tuple[str, ...]


def plain_search(catalogue: Catalogue, query: Query, marked: Collection[Bunch] = ()) -> Found:
    """Each account and role that every term matches."""
    terms, loosened = _loosened(catalogue, query)
    words = [term for term in terms if term.is_word and not term.negated]
    others = [term for term in terms if not term.is_word or term.negated]
    accounts: dict[int, int] = {}
    roles: dict[int, dict[str, int]] = {}
    for doc, entry in enumerate(catalogue.entries):
        own = [of_account(catalogue, term, doc) for term in words]
        chosen: dict[str, int] = {}
        best = 0
        for name in entry.roles:
            inner = [of_role(catalogue, term, doc, name) for term in words]
            fits = all(outer or there for outer, there in zip(own, inner, strict=True))
            if fits:
                best = max(best, sum(there for outer, there in zip(own, inner, strict=True) if not outer))
            if fits and all(_holds(catalogue, term, doc, name, marked) for term in others):
                chosen[name] = sum(inner)
        by_itself = all(own) and all(_holds(catalogue, term, doc, "", marked) for term in others)
        if chosen or (by_itself and not entry.roles) or (all(own) and not others):
            accounts[doc] = sum(own) + best
            roles[doc] = chosen
    return Found(accounts, roles, loosened)


def _loosened(catalogue: Catalogue, query: Query) -> tuple[list[Term], tuple[str, ...]]:
    """The terms, a word that is nowhere as letters in order if that is somewhere; and those words."""
    terms: list[Term] = []
    words: list[str] = []
    for term in query.terms:
        loose = replace(term, fuzzy=True)
        may = term.field in ("", "acc", "role") and len(term.text) > 1 and not (term.negated or term.fuzzy)
        if may and not _anywhere(catalogue, term) and _anywhere(catalogue, loose):
            words.append(term.text)
            term = loose
        terms.append(term)
    return terms, tuple(words)


def _anywhere(catalogue: Catalogue, term: Term) -> bool:
    return any(
        of_account(catalogue, term, doc) or any(of_role(catalogue, term, doc, name) for name in entry.roles)
        for doc, entry in enumerate(catalogue.entries)
    )


def _holds(catalogue: Catalogue, term: Term, doc: int, role: str, marked: Collection[Bunch]) -> bool:
    """Whether a term that is no word to look for, or one that leaves out, is true of that role ("": the account)."""
    if term.is_word:
        return not (of_account(catalogue, term, doc) or (role and of_role(catalogue, term, doc, role)))
    account_id = catalogue.entries[doc].account.account_id
    tree, facts = catalogue.tree, catalogue.facts
    pair = AccountRole(account_id, role)
    whole = AccountRole(account_id, "")
    is_so = {
        "env": lambda: (
            plain(catalogue.environment(doc)).startswith(term.text) and catalogue.environment(doc) != ""
        ),
        "has": lambda: role != "" and bool(facts.profiles_by_role.get(pair)),
        "fav": lambda: bool({pair, whole} & catalogue.favourites),
        "new": lambda: account_id in tree.accounts_new or (role != "" and pair in tree.access_new),
        "gone": lambda: role != "" and pair in tree.access_gone,
        "here": lambda: facts.here in (pair, whole),
        "marked": lambda: any(
            account_id == marked_id and bool({role, ""} & set(names)) for marked_id, names, _profile in marked
        ),
    }[term.text if term.field == "is" else term.field]()
    return is_so != term.negated


def of_account(catalogue: Catalogue, term: Term, doc: int) -> int:
    """How good a word's match in the account's own texts is, 0 for none."""
    account = catalogue.entries[doc].account
    choice = catalogue.facts.settings.accounts.get(account.account_id)
    alias, tags = (plain(choice.alias), [plain(tag) for tag in choice.tags]) if choice else ("", [])
    number = account.account_id
    dashed = f"{number[:4]}-{number[4:8]}-{number[8:]}"
    name, word = plain(account.name), term.text
    if term.field == "role":
        return 0
    if term.field == "tag":
        return WORD if any(word in tag for tag in tags) else 0
    if term.field == "id":
        digits = word.replace("-", "")
        return 0 if digits not in number else EXACT_ID if word == number else ID_START
    if term.fuzzy:
        return fuzzy(word, name, worded(account.name))
    if word in name:
        return _in_name(word, account.name)
    lines = [number, dashed, alias, *([] if term.field == "acc" else [plain(account.email), *tags])]
    if not any(word in line for line in lines):
        return 0
    if word == number:
        return EXACT_ID
    if alias.startswith(word):
        return WHOLE if alias == word else PREFIX
    return (
        ID_START
        if any(line.startswith(word) for line in (*lines, plain(account.email), *tags))
        else ID_INSIDE
    )


def of_role(catalogue: Catalogue, term: Term, doc: int, role: str) -> int:
    """How good a word's match in the role's name, or in the name of a profile that leads there, is; 0 for none."""
    found = 0
    if term.field in ("", "role"):
        if term.fuzzy:
            found = fuzzy(term.text, plain(role), worded(role))
        elif term.text in plain(role):
            found = _in_name(term.text, role) - ROLE_LESS
    if term.field == "" and not term.fuzzy:
        account_id = catalogue.entries[doc].account.account_id
        for profile in catalogue.profiles.get(AccountRole(account_id, role), ()):
            name = plain(profile.name)
            if term.text in name:
                good = WHOLE if name == term.text else PREFIX if name.startswith(term.text) else INSIDE
                found = max(found, good - PROFILE_LESS)
    return found


def _in_name(word: str, name: str) -> int:
    lower = plain(name)
    if lower.startswith(word):
        return WHOLE if lower == word else PREFIX
    return WORD if "|" + word in worded(name) else INSIDE
