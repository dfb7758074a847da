from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssoswitch.core.catalogue import Catalogue
from ssoswitch.core.query import parse_query
from ssoswitch.core.search import SearchIndex
from ssoswitch.model.account import Account, AccountEntry, AccountRole, AccountTree
from ssoswitch.model.settings import AccountChoice, Recollections, Settings
from tests.support.trees import ADMIN, POWER, READ, by_role, catalogue_of, entry, profile, tree_of


def found(catalogue: Catalogue, text: str, index: SearchIndex | None = None, **arguments: Any) -> list[str]:
    """`account: roles` of each hit, best first."""
    hits = (index or SearchIndex(catalogue)).search(parse_query(text), **arguments)
    return [
        f"{catalogue.entries[doc].account.name}: {' '.join(_short(role) for role in hits.roles[doc])}".rstrip()
        for doc in hits.docs
    ]


def _short(role: str) -> str:
    return re.sub("(istrator|User|Only)?Access$", "", role)


PROFILES = (
    profile("pay-admin", "333344445555", ADMIN),
    profile("lake", "222233334444", "DataScientist"),
    profile("dead", "222233334444", "NoSuchRole"),
    profile("elsewhere", "999999999999", ADMIN),
)


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("pay prod adm", ["payments-prod: Admin", "payroll-prod: Admin"]),
        ("adm prod pay", ["payments-prod: Admin", "payroll-prod: Admin"]),
        ("payroll", ["payroll-prod: Admin Billing"]),
        ("PAYROLL", ["payroll-prod: Admin Billing"]),
        ("people@", ["new-hires-dev:"]),
        ("new-hires", ["new-hires-dev:"]),
        ("anna", ["sandbox-anna:"]),
        ("power", ["payments-stage: Power"]),
        (
            "33334444",
            [
                "payments-prod: Admin Billing Read",
                "payments-stage: Admin Power Read",
                "payroll-prod: Admin Billing",
                "data-lake-dev: Admin DataScientist",
            ],
        ),
        ("3333-4444-5", ["payments-prod: Admin Billing Read"]),
        ("333344445555 bill", ["payments-prod: Billing"]),
        ("website", ["website-prod: Read"]),
        ("pay !payroll admin", ["payments-prod: Admin", "payments-stage: Admin"]),
        ("payments !admin", ["payments-stage: Power Read", "payments-prod: Billing Read"]),
        ("role:adm pay", ["payments-prod: Admin", "payments-stage: Admin", "payroll-prod: Admin"]),
        ("acc:admin", []),
        ("acc:people", []),
        ("acc:8888", ["website-prod: Read", "payroll-prod: Admin Billing"]),
        ("id:6666", ["payments-stage: Admin Power Read", "sandbox-anna:"]),
        ("id:pay", []),
        ("env:prod role:read", ["payments-prod: Read", "website-prod: Read"]),
        ("is:prod role:read", ["payments-prod: Read", "website-prod: Read"]),
        ("env:st", ["payments-stage: Admin Power Read"]),
        ("tag:team", ["payments-stage: Admin Power Read"]),
        ("team:pay", ["payments-stage: Admin Power Read"]),
        ("nightly", ["payments-stage: Admin Power Read"]),
        ("has:profile", ["data-lake-dev: DataScientist", "payments-prod: Admin"]),
        ("no:profile lake", ["data-lake-dev: Admin"]),
        ("!has:profile lake", ["data-lake-dev: Admin"]),
        ("pay-admin", ["payments-prod: Admin"]),
        ("lake scientist", ["data-lake-dev: DataScientist"]),
        ("elsewhere", []),
        ("is:fav", ["website-prod: Read", "payments-stage: Power"]),
        ("is:here", ["payroll-prod: Billing"]),
        ("is:marked", ["payroll-prod: Admin"]),
        ("is:new", ["data-lake-dev: Admin", "new-hires-dev:"]),
        ("is:gone", ["payments-prod: Old"]),
        ("is:nonsense", []),
        ("zzz", []),
    ],
)
def test_words_are_anded_over_every_column(text: str, hits: list[str]) -> None:
    catalogue = catalogue_of(
        tree_of(
            new=[AccountRole("222233334444", ADMIN)],
            gone=[AccountRole("333344445555", "OldAccess")] if text == "is:gone" else [],
            accounts_new=["012345678901"],
        ),
        profiles_by_role=by_role(*PROFILES),
        settings=Settings(accounts={"333344446666": AccountChoice(alias="nightly", tags=("team:pay",))}),
        recollections=Recollections(favourites=(f"333344446666/{POWER}", "888899990000")),
        here=AccountRole("333344448888", "Billing"),
    )
    result = found(catalogue, text, marked=[("333344448888", (ADMIN,), "")])
    assert sorted(result) == sorted(hits)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "alpha",
            ["alpha", "alpha-two", "the-alpha", "xalphax", "zeta"],
        ),  # whole, start, word, inside, e-mail
        ("id:000000000005", ["gamma"]),
        ("alpha two", ["alpha-two"]),
    ],
)
def test_the_best_hit_is_first(text: str, names: list[str]) -> None:
    text_of = """
    000000000001 xalphax - R S
    000000000002 the-alpha - R S
    000000000003 alpha-two - R S
    000000000004 alpha - R S
    000000000005 gamma - R S
    000000000006 decoy x000000000005@example.com R S
    000000000007 zeta alpha@example.com R S
    """
    catalogue = catalogue_of(tree_of(text_of))
    index = SearchIndex(catalogue)
    query = parse_query(text)
    assert [catalogue.entries[doc].account.name for doc in index.search(query).docs] == names


def test_roles_that_match_better_stand_first() -> None:
    catalogue = catalogue_of(tree_of("000000000001 x - BillingAdmin AdminTeam DbAdminRole"))
    assert found(catalogue, "admin") == ["x: AdminTeam BillingAdmin DbAdminRole"]


def test_favourites_and_what_is_used_decide_among_equals() -> None:
    text = "000000000001 a-prod - R\n000000000002 b-prod - R\n000000000003 c-prod - R"
    used = {"corp/000000000003/R": (0.0, 1, "use")}
    recollections = Recollections(favourites=("000000000002/R",), used=used)
    catalogue = catalogue_of(tree_of(text), recollections=recollections)
    assert [each[0] for each in found(catalogue, "prod")] == ["b", "c", "a"]


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("pyprd", ["payments-prod: Admin Billing Read", "payroll-prod: Admin Billing"]),
        ("dld", ["data-lake-dev: Admin DataScientist"]),
        ("pua", ["payments-stage: Power"]),
        ("pyprd adm", ["payments-prod: Admin", "payroll-prod: Admin"]),
        ("~pyst", ["payments-stage: Admin Power Read"]),
        ("ayprd", []),
        ("3345", []),
        ("@xmpl", []),
    ],
)
def test_letters_in_order_count_only_where_nothing_matches_outright(text: str, hits: list[str]) -> None:
    assert found(catalogue_of(), text) == hits


def test_the_index_follows_what_a_sync_brings() -> None:
    catalogue = catalogue_of()
    index = SearchIndex(catalogue)
    assert found(catalogue, "shop", index) == []
    assert found(catalogue, "audit", index) == []
    catalogue.fold_accounts([Account("121212121212", "shop-prod")])
    assert found(catalogue, "shop", index) == ["shop-prod:"]
    catalogue.fold_in([entry("121212121212", "shop-prod", roles=["SecurityAudit", READ])])
    assert found(catalogue, "audit", index) == ["shop-prod: SecurityAudit"]
    assert found(catalogue, "shop", index) == ["shop-prod: Read SecurityAudit"]
    catalogue.fold_accounts([Account("121212121212", "market-prod")])
    assert found(catalogue, "shop", index) == []
    assert found(catalogue, "market", index) == ["market-prod: Read SecurityAudit"]


def test_profiles_that_are_made_are_found() -> None:
    tree = tree_of()
    catalogue = catalogue_of(tree)
    index = SearchIndex(catalogue)
    assert found(catalogue, "my-profile", index) == []
    catalogue.set_facts(
        replace(catalogue.facts, profiles_by_role=by_role(profile("my-profile", "333344445555", READ)))
    )
    assert found(catalogue, "my-profile", index) == ["payments-prod: Read"]
    assert found(catalogue, "my-profile prod", index) == ["payments-prod: Read"]
    assert found(catalogue, "my-profile stage", index) == []


NAMES = st.text(alphabet="ab-", min_size=1, max_size=5)
ROLES = st.lists(st.text(alphabet="abcR", min_size=1, max_size=4), max_size=4, unique=True)
ACCOUNTS = st.lists(st.tuples(NAMES, ROLES), min_size=1, max_size=6)
WORDS = st.lists(
    st.tuples(st.booleans(), st.text(alphabet="abcr0", min_size=1, max_size=3)), min_size=1, max_size=3
)


@settings(derandomize=True, max_examples=200, deadline=None)
@given(ACCOUNTS, WORDS, st.booleans())
def test_the_join_finds_the_pairs_that_a_plain_search_finds(
    accounts: list[tuple[str, list[str]]], words: list[tuple[bool, str]], typed: bool
) -> None:
    """Each pair looked at by itself, with every word; typed letter by letter or asked at once."""
    entries = [
        AccountEntry(Account(f"{number:012d}", name), tuple(sorted(roles)), 1.0)
        for number, (name, roles) in enumerate(accounts)
    ]
    profiles = by_role(
        *(profile("cab", each.account.account_id, each.roles[0]) for each in entries[:2] if each.roles)
    )
    catalogue = catalogue_of(
        AccountTree("corp", {each.account.account_id: each for each in entries}), profiles_by_role=profiles
    )
    text = " ".join(("!" if negated else "") + word for negated, word in words)
    index = SearchIndex(catalogue)
    for length in range(1, len(text)) if typed else ():
        index.search(parse_query(text[:length]))
    hits = index.search(parse_query(text))
    if hits.fuzzy:
        return
    pairs = {
        (catalogue.entries[doc].account.account_id, role) for doc in hits.docs for role in hits.roles[doc]
    }

    def matches(each: AccountEntry, role: str, word: str) -> bool:
        names = [item.name for item in profiles.get(AccountRole(each.account.account_id, role), ())]
        return any(
            word in text.lower() for text in (each.account.name, each.account.account_id, role, *names)
        )

    expected = {
        (each.account.account_id, role)
        for each in entries
        for role in each.roles
        if all(matches(each, role, word) != negated for negated, word in words)
    }
    assert pairs == expected
    assert hits.role_count == len(expected)
