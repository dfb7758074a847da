"""Opening an address in a browser, and asking which one."""

from __future__ import annotations

import shutil
from collections.abc import Mapping

from ssoswitch.model.account import AccountRole
from ssoswitch.model.errors import Unavailable
from ssoswitch.model.secret import Secret
from ssoswitch.tui.flows.context import FlowContext

# Command templates in the order in which they are offered: what a person calls it, the program, what it is given.
_KNOWN: tuple[tuple[str, str, str], ...] = (
    ("Firefox", "firefox", "firefox {url}"),
    ("Firefox, private window", "firefox", "firefox --private-window {url}"),
    ("Chrome", "google-chrome", "google-chrome {url}"),
    ("Chrome, incognito window", "google-chrome", "google-chrome --incognito {url}"),
    ("Chromium", "chromium", "chromium {url}"),
    ("Chromium, incognito window", "chromium", "chromium --incognito {url}"),
    ("Brave", "brave-browser", "brave-browser {url}"),
    ("Brave, private window", "brave-browser", "brave-browser --incognito {url}"),
    ("Edge", "microsoft-edge", "microsoft-edge {url}"),
    ("Edge, InPrivate window", "microsoft-edge", "microsoft-edge --inprivate {url}"),
)
_MAC = (
    ("Firefox", "/Applications/Firefox.app", "open -a Firefox {url}"),
    (
        "Firefox, private window",
        "/Applications/Firefox.app",
        "open -na Firefox --args --private-window {url}",
    ),
    ("Chrome", "/Applications/Google Chrome.app", "open -a 'Google Chrome' {url}"),
    (
        "Chrome, incognito window",
        "/Applications/Google Chrome.app",
        "open -na 'Google Chrome' --args --incognito {url}",
    ),
    ("Safari", "/Applications/Safari.app", "open -a Safari {url}"),
)


async def open_in_browser(
    context: FlowContext,
    address: Secret,
    *,
    template: str = "",
    role: AccountRole | None = None,
) -> str:
    """Open it, in the browser of the settings or that of `template`; the answer says what was done, in a few words.

    Raises Unavailable where none could be started.
    """
    from dataclasses import replace

    from ssoswitch.disk.browser import open_address

    settings = context.state.settings
    if template:
        settings = replace(settings, browser=template, container="")
    # A sign-in page's address lets nobody in, so a browser that reads no file of ours is given it as it is.
    report = await context.run(open_address, context.env, settings, address, role=role, must_hide=False)
    if not report.opened:
        raise Unavailable(report.reason or report.said)
    return report.said


def browsers_here(variables: Mapping[str, str]) -> list[tuple[str, str]]:
    """(what it is called, command template) of the browsers found on this machine; the default one has no template."""
    from pathlib import Path

    path = variables.get("PATH", "")
    found = [
        (name, template) for name, program, template in _KNOWN if shutil.which(program, path=path) is not None
    ]
    found += [(name, template) for name, place, template in _MAC if Path(place).exists()]
    return found


async def ask_browser(context: FlowContext) -> str:
    """The command template of the browser that the person picks; empty: Esc."""
    from ssoswitch.tui.screens.browser_sheet import BrowserSheet

    found = await context.run(browsers_here, context.env.variables)
    return await context.show(BrowserSheet(found, context.state.settings.browser)) or ""
