"""The AWS_PROFILE line of an `.envrc`: replaced, appended or refused, with every other byte left alone.

An `.envrc` is a program. Editing it is safe in three cases only: its last setting is a plain export with nothing
behind it that could matter (replaced), or a line at the end is sure to be reached and to have the last word
(appended), or neither can be known and the file stays as it is (`CannotTakeEffect`, with the line to add by hand).
Nothing is run here: whether a text is complete is asked of `check`, which `disk/direnv.py` answers with `bash -n`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from ssoswitch.core.bash_scan import commands
from ssoswitch.core.bash_words import Command
from ssoswitch.core.envrc_calls import evaluated
from ssoswitch.core.envrc_hazards import DOUBTS, cautions, hazards
from ssoswitch.core.shells import quote
from ssoswitch.model.errors import CannotTakeEffect, InvalidValue
from ssoswitch.model.frozen import frozen
from ssoswitch.model.plan import Note

PROFILE_VARIABLE = "AWS_PROFILE"
MOST_READ = 65536
"""Bytes that `find_profile` reads: it runs before the first frame, on files that anybody may have written."""


@frozen
class BashVerdict:
    """What `bash -n` says of a text: whether it is complete by itself, and its complaint where it is not."""

    complete: bool
    complaint: str = ""


Check = Callable[[bytes], BashVerdict]


@frozen
class EnvrcEdit:
    """The text after the edit, and what was done."""

    data: bytes
    line_number: int
    """Of our line, from 1."""
    action: str
    """new (there was no file), replaced, appended, same (nothing to do)."""
    warnings: tuple[Note, ...] = ()
    """What else in the file bears on the profile in force."""
    old_value: str = ""
    """What the replaced line said; empty where none was replaced."""
    trial: str = ""
    """Why only direnv can tell whether the line takes effect; empty where it is sure."""


@frozen
class EnvrcSetting:
    """The setting that has the last word in a file."""

    value: str
    """Its literal value; empty where it is computed."""
    line: int
    computed: bool
    """True: the value cannot be read without running the file (`$(…)`, inside an `if`, `eval` …)."""


def export_line(name: str, variable: str = PROFILE_VARIABLE) -> str:
    """The line itself, without its newline. Raises InvalidValue for an empty name or one with control characters."""
    if not name:
        raise InvalidValue(
            f"{variable} may not be empty: every AWS tool would fail. Nothing was written.", "Name a profile."
        )
    try:
        name.encode()
    except UnicodeEncodeError:
        raise InvalidValue(f"{name!r} cannot be written as UTF-8; nothing was written.") from None
    return f"export {variable}={quote('bash', name)}"


def set_variables(
    data: bytes | None, values: Mapping[str, str], path: Path, *, check: Check, trial: bool = False
) -> EnvrcEdit:
    """Several exports in the order given; line number and action are the first one's. Raises as `set_variable`."""
    first: EnvrcEdit | None = None
    text = data
    for variable, value in values.items():
        edit = set_variable(text, variable, value, path, check=check, trial=trial)
        text, first = edit.data, first or edit
    if first is None or text is None:
        raise ValueError("no variable was given")
    action = first.action if first.action != "same" or text == data else "appended"
    return replace(first, data=text, action=action)


def set_variable(
    data: bytes | None, variable: str, value: str, path: Path, *, check: Check, trial: bool = False
) -> EnvrcEdit:
    """The text with `export VARIABLE=value` in force at its end; `data` None: no file.

    Raises CannotTakeEffect where the line would not work, InvalidValue for the value.

    `trial`: also where that hangs on how commands come out (`set -e`, `… || exit`), for a caller who asks direnv
    afterwards and takes the line back where it had no effect.
    """
    line = export_line(value, variable)
    if not data:
        return EnvrcEdit(f"{line}\n".encode(), 1, "new" if data is None else "appended")
    refuse_broken(data, line, path, check)
    found = commands(data)
    for command in found:
        if (text := evaluated(command)) and not command.in_child:
            refuse_broken(text, line, f"{path} line {command.line} evaluates a text that", check)
    doubt = _refuse_hazards(found, variable, line, path, trial)
    notes = cautions(found, variable)
    own = _plain_last(found, variable, data)
    edit = None
    if own is not None and _stands_alone(own, data, check):
        edit = _replaced(data, own, variable, value, notes, check)
    return replace(edit or _appended(data, line, path, notes, check), trial=doubt)


def find_profile(data: bytes | None, variable: str = PROFILE_VARIABLE) -> EnvrcSetting | None:
    """The last setting of AWS_PROFILE in the text, None where it has none. Quick: no bash, no hazards looked at.

    A text beyond MOST_READ bytes is not read through: what it may set counts as computed.
    """
    if not data or variable.encode() not in data:
        return None
    if len(data) > MOST_READ:
        return EnvrcSetting("", data.count(b"\n", 0, data.rfind(variable.encode())) + 1, True)
    found = commands(data)
    last = next((command for command in reversed(found) if touches(command, variable)), None)
    if last is None:
        return None
    value = _exported_literal(last, variable)
    if value is None or not last.top_level:
        return EnvrcSetting("", last.line, True)
    return EnvrcSetting(value.decode("utf-8", "replace"), last.line, False)


def touches(command: Command, variable: str) -> bool:
    """Whether the command may set, unset or hide the variable in the shell itself, whatever the value."""
    if command.in_child or command.defines:
        return False
    mention = re.compile(rb"(?<![A-Za-z0-9_])" + variable.encode() + rb"(?![A-Za-z0-9_])")
    if not any(mention.search(word.text) for word in command.words):
        return False
    if not command.arguments:
        return any(word.assigns == variable.encode() for word in command.words)
    if command.name in (b"export", b"declare", b"typeset", b"local", b"readonly"):
        names = [word.text.lstrip(b"'\"") for word in command.arguments[1:]]
        return any(mention.match(name) for name in names)
    return command.name in (b"eval", b"unset", b"read", b"printf", b"source", b".", b"mapfile", b"let")


def _exported_literal(command: Command, variable: str) -> bytes | None:
    """The value if the command is `export … VARIABLE=literal …`, the last one on the line; None otherwise."""
    if command.name != b"export" or command.words[0].literal != b"export":
        return None
    values = [word.assigned for word in command.words[1:] if word.assigns == variable.encode()]
    return values[-1] if values else None


def _refuse_hazards(found: tuple[Command, ...], variable: str, line: str, path: Path, trial: bool) -> str:
    """Raise CannotTakeEffect where the line may not work; the doubt that is left, empty for none."""
    reasons = hazards(found, variable)
    if not reasons:
        return ""
    at, reason = next((each for each in reasons if each[1] not in DOUBTS), reasons[0])
    said = f"{path} line {at} {reason}, so a line added for you might not work."
    if reason not in DOUBTS:
        raise CannotTakeEffect(
            f"{said} The file is as it was.", f"Add this line by hand where it is reached: {line}", line=line
        )
    if not trial:
        raise CannotTakeEffect(
            f"{said} The file is as it was.",
            "With --allow it is tried, and taken back unless direnv exports it; or add this line by hand where it is "
            f"reached: {line}",
            line=line,
        )
    return said


def refuse_broken(data: bytes, line: str, what: Path | str, check: Check) -> None:
    """Raise CannotTakeEffect, with the line to add by hand, where bash does not read the text as a whole.

    `what` is the subject of the message: the file, or the part of it.
    """
    if b"\0" in data:
        reason = "holds a NUL byte: bash does not read it as it stands"
    elif _ends_in_backslash(data) and not data.endswith(b"\n"):
        reason = "ends in a backslash, which would swallow the line after it"
    else:
        verdict = check(data)
        if verdict.complete:
            return
        reason = f"is not complete by itself ({verdict.complaint or 'bash does not accept it'})"
    raise CannotTakeEffect(
        f"{what} {reason}. The file is as it was.",
        f"Mend it, or add this line by hand: {line}",
        line=line,
    )


def _plain_last(found: tuple[Command, ...], variable: str, data: bytes) -> Command | None:
    """The last setting, if it is a plain export with only plain exports of other names behind it."""
    for command in reversed(found):
        if touches(command, variable):
            plain = (
                len(command.words) == 2
                and command.words[0].text == b"export"
                and command.words[1].assigns == variable.encode()
                and _own_value(command) is not None
                and command.top_level
                and command.terminator in ("\n", "")
                and b"\n" not in data[command.start : command.end]
            )
            return command if plain else None
        if not _is_plain_export(command, variable):
            return None
    return None


def _own_value(command: Command) -> bytes | None:
    """The value without the carriage return that bash would keep in a CRLF file."""
    value = command.words[1].assigned
    return value[:-1] if value is not None and value.endswith(b"\r") else value


def _is_plain_export(command: Command, variable: str) -> bool:
    """`export NAME=…` of other names, with nothing run in it and no word of our variable."""
    if not command.top_level or len(command.words) < 2 or command.words[0].text != b"export":
        return False
    return all(
        re.match(rb"[A-Za-z_][A-Za-z0-9_]*(\+?=|$)", word.text)
        and not re.search(rb"[`]|\$\(|[<>]\(|\$\{!|\$\[", word.text)
        and variable.encode() not in word.text
        for word in command.words[1:]
    )


def _stands_alone(command: Command, data: bytes, check: Check) -> bool:
    """Whether the command has its line to itself (a comment apart), and bash, too, sees it at top level."""
    start = data.rfind(b"\n", 0, command.start) + 1
    end = data.find(b"\n", command.end)
    end = len(data) if end < 0 else end + 1
    if data[start : command.start].strip(b" \t") or not re.match(
        rb"\s*(#.*)?\Z", data[command.end : end], re.S
    ):
        return False
    if data[start - 2 : start - 1] == b"\\" and _ends_in_backslash(data[:start]):
        return False
    return all(check(part).complete for part in (data[:start], data[start:end], data[end:]) if part.strip())


def _replaced(
    data: bytes, own: Command, variable: str, value: str, notes: tuple[Note, ...], check: Check
) -> EnvrcEdit | None:
    """The value put in place of the old one; None where bash would not read the result."""
    word = own.words[1]
    old = (_own_value(own) or b"").decode("utf-8", "replace")
    # A carriage return at the end of the word is part of the value, for bash: such a line is never "the same".
    if old == value and not word.text.endswith(b"\r"):
        return EnvrcEdit(data, own.line, "same", notes)
    new_word = f"{variable}={quote('bash', value)}".encode()
    after = data[: word.start] + new_word + data[word.end :]
    if not check(after).complete:
        return None
    return EnvrcEdit(after, own.line, "replaced", notes, old)


def _appended(data: bytes, line: str, path: Path, notes: tuple[Note, ...], check: Check) -> EnvrcEdit:
    head = data if data.endswith(b"\n") else data + b"\n"
    if _ends_in_backslash(head):
        head += b"\n"
    after = head + line.encode() + b"\n"
    if not check(after).complete:
        raise CannotTakeEffect(
            f"{path} would not be complete with a line after its end. The file is as it was.",
            f"Add this line by hand where it is reached: {line}",
            line=line,
        )
    return EnvrcEdit(after, head.count(b"\n") + 1, "appended", notes)


def _ends_in_backslash(data: bytes) -> bool:
    """Whether the last line (its newline apart) ends in an odd number of backslashes."""
    body = data.removesuffix(b"\n")
    return (len(body) - len(body.rstrip(b"\\"))) % 2 == 1
