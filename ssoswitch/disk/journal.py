"""What was written, and how it is undone: one JSON file (0600) for each write in the state folder.

An entry holds the lines that a write took away and put there, as hunks, and digests of the file before and after;
it never holds a secret. It is made before the write, as "begun", and marked done behind it: a run that is killed in
between leaves an entry whose digests tell which of the two it was.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from ssoswitch.core.hunks import Hunk, hunks
from ssoswitch.core.secret_lines import holds_secret, mask_bytes
from ssoswitch.disk.files import raise_if_passing, read_private, remove, write_private
from ssoswitch.model.environment import Environment
from ssoswitch.model.frozen import frozen
from ssoswitch.model.plan import FileChange, FileKind, Plan

_T = TypeVar("_T")
_VERSION = 1
_KEPT = 500  # entries; the oldest go first
_NUMBER = re.compile(r"[0-9]{1,12}")
_LATEST = 1e11  # seconds since the epoch: what no calendar of ours shows


@frozen
class FileRecord:
    """What one write did to one file."""

    path: Path
    kind: FileKind
    summary: str
    before: str | None
    """SHA-256 of the bytes before, None where there was no file."""
    after: str | None
    hunks: tuple[Hunk, ...]
    """For the credentials file with every value masked."""
    sealed: bool = False
    """True where a line held a secret that the journal does not keep: it cannot be brought back."""


@frozen
class Record:
    """An entry with everything that undo needs."""

    id: str
    at: float
    title: str
    files: tuple[FileRecord, ...]
    done: bool = False
    undone: bool = False
    undoes: str = ""


def digest(data: bytes | None) -> str | None:
    """SHA-256 of a file's bytes; None for no file."""
    return None if data is None else sha256(data).hexdigest()


def record(env: Environment, plan: Plan, undoes: str = "", *, done: bool = True) -> str:
    """Write an entry for a plan and return its id. Call it with the write lock held.

    `undoes` is the id of the entry that the plan takes back. Raises WriteError where the journal cannot be written.
    """
    known = numbers(env)
    number = max(known, default=0) + 1
    files = tuple(_file_record(change) for change in plan.changes)
    _save(env, Record(str(number), env.clock.time(), plan.title, files, done, undoes=undoes))
    for old in sorted(known)[: max(0, len(known) + 1 - _KEPT)]:
        remove(_path(env, str(old)))
    return str(number)


def finish(env: Environment, entry_id: str) -> None:
    """Mark a begun entry as done, and the one that it takes back as undone."""
    entry = load(env, entry_id)
    if entry is None:
        return
    _save(env, replace(entry, done=True))
    taken_back = load(env, entry.undoes) if entry.undoes else None
    if taken_back is not None:
        _save(env, replace(taken_back, undone=True))
        # Taking back an undo does the first write again: that one can be undone once more.
        first = load(env, taken_back.undoes) if taken_back.undoes else None
        if first is not None:
            _save(env, replace(first, undone=False))


def drop(env: Environment, entry_id: str) -> None:
    """Remove the entry of a write that did not happen."""
    remove(_path(env, entry_id))


def load(env: Environment, entry_id: str) -> Record | None:
    """One entry; None where there is none of that id, or its file is none of ours.

    Raises WriteError where it cannot be read just now: the write before it must not count as the last one.
    """
    data = read_private(_path(env, entry_id), or_raise=True) if _NUMBER.fullmatch(entry_id) else None
    if data is None:
        return None
    try:
        content = json.loads(data)
        return _record_from(entry_id, content) if content["version"] == _VERSION else None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _file_record(change: FileChange) -> FileRecord:
    found = hunks(change.before, change.after)
    sealed = False
    if change.kind is FileKind.CREDENTIALS:
        found = tuple(_masked(hunk) for hunk in found)
    elif any(holds_secret(_text(line)) for hunk in found for line in (*hunk.removed, *hunk.added)):
        sealed = any(holds_secret(_text(line)) for hunk in found for line in hunk.removed)
        found = tuple(_masked(hunk, everything=False) for hunk in found)
    return FileRecord(
        change.path, change.kind, change.summary, digest(change.before), digest(change.after), found, sealed
    )


def _masked(hunk: Hunk, *, everything: bool = True) -> Hunk:
    def masked(lines: Iterable[bytes]) -> tuple[bytes, ...]:
        return tuple(mask_bytes(line, credentials=everything) for line in lines)

    return replace(hunk, removed=masked(hunk.removed), added=masked(hunk.added), above=(), below=())


def _text(line: bytes) -> str:
    return line.decode("utf-8", "surrogateescape")


def _folder(env: Environment) -> Path:
    return env.state_dir / "journal"


def _path(env: Environment, entry_id: str) -> Path:
    return _folder(env) / f"{int(entry_id):06}.json"


def numbers(env: Environment) -> list[int]:
    """The numbers of the entries that are there, in no order. Raises WriteError where that cannot be told just now."""
    try:
        return [
            int(path.stem)
            for path in _folder(env).iterdir()
            if path.suffix == ".json" and _NUMBER.fullmatch(path.stem)
        ]
    except OSError as error:
        raise_if_passing(error, _folder(env))
        return []


def _save(env: Environment, entry: Record) -> None:
    content = {
        "version": _VERSION,
        "at": entry.at,
        "title": entry.title,
        "done": entry.done,
        "undone": entry.undone,
        "undoes": entry.undoes,
        "files": [_file_to(file) for file in entry.files],
    }
    write_private(_path(env, entry.id), json.dumps(content).encode())


def _file_to(file: FileRecord) -> dict[str, Any]:
    return {
        "path": str(file.path),
        "kind": file.kind.value,
        "summary": file.summary,
        "before": file.before,
        "after": file.after,
        "sealed": file.sealed,
        "hunks": [
            {
                "start": hunk.start,
                "removed": [_text(line) for line in hunk.removed],
                "added": [_text(line) for line in hunk.added],
                "above": hunk.above,
                "below": hunk.below,
                "section": hunk.section,
            }
            for hunk in file.hunks
        ],
    }


def _record_from(entry_id: str, content: dict[str, Any]) -> Record:
    """Raises ValueError and its kin for what none of our versions wrote."""
    at = content["at"]
    if type(at) not in (int, float) or not 0 <= at < _LATEST:
        raise ValueError("a moment")
    return Record(
        entry_id,
        at,
        _as(str, content["title"]),
        tuple(_file_from(item) for item in _as(list, content["files"])),
        _as(bool, content["done"]),
        _as(bool, content["undone"]),
        _as(str, content["undoes"]),
    )


def _file_from(item: dict[str, Any]) -> FileRecord:
    def texts(values: Any) -> tuple[str, ...]:
        return tuple(_as(str, value) for value in _as(list, values))

    def lines(values: Any) -> tuple[bytes, ...]:
        return tuple(text.encode("utf-8", "surrogateescape") for text in texts(values))

    path = _as(str, item["path"])
    if b"\0" in os.fsencode(path):
        raise ValueError("a path")
    return FileRecord(
        Path(path),
        FileKind(item["kind"]),
        _as(str, item["summary"]),
        None if item["before"] is None else _as(str, item["before"]),
        None if item["after"] is None else _as(str, item["after"]),
        tuple(
            Hunk(
                _as(int, hunk["start"]),
                lines(hunk["removed"]),
                lines(hunk["added"]),
                texts(hunk["above"]),
                texts(hunk["below"]),
                _as(str, hunk["section"]),
            )
            for hunk in _as(list, item["hunks"])
        ),
        _as(bool, item["sealed"]),
    )


def _as(kind: type[_T], value: Any) -> _T:
    """The value where it is of exactly that kind: True is no number. Raises ValueError."""
    if type(value) is not kind:
        raise ValueError(f"no {kind.__name__}")
    return value
