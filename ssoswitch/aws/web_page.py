"""A page of the web that is no API: asked for by botocore's own HTTP, with the CA bundle and proxies of every call."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ssoswitch.aws.clients import Clients, proxies_for, quieten

TIMEOUT = 4.0
"""Seconds for each step; somebody waits for it."""
REDIRECTS = (301, 302, 303, 307, 308)


@contextmanager
def page(clients: Clients, method: str, address: str) -> Iterator[Any]:
    """The answer: `status_code`, `headers`, and `raw`, of which nothing is read yet. No redirect is followed.

    Raises BotoCoreError, urllib3's HTTPError and OSError.
    """
    from botocore.awsrequest import AWSRequest
    from botocore.httpsession import URLLib3Session

    quieten()
    session = URLLib3Session(
        verify=clients.env.ca_bundle or True,
        proxies=proxies_for(clients.env.variables, address),
        timeout=(TIMEOUT, TIMEOUT),
        max_pool_connections=1,
    )
    request = AWSRequest(method=method, url=address, headers={"Accept": "text/html"}, stream_output=True)
    try:
        yield session.send(request.prepare())
    finally:
        session.close()
