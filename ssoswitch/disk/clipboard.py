"""The clipboard: a tool of this desktop where there is one, else the terminal's own way (OSC 52).

The text goes in by standard input, never as an argument. Over SSH the clipboard that counts is that of the machine in
front of the person, and only the terminal reaches it; its bytes are handed back, for the front end owns the terminal.
"""

from __future__ import annotations

import hmac
import subprocess
import sys
from base64 import b64encode
from collections.abc import Sequence
from pathlib import Path

from ssoswitch.disk.children import child_variables, program
from ssoswitch.model.environment import Environment
from ssoswitch.model.frozen import frozen
from ssoswitch.model.secret import Secret

TIMEOUT = 2.0
"""Seconds that a tool may take; one that hangs is given up."""
SECRET_SECONDS = 60.0
"""How long a secret stays."""
LONGEST = 74_000
"""Bytes that OSC 52 takes: terminals end a sequence at 100,000 characters of base64."""
_SCREEN_PART = 240
"""Bytes of one piece of a sequence that GNU screen hands on; it cuts longer ones at 256."""
# Kept until they end: a child that nobody waits for stays as a zombie.
_clearing: list[subprocess.Popen[bytes]] = []


@frozen
class CopyReport:
    """What became of it."""

    ok: bool
    how: str
    """A few words: `copied with wl-copy`; where it failed, why."""
    escape: bytes = b""
    """To be written to the terminal as it is; empty where a tool has done it."""


@frozen
class _Tool:
    """A clipboard program: how it copies, reads back and empties the clipboard."""

    name: str
    copy: tuple[str, ...]
    paste: tuple[str, ...] = ()
    clear: tuple[str, ...] = ()


_WAYLAND = (_Tool("wl-copy", ("wl-copy",), ("wl-paste", "--no-newline"), ("wl-copy", "--clear")),)
_X11 = (
    _Tool("xclip", ("xclip", "-selection", "clipboard", "-in"), ("xclip", "-selection", "clipboard", "-out")),
    _Tool(
        "xsel",
        ("xsel", "--clipboard", "--input"),
        ("xsel", "--clipboard", "--output"),
        ("xsel", "--clipboard", "--clear"),
    ),
)
_MAC = (_Tool("pbcopy", ("pbcopy",), ("pbpaste",)),)
_WSL = (_Tool("clip.exe", ("clip.exe",)),)
# tmux keeps it in a buffer of its own and hands it to the terminal (3.2 and newer), which its defaults allow; what a
# program inside it writes as OSC 52 is dropped by those same defaults.
_TMUX = _Tool(
    "tmux",
    ("tmux", "load-buffer", "-w", "-b", "ssoswitch", "-"),
    ("tmux", "show-buffer", "-b", "ssoswitch"),
    ("tmux", "delete-buffer", "-b", "ssoswitch"),
)


def copy(env: Environment, text: str | Secret, *, platform: str = sys.platform) -> CopyReport:
    """Copy the text by the way that works here. Never raises: `ok` and `how` tell what became of it.

    With `escape` in the report the text is copied only when the front end has written that to the terminal.
    """
    plain = text.reveal() if isinstance(text, Secret) else text
    failed: list[str] = []
    for tool in _tools(env, platform):
        arguments = tool.copy if plain else (tool.clear or tool.copy)
        problem = _feed(env, arguments, _encoded(tool, plain))
        if not problem:
            return CopyReport(True, f"copied with {tool.name}")
        failed.append(f"{tool.name} {problem}")
    if _pyperclip_knows_more(env, platform) and _by_pyperclip(plain, secret=isinstance(text, Secret)):
        return CopyReport(True, "copied with pyperclip")
    data = plain.encode("utf-8", "surrogateescape")
    if len(data) > LONGEST:
        return CopyReport(False, _sentence(failed, f"the terminal takes {LONGEST:,} bytes at most"))
    if (env.variable("TERM") or "dumb") == "dumb":
        return CopyReport(False, _sentence(failed, "there is no clipboard here"))
    return CopyReport(True, "handed to the terminal (OSC 52)", osc_52(data, env))


def clear_if(env: Environment, text: str | Secret, *, platform: str = sys.platform) -> bool:
    """Empty the clipboard if that text is still in it; whether that was done.

    A terminal does not tell what is in its clipboard, so what went there by OSC 52 cannot be taken back.
    """
    return clear_if_digest(env, digest_of(text), platform=platform)


def clear_if_digest(env: Environment, digest: str, *, platform: str = sys.platform) -> bool:
    """The same, by the text's `digest_of`: whoever clears need not know the secret."""
    for tool in _tools(env, platform):
        if not tool.paste:
            continue
        found = _ask(env, tool.paste)
        if found is not None and hmac.compare_digest(_digest(found), digest):
            return not _feed(env, tool.clear or tool.copy, b"")
    return False


def clear_later(env: Environment, text: str | Secret, seconds: float = SECRET_SECONDS) -> bool:
    """Have it emptied then, by a child that goes on when this program ends; False where nobody could tell.

    The child is given a digest, by its standard input: neither its arguments nor its memory hold the secret.
    """
    from ssoswitch.disk import clear_later as child

    if not sys.executable or not any(tool.paste for tool in _tools(env, sys.platform)):
        return False
    try:
        process = subprocess.Popen(
            [sys.executable, "-I", str(Path(child.__file__).absolute()), str(seconds)],
            env=child_variables(env),
            cwd="/",
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        assert process.stdin is not None
        process.stdin.write(digest_of(text).encode())
        process.stdin.close()
    except OSError:
        return False
    _clearing[:] = [each for each in _clearing if each.poll() is None] + [process]
    return True


def digest_of(text: str | Secret) -> str:
    """By what `clear_if_digest` knows a text again."""
    plain = text.reveal() if isinstance(text, Secret) else text
    return _digest(plain.encode("utf-8", "surrogateescape"))


def _digest(data: bytes) -> str:
    from hashlib import sha256

    return sha256(data.rstrip(b"\r\n")).hexdigest()


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
    tools = _tools(env, platform)
    if tools:
        return tools[0].name
    return "" if (env.variable("TERM") or "dumb") == "dumb" else "OSC 52"


def _tools(env: Environment, platform: str) -> list[_Tool]:
    """The tools that are here and reach the clipboard of the person, best first."""
    wanted: list[_Tool] = []
    if not _is_remote(env):
        if platform == "darwin":
            wanted += _MAC
        if env.variable("WSL_DISTRO_NAME") or env.variable("WSL_INTEROP"):
            wanted += _WSL
        if env.variable("WAYLAND_DISPLAY"):
            wanted += _WAYLAND
        if env.variable("DISPLAY"):
            wanted += _X11
    if env.variable("TMUX"):
        wanted.append(_TMUX)
    return [tool for tool in wanted if program(env, tool.copy[0]) is not None]


def _is_remote(env: Environment) -> bool:
    """Whether the person sits in front of another machine; a forwarded X display reaches it slowly, or not at all."""
    return any(env.variable(name) for name in ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"))


def _encoded(tool: _Tool, text: str) -> bytes:
    if tool.name == "clip.exe" and not text.isascii():
        return text.encode("utf-16-le", "replace")
    return text.encode("utf-8", "surrogateescape")


def _feed(env: Environment, arguments: Sequence[str], data: bytes) -> str:
    """Hand it the text; why that failed, empty where it did not. Some go on behind it to serve the clipboard."""
    try:
        process = subprocess.Popen(
            _resolved(env, arguments),
            env=child_variables(env),
            cwd="/",
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        return f"cannot be started ({error.strerror})"
    try:
        process.communicate(data, timeout=TIMEOUT)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return "did not answer"
    except OSError:
        process.kill()
        process.wait()
        return "did not take the text"
    return f"ended with exit code {process.returncode}" if process.returncode else ""


def _ask(env: Environment, arguments: Sequence[str]) -> bytes | None:
    try:
        answer = subprocess.run(
            _resolved(env, arguments),
            env=child_variables(env),
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=TIMEOUT,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return answer.stdout if answer.returncode == 0 else None


def _resolved(env: Environment, arguments: Sequence[str]) -> list[str]:
    """With the program's path: it is looked up on the PATH that we were given, not on that of the interpreter."""
    return [program(env, arguments[0]) or arguments[0], *arguments[1:]]


def _pyperclip_knows_more(env: Environment, platform: str) -> bool:
    """Whether pyperclip may know a way that we do not: another platform's, or KDE's klipper."""
    if platform == "linux":
        return bool(env.variable("DISPLAY")) and program(env, "klipper") is not None and not _is_remote(env)
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
