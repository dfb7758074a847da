"""Writes what was planned and shown: the one way by which a plan becomes files."""

from __future__ import annotations

from ssoswitch.model.environment import Environment
from ssoswitch.model.plan import Applied, Plan


def apply(env: Environment, plan: Plan) -> Applied:
    """Write every change of a plan, or none, and journal it; an empty plan writes nothing and has an empty id.

    Raises FileChanged where a file is no longer what the plan saw, FileUnsafe, FileLocked, ConfigUnreadable and
    WriteError; every file's old bytes are in place then.
    """
    from ssoswitch.disk.files import apply_plan

    return apply_plan(env, plan)
