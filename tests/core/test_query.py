from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssoswitch.core.query import Query, Term, parse_query, quoted


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("", ()),
        ("   ", ()),
        ("Pay PROD", (Term("pay"), Term("prod"))),
        ("pay pay", (Term("pay"),)),
        ('"two words" x', (Term("two words"), Term("x"))),
        ('"unclosed words', (Term("unclosed words"),)),
        ("!sandbox", (Term("sandbox", negated=True),)),
        ('!"two words"', (Term("two words", negated=True),)),
        ("!", ()),
        ("~pyprd", (Term("pyprd", fuzzy=True),)),
        ("role:Admin", (Term("admin", "role"),)),
        ("ROLE:admin", (Term("admin", "role"),)),
        ('role:"power user"', (Term("power user", "role"),)),
        ("!role:admin", (Term("admin", "role", negated=True),)),
        ("role:~adm", (Term("adm", "role", fuzzy=True),)),
        ("role:", ()),
        ("acc:3333", (Term("3333", "acc"),)),
        ("id:3333-4444", (Term("3333-4444", "id"),)),
        ("id:3333-4444-5555", (Term("333344445555", "id"),)),
        ("env:prod", (Term("prod", "env"),)),
        ("tag:team:pay", (Term("team:pay", "tag"),)),
        ("has:profile", (Term("profile", "has"),)),
        ("has:p", (Term("profile", "has"),)),
        ("no:profile", (Term("profile", "has", negated=True),)),
        ("!no:profile", (Term("profile", "has"),)),
        ("has:wings", ()),
        ("is:fav", (Term("fav", "is"),)),
        ("is:f", (Term("fav", "is"),)),
        ("!is:new", (Term("new", "is", negated=True),)),
        ("is:prod", (Term("prod", "env"),)),
        ("is:stg", (Term("stg", "env"),)),
        ("is:", ()),
        ("team:pay", (Term("team:pay"),)),
        ("shop-deploy@ci", (Term("shop-deploy@ci"),)),
        ("3333-4444-5555 admin", (Term("333344445555"), Term("admin"))),
    ],
)
def test_text_becomes_terms(text: str, terms: tuple[Term, ...]) -> None:
    assert parse_query(text).terms == terms


SQS = "https://console.aws.amazon.com/sqs/v3/home"


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("333344445555", ((Term("333344445555", "id"),), "333344445555", "", "account id", "")),
        (" 3333-4444-5555 ", ((Term("333344445555", "id"),), "333344445555", "", "account id", "")),
        (
            "arn:aws:iam::333344445555:role/Admin",
            ((Term("333344445555", "id"),), "333344445555", "Admin", "ARN", ""),
        ),
        (
            "AWSReservedSSO_Admin_0123456789abcdef",
            ((Term("admin", "role"),), "", "Admin", "role name", ""),
        ),
        (SQS, ((), "", "", "console page", SQS)),
    ],
)
def test_a_pasted_thing_leads_to_its_account_and_role(text: str, query: tuple[object, ...]) -> None:
    assert parse_query(text) == Query(text, *query)  # type: ignore[arg-type]  # a row of the table


@pytest.mark.parametrize(
    ("later", "earlier", "narrows"),
    [
        (Term("paym"), Term("pay"), True),
        (Term("xpay"), Term("pay"), True),
        (Term("pay"), Term("paym"), False),
        (Term("paym", "role"), Term("pay"), False),
        (Term("paym", negated=True), Term("pay", negated=True), False),
        (Term("prod", "env"), Term("p", "env"), False),
        (Term("new", "is"), Term("new", "is"), True),
    ],
)
def test_a_term_that_grows_narrows(later: Term, earlier: Term, narrows: bool) -> None:
    assert later.narrows(earlier) is narrows


@settings(derandomize=True, max_examples=200)
@given(st.text(max_size=40))
def test_no_text_fails(text: str) -> None:
    for term in parse_query(text).terms:
        assert term.text
        assert term.text == term.text.lower()


@settings(derandomize=True, max_examples=100)
@given(st.text(alphabet="abc 0-", min_size=1, max_size=12))
def test_a_quoted_text_is_one_term(text: str) -> None:
    assert len(parse_query(quoted(text)).terms) == 1
