"""Finding a command by typing: what help and palette share. Pure: table, state and text in, lines to pick from out."""

from __future__ import annotations

from collections.abc import Sequence

from ssoswitch.model.frozen import frozen
from ssoswitch.tui.command_table import COMMANDS, GROUPS, MARK, Command
from ssoswitch.tui.footer_keys import KeyMap
from ssoswitch.tui.keys import shown_key
from ssoswitch.tui.state import AppState


@frozen
class Choice:
    """A line that can be picked: the command, its keys, its words, and why it cannot be used now (or empty)."""

    command_id: str
    keys: str
    text: str
    group: str
    reason: str = ""


def keys_of(command: Command, keys: KeyMap, *, ascii_only: bool) -> str:
    """All its keys as they are written."""
    return " ".join(shown_key(key, ascii_only=ascii_only) for key in keys.get(command.id, command.keys))


def all_choices(state: AppState, keys: KeyMap, *, ascii_only: bool) -> list[Choice]:
    """Every command on a line of its own; those that can be used now stand first in their group."""
    return [
        Choice(
            command.id, keys_of(command, keys, ascii_only=ascii_only), command.help, command.group, command.when(state)
        )
        for command in COMMANDS
    ]  # fmt: skip


def help_choices(
    state: AppState, keys: KeyMap, *, ascii_only: bool, brief: bool = False
) -> list[tuple[str, list[Choice]]]:
    """The commands that have keys, by group, those that belong together on one line. `brief`: one key for each."""
    groups: list[tuple[str, list[Choice]]] = []
    for group in GROUPS:
        lines = []
        for command in COMMANDS:
            if command.group != group or command.beside[0] or not keys.get(command.id, command.keys):
                continue
            others = [other for other in COMMANDS if other.beside[0] == command.id]
            shown = [keys_of(each, keys, ascii_only=ascii_only) for each in (command, *others)]
            if brief and len(shown) > 1:
                meant = [command, *(other for other in others if other.beside[1] or other.group == MARK)]
                shown = [keys_of(each, keys, ascii_only=ascii_only).split(" ")[0] for each in meant]
            words = [command.help, *(other.beside[1] for other in others if other.beside[1])]
            lines.append(Choice(command.id, " ".join(shown), " / ".join(words), group, command.when(state)))
        groups.append((group, lines))
    return groups


def found(choices: Sequence[Choice], text: str) -> list[Choice]:
    """Those in which every word stands, in keys, words or group; best first.

    A key alone finds its command; then come those whose words begin as typed, then those that can be used now.
    """
    words = text.lower().split()
    if not words:
        return list(choices)
    key = text.strip()

    def rank(choice: Choice) -> tuple[bool, bool, bool]:
        begins = f" {choice.text.lower()} {choice.command_id.replace('-', ' ')}"
        return (
            key not in choice.keys.split(),
            not all(f" {word}" in begins for word in words),
            bool(choice.reason),
        )

    hits = [
        choice
        for choice in choices
        if all(word in f"{choice.text} {choice.command_id} {choice.group}".lower() for word in words)
        or key in choice.keys.split()
    ]
    return sorted(hits, key=rank)
