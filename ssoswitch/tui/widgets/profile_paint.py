"""Rows of the profiles view: name, what it leads to, environment, region, who uses it, how it stands."""

from __future__ import annotations

from collections.abc import Mapping

from rich.style import Style

from ssoswitch.core.highlight import spans
from ssoswitch.core.profile_facts import ProfileFact, profile_fact
from ssoswitch.core.rows import Row
from ssoswitch.model.frozen import frozen
from ssoswitch.tui.signs import Signs
from ssoswitch.tui.widgets.line import Line, cells
from ssoswitch.tui.widgets.tree_canvas import NAME_X, Canvas, put_environment

_SHORT = {"here": "here", "fine": "", "gone": "gone", "older": "older", "shown": "shown", "default": "unset"}
_STYLES = {
    "here": "accent", "fine": "good", "gone": "bad", "older": "warn", "shown": "muted", "default": "warn",
}  # fmt: skip
# Line widths from which a column is there.
_REGION_FROM, _USED_FROM, _SENTENCE_FROM = 84, 106, 98
_WORD_FROM = 70
"""Below this the state is a sign alone: `gone` stands in the environment's place anyway."""
_REGION_WIDTH, _USED_WIDTH, _SENTENCE_WIDTH, _SHORT_WIDTH = 15, 14, 16, 7


@frozen
class _Places:
    """Where the columns begin; -1 for one that has no room."""

    leads_x: int
    env_x: int
    region_x: int
    used_x: int
    state_x: int


def _places(canvas: Canvas) -> _Places:
    width, right = canvas.columns.width, canvas.columns.right
    longest = canvas.listing.catalogue.longest_profile
    state_x = (
        right - _SENTENCE_WIDTH
        if width >= _SENTENCE_FROM
        else width - 1 - _SHORT_WIDTH
        if width >= _WORD_FROM
        else right - 1
    )
    edge = state_x
    used_x = region_x = -1
    if width >= _USED_FROM:
        used_x = edge = edge - _USED_WIDTH
    if width >= _REGION_FROM:
        region_x = edge = edge - _REGION_WIDTH
    name = max(8, min(longest, width // 3))
    return _Places(NAME_X + name + 2, edge - 7, region_x, used_x, state_x)


def paint_columns(canvas: Canvas, line: Line, styles: Mapping[str, Style]) -> None:
    """The titles of the columns."""
    places = _places(canvas)
    for x, title in (
        (NAME_X, "name"),
        (places.leads_x, "leads to"),
        (places.region_x, "region"),
        (places.used_x, "used by"),
        (places.state_x, "state" if canvas.columns.width >= _WORD_FROM else ""),
    ):
        if x >= 0:
            line.put(x, title, styles["muted"])


def paint_profile(canvas: Canvas, line: Line, row: Row, styles: Mapping[str, Style]) -> None:
    """The row of a profile."""
    listing, places = canvas.listing, _places(canvas)
    fact = profile_fact(listing.catalogue.facts.profiles[row.index], listing.catalogue)
    if row.item in listing.marks:
        line.put(1, canvas.signs.marked, styles["accent"])
    if fact.state == "here":
        line.put(3, canvas.signs.here, styles["accent"])
    gone = styles["muted"] if fact.state == "gone" else styles["row"]
    room = places.leads_x - NAME_X - 2
    line.put(NAME_X, fact.name, gone, room=room, matched=spans(fact.name, canvas.terms, "profile"))
    muted = styles["muted"] if fact.state in ("gone", "shown", "older") else styles["row"]
    room = places.env_x - 1 - places.leads_x
    leads_to = fact.leads_to if cells(fact.leads_to) <= room else _shorter(canvas, fact.leads_to)
    line.put(places.leads_x, leads_to, muted, room=room, matched=spans(leads_to, canvas.terms, "profile"))
    if fact.environment:
        put_environment(canvas, line, places.env_x, fact.environment, styles)
    elif fact.state == "gone":
        line.put(places.env_x + 1, "gone", styles["bad"])
    if places.region_x >= 0:
        line.put(places.region_x, fact.region, styles["muted"], room=_REGION_WIDTH - 1)
    if places.used_x >= 0:
        line.put(places.used_x, fact.used_by or canvas.signs.dash, styles["muted"], room=_USED_WIDTH - 1)
    line.put(places.state_x, _state(canvas, fact), styles[_STYLES[fact.state]])


def _shorter(canvas: Canvas, leads_to: str) -> str:
    """`payments-prod / admin`: with the role's short name of the settings, where it has one, rather than cut."""
    account, slash, role = leads_to.rpartition(" / ")
    return account + slash + canvas.listing.catalogue.facts.settings.role_short_names.get(role, role)


def _state(canvas: Canvas, fact: ProfileFact) -> str:
    sign = _sign(canvas.signs, fact.state)
    wide = canvas.columns.width >= _SENTENCE_FROM
    words = fact.sentence if wide else _SHORT[fact.state]
    if fact.state == "here" and wide:
        return words
    if canvas.columns.width < _WORD_FROM:
        return sign
    return f"{sign} {words}".rstrip()


def _sign(signs: Signs, state: str) -> str:
    return {
        "here": signs.here,
        "fine": signs.good,
        "gone": signs.bad,
        "older": signs.look,
        "shown": signs.nothing,
        "default": signs.look,
    }[state]
