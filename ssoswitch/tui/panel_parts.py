"""The parts that details are made of: places of lines, and what is said of session, profiles, folders, choices."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len

from ssoswitch.core.environments import environment_word, is_guarded
from ssoswitch.core.moments import age, clock_time, day_time, time_left
from ssoswitch.core.paths import short_path
from ssoswitch.model.account import Account, AccountEntry, AccountRole
from ssoswitch.model.frozen import frozen
from ssoswitch.model.profile import Profile
from ssoswitch.model.settings import AccountChoice, Settings
from ssoswitch.tui.command_table import BY_ID
from ssoswitch.tui.paint import (
    ACCENT,
    GOOD,
    MUTED,
    WARN,
    Line,
    Piece,
    crop_middle,
    environment,
    fitted,
    piece,
    spread,
    width_of,
    wrap,
)
from ssoswitch.tui.signs import Signs
from ssoswitch.tui.state import AppState, token_left

LABEL = 12
MOST_NAMED = 12


@frozen
class Place:
    """What the lines are made for: width, signs, the moment, and the home directory for `~`."""

    width: int
    signs: Signs
    now: float
    home: str = ""
    guarded: tuple[str, ...] = ("PROD",)
    """Environment words that the production guard stands before."""

    def field(self, label: str, *pieces: Piece) -> Line:
        """`Account   333344445555 …`."""
        return fitted((piece(f"  {label:<{LABEL}}", MUTED), *pieces), self.width - 1, self.signs.ellipsis)

    def told(self, label: str, text: str, style: str = "") -> list[Line]:
        """A field whose text is never cut: it goes on below where it is long, a word that is too long by itself."""
        room = self.width - LABEL - 3
        if cell_len(text) > room and " " not in text and cell_len(text) <= self.width - 4:
            return [(piece(f"  {label}", MUTED),), (Piece("   "), piece(text, style))]
        first, *rest = wrap(text, max(8, room))
        head = (piece(f"  {label:<{LABEL}}", MUTED), piece(first, style))
        return [head, *((Piece(" " * (LABEL + 2)), piece(line, style)) for line in rest)]

    def heading(self, text: str, number: int | None = None) -> Line:
        """A section, with how many stand in it."""
        right = (piece(str(number), MUTED), Piece("  ")) if number is not None else ()
        return spread((piece(f"  {text}", "bold"),), right, self.width)

    def title(self, name: str, word: str, *more: Piece) -> list[Line]:
        """The name, whole, with what belongs to it and the environment; the rule below."""
        badge = (environment(word, self.guarded), Piece("  ")) if word else ()
        room = self.width - 3
        beside = room - width_of(badge)
        heads = wrap(name, max(8, room))
        lines: list[Line] = [(Piece("  "), piece(head, "bold")) for head in heads]
        if cell_len(heads[-1]) + width_of(more) <= (beside if len(heads) == 1 else room):
            lines[-1] = (*lines[-1], *more)
        elif more:
            first = more[0]._replace(text=more[0].text.lstrip())
            below = wrap("".join(each.text for each in (first, *more[1:])), max(8, room))
            one = ((Piece("  "), first, *more[1:]),)
            lines += one if len(below) == 1 else [(Piece("  "), piece(each)) for each in below]
        if badge:
            # Never cut: where the name leaves it no room it stands on the first line that does, or on one of its own.
            at = next((at for at, line in enumerate(lines) if width_of(line) <= beside + 2), len(lines))
            lines[at : at + 1] = [spread(lines[at] if at < len(lines) else (), badge, self.width)]
        return [*lines, (piece(f"  {self.signs.line * max(0, self.width - 4)}", "$edge"),)]

    def prose(self, text: str, style: str = "") -> list[Line]:
        """A sentence, wrapped."""
        return [(Piece("  "), piece(part, style)) for part in wrap(text, max(10, self.width - 4))]

    def keys(self, *pairs: tuple[str, str, str]) -> list[Line]:
        """Keys with what they do, as many beside each other as there is room."""
        column = max((len(key) + len(label) + 5 for key, label, _command in pairs), default=0)
        per_line = max(1, (self.width - 2) // max(column, 1))
        lines: list[Line] = []
        for start in range(0, len(pairs), per_line):
            line: list[Piece] = [Piece("  ")]
            for key, label, command in pairs[start : start + per_line]:
                line += [piece(key, f"bold {ACCENT}", command), piece(f"  {label}", "", command)]
                line.append(Piece(" " * max(0, column - len(key) - len(label) - 2)))
            lines.append(tuple(line))
        return lines


BLANK: Line = ()


def keys_that_work(state: AppState, place: Place, *pairs: tuple[str, str, str]) -> list[Line]:
    """Those of the keys that do something here and now."""
    return place.keys(*(pair for pair in pairs if not BY_ID[pair[2]].when(state)))


class _Words:
    """Environment words of names that were asked for: a role of ten thousand accounts asks for each at every move."""

    settings: Settings | None = None
    known: ClassVar[dict[tuple[str, AccountChoice | None], str]] = {}


def word_of(state: AppState, entry: AccountEntry) -> str:
    """The environment word of an account."""
    if _Words.settings is not state.settings:
        _Words.settings = state.settings
        _Words.known.clear()
    key = (entry.account.name, choice_of(state, entry))
    word = _Words.known.get(key)
    if word is None:
        word = _Words.known[key] = environment_word(*key, state.settings)
    return word


def choice_of(state: AppState, entry: AccountEntry) -> AccountChoice | None:
    """What the user said of that account."""
    return state.settings.accounts.get(entry.account.account_id)


def shown_id(state: AppState, account_id: str) -> str:
    """The id as the settings want it shown."""
    if state.settings.account_id_form == "dashes" and len(account_id) == 12:
        return f"{account_id[:4]}-{account_id[4:8]}-{account_id[8:]}"
    return account_id


def account_fields(state: AppState, account: Account, place: Place) -> list[Line]:
    """Id and e-mail: on one line where both fit, for an address that is cut is of no use."""
    number = piece(shown_id(state, account.account_id))
    if not account.email:
        return [place.field("Account", number)]
    both = (number, Piece("   "), piece(account.email, MUTED))
    if width_of(both) + LABEL + 3 <= place.width:
        return [place.field("Account", *both)]
    return [place.field("Account", number), *place.told("E-mail", account.email, MUTED)]


def session_field(state: AppState, place: Place) -> Line:
    """The session and how long its token lives."""
    name = state.session.name if state.session is not None else place.signs.dash
    left = token_left(state, place.now)
    if left is None:
        return place.field("Session", piece(name), piece("   signed out", MUTED))
    forms = (f"   until {clock_time(place.now + left)} ({time_left(left)})", f"   {time_left(left)}")
    room = place.width - 3 - LABEL - cell_len(name)
    until = next((form for form in forms if len(form) <= room), forms[-1])
    return place.field("Session", piece(name), piece(until, WARN if left < 15 * 60 else MUTED))


def credentials_field(state: AppState, role: AccountRole, place: Place) -> list[Line]:
    """Cached role credentials, where there are some."""
    ends = state.credentials.get(role)
    if ends is None or ends <= place.now:
        return []
    return [place.field("Creds", piece(f"cached, {age(ends - place.now)} left", GOOD))]


def is_here(state: AppState, profile: Profile) -> bool:
    """Whether that profile is in force in this directory."""
    return bool(state.here_profile) and profile.name == state.here_profile


def profiles_lines(state: AppState, profiles: tuple[Profile, ...], place: Place) -> list[Line]:
    """The profiles that lead to a role."""
    signs = place.signs
    if not profiles:
        return [
            place.heading("Profiles that lead here", 0),
            (
                piece("   none yet: ", MUTED),
                piece("p", f"bold {ACCENT}", "profile"),
                piece(" makes one", MUTED),
            ),
            BLANK,
        ]
    lines: list[Line] = [place.heading("Profiles that lead here", len(profiles))]
    shown = profiles[:MOST_NAMED]
    region = max(len(profile.region or signs.dash) for profile in shown)
    output = max(len(profile.output or signs.dash) for profile in shown)
    wide = max(cell_len(profile.name) for profile in shown)
    beside = (
        wide + region + output + 9 + (9 if any(is_here(state, each) for each in shown) else 0) < place.width
    )
    for profile in shown:
        here = is_here(state, profile)
        sign = piece(f"   {signs.here if here else ' '} ", ACCENT)
        facts = piece(f"{profile.region or signs.dash:<{region}}  {profile.output or signs.dash}", MUTED)
        said = (piece("   (here)", ACCENT),) if here else ()
        if beside:
            gap = Piece(" " * (wide - cell_len(profile.name) + 2))
            lines.append((sign, piece(profile.name), gap, facts, *said))
        else:
            # A name that is cut is of no use: what belongs to it goes below.
            first, *rest = wrap(profile.name, max(8, place.width - 6))
            lines.append((sign, piece(first)))
            lines += [(Piece("     "), piece(line)) for line in rest]
            short = width_of((facts, *said)) + 7 <= place.width
            lines.append((Piece("       "), facts, *(said if short else ())))
            lines += [] if short else [(Piece("    "), *said)]
    if len(profiles) > MOST_NAMED:
        lines.append((piece(f"     {signs.ellipsis} {len(profiles) - MOST_NAMED} more", MUTED),))
    return [*lines, BLANK]


def directories_lines(state: AppState, profiles: tuple[Profile, ...], place: Place) -> list[Line]:
    """The folders whose .envrc names one of these profiles."""
    found = [
        (folder, profile.name) for profile in profiles for folder in state.directories.get(profile.name, ())
    ]
    if not found:
        return []
    lines: list[Line] = [place.heading("Used by directories", len(found))]
    for folder, name in found[:6]:
        path = short_path(folder, place.home)
        if cell_len(path) + cell_len(name) + 8 <= place.width:
            lines.append(spread((piece(f"    {path}"),), (piece(name, MUTED), Piece("  ")), place.width))
            continue
        lines.append((piece(f"    {crop_middle(path, place.width - 5, place.signs.ellipsis)}"),))
        lines.append((piece(f"      {crop_middle(name, place.width - 7, place.signs.ellipsis)}", MUTED),))
    return [*lines, BLANK]


def last_used_field(state: AppState, role: AccountRole, place: Place) -> list[Line]:
    """When the role was used last, and what for."""
    session = state.session.name if state.session is not None else ""
    used = state.recollections.used.get(f"{session}/{role.account_id}/{role.role_name}")
    if used is None:
        return []
    at, _count, what = used
    return place.told("Last used", f"{day_time(at, place.now)}{', ' + what if what else ''}")


def yours_field(state: AppState, entry: AccountEntry, place: Place) -> list[Line]:
    """What the user chose for the account."""
    choice = choice_of(state, entry) or AccountChoice()
    dash = place.signs.dash
    parts = [f"region {choice.region or state.settings.region or dash}"]
    if choice.alias:
        parts.append(f"alias {choice.alias}")
    if choice.colour:
        parts.append(f"colour {choice.colour}")
    if choice.tags:
        parts.append("tags " + " ".join(choice.tags))
    if is_guarded(word_of(state, entry), choice, state.settings):
        parts.append("guard on")
    return place.told("Yours", f" {place.signs.dot} ".join(parts))
