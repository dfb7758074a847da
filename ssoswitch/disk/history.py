"""What can be done about the writes of the journal now: which of them took place, which can be taken back.

`disk/journal.py` keeps what a write did; here that is held against the files as they are.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Literal

from ssoswitch.core.hunks import digest as line_digest
from ssoswitch.core.hunks import is_header
from ssoswitch.core.line_changes import split_lines
from ssoswitch.core.taking_back import Later, hint, take_back
from ssoswitch.disk.files import look_once, read_file
from ssoswitch.disk.journal import FileRecord, Record, digest, load, numbers
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import SsoswitchError, UndoOverlap
from ssoswitch.model.frozen import frozen
from ssoswitch.model.plan import FileChange, FileKind

EntryState = Literal["undoable", "undone", "edited", "final"]
_SEALED_HINT = "Take it back by hand: the journal keeps no secrets, so it does not have the old values."
_Present = dict[Path, bytes | SsoswitchError | None]


@frozen
class JournalEntry:
    """One write, as the history shows it."""

    id: str
    at: float
    """Seconds since the epoch."""
    title: str
    files: tuple[Path, ...]
    state: EntryState
    """undoable; undone, or nothing of it is left; edited: later edits overlap, so taking it back asks; final: it took
    keys away, which the journal does not keep."""
    undoes: str = ""
    """The id of the write that this one took back; empty for a plain one."""
    summaries: tuple[str, ...] = ()


def entries(env: Environment, limit: int = 100) -> tuple[JournalEntry, ...]:
    """The writes, newest first, each with what can be done about it now."""
    present: _Present = {}
    found = []
    for number in sorted(numbers(env), reverse=True):
        entry = _as_it_happened(load(env, str(number)), present)
        if entry is None:
            continue
        state = _state(entry, present)
        paths = tuple(file.path for file in entry.files)
        summaries = tuple(file.summary for file in entry.files)
        found.append(JournalEntry(entry.id, entry.at, entry.title, paths, state, entry.undoes, summaries))
        if len(found) == limit:
            break
    return tuple(found)


def entry_of(env: Environment, entry_id: str) -> Record | None:
    """The write of that id, as far as it took place; None where there is none."""
    entry = load(env, entry_id)
    return _as_it_happened(entry, {}) or entry


def last(env: Environment) -> Record | None:
    """The last write that can still be taken back and is no taking back itself; None where there is none."""
    present: _Present = {}
    for number in sorted(numbers(env), reverse=True):
        entry = _as_it_happened(load(env, str(number)), present)
        if entry is None or entry.undone or entry.undoes:
            continue
        if not _over(entry, present):
            return entry
    return None


def undo_changes(entry: Record, later: Later = "ask") -> tuple[FileChange, ...]:
    """The changes that take an entry back from the files as they are now; `later`: what becomes of edits since.

    Raises UndoOverlap where they overlap and `later` is "ask", or where its answer cannot be followed.
    """
    changes, refused = [], []
    for file in reversed(entry.files):
        try:
            changes.append(taken_back(file, read_file(file.path), later))
        except UndoOverlap as error:
            refused.append(error)
    if not refused or (later == "keep" and changes):
        return tuple(changes)
    first = refused[0]
    if later == "ask" and changes:
        first.clear += len(changes)
        first.droppable = all(error.droppable for error in refused)
        first.hint = hint(first.clear, first.droppable)
    raise first


def taken_back(file: FileRecord, current: bytes | None, later: Later = "ask") -> FileChange:
    """The change that takes one file's hunks back out of its current bytes. Raises UndoOverlap."""
    if file.sealed:
        raise UndoOverlap(f"{file.path}: that write removed a secret. Nothing was taken back.", _SEALED_HINT)
    if current is None and file.after is not None:
        raise UndoOverlap(
            f"{file.path} is gone, so there is nothing to take back. Nothing was written.",
            "`ssoswitch history` lists every write.",
        )
    if file.kind is FileKind.CREDENTIALS:
        from ssoswitch.core.credentials_file import take_back_masked

        back = take_back_masked(current, file.hunks)
    else:
        back = take_back(current, file.hunks, later)
    after: bytes | None = None if file.before is None and not back.strip() else back
    return FileChange(file.path, current, after, f"undo: {file.summary}", file.kind)


def _state(entry: Record, present: _Present) -> EntryState:
    if entry.undone:
        return "undone"
    return _over(entry, present) or ("undoable" if _undoable(entry, present) else "edited")


def _over(entry: Record, present: _Present) -> Literal["final", "undone"] | None:
    """Why nothing can be taken back any more: the keys are not kept, or their sections are gone by a log-out."""
    if any(file.sealed or _took_keys(file) for file in entry.files):
        return "final"
    keys = [file for file in entry.files if file.kind is FileKind.CREDENTIALS]
    gone = bool(keys) and len(keys) == len(entry.files)
    return "undone" if gone and not any(_stands(file, present) for file in keys) else None


def _took_keys(file: FileRecord) -> bool:
    """Whether the write took whole sections out of the credentials file."""
    return file.kind is FileKind.CREDENTIALS and any(
        any(map(is_header, hunk.removed)) and not any(map(is_header, hunk.added)) for hunk in file.hunks
    )


def _stands(file: FileRecord, present: _Present) -> bool:
    """Whether one of the sections that the write touched is still there, or may be."""
    current = _current(file.path, present)
    if isinstance(current, SsoswitchError):
        return True
    lines = split_lines(current)
    there = {line_digest(line) for line in lines if is_header(line)}
    return any(
        line_digest(line) in there for hunk in file.hunks for line in hunk.added if is_header(line)
    ) or any(hunk.section in there for hunk in file.hunks if not any(map(is_header, hunk.added)))


def _undoable(entry: Record, present: _Present) -> bool:
    try:
        for file in entry.files:
            current = _current(file.path, present)
            if isinstance(current, SsoswitchError):
                return False
            taken_back(file, current)
    except UndoOverlap:
        return False
    return True


def _as_it_happened(entry: Record | None, present: _Present) -> Record | None:
    """The write as far as it took place; None where it did not.

    One that was killed on the way, or could not put back what it had begun with, did where the files say so.
    """
    if entry is None or entry.done:
        return entry
    files = tuple(file for file in entry.files if digest(_bytes(_current(file.path, present))) != file.before)
    written = replace(entry, files=files)
    return written if files and _undoable(written, present) else None


def _current(path: Path, present: _Present) -> bytes | SsoswitchError | None:
    if path not in present:
        try:
            present[path] = look_once(path, Path(os.path.realpath(path))).data
        except SsoswitchError as error:
            present[path] = error
    return present[path]


def _bytes(current: bytes | SsoswitchError | None) -> bytes | None:
    return None if isinstance(current, SsoswitchError) else current
