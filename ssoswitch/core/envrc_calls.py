"""What an `.envrc` runs although it does not stand there as a command of its own: texts given to `eval`, functions.

`die() { log_error "$1"; exit 1; }` is in many files. A `return` ends the function alone; an `exit` in it, or an `exec`
of a program, ends all. What a function calls counts as its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ssoswitch.core.bash_scan import commands
from ssoswitch.core.bash_words import Command

_FUNCTION = "function"
_DEEPEST = 10
"""An `eval` in an `eval` …: what stands deeper is not looked at."""


def evaluated(command: Command) -> bytes | None:
    """The text that an `eval` is given, None where that is computed, and where the command is no `eval`."""
    literals = [word.literal for word in command.arguments[1:] if word.literal is not None]
    if command.name != b"eval" or len(literals) != len(command.arguments) - 1:
        return None
    return b" ".join(literals)


def with_evaluated(found: Sequence[Command], depth: int = 0) -> tuple[Command, ...]:
    """The commands, each `eval` of a literal text followed by what that text holds, as if it stood there."""
    result: list[Command] = []
    for command in found:
        result.append(command)
        text = evaluated(command)
        if not text or depth == _DEEPEST:
            continue
        around = command.terminator if command.terminator in ("|", "&", "&&", "||") else ""
        result += [
            replace(
                inner,
                line=command.line,
                frames=command.frames + inner.frames,
                joined=inner.joined or command.joined,
                terminator=around or inner.terminator,
            )
            for inner in with_evaluated(commands(text), depth + 1)
        ]
    return tuple(result)


def ends_the_shell(command: Command) -> bool:
    """Whether the command ends the shell wherever it is run, in a function too; a child's end is its own."""
    if command.in_child or command.defines:
        return False
    return command.name == b"exit" or (command.name == b"exec" and len(command.arguments) > 1)


def ending_functions(found: Sequence[Command]) -> Mapping[bytes, bool]:
    """Functions that may end the shell, by their names; True where each call does, with nothing to decide it."""
    bodies = _bodies(found)
    ending: dict[bytes, bool] = {}
    grows = True
    while grows:
        grows = False
        for name, body in bodies.items():
            for command, sure in body:
                always = True if ends_the_shell(command) else ending.get(command.name)
                if always is None or command.in_child or ending.get(name) in (True, always and sure):
                    continue
                ending[name] = always and sure
                grows = True
    return ending


def _bodies(found: Sequence[Command]) -> dict[bytes, list[tuple[Command, bool]]]:
    """The commands of each function's body, with whether each call comes to them; a name's later bodies count, too."""
    bodies: dict[bytes, list[tuple[Command, bool]]] = {}
    for index, head in enumerate(found):
        if not head.defines or head.in_child:
            continue
        around = (*head.frames, _FUNCTION)
        body = bodies.setdefault(head.defines, [])
        for command in found[index + 1 :]:
            if command.frames[: len(around)] != around:
                if command.in_child:
                    continue  # a substitution in the body: what it is in is not told
                break
            inner = command.frames[len(around) :]
            if _FUNCTION not in inner and not command.defines:
                body.append((command, set(inner) <= {"brace"} and not command.joined))
    return bodies
