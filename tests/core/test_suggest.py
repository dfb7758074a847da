from __future__ import annotations

import pytest

from ssoswitch.core.search import SearchIndex
from ssoswitch.core.suggest import Suggester
from tests.support.trees import catalogue_of, tree_of


@pytest.mark.parametrize(
    ("text", "closest"),
    [
        ("pay prod amdin", "pay prod admin"),
        ("paymnts", "payments"),
        ("role:amdin", "role:admin"),
        ("wbsite raed", "website read"),
        ("payroll power", "power"),
        ("qq", None),
        ("xylophone", None),
        ("", None),
    ],
)
def test_a_slip_is_mended_or_a_word_left_out(text: str, closest: str | None) -> None:
    catalogue = catalogue_of()
    found = Suggester(catalogue, SearchIndex(catalogue)).closest(text)
    assert (found.text if found else None) == closest
    if found:
        assert found.accounts > 0


def test_an_empty_tree_suggests_nothing() -> None:
    catalogue = catalogue_of(tree_of(""))
    assert Suggester(catalogue, SearchIndex(catalogue)).closest("payments prod") is None
