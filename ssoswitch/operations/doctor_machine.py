"""The machine of the examination: network, direnv, browser, clipboard, terminal, shell."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ssoswitch.core.findings import Finding, bad, ok, warn
from ssoswitch.model.errors import SsoswitchError

if TYPE_CHECKING:
    from ssoswitch.model.environment import Environment
    from ssoswitch.model.settings import Settings
    from ssoswitch.model.sso_session import SsoSession
    from ssoswitch.operations.connect import Connections

_CLOCK_FINE = 60.0
"""Seconds; AWS refuses signed calls when the clock is off by more than five minutes."""
_CLOCK_REFUSED = 300.0
_PROXIES = ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy")


def examine_network(
    env: Environment, connections: Connections, session: SsoSession | None
) -> Iterator[Finding]:
    """Proxy, CA bundle, endpoints, and the clock by one call that needs no sign-in."""
    yield from _settings_of_network(env, connections)
    if session is None:
        yield ok("clock", "Not compared: there is no sso-session whose host could be asked.")
        return
    from ssoswitch.aws.clock import seconds_ahead

    try:
        ahead = seconds_ahead(connections.clients, session)
    except SsoswitchError as error:
        yield warn("network", f"{error.message} The clock was not compared.", error.hint)
        return
    yield ok("network", f"The sign-in host of {session.name} ({session.sso_region}) answers.")
    minutes, direction = round(abs(ahead) / 60), "ahead" if ahead > 0 else "behind"
    if abs(ahead) > _CLOCK_REFUSED:
        yield bad(
            "clock",
            f"It is {minutes} min {direction}: AWS refuses signed calls.",
            "sudo timedatectl set-ntp true",
        )
    elif abs(ahead) > _CLOCK_FINE:
        yield warn("clock", f"It is {minutes} min {direction}.", "sudo timedatectl set-ntp true")
    else:
        yield ok("clock", "It agrees with AWS's.")


def _settings_of_network(env: Environment, connections: Connections) -> Iterator[Finding]:
    proxy = next((env.variables[name] for name in _PROXIES if env.variable(name)), "")
    yield ok("proxy", f"{_shown_proxy(proxy)}." if proxy else "None is set.")
    bundle = connections.env.ca_bundle
    if not bundle:
        yield ok("CA bundle", "The usual certificates.")
    elif reason := _why_no_bundle(bundle):
        yield bad(
            "CA bundle",
            f"{bundle} {reason}: no TLS connection will be made.",
            "correct or unset AWS_CA_BUNDLE",
        )
    else:
        yield ok("CA bundle", f"{bundle}.")
    endpoints = connections.env.endpoints  # with those of the profile in force
    for sentence in endpoints.refused:
        yield warn("endpoints", sentence, "unset it, or give an https:// address")
    given = {
        name: address
        for name, address in (
            ("sso", endpoints.sso),
            ("sso-oidc", endpoints.sso_oidc),
            ("sts", endpoints.sts),
            ("signin", endpoints.signin),
        )
        if address
    }
    if given and len(set(given.values())) == 1 and len(given) == 4:
        yield ok("endpoints", f"Every call is led to {next(iter(given.values()))}.")
    elif given:
        yield ok("endpoints", ", ".join(f"{name} at {address}" for name, address in given.items()) + ".")


def _shown_proxy(proxy: str) -> str:
    """The proxy without the password that may stand in it."""
    try:
        parts = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
        host, port = parts.hostname, parts.port
    except ValueError:
        return "It is no address"
    return f"{host}:{port}" if port else str(host)


def _why_no_bundle(path: str) -> str:
    import ssl

    if not Path(path).exists():
        return "is not there"
    try:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(**({"capath": path} if Path(path).is_dir() else {"cafile": path}))
    except (OSError, ValueError):  # an SSLError is an OSError
        return "holds no certificates that can be read"
    return ""


def examine_direnv(env: Environment) -> Iterator[Finding]:
    """direnv, its hook, and the `.envrc` here."""
    from ssoswitch.disk.direnv import direnv_state

    state = direnv_state(env, env.working_directory)
    if not state.installed:
        yield ok("direnv", "It is not installed; .envrc files are written all the same.")
        return
    if state.hook is False:
        yield warn(
            "direnv",
            "It is installed, but this shell does not load .envrc files: its hook is missing.",
            'eval "$(direnv hook bash)" in the shell\'s start-up file',
        )
    else:
        active = (
            "and its hook is active"
            if state.hook
            else "; whether its hook is active shows where an .envrc is allowed"
        )
        yield ok("direnv", f"It is installed {active}.".replace(" ;", ";"))
    if state.nearest is None:
        yield ok(".envrc", "There is none here.")
    elif state.allowed:
        yield ok(".envrc", f"{state.nearest} is allowed.")
    else:
        yield warn(
            ".envrc",
            f"{state.nearest} is {state.approval}: direnv does not load it.",
            "read it, then: direnv allow",
        )


def examine_desktop(env: Environment, settings: Settings) -> Iterator[Finding]:
    """Browser and clipboard."""
    from ssoswitch.core.browser_commands import names_of
    from ssoswitch.disk import browser, clipboard

    names = names_of(settings, None, None)
    try:
        commands, missing = browser.browser_commands(env, settings, names)
        reason = browser.why_no_secret(env, settings, names) if commands else missing
    except SsoswitchError as error:
        yield bad("browser", error.message, "correct `browser` in the settings")
    else:
        if not commands:
            yield warn(
                "browser", f"None can be opened: {reason}.", "set BROWSER, or use --print and --device-code"
            )
        elif reason:
            yield warn(
                "browser",
                f"{Path(commands[0][0]).name}: sign-in links cannot be kept out of its command line, for {reason}; "
                "the portal's link is opened instead.",
                "name another one: `browser` in the settings, or --browser",
            )
        else:
            yield ok("browser", f"{Path(commands[0][0]).name}.")
    way = clipboard.way(env)
    if not way:
        yield warn("clipboard", "There is none here.", "install wl-clipboard, xclip or xsel")
    elif way == "OSC 52":
        yield ok("clipboard", "By the terminal (OSC 52), where it lets programs copy.")
    else:
        yield ok("clipboard", f"By {way}.")


def examine_terminal(env: Environment) -> Iterator[Finding]:
    """The terminal, and the shell's hook."""
    term = env.variable("TERM") or ""
    size = _size()
    if term in ("", "dumb"):
        yield warn(
            "terminal",
            f"TERM is {term or 'not set'}: the screen cannot be shown.",
            "export TERM=xterm-256color",
        )
    else:
        colours = (
            "true colour"
            if env.variable("COLORTERM") in ("truecolor", "24bit")
            else ("256 colours" if "256" in term else "16 colours")
        )
        if env.variable("NO_COLOR"):
            colours = "no colours (NO_COLOR)"
        where = f"{size[0]}×{size[1]}, " if size else ""
        yield ok("terminal", f"{term}, {where}{colours}.")
        if size and (size[0] < 60 or size[1] < 15):
            yield warn(
                "terminal",
                "The screen needs 60 columns and 15 lines to show everything.",
                "enlarge the window",
            )
    from ssoswitch.core.shells import shell_of
    from ssoswitch.operations.use import hooked

    shell = shell_of(env.variables)
    if hooked(env):
        yield ok("shell", f"The hook is active in {shell}: `use` takes effect.")
    else:
        yield ok(
            "shell", f"No hook in {shell}: `use` prints lines to evaluate (ssoswitch shell-init {shell})."
        )


def _size() -> tuple[int, int] | None:
    """Columns and lines of the terminal that is on one of the three streams."""
    for stream in (0, 1, 2):
        try:
            columns, lines = os.get_terminal_size(stream)
        except OSError:
            continue
        return columns, lines
    return None
