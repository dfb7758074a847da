"""How far this machine's clock is from AWS's: the Date header of one call that needs no sign-in."""

from __future__ import annotations

from ssoswitch.aws.clients import CONNECT_TIMEOUT, Clients, proxies_for, quieten
from ssoswitch.aws.errors import moment_of, not_understood, translate
from ssoswitch.core.start_urls import host_of, is_dual_stack_host
from ssoswitch.model.sso_session import SsoSession

WHAT = "tell the time"


def seconds_ahead(clients: Clients, session: SsoSession, what: str = WHAT) -> float:
    """By how many seconds the local clock is ahead of the portal's sign-in host (behind: negative), to about one.

    Sends nothing but the request; `what` is what it is for, where it fails. Raises Unreachable, InvalidValue for a
    region or CA bundle that is none, ServiceFault where somebody else answered.
    """
    from botocore.awsrequest import AWSRequest
    from botocore.exceptions import BotoCoreError
    from botocore.httpsession import URLLib3Session

    quieten()
    dual_stack = is_dual_stack_host(host_of(session.start_url))
    address = clients.oidc_address(session.sso_region, dual_stack=dual_stack)
    connection = URLLib3Session(
        verify=clients.env.ca_bundle or True,
        proxies=proxies_for(clients.env.variables, address),
        timeout=(CONNECT_TIMEOUT, CONNECT_TIMEOUT),
        max_pool_connections=1,
    )
    clock = clients.env.clock
    before = clock.time()
    try:
        answer = connection.send(AWSRequest(method="GET", url=f"{address}/").prepare())
    except (BotoCoreError, OSError) as error:
        raise translate(error, what, service="sso-oidc", now=clock.time()) from None
    finally:
        connection.close()
    headers = {str(name).lower(): str(value) for name, value in answer.headers.items()}
    there = moment_of(headers.get("date", ""))
    if there is None:
        raise not_understood(what)
    # The header counts whole seconds, and was written somewhere between the two looks.
    return (before + clock.time()) / 2 - (there + 0.5)
