"""The signs of the screen, in Unicode and in ASCII, so that every widget draws the same one for the same meaning."""

from __future__ import annotations

from collections.abc import Mapping


class Signs:
    """One sign for each meaning, a cell wide each; in ASCII some take more."""

    signed_in: str = "●"
    soon: str = "◐"
    """Ends soon, or working."""
    signed_out: str = "○"
    here: str = "◆"
    """In force in this directory."""
    favourite: str = "★"
    marked: str = "■"
    good: str = "✓"
    """Has a profile, allowed, fine."""
    bad: str = "✗"
    """Failed, or not possible now."""
    look: str = "!"
    loading: str = "⋯"
    closed: str = "▸"
    open: str = "▾"
    cursor: str = "▌"
    hint: str = "›"
    back: str = "‹"
    nothing: str = "·"
    dash: str = "–"
    ellipsis: str = "…"
    arrow: str = "→"
    differs: str = "≠"
    times: str = "×"
    removed: str = "−"
    dot: str = "·"
    """Between two parts of a sentence."""
    bar: str = "━"
    bar_end: str = "╺"
    line: str = "─"
    divider: str = "│"
    block: str = "█"
    enter: str = "⏎"
    shift: str = "⇧"
    up: str = "↑"
    down: str = "↓"
    left: str = "←"
    right: str = "→"
    working: tuple[str, ...] = ("◐", "◓", "◑", "◒")
    """The turning sign, four times a second at most."""
    ascii: bool = False


class _Ascii(Signs):
    """For fonts that have nothing else."""

    signed_in = "*"
    soon = "~"
    signed_out = "o"
    here = "@"
    favourite = "+"
    marked = "#"
    good = "v"
    bad = "x"
    look = "!"
    loading = ".."
    closed = ">"
    open = "v"
    cursor = ">"
    hint = ">"
    back = "<"
    nothing = "."
    dash = "-"
    ellipsis = ".."
    arrow = "->"
    differs = "!="
    times = "x"
    removed = "-"
    dot = "-"
    bar = "="
    bar_end = ">"
    line = "-"
    divider = "|"
    block = "#"
    enter = "Enter"
    shift = "shift-"
    up = "up"
    down = "down"
    left = "left"
    right = "right"
    working = ("~", "-", "~", "-")
    ascii = True


UNICODE, ASCII = Signs(), _Ascii()

# Locales that name no character set of their own.
_PLAIN_LOCALES = ("c", "posix")
# What Python sets LC_CTYPE to by itself where LANG is one of those (PEP 538): nobody said it.
_COERCED = ("C.UTF-8", "C.utf8", "UTF-8")


def choose_signs(setting: str, variables: Mapping[str, str]) -> Signs:
    """The signs for a setting (`auto`, `unicode`, `ascii`) and the environment's locale and terminal.

    `auto` is ASCII on the Linux console, whose fonts lack most of the signs, and where the locale says in so many words
    that it is not UTF-8. A locale that is not set says nothing: containers have none and show Unicode well.
    """
    if setting == "ascii":
        return ASCII
    if setting == "unicode":
        return UNICODE
    if variables.get("TERM") in ("linux", "vt100", "vt220"):
        return ASCII
    for name in ("LC_ALL", "LC_CTYPE", "LANG"):
        value = variables.get(name, "")
        if name == "LC_CTYPE" and value in _COERCED and variables.get("LANG", "").lower() in _PLAIN_LOCALES:
            continue
        if value:
            said = value.lower()
            utf8 = "utf-8" in said or "utf8" in said
            bare = "." not in said and said not in _PLAIN_LOCALES
            return UNICODE if utf8 or bare else ASCII
    return UNICODE
