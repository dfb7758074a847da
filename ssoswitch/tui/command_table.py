"""Every command, said once: its keys, labels, place in the help, when it can be used, and what runs it.

Footer, `?` help, palette, key bindings and the README's key table are made from this table, so they cannot disagree.
Flows are imported when their command runs, for no dialog is needed for the first frame.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from ssoswitch.model.frozen import frozen
from ssoswitch.tui import command_rules as rules
from ssoswitch.tui.command_rules import Rule, always

if TYPE_CHECKING:
    from ssoswitch.tui.controller import Controller
    from ssoswitch.tui.state import AppState

Runner = Callable[["Controller"], None]

ACT = "Act on the row (or on all marked rows)"
FIND = "Find"
MARK = "Mark"
SESSION = "Session"
MOVE = "Move"
KNOW = "Know"
APP = "App"
GROUPS = (ACT, FIND, MARK, SESSION, MOVE, KNOW, APP)


@frozen
class Command:
    """One command. `keys` are Textual's names; `footer` is its rank there, None: it stands only in help and palette."""

    id: str
    keys: tuple[str, ...]
    label: str
    """In the footer."""
    help: str
    group: str
    run: Runner
    when: Rule = always
    """Empty text: it can be used; else why not."""
    short: str = ""
    """In a narrow footer; the label where empty."""
    footer: int | None = None
    counts: bool = False
    """Whether it acts on the marked rows, so that the footer says how many."""
    beside: tuple[str, str] = ("", "")
    """Another command's id and a few words: in the help it stands on that one's line, behind its text."""
    relabel: Callable[[AppState], str] | None = None
    """The label as things stand, where one word would not be true always."""

    def label_now(self, state: AppState, *, short: bool = False) -> str:
        """The label as things stand."""
        if self.relabel is not None:
            return self.relabel(state)
        text = self.short if short and self.short else self.label
        if self.counts and state.marked:
            text = f"{text} ×{len(state.marked):,}"
        return text


def _flow(module: str, **arguments: object) -> Runner:
    """Runs `<module>_flow` of `tui/flows/<module>.py`."""
    return lambda controller: controller.start_flow(module, **arguments)


def _do(name: str, *arguments: object) -> Runner:
    """Calls an action of the main screen."""
    return lambda controller: controller.act(name, *arguments)


def _tree(action: str) -> Runner:
    """Calls an action of the tree."""
    return lambda controller: controller.act_on_tree(action)


def _sign_in_label(state: AppState) -> str:
    if state.session is None:
        return "Set up"
    if state.signing_in:
        return "Sign-in…"
    return "Log out…" if state.signed_in else "Log in"


def _use_label(state: AppState) -> str:
    return "Open" if rules.opens(state) else "Use"


# A table reads as one: the formatter would give each cell a line of its own.
# fmt: off
COMMANDS: tuple[Command, ...] = (
    Command(
        "use", ("enter",), "Use", "use this role …", ACT,
        _tree("choose"), rules.can_use, footer=1, relabel=_use_label,
    ),
    Command(
        "profile", ("p",), "Profile", "new profile", ACT,
        _flow("profile"), rules.can_make_profile, short="Prof", footer=2, counts=True,
    ),
    Command(
        "profile-at-once", ("P",), "Profile now", "new profile at once, with the last choices", ACT,
        _flow("profile", at_once=True), rules.can_make_profile_at_once, counts=True,
        beside=("profile", "at once"),
    ),
    Command(
        "envrc", ("e",), ".envrc", ".envrc here", ACT,
        _flow("envrc"), rules.can_write_envrc, footer=3,
    ),
    Command(
        "envrc-at-once", ("E",), ".envrc now", ".envrc at once", ACT,
        _flow("envrc", at_once=True), rules.can_write_envrc,
        beside=("envrc", "at once"),
    ),
    Command(
        "console", ("o",), "Console", "AWS console", ACT,
        _flow("console"), rules.can_open_console, short="Cons", footer=4, counts=True,
    ),
    Command(
        "console-at-once", ("O",), "Console now", "AWS console at once", ACT,
        _flow("console", at_once=True), rules.can_open_console, counts=True,
        beside=("console", "at once"),
    ),
    Command(
        "copy", ("y",), "Copy", "copy menu …", ACT,
        _flow("copy"), rules.needs_row, footer=5, counts=True,
    ),
    Command(
        "copy-account-id", ("Y",), "Copy id", "copy the account id", ACT,
        _flow("copy", what="account-id"), rules.needs_row, counts=True,
        beside=("copy", "account ID"),
    ),
    Command(
        "delete", ("d",), "Delete", "delete its profile …", ACT,
        _flow("delete"), rules.needs_profile, counts=True,
    ),
    Command(
        "customise", ("c",), "Customise", "customise: alias, region …", ACT,
        _flow("customise"), rules.needs_account,
    ),
    Command("favourite", ("f",), "Favourite", "favourite on or off", ACT, _do("favourite"), rules.needs_account),
    Command(
        "migrate", ("m",), "Migrate", "migrate an inline profile", ACT,
        _flow("migrate"), rules.can_migrate,
    ),
    Command(
        "search", ("slash",), "Search", "search as you type", FIND,
        _do("search"), rules.needs_tree, short="Find", footer=7,
    ),
    Command("back", ("escape",), "Back", "back one step", FIND, _do("back")),
    Command("next-hit", ("n",), "Next", "next match", FIND, _tree("next_hit"), rules.needs_query),
    Command(
        "previous-hit", ("N",), "Previous", "previous match", FIND, _tree("previous_hit"), rules.needs_query,
        beside=("next-hit", "previous"),
    ),
    Command(
        "favourites-only", ("F",), "Favourites", "favourites only", FIND, _do("favourites_only"), rules.needs_favourites
    ),
    Command("mark", ("space",), "Mark", "mark and go down", MARK, _tree("mark"), rules.needs_row, footer=6),
    Command("range", ("v",), "Range", "range", MARK, _tree("range"), rules.needs_row),
    Command(
        "range-down", ("shift+down",), "Range down", "mark downwards", MARK, _tree("range_down"), rules.needs_row,
        beside=("range", ""),
    ),
    Command(
        "range-up", ("shift+up",), "Range up", "mark upwards", MARK, _tree("range_up"), rules.needs_row,
        beside=("range", ""),
    ),
    Command("mark-all", ("a",), "All shown", "mark all shown", MARK, _tree("mark_all"), rules.needs_tree),
    Command(
        "clear-marks", ("A",), "Clear", "clear the marks, or bring them back", MARK, _do("clear_marks"),
        rules.needs_tree,
        beside=("mark-all", "none"),
    ),
    Command(
        "sign-in", ("L",), "Log in", "log in, renew, log out …", SESSION,
        _flow("login"), footer=9, relabel=_sign_in_label,
    ),
    Command("sessions", ("s",), "Sessions", "switch the sso-session …", SESSION, _flow("sessions")),
    Command(
        "refresh", ("r",), "Refresh", "read this account again", SESSION, _do("refresh"), rules.can_refresh
    ),
    Command(
        "refresh-all", ("R",), "Refresh all", "read all again", SESSION, _do("refresh_all"), rules.can_refresh,
        beside=("refresh", "all"),
    ),
    Command("pause", ("z",), "Pause", "pause or go on syncing", SESSION, _do("pause"), rules.can_pause),
    Command(
        "stop-sync", ("x",), "Stop", "stop syncing, keep what came", SESSION, _do("stop_sync"), rules.is_syncing,
        beside=("pause", "stop"),
    ),
    Command("down", ("j", "down"), "Down", "row down", MOVE, _tree("cursor_down")),
    Command("up", ("k", "up"), "Up", "row up", MOVE, _tree("cursor_up"), beside=("down", "up")),
    Command("close", ("h", "left"), "Close", "close account", MOVE, _tree("close")),
    Command("open", ("l", "right"), "Open", "open account", MOVE, _tree("open"), beside=("close", "open")),
    Command("first", ("g", "home"), "First", "first row", MOVE, _tree("first")),
    Command("last", ("G", "end"), "Last", "last row", MOVE, _tree("last"), beside=("first", "last")),
    Command("half-down", ("ctrl+d",), "Half down", "half page down", MOVE, _tree("half_down")),
    Command(
        "half-up", ("ctrl+u",), "Half up", "half page up", MOVE, _tree("half_up"),
        beside=("half-down", "up"),
    ),
    Command(
        "page-down", ("pagedown",), "Page down", "page down", MOVE, _tree("page_down"),
        beside=("half-down", ""),
    ),
    Command("page-up", ("pageup",), "Page up", "page up", MOVE, _tree("page_up"), beside=("half-down", "")),
    Command("close-all", ("minus",), "Close all", "close all", MOVE, _tree("close_all")),
    Command(
        "open-all", ("equals_sign",), "Open all", "open all accounts", MOVE, _tree("open_all"),
        beside=("close-all", "open all"),
    ),
    Command("focus", ("tab", "shift+tab"), "Other pane", "tree or detail", MOVE, _do("other_pane"), rules.can_inform),
    Command("accounts", ("1",), "Accounts", "accounts", MOVE, _do("view", "accounts")),
    Command(
        "roles", ("2",), "Roles", "roles and their accounts", MOVE, _do("view", "roles"),
        beside=("accounts", "roles"),
    ),
    Command(
        "profiles", ("3",), "Profiles", "profiles", MOVE, _do("view", "profiles"),
        beside=("accounts", "profiles"),
    ),
    Command("info", ("i",), "Info", "details on or off", KNOW, _do("info"), rules.can_inform, footer=8),
    Command("whoami", ("w",), "Who am I", "who am I here, and why", KNOW, _flow("whoami")),
    Command("undo", ("u",), "Undo", "undo", KNOW, _flow("undo"), footer=10),
    Command(
        "history", ("U",), "History", "history of changes", KNOW, _flow("history"),
        beside=("undo", "history"),
    ),
    Command("help", ("question_mark", "f1"), "Help", "this help", APP, _do("help")),
    Command("commands", ("ctrl+p", "colon"), "Commands", "all commands", APP, _do("palette")),
    Command("settings", ("comma",), "Settings", "settings", APP, _flow("settings")),
    Command("suspend", ("ctrl+z",), "Suspend", "to the shell, fg back", APP, _do("suspend")),
    Command("redraw", ("ctrl+l",), "Redraw", "draw anew", APP, _do("redraw")),
    Command("quit", ("q", "ctrl+q"), "Quit", "quit", APP, _do("quit")),
    Command(
        "interrupt", ("ctrl+c",), "Quit", "copy what the mouse selected, else quit", APP, _do("interrupt"),
        beside=("quit", ""),
    ),
    Command("prune", (), "Prune", "remove profiles whose role is gone …", ACT, _flow("prune"), rules.writable),
    Command("rename", (), "Rename", "rename its profile …", ACT, _flow("rename"), rules.needs_profile),
    Command("chain", (), "Chain", "new profile by role_arn …", ACT, _flow("chain"), rules.needs_profile),
    Command("add-session", (), "Add session", "set up another sso-session …", SESSION, _flow("add_session")),
    Command("theme-auto", (), "Theme", "theme: follow the terminal", APP, _do("theme", "auto")),
    Command("theme-dark", (), "Theme", "theme: dark", APP, _do("theme", "dark")),
    Command("theme-light", (), "Theme", "theme: light", APP, _do("theme", "light")),
    Command("theme-high-contrast", (), "Theme", "theme: high contrast", APP, _do("theme", "high-contrast")),
    Command("theme-colour-blind", (), "Theme", "theme: blue and orange", APP, _do("theme", "colour-blind")),
    Command("theme-terminal", (), "Theme", "theme: the terminal's own colours", APP, _do("theme", "terminal")),
)
# fmt: on

BY_ID: Mapping[str, Command] = {command.id: command for command in COMMANDS}
