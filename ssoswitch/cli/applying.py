"""Plan, show, apply, for a command: the diff on stderr and a question, or the diff on stdout and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ssoswitch.cli import output
from ssoswitch.cli.call import Call
from ssoswitch.cli.diagnostics import Exit
from ssoswitch.core.diff import unified
from ssoswitch.core.paths import short_path
from ssoswitch.model.errors import FileChanged, FileUnsafe
from ssoswitch.model.plan import Applied, FileKind, Plan

_TRIES = 20
"""So often a plan is made anew because the file changed underneath: each time somebody has got a write through."""


def apply_plan(
    call: Call,
    make: Callable[[], Plan],
    fields: Mapping[str, Any] | Callable[[], Mapping[str, Any]] | None = None,
    *,
    already: str = "Already so; nothing was written.",
    write: Callable[[], Applied] | None = None,
) -> Applied | None:
    """Make the plan, show it, and write it when it is confirmed; None when nothing was written.

    Where a file changes underneath, the plan is made again; with `--yes` nobody notices, else it is shown and asked
    for again. `fields` go into the JSON object beside `changed` (a function is called behind the write); `write`
    stands in for the plain write. Raises WriteError; ends with exit 1 when a person says no.
    """
    for left in reversed(range(_TRIES)):
        plan = make()
        try:
            return _apply_once(call, plan, fields, already, write)
        except FileChanged as error:
            if not left:
                raise
            if not call.yes:
                call.talk.warn(f"{error.message} This is the plan for the file as it is now:")
    raise AssertionError("the last try returns or raises")


def _apply_once(
    call: Call,
    plan: Plan,
    fields: Mapping[str, Any] | Callable[[], Mapping[str, Any]] | None,
    already: str,
    write: Callable[[], Applied] | None,
) -> Applied | None:
    from ssoswitch.operations.write import apply

    def facts() -> Mapping[str, Any]:
        return fields() if callable(fields) else fields or {}

    if plan.empty:
        call.talk.notes(plan)
        call.talk.say(already)
        _tell(call, facts(), plan, None)
        return None
    diff = unified(plan)
    if call.dry_run:
        call.talk.notes(plan)
        if call.as_json:
            call.tell({**facts(), "changed": False, "dry_run": True, "title": plan.title, "diff": diff})
        else:
            output.raw(diff)
        return None
    if not call.yes:
        call.talk.diff(diff)
    call.talk.notes(plan)
    if not call.confirmed("Write this?"):
        call.talk.say("Nothing was written.")
        raise SystemExit(Exit.FAILED)
    try:
        applied = write() if write else apply(call.env, plan)
    except FileUnsafe:
        if not call.as_json:
            output.raw(_by_hand(plan))
        raise
    call.talk.say(_done(call, plan, applied))
    _tell(call, facts(), plan, applied)
    return applied


def _by_hand(plan: Plan) -> str:
    """What a person can paste where the file or its folder may not be written; never a key of the credentials file."""
    texts = []
    for change in plan.changes:
        before, after = change.before or b"", change.after or b""
        if change.kind is FileKind.CREDENTIALS:
            continue
        if not after.startswith(before):
            return unified(plan)
        texts.append(after[len(before) :].decode("utf-8", "replace").lstrip("\r\n"))
    return "".join(texts)


def _done(call: Call, plan: Plan, applied: Applied) -> str:
    """What was written, where, and how it is taken back."""
    paths = [short_path(path, call.env.home) for path in applied.paths]
    where = f" in {paths[0]}" if len(paths) == 1 else f" in {len(paths)} files"
    # The journal keeps no keys: what took them out of a file cannot bring them back.
    final = any(
        change.kind is FileKind.CREDENTIALS and len(change.after or b"") < len(change.before or b"")
        for change in plan.changes
    )
    back = "" if final else f"   (ssoswitch undo {applied.id} takes it back)"
    return f"✓ {applied.title}{where if paths else ''}{back}"


def _tell(call: Call, facts: Mapping[str, Any], plan: Plan, applied: Applied | None) -> None:
    if call.as_json:
        call.tell(
            {
                **facts,
                "changed": applied is not None,
                "dry_run": call.dry_run,
                "title": plan.title,
                "undo": applied.id if applied else None,
                "files": [str(path) for path in applied.paths] if applied else [],
                "notes": [note.text for note in plan.notes],
            }
        )
