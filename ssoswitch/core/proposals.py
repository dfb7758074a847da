"""What a dialog proposes before anybody typed: the region of a new profile, regions to pick from, the milder role."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from ssoswitch.core.aws_config import AwsConfig
from ssoswitch.model.account import AccountRole
from ssoswitch.model.settings import Settings
from ssoswitch.model.sso_session import SsoSession

# From botocore's endpoints.json, all partitions; a region that is not here can be typed all the same.
# fmt: off
REGIONS: tuple[str, ...] = (
    "us-east-1", "us-east-2", "us-west-1", "us-west-2", "ca-central-1", "ca-west-1", "mx-central-1",
    "sa-east-1", "eu-central-1", "eu-central-2", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1",
    "eu-west-2", "eu-west-3", "af-south-1", "il-central-1", "me-central-1", "me-south-1", "ap-east-1",
    "ap-east-2", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-south-2",
    "ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5",
    "ap-southeast-6", "ap-southeast-7", "cn-north-1", "cn-northwest-1", "us-gov-east-1", "us-gov-west-1",
    "eusc-de-east-1",
)
# fmt: on

# From mild to strong, as word parts of a role's name in lower case; what is none of them counts as strong.
_MILD = ("viewonly", "readonly", "read-only", "audit", "billing", "support")


def matching_regions(text: str, first: Sequence[str] = ()) -> list[str]:
    """Regions with `text` in them, those of `first` in front; all of them for no text."""
    wanted = text.strip().lower()
    known = dict.fromkeys([*(region for region in first if region), *REGIONS])
    starts = [region for region in known if region.startswith(wanted)]
    inside = [region for region in known if wanted in region and not region.startswith(wanted)]
    found = starts + inside
    return [] if found == [wanted] else found


def regions_in_account(config: AwsConfig, account_id: str) -> Counter[str]:
    """How many profiles of that account use each region."""
    found: Counter[str] = Counter()
    for profile in config.profiles.values():
        if profile.role is not None and profile.role.account_id == account_id and profile.region:
            found[profile.region] += 1
    return found


def propose_region(
    config: AwsConfig, account_id: str, settings: Settings, session: SsoSession
) -> tuple[str, str]:
    """The region for a new profile of that account, and a few words on where it comes from.

    In order: what the user said of the account, what the settings say, what most of the account's profiles use, the
    sso-session's own.
    """
    choice = settings.accounts.get(account_id)
    if choice is not None and choice.region:
        return choice.region, "this account's own (c changes it)"
    if settings.region:
        return settings.region, "from your settings"
    used = regions_in_account(config, account_id)
    if used:
        region, count = used.most_common(1)[0]
        total = sum(used.values())
        if total == 1:
            return region, "your other profile here uses it"
        return region, f"{count} of your {total} profiles here use it"
    return session.sso_region, "the sso-session's own"


def milder_role(role: AccountRole, roles: Iterable[str]) -> str:
    """A role of the same account that may do less, "" where there is none or `role` itself is mild."""
    own = _mildness(role.role_name)
    if own is not None:
        return ""
    found = [(rank, name) for name in roles if (rank := _mildness(name)) is not None]
    # Read-only is the milder form of what one wanted; an auditor's or a payer's view is another errand.
    found.sort(key=lambda pair: (0 if pair[0] in (1, 2) else 1, pair[0], pair[1]))
    return found[0][1] if found else ""


def _mildness(role_name: str) -> int | None:
    lowered = role_name.lower()
    return next((rank for rank, word in enumerate(_MILD) if word in lowered), None)
