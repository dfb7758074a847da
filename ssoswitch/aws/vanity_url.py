"""Where a start URL of the user's own leads: `https://sso.example.com` that only redirects to AWS's access portal.

AWS itself knows no such address, so it is looked up once before a sign-in, as the AWS CLI does since 2.35
(`customizations/sso/resolve.py`). Nothing is sent but the request for the page: no cookie, no token, no body.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

from ssoswitch.aws.clients import Clients
from ssoswitch.aws.errors import translate
from ssoswitch.aws.web_page import REDIRECTS, page
from ssoswitch.core.start_urls import StartUrl, host_of, is_portal_host, normalise
from ssoswitch.model.errors import InvalidValue, SsoswitchError, UnsafeEndpoint

_MOST_HOPS = 3
_NO_HEAD = (405, 501)
WHAT = "say where the start URL leads"


def look_up(clients: Clients, url: StartUrl) -> StartUrl:
    """AWS's own start URL behind that one. Blocking, some seconds.

    Raises UnsafeEndpoint where it leads to no access portal of AWS's, or off https; AccessError where nobody answers.
    """
    address = url.url
    for _hop in range(_MOST_HOPS):
        answer = _ask(clients, "HEAD", address)
        if answer.status_code in _NO_HEAD:
            answer = _ask(clients, "GET", address)
        if answer.status_code not in REDIRECTS:
            raise _leads_nowhere(url, f"it answers {answer.status_code} instead of leading to one")
        address = urljoin(address, str(answer.headers.get("Location", "")))
        if not address.startswith("https://"):
            raise _leads_nowhere(url, "it leads to an address that is not https")
        if is_portal_host(host_of(address)):
            try:
                return normalise(address.split("#", 1)[0].split("?", 1)[0])
            except InvalidValue:
                raise _leads_nowhere(url, "what it leads to is no start URL") from None
    raise _leads_nowhere(url, f"it leads on and on, last to {host_of(address)}")


def _leads_nowhere(url: StartUrl, reason: str) -> SsoswitchError:
    return UnsafeEndpoint(
        f"{url.url} is not AWS's, and leads to no access portal of AWS: {reason}. Nothing was sent there.",
        "Use the portal's own address, such as https://d-1234567890.awsapps.com/start.",
    )


def _ask(clients: Clients, method: str, address: str) -> Any:
    from botocore.exceptions import BotoCoreError
    from urllib3.exceptions import HTTPError

    try:
        # The body is never read: only where it leads counts.
        with page(clients, method, address) as answer:
            return answer
    except (BotoCoreError, HTTPError, OSError) as error:
        raise translate(error, WHAT, service="signin", now=clients.env.clock.time()) from None
