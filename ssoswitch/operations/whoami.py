"""Who is in force here: read from the variables, the config and the nearest `.envrc`; and asked of STS.

`who_am_i` runs before the first frame: no child process, no AWS library, nothing but a few small files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ssoswitch.core.explain import explain
from ssoswitch.core.whoami import EnvrcHere, ToolIdentity, WhoAmI
from ssoswitch.model.environment import Environment

if TYPE_CHECKING:
    from collections.abc import Callable

    from ssoswitch.aws.caller_identity import CallerIdentity
    from ssoswitch.core.aws_config import AwsConfig
    from ssoswitch.model.account import AccountRole
    from ssoswitch.model.sso_session import SsoSession
    from ssoswitch.operations.connect import Connections


def who_am_i(env: Environment, config: AwsConfig, profile: str | None = None) -> WhoAmI:
    """Who is in force in the working directory; with `profile`, as if a tool were called with `--profile`.

    Raises ProfileNotFound for a `profile` that is not there.
    """
    if profile is not None and profile not in config.profiles:
        from ssoswitch.operations.use import find_profile_named

        find_profile_named(config, profile)
    return explain(config, env.variables, envrc_here(env), directory=env.working_directory, profile=profile)


def envrc_here(env: Environment) -> EnvrcHere | None:
    """The `.envrc` that direnv would load in the working directory, and what it says; None where there is none."""
    from ssoswitch.disk.direnv import direnv_state

    state = direnv_state(env, env.working_directory)
    if state.nearest is None:
        return None
    from ssoswitch.core.envrc import find_profile

    setting = find_profile(state.content)
    loaded = (env.variable("DIRENV_DIR") or "").removeprefix("-") == str(state.nearest.parent)
    return EnvrcHere(
        state.nearest,
        setting.value if setting else "",
        setting.line if setting else 0,
        setting.computed if setting else False,
        state.approval,
        loaded,
        state.hook,
    )


def verify(
    env: Environment,
    connections: Connections,
    who: WhoAmI,
    *,
    tool: str = "",
    config: AwsConfig | None = None,
    ask_mfa: Callable[[str], str] | None = None,
) -> CallerIdentity:
    """Ask STS who the calls of a tool are (the AWS CLI's; `tool` boto3: boto3's), with the credentials it would use.

    Raises ConfigError where it could make no call at all, and what credentials and STS raise.
    """
    from ssoswitch.aws.caller_identity import get_caller_identity
    from ssoswitch.operations.credentials import credentials_for, keys_of_environment, region_for_sts

    identity = who.boto3 if tool == who.boto3.tool else who.cli
    _require_usable(identity)
    keys = keys_of_environment(env) if identity.static_keys else None
    credentials = keys or credentials_for(
        env, connections, identity.profile, config=config, cache=False, ask_mfa=ask_mfa
    )
    session = config.sessions.get(identity.session_name) if config is not None else None
    region = identity.region or (session.sso_region if session else "")
    return get_caller_identity(connections.clients, credentials, region_for_sts(region))


def role_arn(env: Environment, connections: Connections, session: SsoSession, role: AccountRole) -> str:
    """The ARN of that role, which GetCallerIdentity tells. Raises what credentials and STS raise."""
    from ssoswitch.aws.caller_identity import get_caller_identity
    from ssoswitch.operations.credentials import credentials_for

    credentials = credentials_for(env, connections, (session, role), cache=False)
    answer = get_caller_identity(connections.clients, credentials, session.sso_region)
    return answer.role_arn(session.sso_region)


def disagreement(identity: ToolIdentity, answer: CallerIdentity) -> str:
    """How STS's answer differs from what the files say, in a sentence; empty where it does not, or they say nothing."""
    role = identity.role
    if role is None:
        return ""
    if answer.account_id != role.account_id:
        return f"STS says account {answer.account_id}; the profile says {role.account_id}."
    if answer.role_name and answer.role_name != role.role_name:
        return f"STS says role {answer.role_name}; the profile says {role.role_name}."
    return ""


def _require_usable(identity: ToolIdentity) -> None:
    from ssoswitch.model.errors import ConfigError

    if identity.failure:
        raise ConfigError(
            f"STS was not asked, because {identity.failure}.", "`ssoswitch whoami --explain` shows why."
        )
    if identity.web_identity or identity.container:
        what = "a web identity token" if identity.web_identity else "the container"
        raise ConfigError(
            f"STS was not asked, because calls have the role of {what} here, which ssoswitch does not take.",
            "`aws sts get-caller-identity` tells.",
        )
    if not identity.profile and not identity.static_keys:
        raise ConfigError(
            "STS was not asked, because no profile is in force here.",
            "`ssoswitch use` chooses one, `ssoswitch envrc` writes one into .envrc.",
        )
