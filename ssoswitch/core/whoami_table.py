"""The table and the sentences of "who am I, and why": what each variable says and what each tool makes of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ssoswitch.core.aws_config import AwsConfig
from ssoswitch.core.paths import short_path
from ssoswitch.core.whoami import (
    CONTAINER_VARIABLES,
    REGION_ORDER,
    WEB_IDENTITY,
    Problem,
    ToolIdentity,
    WhoAmI,
    WhoAmIRow,
)
from ssoswitch.model.profile import ProfileForm

WINS, SECOND, NOT_READ, BEATEN = "wins", "second", "not read", "beaten"
_SHELL = "this shell"
_KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN")
_SSO_FORMS = (ProfileForm.SESSION, ProfileForm.INLINE, ProfileForm.BOTH)

_FORMS = {ProfileForm.OTHER: "names no role", ProfileForm.LOGIN: "aws login"}
"""What stands for a profile whose role the files do not tell, where the form's own name would say little."""


def rows(config: AwsConfig, variables: Mapping[str, str], who: WhoAmI) -> tuple[WhoAmIRow, ...]:
    """The rows, in the order of the `w` sheet."""
    return tuple(_rows(config, variables, who))


def _rows(config: AwsConfig, variables: Mapping[str, str], who: WhoAmI) -> Iterator[WhoAmIRow]:
    key = variables.get("AWS_ACCESS_KEY_ID", "")
    if who.cli.chosen_by == "--profile":
        yield WhoAmIRow("--profile", who.cli.profile, WINS, WINS, "the command line")
    keys_cell = WINS if who.cli.static_keys else (NOT_READ if key else "")
    yield WhoAmIRow(
        "AWS_ACCESS_KEY_ID",
        f"…{key[-4:]}" if key else "",
        keys_cell,
        keys_cell,
        _SHELL if key else "would beat all below",
    )
    if variables.get(WEB_IDENTITY):
        source = variables.get("AWS_ROLE_ARN", "AWS_ROLE_ARN is not set")
        cells = [_web_identity_cell(tool) for tool in (who.cli, who.boto3)]
        yield WhoAmIRow(WEB_IDENTITY, variables[WEB_IDENTITY], cells[0], cells[1], source)
    for variable in ("AWS_PROFILE", "AWS_DEFAULT_PROFILE"):
        yield WhoAmIRow(
            variable,
            _shown(variables.get(variable)),
            _profile_cell(variable, variables, who.cli),
            _profile_cell(variable, variables, who.boto3),
            _profile_source(variable, variables, who),
        )
    default = config.profiles.get("default")
    path = short_path(config.path, variables.get("HOME", ""))
    yield WhoAmIRow(
        "[default]",
        ("" if default is None else _place(default.role) or _FORMS.get(default.form, default.form.value)),
        _default_cell(who.cli) if default else "",
        _default_cell(who.boto3) if default else "",
        f"{path}:{default.line}" if default and default.line else "",
    )
    for variable in CONTAINER_VARIABLES:
        if variables.get(variable):
            cells = [WINS if tool.container == variable else SECOND for tool in (who.cli, who.boto3)]
            yield WhoAmIRow(variable, variables[variable], cells[0], cells[1], "where no profile is in force")
    for variable in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        cells = [_region_cell(variable, variables, tool) for tool in (who.cli, who.boto3)]
        source = _SHELL if variables.get(variable) else ""
        if variable == "AWS_REGION":
            cells[1] = NOT_READ
            source = source or "boto3 reads AWS_DEFAULT_REGION"
        yield WhoAmIRow(variable, variables.get(variable, ""), cells[0], cells[1], source)
    for name in dict.fromkeys((who.cli.profile, who.boto3.profile)):
        profile = config.profiles.get(name)
        if profile is not None:
            yield WhoAmIRow(
                "region",
                profile.region,
                _own_region_cell(who.cli, name, profile.region),
                _own_region_cell(who.boto3, name, profile.region),
                f"the profile {name}",
            )
    if variables.get("AWS_CONFIG_FILE"):
        yield WhoAmIRow("AWS_CONFIG_FILE", variables["AWS_CONFIG_FILE"], WINS, WINS, _SHELL)


def _shown(value: str | None) -> str:
    return '""' if value == "" else value or ""


def _profile_cell(variable: str, variables: Mapping[str, str], tool: ToolIdentity) -> str:
    if variable not in variables:
        return ""
    if tool.chosen_by == "--profile":
        return NOT_READ
    if tool.chosen_by != variable:
        return SECOND
    return BEATEN if tool.static_keys or tool.web_identity else WINS


def _web_identity_cell(tool: ToolIdentity) -> str:
    if tool.web_identity:
        return WINS
    return NOT_READ if tool.chosen_by == "--profile" else BEATEN


def _default_cell(tool: ToolIdentity) -> str:
    if tool.chosen_by != "[default]":
        return ""
    return BEATEN if tool.static_keys or tool.web_identity else WINS


def _region_cell(variable: str, variables: Mapping[str, str], tool: ToolIdentity) -> str:
    if not variables.get(variable):
        return ""
    if variable not in REGION_ORDER[tool.tool]:
        return NOT_READ
    return WINS if tool.region_from == variable else SECOND


def _own_region_cell(tool: ToolIdentity, profile: str, region: str) -> str:
    if not region or tool.profile != profile:
        return ""
    return WINS if tool.region_from == "the profile" else SECOND


def _profile_source(variable: str, variables: Mapping[str, str], who: WhoAmI) -> str:
    if variable not in variables:
        return ""
    if variable == "AWS_PROFILE" and who.from_envrc and who.envrc is not None:
        where = "this directory" if who.envrc.path.parent == who.directory else str(who.envrc.path.parent)
        return f"direnv, {where}, line {who.envrc.line}"
    return _SHELL


def _place(role: object) -> str:
    from ssoswitch.model.account import AccountRole

    return f"{role.account_id} / {role.role_name}" if isinstance(role, AccountRole) else ""


def problems(config: AwsConfig, variables: Mapping[str, str], who: WhoAmI) -> tuple[Problem, ...]:
    """What is odd, the worst first."""
    return (*_fatal(config, variables, who), *_misleading(config, variables, who), *_envrc(variables, who))


def _fatal(config: AwsConfig, variables: Mapping[str, str], who: WhoAmI) -> Iterator[Problem]:
    if config.problem is not None:
        yield Problem(f"No AWS tool reads the config: {config.problem.message}", code="config")
    for variable in dict.fromkeys(tool.chosen_by for tool in (who.cli, who.boto3)):
        tools = [tool for tool in (who.cli, who.boto3) if tool.chosen_by == variable]
        whose = "every AWS tool" if len(tools) == 2 else tools[0].tool
        if variable in variables and not variables[variable]:
            yield Problem(f"{variable} is set but empty: {whose} fails.", f"unset {variable}", "empty")
        elif variable not in ("", "[default]") and not tools[0].exists:
            yield Problem(
                f"{variable} names {tools[0].profile}, and there is no such profile: {whose} fails.",
                f"p (or `ssoswitch profile create … --name`) makes a profile of that name; or unset {variable}",
                "missing",
            )
    if variables.get("AWS_ACCESS_KEY_ID") and not variables.get("AWS_SECRET_ACCESS_KEY"):
        yield Problem(
            "AWS_ACCESS_KEY_ID is set without AWS_SECRET_ACCESS_KEY: every AWS tool fails.",
            "unset AWS_ACCESS_KEY_ID",
            "half-keys",
        )


def _misleading(config: AwsConfig, variables: Mapping[str, str], who: WhoAmI) -> Iterator[Problem]:
    if who.cli.static_keys and variables.get("AWS_SECRET_ACCESS_KEY"):
        yield Problem(
            "AWS_ACCESS_KEY_ID is set in this shell: its keys win over every profile.",
            f"unset {' '.join(name for name in _KEYS if name in variables)}",
            "keys",
        )
    elif who.cli.web_identity or who.boto3.web_identity:
        names = [name for name in (WEB_IDENTITY, "AWS_ROLE_ARN") if variables.get(name)]
        whole = len(names) == 2
        yield Problem(
            f"{WEB_IDENTITY} is set: its role wins over every profile but one with a role_arn."
            if whole
            else f"{WEB_IDENTITY} is set without AWS_ROLE_ARN: AWS tools fail.",
            f"unset {' '.join(names)}",
            "web-identity",
        )
    if who.cli.profile != who.boto3.profile and not who.cli.static_keys:
        yield Problem(
            f"boto3 goes elsewhere: {who.boto3.profile or 'nowhere'}, by {who.boto3.chosen_by}.",
            "unset AWS_DEFAULT_PROFILE",
            "disagree",
        )
    if who.cli.region != who.boto3.region and who.cli.profile == who.boto3.profile:
        yield Problem(
            f"The region differs: {who.cli.region or 'none'} for the aws CLI, "
            f"{who.boto3.region or 'none'} for boto3, which does not read AWS_REGION.",
            "Set AWS_REGION and AWS_DEFAULT_REGION to the same, or neither.",
            "regions",
        )
    profile = config.profiles.get(who.cli.profile)
    if profile is not None and profile.form in _SSO_FORMS and "aws_access_key_id" in profile.values:
        yield Problem(
            f"{profile.name} has keys beside its SSO settings: Go and JavaScript tools take the keys.",
            "Remove them from the shared credentials file.",
            "keys-in-profile",
        )


def _envrc(variables: Mapping[str, str], who: WhoAmI) -> Iterator[Problem]:
    envrc = who.envrc
    if envrc is None or not envrc.line:
        return
    file = short_path(envrc.path, variables.get("HOME", ""))
    if envrc.approval != "allowed":
        yield Problem(
            f"direnv does not load {file}: it is {envrc.approval}.",
            "Read it, then `direnv allow`.",
            "envrc-blocked",
        )
    elif who.differs:
        yield Problem(
            f"This shell has {who.shell_profile or 'an empty AWS_PROFILE'}, the .envrc says {envrc.value}.",
            "Leave the directory and come back: direnv loads the .envrc then.",
            "envrc-differs",
        )
    elif envrc.hook is False:
        yield Problem(
            f"{file} is allowed, but this shell has not loaded it: direnv's hook is not active.",
            "Put direnv's hook into your shell's start-up file (`eval \"$(direnv hook bash)\"`).",
            "no-hook",
        )
