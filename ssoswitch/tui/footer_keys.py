"""Which keys the footer shows, and how they fit: computed from the command table, so that it cannot lie.

Ordered by use; long labels where they fit, short ones where the first keys would not; the rest drops from the low end.
Help and palette are docked at the right and never fall off. A key that cannot work now is dim, with a sign.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ssoswitch.model.frozen import frozen
from ssoswitch.tui.command_table import BY_ID, COMMANDS
from ssoswitch.tui.keys import shown_key
from ssoswitch.tui.paint import ACCENT, MUTED, Line, Piece, piece, width_of
from ssoswitch.tui.signs import Signs
from ssoswitch.tui.state import AppState

KeyMap = Mapping[str, tuple[str, ...]]

# How many of the first keys must fit before labels may be long.
_CORE = 7
# Cells between them and what is docked at the right: more than stand between two keys, but one rather than no key.
_GAP, _LEAST_GAP = 3, 1
_TREE = tuple(
    command.id
    for command in sorted((c for c in COMMANDS if c.footer), key=lambda command: command.footer or 0)
)
_PLACES: Mapping[str, tuple[str, ...]] = {
    "tree": _TREE,
    "marked": (
        "profile",
        "console",
        "copy",
        "clear-marks",
        "mark",
        "mark-all",
        "range",
        "search",
        "sign-in",
        "info",
        "undo",
    ),
    "profiles": (
        "use",
        "envrc",
        "console",
        "copy",
        "delete",
        "mark",
        "search",
        "migrate",
        "info",
        "sign-in",
        "undo",
    ),
    "detail": (
        "back",
        "profile",
        "envrc",
        "console",
        "copy",
        "delete",
        "customise",
        "favourite",
        "sign-in",
        "undo",
    ),
    "nothing": ("sign-in", "sessions", "settings", "quit"),
}


@frozen
class FooterKey:
    """A key of the footer with its two labels."""

    keys: str
    label: str
    short: str
    command: str = ""
    dim: bool = False

    def pieces(self, signs: Signs, *, short: bool) -> Line:
        """`p Profile`."""
        label = self.short if short else self.label
        if self.dim:
            return (piece(f"{self.keys} {label}{signs.bad}", MUTED, self.command),)
        shown = (piece(self.keys, f"bold {ACCENT}", self.command),)
        return (*shown, piece(f" {label}", "", self.command)) if label else shown


def place_of(state: AppState, focus: str) -> str:
    """Which list of keys stands there: by focus (`tree`, `search`, `detail`), marks and view."""
    if focus in ("search", "detail"):
        return focus
    if state.marked:
        return "marked"
    if state.view == "profiles":
        return "profiles"
    return "tree" if state.tree is not None and state.tree.entries else "nothing"


def first_here(state: AppState) -> tuple[str, ...]:
    """The commands that the footer names for the list as it stands, in its order: what is likely wanted next."""
    return _PLACES[place_of(state, "tree")]


def footer_line(state: AppState, focus: str, keys: KeyMap, width: int, signs: Signs) -> Line:
    """The footer in `width` cells."""
    place = place_of(state, focus)
    shown = _search_keys(signs) if place == "search" else _command_keys(_PLACES[place], state, keys, signs)
    core = min(_CORE, len(shown))
    for form, gap in ((0, _GAP), (1, _GAP), (1, _LEAST_GAP), (2, _LEAST_GAP), (3, _LEAST_GAP)):
        right = _docked(keys, signs, in_search=place == "search", form=form)
        pieces, taken = _fitting(shown, width - width_of(right) - gap - 2, signs, short=False)
        if len(taken) >= core:
            break
    else:
        right = _docked(keys, signs, in_search=place == "search", form=1)
        pieces, taken = _fitting(shown, width - width_of(right) - _GAP - 2, signs, short=True)
    gap = max(1, width - 1 - width_of(pieces) - width_of(right) - 1)
    return (Piece(" "), *pieces, Piece(" " * gap), *right)


def _fitting(
    shown: Sequence[FooterKey], room: int, signs: Signs, *, short: bool
) -> tuple[list[Piece], list[FooterKey]]:
    pieces: list[Piece] = []
    taken: list[FooterKey] = []
    for each in _most_useful(shown, room, signs, short=short):
        more = ([Piece("  ")] if pieces else []) + list(each.pieces(signs, short=short))
        if width_of(pieces) + width_of(more) > room:
            break
        pieces += more
        taken.append(each)
    return pieces, taken


def _most_useful(shown: Sequence[FooterKey], room: int, signs: Signs, *, short: bool) -> Sequence[FooterKey]:
    """Without the dim ones after the first keys, the last of them first, as long as there is no room for all."""
    kept = list(shown)
    while sum(width_of(each.pieces(signs, short=short)) + 2 for each in kept) - 2 > room:
        dim = next((at for at in range(len(kept) - 1, _CORE - 1, -1) if kept[at].dim), None)
        if dim is None:
            break
        del kept[dim]
    return kept


def _command_keys(ids: Sequence[str], state: AppState, keys: KeyMap, signs: Signs) -> list[FooterKey]:
    result = []
    for command_id in ids:
        command = BY_ID[command_id]
        bound = keys.get(command_id, command.keys)
        if not bound:
            continue
        result.append(
            FooterKey(
                shown_key(bound[0], ascii_only=signs.ascii),
                _with_times(command.label_now(state), signs),
                _with_times(command.label_now(state, short=True), signs),
                command_id,
                dim=bool(command.when(state)),
            )
        )
    return result


def _with_times(label: str, signs: Signs) -> str:
    return label.replace("×", signs.times).replace("…", signs.ellipsis) if signs.ascii else label


def _search_keys(signs: Signs) -> list[FooterKey]:
    return [
        FooterKey(f"{signs.enter} {signs.down}", "To the list", "List", "to-list"),
        FooterKey("Esc", "Clear", "Clear", "back"),
        FooterKey(signs.up, "Earlier searches", "Earlier"),
        FooterKey("tab", "Complete", "Complete"),
        FooterKey("^w", "Delete word", "Word"),
    ]


def _docked(keys: KeyMap, signs: Signs, *, in_search: bool, form: int) -> Line:
    bound = keys.get("help", BY_ID["help"].keys)
    # Inside the search box a ? is a letter, F1 is not.
    help_key = (
        next((key for key in bound if len(key) == 2 and key[0] == "f"), bound[-1]) if in_search else bound[0]
    )
    palette = shown_key(keys.get("commands", BY_ID["commands"].keys)[0], ascii_only=signs.ascii)
    between = Piece("  " if form < 2 else " ")
    return (
        piece(shown_key(help_key, ascii_only=signs.ascii), f"bold {ACCENT}", "help"),
        *((piece(" Help", "", "help"),) if form < 3 else ()),
        between,
        piece(palette, f"bold {ACCENT}", "commands"),
        *((piece(" Commands", "", "commands"),) if form == 0 else ()),
    )
