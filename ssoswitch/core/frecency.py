"""What was used often and lately: the order of the favourites-and-recent section, and what is remembered for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ssoswitch.model.account import AccountRole
from ssoswitch.model.settings import Recollections

_HOUR = 3600.0
_DAY = 24 * _HOUR
_WEEK = 7 * _DAY

MOST_USED_KEPT = 400
"""Roles whose use is remembered; the least deserving fall out."""
MOST_SEARCHES_KEPT = 40


def score(last: float, count: int, now: float) -> float:
    """Frequency weighed by age, as zoxide does it: the last hour counts four times, over a week ago a quarter.

    `last` and `now` are seconds since the epoch.
    """
    age = now - last
    weight = 4.0 if age < _HOUR else 2.0 if age < _DAY else 0.5 if age < _WEEK else 0.25
    return count * weight


def key_of(role: AccountRole) -> str:
    """How a favourite is written: `ACCOUNT_ID`, or `ACCOUNT_ID/ROLE`."""
    return f"{role.account_id}/{role.role_name}" if role.role_name else role.account_id


def favourite_roles(recollections: Recollections) -> tuple[AccountRole, ...]:
    """The favourites as they stand; a whole account has the role name ""."""
    return tuple(_parsed(text) for text in recollections.favourites)


def used_scores(recollections: Recollections, session: str, now: float) -> Mapping[AccountRole, float]:
    """The frecency of each role that was used in that sso-session."""
    scores: dict[AccountRole, float] = {}
    for key, (last, count, _what) in recollections.used.items():
        parts = key.rsplit("/", 2)
        if len(parts) == 3 and parts[0] == session:
            scores[AccountRole(parts[1], parts[2])] = score(last, count, now)
    return scores


def rank(recollections: Recollections, session: str, now: float) -> tuple[AccountRole, ...]:
    """Favourites first, then the roles that were used; each by frecency, unused favourites in their order.

    A favourite account has the role name "". Favourites of other sessions are among them: the caller leaves out
    what its tree does not have.
    """
    scores = used_scores(recollections, session, now)
    favourites = dict.fromkeys(favourite_roles(recollections))
    first = sorted(favourites, key=lambda role: -scores.get(role, 0.0))
    rest = sorted(
        (role for role in scores if role not in favourites), key=lambda role: (-scores[role], key_of(role))
    )
    return (*first, *rest)


def remembered(
    recollections: Recollections, session: str, role: AccountRole, now: float, what: str
) -> Recollections:
    """With one more use of `role` at `now`; `what` for is a word or two, such as `console s3`."""
    key = f"{session}/{role.account_id}/{role.role_name}"
    _last, count, _what = recollections.used.get(key, (0.0, 0, ""))
    used = {**recollections.used, key: (now, count + 1, what)}
    if len(used) > MOST_USED_KEPT:
        best = sorted(used, key=lambda each: -score(used[each][0], used[each][1], now))[:MOST_USED_KEPT]
        used = {each: used[each] for each in best}
        used[key] = (now, count + 1, what)
    return replace(recollections, used=used)


def with_favourite(recollections: Recollections, role: AccountRole) -> Recollections:
    """With `role` made a favourite, or no longer one if it was."""
    key = key_of(role)
    kept = tuple(each for each in recollections.favourites if each != key)
    return replace(recollections, favourites=kept if key in recollections.favourites else (*kept, key))


def with_search(recollections: Recollections, text: str) -> Recollections:
    """With a search put in front of the earlier ones; an empty one changes nothing."""
    text = text.strip()
    if not text:
        return recollections
    others = tuple(each for each in recollections.searches if each != text)
    return replace(recollections, searches=(text, *others)[:MOST_SEARCHES_KEPT])


def _parsed(text: str) -> AccountRole:
    account_id, _slash, role_name = text.partition("/")
    return AccountRole(account_id, role_name)
