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
# Lines that stay free between the last hit and the reminder.
_GAP = 3


@frozen
class Notice:
    """What the screen wants said. Plain text."""

    empty: tuple[str, ...] = ()
    """Where there is nothing to list: the first line aloud, the others quietly."""
    elsewhere: str = ""
    """For a search without a hit, such as `12 matches in other sessions: lab (12)   s switch`."""
    session: str = ""
    """The sso-session's name, for sentences."""
    syncing: bool = True
    """Whether roles that have not been read are on their way."""


def paint_notice(listing: Listing, notice: Notice, signs: Signs, size: Size, styles: Styles) -> list[Strip]:
    """The lines, each of the window's width; none where they would not fit."""
    rows = len(listing.rows)
    if not rows:
        texts = _no_hit(listing, notice) if listing.query else list(_nothing(listing, notice))
    elif listing.query:
        forms = (_HELP_WIDE, _HELP_NARROW, _HELP_NARROWEST)
        help_lines = next((form for form in forms if max(map(len, form)) + 4 <= size.width), ())
        if rows + _GAP + len(help_lines) > size.height:
            return []
        texts = [(line, "muted") for line in help_lines]
    else:
        return []
    return [_line(text, style, signs, size.width, styles) for text, style in texts[: size.height]]


def _line(text: str, style: str, signs: Signs, width: int, styles: Styles) -> Strip:
    line = Line(width, styles["row"], signs.ellipsis)
    line.put(3, text.replace("…", signs.ellipsis).replace("·", signs.dot), styles[style], room=width - 4)
    return line.finish()


def _nothing(listing: Listing, notice: Notice) -> list[tuple[str, str]]:
    if listing.view == "profiles":
        lines: tuple[str, ...] = ("No profiles yet.", "p on a role in view 1 makes one.")
    else:
        lines = notice.empty
    return [(text, "row" if place == 0 else "muted") for place, text in enumerate(lines)]


def _no_hit(listing: Listing, notice: Notice) -> list[tuple[str, str]]:
    place = f" in {notice.session}" if notice.session else ""
    lines = [(f'Nothing matches "{listing.query.text.strip()}"{place}.', "row"), ("", "row")]
    found: Suggestion | None = listing.closest() if listing.view != "profiles" else None
    if found is not None:
        count = f"{found.roles:,} roles" if found.roles != 1 else "1 role"
        lines.append((f'Closest:  "{found.text}"  ({count})      tab use it', "accent"))
    if notice.elsewhere:
        lines.append((notice.elsewhere, "row"))
    unread = listing.catalogue.unread_count
    if unread and notice.syncing and listing.view != "profiles":
        what = "1 account" if unread == 1 else f"{unread:,} accounts"
        lines.append((f"The roles of {what} are still to be read; hits join by themselves.", "muted"))
    return lines
