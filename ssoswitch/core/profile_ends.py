"""Where a profile leads in the end: the role that its calls have, and the sso-session that they begin with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

from ssoswitch.core.aws_config import AwsConfig
from ssoswitch.model.account import AccountRole
from ssoswitch.model.profile import Profile, ProfileForm

_ROLE_ARN = re.compile(r"arn:aws[a-z-]*:iam::(\d{12}):role/(?:.*/)?([\w+=,.@-]+)\Z")


def role_of(profile: Profile) -> AccountRole | None:
    """The role that a profile ends in: its own, or the one of its `role_arn`; None where the file does not tell."""
    return profile.role or role_of_arn(profile.values.get("role_arn", ""))


def role_of_arn(arn: str) -> AccountRole | None:
    """The role that an ARN names, without its path; None where it is no role's."""
    match = _ROLE_ARN.match(arn)
    return AccountRole(match.group(1), match.group(2)) if match else None


def chain_of(config: AwsConfig, profile: Profile) -> Iterator[Profile]:
    """The profile, then those that it builds on by `source_profile`; each once, for a file may lead in a circle."""
    seen: set[str] = set()
    current: Profile | None = profile
    while current is not None and current.name not in seen:
        seen.add(current.name)
        yield current
        current = config.profiles.get(current.values.get("source_profile", ""))


def session_name_of(config: AwsConfig, profile: Profile) -> str:
    """The sso-session at the beginning of a profile's chain of `source_profile`; empty where there is none."""
    return next((each.session_name for each in chain_of(config, profile) if each.session_name), "")


def region_for(config: AwsConfig, profile: Profile) -> str:
    """The region of a profile: its own, else that of the profiles that it builds on; empty where none has one."""
    return next((each.region for each in chain_of(config, profile) if each.region), "")


def mfa_serials(config: AwsConfig, profile: Profile) -> tuple[str, ...]:
    """The MFA devices whose codes the profile's chain wants, in the order in which they are asked for."""
    assumed = takewhile(lambda each: each.values.get("role_arn"), chain_of(config, profile))
    found = [serial for each in assumed if (serial := each.values.get("mfa_serial", ""))]
    return tuple(reversed(found))


def why_no_console(profile: Profile) -> str:
    """Why no console can be opened with that profile's credentials, in a sentence; empty where one can."""
    if profile.role is not None or profile.form is ProfileForm.ASSUME_ROLE:
        return ""
    if profile.form is ProfileForm.STATIC:
        keys_of_a_role = profile.values.get("aws_session_token")
        return (
            ""
            if keys_of_a_role
            else f"{profile.name} has long-term keys, and the console takes only a role's."
        )
    if profile.form is ProfileForm.CREDENTIAL_PROCESS:
        return f"{profile.name} gets its credentials from a program of another tool, which ssoswitch does not run."
    if profile.form is ProfileForm.LOGIN:
        return f"{profile.name} belongs to `aws login`, which has a console of its own."
    return f"{profile.name} leads to no role, so there is no console to open."


def why_no_plain_link(profile: Profile) -> str:
    """Why the console's Switch-Role page cannot take that profile's role, in a sentence; empty where it can."""
    if not profile.values.get("role_arn"):
        return f"{profile.name} has neither a role_arn nor a role of an sso-session: only a sign-in link leads there."
    if profile.values.get("external_id"):
        return f"{profile.name} has an external_id, and the console switches to no role that wants one."
    return ""
