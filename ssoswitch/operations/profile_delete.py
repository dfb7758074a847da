"""Deletes profiles by name; `undo` brings them back."""

from __future__ import annotations

from collections.abc import Sequence

from ssoswitch.core.aws_config import PROFILE, AwsConfig
from ssoswitch.core.aws_config_edit import remove_sections
from ssoswitch.model.environment import Environment
from ssoswitch.model.plan import Plan
from ssoswitch.operations.config_plans import (
    ConfigFile,
    config_plan,
    open_config,
    require_ours_to_change,
    require_profile,
)
from ssoswitch.operations.profile_mentions import notes_of_deletion


def plan_delete(env: Environment, config: AwsConfig, names: Sequence[str]) -> Plan:
    """Plan the end of those profiles. Comments stay. Says who still names them.

    Raises ProfileNotFound, and InvalidValue for one with keys that the journal could not bring back.
    """
    file = open_config(env)
    wanted = list(dict.fromkeys(names))
    for name in wanted:
        require_ours_to_change(
            require_profile(file.config if name in file.config.profiles else config, name), "deleted"
        )
    if not wanted:
        return Plan("no profile deleted")
    title = f"−1 profile {wanted[0]}" if len(wanted) == 1 else f"−{len(wanted)} profiles"
    return deletion_plan(env, file, config, wanted, title)


def deletion_plan(
    env: Environment, file: ConfigFile, config: AwsConfig, names: Sequence[str], title: str
) -> Plan:
    """The plan that removes those profiles, which are there, with notes on who still names them."""
    after = remove_sections(file.text, [(PROFILE, name) for name in names], file.path)
    return config_plan(file, after, title, notes_of_deletion(env, file, config, names))
