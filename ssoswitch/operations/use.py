"""Switching a shell to a profile: what is exported, and what must go with it because it would defeat it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ssoswitch.model.errors import NoMatch, ProfileNotFound

if TYPE_CHECKING:
    from ssoswitch.core.aws_config import AwsConfig
    from ssoswitch.model.environment import Environment
    from ssoswitch.model.profile import Profile
    from ssoswitch.model.settings import Recollections

STALE = (
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_SECURITY_TOKEN",
    "AWS_CREDENTIAL_EXPIRATION",
    "AWS_DEFAULT_PROFILE",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
)
"""What a shell may have kept from an earlier switch and what would win over AWS_PROFILE, in one tool or in all."""


def exports_for(
    env: Environment,  # noqa: ARG001  (handed to every operation alike)
    config: AwsConfig,
    profile: str,
) -> tuple[dict[str, str], tuple[str, ...]]:
    """(variables to set, variables to unset) by which a shell uses that profile. Raises ProfileNotFound.

    Every stale variable is named, set or not: whoever evaluates the lines may be another shell than the one asked from.
    """
    find_profile_named(config, profile)
    return {"AWS_PROFILE": profile}, STALE


def export_text(env: Environment, config: AwsConfig, profile: str, shell: str = "") -> str:
    """The lines of `exports_for` for that shell (empty: the calling one). Raises ProfileNotFound, InvalidValue."""
    from ssoswitch.core.shells import export_lines, shell_of

    set_, unset = exports_for(env, config, profile)
    return export_lines(shell or shell_of(env.variables), set_, unset)


def hooked(env: Environment) -> bool:
    """Whether the shell's hook is calling, so that what is printed takes effect."""
    from ssoswitch.core.shells import SHELL_VARIABLE, SHELLS

    return env.variable(SHELL_VARIABLE) in SHELLS


def previous_profile(env: Environment, recollections: Recollections) -> str:
    """The profile that `use -` goes back to: this shell's own last one, else the last that any shell left.

    Raises NoMatch where there is none.
    """
    from ssoswitch.core.shells import PREVIOUS_VARIABLE

    name = env.variable(PREVIOUS_VARIABLE) or recollections.previous_profile
    if not name:
        raise NoMatch(
            "There is no previous profile yet; nothing was changed.", "`ssoswitch use NAME` takes one."
        )
    return name


def profiles_of_pasted(config: AwsConfig, text: str) -> list[str]:
    """The profiles that lead to the role of a pasted ARN or portal link; none for any other text."""
    from ssoswitch.core.pasted import understand
    from ssoswitch.core.profile_ends import role_of
    from ssoswitch.model.account import AccountRole

    pasted = understand(text)
    if pasted is None or not (pasted.account_id and pasted.role_name):
        return []
    role = AccountRole(pasted.account_id, pasted.role_name)
    return [profile.name for profile in config.profiles.values() if role_of(profile) == role]


def find_profile_named(config: AwsConfig, name: str) -> Profile:
    """The profile of that name. Raises ProfileNotFound with the names that are near."""
    profile = config.profiles.get(name)
    if profile is not None:
        return profile
    from difflib import get_close_matches

    near = get_close_matches(name, config.profiles, n=5)
    hint = f"Did you mean {near[0]}?" if near else "`ssoswitch profile list` shows them all."
    raise ProfileNotFound(f"There is no profile {name!r} in {config.path}.", hint, near)
