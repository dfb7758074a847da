"""What in an `.envrc` keeps a later line from working, and what defeats AWS_PROFILE although it works.

The first are hazards: direnv's own evaluation (a function, an EXIT trap that dumps the environment) gives each its
reason. The second are sentences for the preview.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from ssoswitch.core.bash_scan import commands
from ssoswitch.core.bash_words import Command
from ssoswitch.core.envrc_calls import ending_functions, with_evaluated
from ssoswitch.model.plan import Note, NoteLevel

_ENDS = (b"return", b"exit", b"exec", b"logout")
_LOADERS = {
    b"dotenv", b"dotenv_if_exists", b"source_env", b"source_env_if_exists", b"source_up", b"source_up_if_exists",
    b"source_url", b"source", b".", b"eval",
}  # fmt: skip
_ENVIRONMENTS = {b"use", b"use_nix", b"use_flake", b"layout", b"load_prefix"}

# The function by which direnv's EXIT trap hands the variables over (its stdlib.sh).
_DUMP = b"__dump_at_exit"
_REQUIRED = re.compile(rb"\$\{[A-Za-z_][A-Za-z0-9_]*:?\?")
SET_E = "has `set -e`: the first command that fails ends the file with nothing set"
MAY_END = "may end the file, by what comes of the command before its `&&` or `||`"
DOUBTS = (SET_E, MAY_END)
"""The hazards that are none as long as commands come out as meant: only running the file can tell."""

_DEFEATS = {
    "AWS_ACCESS_KEY_ID": "sets AWS_ACCESS_KEY_ID: those keys win over every AWS_PROFILE, in every AWS tool",
    "AWS_SECRET_ACCESS_KEY": "sets AWS_SECRET_ACCESS_KEY: keys in the environment win over every AWS_PROFILE",
    "AWS_DEFAULT_PROFILE": "sets AWS_DEFAULT_PROFILE: boto3 takes it before AWS_PROFILE",
    "AWS_CONFIG_FILE": "sets AWS_CONFIG_FILE: AWS tools look for the profile in that file",
    "AWS_SHARED_CREDENTIALS_FILE": "sets AWS_SHARED_CREDENTIALS_FILE: keys there may answer to the same profile name",
    "AWS_REGION": "sets AWS_REGION: for the AWS CLI it wins over the profile's region, and boto3 does not read it",
    "AWS_DEFAULT_REGION": "sets AWS_DEFAULT_REGION: it wins over the profile's region",
}


def hazards(found: Sequence[Command], variable: str) -> tuple[tuple[int, str], ...]:
    """(line, reason) of everything that may keep a line at the end from setting the variable, in their order."""
    found = with_evaluated(found)
    undone = _lines_of_set_plus_e(found)
    ending = ending_functions(found)
    result = []
    for command in found:
        reason = _hazard(command, variable.encode())
        if not reason and command.top_level and not command.defines and ending.get(command.name):
            reason = f"calls `{command.name.decode('latin-1')}`, a function that ends the file"
        if reason and not (reason is SET_E and any(line > command.line for line in undone)):
            result.append((command.line, reason))
    return tuple(result)


def cautions(found: Sequence[Command], variable: str) -> tuple[Note, ...]:
    """What stands beside the line: variables that win over it, loaders, conditional ends."""
    return tuple(_cautions(found, variable))


def _cautions(found: Sequence[Command], variable: str) -> Iterator[Note]:
    found = with_evaluated(found)
    ending = ending_functions(found)
    for command in found:
        if command.in_child or command.defines:
            continue
        yield from _early_ends(command, ending)
        if command.in_function:
            continue
        for name in _exports(command):
            sentence = _DEFEATS.get(name)
            if sentence and name != variable:
                yield Note(f"Line {command.line} {sentence}.", NoteLevel.WARNING)
        word = command.name
        shown = word.decode("latin-1")
        if word in _LOADERS:
            yield Note(
                f"Line {command.line} (`{shown}`) may bring in AWS_PROFILE or AWS_ACCESS_KEY_ID from elsewhere: "
                "a last line wins over the former, nothing over the latter.",
                NoteLevel.WARNING,
            )
        elif word in _ENVIRONMENTS:
            yield Note(f"Line {command.line} (`{shown}`) may set AWS variables, too; a last line wins.")
        if variable == "AWS_PROFILE" and re.search(
            rb"\$\{?AWS_PROFILE\b", b" ".join(w.text for w in command.words)
        ):
            yield Note(f"Line {command.line} uses $AWS_PROFILE: it sees what stands above it.")


def _early_ends(command: Command, ending: Collection[bytes]) -> Iterator[Note]:
    """By what the file may end before its last line, so that AWS_PROFILE stays unset."""
    word, line = command.name, command.line
    shown = word.decode("latin-1")
    if word in _ENDS and _ends_the_file(command) and command.conditional:
        yield Note(
            f"Line {line} may end the file early (`{shown}` in a condition): then AWS_PROFILE stays unset.",
            NoteLevel.WARNING,
        )
    elif word in ending and not command.in_function:
        yield Note(
            f"Line {line} may end the file early (`{shown}` is a function with an `exit`): then AWS_PROFILE stays "
            "unset.",
            NoteLevel.WARNING,
        )
    elif word == b"strict_env":
        yield Note(f"After line {line} (`strict_env`) a failing command ends the file with nothing set.")
    elif word == b"set" and _stops_at_unset(command):
        yield Note(f"After line {line} (`set -u`) a variable that is not set ends the file with nothing set.")
    if any(_REQUIRED.search(word.text) for word in command.words):
        yield Note(
            f"Line {line} ends the file where a variable that it asks for (`:?`) is not set.",
            NoteLevel.WARNING,
        )


def _stops_at_unset(command: Command) -> bool:
    literals = [word.literal or b"" for word in command.arguments[1:]]
    flags = [word for word in literals if re.fullmatch(rb"-[a-zA-Z]*u[a-zA-Z]*", word)]
    return bool(flags) or any(pair == (b"-o", b"nounset") for pair in pairwise(literals))


def _exports(command: Command) -> Iterator[str]:
    """Names that the command sets in the shell itself."""
    if not command.arguments:
        words = command.words
    elif command.name in (b"export", b"declare", b"typeset"):
        words = command.arguments[1:]
    else:
        return
    for word in words:
        name = word.assigns
        if name is not None:
            yield name.decode("ascii")


def _ends_the_file(command: Command) -> bool:
    if command.in_child or command.in_function:
        return False
    return command.name != b"exec" or len(command.arguments) > 1


def _hazard(command: Command, variable: bytes) -> str:
    if command.defines in (b"export", b"builtin", _DUMP):
        return f"defines a function named {command.defines.decode()}"
    if any(word.literal is None and b"${}" in word.text for word in command.words):
        return "has an empty `${}`, which bash does not take"
    if command.defines or command.in_child:
        return ""
    if _DUMP in command.text or any(
        word.assigns == b"direnv" for word in (*command.words[:1], *command.arguments[1:])
    ):
        return "meddles with direnv's own names"
    name = command.name
    if name in _ENDS and _ends_the_file(command) and not command.conditional:
        return MAY_END if command.joined else f"ends the file (`{name.decode()}`)"
    literals = [word.literal for word in command.arguments[1:]]
    if name == b"trap":
        return _trap(literals)
    if name == b"alias" and any((word or b"").startswith(b"export=") for word in literals):
        return "gives `export` another meaning"
    if name == b"enable" and b"-n" in literals and b"export" in literals:
        return "switches the `export` command off"
    if _makes_array(command, literals, variable):
        return f"makes {variable.decode()} an array, which no program is given"
    if name in (b"readonly", b"declare", b"typeset", b"local"):
        return _declaration(command, variable)
    if name == b"set":
        return _set_options(literals)
    return _rarer(command, name, literals)


def _trap(literals: Sequence[bytes | None]) -> str:
    words = [word for word in literals if word != b"--"]
    signals = [word and word.upper().removeprefix(b"SIG") for word in words]
    if None in signals[1:] or set(signals) & {b"EXIT", b"0", b"DEBUG", b"RETURN"}:
        return "sets a trap of its own, which takes the place of direnv's"
    if b"ERR" in signals[1:] and (words[0] is None or hazards(commands(words[0]), "")):
        return "sets a trap that ends the file where a command fails"
    return ""


def _makes_array(command: Command, literals: Sequence[bytes | None], variable: bytes) -> bool:
    """Whether the variable becomes an array, as which a later export of it stays in the shell."""
    if command.name in (b"mapfile", b"readarray") and literals and literals[-1] == variable:
        return True
    if command.name == b"read" and variable in literals:
        flags = b"".join(
            word for word in literals[: literals.index(variable)] if word and word.startswith(b"-")
        )
        return b"a" in flags
    if command.arguments and command.name != b"export":
        return False
    subscripted = re.compile(re.escape(variable) + rb"(\[|\+?=\()")
    return any(subscripted.match(word.text) for word in command.words)


def _rarer(command: Command, name: bytes, literals: Sequence[bytes | None]) -> str:
    if name == b"shopt" and b"errexit" in literals:
        switched_off = any(word is not None and word.startswith(b"-") and b"u" in word for word in literals)
        return "" if switched_off else SET_E
    if name == b"exec" and re.search(rb"(?<!\d)3[<>]|[<>]&[ \t]*3-", command.text):
        return "redirects file descriptor 3, by which direnv gets the variables"
    return ""


def _declaration(command: Command, variable: bytes) -> str:
    flags = b"".join(word.literal or b"" for word in command.arguments[1:] if word.text.startswith(b"-"))
    named = [word for word in command.arguments[1:] if _names(word.text, variable)]
    if not named or b"p" in flags or b"f" in flags or b"F" in flags:
        return ""
    shown = command.name.decode()
    if command.name == b"readonly" or b"r" in flags:
        return f"makes {variable.decode()} read-only (`{shown}`)"
    if b"g" in flags and set(flags) & set(b"iluncaA"):
        return f"gives {variable.decode()} an attribute that changes its value (`{shown} {flags.decode()}`)"
    if command.in_function or b"g" in flags:
        return ""
    return (
        f"declares {variable.decode()} with `{shown}`, which is local inside direnv and hides a later export"
    )


def _names(text: bytes, variable: bytes) -> bool:
    return re.match(rb"['\"]?" + variable + rb"(?![A-Za-z0-9_])", text) is not None


def _set_options(literals: Sequence[bytes | None]) -> str:
    words = list(literals)
    for index, word in enumerate(words):
        if word is None or not word.startswith((b"-", b"+")) or word in (b"-", b"--"):
            return ""
        if word.startswith(b"+"):
            continue
        following = words[index + 1] if index + 1 < len(words) else None
        if b"e" in word or (b"o" in word and following == b"errexit"):
            return SET_E
        if b"o" in word and following == b"posix":
            return "switches on bash's POSIX mode, in which many a failure ends the file"
        if set(b"kntr") & set(word.removeprefix(b"-o")) or (
            b"o" in word and following in (b"keyword", b"noexec", b"onecmd")
        ):
            return "switches off what follows (`set`)"
        if b"o" in word and following is not None:
            words[index + 1] = b"+"
    return ""


def _lines_of_set_plus_e(found: Sequence[Command]) -> list[int]:
    result = []
    for command in found:
        literals = [word.literal or b"" for word in command.arguments[1:]]
        plus = any(word.startswith(b"+") and b"e" in word for word in literals)
        long_form = b"+o" in literals and b"errexit" in literals
        switched_off = command.name == b"unstrict_env" or (command.name == b"set" and (plus or long_form))
        if switched_off and not command.in_child and not command.in_function and not command.conditional:
            result.append(command.line)
    return result
