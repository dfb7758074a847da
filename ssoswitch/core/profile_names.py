"""Names of profiles: what a template makes, what may be written, and what happens when two want the same.

A template is text with parts in braces: `{account}` `{account_id}` (or `{id}`) `{alias}` `{role}` `{role:short}`
`{session}` `{env}` `{region}`. Behind a bar stand filters, applied from the left: `{account|lower}`.

    lower, upper     the case of every letter
    kebab, snake     words in lower case, joined by `-` or `_`
    camel            words joined without anything, each with a capital: PaymentsProd
    first            the first word
    nospace          without blanks

Words end at blanks, `-`, `_`, `.`, `/` and where a capital follows a small letter. `{alias}` is the account's own name
where no alias was given; `{account}` the account's id where AWS gave no name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache
from typing import Literal

from ssoswitch.core.environments import environment_word
from ssoswitch.model.account import Account
from ssoswitch.model.errors import InvalidValue
from ssoswitch.model.frozen import frozen
from ssoswitch.model.settings import AccountChoice, Settings
from ssoswitch.model.sso_session import SsoSession

LONGEST = 128
PARTS = ("account", "account_id", "id", "alias", "role", "role:short", "session", "env", "region")

_ALLOWED = re.compile(r"[A-Za-z0-9_.@%:/+-]+")
_FOREIGN = re.compile(r"[^A-Za-z0-9_./%@-]+")
_SEPARATORS = re.compile(r"([-_.])[-_.]+")
_PIECE = re.compile(r"\{([^{}]*)\}|[^{}]+|[{}]")
_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+|[^\sA-Za-z0-9_./-]+")
_RESERVED = frozenset(
    {"__proto__", "constructor", "prototype"}
)  # the JavaScript SDK drops or trips over them


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


FILTERS: Mapping[str, Callable[[str], str]] = {
    "lower": str.lower,
    "upper": str.upper,
    "kebab": lambda text: "-".join(_words(text)).lower(),
    "snake": lambda text: "_".join(_words(text)).lower(),
    "camel": lambda text: "".join(word[:1].upper() + word[1:].lower() for word in _words(text)),
    "first": lambda text: next(iter(_words(text)), ""),
    "nospace": lambda text: "".join(text.split()),
}


@frozen
class _Piece:
    """Literal text, or a part with its filters."""

    text: str
    filters: tuple[str, ...] | None = None


def render_name(
    template: str,
    account: Account,
    role_name: str,
    session: SsoSession,
    choice: AccountChoice | None,
    settings: Settings,
    *,
    region: str = "",
) -> str:
    """The name that a template gives for a role, in portable characters; never empty, never `default`.

    Raises InvalidValue for a template with an unknown part or filter.
    """
    pieces = _pieces(template)
    values = {
        "account": account.name or account.account_id,
        "account_id": account.account_id,
        "id": account.account_id,
        "alias": (choice.alias if choice else "") or account.name or account.account_id,
        "role": role_name,
        "role:short": settings.role_short_names.get(role_name, role_name),
        "session": session.name,
        "region": region,
        "env": "",
    }
    if any(piece.filters is not None and piece.text == "env" for piece in pieces):
        values["env"] = environment_word(account.name, choice, settings).lower()
    text = "".join(_filled(piece, values) for piece in pieces)
    name = portable(text) or portable(f"{account.account_id}-{role_name}")
    if name.lower() == "default" or name in _RESERVED:
        return f"{name}-{account.account_id}"
    return name


def _filled(piece: _Piece, values: Mapping[str, str]) -> str:
    if piece.filters is None:
        return piece.text
    value = values[piece.text]
    for name in piece.filters:
        value = FILTERS[name](value)
    return value


@lru_cache(maxsize=64)
def _pieces(template: str) -> tuple[_Piece, ...]:
    pieces = []
    for match in _PIECE.finditer(template):
        inside = match.group(1)
        if inside is None:
            if match.group() in "{}":
                raise _bad_template(f"a brace is not closed in {template!r}")
            pieces.append(_Piece(match.group()))
            continue
        part, *filters = (word.strip() for word in inside.split("|"))
        if part not in PARTS:
            raise _bad_template(f"{{{part}}} is no part of a name")
        for name in filters:
            if name not in FILTERS:
                raise _bad_template(f"|{name} is no filter of a name")
        pieces.append(_Piece(part, tuple(filters)))
    return tuple(pieces)


def _bad_template(what: str) -> InvalidValue:
    return InvalidValue(
        f"The name template does not work: {what}. Nothing was written.",
        f"Parts: {' '.join('{' + part + '}' for part in PARTS)}; filters: {' '.join('|' + name for name in FILTERS)}.",
    )


@lru_cache(maxsize=8192)
def portable(name: str) -> str:
    """The name in characters that every AWS tool reads alike (`[A-Za-z0-9_./%@-]`); may be empty.

    Accents are dropped, everything else becomes `-`; runs of separators become one, and none stands at an end. The
    set is the intersection of what the Python, Go, Java and JavaScript SDKs accept in a section header.
    """
    if not name.isascii():
        name = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    name = _SEPARATORS.sub(r"\1", _FOREIGN.sub("-", name))
    return name[:LONGEST].strip("-_.")


def check_name(name: str, kind: str = "profile") -> None:
    """Raise InvalidValue unless a typed name can be written and is found again by Python, Go and JavaScript tools.

    The set is wider than that of `portable` by `:` and `+`; `name_note` says what that costs. `kind` is what is named.
    """
    if (
        _ALLOWED.fullmatch(name)
        and not name.startswith("-")
        and len(name) <= LONGEST
        and name not in _RESERVED
    ):
        return
    shown = repr(name if len(name) <= 80 else name[:79] + "…")
    better = portable(name)
    what = (
        "is empty"
        if not name
        else "is too long"
        if len(name) > LONGEST
        else "has characters that some AWS tools misread"
    )
    raise InvalidValue(
        f"The {kind} name {shown} {what}. Nothing was written.",
        f"Take {better}" if better and better != name else "Use letters, digits and . _ - / @ % only.",
    )


def name_note(name: str) -> str:
    """What to know about a name that may be written but is not read everywhere; empty for most."""
    if ":" in name or "+" in name:
        return f"{name}: the AWS SDK for Java finds no profile with : or + in its name."
    return ""


Outcome = Literal["free", "taken", "suffixed"]


@frozen
class Resolution:
    """What became of one wanted name. `taken`: it stays as wanted, and the caller's policy says what happens."""

    name: str
    outcome: Outcome
    first: int | None = None
    """Which earlier one of the same request has the name that was wanted; None where it was there before."""


def resolve_collisions(
    wanted: Sequence[str],
    taken: Collection[str],
    policy: str,
    own: Callable[[int, str], bool] = lambda _number, _name: False,
) -> tuple[Resolution, ...]:
    """Names without clashes, in the order asked for.

    `taken` are the names that are there; `own(number, name)` says whether a taken one is what that request would
    write anyway, so that doing it twice gives the same names. Of two in one request the later gets a number whatever
    the policy; a name that was there before gets one with policy `suffix` only.
    """
    given: dict[str, int] = {}
    found = []
    for number, name in enumerate(wanted):
        resolution = Resolution(name, "taken" if name in taken and not own(number, name) else "free")
        if name in given or (resolution.outcome == "taken" and policy == "suffix"):
            counter = 2
            while (other := f"{name}-{counter}") in given or (other in taken and not own(number, other)):
                counter += 1
            resolution = Resolution(other, "suffixed", given.get(name))
        given[resolution.name] = number
        found.append(resolution)
    return tuple(found)
