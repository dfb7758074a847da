"""Where a profile leads in the end: the role that its calls have, and the sso-session that they begin with."""

from __future__ import annotations

import re

from ssoswitch.core.aws_config import AwsConfig
from ssoswitch.model.account import AccountRole
from ssoswitch.model.profile import Profile

_ROLE_ARN = re.compile(r"arn:aws[a-z-]*:iam::(\d{12}):role/(?:.*/)?([\w+=,.@-]+)\Z")


def role_of(profile: Profile) -> AccountRole | None:
    """The role that a profile ends in: its own, or the one of its `role_arn`; None where the file does not tell."""
    if profile.role is not None:
        return profile.role
    match = _ROLE_ARN.match(profile.values.get("role_arn", ""))
    return AccountRole(match.group(1), match.group(2)) if match else None


def session_name_of(config: AwsConfig, profile: Profile) -> str:
    """The sso-session at the beginning of a profile's chain of `source_profile`; empty where there is none."""
    seen: set[str] = set()
    current: Profile | None = profile
    while current is not None and current.name not in seen:
        if current.session_name:
            return current.session_name
        seen.add(current.name)
        current = config.profiles.get(current.values.get("source_profile", ""))
    return ""
