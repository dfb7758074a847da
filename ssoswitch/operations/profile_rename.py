"""Renames a profile; every source_profile follows, and so does every .envrc that ssoswitch wrote."""

from __future__ import annotations

from pathlib import Path

from ssoswitch.core.aws_config import PROFILE, AwsConfig
from ssoswitch.core.aws_config_edit import change_sections, rename_section
from ssoswitch.core.profile_names import check_name, name_note
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import CannotTakeEffect, SsoswitchError, WouldOverwrite
from ssoswitch.model.plan import FileChange, FileKind, Note, Plan
from ssoswitch.model.settings import Recollections
from ssoswitch.operations.config_plans import (
    config_plan,
    info,
    open_config,
    require_ours_to_change,
    require_profile,
    warning,
)
from ssoswitch.operations.profile_mentions import sections_in_credentials


def plan_rename(
    env: Environment, config: AwsConfig, old: str, new: str, recollections: Recollections
) -> Plan:
    """Plan `[profile OLD]` as `[profile NEW]`, in one plan with all that names it.

    Raises ProfileNotFound, WouldOverwrite where `new` is there, InvalidValue for a name that may not be written.
    """
    check_name(new)
    file = open_config(env)
    profile = require_profile(file.config if old in file.config.profiles else config, old)
    if old == new:
        return Plan(f"{old} keeps its name")
    if profile.line == 0:
        require_ours_to_change(profile, "renamed")
    if new in file.config.profiles or new in config.profiles:
        raise WouldOverwrite(
            f"There is a profile {new} already. Nothing was renamed.", "Choose another name."
        )
    after = rename_section(file.text, PROFILE, old, new, file.path)
    followers = _followers(file.config, old)
    if followers:
        moved = {(PROFILE, new if name == old else name): {"source_profile": new} for name in followers}
        after = change_sections(after, moved, file.path)
    changes, notes, left = _envrc_changes(env, old, new, recollections)
    plan = config_plan(
        file, after, f"profile {old} → {new}", [*_notes(env, config, old, new, followers), *notes]
    )
    return Plan(plan.title, (*plan.changes, *changes), plan.notes, left=left)


def _followers(config: AwsConfig, old: str) -> list[str]:
    return [p.name for p in config.profiles.values() if p.line > 0 and p.values.get("source_profile") == old]


def _notes(env: Environment, config: AwsConfig, old: str, new: str, followers: list[str]) -> list[Note]:
    notes = []
    if followers:
        notes.append(info(f"source_profile follows in: {', '.join(followers)}."))
    if extra := name_note(new):
        notes.append(warning(extra))
    if new == "default":
        notes.append(warning("[default] is what every AWS tool uses when nothing else is said."))
    foreign = [
        p.name for p in config.profiles.values() if p.line == 0 and p.values.get("source_profile") == old
    ]
    if foreign:
        notes.append(warning(f"{', '.join(foreign)} in the credentials file keeps source_profile = {old}."))
    for name in sections_in_credentials(env, {old}):
        notes.append(
            warning(
                f"[{name}] of the credentials file keeps its name: what stands there belongs to {old} still, and no "
                f"longer to {new}."
            )
        )
    for variable in ("AWS_PROFILE", "AWS_DEFAULT_PROFILE"):
        if env.variable(variable) == old:
            notes.append(warning(f"{variable} in this shell still says {old}; set it anew after the write."))
    return notes


def _envrc_changes(
    env: Environment, old: str, new: str, recollections: Recollections
) -> tuple[list[FileChange], list[Note], tuple[str, ...]]:
    """A change for each .envrc that we wrote and that still names the old profile; and what could not follow."""
    from ssoswitch.core.envrc_rename import rename_profile
    from ssoswitch.disk.direnv import check_with_bash
    from ssoswitch.disk.files import read_file

    changes, notes, left = [], [], []
    # One file may have been written by two names, through a symlinked folder.
    files = {path.resolve(): path for path in map(Path, reversed(recollections.envrc_files))}
    for path in reversed(files.values()):
        try:
            data = read_file(path)
            after = (
                None
                if data is None
                else rename_profile(data, old, new, path, check=lambda part: check_with_bash(env, part))
            )
        except CannotTakeEffect as error:
            left.append(f"{path} keeps {old}: {error.message}")
        except SsoswitchError as error:
            left.append(f"{path} could not be looked at: {error.message}")
        else:
            if after is not None:
                summary = f"AWS_PROFILE {old} → {new}"
                changes.append(FileChange(path, data, after, summary, FileKind.ENVRC))
                notes.append(info(f"{path} follows; direnv asks to allow it again."))
    return changes, [*notes, *map(warning, left)], tuple(left)
