"""What a query that found nothing was perhaps meant to be. Asked only when nothing is hit."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ssoswitch.core.catalogue import Catalogue
from ssoswitch.core.query import parse_query, quoted
from ssoswitch.core.search import SearchIndex
from ssoswitch.core.token_hits import worded
from ssoswitch.model.frozen import frozen

_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
_PARTS = re.compile(r'[!~]{0,2}(?:[A-Za-z]+:)?(?:"[^"]*"?|\S+)')
SHORTEST = 3
"""Words with fewer letters are not mended: nearly anything is one letter away."""
LONGEST = 24
"""Nor are words with more, which are pasted and not typed: the ways to slip grow with the cube of the letters."""
MOST_WORDS = 8
"""For a query of more words nothing is suggested: each would be tried with each of the others."""


@frozen
class Suggestion:
    """A query that finds something, and how many roles and accounts."""

    text: str
    roles: int
    accounts: int


class Suggester:
    """Knows the words of a catalogue and their beginnings; learns them when it is first asked."""

    def __init__(self, catalogue: Catalogue, index: SearchIndex) -> None:
        self._catalogue = catalogue
        self._index = index
        self._beginnings: dict[str, int] = {}
        self._version = -1

    def closest(self, text: str) -> Suggestion | None:
        """The nearest query that finds something: a word mended, else one word left out. None when there is none."""
        parts = _PARTS.findall(text)
        if len(parts) > MOST_WORDS:
            return None
        found = self._mended(parts)
        if found is None and len(parts) > 1:
            found = self._all_mended(parts) or self._shortened(parts)
        return found

    def _mended(self, parts: list[str]) -> Suggestion | None:
        candidates: list[tuple[int, str]] = []
        for place, part in enumerate(parts):
            prefix, word = _split(part)
            if not SHORTEST <= len(word) <= LONGEST or prefix.startswith("!"):
                continue
            for mended in self._near(word):
                text = " ".join((*parts[:place], prefix + quoted(mended), *parts[place + 1 :]))
                candidates.append((self._beginnings[mended], text))
        candidates.sort(key=lambda each: (-each[0], each[1]))
        return self._first(text for _weight, text in candidates[:12])

    def _all_mended(self, parts: list[str]) -> Suggestion | None:
        """Every word mended that finds nothing by itself."""
        mended: list[str] = []
        for part in parts:
            prefix, word = _split(part)
            near = (
                self._near(word) if SHORTEST <= len(word) <= LONGEST and self._first([part]) is None else []
            )
            best = max(near, key=lambda each: self._beginnings[each], default="")
            mended.append(prefix + quoted(best) if best else part)
        return self._first([" ".join(mended)]) if mended != parts else None

    def _shortened(self, parts: list[str]) -> Suggestion | None:
        """The query without one of its words; the last one first, for it is the one just typed."""
        shorter = [" ".join((*parts[:place], *parts[place + 1 :])) for place in reversed(range(len(parts)))]
        found = [each for text in shorter if (each := self._first([text])) is not None]
        return min(found, key=lambda each: each.roles, default=None)

    def _first(self, texts: Iterable[str]) -> Suggestion | None:
        for text in texts:
            hits = self._index.search(parse_query(text))
            if hits.docs and not hits.fuzzy:
                return Suggestion(text, hits.role_count, len(hits.docs))
        return None

    def _near(self, word: str) -> list[str]:
        """Words, or beginnings of words, that are one slip away from `word`; of long words also two."""
        self._learn()
        near = {each for each in _slips(word) if each in self._beginnings}
        if not near and len(word) > 5:
            near = {
                twice
                for once in set(_slips(word))
                for twice in _small_slips(once)
                if twice in self._beginnings
            }
        near.discard(word)
        return sorted(near)

    def _learn(self) -> None:
        """Every beginning of every word, with its weight: longer beginnings of frequent words weigh more."""
        if self._version == self._catalogue.version:
            return
        self._version = self._catalogue.version
        words: dict[str, int] = {}
        for entry in self._catalogue.entries:
            for word in worded(entry.account.name).split("|"):
                words[word] = words.get(word, 0) + 1
        for name in {role for roles in {entry.roles for entry in self._catalogue.entries} for role in roles}:
            for word in (*worded(name).split("|"), name.lower()):
                words[word] = words.get(word, 0) + 5
        self._beginnings = {}
        for word, weight in words.items():
            for length in range(2, min(len(word), LONGEST) + 1):
                beginning = word[:length]
                self._beginnings[beginning] = self._beginnings.get(beginning, 0) + weight


def _split(part: str) -> tuple[str, str]:
    """A part of a query as (marks and field, word)."""
    match = re.match(r'([!~]{0,2}(?:[A-Za-z]+:)?)"?([^"]*)', part)
    return (match[1], match[2].lower()) if match else ("", part.lower())


def _slips(word: str) -> Iterable[str]:
    """Two letters swapped, one left out, one wrong, one too few."""
    yield from _small_slips(word)
    for place in range(len(word) + 1):
        head, tail = word[:place], word[place:]
        for letter in _LETTERS:
            yield head + letter + tail
            if tail:
                yield head + letter + tail[1:]


def _small_slips(word: str) -> Iterable[str]:
    for place in range(len(word)):
        yield word[:place] + word[place + 1 :]
        if place + 1 < len(word):
            yield word[:place] + word[place + 1] + word[place] + word[place + 2 :]
