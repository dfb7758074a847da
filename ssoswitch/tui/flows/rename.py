"""Give a profile another name; source_profile lines and the .envrc files written here follow in the same plan."""

from __future__ import annotations

from ssoswitch.core import twin
from ssoswitch.model.errors import NoMatch
from ssoswitch.model.plan import Plan
from ssoswitch.tui.flows.context import FlowContext
from ssoswitch.tui.flows.plan_only import plan_talk
from ssoswitch.tui.flows.subject import one_role, subject_of
from ssoswitch.tui.screens.preview import Values
from ssoswitch.tui.widgets.text_row import TextRow


async def rename_flow(context: FlowContext) -> None:
    """The row's profile; of a role with several, the first."""
    old = await _profile_name(context)
    if not old:
        return

    def make_plan(values: Values) -> Plan:
        from ssoswitch.operations.profile import plan_rename

        state = context.state
        return plan_rename(context.env, state.config, old, values.text("name"), state.recollections)

    await plan_talk(
        context,
        f"Rename {old}",
        make_plan,
        values=Values(texts={"name": old}),
        rows=lambda values: [
            TextRow("name", "n", "Name", values.text("name"), note=f"was {old}", max_length=128)
        ],
        script=lambda values: (twin.profile_rename(old, values.text("name")),),
        button="Rename",
        start="name",
        help_text="Other profiles that take their credentials from it, and .envrc files written here, follow.",
    )


async def _profile_name(context: FlowContext) -> str:
    item = context.selection().item
    if item is not None and item.profile_name:
        return item.profile_name
    role = await one_role(context, "Rename its profile")
    if role is None:
        return ""
    profiles = subject_of(context.state, role).profiles
    if not profiles:
        raise NoMatch("There is no profile for this row.", "p makes one.")
    return profiles[0].name
