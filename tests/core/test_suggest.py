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


class Watched(Suggester):
    """Keeps the words for which it looks what is near to them."""

    def _near(self, word: str) -> list[str]:
        self.asked = [*getattr(self, "asked", ()), word]
        return super()._near(word)


def test_what_was_pasted_is_not_mended_letter_by_letter() -> None:
    """A thousand letters took minutes, in which the screen stood still."""
    catalogue = catalogue_of()
    suggester = Watched(catalogue, SearchIndex(catalogue))
    found = suggester.closest(f"payments {'x' * 300}")
    assert found is not None
    assert found.text == "payments"
    assert suggester.asked == ["payments"]
    assert suggester.closest("x" * 5000) is None
    assert suggester.closest(" ".join(f"word{number}" for number in range(300))) is None
    assert suggester.asked == ["payments"]


def test_an_empty_tree_suggests_nothing() -> None:
    catalogue = catalogue_of(tree_of(""))
    assert Suggester(catalogue, SearchIndex(catalogue)).closest("payments prod") is None
