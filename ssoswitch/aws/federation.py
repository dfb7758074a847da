"""The console's federation endpoint: role credentials for a sign-in token, the token for a link.

The credentials go in the body of a POST, never in an address: addresses end up in proxies' logs. A link is a key for
15 minutes, and the console session behind it lasts as long as the credentials do, so SessionDuration is left out (for
chained roles AWS refuses it).
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from ssoswitch.aws.answers import NotAnAnswer
from ssoswitch.aws.clients import CONNECT_TIMEOUT, Clients, proxies_for, quieten
from ssoswitch.aws.errors import moment_of, not_understood, retry_after, translate
from ssoswitch.core.console import login_query, signin_host
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import AccessDenied, ClockSkew, ServiceFault, SsoswitchError, Throttled
from ssoswitch.model.token import RoleCredentials, Secret

WHAT = "exchange the credentials for a console sign-in"
_SKEW = 300.0
"""Seconds by which the local clock may be off before it is named as the reason of a refusal."""


def federation_address(env: Environment, region: str) -> str:
    """Where tokens and links of that region are made: the host that was given, else AWS's own for the region.

    Raises InvalidValue for a region that is none, or of a partition without a federated console.
    """
    base = env.endpoints.signin or f"https://{signin_host(region)}"
    return f"{base.rstrip('/')}/federation"


def console_link(
    clients: Clients, credentials: RoleCredentials, region: str, *, destination_url: str, issuer: str
) -> Secret:
    """The link that signs a browser in with those credentials, once, within 15 minutes.

    `issuer` is the page that the console offers when its session has ended. Raises as `sign_in_token`.
    """
    token = sign_in_token(clients, credentials, region)
    query = login_query(signin_token=token.reveal(), issuer=issuer, destination_url=destination_url)
    return Secret(f"{federation_address(clients.env, region)}?{query}")


def sign_in_token(clients: Clients, credentials: RoleCredentials, region: str) -> Secret:
    """What getSigninToken gives for them. Raises AccessError: AccessDenied where AWS does not take the credentials."""
    session = {
        "sessionId": credentials.access_key_id.reveal(),
        "sessionKey": credentials.secret_access_key.reveal(),
        "sessionToken": credentials.session_token.reveal(),
    }
    body = urlencode({"Action": "getSigninToken", "Session": json.dumps(session)}).encode()
    answer = _post(clients, federation_address(clients.env, region), body)
    if answer.status_code != 200:
        raise _refusal(answer, clients.env.clock.time())
    try:
        token = json.loads(answer.content)["SigninToken"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise not_understood(WHAT) from None
    if not isinstance(token, str) or not token:
        raise not_understood(WHAT)
    return Secret(token)


def _post(clients: Clients, address: str, body: bytes) -> Any:
    from botocore.awsrequest import AWSRequest
    from botocore.exceptions import BotoCoreError
    from botocore.httpsession import URLLib3Session

    quieten()
    session = clients.bounded(
        URLLib3Session(
            verify=clients.env.ca_bundle or True,
            proxies=proxies_for(clients.env.variables, address),
            timeout=(CONNECT_TIMEOUT, clients.read_timeout),
            max_pool_connections=1,
        )
    )
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    request = AWSRequest(method="POST", url=address, data=body, headers=headers).prepare()
    try:
        return session.send(request)
    except NotAnAnswer:
        raise not_understood(WHAT) from None
    except (BotoCoreError, OSError) as error:
        raise translate(error, WHAT, service="signin", now=clients.env.clock.time()) from None
    finally:
        session.close()


def _refusal(answer: Any, now: float) -> SsoswitchError:
    """The error behind a status other than 200; what AWS's page says is not quoted, for it may quote us."""
    status = int(answer.status_code)
    headers = {str(name).lower(): str(value) for name, value in answer.headers.items()}
    if status == 429:
        return Throttled(
            f"AWS is throttling: it refused to {WHAT} for now.",
            "Nothing was opened. Wait a little, then try again.",
            retry_after(headers, now),
        )
    if status >= 500:
        return ServiceFault(
            f"AWS had a fault of its own ({status}) when asked to {WHAT}.",
            "Nothing was opened. Try again, or in another region: each has a sign-in of its own.",
        )
    if status not in (400, 401, 403):
        return not_understood(WHAT)
    minutes = _minutes_off(headers.get("date", ""), now)
    if minutes:
        direction = "ahead" if minutes > 0 else "behind"
        return ClockSkew(
            f"This machine's clock is {abs(minutes)} min {direction}, and AWS refused to {WHAT}.",
            "Set the clock, then try again.",
        )
    return AccessDenied(
        f"AWS refused to {WHAT} ({status}): they have ended, or are not a role's. Nothing was opened.",
        "Sign in again, or open the portal link instead, which needs no credentials (--portal).",
    )


def _minutes_off(date: str, now: float) -> int:
    """How far the local clock is ahead of the answer's Date, in minutes; 0 where it is near enough, or not known."""
    there = moment_of(date)
    if there is None:
        return 0
    seconds = now - there
    return round(seconds / 60) if abs(seconds) > _SKEW else 0
