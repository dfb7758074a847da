"""The clipboard: a tool of this desktop where there is one, else the terminal's own way (OSC 52).

The text goes in by standard input, never as an argument. Over SSH the clipboard that counts is that of the machine in
front of the person, and only the terminal reaches it; its bytes are handed back, for the front end owns the terminal.
"""

from __future__ import annotations

import subprocess
import sys
from base64 import b64encode

from ssoswitch.disk.children import program
from ssoswitch.disk.clipboard_tools import encoded, feed, is_remote, tools_here
from ssoswitch.model.environment import Environment
from ssoswitch.model.frozen import frozen
from ssoswitch.model.secret import Secret

LONGEST = 74_000
"""Bytes that OSC 52 takes: terminals end a sequence at 100,000 characters of base64."""
_CONSOLES = frozenset({"dumb", "unknown", "linux", "vt100", "vt220", "cons25", "ansi"})
"""Values of TERM without a clipboard behind them."""
_SCREEN_PART = 240
"""Bytes of one piece of a sequence that GNU screen hands on; it cuts longer ones at 256."""


@frozen
class CopyReport:
    """What became of it."""

    ok: bool
    how: str
    """A few words: `copied with wl-copy`; where it failed, why."""
    escape: bytes = b""
    """To be written to the terminal as it is; empty where a tool has done it."""


def copy(env: Environment, text: str | Secret, *, platform: str = sys.platform) -> CopyReport:
    """Copy the text by the way that works here. Never raises: `ok` and `how` tell what became of it.

    With `escape` in the report the text is copied only when the front end has written that to the terminal.
    """
    plain = text.reveal() if isinstance(text, Secret) else text
    failed: list[str] = []
    for tool in tools_here(env, platform):
        arguments = tool.copy if plain else (tool.clear or tool.copy)
        problem = feed(env, arguments, encoded(tool, plain))
        if not problem:
            return CopyReport(True, f"copied with {tool.name}")
        failed.append(f"{tool.name} {problem}")
    if _pyperclip_knows_more(env, platform) and _by_pyperclip(plain, secret=isinstance(text, Secret)):
        return CopyReport(True, "copied with pyperclip")
    data = plain.encode("utf-8", "surrogateescape")
    if len(data) > LONGEST:
        return CopyReport(False, _sentence(failed, f"the terminal takes {LONGEST:,} bytes at most"))
    if not _takes_osc_52(env):
        return CopyReport(False, _sentence(failed, "there is no clipboard here"))
    return CopyReport(True, "handed to the terminal (OSC 52)", osc_52(data, env))


def osc_52(data: bytes, env: Environment) -> bytes:
    """The sequence by which a terminal sets its clipboard, wrapped for the multiplexer between it and us."""
    sequence = b"\x1b]52;c;" + b64encode(data) + b"\x07"
    if env.variable("TMUX"):
        # Twice: tmux itself takes the plain one (set-clipboard on), the terminal the one that is passed through.
        return sequence + b"\x1bPtmux;" + sequence.replace(b"\x1b", b"\x1b\x1b") + b"\x1b\\"
    if (env.variable("TERM") or "").startswith("screen") or env.variable("STY"):
        parts = [sequence[start : start + _SCREEN_PART] for start in range(0, len(sequence), _SCREEN_PART)]
        return b"".join(b"\x1bP" + part + b"\x1b\\" for part in parts)
    return sequence


def way(env: Environment, *, platform: str = sys.platform) -> str:
    """By what a text would be copied here, without copying anything; empty where there is no way."""
    tools = tools_here(env, platform)
    if tools:
        return tools[0].name
    return "OSC 52" if _takes_osc_52(env) else ""


def _takes_osc_52(env: Environment) -> bool:
    """Whether the terminal may have a clipboard; consoles have none. One that ignores the sequence cannot be told."""
    return bool(env.variable("TMUX")) or (env.variable("TERM") or "dumb") not in _CONSOLES


def _pyperclip_knows_more(env: Environment, platform: str) -> bool:
    """Whether pyperclip may know a way that we do not: another platform's, or KDE's klipper."""
    if platform == "linux":
        return bool(env.variable("DISPLAY")) and program(env, "klipper") is not None and not is_remote(env)
    return platform != "darwin"


def _by_pyperclip(text: str, *, secret: bool) -> bool:
    """Whether pyperclip copied it. Its klipper way is none for a secret: the text goes there as an argument."""
    try:
        import pyperclip

        function, _ = pyperclip.determine_clipboard()
        if secret and "klipper" in getattr(function, "__name__", ""):
            return False
        function(text)
    except (
        ImportError,
        OSError,
        RuntimeError,
        subprocess.SubprocessError,
    ):  # PyperclipException is a RuntimeError
        return False
    return True


def _sentence(failed: list[str], reason: str) -> str:
    return "; ".join([*failed, reason])
