"""How keys are written, read and remapped: by a person, by Textual, on the screen."""

from __future__ import annotations

from collections.abc import Mapping

from ssoswitch.tui.command_table import BY_ID, COMMANDS

FIXED = ("escape", "tab", "shift+tab")
"""Keys that the search box, dialogs and Textual's own inputs need as they are."""


def keys_in_force(chosen: Mapping[str, str]) -> tuple[Mapping[str, tuple[str, ...]], tuple[str, ...]]:
    """Command id → keys, by the user's `[keys]` over the defaults; and a sentence for each that is not followed.

    A key that two commands would have stays with the one whose default it is, else with the one named first.
    """
    problems: list[str] = []
    wanted: dict[str, tuple[str, ...]] = {}
    for command_id, text in chosen.items():
        if command_id not in BY_ID:
            problems.append(f"keys: there is no command {command_id!r}.")
            continue
        keys = tuple(normal_key(part) for part in text.split(",") if part.strip() or part == " ")
        strange = next((key for key in keys if not _is_key(key)), "")
        if strange:
            problems.append(f"keys: there is no key {strange!r}; {command_id} keeps its own.")
            continue
        wrong = [key for key in keys if key in FIXED or key in _SAME_IN_A_TERMINAL]
        if wrong or not keys:
            problems.append(f"keys: {command_id} keeps its own, for {text!r} cannot be given to it.")
            continue
        wanted[command_id] = keys
    result = {command.id: command.keys for command in COMMANDS if command.id not in wanted}
    owner = {key: command_id for command_id, keys in result.items() for key in keys}
    for command_id, keys in wanted.items():
        taken = next((key for key in keys if key in owner), "")
        if taken:
            problems.append(
                f"keys: {shown_key(taken)} is {BY_ID[owner[taken]].label or owner[taken]}; {command_id} keeps its own."
            )
            keys = tuple(key for key in BY_ID[command_id].keys if key not in owner)
        result[command_id] = keys
        owner.update(dict.fromkeys(keys, command_id))
    return result, tuple(problems)


def _is_key(key: str) -> bool:
    """Whether a keyboard has it, by Textual's names."""
    base = key
    while base.startswith(_MODIFIERS):
        base = base.partition("+")[2]
    return len(base) == 1 or base in _NAMED


def normal_key(text: str) -> str:
    """Textual's name of a key as a person writes it: `^p`, `ctrl-p`, `?`, `space`, `F2`."""
    text = text.strip()
    if len(text) == 2 and text[0] == "^":
        return f"ctrl+{text[1].lower()}"
    if len(text) == 1:
        return _NAME_OF_SIGN.get(text, text)
    lower = text.lower().replace("ctrl-", "ctrl+").replace("shift-", "shift+").replace("alt-", "alt+")
    return _SAME.get(lower, lower)


def shown_key(key: str, *, ascii_only: bool = False) -> str:
    """A key as it is written on the screen: `⏎`, `^p`, `?`."""
    if key.startswith("ctrl+"):
        return "^" + key[5:]
    if key.startswith("shift+"):
        return ("shift-" if ascii_only else "⇧") + shown_key(key[6:], ascii_only=ascii_only)
    if not ascii_only and key in _SIGN_OF_NAME:
        return _SIGN_OF_NAME[key]
    if key[:1] == "f" and key[1:].isdigit():
        return key.upper()
    return _WORD_OF_NAME.get(key, key)


_NAME_OF_SIGN = {
    "?": "question_mark", "/": "slash", ":": "colon", ",": "comma", "-": "minus", "=": "equals_sign", " ": "space",
    ".": "full_stop", ";": "semicolon", "+": "plus", "*": "asterisk", "!": "exclamation_mark", "@": "at",
    "#": "number_sign", "$": "dollar_sign", "%": "percent_sign", "&": "ampersand", "_": "underscore",
    "<": "less_than_sign", ">": "greater_than_sign", "|": "vertical_line", "~": "tilde", "'": "apostrophe",
    "(": "left_parenthesis", ")": "right_parenthesis", "[": "left_square_bracket", "]": "right_square_bracket",
    "{": "left_curly_bracket", "}": "right_curly_bracket", '"': "quotation_mark", "`": "grave_accent",
    "^": "circumflex_accent", "\\": "backslash",
}  # fmt: skip
_SAME = {"esc": "escape", "return": "enter", "pgdn": "pagedown", "pgup": "pageup", "del": "delete"}
_SIGN_OF_NAME = {"enter": "⏎", "up": "↑", "down": "↓", "left": "←", "right": "→"}
_WORD_OF_NAME = {name: sign for sign, name in _NAME_OF_SIGN.items() if sign != " "} | {
    "enter": "Enter", "escape": "Esc", "pagedown": "PgDn", "pageup": "PgUp", "home": "Home", "end": "End",
}  # fmt: skip
_MODIFIERS = ("ctrl+", "shift+", "alt+", "super+", "hyper+", "meta+")
_NAMED = {
    *_SAME.values(), *_NAME_OF_SIGN.values(), "tab", "backspace", "insert", "home", "end", "up", "down", "left",
    "right", *(f"f{number}" for number in range(1, 25)),
}  # fmt: skip
# What a terminal sends for these is Enter, Tab and Esc.
_SAME_IN_A_TERMINAL = ("ctrl+m", "ctrl+i", "ctrl+left_square_bracket", "ctrl+[")
