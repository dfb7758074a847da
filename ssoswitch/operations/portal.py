"""What an access portal tells of itself before anybody has signed in."""

from __future__ import annotations

from ssoswitch.core.start_urls import StartUrl
from ssoswitch.operations.connect import Connections


def region_of_portal(connections: Connections, url: StartUrl) -> str:
    """The region in which that portal's Identity Center lives; empty where it does not tell. Blocking, some seconds."""
    if url.region:
        return url.region
    from ssoswitch.aws.portal_page import region_of_portal as read

    return read(connections.clients, url)
