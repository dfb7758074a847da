"""The environment word of an account (PROD, STG, DEV …) and whether the production guard stands before it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from fnmatch import translate
from functools import lru_cache

from ssoswitch.model.settings import AccountChoice, Settings

NO_WORD = "-"
"""What a user writes as an account's environment to say that it has none."""

_WILDCARDS = frozenset("*?[")

Matcher = Callable[[str], bool]


def environment_word(name: str, choice: AccountChoice | None, settings: Settings) -> str:
    """The environment of an account, "" for none.

    What the user chose for this account comes first. Else the first word of `settings.environments` of which a
    pattern matches the account's name or alias and no `!` pattern does. Case does not matter. Callers keep the
    answer: a call costs a few microseconds, ten thousand of them tens of milliseconds.
    """
    if choice is not None and choice.environment:
        return "" if choice.environment == NO_WORD else choice.environment
    table = _compiled(tuple((word, tuple(patterns)) for word, patterns in settings.environments.items()))
    texts = [name.lower()]
    if choice is not None and choice.alias:
        texts.append(choice.alias.lower())
    for word, wanted, refused in table:
        if _any(wanted, texts) and not _any(refused, texts):
            return word
    return ""


def is_guarded(word: str, choice: AccountChoice | None, settings: Settings) -> bool:
    """Whether the production guard stands before an account with that environment word."""
    if choice is not None and choice.guard is not None:
        return choice.guard
    return is_guarded_word(word, settings.guarded)


def is_guarded_word(word: str, guarded: Sequence[str]) -> bool:
    """Whether it is one of the words that `safety.guarded` names; case does not matter."""
    return word != "" and word.upper() in (each.upper() for each in guarded)


def _any(matchers: tuple[Matcher, ...], texts: list[str]) -> bool:
    return any(matches(text) for matches in matchers for text in texts)


@lru_cache(maxsize=8)
def _compiled(
    environments: tuple[tuple[str, tuple[str, ...]], ...],
) -> tuple[tuple[str, tuple[Matcher, ...], tuple[Matcher, ...]], ...]:
    return tuple(
        (
            word,
            tuple(_matcher(pattern) for pattern in patterns if not pattern.startswith("!")),
            tuple(_matcher(pattern[1:]) for pattern in patterns if pattern.startswith("!")),
        )
        for word, patterns in environments
    )


def _matcher(pattern: str) -> Matcher:
    """A test for a shell pattern; the usual `*word*` is a plain search, which is ten times as fast as its regex."""
    pattern = pattern.lower()
    inner = pattern[1:-1]
    if len(pattern) > 2 and pattern[0] == pattern[-1] == "*" and _WILDCARDS.isdisjoint(inner):
        return lambda text: inner in text
    compiled = re.compile(translate(pattern))
    return lambda text: compiled.match(text) is not None
