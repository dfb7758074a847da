"""Removes profiles whose account or role is no longer granted. Only what a whole sync has seen counts."""

from __future__ import annotations

from collections.abc import Sequence

from ssoswitch.core.aws_config import AwsConfig
from ssoswitch.core.tree import is_lost
from ssoswitch.model.account import AccountTree
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import NoMatch
from ssoswitch.model.plan import Plan
from ssoswitch.model.profile import Profile
from ssoswitch.operations.config_plans import info, open_config
from ssoswitch.operations.profile_delete import deletion_plan


def plan_prune(
    env: Environment,
    config: AwsConfig,
    tree: AccountTree,
) -> Plan:
    """Plan the end of the profiles of the tree's portal whose role is gone.

    Accounts whose roles could not be read, or have not been read yet, are left alone. `config` is what the front end
    shows; the file as it is now counts. Raises NoMatch before the first whole sync.
    """
    file = open_config(env)
    gone = gone_names(file.config, tree)
    if not gone:
        said = f"Every profile of {tree.session_name} leads to a role that is granted."
        return Plan("no profile pruned", notes=(info(said),))
    return deletion_plan(env, file, config, gone, gone_title(gone))


def gone_names(config: AwsConfig, tree: AccountTree) -> tuple[str, ...]:
    """The names of `gone_profiles`. Raises NoMatch before the first whole sync."""
    if tree.synced_at is None:
        raise NoMatch(
            f"The accounts of {tree.session_name} have not been read to the end yet, so it is not known which roles "
            "are gone. Nothing was removed.",
            f"Run: ssoswitch sync {tree.session_name}",
        )
    return tuple(profile.name for profile in gone_profiles(config, tree))


def gone_title(names: Sequence[str]) -> str:
    """`−3 profiles whose role is gone`; empty for none."""
    if len(names) == 1:
        return f"−1 profile {names[0]}, its role is gone"
    return f"−{len(names)} profiles whose role is gone" if names else ""


def gone_profiles(config: AwsConfig, tree: AccountTree) -> tuple[Profile, ...]:
    """The profiles of the tree's portal that lead to a role which the tree surely no longer has.

    Also those with the start URL inline, unless several sso-sessions share the portal.
    """
    sessions = config.sessions_told_by(tree.session_name)
    return tuple(
        profile
        for profile in config.profiles.values()
        if profile.line > 0
        and profile.role is not None
        and profile.session_name in sessions
        and "aws_access_key_id" not in profile.values
        and is_lost(tree, profile.role)
    )
