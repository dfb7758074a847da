"""A string that does not show itself: tokens, client secrets, role credentials, sign-in links.

It exists so that no log line, f-string, traceback, repr or `dataclasses.asdict` can leak what it holds; the few
edges that need the text (a request, a token file, `credentials` output) call `reveal()`.
"""

from __future__ import annotations

import hmac
from typing import NoReturn

HIDDEN = "***"


class Secret:
    """Holds text that must not be shown; `str` and `repr` give `***`, `reveal()` the text."""

    __slots__ = ("__text",)

    def __init__(self, text: str) -> None:
        self.__text = text

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
        # A file may hold half of a surrogate pair; it is no token then, but no reason to fail.
        mine, theirs = (secret.__text.encode("utf-8", "surrogatepass") for secret in (self, other))
        return hmac.compare_digest(mine, theirs)

    def __hash__(self) -> int:
        return hash(self.__text)

    def __copy__(self) -> Secret:
        return self

    def __deepcopy__(self, memo: object) -> Secret:
        return self

    def __reduce__(self) -> NoReturn:
        raise TypeError("a Secret is not pickled")
