"""`u`: take the last change back. Exactly its lines go; where later edits overlap, it asks."""

from __future__ import annotations

from ssoswitch.core.taking_back import Later
from ssoswitch.core.text import clean
from ssoswitch.model.errors import FileChanged, UndoOverlap
from ssoswitch.tui.flows.context import FlowContext


async def undo_flow(context: FlowContext) -> None:
    """The last one that has not been taken back."""
    await take_back(context, None)


async def take_back(context: FlowContext, entry_id: str | None, later: Later = "ask") -> None:
    """Take that entry (or the last one) back and say so; `later`: what becomes of later edits of its lines."""
    from ssoswitch.operations.undo import plan_undo, undo

    try:
        plan = await context.run(plan_undo, context.env, entry_id, later)
        if plan.empty:
            context.say("there is nothing to undo", kind="hint", next_key="U history")
            return
        await context.run(undo, context.env, entry_id, later)
    except UndoOverlap as overlap:
        await _ask(context, entry_id, overlap)
        return
    except FileChanged as error:
        await context.reload_config()
        context.report(error)
        return
    await context.reload_config()
    kept = "; later edits stay" if later == "keep" else ""
    context.say(f"taken back: {plan.title.removeprefix('undo: ')}{kept}", next_key="U history")


async def _ask(context: FlowContext, entry_id: str | None, overlap: UndoOverlap) -> None:
    """All sides, and what can be done; guessing could lose somebody's work."""
    from ssoswitch.tui.screens.overlap import OverlapSheet

    sheet = OverlapSheet(
        overlap.message,
        clean_lines(overlap.mine),
        clean_lines(overlap.theirs),
        clean_lines(overlap.before),
        clear=overlap.clear,
        droppable=overlap.droppable,
    )
    answer = await context.show(sheet)
    if answer == "copy":
        await context.copy(overlap.mine, "the lines as ssoswitch had written over them")
    elif answer in ("keep", "drop"):
        await take_back(context, entry_id, "keep" if answer == "keep" else "drop")
    else:
        context.say("nothing was taken back: later edits stay", kind="hint")


def clean_lines(text: str) -> list[str]:
    """Lines without what a terminal would obey."""
    return [clean(line) for line in text.splitlines()]
