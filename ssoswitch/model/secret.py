"""A string that does not show itself: tokens, client secrets, role credentials, sign-in links.

It exists so that no log line, f-string, traceback, repr or `dataclasses.asdict` can leak what it holds; the few
edges that need the text (a request, a token file, `credentials` output) call `reveal()`.
"""

from __future__ import annotations

from typing import NoReturn
from weakref import WeakValueDictionary

HIDDEN = "***"
_SHORTEST = 6
"""Characters from which on a secret is looked for in text; a shorter one would be found in any word."""


class Secret:
    """Holds text that must not be shown; `str` and `repr` give `***`, `reveal()` the text."""

    __slots__ = ("__text", "__weakref__")

    def __init__(self, text: str) -> None:
        self.__text = text
        _living[id(self)] = self

    def reveal(self) -> str:
        """The text itself. Call it where the text leaves for its one right place, and nowhere else."""
        return self.__text

    def __repr__(self) -> str:
        return HIDDEN

    __str__ = __repr__

    def __format__(self, format_spec: str) -> str:
        return format(HIDDEN, format_spec)

    def __bool__(self) -> bool:
        return bool(self.__text)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        # It loads OpenSSL, which nobody who only holds a secret has to wait for.
        from hmac import compare_digest

        # A file may hold half of a surrogate pair; it is no token then, but no reason to fail.
        mine, theirs = (secret.__text.encode("utf-8", "surrogatepass") for secret in (self, other))
        return compare_digest(mine, theirs)

    def __hash__(self) -> int:
        return hash(self.__text)

    def __copy__(self) -> Secret:
        return self

    def __deepcopy__(self, memo: object) -> Secret:
        return self

    def __reduce__(self) -> NoReturn:
        raise TypeError("a Secret is not pickled")


# By identity, for two secrets of one text are equal and live for different times.
_living: WeakValueDictionary[int, Secret] = WeakValueDictionary()


def without_secrets(text: str) -> str:
    """`text` with `***` for each secret that the program holds just now, as it is or as it stands in an address.

    For what somebody else wrote who was given them: an error that quotes the token that it refuses.
    """
    if len(text) < _SHORTEST:
        return text
    # The list of references is made in one step, so that other threads may make secrets meanwhile.
    held = {secret.reveal() for each in _living.valuerefs() if (secret := each()) is not None}
    for secret_text in sorted(held, key=len, reverse=True):
        if len(secret_text) < _SHORTEST:
            continue
        if secret_text in text:
            text = text.replace(secret_text, HIDDEN)
        if "%" in text and "%" in (escaped := _as_in_an_address(secret_text)):
            text = text.replace(escaped, HIDDEN)
    return text


def _as_in_an_address(text: str) -> str:
    from urllib.parse import quote

    return quote(text, safe="", errors="replace")
