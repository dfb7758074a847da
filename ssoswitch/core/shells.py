"""Text for shells: one value quoted, the lines that set and unset variables, the hook of `shell-init`.

What comes out of here is handed to `eval`, so every rule is the shell's own and whatever a shell cannot hold in
one line is refused instead of bent.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence

from ssoswitch.model.errors import InvalidValue

SHELLS = ("bash", "zsh", "fish", "powershell")
"""The shells that have a hook."""

SHELL_VARIABLE = "SSOSWITCH_SHELL"
"""Set by the hook where it captures stdout: only then does the screen print export lines."""

PREVIOUS_VARIABLE = "SSOSWITCH_PREVIOUS"
"""Set by the hook: the profile that this shell had before the last switch, for `use -`."""

WINDOWS_CMD = "windows-cmd"

_VARIABLE_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_PLAIN_FOR_CMD = re.compile(r"[A-Za-z0-9/+=_.:@,-]*\Z")
# PowerShell takes the typographic single quotes for quotes, too.
_POWERSHELL_QUOTES = re.compile("['\u2018\u2019\u201a\u201b]")
# Also those of the upper half and the marks of direction: what is printed may be read by a person, too.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


def quote(shell: str, text: str) -> str:
    """`text` as one literal word of that shell (bash, zsh, fish, powershell, windows-cmd).

    Raises InvalidValue for control characters and line separators, and for what `cmd.exe` cannot quote.
    """
    if _CONTROL.search(text):
        raise InvalidValue(
            "A value holds a control character, so it was not written for a shell.",
            "Rename it without control characters.",
        )
    if shell in ("bash", "zsh"):
        return shlex.quote(text)
    if shell == "fish":
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
    if shell == "powershell":
        return "'" + _POWERSHELL_QUOTES.sub(lambda match: match.group() * 2, text) + "'"
    if shell == WINDOWS_CMD:
        return _quoted_for_cmd(text)
    raise InvalidValue(
        f"{shell!r} is not a shell that ssoswitch writes for.", f"One of {', '.join(SHELLS)} is meant."
    )


def _quoted_for_cmd(text: str) -> str:
    # No quoting keeps these from cmd.exe, at the prompt and in a batch file alike.
    if any(character in text for character in '"%!^'):
        raise InvalidValue(
            "A value holds a character that cmd.exe cannot quote, so it was not written.",
            'The characters are " % ! ^; use --format powershell.',
        )
    return text


def _checked_name(name: str) -> str:
    if not _VARIABLE_NAME.match(name):
        raise InvalidValue(f"{name!r} cannot be the name of a variable.")
    return name


def set_line(shell: str, name: str, value: str) -> str:
    """The line that sets and exports one variable; no line end. Raises InvalidValue."""
    name, word = _checked_name(name), quote(shell, value)
    if shell == "fish":
        return f"set -gx {name} {word}"
    if shell == "powershell":
        return f"$Env:{name} = {word}"
    if shell == WINDOWS_CMD:
        # The AWS CLI's own form where nothing needs protecting; the quotes are not part of the value.
        return f"set {name}={word}" if _PLAIN_FOR_CMD.match(value) else f'set "{name}={word}"'
    return f"export {name}={word}"


def unset_line(shell: str, name: str) -> str:
    """The line that removes one variable, without complaint where there is none; no line end."""
    name = _checked_name(name)
    if shell == "fish":
        return f"set -e {name}"
    if shell == "powershell":
        return f"Remove-Item Env:{name} -ErrorAction SilentlyContinue"
    if shell == WINDOWS_CMD:
        return f"set {name}="
    return f"unset {name}"


def export_lines(shell: str, set_: Mapping[str, str], unset: Sequence[str] = ()) -> str:
    """Lines for `eval`: first what goes, then what is set; each ends in a newline. Raises InvalidValue.

    Nothing but these lines may go to stdout with them: the hook takes all or none.
    """
    lines = [unset_line(shell, name) for name in unset]
    lines += [set_line(shell, name, value) for name, value in set_.items()]
    return "".join(f"{line}\n" for line in lines)


def shell_of(variables: Mapping[str, str]) -> str:
    """The shell to print for: the one whose hook is calling, else the log-in shell, else bash."""
    called_by = variables.get(SHELL_VARIABLE, "")
    if called_by in SHELLS:
        return called_by
    login_shell = variables.get("SHELL", "").rpartition("/")[2]
    return {"pwsh": "powershell"}.get(login_shell, login_shell if login_shell in SHELLS else "bash")


def hook(shell: str) -> str:
    """What `ssoswitch shell-init SHELL` prints. Raises InvalidValue for another shell."""
    from ssoswitch.core.shell_hooks import HOOKS

    try:
        return HOOKS[shell]
    except KeyError:
        raise InvalidValue(f"There is no hook for {shell!r}.", f"Hooks: {', '.join(SHELLS)}.") from None


def hook_hint(shell: str) -> str:
    """The line for the shell's start-up file that loads the hook, and the file's name."""
    return {
        "bash": 'eval "$(ssoswitch shell-init bash)"   # in ~/.bashrc',
        "zsh": 'eval "$(ssoswitch shell-init zsh)"   # in ~/.zshrc',
        "fish": "ssoswitch shell-init fish | source   # in ~/.config/fish/config.fish",
        "powershell": "ssoswitch shell-init powershell | Out-String | Invoke-Expression   # in $PROFILE",
    }.get(shell, 'eval "$(ssoswitch shell-init bash)"   # in ~/.bashrc')
