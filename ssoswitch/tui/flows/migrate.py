"""`m`: profiles with sso_start_url of their own become profiles of an sso-session."""

from __future__ import annotations

from ssoswitch.core import twin
from ssoswitch.model.plan import Plan
from ssoswitch.model.profile import ProfileForm
from ssoswitch.tui.flows.context import FlowContext
from ssoswitch.tui.flows.plan_only import plan_talk
from ssoswitch.tui.screens.preview import Values
from ssoswitch.tui.widgets.form_row import Option, OptionsRow

ONE, ALL = "one", "all"


async def migrate_flow(context: FlowContext) -> None:
    """The row's profile, or every one of that form."""
    config = context.state.config
    item = context.selection().item
    name = item.profile_name if item is not None else ""
    profile = config.profile(name) if name else None
    inline = [each.name for each in config.profiles.values() if each.form is ProfileForm.INLINE and each.line]
    one = profile is not None and profile.form is ProfileForm.INLINE

    def names(values: Values) -> tuple[str, ...]:
        return (name,) if one and values.text("which") == ONE else ()

    def make_plan(values: Values) -> Plan:
        from ssoswitch.operations.profile import plan_migrate

        return plan_migrate(context.env, context.state.config, names(values))

    def rows(values: Values) -> list[OptionsRow]:
        if not one:
            return []
        options = [Option(ONE, name)]
        if len(inline) > 1:
            options.append(Option(ALL, f"all {len(inline)} of that form"))
        return [OptionsRow("which", "n", "Which", options, [values.text("which")])]

    await plan_talk(
        context,
        f"Migrate {name if one else 'inline profiles'} to an sso-session",
        make_plan,
        values=Values(texts={"which": ONE}),
        rows=rows,
        script=lambda values: (twin.profile_migrate(names(values)),),
        help_text="The sign-in is then shared with every other profile of the session, and renews itself.",
    )
