"""What is typed into the search box, as terms; all of them must match, in any order.

payments prod          words, in any column         "two words"     one term with a space
!sandbox               leaves out                   ~pyprd          letters in this order (fuzzy)
role:admin acc:pay id:3333 env:prod tag:team        in that column alone
has:profile no:profile is:fav|new|gone|here|marked|prod …
333344445555, 3333-4444-5555, an ARN, an address    a pasted thing: that account and role
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ssoswitch.core.letters import plain
from ssoswitch.model.frozen import frozen

if TYPE_CHECKING:
    from ssoswitch.core.pasted import Pasted

WORD_FIELDS = ("role", "acc", "id", "tag", "env")
"""Prefixes that take any text."""
HAS_VALUES = ("profile",)
IS_VALUES = ("fav", "new", "gone", "prod", "here", "marked")
FIELDS = (
    "role:",
    "acc:",
    "id:",
    "env:",
    "tag:",
    "has:profile",
    "no:profile",
    *(f"is:{value}" for value in IS_VALUES),
)
"""What Tab completes to, in the order in which it is offered."""

_PASTED = r"\d{12}$|\d{4}-\d{4}-\d{4}$|arn:|https?://|AWSReservedSSO_"
"""What may be a pasted thing; anything else is not even asked about."""
_DASHED_ID = r"\d{4}-\d{4}-\d{4}"
_PART = r'(?P<mark>[!~]{0,2})(?:(?P<field>[A-Za-z]+):)?(?:"(?P<quoted>[^"]*)"?|(?P<plain>\S*))'


@frozen
class Term:
    """One condition. `text` is in its plain form (`core.letters`).

    `field` is "" (any column), one of WORD_FIELDS, `has` or `is`.
    """

    text: str
    field: str = ""
    negated: bool = False
    fuzzy: bool = False

    @property
    def is_word(self) -> bool:
        """Whether it is matched against text (and so ranked and shown), not against what is known of an item."""
        return self.field in ("", "role", "acc", "id", "tag")

    def narrows(self, earlier: Term) -> bool:
        """Whether everything that matches this matched the earlier term too."""
        if self == earlier:
            return True
        return (
            self.field == earlier.field
            and self.is_word
            and not (self.negated or earlier.negated or self.fuzzy or earlier.fuzzy)
            and earlier.text in self.text
        )


@frozen
class Query:
    """A parsed search."""

    text: str
    terms: tuple[Term, ...] = ()
    account_id: str = ""
    """Of a pasted thing: the account that it names."""
    role_name: str = ""
    """Of a pasted thing: the role that it names; the cursor goes there."""
    what: str = ""
    """What the pasted thing is, "" when the text is an ordinary search."""
    destination: str = ""
    """Of a pasted thing: the console page that it names."""

    def __bool__(self) -> bool:
        return bool(self.terms)

    @property
    def words(self) -> tuple[Term, ...]:
        """The terms whose letters are shown in the rows."""
        return tuple(term for term in self.terms if term.is_word and not term.negated)


def parse_query(text: str) -> Query:
    """The terms of a search. Never fails: `role:` and `!` alone are left out, an unknown prefix is part of a word.

    A pasted thing is recognised by `core.pasted`. A console page that names no account leaves everything in the
    list: any account can open it.
    """
    bare = text.strip()
    if re.match(_PASTED, bare, re.ASCII):
        # Its table of services is not needed before something is pasted.
        from ssoswitch.core.pasted import understand

        pasted = understand(bare)
        if pasted is not None:
            return _of_pasted(text, pasted)
    terms = tuple(
        dict.fromkeys(term for part in re.finditer(_PART, text) if (term := _term(part)) is not None)
    )
    return Query(text, terms)


def quoted(text: str) -> str:
    """`text` as one term of a query."""
    return f'"{text}"' if not text or re.search(r"\s", text) else text


def _of_pasted(text: str, pasted: Pasted) -> Query:
    named = ((pasted.account_id, "id"), (pasted.role_name.lower(), "role"))
    terms = tuple(Term(name, field) for name, field in named if name)[:1]
    return Query(text, terms, pasted.account_id, pasted.role_name, pasted.what, pasted.destination)


def _term(part: re.Match[str]) -> Term | None:
    marks, field = part["mark"], (part["field"] or "").lower()
    value = part["quoted"] if part["quoted"] is not None else part["plain"]
    value = plain(value)
    negated, fuzzy = "!" in marks, "~" in marks
    if field in WORD_FIELDS:
        if value.startswith("~") and part["quoted"] is None:
            value, fuzzy = value[1:], True
        value = _plain_id(value)
        return Term(value, field, negated, fuzzy and field in ("role", "acc")) if value else None
    if field in ("has", "no"):
        known = value and any(name.startswith(value) for name in HAS_VALUES)
        return Term("profile", "has", negated != (field == "no")) if known else None
    if field == "is":
        return _is_term(value, negated) if value else None
    if field:
        value = f"{field}:{value}"
    return Term(_plain_id(value), "", negated, fuzzy) if value else None


def _is_term(value: str, negated: bool) -> Term:
    """`is:f` is `is:fav` already while it is typed; a word that is none of ours is an environment."""
    full = next((name for name in IS_VALUES if name.startswith(value)), value)
    if full == "prod" or full not in IS_VALUES:
        return Term(full, "env", negated)
    return Term(full, "is", negated)


def _plain_id(value: str) -> str:
    return value.replace("-", "") if re.fullmatch(_DASHED_ID, value) else value
