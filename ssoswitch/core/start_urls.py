"""The forms of a start URL, and what they tell: the host, the partition, sometimes the region.

Forms and hosts as listed in AWS's "Determine your sign-in URL" and in the AWS CLI's `customizations/sso/resolve.py`.
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit

from ssoswitch.model.errors import InvalidValue
from ssoswitch.model.frozen import frozen

LOOPBACK = ("127.0.0.1", "localhost", "::1")

# Longest prefix first: `us-isob-` is no `us-iso-`.
_REGION_PREFIXES = (
    ("us-isob-", "aws-iso-b"),
    ("us-isof-", "aws-iso-f"),
    ("eu-isoe-", "aws-iso-e"),
    ("us-iso-", "aws-iso"),
    ("us-gov-", "aws-us-gov"),
    ("eusc-", "aws-eusc"),
    ("cn-", "aws-cn"),
)
_AWS_DOMAINS = (
    ".awsapps.com",
    ".awsapps.cn",
    ".app.aws",
    ".api.aws",
    ".amazonaws.com",
    ".amazonaws.com.cn",
    ".amazonaws.eu",
    ".app.amazonwebservices.com.cn",
    ".api.amazonwebservices.com.cn",
    ".app.amazonwebservices.eu",
    ".api.amazonwebservices.eu",
    ".aws.amazon.com",
    ".signin.aws",
)
_DUAL_STACK_DOMAINS = (
    ".app.aws",
    ".app.amazonwebservices.com.cn",
    ".app.amazonwebservices.eu",
    ".api.amazonwebservices.eu",
)
# Where access portals and issuers are, narrower than what AWS owns: a bucket is no portal. As in the AWS CLI's list,
# with the European partition's beside them.
_PORTAL_DOMAINS = (
    ".awsapps.com",
    ".awsapps.cn",
    ".app.aws",
    ".portal.amazonaws.com",
    ".portal.amazonaws.com.cn",
    ".portal.amazonaws.eu",
    ".app.amazonwebservices.com.cn",
    ".app.amazonwebservices.eu",
)
_PORTAL_HOSTS = (
    "identitycenter.amazonaws.com",
    "identitycenter.amazonaws.com.cn",
    "identitycenter.amazonaws.eu",
    "identitycenter.us-gov.amazonaws.com",
)
# Hosts of Identity Center's own services. Everybody may have a page at `amazonaws.com`: in a bucket, behind an API.
_SERVICE_HOST = (
    r"(?:(?:device|portal)\.sso(?:-fips)?|oidc(?:-fips)?)\.[a-z]{2,4}(?:-[a-z]+)+-\d{1,2}\."
    r"(?:amazonaws\.(?:com|com\.cn|eu)|api\.aws|api\.amazonwebservices\.(?:com\.cn|eu))"
)
# Compiled when first asked: the program knows this module long before it meets a start URL.
_REGION = r"[a-z]{2,4}(?:-[a-z]+)+-\d{1,2}"
_REGION_OF_HOST = (
    # ssoins-….portal.REGION.app.aws and its sisters in other partitions
    rf"ssoins-[0-9a-z]+\.portal\.({_REGION})\.(?:app|api)\.[a-z.]+",
    # ssoins-….REGION.portal.amazonaws.com
    rf"ssoins-[0-9a-z]+\.({_REGION})\.portal\.amazonaws\.[a-z.]+",
    # start.REGION.home.awsapps.cn/directory/ID
    rf"start\.({_REGION})\.home\.awsapps\.cn",
)
_BARE_NAME = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})"
_HOST = r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?"


@frozen
class StartUrl:
    """What a start URL amounts to."""

    url: str
    """In the form to write into a config: no fragment, no trailing slash."""
    region: str | None
    """The sso_region, where the host tells."""
    partition: str
    session_name: str
    """A name to propose for the sso-session."""


def normalise(text: str) -> StartUrl:
    """The start URL that was meant: a full one in any form, one without `https://`, or the bare subdomain or `d-…` id.

    Raises InvalidValue for anything else, and for plain http unless it leads to this very machine.
    """
    text = text.strip()
    if not text:
        raise InvalidValue("No start URL was given.", "It looks like https://d-1234567890.awsapps.com/start.")
    if any(character.isspace() or not character.isprintable() for character in text):
        raise InvalidValue("A start URL holds no blanks and no invisible characters; nothing was taken over.")
    if re.fullmatch(_BARE_NAME, text):
        text = f"https://{text}.awsapps.com/start"
    elif "://" not in text:
        text = f"https://{text}"
    parts, host = _split(text)
    path = parts.path.rstrip("/")
    if path == "" and host.endswith(".awsapps.com"):
        path = "/start"
    port = f":{parts.port}" if parts.port is not None else ""
    shown_host = f"[{host}]" if ":" in host else host
    region = region_of_host(host)
    return StartUrl(
        url=f"{parts.scheme.lower()}://{shown_host}{port}{path}",
        region=region,
        partition=partition_of_host(host, region),
        session_name=_session_name(host, path),
    )


def same_portal(one: str, other: str) -> bool:
    """Whether two start URLs, however written, are the same portal. What cannot be read is the same as itself only."""
    if one == other:
        return True
    try:
        return normalise(one).url == normalise(other).url
    except InvalidValue:
        return False


def region_of_host(host: str) -> str | None:
    """The region that the host of a start URL carries; None for `awsapps.com`, which does not tell."""
    for pattern in _REGION_OF_HOST:
        if match := re.fullmatch(pattern, host.lower()):
            return match.group(1)
    return None


def partition_of_region(region: str) -> str:
    """The partition of a region, `aws` for every one that no other claims."""
    for prefix, partition in _REGION_PREFIXES:
        if region.startswith(prefix):
            return partition
    return "aws"


def partition_of_host(host: str, region: str | None = None) -> str:
    """The partition of a start URL's host, by its region where that is known."""
    if region:
        return partition_of_region(region)
    host = host.lower()
    if host.endswith((".cn",)):
        return "aws-cn"
    if "us-gov" in host:
        return "aws-us-gov"
    if host.endswith((".amazonaws.eu", ".amazonwebservices.eu")):
        return "aws-eusc"
    return "aws"


def is_aws_host(host: str) -> bool:
    """Whether AWS owns the host's domain; what stands there may be a customer's."""
    return f".{host.lower()}".endswith(_AWS_DOMAINS)


def is_portal_host(host: str) -> bool:
    """Whether an access portal of AWS's may be at that host."""
    return host.lower() in _PORTAL_HOSTS or f".{host.lower()}".endswith(_PORTAL_DOMAINS)


def is_vanity(start_url: str) -> bool:
    """Whether that is a name of the user's own, which AWS does not know and which can only lead to a portal."""
    host = host_of(start_url)
    return host not in LOOPBACK and not is_aws_host(host)


def is_dual_stack_host(host: str) -> bool:
    """Whether the instance behind that start URL's host wants the dual-stack OIDC endpoint (aws/aws-cli#10507)."""
    return f".{host.lower()}".endswith(_DUAL_STACK_DOMAINS)


def host_of(address: str) -> str:
    """The host of an address in lower case; empty where there is none."""
    try:
        return (urlsplit(address).hostname or "").lower()
    except ValueError:
        return ""


def is_trusted_page(address: str, start_url: str, oidc_endpoint: str | None = None) -> bool:
    """Whether a verification page that AWS named may be opened unasked (a phisher may have started the sign-in).

    It must be https on a host where Identity Center is, or the start URL's own; plain http only on this machine, and
    only where the OIDC endpoint was itself set to this machine.
    """
    # To a browser `https://evil.example\\.awsapps.com` is a host and a path.
    if "\\" in address or any(sign.isspace() or not sign.isprintable() for sign in address):
        return False
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").lower()
        _ = parts.port
    except ValueError:
        return False
    if parts.username is not None or parts.password is not None:
        return False
    if host in LOOPBACK:
        return (
            parts.scheme in ("http", "https")
            and oidc_endpoint is not None
            and host_of(oidc_endpoint) in LOOPBACK
        )
    return (
        parts.scheme == "https"
        and re.fullmatch(_HOST, host) is not None
        and (
            is_portal_host(host)
            or re.fullmatch(_SERVICE_HOST, host) is not None
            or host == host_of(start_url) != ""
        )
    )


def _split(text: str) -> tuple[SplitResult, str]:
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").lower()
        _ = parts.port  # raises for a port that is no number
    except ValueError:
        raise InvalidValue("That is no address; nothing was taken over.") from None
    scheme = parts.scheme.lower()
    if scheme not in ("https", "http"):
        raise InvalidValue("A start URL begins with https://; nothing was taken over.")
    if parts.username is not None or parts.password is not None:
        raise InvalidValue("A start URL holds no user name; nothing was taken over.")
    if host not in LOOPBACK and ("." not in host or not re.fullmatch(_HOST, host) or ".." in host):
        raise InvalidValue(
            "That is no start URL; nothing was taken over.", "It looks like https://acme.awsapps.com/start."
        )
    if scheme == "http" and host not in LOOPBACK:
        raise InvalidValue("Signing in over plain http is refused: a token would travel unprotected.")
    return parts, host


def _session_name(host: str, path: str) -> str:
    if host in LOOPBACK:
        return "local"
    first = host.split(".")[0]
    if first == "start" and "/directory/" in path:
        first = path.rsplit("/", 1)[-1] or "sso"
    name = re.sub(r"[^A-Za-z0-9_-]", "-", first).strip("-")
    return name or "sso"
