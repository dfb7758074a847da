"""The detail of a row as lines: a role, an account, a profile, or the marks. Pure: state in, lines out."""

from __future__ import annotations

from ssoswitch.core.profile_ends import role_of, session_name_of
from ssoswitch.model.account import AccountEntry, AccountRole
from ssoswitch.model.profile import Profile
from ssoswitch.tui.paint import (
    ACCENT,
    GOOD,
    MUTED,
    Line,
    Piece,
    count,
    environment,
    piece,
    width_of,
    wrap,
)
from ssoswitch.tui.panel_parts import (
    BLANK,
    MOST_NAMED,
    Place,
    account_fields,
    credentials_field,
    directories_lines,
    is_here,
    keys_that_work,
    last_used_field,
    profiles_lines,
    session_field,
    shown_id,
    word_of,
    yours_field,
)
from ssoswitch.tui.panel_trouble import changed_pieces, failure_lines, lost_account_lines, lost_role_lines
from ssoswitch.tui.state import AppState


def row_lines(state: AppState, place: Place) -> list[Line]:
    """The detail of what is selected."""
    if state.marked:
        return marks_lines(state, place)
    item, entry = state.item, state.entry
    if item is None:
        return []
    if item.profile_name:
        profile = state.config.profile(item.profile_name)
        if profile is not None:
            return profile_lines(state, profile, place)
    if entry is None and item.account_id:
        return lost_account_lines(state, item.account_id, item.role_name, place)
    if entry is None:
        return role_of_many_lines(state, item.role_name, place) if item.role_name else []
    if item.role_name:
        return role_lines(state, entry, item.role_name, place)
    return account_lines(state, entry, place)


def role_lines(state: AppState, entry: AccountEntry, role_name: str, place: Place) -> list[Line]:
    """A role in an account."""
    account = entry.account
    role = AccountRole(account.account_id, role_name)
    name = account.name or account.account_id
    lost = lost_role_lines(state, role, place)
    lines: list[Line] = [
        *place.title(
            role_name,
            word_of(state, entry),
            *changed_pieces(state, role),
            piece("  in  ", MUTED),
            piece(name),
        ),
        *lost,
        *failure_lines(state, entry, place),
        *account_fields(state, account, place),
        session_field(state, place),
        *credentials_field(state, role, place),
        BLANK,
        *profiles_lines(state, state.config.profiles_by_role().get(role, ()), place),
        *directories_lines(state, state.config.profiles_by_role().get(role, ()), place),
        *last_used_field(state, role, place),
        *yours_field(state, entry, place),
        BLANK,
    ]
    lines += keys_that_work(
        state, place,
        ("p", "new profile", "profile"), ("e", ".envrc", "envrc"), ("o", "console", "console"),
        ("d", "delete profile", "delete"), ("c", "customise", "customise"), ("w", "why this?", "whoami"),
        *((("R", "read everything again", "refresh-all"), ("y", "copy", "copy")) if lost else ()),
    )  # fmt: skip
    return lines


def account_lines(state: AppState, entry: AccountEntry, place: Place) -> list[Line]:
    """An account with its roles."""
    signs, account = place.signs, entry.account
    new = account.account_id in state.tree.accounts_new if state.tree is not None else False
    more = (piece("  new", GOOD),) if new else ()
    lines: list[Line] = [
        *place.title(account.name or account.account_id, word_of(state, entry), *more),
        place.field("Account ID", piece(shown_id(state, account.account_id))),
        *place.told("E-mail", account.email or signs.dash, "" if account.email else MUTED),
        session_field(state, place),
        *yours_field(state, entry, place),
        BLANK,
    ]
    lines += failure_lines(state, entry, place)
    by_role = state.config.profiles_by_role()
    lines.append(place.heading("Roles", len(entry.roles) if entry.loaded else None))
    if not entry.loaded:
        text = "not known" if entry.failure else f"{signs.loading} not read yet"
        lines.append((piece(f"   {text}", MUTED),))
    elif not entry.roles:
        lines.append((piece("   no role for you in this account", MUTED),))
    profiles: list[Profile] = []
    shown = entry.roles[:MOST_NAMED]
    wide = max((len(name) for name in shown), default=0)
    for role_name in shown:
        found = by_role.get(AccountRole(account.account_id, role_name), ())
        profiles += found
        here = signs.here if any(is_here(state, profile) for profile in found) else " "
        text = f"{signs.good} {count(len(found), 'profile')}" if found else signs.nothing
        if wide + len(text) + 8 > place.width:
            text = text.partition(" profile")[0]
        told = piece(text, GOOD if found else MUTED)
        head = (piece(f"   {here} ", ACCENT), piece(f"{role_name:<{wide}}  "))
        if width_of((*head, told)) <= place.width:
            lines.append((*head, told))
        else:
            lines += [(head[0], piece(part)) for part in wrap(role_name, place.width - 6)]
            lines.append((Piece("       "), told))
    if len(entry.roles) > MOST_NAMED:
        lines.append((piece(f"     {signs.ellipsis} {len(entry.roles) - MOST_NAMED} more", MUTED),))
    lines += [BLANK, *directories_lines(state, tuple(profiles), place)]
    lines += keys_that_work(
        state, place,
        ("p", "new profile", "profile"), ("o", "console", "console"), ("c", "customise", "customise"),
        ("y", "copy", "copy"), ("f", "favourite", "favourite"),
        *(() if entry.failure else (("r", "read again", "refresh"),)),
    )  # fmt: skip
    return lines


def profile_lines(state: AppState, profile: Profile, place: Place) -> list[Line]:
    """A profile, in its own view."""
    role = role_of(profile)
    entry = state.tree.get(role.account_id) if role is not None and state.tree is not None else None
    word = word_of(state, entry) if entry is not None else ""
    lines: list[Line] = [*place.title(profile.name, word)]
    own, tree = profile.role, state.tree
    if own and tree is not None and profile.session_name in state.config.sessions_told_by(tree.session_name):
        lines += lost_role_lines(state, own, place)
    if role is not None:
        name = entry.account.name if entry is not None else ""
        lines += place.told("Account", name or shown_id(state, role.account_id))
        if name:
            lines.append(place.field("Account ID", piece(shown_id(state, role.account_id))))
        lines += place.told("Role", role.role_name)
    for label, key in (("Role ARN", "role_arn"), ("By way of", "source_profile")):
        if value := profile.values.get(key):
            lines += place.told(label, value)
    lines += [
        place.field("Form", piece(profile.form.value)),
        *place.told("Session", session_name_of(state.config, profile) or place.signs.dash),
        place.field("Region", piece(profile.region or place.signs.dash)),
        place.field("Output", piece(profile.output or place.signs.dash)),
        place.field(
            "Stands in", piece(f"config line {profile.line}" if profile.line else "the credentials file")
        ),
        BLANK,
        *directories_lines(state, (profile,), place),
    ]
    lines += keys_that_work(
        state, place,
        (place.signs.enter, "use", "use"), ("e", ".envrc", "envrc"), ("o", "console", "console"),
        ("d", "delete", "delete"), ("m", "migrate", "migrate"), ("w", "why this?", "whoami"),
    )  # fmt: skip
    return lines


class _Counted:
    """What was counted last, and of what: a state changes ten times a second, ten thousand accounts do not."""

    subject: tuple[object, ...] = ()
    numbers: tuple[int, int, dict[str, int]] = (0, 0, {})


def _accounts_with(state: AppState, role_name: str) -> tuple[int, int, dict[str, int]]:
    """How many accounts have that role, how many of those a profile for it, and how many each environment."""
    by_role = state.config.profiles_by_role()
    subject = (state.tree, state.settings, by_role, role_name)
    known = _Counted.subject
    if len(known) != len(subject) or any(one is not other for one, other in zip(known, subject, strict=True)):
        entries = [entry for entry in (state.tree or ()) if role_name in entry.roles]
        words: dict[str, int] = {}
        for entry in entries:
            word = word_of(state, entry)
            words[word] = words.get(word, 0) + 1
        tree = state.tree
        made = sum([role.role_name == role_name and tree is not None and tree.has(role) for role in by_role])
        _Counted.subject, _Counted.numbers = subject, (len(entries), made, words)
    return _Counted.numbers


def role_of_many_lines(state: AppState, role_name: str, place: Place) -> list[Line]:
    """A role that many accounts have, in the roles view."""
    accounts, made, words = _accounts_with(state, role_name)
    lines: list[Line] = [*place.title(role_name, "")]
    lines.append(place.field("Accounts", piece(f"{accounts:,}")))
    lines.append(place.field("Profiles", piece(f"{made:,} of them have one")))
    lines.append(BLANK)
    for word, number in sorted(words.items(), key=lambda pair: -pair[1]):
        lines.append(
            (
                Piece("   "),
                environment(word, place.guarded) if word else piece(" other", MUTED),
                piece(f"  {number}"),
            )
        )
    return lines


def marks_lines(state: AppState, place: Place) -> list[Line]:
    """What the marked rows amount to, and what can be done with them."""
    roles = state.marked
    accounts = len(roles.account_ids)
    have = roles.among(state.config.profiles_by_role())
    new = len(roles) - have
    title = f"{count(len(roles), 'role')} marked in {count(accounts, 'account')}"
    lines: list[Line] = [
        *place.title(title, ""),
        (piece(f"  {new:>4,}  "), piece("have no profile yet" if new != 1 else "has no profile yet")),
        (piece(f"  {have:>4,}  "), piece("has one already" if have == 1 else "have one already")),
        BLANK,
        *place.keys(
            ("p", f"create {count(new, 'profile')}" if new else "create further profiles", "profile")
        ),
        *place.keys(("y", f"copy {count(accounts, 'account ID')}", "copy")),
        *place.keys(
            (
                "o",
                f"open {count(len(roles), 'console')}{' (asks first)' if len(roles) > 5 else ''}",
                "console",
            )
        ),
    ]
    if len(roles) > 1:
        lines.append((piece("  e  off: an .envrc holds one profile", MUTED),))
    lines += [
        BLANK,
        *place.keys(("A", "clear marks", "clear-marks")),
        BLANK,
        place.heading("Marked", len(roles)),
    ]
    for role in roles[:MOST_NAMED]:
        entry = state.tree.get(role.account_id) if state.tree is not None else None
        name = entry.account.name if entry is not None and entry.account.name else role.account_id
        mark = piece(f"   {place.signs.marked} ", ACCENT)
        parts: tuple[str, ...] = (f"{name} / {role.role_name}",)
        if width_of((mark, piece(parts[0]))) > place.width - 2:
            parts = (*wrap(name, place.width - 7), f"/ {role.role_name}")
        lines += [(mark if part is parts[0] else Piece("     "), piece(part)) for part in parts]
    if len(roles) > MOST_NAMED:
        lines.append(
            (piece(f"     {place.signs.ellipsis} {len(roles) - MOST_NAMED:,} more (is:marked)", MUTED),)
        )
    return lines
