"""Takes a write back: exactly its lines, so that later edits stay; and lists what was written."""

from __future__ import annotations

from ssoswitch.disk import journal
from ssoswitch.disk.journal import JournalEntry, Record
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import NoMatch
from ssoswitch.model.plan import Applied, FileChange, Plan


def history(env: Environment, limit: int = 100) -> tuple[JournalEntry, ...]:
    """The writes of this machine, newest first, each with its state: undoable, undone, or edited since."""
    return journal.entries(env, limit)


def plan_undo(env: Environment, entry_id: str | None = None) -> Plan:
    """Plan to take back the entry of that id, or the last one that has not been; empty where there is none.

    Raises NoMatch for an unknown id, UndoOverlap where later edits touch the same lines.
    """
    return _plan(_find(env, entry_id))


def _plan(entry: Record | None) -> Plan:
    if entry is None or entry.undone:
        return Plan("nothing to undo")
    changes = tuple(change for change in journal.undo_changes(entry) if change.before != change.after)
    return Plan(_title(entry), changes)


def undo(env: Environment, entry_id: str | None = None) -> Applied:
    """Take that entry (or the last one) back, and journal that. Raises like plan_undo and apply."""
    from ssoswitch.disk.apply import apply_plan

    entry = _find(env, entry_id)
    return apply_plan(env, _plan(entry), entry.id if entry is not None else "")


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
        entry = journal.load(env, entry_id)
        if entry is None:
            raise NoMatch(
                f"There is no write {entry_id} in the history. Nothing was taken back.",
                "ssoswitch history lists them.",
                [known.id for known in journal.entries(env, 10)],
            )
        return entry
    return journal.last(env)
