"""Opening an address in the user's browser, with no secret in anybody's sight.

A browser's command line can be read by every user of the machine, for as long as the browser runs. So an address that
is a secret (a sign-in link is a key for 15 minutes) goes into a page of 0600 in a folder of 0700, and the browser is
given the page's path; the page leads on at once and is removed after a minute. Addresses without a secret are given as
they are.
"""

from __future__ import annotations

import secrets
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from ssoswitch.core.browser_commands import (
    URL,
    Names,
    checked_address,
    command_of,
    commands_of_variable,
    container_address,
    names_of,
    redirect_page,
    with_address,
)
from ssoswitch.disk.browser_place import browser_variables, found_program, place_for, sweep_pages
from ssoswitch.disk.files import discard, write_private
from ssoswitch.model.account import AccountRole
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import SsoswitchError, WriteError
from ssoswitch.model.frozen import frozen
from ssoswitch.model.secret import Secret
from ssoswitch.model.settings import Settings

__all__ = ["BrowserReport", "Names", "browser_commands", "names_of", "open_address", "why_no_secret"]

PATIENCE = 1.5
"""Seconds in which a command that cannot work ends; one that still runs then shows the page."""
PAGE_SECONDS = 60
_SYSTEM = (
    ("xdg-open", URL),
    ("gio", "open", URL),
    ("sensible-browser", URL),
    ("x-www-browser", URL),
    ("firefox", URL),
    ("chromium", URL),
    ("google-chrome", URL),
)
# Kept until they end: a child that nobody waits for stays as a zombie.
_running: list[subprocess.Popen[bytes]] = []


@frozen
class BrowserReport:
    """What became of it."""

    opened: bool
    said: str
    """What was done, in a few words, such as `opened with firefox`; where nothing was, why not."""
    reason: str = ""
    """Why nothing was opened; empty where something was."""


def open_address(
    env: Environment,
    settings: Settings,
    address: Secret | str,
    *,
    role: AccountRole | None = None,
    names: Names | None = None,
    must_hide: bool = True,
    patience: float = PATIENCE,
    platform: str = sys.platform,
) -> BrowserReport:
    """Open the address in the browser of the settings, of $BROWSER, or of the system; never raises for a browser.

    A Secret never gets into a command line: it is opened through a page that only this user can read. Where the
    browser cannot read that, nothing is opened, unless `must_hide` is False (a sign-in page, whose address alone lets
    nobody in): then it is given the address itself. `role` or `names` fill the command template and choose the Firefox
    container. Raises InvalidValue for an address that is none, or a command template that cannot be read.
    """
    names = names or names_of(settings, None, role)
    plain = checked_address(address.reveal() if isinstance(address, Secret) else address)
    contained = container_address(settings.container, names, plain) if settings.container else plain
    commands, missing = browser_commands(env, settings, names, platform)
    if not commands:
        return _not_opened(missing)
    if not isinstance(address, Secret) and contained == plain:
        return _open_directly(env, commands, plain, patience)
    place = place_for(env, commands[0])
    if place.folder is None:
        if isinstance(address, Secret) and must_hide:
            return _not_opened(place.reason)
        # Without the container: where its add-on is missing, Firefox would hand the whole address to a search engine.
        return _open_directly(env, commands, plain, patience)
    try:
        page = _write_page(env, place.folder, contained)
    except WriteError as error:
        return _not_opened(f"the page that keeps the address secret cannot be written ({error.message})")
    # Asked one by one: to find out where a default browser runs takes a child process.
    readers = (each for each in commands if each is commands[0] or place_for(env, each) == place)
    report = _open_directly(env, readers, page.as_uri(), patience)
    if report.opened:
        _remove_later(env, page)
    else:
        discard(page)
    return report


def why_no_secret(env: Environment, settings: Settings, names: Names, platform: str = sys.platform) -> str:
    """Why a secret address could not be opened here, in a few words; empty where it can.

    Asked before a link is made, so that no key is made for nothing. Raises InvalidValue for a bad command template.
    """
    commands, missing = browser_commands(env, settings, names, platform)
    return place_for(env, commands[0]).reason if commands else missing


def browser_commands(
    env: Environment, settings: Settings, names: Names, platform: str = sys.platform
) -> tuple[list[tuple[str, ...]], str]:
    """The commands to try, best first, and why there is none.

    A command of the settings is the only one: another browser would open it in the wrong window. Raises InvalidValue.
    """
    if settings.browser:
        command = command_of(settings.browser, names)
        if found_program(env, command[0]) is None:
            return [], f"the browser command names {command[0]}, which is not on the PATH"
        return [command], ""
    wanted = commands_of_variable(
        env.variable("BROWSER") or "", lambda name: found_program(env, name) is not None
    )
    commands = [command for command in wanted if found_program(env, command[0]) is not None]
    if platform == "darwin":
        return [*commands, ("open", URL)], ""
    if env.variable("WSL_DISTRO_NAME") and found_program(env, "wslview") is not None:
        return [*commands, ("wslview", URL)], ""
    if env.variable("DISPLAY") or env.variable("WAYLAND_DISPLAY"):
        commands += [command for command in _SYSTEM if found_program(env, command[0]) is not None]
        return commands, "" if commands else "there is no browser on the PATH"
    return commands, "" if commands else "there is no display"


def _not_opened(reason: str) -> BrowserReport:
    return BrowserReport(False, f"no browser was opened: {reason}", reason)


def _open_directly(
    env: Environment, commands: Iterable[tuple[str, ...]], address: str, patience: float
) -> BrowserReport:
    problems = []
    for command in commands:
        name = Path(command[0]).name
        problem = _start(env, with_address(command, address), patience)
        if not problem:
            return BrowserReport(True, f"opened with {name}")
        problems.append(f"{name} {problem}")
    return _not_opened("; ".join(problems))


def _start(env: Environment, arguments: list[str], patience: float) -> str:
    """Start it apart from our terminal; why it did not work, empty where it did. A child that goes on is a browser."""
    _running[:] = [process for process in _running if process.poll() is None]
    try:
        process = _popen(env, arguments)
    except (OSError, ValueError) as error:
        return f"cannot be started ({getattr(error, 'strerror', None) or 'bad command'})"
    try:
        code = process.wait(timeout=patience)
    except subprocess.TimeoutExpired:
        _running.append(process)
        return ""
    return f"ended with exit code {code}" if code else ""


def _popen(env: Environment, arguments: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        arguments,
        env=browser_variables(env),
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _write_page(env: Environment, folder: Path, address: str) -> Path:
    """The redirect page, in that folder; what lies there from earlier is swept. Raises WriteError."""
    sweep_pages(folder, env.clock.time())
    page = folder / f"open-{secrets.token_hex(16)}.html"
    write_private(page, redirect_page(address))
    return page


def _remove_later(env: Environment, page: Path) -> None:
    """Leave a child behind that removes the page, for this program may end at once. If it cannot, a sweep does it."""
    from ssoswitch.disk import remove_later

    if not sys.executable:
        return
    arguments = [
        sys.executable,
        "-I",
        str(Path(remove_later.__file__).absolute()),
        str(page),
        str(PAGE_SECONDS),
    ]
    try:
        _running.append(_popen(env, arguments))
    except (OSError, SsoswitchError):
        return
