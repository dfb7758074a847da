"""What the flows share whose dialog is a plan and a few fields: delete, prune, migrate, rename, chain, sessions."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ssoswitch.model.errors import SsoswitchError
from ssoswitch.model.plan import Plan
from ssoswitch.tui.flows.applying import say_applied, show_and_apply
from ssoswitch.tui.flows.context import FlowContext
from ssoswitch.tui.screens.plan_dialog import PlanDialog
from ssoswitch.tui.screens.preview import Preview, Values
from ssoswitch.tui.widgets.form_row import OptionsRow
from ssoswitch.tui.widgets.text_row import TextRow

Rows = Callable[[Values], Sequence[TextRow | OptionsRow]]
MakePlan = Callable[[Values], Plan]
"""Blocking; run in a thread."""
Script = Callable[[Values], Sequence[str]]


async def plan_talk(
    context: FlowContext,
    heading: str,
    make_plan: MakePlan,
    *,
    values: Values | None = None,
    rows: Rows | None = None,
    script: Script = lambda _values: (),
    button: str = "Write",
    environment: str = "",
    help_text: str = "",
    say: bool = True,
    start: str = "",
) -> bool:
    """Show the fields with the plan that they give, apply it on Enter; whether it was applied (or was so already).

    `start` names the field to open in, for what nobody can propose.
    """

    async def preview(now: Values) -> Preview:
        try:
            plan = await context.run(make_plan, now)
        except SsoswitchError as error:
            return Preview(problem=str(error), script=script(now))
        return Preview(plan=plan, button="Done" if plan.empty else button, script=script(now))

    async def build(said: str, before: Values | None) -> PlanDialog:
        now = before or values or Values()
        dialog = PlanDialog(
            heading,
            preview,
            await preview(now),
            rows(now) if rows is not None else (),
            environment=environment,
            said=said,
            home=str(context.env.home),
            copy=lambda text: context.copy(text, "the command"),
            start="" if before is not None else start,
        )
        dialog.help_text = help_text
        return dialog

    outcome = await show_and_apply(context, build)
    if not isinstance(outcome, tuple):
        return False
    if say:
        say_applied(context, outcome[1])
    return True
