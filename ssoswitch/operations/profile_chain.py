"""Makes a chained profile: AssumeRole on top of another profile, for the bastion pattern."""

from __future__ import annotations

from ssoswitch.core.aws_config import PROFILE, AwsConfig
from ssoswitch.core.aws_config_edit import SectionBlock, add_sections, set_values
from ssoswitch.core.config_checks import check_duration, check_external_id, check_mfa_serial, check_role_arn
from ssoswitch.core.profile_names import check_name, name_note
from ssoswitch.core.profile_values import SOURCE_KEYS, with_settings
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import InvalidValue, WouldOverwrite
from ssoswitch.model.plan import Note, Plan
from ssoswitch.model.profile import Profile, ProfileForm
from ssoswitch.operations.config_plans import (
    config_plan,
    open_config,
    require_ours_to_change,
    require_profile,
    warning,
)
from ssoswitch.operations.profile_create import POLICIES, leads_to

_CHAINED_SECONDS = 3600


def plan_chain(
    env: Environment,
    config: AwsConfig,
    name: str,
    *,
    source_profile: str,
    role_arn: str,
    duration_seconds: int | None = None,
    region: str = "",
    output: str = "",
    external_id: str = "",
    mfa_serial: str = "",
    if_exists: str = "fail",
) -> Plan:
    """Plan `[profile NAME]` that assumes `role_arn` with the credentials of `source_profile`.

    `duration_seconds` is 900 to 43,200. `if_exists` is fail or skip or replace. Raises InvalidValue,
    ProfileNotFound for the source, WouldOverwrite for a name that leads elsewhere.
    """
    if if_exists not in POLICIES:
        raise InvalidValue(f"{if_exists!r} is no answer to a taken name.", f"One of: {', '.join(POLICIES)}.")
    check_name(name)
    values = chain_values(source_profile, role_arn, duration_seconds, external_id, mfa_serial)
    values = with_settings(values, region=region, output=output, extra=())
    file = open_config(env)
    there = config if source_profile not in file.config.profiles else file.config
    source = require_profile(there, source_profile)
    if source_profile == name or name in _chain_above(there, source):
        raise InvalidValue(
            f"{name} would end up as its own source. Nothing was written.",
            "Take a profile with credentials of its own as the source.",
        )
    notes = _notes(name, source, duration_seconds)
    existing = file.config.profile(name)
    if existing is None:
        after = add_sections(file.data, [SectionBlock(PROFILE, name, tuple(values.items()))], file.path)
        return config_plan(file, after, f"+1 profile {name}", notes)
    stale = {key: None for key in SOURCE_KEYS if key in existing.values and key not in values}
    same = not stale and all(existing.values.get(key) == value for key, value in values.items())
    if same or if_exists == "skip":
        return Plan(f"no change to {name}")
    if if_exists != "replace":
        raise WouldOverwrite(
            f"{name} is there already: it {leads_to(existing, None)}. Nothing was written.",
            "Choose another name, or say --if-exists replace.",
        )
    require_ours_to_change(existing, "replaced")
    return config_plan(
        file,
        set_values(file.text, PROFILE, name, {**values, **stale}, file.path),
        f"±1 profile {name}",
        notes,
    )


def chain_values(
    source_profile: str, role_arn: str, duration_seconds: int | None, external_id: str, mfa_serial: str
) -> dict[str, str]:
    """The keys of a chained profile. Raises InvalidValue for what STS or the AWS tools would refuse."""
    check_role_arn(role_arn)
    values = {"role_arn": role_arn, "source_profile": source_profile}
    if duration_seconds is not None:
        check_duration(duration_seconds)
        values["duration_seconds"] = str(duration_seconds)
    if external_id:
        check_external_id(external_id)
        values["external_id"] = external_id
    if mfa_serial:
        check_mfa_serial(mfa_serial)
        values["mfa_serial"] = mfa_serial
    return values


def _chain_above(config: AwsConfig, profile: Profile) -> set[str]:
    """The names that a profile's source_profile leads through."""
    seen: set[str] = set()
    current: Profile | None = profile
    while current is not None and current.name not in seen:
        seen.add(current.name)
        current = config.profile(current.values.get("source_profile", ""))
    return seen


def _notes(name: str, source: Profile, duration_seconds: int | None) -> list[Note]:
    notes = []
    if extra := name_note(name):
        notes.append(warning(extra))
    if name == "default":
        notes.append(warning("[default] is what every AWS tool uses when nothing else is said."))
    if source.form is not ProfileForm.STATIC and (duration_seconds or 0) > _CHAINED_SECONDS:
        notes.append(
            warning(
                "STS gives a role that is assumed from another role one hour at most (role chaining), so "
                f"duration_seconds = {duration_seconds} will be refused."
            )
        )
    return notes
