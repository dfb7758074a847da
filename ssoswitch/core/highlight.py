"""Which letters of a shown text a query matched; worked out for the rows on the screen only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ssoswitch.core.letters import plain_places
from ssoswitch.core.query import Term

Span = tuple[int, int]

COLUMN_FIELDS = {
    "name": ("", "acc"),
    "id": ("", "acc", "id"),
    "role": ("", "role"),
    "profile": ("",),
    "other": ("", "acc", "tag"),
}
"""Which terms are looked for in which column."""


def spans(text: str, terms: Sequence[Term], column: str) -> tuple[Span, ...]:
    """Matched stretches of `text` as (first, past the last), in order, none touching another.

    Of a letter that is written as several (`ß`, a letter and its accent) always the whole is shown.
    """
    if not terms:
        return ()
    if text.isascii():
        return _spans(text.lower(), terms, column)
    letters = plain_places(text)
    if letters is None:
        return ()  # rather than the wrong letters
    lower, firsts, ends = letters
    return merged((firsts[first], ends[end - 1]) for first, end in _spans(lower, terms, column))


def id_spans(shown: str, terms: Sequence[Term]) -> tuple[Span, ...]:
    """The same for an account id, which may be shown with dashes and typed without, or the other way round."""
    if "-" not in shown:
        return spans(shown, terms, "id")
    places = [place for place, letter in enumerate(shown) if letter != "-"]
    return tuple(
        (places[first], places[last - 1] + 1) for first, last in spans(shown.replace("-", ""), terms, "id")
    )


def merged(found: Iterable[Span]) -> tuple[Span, ...]:
    """Overlapping and touching stretches made one."""
    whole: list[Span] = []
    for first, last in sorted(found):
        if whole and first <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(last, whole[-1][1]))
        else:
            whole.append((first, last))
    return tuple(whole)


def _spans(lower: str, terms: Sequence[Term], column: str) -> tuple[Span, ...]:
    fields = COLUMN_FIELDS[column]
    found: list[Span] = []
    for term in terms:
        if term.field in fields:
            found.extend(
                _in_order(term.text, lower) if term.fuzzy else _plain(_of_column(term, column), lower)
            )
    return merged(found)


def _of_column(term: Term, column: str) -> str:
    if column == "id" and term.text.replace("-", "").isdigit():
        return term.text.replace("-", "")
    return term.text


def _plain(word: str, text: str) -> Iterable[Span]:
    at = text.find(word) if word else -1
    while at >= 0:
        yield at, at + len(word)
        at = text.find(word, at + len(word))


def _in_order(word: str, text: str) -> Iterable[Span]:
    """The letters one by one, from the first that stands at the start of a word, if all are there."""
    starts = [
        at for at, letter in enumerate(text) if letter == word[0] and (at == 0 or not text[at - 1].isalnum())
    ]
    for start in (*starts, 0):
        places: list[int] = []
        at = start - 1
        for letter in word:
            at = text.find(letter, at + 1)
            if at < 0:
                break
            places.append(at)
        else:
            return [(place, place + 1) for place in places]
    return []
