from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssoswitch.core.highlight import id_spans, spans
from ssoswitch.core.query import parse_query


def shown(text: str, query: str, column: str = "name") -> str:
    """`text` with brackets around what is matched."""
    terms = parse_query(query).words
    found = id_spans(text, terms) if column == "id" else spans(text, terms, column)
    for first, last in reversed(found):
        text = f"{text[:first]}[{text[first:last]}]{text[last:]}"
    return text


@pytest.mark.parametrize(
    ("text", "query", "column", "expected"),
    [
        ("payments-prod", "pay prod", "name", "[pay]ments-[prod]"),
        ("payments-prod", "PAYM ments", "name", "[payments]-prod"),
        ("papapa", "pa", "name", "[papapa]"),
        ("payments-prod", "!pay prod", "name", "payments-[prod]"),
        ("payments-prod", "role:pay", "name", "payments-prod"),
        ("AdministratorAccess", "adm", "role", "[Adm]inistratorAccess"),
        ("AdministratorAccess", "acc:adm role:acc", "role", "Administrator[Acc]ess"),
        ("acme-payments-prod", "~pyprd", "name", "acme-[p]a[y]ments-[pr]o[d]"),
        ("333344445555", "3333-4444", "id", "[33334444]5555"),
        ("3333-4444-5555", "33334444", "id", "[3333-4444]-5555"),
        ("3333-4444-5555", "acc:445", "id", "3333-44[44-5]555"),
        ("İstanbul", "i", "name", "[İ]stanbul"),
        ("[bold]x", "bold", "name", "[[bold]]x"),
    ],
)
def test_matched_letters(text: str, query: str, column: str, expected: str) -> None:
    assert shown(text, query, column) == expected


@settings(derandomize=True, max_examples=200)
@given(st.text(max_size=12), st.text(max_size=8))
def test_spans_are_in_order_and_inside(text: str, query: str) -> None:
    terms = parse_query(query).words
    end = -1
    for first, last in spans(text, terms, "name"):
        assert end < first < last <= len(text)
        end = last
