"""Writes what was planned and shown: the one way by which a plan becomes files."""

from __future__ import annotations

from dataclasses import replace

from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import WriteError
from ssoswitch.model.plan import Applied, FileKind, Plan


def apply(env: Environment, plan: Plan) -> Applied:
    """Write every change of a plan, or none, and journal it; an empty plan writes nothing and has an empty id.

    Raises FileChanged where a file is no longer what the plan saw, FileUnsafe, FileLocked, ConfigUnreadable and
    WriteError; every file's old bytes are in place then.
    """
    from ssoswitch.disk.apply import apply_plan

    applied = apply_plan(env, plan)
    if applied.id:
        _remember_envrc_files(env, plan)
    return applied


def _remember_envrc_files(env: Environment, plan: Plan) -> None:
    """Keep the paths of the .envrc files that were written, so that renaming a profile finds them."""
    from ssoswitch.disk.recollections import change_recollections

    paths = [
        str(change.path)
        for change in plan.changes
        if change.kind is FileKind.ENVRC and change.after is not None
    ]
    if not paths:
        return
    try:
        change_recollections(
            env, lambda known: replace(known, envrc_files=tuple(dict.fromkeys([*paths, *known.envrc_files])))
        )
    except WriteError:
        # The file itself is written and in the journal; only a later rename will not find it by itself.
        return
