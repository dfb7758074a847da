"""Rows of the list as strips: the one place that knows what a row looks like.

    column 0  ▌ cursor      1  ▸▾ or ■ mark     2  ■ beside a fold sign     3  ◆ in force here, ★ favourite
    5  name

An account's environment stands at the right edge in reverse video and is never cut; what has no room beside it
is left out, least important first. Every meaning is a word or a sign; colour is extra.
"""

from __future__ import annotations

from collections.abc import Sequence

from textual.strip import Strip

from ssoswitch.core.highlight import id_spans, spans
from ssoswitch.core.letters import plain
from ssoswitch.core.listing import Listing
from ssoswitch.core.moments import age
from ssoswitch.core.row_items import is_marked
from ssoswitch.core.rows import Row, RowKind
from ssoswitch.model.account import AccountRole
from ssoswitch.tui.widgets.line import Line, cells, clip
from ssoswitch.tui.widgets.profile_paint import paint_columns, paint_profile
from ssoswitch.tui.widgets.tree_canvas import NAME_X, ROLE_X, USUAL_ROLE, Canvas, Styles, put_environment

LEAST_NAME = 12
"""Cells below which a profile's name is not begun: a number says more than its first letters."""


def paint_row(canvas: Canvas, row: Row, styles: Styles, cursor: bool) -> Strip:
    """The strip of a row, without the scroll bar's cell. `styles` are those of the cursor's row where it is that."""
    line = Line(canvas.columns.width - 1, styles["row"], canvas.signs.ellipsis)
    if cursor:
        line.put(0, canvas.signs.cursor, styles["accent"])
    if row.kind in (RowKind.TOP_HEADING, RowKind.HEADING):
        _heading(canvas, line, row, styles)
    elif row.kind is RowKind.COLUMNS:
        paint_columns(canvas, line, styles)
    elif row.kind is RowKind.PROFILE:
        paint_profile(canvas, line, row, styles)
    elif row.kind is RowKind.ACCOUNT:
        _account(canvas, line, row, styles)
    elif row.kind is RowKind.ACCOUNT_ROLE:
        _account_role(canvas, line, row, styles)
    elif row.kind is RowKind.ROLE_GROUP:
        _role_group(canvas, line, row, styles)
    else:
        _role(canvas, line, row, styles)
    return line.finish()


def _heading(canvas: Canvas, line: Line, row: Row, styles: Styles) -> None:
    title = (
        f"{canvas.signs.favourite} Favourites and recent" if row.kind is RowKind.TOP_HEADING else "Accounts"
    )
    number = f"{row.count:,}"
    line.put(1, title, styles["heading"])
    stop = canvas.columns.right - len(number)
    line.put(line.at + 1, canvas.signs.line * max(0, stop - line.at - 2), styles["edge"])
    line.put(stop, number, styles["muted"])


def _signs(canvas: Canvas, line: Line, row: Row, styles: Styles) -> None:
    """Fold, mark, in force, favourite."""
    signs, listing = canvas.signs, canvas.listing
    marked = is_marked(listing, row)
    if row.foldable:
        line.put(1, signs.open if row.open else signs.closed, styles["row"])
        if marked:
            line.put(2, signs.marked, styles["accent"])
    elif marked:
        line.put(1, signs.marked, styles["accent"])
    here = _is_here(listing, row)
    favourite = AccountRole(row.item.account_id, row.item.role_name) in listing.catalogue.favourites
    indented = row.kind in (RowKind.ROLE, RowKind.ROLE_ACCOUNT)
    if here and not indented and (not favourite or line.at < 3):
        line.put(2 if favourite else 3, signs.here, styles["accent"])
    if favourite:
        line.put(3, signs.favourite, styles["warn"])
    if here and indented:
        line.put(NAME_X, signs.here, styles["accent"])


def _is_here(listing: Listing, row: Row) -> bool:
    """Whether the row, or what a closed account hides, is in force in this directory."""
    here = listing.catalogue.facts.here
    if here is None or row.item.account_id != here.account_id:
        return False
    if row.item.role_name:
        return row.item.role_name == here.role_name
    return row.kind is RowKind.ACCOUNT and not row.open and bool(here.role_name)


def _environment_x(canvas: Canvas, row: Row) -> int:
    """The first cell that must stay free for the environment word; `_put_environment` writes it."""
    word = canvas.listing.catalogue.environment(row.doc)
    return canvas.columns.right - max(4, cells(word)) - 2 if word else canvas.columns.right


def _put_environment(canvas: Canvas, line: Line, row: Row, styles: Styles, stop: int) -> None:
    word = canvas.listing.catalogue.environment(row.doc)
    if word:
        put_environment(canvas, line, stop, word, styles)


def _put_state(line: Line, state: str, styles: Styles, x: int) -> None:
    if state:
        line.put(max(x, line.at + 1), state, styles["good" if state == "new" else "bad"])


def _account(canvas: Canvas, line: Line, row: Row, styles: Styles) -> None:
    listing, columns = canvas.listing, canvas.columns
    catalogue = listing.catalogue
    entry = catalogue.entries[row.doc]
    account_id = entry.account.account_id
    _signs(canvas, line, row, styles)
    stop = _environment_x(canvas, row)
    _account_name(canvas, line, row, styles, stop)
    _put_state(line, catalogue.account_state(account_id), styles, columns.id_x - 5)
    shown = canvas.shown_id(account_id)
    x = max(columns.id_x, line.at + 2)
    text, style = _roles_text(canvas, row)
    crowded = bool(entry.failure) and columns.roles_x + cells(text) >= stop
    if x + len(shown) < stop and entry.account.name and not crowded:
        line.put(x, shown, styles["muted"], matched=id_spans(shown, canvas.terms))
    x = max(columns.id_x if crowded else columns.roles_x, line.at + 2)
    if entry.failure or x + cells(text) < stop:
        line.put(
            x,
            text,
            styles["muted" if style == "other" else style],
            room=stop - 1 - x,
            matched=_other_spans(canvas, text, style),
        )
    count = catalogue.profile_count(account_id) if not listing.query else 0
    if count and columns.profiles_x > 0:
        text = f"{canvas.signs.good} {count}"
        x = max(columns.profiles_x, line.at + 1)
        if x + cells(text) < stop:
            line.put(x, text, styles["good"])
    _put_environment(canvas, line, row, styles, stop)


def _account_name(canvas: Canvas, line: Line, row: Row, styles: Styles, stop: int) -> None:
    account = canvas.listing.catalogue.entries[row.doc].account
    gone = account.account_id in canvas.listing.catalogue.gone_accounts
    name = account.name or canvas.shown_id(account.account_id)
    column = "name" if account.name else "id"
    style = styles["muted" if gone else "row"]
    room = stop - 1 - line.at if line.at > NAME_X else stop - 1 - NAME_X
    matched = spans(name, canvas.terms, column) if account.name else id_spans(name, canvas.terms)
    line.put(NAME_X, name, style, room=room, matched=matched)
    alias = canvas.listing.catalogue.alias(account.account_id)
    if alias and line.at + len(alias) + 3 < stop:
        text = f"({alias})"
        line.put(line.at + 1, text, styles["muted"], matched=spans(text, canvas.terms, "other"))


def _roles_text(canvas: Canvas, row: Row) -> tuple[str, str]:
    """What stands in the roles column, and its style."""
    listing, signs = canvas.listing, canvas.signs
    entry = listing.catalogue.entries[row.doc]
    total = len(entry.roles)
    there = total - len(listing.catalogue.gone.get(entry.account.account_id, ()))
    if entry.failure:
        return f"{signs.bad} {entry.failure}", "bad"
    if not entry.loaded:
        return signs.loading if canvas.syncing else "not read", "muted"
    if not there:
        # Of an account that is gone itself `gone` says it all.
        return ("" if entry.account.account_id in listing.catalogue.gone_accounts else "no roles"), "muted"
    if listing.hits is not None and not row.top:
        other = _matched_elsewhere(canvas, row)
        if other:
            return other, "other"
        if row.count < total:
            return f"{row.count} of {total} roles", "muted"
    return ("1 role" if there == 1 else f"{there} roles"), "row"


def _matched_elsewhere(canvas: Canvas, row: Row) -> str:
    """The e-mail or tag for whose sake the account is among the hits, if it is for that."""
    account = canvas.listing.catalogue.entries[row.doc].account
    choice = canvas.listing.catalogue.facts.settings.accounts.get(account.account_id)
    texts = (account.email, *(choice.tags if choice else ()))
    for term in canvas.terms:
        visible = (account.name, account.account_id, canvas.shown_id(account.account_id))
        if term.fuzzy or term.field not in ("", "tag") or any(term.text in plain(text) for text in visible):
            continue
        for text in texts:
            if term.text in plain(text):
                return text
    return ""


def _other_spans(canvas: Canvas, text: str, style: str) -> Sequence[tuple[int, int]]:
    return spans(text, canvas.terms, "other") if style == "other" else ()


def _account_role(canvas: Canvas, line: Line, row: Row, styles: Styles) -> None:
    """An account and its one role, or a favourite: `website-prod / ReadOnlyAccess`."""
    listing = canvas.listing
    account = listing.catalogue.entries[row.doc].account
    _signs(canvas, line, row, styles)
    stop = _environment_x(canvas, row)
    _account_name(canvas, line, row, styles, stop)
    line.put(line.at + 1, "/", styles["muted"], room=stop - 2 - line.at)
    role = row.item.role_name
    state = listing.catalogue.role_state(account.account_id, role)
    style = styles["muted" if state == "gone" else "row"]
    line.put(line.at + 1, role, style, room=stop - 2 - line.at, matched=spans(role, canvas.terms, "role"))
    if line.at + 5 < stop:
        _put_state(line, state or listing.catalogue.account_state(account.account_id), styles, line.at + 2)
    columns = canvas.columns
    shown = canvas.shown_id(account.account_id)
    x = max(columns.id_x, line.at + 2)
    matched = id_spans(shown, canvas.terms)
    # In its column or, to show what was found, beside the name; elsewhere it would make the column ragged.
    with_id = (
        not row.top
        and bool(account.name)
        and (x == columns.id_x or bool(matched))
        and x + len(shown) + 4 < stop
    )
    if with_id:
        line.put(x, shown, styles["muted"], matched=matched)
    if state != "gone":
        # A name has the room of the id that is not there; the sign for none stands below the numbers of roles.
        named = AccountRole(account.account_id, role) in listing.catalogue.profiles
        profile_x = columns.id_x + len(shown) if named and not with_id else columns.roles_x
        _profile_and_credentials(canvas, line, row, styles, profile_x, stop)
    _put_environment(canvas, line, row, styles, stop)


def _role(canvas: Canvas, line: Line, row: Row, styles: Styles) -> None:
    """A role under its account, or an account under its role."""
    listing, columns = canvas.listing, canvas.columns
    catalogue = listing.catalogue
    _signs(canvas, line, row, styles)
    state = catalogue.role_state(row.item.account_id, row.item.role_name)
    style = styles["muted" if state == "gone" else "row"]
    stop = columns.right
    if row.kind is RowKind.ROLE_ACCOUNT:
        stop = _environment_x(canvas, row)
        account = catalogue.entries[row.doc].account
        name = account.name or account.account_id
        line.put(ROLE_X, name, style, room=stop - 1 - ROLE_X, matched=spans(name, canvas.terms, "name"))
        shown = canvas.shown_id(account.account_id)
        x = max(columns.id_x, line.at + 2)
        if account.name and x + len(shown) < stop:
            line.put(x, shown, styles["muted"], matched=id_spans(shown, canvas.terms))
        _put_state(line, state, styles, line.at + 2)
        _profile_and_credentials(canvas, line, row, styles, columns.roles_x, stop)
        _put_environment(canvas, line, row, styles, stop)
        return
    role = row.item.role_name
    line.put(ROLE_X, role, style, room=stop - 1 - ROLE_X, matched=spans(role, canvas.terms, "role"))
    _put_state(line, state, styles, line.at + 2)
    if state == "gone":
        return
    _profile_and_credentials(canvas, line, row, styles, max(columns.id_x, ROLE_X + USUAL_ROLE + 2), stop)


def _profile_and_credentials(canvas: Canvas, line: Line, row: Row, styles: Styles, x: int, stop: int) -> None:
    """`✓ profile-name +1` or `·`, and at the right `creds 41 m` where there is room."""
    facts = canvas.listing.catalogue.facts
    role = AccountRole(row.item.account_id, row.item.role_name)
    profiles = canvas.listing.catalogue.profiles.get(role, ())
    x = max(x, line.at + 2)
    ends = facts.credentials.get(role, 0.0)
    left = f"creds {age(ends - facts.now)}" if ends > facts.now else ""
    if profiles:
        more = f"+{len(profiles) - 1}" if len(profiles) > 1 else ""
        name = profiles[0].name
        here = facts.here_profile
        if any(profile.name == here for profile in profiles):
            name = here
        sign = f"{canvas.signs.good} "
        room = stop - 1 - x
        more = more if cells(name) + len(more) + 3 <= room else ""
        if cells(name) + 2 <= room or room >= LEAST_NAME + 2:
            line.put(x, sign, styles["good"])
            name = clip(name, room - 2, canvas.signs.ellipsis)
            line.put(line.at, name, styles["good"], matched=spans(name, canvas.terms, "profile"))
            line.put(line.at + 1, more, styles["muted"])
        elif room >= 1:
            number = f"{canvas.signs.good} {len(profiles)}"
            line.put(x, number if len(number) <= room else canvas.signs.good, styles["good"])
    elif x < stop - 1:
        line.put(x, canvas.signs.nothing, styles["muted"])
    if left and line.at + 2 + len(left) <= stop - (0 if stop == canvas.columns.right else 2):
        line.put(stop - len(left) - (0 if stop == canvas.columns.right else 2), left, styles["muted"])


def _role_group(canvas: Canvas, line: Line, row: Row, styles: Styles) -> None:
    """`AdministratorAccess    38 accounts, 9 PROD`"""
    listing = canvas.listing
    _signs(canvas, line, row, styles)
    role = row.item.role_name
    line.put(NAME_X, role, styles["row"], matched=spans(role, canvas.terms, "role"))
    text = "1 account" if row.count == 1 else f"{row.count:,} accounts"
    line.put(max(canvas.columns.id_x, NAME_X + USUAL_ROLE + 2), text, styles["muted"])
    for word in listing.catalogue.facts.settings.guarded[:1]:
        number = listing.environment_count(role, word)
        if number:
            line.put(line.at, f", {number:,} {word}", styles["muted"])
