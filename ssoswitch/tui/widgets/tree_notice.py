"""What stands below the rows: that there are none and why, or a reminder of the search's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.geometry import Size
from textual.strip import Strip

from ssoswitch.core.listing import Listing
from ssoswitch.model.frozen import frozen
from ssoswitch.tui.signs import Signs
from ssoswitch.tui.widgets.line import Line
from ssoswitch.tui.widgets.tree_canvas import Styles

if TYPE_CHECKING:
    from ssoswitch.core.suggest import Suggestion

_HELP_WIDE = (
    "words are ANDed, any order, any column",
    "!word leaves out   role:adm  acc:33  id:  env:  tag:  has:profile",
    'is:fav  is:prod  is:new  is:gone  is:marked    ~fuzzy    "two words"',
)
_HELP_NARROW = ("words are ANDed, any order · !word leaves out · role: acc: has: is: ~",)
_HELP_NARROWEST = ("any words, any order · !not · role: acc: has: is: ~",)
_LEFT = 3
# Lines that stay free between the last hit and the reminder.
_GAP = 3


@frozen
class Notice:
    """What the screen wants said. Plain text."""

    empty: tuple[str, ...] = ()
    """Where there is nothing to list: the first line aloud, the others quietly; keys between `…`."""
    elsewhere: str = ""
    """For a search without a hit, such as `12 matches in other sessions: lab (12)   s switch`."""
    session: str = ""
    """The sso-session's name, for sentences."""
    syncing: bool = True
    """Whether roles that have not been read are on their way."""


def paint_notice(listing: Listing, notice: Notice, signs: Signs, size: Size, styles: Styles) -> list[Strip]:
    """The lines, each of the window's width; none where they would not fit."""
    rows = len(listing.rows)
    x = _LEFT
    if not rows and listing.query:
        texts = _no_hit(listing, notice)
    elif not rows:
        texts = list(_nothing(listing, notice))
        # With nothing else on the screen it stands in the middle.
        x = max(_LEFT, (size.width - max((len(text) for text, _style in texts), default=0)) // 2)
    elif listing.query:
        forms = (_HELP_WIDE, _HELP_NARROW, _HELP_NARROWEST)
        help_lines = next((form for form in forms if max(map(len, form)) + 4 <= size.width), ())
        if rows + _GAP + len(help_lines) > size.height:
            return []
        texts = [(line, "muted") for line in help_lines]
    else:
        return []
    return [_line(x, text, style, signs, size.width, styles) for text, style in texts[: size.height]]


def first_line(listing: Listing, height: int, lines: int) -> int:
    """Where in a window of `height` lines the first of `lines` stands: below a list at the end, alone higher up."""
    if len(listing.rows):
        return height - lines
    return max(0, min(2 if listing.query else max(2, height // 4), height - lines))


def _line(x: int, text: str, style: str, signs: Signs, width: int, styles: Styles) -> Strip:
    line = Line(width, styles["row"], signs.ellipsis)
    for place, part in enumerate(text.replace("…", signs.ellipsis).replace("·", signs.dot).split("`")):
        line.put(
            max(x, line.at), part, styles["accent" if place % 2 else style], room=width - 1 - max(x, line.at)
        )
    return line.finish()


def _nothing(listing: Listing, notice: Notice) -> list[tuple[str, str]]:
    if listing.view == "profiles":
        lines: tuple[str, ...] = ("No profiles yet.", "", "`p` on a role in view `1` makes one.")
    else:
        lines = notice.empty
    return [(text, "row" if place == 0 else "muted") for place, text in enumerate(lines)]


def _no_hit(listing: Listing, notice: Notice) -> list[tuple[str, str]]:
    place = f" in {notice.session}" if notice.session else ""
    wanted = listing.query.text.strip().replace("`", "'")
    lines = [(f'Nothing matches "{wanted}"{place}.', "row"), ("", "row")]
    found: Suggestion | None = listing.closest() if listing.view != "profiles" else None
    if found is not None:
        count = f"{found.roles:,} roles" if found.roles != 1 else "1 role"
        lines.append((f'Closest:  "{found.text}"  ({count})      `tab` use it', "row"))
    if notice.elsewhere:
        lines.append((notice.elsewhere, "row"))
    unread = listing.catalogue.unread_count
    if unread and notice.syncing and listing.view != "profiles":
        what = "1 account" if unread == 1 else f"{unread:,} accounts"
        lines.append((f"The roles of {what} are still to be read; hits join by themselves.", "muted"))
    return lines
