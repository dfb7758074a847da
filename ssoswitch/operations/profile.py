"""Makes, renames, deletes, prunes and migrates profiles: one plan, one preview, one write.

This is the door to the files beside it (`profile_create.py`, `profile_chain.py` and so on); front ends import it alone.
"""

from __future__ import annotations

from ssoswitch.operations.profile_chain import plan_chain
from ssoswitch.operations.profile_create import plan_create
from ssoswitch.operations.profile_delete import plan_delete
from ssoswitch.operations.profile_migrate import plan_migrate
from ssoswitch.operations.profile_prune import gone_profiles, plan_prune
from ssoswitch.operations.profile_rename import plan_rename
from ssoswitch.operations.profile_rows import ProfilePlan, ProfileRequest, ProfileRow

__all__ = [
    "ProfilePlan",
    "ProfileRequest",
    "ProfileRow",
    "gone_profiles",
    "plan_chain",
    "plan_create",
    "plan_delete",
    "plan_migrate",
    "plan_prune",
    "plan_rename",
]
