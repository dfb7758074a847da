"""undo and history: what was written on this machine, shown and taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import click

from ssoswitch.cli import output
from ssoswitch.cli.applying import apply_plan
from ssoswitch.cli.call import Call
from ssoswitch.cli.durations import rfc3339
from ssoswitch.cli.options import Verb, everywhere, pass_call
from ssoswitch.core.moments import span

if TYPE_CHECKING:
    from ssoswitch.model.errors import UndoOverlap

UNDO_EXAMPLES = """\b
Examples:
  ssoswitch undo --dry-run    what would be taken back
  ssoswitch undo              the last write
  ssoswitch history           their ids, for ssoswitch undo ID
  ssoswitch undo 7 -v         where lines were edited since: both sides, and nothing is taken back
  ssoswitch undo 7 --later keep   all but those
"""
HISTORY_EXAMPLES = """\b
Examples:
  ssoswitch history
  ssoswitch undo 7            takes back the write with that id
  ssoswitch history --json | jq -r '.entries[] | select(.state == "undoable") | .title'
"""


@click.command("undo", cls=Verb, epilog=UNDO_EXAMPLES)
@click.argument("entry_id", metavar="[ID]", required=False)
@click.option(
    "--later",
    type=click.Choice(("keep", "drop")),
    metavar="keep|drop",
    help="Where later edits overlap: keep them and take back the rest, or take them back, too.",
)
@everywhere
@pass_call
def undo_command(call: Call, entry_id: str | None, later: Literal["keep", "drop"] | None) -> None:
    """Take back the last change, or the one of that ID: exactly its lines, so that later edits stay."""
    from ssoswitch.model.errors import UndoOverlap
    from ssoswitch.operations.undo import plan_undo, undo

    answer = later or "ask"
    try:
        apply_plan(
            call,
            lambda: plan_undo(call.env, entry_id, answer),
            already="There is nothing to take back.",
            write=lambda: undo(call.env, entry_id, answer),
        )
    except UndoOverlap as overlap:
        _show_sides(call, overlap)
        raise


def _show_sides(call: Call, overlap: UndoOverlap) -> None:
    """With -v: what stood there, what was written and what is there now, before the error says that they differ."""
    for title, text in (
        ("Before that write:", overlap.before),
        ("What it wrote:", overlap.mine),
        ("What is there now:", overlap.theirs),
    ):
        if text.strip():
            call.talk.detail("\n".join([title, *(f"    {line}" for line in text.splitlines())]))


@click.command("history", cls=Verb, epilog=HISTORY_EXAMPLES)
@everywhere
@pass_call
def history_command(call: Call) -> None:
    """What ssoswitch has written on this machine, newest first, and what of it can be taken back."""
    from ssoswitch.operations.undo import history

    entries = history(call.env)
    now = call.env.clock.time()
    if call.as_json:
        call.tell(
            {
                "entries": [
                    {
                        "id": entry.id,
                        "at": rfc3339(entry.at),
                        "title": entry.title,
                        "files": [str(path) for path in entry.files],
                        "state": entry.state,
                    }
                    for entry in entries
                ]
            }
        )
    elif entries:
        shown = call.short if output.is_terminal() else str
        output.table(
            [
                (
                    entry.id,
                    f"{span(now - entry.at)} ago",
                    entry.state,
                    entry.title,
                    ", ".join(map(shown, entry.files)),
                )
                for entry in entries
            ],
            ("ID", "WRITTEN", "STATE", "WHAT", "WHERE"),
        )
    else:
        call.talk.say("Nothing has been written yet.")
