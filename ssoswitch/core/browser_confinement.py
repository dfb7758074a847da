"""Whether a browser lives in a sandbox that hides our files from it, read from what starts it.

A snap sees no hidden folder of the home and none of /tmp or /run; a flatpak nothing but its own folders. Both may read
the folder that they keep for their own data (snapcraft's SNAP_USER_COMMON, Flatpak's ~/.var/app/ID).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum

from ssoswitch.model.frozen import frozen

_SNAP_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_SNAP_PROGRAM = re.compile(r"/snap/bin/([a-z0-9][a-z0-9-]*)")
_APP_ID = re.compile(r"[A-Za-z_][\w-]*(?:\.[\w-]+){2,}")
_REMOTE = re.compile(
    r"/\.?(?:vscode|cursor|windsurf|code|codium)[a-z-]*-server|/vscode-remote|/\.vscode-remote"
)


class Sandbox(Enum):
    """Where a browser runs."""

    NONE = "none"
    SNAP = "snap"
    FLATPAK = "flatpak"
    WINDOWS = "windows"
    """The browser of the Windows around WSL."""
    REMOTE = "remote"
    """On another machine, reached through a helper."""


@frozen
class Confinement:
    """The sandbox, and the name of the snap or the id of the flatpak."""

    sandbox: Sandbox
    name: str = ""


FREE = Confinement(Sandbox.NONE)
OPENERS = frozenset(
    {"xdg-open", "gio", "sensible-browser", "x-www-browser", "gnome-open", "kde-open", "exo-open", "open"}
)
"""Programs that hand the address on to whatever the default browser is."""


def of_program(words: Sequence[str], path: str, real_path: str, script: bytes = b"") -> Confinement | None:
    """Where the browser runs that such a command starts; None where the command only hands on to the default one.

    `path` is the program as found, `real_path` with its symlinks followed, `script` the beginning of the file.
    """
    name = path.rsplit("/", 1)[-1]
    if name == "wslview" or name.lower().endswith(".exe"):
        return Confinement(Sandbox.WINDOWS)
    if _REMOTE.search(path) or _REMOTE.search(real_path):
        return Confinement(Sandbox.REMOTE)
    if name == "flatpak":
        return Confinement(Sandbox.FLATPAK, _app_id(words[1:]))
    if "/flatpak/exports/bin/" in path:
        return Confinement(Sandbox.FLATPAK, name)
    if name == "snap" and len(words) > 2 and words[1] == "run":
        return _snap(words[2])
    if path.startswith("/snap/") or real_path.startswith("/snap/") or real_path == "/usr/bin/snap":
        return _snap(name)
    if name in OPENERS:
        return None
    return of_script(script)


def of_script(script: bytes) -> Confinement:
    """Where the browser runs that a shell script starts: distributions put one in place of a snap."""
    if not script.startswith(b"#!"):
        return FREE
    text = script.decode("utf-8", "replace")
    if match := re.search(r"^\s*exec\s+.*?/snap/bin/([a-z0-9][a-z0-9-]*)", text, re.MULTILINE):
        return Confinement(Sandbox.SNAP, match.group(1))
    if match := re.search(r"^\s*exec\s+.*?flatpak\s+run\b(.*)$", text, re.MULTILINE):
        return Confinement(Sandbox.FLATPAK, _app_id(match.group(1).split()))
    return FREE


def of_desktop_entry(entry_id: str, text: str) -> Confinement:
    """Where the browser runs that a desktop entry starts; `text` is the entry, empty where it was not found."""
    keys = dict(line.split("=", 1) for line in reversed(text.splitlines()) if "=" in line)
    if name := keys.get("X-SnapInstanceName", "").strip():
        return _snap(name)
    if name := keys.get("X-Flatpak", "").strip():
        return Confinement(Sandbox.FLATPAK, name if _APP_ID.fullmatch(name) else "")
    command = keys.get("Exec", "")
    if match := _SNAP_PROGRAM.search(command):
        return Confinement(Sandbox.SNAP, match.group(1))
    if re.search(r"\bflatpak run\b", command):
        return Confinement(Sandbox.FLATPAK, _app_id(command.split("flatpak run", 1)[1].split()))
    if not text and "_" in entry_id:
        return _snap(entry_id.split("_", 1)[0])  # snapd names its entries SNAP_APP.desktop
    return FREE


def _snap(name: str) -> Confinement:
    name = name.split(".", 1)[0]
    return Confinement(Sandbox.SNAP, name if _SNAP_NAME.fullmatch(name) else "")


def _app_id(words: Sequence[str]) -> str:
    return next((word for word in words if not word.startswith("-") and _APP_ID.fullmatch(word)), "")
