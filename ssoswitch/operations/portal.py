"""What an access portal tells of itself before anybody has signed in: its region, and its address at AWS."""

from __future__ import annotations

from dataclasses import replace

from ssoswitch.core.start_urls import StartUrl, is_vanity, normalise
from ssoswitch.model.errors import ServiceFault, WrongRegion
from ssoswitch.model.sso_session import SsoSession
from ssoswitch.operations.connect import Connections


def region_of_portal(connections: Connections, url: StartUrl) -> str:
    """The region in which that portal's Identity Center lives; empty where it does not tell. Blocking, some seconds."""
    if url.region:
        return url.region
    from ssoswitch.aws.portal_page import region_of_portal as read

    return read(connections.clients, url)


def at_aws(connections: Connections, url: StartUrl) -> StartUrl:
    """AWS's own start URL where that one is a name of the user's own which leads there; else itself.

    Blocking, some seconds, for a name of one's own only. Raises UnsafeEndpoint where it leads elsewhere, AccessError
    where it cannot be asked.
    """
    # What stands in for AWS knows best which start URLs it has.
    if not is_vanity(url.url) or connections.env.endpoints.sso_oidc:
        return url
    from ssoswitch.aws.vanity_url import look_up

    return look_up(connections.clients, url)


def check_reachable(connections: Connections, session: SsoSession) -> None:
    """Ask the sign-in host of that session for anything at all. Blocking, some seconds. Raises Unreachable."""
    from ssoswitch.aws.clock import seconds_ahead

    try:
        seconds_ahead(connections.clients, session, "begin the sign-in")
    except ServiceFault:
        pass  # somebody answered; whether that is AWS shows when a token is asked for


def session_at_aws(connections: Connections, session: SsoSession) -> SsoSession:
    """The session with the address that AWS knows its portal by. Raises as `at_aws`, and WrongRegion."""
    if not is_vanity(session.start_url):
        return session
    url = normalise(session.start_url)
    found = at_aws(connections, url)
    if found == url:
        return session
    if found.region and found.region != session.sso_region:
        raise WrongRegion(
            f"{session.start_url} leads to {found.url}, which is in {found.region}; {session.name} says "
            f"{session.sso_region}. No sign-in was started.",
            "Correct sso_region in the AWS config.",
        )
    return replace(session, issuer_url=found.url)
