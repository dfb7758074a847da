"""The client that we are to AWS: registered once for each login grant, kept for its 90 days, renewed when forgotten.

One registration cannot hold both login grants (synfinatic/aws-sso-cli#1359). The AWS CLI stays locked out by a
registration that AWS no longer knows until its file is deleted by hand; here it is dropped.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ssoswitch.core.pkce import REGISTERED_REDIRECT_URI
from ssoswitch.disk.token_cache import TokenCache
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import RequestRefused, SignInError, SignInRefused, WriteError, WrongRegion
from ssoswitch.model.frozen import frozen
from ssoswitch.model.sso_session import SsoSession
from ssoswitch.model.token import GRANT_AUTHORIZATION_CODE, GRANT_REFRESH_TOKEN, ClientRegistration
from ssoswitch.operations.tokens import REFRESH_WINDOW, scopes_of

if TYPE_CHECKING:
    from ssoswitch.operations.connect import Connections

UNKNOWN_CLIENT = frozenset({"invalid_client", "unauthorized_client"})
"""AWS's words for a registration that it does not know, or that is for another grant."""


@frozen
class Registered:
    """A registration, and whether it was one that we had already."""

    registration: ClientRegistration
    kept: bool


def registration_for(
    env: Environment, connections: Connections, session: SsoSession, grant_type: str
) -> Registered:
    """The registration for that login grant: the kept one while it lives, else a new one.

    Raises WrongRegion and what RegisterClient raises.
    """
    cache, scopes = TokenCache(env), scopes_of(session)
    kept = cache.load_registration(session, grant_type, scopes)
    if kept is not None and kept.expires_at - env.clock.time() > REFRESH_WINDOW:
        return Registered(kept, kept=True)
    by_code = grant_type == GRANT_AUTHORIZATION_CODE
    try:
        registration = connections.identity_center(session).register_client(
            grant_types=(GRANT_AUTHORIZATION_CODE, GRANT_REFRESH_TOKEN) if by_code else (),
            scopes=scopes,
            redirect_uris=(REGISTERED_REDIRECT_URI,) if by_code else (),
            issuer_url=session.issuer if by_code else "",
        )
    except RequestRefused as error:
        raise refusal(session, error) from None
    registration = replace(registration, grant_types=(grant_type, GRANT_REFRESH_TOKEN))
    try:
        cache.save_registration(session, grant_type, registration)
    except WriteError:
        pass  # it serves this sign-in; the next one registers anew
    return Registered(registration, kept=False)


def drop_registration(env: Environment, session: SsoSession, grant_type: str) -> None:
    """Forget the kept registration, so that the next sign-in registers anew."""
    try:
        TokenCache(env).delete_registration(session, grant_type, scopes_of(session))
    except WriteError:
        pass  # the next sign-in finds it refused again, and says so


def refusal(session: SsoSession, error: RequestRefused) -> SignInError:
    """What a refused request on the way to a token means for a person."""
    if error.slug in ("invalid_request", "invalid_grant"):
        return WrongRegion(
            f"{error.message} The portal of {session.name} may not be in {session.sso_region}.",
            "Check sso_region and sso_start_url in the AWS config.",
        )
    if error.slug == "invalid_scope":
        return SignInRefused(
            f"{error.message} The scopes were: {', '.join(scopes_of(session)) or 'none'}.",
            "Check sso_registration_scopes in the AWS config.",
        )
    if error.slug in UNKNOWN_CLIENT:
        return SignInRefused(f"{error.message} It was registered anew for the next try.", "Try again.")
    if error.slug == "access_denied":
        return SignInRefused(
            "The portal said no (access_denied). Nothing changed.", "Wrong user? Try another browser."
        )
    return SignInRefused(error.message, "Try again.")
