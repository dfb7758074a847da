"""What a browser is started with, as text: command templates, $BROWSER, Firefox containers, the redirect page.

Account and profile names come from other people, so they enter a command only after an allow-list, each inside the
one argument that the template gives it. No shell is ever asked.

Examples of templates:

    firefox --private-window {url}
    firefox -P {profile} {url}
    google-chrome --profile-directory=Work {url}
    google-chrome --user-data-dir=/home/anna/.config/chrome-{account} {url}
    chromium --incognito {url}
    open -na 'Google Chrome' --args --profile-directory=Work {url}
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from html import escape
from urllib.parse import quote, urlsplit

from ssoswitch.core.environments import environment_word
from ssoswitch.core.start_urls import LOOPBACK
from ssoswitch.model.account import Account, AccountRole
from ssoswitch.model.errors import InvalidValue
from ssoswitch.model.frozen import frozen
from ssoswitch.model.settings import COLOURS, Settings

URL = "{url}"
PARTS = ("url", "account", "account_id", "role", "profile", "env", "colour")
"""Those of Firefox's containers."""

_COLOUR_OF = {
    "PROD": "red",
    "ROOT": "purple",
    "STG": "orange",
    "TEST": "yellow",
    "DEV": "green",
    "SBX": "turquoise",
    "SEC": "pink",
}
_PART = re.compile(r"\{(\w*)\}")
_FOREIGN = re.compile(r"[^\w @.+-]+")
_CONTAINER = "ext+container"


@frozen
class Names:
    """What a template may name. Each is safe inside one argument, in a file name and in an address."""

    account: str = ""
    account_id: str = ""
    role: str = ""
    profile: str = ""
    environment: str = ""
    colour: str = "blue"


def names_of(
    settings: Settings, account: Account | None, role: AccountRole | None, profile: str = ""
) -> Names:
    """The names for a role: the account's alias, else its name, else its id."""
    account_id = role.account_id if role is not None else account.account_id if account is not None else ""
    choice = settings.accounts.get(account_id)
    name = account.name if account is not None else ""
    word = environment_word(name, choice, settings)
    chosen = choice.colour.lower() if choice is not None else ""
    label = (choice.alias if choice is not None else "") or name or account_id
    return Names(
        account=tame(label),
        account_id=tame(account_id),
        role=tame(role.role_name) if role is not None else "",
        profile=tame(profile) or tame(label),
        environment=tame(word),
        colour=chosen if chosen in COLOURS else _COLOUR_OF.get(word.upper(), "blue"),
    )


def tame(text: str) -> str:
    """The text without what means something to a command line, a path or a browser: `-` for each run of it."""
    return _FOREIGN.sub("-", text).strip("-. ")[:64]


def fill(template: str, names: Names) -> str:
    """The template with every part but `{url}` filled in. Raises InvalidValue for a part that there is not."""
    values = {
        "url": URL,
        "account": names.account,
        "account_id": names.account_id,
        "role": names.role,
        "profile": names.profile,
        "env": names.environment,
        "colour": names.colour,
    }

    def value(match: re.Match[str]) -> str:
        if match.group(1) not in values:
            known = " ".join(f"{{{part}}}" for part in PARTS)
            raise InvalidValue(
                f"{match.group(0)} means nothing in a browser command; nothing was opened.",
                f"There are {known}.",
            )
        return values[match.group(1)]

    return _PART.sub(value, template)


def command_of(template: str, names: Names) -> tuple[str, ...]:
    """The words of a command template; `{url}` stays for the address, and is added at the end where it is missing.

    The template is split first and filled then, so that no name can become two words. Raises InvalidValue.
    """
    try:
        words = shlex.split(template)
    except ValueError as error:
        raise InvalidValue(
            f"The browser command cannot be read: {str(error).lower()}. Nothing was opened.",
            "It looks like: firefox --private-window {url}",
        ) from None
    if not words:
        raise InvalidValue(
            "The browser command is empty; nothing was opened.", "It looks like: firefox {url}"
        )
    filled = tuple(fill(word, names) for word in words)
    return filled if any(URL in word for word in filled) else (*filled, URL)


def commands_of_variable(value: str, exists: Callable[[str], bool]) -> tuple[tuple[str, ...], ...]:
    """The commands of $BROWSER, as Python's `webbrowser` reads it: a list with `:` between, `%s` for the address.

    `exists` tells whether a program of that name can be started: an entry without `%s` is the name of one, blanks and
    all. What cannot be read is left out.
    """
    commands: list[tuple[str, ...]] = []
    for entry in value.split(":"):
        entry = entry.strip()
        if not entry:
            continue
        if "%s" not in entry and exists(entry):
            commands.append((entry, URL))
            continue
        try:
            words = shlex.split(entry)
        except ValueError:
            continue
        if words and words[-1] == "&":  # in the background: everything that we start is
            words.pop()
        if words:
            filled = tuple(word.replace("%s", URL) for word in words)
            commands.append(filled if any(URL in word for word in filled) else (*filled, URL))
    return tuple(commands)


def with_address(command: tuple[str, ...], address: str) -> list[str]:
    """The arguments to start, with the address in place."""
    return [word.replace(URL, address) for word in command]


def checked_address(address: str) -> str:
    """The address, if a browser may be sent there: https, or http on this machine. Raises InvalidValue."""
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").lower()
        _ = parts.port  # an unreadable port raises
    except ValueError:
        raise InvalidValue("That is no address; nothing was opened.") from None
    if not host or not address.isascii() or any(sign.isspace() or not sign.isprintable() for sign in address):
        raise InvalidValue("That is no address; nothing was opened.")
    if parts.scheme != "https" and not (parts.scheme == "http" and host in LOOPBACK):
        raise InvalidValue("Only an https:// address is opened; nothing was opened.")
    return address


def container_address(template: str, names: Names, address: str) -> str:
    """The address inside a Firefox container, as the add-on "Open external links in a container" takes it.

    Its form is `ext+container:name=…&color=…&url=…` (honsiorovskyi/open-url-in-container). An empty name gives the
    address itself.
    """
    name = tame(fill(template.replace(URL, ""), names))
    if not name:
        return address
    return f"{_CONTAINER}:name={quote(name, safe='')}&color={names.colour}&url={quote(address, safe='')}"


def redirect_page(address: str) -> bytes:
    """A page that leads to that address at once, without a script and without telling the next page where it was.

    It is the same for everybody but for the one address, which is escaped.
    """
    target = escape(address, quote=True)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; base-uri 'none'; form-action 'none'\">\n"
        '<meta name="referrer" content="no-referrer">\n'
        '<meta name="robots" content="noindex">\n'
        f'<meta http-equiv="refresh" content="0; url={target}">\n'
        "<title>ssoswitch</title>\n</head>\n"
        f'<body>\n<p><a href="{target}" rel="noreferrer noopener">Go on</a></p>\n</body>\n</html>\n'
    ).encode()
