"""`d`: delete profiles of the row, or of all that is marked; never without the diff."""

from __future__ import annotations

from ssoswitch.core import twin
from ssoswitch.model.errors import NoMatch
from ssoswitch.model.plan import Plan
from ssoswitch.model.profile import Profile
from ssoswitch.tui.flows.context import FlowContext
from ssoswitch.tui.flows.plan_only import plan_talk
from ssoswitch.tui.paint import count
from ssoswitch.tui.screens.preview import Values
from ssoswitch.tui.widgets.form_row import Option, OptionsRow

_MOST_TICKS = 12
HELP = (
    "Only the sections go; comments stay, and so do sign-ins and caches. Who still names a deleted profile is said "
    "below the diff. u brings the sections back."
)


async def delete_flow(context: FlowContext) -> None:
    """Show what would go, with a tick for each where there are several."""
    profiles = _profiles(context)
    if not profiles:
        raise NoMatch("There is no profile for this row.", "p makes one.")
    names = [profile.name for profile in profiles]
    several = 1 < len(names) <= _MOST_TICKS
    selection = context.selection()
    marked = selection.marked or bool(selection.profiles)
    # Of one role's several profiles the first alone is ticked: more is a decision to take, not to miss.
    ticked = frozenset(names if marked or not several else names[:1])

    def chosen(values: Values) -> list[str]:
        return [name for name in names if name in values.ticks["which"]] if several else names

    def make_plan(values: Values) -> Plan:
        from ssoswitch.operations.profile import plan_delete

        return plan_delete(context.env, context.state.config, chosen(values))

    def rows(values: Values) -> list[OptionsRow]:
        options = [Option(each.name, each.name, each.region) for each in profiles]
        which = tuple(values.ticks["which"])
        return [OptionsRow("which", "n", "Which", options, which, many=True)] if several else []

    heading = f"Delete {names[0]}" if len(names) == 1 else f"Delete {count(len(names), 'profile')}"
    await plan_talk(
        context,
        heading,
        make_plan,
        values=Values(ticks={"which": ticked}),
        rows=rows,
        script=lambda values: (twin.profile_delete(chosen(values)),) if chosen(values) else (),
        button="Delete",
        help_text=HELP,
    )


def _profiles(context: FlowContext) -> list[Profile]:
    selection = context.selection()
    config = context.state.config
    item = selection.item
    if selection.profiles:
        return [found for name in selection.profiles if (found := config.profile(name)) is not None]
    if not selection.marked and item is not None and item.profile_name:
        found = config.profile(item.profile_name)
        return [found] if found is not None else []
    by_role = config.profiles_by_role()
    return [profile for role in selection.roles for profile in by_role.get(role, ())]
