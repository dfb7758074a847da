"""What the console would be opened on: page, region, partition and way, from what was asked, pasted and remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ssoswitch.core import console as addresses
from ssoswitch.core.console_choice import (
    FEDERATION,
    HOME,
    PORTAL,
    SWITCH_ROLE,
    Offer,
    fitting_region,
    offer,
)
from ssoswitch.core.pasted import role_page, understand
from ssoswitch.core.profile_ends import region_for, role_of, session_name_of, why_no_plain_link
from ssoswitch.core.services import find_service
from ssoswitch.core.start_urls import partition_of_region
from ssoswitch.model.account import AccountRole
from ssoswitch.model.errors import InvalidValue, NoMatch, Unavailable
from ssoswitch.model.frozen import frozen

if TYPE_CHECKING:
    from ssoswitch.core.aws_config import AwsConfig
    from ssoswitch.core.services import Service
    from ssoswitch.model.environment import Environment
    from ssoswitch.model.profile import Profile
    from ssoswitch.model.settings import Recollections, Settings
    from ssoswitch.model.sso_session import SsoSession


@frozen
class ConsoleTarget:
    """What will be opened, and how."""

    description: str
    """`S3 in eu-west-1`, `IAM`, or the page's own address without its query."""
    destination: str
    """The console page."""
    region: str
    """The region that was chosen; a global service's page may name another."""
    partition: str
    way: str
    """federation, portal or switch-role."""
    role: AccountRole
    """Empty texts for a profile whose role the config does not tell."""
    service: str = ""
    """Its name in the table of services; empty for a page that was given."""
    profile: Profile | None = None
    """The profile whose credentials count instead of the role's own: one with a role_arn, or with keys."""
    why: str = ""
    """Where the region comes from, in a few words; empty where it is another one than was offered."""


def offer_for(
    env: Environment,
    session: SsoSession | None,
    role: AccountRole,
    *,
    settings: Settings,
    config: AwsConfig | None = None,
    recollections: Recollections | None = None,
    profile: Profile | None = None,
) -> Offer:
    """What a dialog offers first for that role: service, region, way. Raises InvalidValue where no region is known."""
    config, recollections = _known(env, config, recollections)
    own = profile or next(iter(config.profiles_by_role().get(role, ())), None)
    region = region_for(config, own) if own is not None else ""
    return offer(
        session,
        role,
        settings,
        recollections,
        profile_region=region,
        partition=_partition(session, profile, region),
    )


def open_plan(
    env: Environment,
    session: SsoSession | None,
    role: AccountRole,
    *,
    settings: Settings,
    service: str = "",
    region: str = "",
    destination: str = "",
    way: str = "",
    config: AwsConfig | None = None,
    recollections: Recollections | None = None,
    profile: Profile | None = None,
) -> ConsoleTarget:
    """What would be opened. `service` and `destination` may be a service, a path, a console or portal address, an ARN.

    `profile` is one whose credentials are not simply the role's: it has a role_arn, or keys. Raises NoMatch for an
    unknown service, UnsafeEndpoint for a page that is not this role's console, InvalidValue for a region or an
    account that does not fit, Unavailable for a way that such a profile does not have.
    """
    offered = offer_for(
        env, session, role, settings=settings, config=config, recollections=recollections, profile=profile
    )
    partition = partition_of_region(offered.region)
    asked = region
    text, name = destination or service, ""
    pasted = understand(text)
    if pasted is not None:
        # Where a role is chosen already, the ARN of another is a thing to look at, as any resource's is.
        iam = role_page(text)
        _require_same_role(pasted.account_id, "" if iam else pasted.role_name, role)
        text, asked = _page_of(pasted.destination or iam, pasted.what, text), asked or pasted.region
    chosen = fitting_region(asked or offered.region, partition)
    page = addresses.destination(text, chosen)
    if pasted is None and (found := _service(text)) is not None:
        name = found.name
        title = found.title if found.everywhere else f"{found.title} in {chosen}"
    else:
        chosen = addresses.region_of(page) or chosen
        title = page.split("?", 1)[0].removeprefix("https://")
    return ConsoleTarget(
        description=title,
        destination=page,
        region=chosen,
        partition=partition,
        way=_way(way or offered.way, session, profile),
        role=role,
        service=name,
        profile=profile,
        why=offered.region_why if chosen == offered.region else "",
    )


def profile_source(config: AwsConfig, name: str) -> tuple[SsoSession | None, AccountRole, Profile | None]:
    """The sso-session, the role, and the profile where its credentials are not simply that role's.

    Raises ProfileNotFound.
    """
    from ssoswitch.operations.use import find_profile_named

    profile = find_profile_named(config, name)
    session = config.sessions.get(session_name_of(config, profile))
    if profile.role is not None and session is not None and not profile.values.get("role_arn"):
        return session, profile.role, None
    return session, role_of(profile) or AccountRole("", ""), profile


def _known(
    env: Environment, config: AwsConfig | None, recollections: Recollections | None
) -> tuple[AwsConfig, Recollections]:
    if config is None:
        from ssoswitch.operations.read_config import read_config

        config = read_config(env)
    if recollections is None:
        from ssoswitch.disk.recollections import load_recollections

        recollections = load_recollections(env)
    return config, recollections


def region_of_profile(config: AwsConfig, name: str) -> str:
    """The region of that profile, or of those that it builds on; empty where none has one."""
    profile = config.profiles.get(name)
    return region_for(config, profile) if profile is not None else ""


def _partition(session: SsoSession | None, profile: Profile | None, region: str) -> str:
    """The role's partition: an ARN names it, an sso-session has one, else the region tells."""
    arn = profile.values.get("role_arn", "") if profile is not None else ""
    if arn.startswith("arn:") and arn.count(":") >= 5:
        return arn.split(":")[1]
    return partition_of_region(session.sso_region if session is not None else region)


def _way(way: str, session: SsoSession | None, profile: Profile | None) -> str:
    if way == FEDERATION:
        return FEDERATION
    if way not in (PORTAL, SWITCH_ROLE):
        raise InvalidValue(f"{way!r} is no way to the console.", "There are federation and portal.")
    if profile is None:
        required_session(session)
        return PORTAL
    require_plain_link(profile)
    return SWITCH_ROLE


def _require_same_role(account_id: str, role_name: str, role: AccountRole) -> None:
    """A pasted page of another account would open as something else than what stands on it."""
    if account_id and role.account_id and account_id != role.account_id:
        raise InvalidValue(
            f"That page is of account {account_id}, the role is in {role.account_id}; nothing was opened.",
            f"Choose a role in {account_id}, or leave the page out.",
        )
    if role_name and role.role_name and role_name != role.role_name:
        raise InvalidValue(
            f"That page is for the role {role_name}, not {role.role_name}; nothing was opened.",
            f"Choose {role_name}, or leave the page out.",
        )


def _page_of(page: str, what: str, text: str) -> str:
    if page:
        return page
    if what == "portal link":
        return HOME
    raise NoMatch(
        f"{text!r} is no console page but {'an' if what[0] in 'aA' else 'a'} {what}.",
        "Give a service's name, a path, a console address, or the ARN of a resource.",
    )


def _service(text: str) -> Service | None:
    """The service that the text names, None where it is a page."""
    if "/" in text or "://" in text:
        return None
    return find_service(text or HOME)


def required_session(session: SsoSession | None) -> SsoSession:
    """The sso-session, which the portal's link and the role's credentials hang on. Raises Unavailable for none."""
    if session is None:
        raise Unavailable(
            "There is no sso-session behind this profile, so there is no portal to open it from.",
            "Open it by federation.",
        )
    return session


def require_plain_link(profile: Profile) -> None:
    """Raise Unavailable for a profile that no link without a secret leads to."""
    if reason := why_no_plain_link(profile):
        raise Unavailable(f"No link without a secret: {reason}", "Open it by federation.")
