"""The AWS console for a role: choose page, region and way; make the link; open it.

Two ways, because each fails where the other works. The federated link signs in wherever it is opened (another browser
profile, a container, a private window) and is a key for 15 minutes. The portal's deep link holds no secret, can be
shared, and needs a browser that is signed in at the portal. For a role that another role assumes, the console's own
Switch-Role link stands in for the portal's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from ssoswitch.core import console as addresses
from ssoswitch.core.console_choice import (
    FEDERATION,
    PORTAL,
    SWITCH_ROLE,
    WAYS,
    LastChoice,
    Offer,
    remember_choice,
)
from ssoswitch.core.services import BY_NAME
from ssoswitch.model.errors import Unavailable, WriteError
from ssoswitch.model.frozen import frozen
from ssoswitch.model.secret import Secret
from ssoswitch.operations.console_plan import (
    ConsoleTarget,
    offer_for,
    open_plan,
    profile_source,
    region_of_profile,
    require_plain_link,
    required_session,
)

if TYPE_CHECKING:
    from ssoswitch.core.aws_config import AwsConfig
    from ssoswitch.disk.browser import BrowserReport
    from ssoswitch.model.account import Account
    from ssoswitch.model.environment import Environment
    from ssoswitch.model.settings import Recollections, Settings
    from ssoswitch.model.sso_session import SsoSession
    from ssoswitch.operations.connect import Connections

__all__ = [
    "FEDERATION",
    "PORTAL",
    "SWITCH_ROLE",
    "WAYS",
    "ConsoleTarget",
    "Offer",
    "Opened",
    "console_link",
    "offer_for",
    "open_console",
    "open_plan",
    "portal_link",
    "profile_source",
    "region_of_profile",
    "remember_opening",
    "remembered_opening",
]


@frozen
class Opened:
    """What became of it."""

    report: BrowserReport
    way: str
    """By which it was opened; another one than was asked for where `fallback` says why."""
    link: Secret | str
    """What was (or would have been) opened; a Secret where it is a key."""
    fallback: str = ""


def console_link(
    env: Environment,
    connections: Connections,
    session: SsoSession | None,
    target: ConsoleTarget,
    *,
    config: AwsConfig | None = None,
    ask_mfa: Callable[[str], str] | None = None,
) -> Secret:
    """The federated link: whoever has it is signed in, for 15 minutes. Never print, log or keep it unasked.

    Asks AWS for the role's credentials (in front of a running sync) and exchanges them. Raises SignInNeeded,
    AccessError, and what credentials of such a profile raise.
    """
    from ssoswitch.aws.federation import console_link as federated
    from ssoswitch.operations.credentials import credentials_for

    source = target.profile if target.profile is not None else (required_session(session), target.role)

    def ask() -> Secret:
        credentials = credentials_for(env, connections, source, config=config, ask_mfa=ask_mfa)
        if not credentials.session_token:
            raise Unavailable(
                "The console takes no long-term keys: its sign-in needs the credentials of a role.",
                "Use a profile that leads to a role.",
            )
        return federated(
            connections.clients,
            credentials,
            target.region,
            destination_url=target.destination,
            issuer=session.start_url if session is not None else "",
        )

    return ask() if session is None else connections.gate(session).call(ask, urgent=True)


def portal_link(
    session: SsoSession | None, target: ConsoleTarget, *, account_name: str = "", colour: str = ""
) -> str:
    """The link without a secret: the portal's, or the Switch-Role link of a role that another role assumes.

    Raises Unavailable where there is none.
    """
    if target.profile is not None:
        require_plain_link(target.profile)
        return addresses.switch_role_link(
            target.profile.values["role_arn"],
            display_name=account_name or target.profile.name,
            colour=colour,
            region=target.region,
        )
    return addresses.portal_link(required_session(session), target.role, target.destination)


def open_console(
    env: Environment,
    connections: Connections,
    session: SsoSession | None,
    target: ConsoleTarget,
    *,
    settings: Settings,
    account: Account | None = None,
    config: AwsConfig | None = None,
    browser: str = "",
    ask_mfa: Callable[[str], str] | None = None,
) -> Opened:
    """Open it in the browser of the settings, or in that of the command template `browser`.

    A browser that cannot read the page which keeps the link out of its command line gets the link without a secret
    instead, and `fallback` says so. Raises as `console_link`; that nothing could be started is in the report.
    """
    from ssoswitch.disk import browser as browsers

    if browser:
        settings = replace(settings, browser=browser, container="")
    names = browsers.names_of(settings, account, target.role, target.profile.name if target.profile else "")
    fallback = ""
    if target.way == FEDERATION:
        reason = browsers.why_no_secret(env, settings, names)
        if not reason:
            link = console_link(env, connections, session, target, config=config, ask_mfa=ask_mfa)
            report = browsers.open_address(env, settings, link, names=names)
            return Opened(report, FEDERATION, link)
        fallback = reason
    plain = portal_link(session, target, account_name=names.account)
    way = SWITCH_ROLE if target.profile is not None else PORTAL
    return Opened(browsers.open_address(env, settings, plain, names=names), way, plain, fallback)


def remember_opening(
    env: Environment, session: SsoSession | None, target: ConsoleTarget, *, way: str = ""
) -> None:
    """Remember what was opened, to offer it first next time. That it cannot be saved is no reason to complain."""
    from ssoswitch.disk.recollections import change_recollections

    try:
        change_recollections(env, lambda known: remembered_opening(known, env, session, target, way=way))
    except WriteError:
        return


def remembered_opening(
    known: Recollections,
    env: Environment,
    session: SsoSession | None,
    target: ConsoleTarget,
    *,
    way: str = "",
) -> Recollections:
    """What `remember_opening` makes of what is remembered. A page that was given changes neither service nor region.

    `way`: the one that was chosen, to be offered again; empty leaves the one that is offered.
    """
    way = PORTAL if way == SWITCH_ROLE else way
    # What was only offered is not remembered as a choice, or the profile's region could never change again.
    here = target.service and not target.why and not BY_NAME[target.service].everywhere
    chosen = target.region if here else ""
    choice = LastChoice(target.service, chosen, way)
    name = session.name if session is not None else ""
    return remember_choice(known, name, target.role, choice, env.clock.time())
