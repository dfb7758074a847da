"""The second half of every flow that writes: apply what was shown, say it, and show it anew when a file has changed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from ssoswitch.model.errors import FileChanged
from ssoswitch.model.plan import Applied, Plan
from ssoswitch.tui.flows.context import FlowContext
from ssoswitch.tui.screens.plan_dialog import PlanAnswer, PlanDialog, Values

Build = Callable[[str, Values | None], Awaitable[PlanDialog]]
"""Makes the dialog: a sentence to say in it, and the values that it held before (None: the proposed ones)."""


async def apply_plan(context: FlowContext, plan: Plan) -> Applied:
    """Write it and read the config again. Raises WriteError; the files are then as they were."""
    from ssoswitch.operations.write import apply

    applied = await context.run(apply, context.env, plan)
    await context.reload_config()
    return applied


def say_applied(context: FlowContext, applied: Applied, more: str = "") -> None:
    """`✓ +1 profile payments-prod-admin · u undo`, or that it was so already."""
    if not applied.id:
        context.say(f"already so: {applied.title}{more}")
        return
    context.say(f"{applied.title}{more}", next_key="u undo")


async def show_and_apply(
    context: FlowContext, build: Build
) -> tuple[PlanAnswer, Applied] | PlanAnswer | None:
    """Show the dialog until its plan is written or it is left.

    A file that changed under the preview brings the dialog back with the same values, a new preview and a sentence;
    Enter has to be pressed again. An answer alone is another way out that the person took (`action`); None: Esc.
    """
    said, values = "", None
    while True:
        answer = await context.show(await build(said, values))
        if answer is None or answer.action or answer.plan is None:
            return answer
        if answer.plan.empty:
            return answer, Applied("", answer.plan.title)
        try:
            return answer, await apply_plan(context, answer.plan)
        except FileChanged as error:
            await context.reload_config()
            said = f"{error.message} The preview is new: look again, then Enter."
            values = answer.values


def joined(first: Plan, second: Plan) -> Plan:
    """Both as one plan: one preview, one write, one undo."""
    titles = [plan.title for plan in (first, second) if not plan.empty] or [first.title]
    return Plan(", ".join(titles), first.changes + second.changes, first.notes + second.notes)
