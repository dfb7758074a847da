"""undo and history."""

from __future__ import annotations

import click

from ssoswitch.cli import output
from ssoswitch.cli.applying import apply_plan
from ssoswitch.cli.call import Call
from ssoswitch.cli.durations import rfc3339
from ssoswitch.cli.options import Verb, everywhere, pass_call
from ssoswitch.core.moments import span

UNDO_EXAMPLES = """\b
Examples:
  ssoswitch undo --dry-run    what would be taken back
  ssoswitch undo              the last write
  ssoswitch history           their ids, for ssoswitch undo ID
"""


@click.command("undo", cls=Verb, epilog=UNDO_EXAMPLES)
@click.argument("entry_id", metavar="[ID]", required=False)
@everywhere
@pass_call
def undo_command(call: Call, entry_id: str | None) -> None:
    """Take back the last change, or the one of that ID: exactly its lines, so that later edits stay."""
    from ssoswitch.operations.undo import plan_undo, undo

    plan = plan_undo(call.env, entry_id)
    apply_plan(call, plan, already="There is nothing to take back.", write=lambda: undo(call.env, entry_id))


@click.command("history", cls=Verb)
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
