"""Remove the profiles whose account or role is no longer granted; after a whole sync only."""

from __future__ import annotations

from ssoswitch.core import twin
from ssoswitch.model.errors import NoMatch
from ssoswitch.model.plan import Plan
from ssoswitch.tui.flows.context import FlowContext
from ssoswitch.tui.flows.plan_only import plan_talk
from ssoswitch.tui.screens.preview import Values


async def prune_flow(context: FlowContext) -> None:
    """Show which would go."""
    tree = context.state.tree
    if tree is None:
        raise NoMatch(
            "Nothing has been read from AWS yet, so it is not known which roles are gone.", "R reads it."
        )

    def make_plan(_values: Values) -> Plan:
        from ssoswitch.operations.profile import plan_prune

        return plan_prune(context.env, context.state.config, tree)

    await plan_talk(
        context,
        "Profiles whose role is gone",
        make_plan,
        script=lambda _values: (twin.profile_prune(),),
        button="Delete",
        help_text="A profile goes only if a whole sync has read its account and no longer found its role.",
    )
