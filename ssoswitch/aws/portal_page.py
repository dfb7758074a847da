"""The region of Identity Center, read off the access portal's own page, for whoever knows only the start URL.

The page says it before anybody has signed in: `<meta name="region" content="eu-west-1"/>`; granted reads it there too.
Only hosts of AWS are asked, and where it cannot be read the person says it.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urljoin, urlsplit

from ssoswitch.aws.bounded import read_bounded
from ssoswitch.aws.clients import Clients
from ssoswitch.aws.web_page import REDIRECTS, page
from ssoswitch.core.start_urls import LOOPBACK, StartUrl, is_aws_host, partition_of_region

_MOST_BYTES = 256 * 1024
_SECONDS = 8.0
_MOST_HOPS = 4
_META = re.compile(
    rb"""<meta\s+name=["']region["']\s+content=["']([a-z]{2,4}(?:-[a-z]+)+-\d{1,2})["']""", re.IGNORECASE
)


def region_of_portal(clients: Clients, url: StartUrl) -> str:
    """The region that the portal's page names; empty where it names none or cannot be read. Blocking, some seconds."""
    stand_in = clients.env.endpoints.sso_oidc
    address = f"{stand_in.rstrip('/')}{urlsplit(url.url).path}" if stand_in else url.url
    found = _META.search(_body(clients, address, urlsplit(stand_in).hostname if stand_in else None))
    region = found.group(1).decode() if found else ""
    # A stand-in for AWS has an address of its own, which tells no partition.
    return region if region and (stand_in or partition_of_region(region) == url.partition) else ""


def _body(clients: Clients, address: str, stand_in: str | None) -> bytes:
    from botocore.exceptions import BotoCoreError
    from urllib3.exceptions import HTTPError

    for _hop in range(_MOST_HOPS):
        if not _may_ask(address, stand_in):
            return b""
        try:
            answer, body = _get(clients, address)
        except (BotoCoreError, HTTPError, OSError):
            return b""  # the person is asked instead
        if answer.status_code not in REDIRECTS:
            return body if answer.status_code == 200 else b""
        address = urljoin(address, str(answer.headers.get("Location", "")))
    return b""


def _may_ask(address: str, stand_in: str | None) -> bool:
    parts = urlsplit(address)
    host = parts.hostname or ""
    if stand_in is not None:
        return host == stand_in
    return (parts.scheme == "https" and is_aws_host(host)) or (parts.scheme == "http" and host in LOOPBACK)


def _get(clients: Clients, address: str) -> tuple[Any, bytes]:
    with page(clients, "GET", address) as answer:
        return answer, read_bounded(answer.raw, clients.env.clock, _SECONDS, _MOST_BYTES, cut=True)
