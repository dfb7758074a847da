"""`u` takes the last change back; `U` shows what ssoswitch wrote on this machine, with the diff of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ssoswitch.core.moments import day_time
from ssoswitch.core.paths import short_path
from ssoswitch.core.text import clean
from ssoswitch.model.errors import FileChanged, UndoOverlap
from ssoswitch.model.plan import Plan
from ssoswitch.tui.flows.context import FlowContext
from ssoswitch.tui.flows.undo import take_back
from ssoswitch.tui.widgets.choice_list import Choice

if TYPE_CHECKING:
    from ssoswitch.disk.history import JournalEntry

_STATES = {"undoable": "undo: u", "undone": "undone", "edited": "edited: asks", "final": "not undoable"}


async def history_flow(context: FlowContext) -> None:
    """Show the list until it is left; u in it undoes the line under the cursor."""
    from ssoswitch.operations.undo import history
    from ssoswitch.tui.screens.history import HistoryScreen

    at = 0
    while True:
        entries = await context.run(history, context.env)
        if not entries:
            context.say("ssoswitch has written nothing on this machine yet", kind="hint")
            return
        screen = HistoryScreen(_choices(context, entries), at=at)
        answer = await context.show(screen)
        if answer is None:
            return
        at, (verb, entry_id) = screen.at, answer
        if verb == "undo":
            await take_back(context, entry_id)
        else:
            await _show_diff(context, next(entry for entry in entries if entry.id == entry_id))


async def _show_diff(context: FlowContext, entry: JournalEntry) -> None:
    from ssoswitch.operations.undo import plan_undo, reversed_changes
    from ssoswitch.tui.screens.diff_screen import DiffScreen, RowsScreen

    title = clean(entry.title)
    try:
        plan = await context.run(plan_undo, context.env, entry.id)
    except (UndoOverlap, FileChanged) as error:
        lines = [error.message]
        if isinstance(error, UndoOverlap):
            lines += [
                *(["", "Before that write:", *error.before.splitlines()] if error.before else []),
                "",
                "What was written:",
                *error.mine.splitlines(),
                "",
                "What is there now:",
                *error.theirs.splitlines(),
            ]
        await context.show(RowsScreen(f"Diff · {title}", [clean(line) for line in lines]))
        return
    if plan.empty:
        context.say(f"{title}: nothing of it is left to take back", kind="hint")
        return
    done = Plan(entry.title, reversed_changes(plan))
    await context.show(DiffScreen(done, f"What was written · {title}", str(context.env.home)))


def _choices(context: FlowContext, entries: tuple[JournalEntry, ...]) -> list[Choice]:
    now, home = context.env.clock.time(), context.env.home
    choices = []
    for entry in entries:
        files = ", ".join(dict.fromkeys(short_path(path, home) for path in entry.files))
        title = ("undo: " if entry.undoes else "") + entry.title.removeprefix("undo: ")
        cells = (day_time(entry.at, now), clean(title), _STATES[entry.state], clean(files))
        choices.append(Choice(entry.id, cells))
    return choices
