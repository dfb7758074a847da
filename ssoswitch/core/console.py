"""Console addresses: destinations, the portal's deep link, the switch-role link, the federation request; per partition.

Hosts as the AWS endpoints of Sign-In give them, and as aws-vault, granted and aws-sso-cli agree. A destination is
taken only when it is https on a console host of the role's own partition, because the sign-in link that carries it is
a key.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from ssoswitch.core.services import find_service
from ssoswitch.core.start_urls import partition_of_region
from ssoswitch.model.account import AccountRole
from ssoswitch.model.errors import InvalidValue, UnsafeEndpoint
from ssoswitch.model.frozen import frozen
from ssoswitch.model.sso_session import SsoSession

_REGION = re.compile(r"[a-z]{2,4}(?:-[a-z]+)+-\d{1,2}")
_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_PATH = re.compile(r"[A-Za-z0-9._~!$&'()*+,;=:@%/?#\[\]-]+")


@frozen
class ConsoleHosts:
    """Where a partition's console and its sign-in are."""

    console: str
    """The host without a region."""
    regional: bool
    """Whether `REGION.` may stand before the console's host."""
    signin: str
    """The host that serves the default region."""
    default_region: str
    """Whose sign-in host has no region before it."""
    always_regional_signin: bool = False


HOSTS = {
    "aws": ConsoleHosts("console.aws.amazon.com", True, "signin.aws.amazon.com", "us-east-1"),
    "aws-us-gov": ConsoleHosts(
        "console.amazonaws-us-gov.com", True, "signin.amazonaws-us-gov.com", "us-gov-west-1"
    ),
    "aws-cn": ConsoleHosts("console.amazonaws.cn", True, "signin.amazonaws.cn", "cn-north-1"),
    "aws-eusc": ConsoleHosts(
        "console.amazonaws-eusc.eu",
        True,
        "signin.amazonaws-eusc.eu",
        "eusc-de-east-1",
        always_regional_signin=True,
    ),
}


def hosts_of(region: str) -> ConsoleHosts:
    """The hosts of that region's partition. Raises InvalidValue for a partition without a federated console."""
    hosts = HOSTS.get(partition_of_region(region))
    if hosts is None:
        raise InvalidValue(
            f"The partition of {region} has no console that a link can open; nothing was opened."
        )
    return hosts


def checked_region(region: str) -> str:
    """The region, if it is shaped like one. Raises InvalidValue."""
    if not _REGION.fullmatch(region):
        raise InvalidValue(f"{region!r} is no AWS region; nothing was opened.", "It looks like eu-west-1.")
    return region


def signin_host(region: str) -> str:
    """The sign-in host that serves that region: regional ones go on working when the first region is down."""
    hosts = hosts_of(checked_region(region))
    if region == hosts.default_region and not hosts.always_regional_signin:
        return hosts.signin
    return f"{region}.{hosts.signin}"


def console_host(region: str) -> str:
    """The console's host for that region."""
    hosts = hosts_of(checked_region(region))
    return f"{region}.{hosts.console}" if hosts.regional else hosts.console


def destination(text: str, region: str) -> str:
    """The console page that is meant: a service's name, a path, a console address, or nothing (console home).

    The region is put into the page where the text does not name another. Raises NoMatch for an unknown service,
    UnsafeEndpoint for an address that is no console page of the region's partition.
    """
    text = text.strip()
    if any(sign.isspace() or not sign.isprintable() for sign in text):
        raise UnsafeEndpoint("A destination holds no blanks and no invisible characters; nothing was opened.")
    if "://" in text or text.startswith("//"):
        return _checked_address(text, region)
    scheme, colon, _ = text.split("/", 1)[0].partition(":")
    if colon:
        raise UnsafeEndpoint(
            f"{scheme[:20]}: is no console address; nothing was opened.",
            "Give a service's name, a path, or an https:// console address.",
        )
    if "/" in text:
        return _page(text.lstrip("/"), region)
    service = find_service(text or "home")
    return _page(service.path, hosts_of(region).default_region if service.everywhere else region)


def region_of(address: str) -> str | None:
    """The region that a console address names, in its query or its host; None where it names none."""
    parts = urlsplit(address)
    for name, value in parse_qsl(parts.query):
        if name == "region" and _REGION.fullmatch(value):
            return value
    labels = (parts.hostname or "").split(".")
    return next((label for label in labels[:2] if _REGION.fullmatch(label)), None)


def is_console_host(host: str, partition: str) -> bool:
    """Whether that host is the console of that partition: the plain one, a regional one, or a multi-session one."""
    hosts = HOSTS.get(partition)
    host = host.lower()
    # The form first: to a browser `evil.example\\.console.aws.amazon.com` is a host and a path.
    if hosts is None or not _HOST.fullmatch(host):
        return False
    return host == hosts.console or host.endswith(f".{hosts.console}")


def partition_of_console(host: str) -> str | None:
    """The partition whose console that host is; None for any other host."""
    return next((partition for partition in HOSTS if is_console_host(host, partition)), None)


def login_query(*, signin_token: str, issuer: str, destination_url: str) -> str:
    """The query of the sign-in link. It holds the token: whoever has the link is signed in, for 15 minutes."""
    return urlencode(
        {"Action": "login", "Issuer": issuer, "Destination": destination_url, "SigninToken": signin_token}
    )


def portal_link(session: SsoSession, role: AccountRole, destination_url: str = "") -> str:
    """The access portal's deep link: no secret in it, works for whoever may enter the role.

    Form as in "Creating shortcut links to AWS Management Console destinations".
    """
    base = session.start_url.split("#", 1)[0].rstrip("/")
    query = {"account_id": role.account_id, "role_name": role.role_name}
    if destination_url:
        query["destination"] = destination_url
    return f"{base}/#/console?{urlencode(query, quote_via=quote)}"


def switch_role_link(
    role_arn: str, *, display_name: str = "", colour: str = "", region: str = "us-east-1"
) -> str:
    """The Switch-Role link for a chained profile: it makes whoever is signed in assume that role.

    A role's path belongs to its name there, and both may have 64 characters together ("IAM role management"). Raises
    InvalidValue when the text is no role ARN, or of a partition without a console. Identity Center's own roles
    (`AWSReservedSSO_…`) do not trust it.
    """
    match = re.fullmatch(
        r"arn:(aws[a-z-]*):iam::(\d{12}):role/((?:[\w+=,.@/-]*/)?[\w+=,.@-]{1,64})", role_arn
    )
    if match is None:
        raise InvalidValue(f"{role_arn!r} is no role ARN; nothing was opened.")
    partition, account_id, role_name = match.groups()
    hosts = HOSTS.get(partition)
    if hosts is None:
        raise InvalidValue(
            f"The partition {partition} has no console that a link can open; nothing was opened."
        )
    if len(role_name) > 64:
        raise InvalidValue(
            "The console switches to no role whose path and name are longer than 64 characters together; "
            "nothing was opened.",
            "Open it by the sign-in link.",
        )
    if hosts.always_regional_signin:
        here = region if partition_of_region(region) == partition else hosts.default_region
        host = f"{checked_region(here)}.{hosts.signin}"
    else:
        host = hosts.signin
    query = {"account": account_id, "roleName": role_name}
    if display_name:
        query["displayName"] = display_name[:64]
    if re.fullmatch(r"[0-9A-Fa-f]{6}", colour):
        query["color"] = colour.upper()
    return f"https://{host}/switchrole?{urlencode(query)}"


def _checked_address(address: str, region: str) -> str:
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        _ = parts.port  # an unreadable port raises
    except ValueError:
        raise UnsafeEndpoint("That destination is no address; nothing was opened.") from None
    partition = partition_of_region(region)
    if (
        parts.scheme != "https"
        or parts.username is not None
        or parts.password is not None
        or parts.port is not None
        or not address.isascii()
        or "\\" in address
    ):
        raise UnsafeEndpoint("A destination is a plain https:// address; nothing was opened.")
    if not is_console_host(host, partition):
        console = HOSTS[partition].console if partition in HOSTS else "none"
        raise UnsafeEndpoint(
            f"{host or address!r} is no page of this role's console ({console}); nothing was opened.",
            "The sign-in would be handed to that page.",
        )
    return address


def _page(path: str, region: str) -> str:
    if not _PATH.fullmatch(path) or ".." in path.split("/"):
        raise UnsafeEndpoint("That path is no console page; nothing was opened.")
    page, mark, fragment = path.partition("#")
    page, _, query = page.partition("?")
    wanted = [(name, value) for name, value in parse_qsl(query, keep_blank_values=True) if name != "region"]
    region = region_of(f"https://x/?{query}") or region
    return f"https://{console_host(region)}/{page}?{urlencode([*wanted, ('region', region)])}{mark}{fragment}"
