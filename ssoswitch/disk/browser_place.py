"""Where a redirect page must lie for a certain browser to read it, and for nobody else.

Usually that is our runtime folder. Browsers in a sandbox get it in the folder that they keep for themselves, where
there is one; the browser of another machine can read nothing of ours.
"""

from __future__ import annotations

import os
from pathlib import Path

from ssoswitch.core.browser_confinement import Confinement, Sandbox, of_desktop_entry, of_program
from ssoswitch.disk.children import answer_of, child_variables, program, read_small
from ssoswitch.disk.remove_later import PAGE_NAME
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import WriteError
from ssoswitch.model.frozen import frozen

_ASK_TIMEOUT = 2.0
"""Seconds that the desktop may take to name its default browser."""
STALE = 120.0
"""Seconds after which a page is one that nobody removed."""
_SCRIPT_START = 4096


@frozen
class Place:
    """The folder for the page; None with the reason why the browser could not read one."""

    folder: Path | None
    reason: str = ""


def place_for(env: Environment, command: tuple[str, ...]) -> Place:
    """Where the page must lie for that command's browser."""
    confinement = confinement_of(env, command)
    name = confinement.name
    if confinement.sandbox is Sandbox.NONE:
        return Place(env.runtime_dir)
    if confinement.sandbox is Sandbox.WINDOWS:
        return Place(None, "the browser of Windows does not read files of this machine")
    if confinement.sandbox is Sandbox.REMOTE:
        return Place(None, "the browser is on another machine and reads no file of this one")
    home = desktop_home(env)
    if confinement.sandbox is Sandbox.SNAP:
        own = home / "snap" / name / "common"
        if name and own.is_dir():
            return Place(own / "ssoswitch")
        return Place(None, f"the browser is a snap ({name or 'unknown'}) that reads no hidden folder")
    own = home / ".var" / "app" / name
    if name and own.is_dir():
        return Place(own / "cache" / "ssoswitch")
    return Place(None, f"the browser is a flatpak ({name or 'unknown'}) that reads only its own files")


def confinement_of(env: Environment, command: tuple[str, ...]) -> Confinement:
    """Where the browser runs that the command starts, in the end."""
    path = found_program(env, command[0]) or command[0]
    real_path = os.path.realpath(path)
    if not _has_display(env) and env.variable("SSH_CONNECTION"):
        # Something was named as browser where none can be shown: it hands on to the machine in front of the person.
        return Confinement(Sandbox.REMOTE)
    found = of_program(command, path, real_path, _beginning(real_path))
    if found is not None:
        return found
    if Path(path).name in ("x-www-browser", "sensible-browser"):
        real = of_program(command, real_path, real_path, _beginning(real_path))
        if real is not None and real.sandbox is not Sandbox.NONE:
            return real
    return _of_default_browser(env)


def found_program(env: Environment, name: str) -> str | None:
    """The path of a program that can be started: by its own path, or on the PATH."""
    if "/" in name:
        return name if os.access(name, os.X_OK) and not os.path.isdir(name) else None  # noqa: PTH112  (never raises; Path's may)
    return program(env, name)


def desktop_home(env: Environment) -> Path:
    """The home in which the browser lives: the real one, also while the demo uses a home of its own."""
    if not env.demo:
        return env.home
    import pwd

    try:
        return Path(pwd.getpwuid(os.getuid()).pw_dir)
    except KeyError:
        return env.home


def browser_variables(env: Environment) -> dict[str, str]:
    """The environment for a browser: nothing of AWS's or ours, and the home where its own profile is."""
    variables = child_variables(env)
    if env.demo:
        variables["HOME"] = str(desktop_home(env))
        for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"):
            variables.pop(name, None)
    return variables


def default_browser(env: Environment) -> str:
    """The desktop entry of the default browser, such as `firefox.desktop`; empty where that cannot be told."""
    asked = program(env, "xdg-settings")
    if asked is None:
        return ""
    command = [asked, "get", "default-web-browser"]
    answer = answer_of(command, variables=browser_variables(env), timeout=_ASK_TIMEOUT)
    name = (answer or b"").decode("utf-8", "replace").strip()
    return name if name.endswith(".desktop") and "/" not in name and len(name) < 200 else ""


def sweep_pages(folder: Path, now: float, older_than: float = STALE) -> int:
    """Remove pages that nobody removed in time; how many went. `now` in seconds since the epoch.

    `older_than`: seconds by which a page's time must differ from `now`; below zero all of them go.
    """
    from ssoswitch.disk.files import remove

    removed = 0
    try:
        with os.scandir(folder) as entries:
            old = [
                Path(entry.path)
                for entry in entries
                if PAGE_NAME.fullmatch(entry.name)
                and abs(now - entry.stat(follow_symlinks=False).st_mtime) > older_than
            ]
    except OSError:
        return 0
    for path in old:
        try:
            removed += remove(path)
        except WriteError:
            continue  # another sweep may have better luck
    return removed


def _of_default_browser(env: Environment) -> Confinement:
    name = default_browser(env)
    if not name:
        return Confinement(Sandbox.NONE)
    home = desktop_home(env)
    data = env.variable("XDG_DATA_HOME") if not env.demo else None
    folders = [
        Path(data) if data else home / ".local" / "share",
        *(
            Path(each)
            for each in (env.variable("XDG_DATA_DIRS") or "/usr/local/share:/usr/share").split(":")
            if each
        ),
        Path("/var/lib/snapd/desktop"),
        Path("/var/lib/flatpak/exports/share"),
        home / ".local" / "share" / "flatpak" / "exports" / "share",
    ]
    for folder in folders:
        text = read_small(folder / "applications" / name)
        if text is not None:
            return of_desktop_entry(name, text.decode("utf-8", "replace"))
    return of_desktop_entry(name, "")


def _has_display(env: Environment) -> bool:
    return bool(env.variable("DISPLAY") or env.variable("WAYLAND_DISPLAY"))


def _beginning(path: str) -> bytes:
    data = read_small(Path(path)) if _is_small(path) else None
    return (data or b"")[:_SCRIPT_START]


def _is_small(path: str) -> bool:
    try:
        return Path(path).stat().st_size <= 65_536
    except OSError:
        return False
