"""What the console dialog offers first for a role: the service, the region and the way, and where each comes from.

A wrong default region is the oldest complaint about console shortcuts, so the region has an order of its own, and says
what it was taken from.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ssoswitch.core.console import checked_region, hosts_of
from ssoswitch.core.frecency import remembered
from ssoswitch.core.services import BY_NAME
from ssoswitch.core.start_urls import partition_of_region
from ssoswitch.model.account import AccountRole
from ssoswitch.model.errors import InvalidValue
from ssoswitch.model.frozen import frozen
from ssoswitch.model.settings import Recollections, Settings
from ssoswitch.model.sso_session import SsoSession

FEDERATION, PORTAL, SWITCH_ROLE = "federation", "portal", "switch-role"
WAYS = (FEDERATION, PORTAL)
"""What a person chooses between; for a role that another role assumes, `portal` becomes the Switch-Role link."""
HOME = "home"


@frozen
class LastChoice:
    """What was chosen last for a role. Empty: nothing."""

    service: str = ""
    region: str = ""
    way: str = ""


@frozen
class Offer:
    """What is offered first for a role."""

    service: str
    """A name of the table of services."""
    region: str
    region_why: str
    """A few words, such as `the profile's`."""
    way: str
    regions: tuple[str, ...] = ()
    """Every region that speaks for itself here, the offered one first."""


def last_choice(recollections: Recollections, role: AccountRole) -> LastChoice:
    """What was chosen last for that role; what no longer makes sense is left out."""
    text = recollections.last_choice.get(_key(role), "")
    service, region, way = (*text.split("|"), "", "", "")[:3]
    return LastChoice(
        service if service in BY_NAME else "",
        region if _is_region(region) else "",
        way if way in WAYS else "",
    )


def offer(
    session: SsoSession | None,
    role: AccountRole,
    settings: Settings,
    recollections: Recollections,
    *,
    profile_region: str = "",
    partition: str = "",
) -> Offer:
    """What to offer for that role; `partition` empty: the sso-session's. Raises InvalidValue for no known region."""
    last = last_choice(recollections, role)
    home = session.sso_region if session is not None else ""
    partition = partition or partition_of_region(home)
    regions = tuple(_candidates(last, role, settings, profile_region, home, partition))
    if not regions:
        raise InvalidValue(
            "No region is known for this role; nothing was opened.",
            "Name one with --region, such as eu-west-1.",
        )
    region, why = regions[0]
    return Offer(
        service=last.service or HOME,
        region=region,
        region_why=why,
        way=last.way or (settings.console_way if settings.console_way in WAYS else FEDERATION),
        regions=tuple(dict.fromkeys(each for each, _ in regions)),
    )


def fitting_region(region: str, partition: str) -> str:
    """The region, if it is one of that partition. Raises InvalidValue: a role's console ends with its partition."""
    checked_region(region)
    hosts_of(region)
    if partition_of_region(region) != partition:
        raise InvalidValue(
            f"{region} is in the partition {partition_of_region(region)}, the role in {partition}; nothing was opened."
        )
    return region


def remember_choice(
    recollections: Recollections, session_name: str, role: AccountRole, choice: LastChoice, now: float
) -> Recollections:
    """With that opening remembered: what it was, and one more use of the role. Empty parts stay as they were."""
    known = last_choice(recollections, role)
    service, region = choice.service or known.service, choice.region or known.region
    text = f"{service}|{region}|{choice.way or known.way}"
    after = replace(recollections, last_choice={**recollections.last_choice, _key(role): text})
    what = f"console {choice.service}" if choice.service else "console"
    return remembered(after, session_name, role, now, what) if role.role_name else after


def _candidates(
    last: LastChoice, role: AccountRole, settings: Settings, profile_region: str, home: str, partition: str
) -> Iterable[tuple[str, str]]:
    choice = settings.accounts.get(role.account_id)
    for region, why in (
        (last.region, "used here last"),
        (choice.region if choice is not None else "", "set for this account"),
        (profile_region, "the profile's"),
        (settings.region, "from the settings"),
        (home, "the sso-session's"),
    ):
        if region and _is_region(region) and partition_of_region(region) == partition:
            yield region, why


def _is_region(text: str) -> bool:
    try:
        checked_region(text)
    except InvalidValue:
        return False
    return True


def _key(role: AccountRole) -> str:
    return f"console/{role.account_id}/{role.role_name}"
