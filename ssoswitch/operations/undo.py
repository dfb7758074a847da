"""Takes a write back: exactly its lines, so that later edits stay; and lists what was written."""

from __future__ import annotations

from ssoswitch.core.taking_back import Later
from ssoswitch.disk import history as known
from ssoswitch.disk.history import JournalEntry
from ssoswitch.disk.journal import Record
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import NoMatch
from ssoswitch.model.plan import Applied, FileChange, Plan


def history(env: Environment, limit: int = 100) -> tuple[JournalEntry, ...]:
    """The writes of this machine, newest first, each with its state: undoable, undone, edited since, or final."""
    return known.entries(env, limit)


def plan_undo(env: Environment, entry_id: str | None = None, later: Later = "ask") -> Plan:
    """Plan to take back the entry of that id, or the last one that can be; empty where there is none.

    `later` says what becomes of later edits of the very lines: they stay and the rest is taken back (keep), or go with
    it (drop). Raises NoMatch for an unknown id, UndoOverlap where there are some and the answer is "ask".
    """
    return _plan(_find(env, entry_id), later)


def _plan(entry: Record | None, later: Later) -> Plan:
    if entry is None or entry.undone:
        return Plan("nothing to undo")
    changes = tuple(change for change in known.undo_changes(entry, later) if change.before != change.after)
    return Plan(_title(entry), changes)


def undo(env: Environment, entry_id: str | None = None, later: Later = "ask") -> Applied:
    """Take that entry (or the last one) back, and journal that. Raises like plan_undo and apply."""
    from ssoswitch.disk.apply import apply_plan

    entry = _find(env, entry_id)
    return apply_plan(env, _plan(entry, later), entry.id if entry is not None else "")


def reversed_changes(plan: Plan) -> tuple[FileChange, ...]:
    """The changes of an undo plan turned round: what the entry did, as a diff shows it."""
    return tuple(
        FileChange(
            change.path, change.after, change.before, change.summary.removeprefix("undo: "), change.kind
        )
        for change in plan.changes
    )


def _title(entry: Record) -> str:
    return f"redo: {entry.title.removeprefix('undo: ')}" if entry.undoes else f"undo: {entry.title}"


def _find(env: Environment, entry_id: str | None) -> Record | None:
    if entry_id is not None:
        entry = known.entry_of(env, entry_id)
        if entry is None:
            raise NoMatch(
                f"There is no write {entry_id} in the history. Nothing was taken back.",
                "ssoswitch history lists them.",
                [each.id for each in known.entries(env, 10)],
            )
        return entry
    return known.last(env)
