from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssoswitch.core.highlight import spans
from ssoswitch.core.letters import plain, plain_places
from ssoswitch.core.query import Term
from ssoswitch.model.account import Account, AccountEntry, AccountTree
from tests.support.trees import listing_of

ACCENT = "A\N{COMBINING DIAERESIS}pfel"
WIDE = "\N{FULLWIDTH LATIN CAPITAL LETTER P}\N{FULLWIDTH LATIN CAPITAL LETTER A}\N{FULLWIDTH LATIN CAPITAL LETTER Y}"


@pytest.mark.parametrize(
    ("name", "typed", "shown"),
    [
        ("Pay-Prod", "pAY", "Pay"),
        ("Straße-1", "strasse", "Straße"),
        ("Straße-1", "STRAẞE", "Straße"),
        ("STRASSE", "straße", "STRASSE"),
        ("Straße-1", "ss", "ß"),
        (ACCENT, "äpf", ACCENT[:4]),
        ("Äpfel", ACCENT.lower(), "Äpfel"),
        ("x-İstanbul", "istan", "İstan"),
        ("istanbul", "İST", "ist"),
        (WIDE, "pa", WIDE[:2]),
        ("pay", WIDE, "pay"),
        ("ﬁnance", "fin", "ﬁn"),
        ("rocket🚀team", "🚀TE", "🚀te"),
        ("会計-prod", "会計", "会計"),
    ],
)
def test_a_letter_is_found_however_it_is_written(name: str, typed: str, shown: str) -> None:
    entry = AccountEntry(Account("000000000001", name), ("Admin",), 1.0)
    listing = listing_of(AccountTree("corp", {"000000000001": entry}, synced_at=1.0))
    assert listing.search(typed).accounts == 1
    assert listing.hits is not None
    assert not listing.hits.fuzzy
    assert [name[first:end] for first, end in spans(name, listing.query.words, "name")] == [shown]


def test_a_full_width_account_id_is_an_account_id() -> None:
    wide = "".join(chr(ord("０") + int(digit)) for digit in "333344445555")
    listing = listing_of()
    assert listing.search(wide).accounts == 1


@given(st.text())
def test_the_plain_form_is_stable_and_its_places_lie_in_the_text(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    places = plain_places(text)
    if places is None:
        return
    letters, firsts, ends = places
    assert letters == plain(text)
    assert len(firsts) == len(ends) == len(letters)
    assert all(0 <= first < end <= len(text) for first, end in zip(firsts, ends, strict=True))
    assert list(firsts) == sorted(firsts)


@given(st.text(alphabet=st.characters(codec="latin-1"), min_size=1), st.data())
def test_any_part_of_a_name_is_found_and_shown_in_it(name: str, data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(name) - 1))
    end = data.draw(st.integers(first + 1, len(name)))
    part = plain(name[first:end])
    if not part:
        return
    shown = spans(name, (Term(part),), "name")
    assert any(part in plain(name[a:b]) for a, b in shown)
    assert unicodedata.normalize("NFC", plain(name)).count(part)
