"""The clipboard programs of a desktop: which are here, how each is fed, and how it is asked what it holds.

Texts go in by standard input, never as an argument, and a program that hangs is given up.
"""

from __future__ import annotations

import subprocess
from collections.abc import Sequence

from ssoswitch.disk.children import answer_of, child_variables, program
from ssoswitch.model.environment import Environment
from ssoswitch.model.frozen import frozen

TIMEOUT = 2.0
"""Seconds that a tool may take; one that hangs is given up."""


@frozen
class Tool:
    """A clipboard program: how it copies, reads back and empties the clipboard."""

    name: str
    copy: tuple[str, ...]
    paste: tuple[str, ...] = ()
    clear: tuple[str, ...] = ()


_WAYLAND = (Tool("wl-copy", ("wl-copy",), ("wl-paste", "--no-newline"), ("wl-copy", "--clear")),)
_X11 = (
    Tool("xclip", ("xclip", "-selection", "clipboard", "-in"), ("xclip", "-selection", "clipboard", "-out")),
    Tool(
        "xsel",
        ("xsel", "--clipboard", "--input"),
        ("xsel", "--clipboard", "--output"),
        ("xsel", "--clipboard", "--clear"),
    ),
)
_MAC = (Tool("pbcopy", ("pbcopy",), ("pbpaste",)),)
_WSL = (Tool("clip.exe", ("clip.exe",)),)
# tmux keeps it in a buffer of its own and hands it to the terminal (3.2 and newer), which its defaults allow; what a
# program inside it writes as OSC 52 is dropped by those same defaults.
_TMUX = Tool(
    "tmux",
    ("tmux", "load-buffer", "-w", "-b", "ssoswitch", "-"),
    ("tmux", "show-buffer", "-b", "ssoswitch"),
    ("tmux", "delete-buffer", "-b", "ssoswitch"),
)


def tools_here(env: Environment, platform: str) -> list[Tool]:
    """The tools that are here and reach the clipboard of the person, best first."""
    wanted: list[Tool] = []
    if not is_remote(env):
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


def is_remote(env: Environment) -> bool:
    """Whether the person sits in front of another machine; a forwarded X display reaches it slowly, or not at all."""
    return any(env.variable(name) for name in ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"))


def encoded(tool: Tool, text: str) -> bytes:
    """The text in the bytes that this tool takes."""
    if tool.name == "clip.exe" and not text.isascii():
        return text.encode("utf-16-le", "replace")
    return text.encode("utf-8", "surrogateescape")


def start(env: Environment, arguments: Sequence[str]) -> subprocess.Popen[bytes]:
    """A child of its own session that is to be told something on its standard input. Raises OSError."""
    return subprocess.Popen(
        arguments,
        env=child_variables(env),
        cwd="/",
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def feed(env: Environment, arguments: Sequence[str], data: bytes) -> str:
    """Hand it the text; why that failed, empty where it did not. Some go on behind it to serve the clipboard."""
    try:
        process = start(env, _resolved(env, arguments))
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


def ask(env: Environment, arguments: Sequence[str]) -> bytes | None:
    """What it holds; None where it does not tell."""
    return answer_of(_resolved(env, arguments), variables=child_variables(env), timeout=TIMEOUT)


def _resolved(env: Environment, arguments: Sequence[str]) -> list[str]:
    """With the program's path: it is looked up on the PATH that we were given, not on that of the interpreter."""
    return [program(env, arguments[0]) or arguments[0], *arguments[1:]]
