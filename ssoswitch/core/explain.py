"""Who is in force with a config, variables and an `.envrc`: what `core.whoami` holds, worked out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ssoswitch.core.aws_config import AwsConfig
from ssoswitch.core.profile_ends import role_of, role_of_arn, session_name_of
from ssoswitch.core.whoami import (
    AWS_CLI,
    BOTO3,
    CONTAINER_VARIABLES,
    REGION_ORDER,
    WEB_IDENTITY,
    EnvrcHere,
    ToolIdentity,
    WhoAmI,
)
from ssoswitch.core.whoami_table import problems, rows
from ssoswitch.model.profile import Profile, ProfileForm

_PROFILE_ORDER = {
    AWS_CLI: ("AWS_PROFILE", "AWS_DEFAULT_PROFILE"),
    BOTO3: ("AWS_DEFAULT_PROFILE", "AWS_PROFILE"),
}


def explain(
    config: AwsConfig,
    variables: Mapping[str, str],
    envrc: EnvrcHere | None = None,
    *,
    directory: Path,
    profile: str | None = None,
) -> WhoAmI:
    """Who is in force with that config, those variables and that `.envrc`. Runs nothing and asks nobody.

    `profile`: as with `--profile`, which leaves the profile variables and the keys of the environment out.
    """
    cli, boto3 = (_identity(tool, config, variables, profile) for tool in (AWS_CLI, BOTO3))
    shell_profile = variables.get("AWS_PROFILE")
    who = WhoAmI(directory, cli, boto3, envrc=envrc, shell_profile=shell_profile)
    return WhoAmI(
        directory,
        cli,
        boto3,
        rows(config, variables, who),
        problems(config, variables, who),
        envrc,
        shell_profile,
        _unset_to_agree(variables, who),
    )


def _identity(tool: str, config: AwsConfig, variables: Mapping[str, str], option: str | None) -> ToolIdentity:
    if option is not None:
        name, chosen_by = option, "--profile"
    else:
        chosen_by = next((v for v in _PROFILE_ORDER[tool] if v in variables), "")
        name = variables.get(chosen_by, "")
        if not chosen_by and "default" in config.profiles:
            name, chosen_by = "default", "[default]"
    profile = config.profiles.get(name)
    keys = option is None and bool(variables.get("AWS_ACCESS_KEY_ID"))
    region, region_from = _region(tool, profile, variables)
    failure = _failure(config, variables, name, chosen_by, profile, keys)
    # Before an SSO profile and after one with a role_arn; `--profile` leaves the environment out (botocore's order).
    chained = profile is not None and profile.form is ProfileForm.ASSUME_ROLE
    token = option is None and not keys and not chained and bool(variables.get(WEB_IDENTITY))
    if token and not failure and not variables.get("AWS_ROLE_ARN"):
        failure = f"{WEB_IDENTITY} is set without AWS_ROLE_ARN"
    beaten = keys or token
    role = role_of_arn(variables.get("AWS_ROLE_ARN", "")) if token else None
    return ToolIdentity(
        tool,
        name,
        chosen_by,
        profile is not None,
        keys,
        role_of(profile) if profile is not None and not beaten else role,
        session_name_of(config, profile) if profile is not None and not beaten else "",
        region,
        region_from,
        failure,
        web_identity=token,
        container=""
        if name or beaten
        else next((each for each in CONTAINER_VARIABLES if variables.get(each)), ""),
    )


def _region(tool: str, profile: Profile | None, variables: Mapping[str, str]) -> tuple[str, str]:
    for variable in REGION_ORDER[tool]:
        if variables.get(variable):
            return variables[variable], variable
    if profile is not None and profile.region:
        return profile.region, "the profile"
    return "", ""


def _failure(
    config: AwsConfig,
    variables: Mapping[str, str],
    name: str,
    chosen_by: str,
    profile: Profile | None,
    keys: bool,
) -> str:
    if config.problem is not None:
        return f"{config.path} cannot be read"
    if chosen_by not in ("", "[default]") and profile is None:
        return f"there is no profile {name!r}" if name else f"{chosen_by} is empty"
    if keys and not variables.get("AWS_SECRET_ACCESS_KEY"):
        return "AWS_ACCESS_KEY_ID is set without AWS_SECRET_ACCESS_KEY"
    return ""


def _unset_to_agree(variables: Mapping[str, str], who: WhoAmI) -> tuple[str, ...]:
    if who.agree:
        return ()
    result = []
    if who.cli.profile != who.boto3.profile:
        result.append("AWS_DEFAULT_PROFILE")
    if who.cli.region != who.boto3.region:
        result += [name for name in ("AWS_REGION", "AWS_DEFAULT_REGION") if name in variables]
    return tuple(result)
