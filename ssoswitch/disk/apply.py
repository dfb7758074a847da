"""Writes a plan: every change of it, or none.

The steps are those of which each one has been seen to be needed: lock, settle, look again, compare with what the
plan saw, temporary file in the same folder, flush, read back, look once more, rename, flush the folder, and a last
look, because a foreign writer that began before us may finish behind us. Nothing is left behind whatever happens.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from ssoswitch.core.aws_config import parse
from ssoswitch.core.hunks import hunks
from ssoswitch.core.taking_back import take_back
from ssoswitch.disk import files, journal
from ssoswitch.disk.locks import locked
from ssoswitch.disk.room import on_a_read_only_file_system
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import (
    ConfigUnreadable,
    FileChanged,
    FileUnsafe,
    SsoswitchError,
    UndoOverlap,
    WriteError,
)
from ssoswitch.model.plan import Applied, FileChange, FileKind, Plan

_TRIES = 20
_CHANGED_HINT = "Look at the new preview (or run the command again), then write."


def apply_plan(env: Environment, plan: Plan, undoes: str = "") -> Applied:
    """Write a plan's changes, journal them, and say what was written; an empty plan writes nothing.

    `undoes` is the id of the journal entry that the plan takes back. Raises FileChanged where a file is not what
    the plan saw (nothing is written then), FileUnsafe, FileLocked, ConfigUnreadable, WriteError.
    """
    if plan.empty:
        return Applied("", plan.title)
    with locked(env, "write"):
        steps = [_Step(change) for change in plan.changes]
        try:
            _prepare(steps)
            entry_id = _recorded(env, plan, undoes)
            try:
                _commit(steps)
                _look_after(steps)
            except BaseException:
                if not any(step.in_place for step in steps):
                    journal.drop(env, entry_id)
                raise
            _finish(env, entry_id)
        finally:
            for step in steps:
                step.close()
    return Applied(entry_id, plan.title, tuple(change.path for change in plan.changes))


def _recorded(env: Environment, plan: Plan, undoes: str) -> str:
    """The journal's id of a write that begins; one that could not be taken back does not begin."""
    try:
        return journal.record(env, plan, undoes, done=False)
    except WriteError as error:
        said = error.message.removesuffix(files.KEPT).removesuffix(files.NOT_MADE).rstrip()
        raise type(error)(
            f"{said} It is the journal, without which nothing could be taken back, so nothing was written.",
            error.hint,
        ) from None


def _finish(env: Environment, entry_id: str) -> None:
    try:
        journal.finish(env, entry_id)
    except WriteError:
        # The files are written, and that is what counts: the entry stays "begun", and the lines tell that it happened.
        pass


def _prepare(steps: list[_Step]) -> None:
    targets: set[Path] = set()
    for step in steps:
        step.check()
        if step.target in targets:
            raise FileUnsafe(
                f"{step.target} is meant twice, by two names. Nothing was written.",
                "Give the config and the credentials file two different files.",
            )
        targets.add(step.target)
    for step in steps:
        step.prepare()


def _commit(steps: list[_Step]) -> None:
    """Put every change in place; where one fails, take those before it back."""
    done: list[_Step] = []
    try:
        for step in steps:
            step.commit()
            done.append(step)
    except BaseException as error:
        stuck = [str(step.change.path) for step in reversed(done) if not step.taken_back()]
        if not stuck or not isinstance(error, SsoswitchError):
            raise
        raise WriteError(
            f"{error.message} Nor could {' and '.join(stuck)}, which was written before it, be put back: "
            "there the new text is in place.",
            "Repair the cause, then take it back with `ssoswitch undo`.",
        ) from None


def _look_after(steps: list[_Step]) -> None:
    files.pause()
    for step in steps:
        step.look_after()


class _Step:
    """One change on its way: checked, prepared beside its target, in place."""

    def __init__(self, change: FileChange) -> None:
        self.change = change
        self.seen = files.look(change.path)
        self.target = self.seen.target
        self.temporary: Path | None = None
        self.old_handle = -1
        self.in_place = False

    def check(self) -> None:
        """Whether this may be written at all, before anything is."""
        change, status = self.change, self.seen.status
        if self.seen.data != change.before:
            raise self._changed()
        if status is not None:
            _check_writable(change.path, self.target, status)
        _check_folder(self.target.parent)
        if change.after is not None and change.kind is FileKind.CONFIG:
            problem = parse(change.after, change.path).problem
            if problem is not None:
                raise ConfigUnreadable(
                    change.path,
                    f"the new text would not be readable ({problem.reason}); nothing was written",
                    hint="Repair the file by hand, then try again.",
                )

    def prepare(self) -> None:
        """Make the folder where there is none and the temporary file beside the target."""
        change = self.change
        with files.failing_as_write_error(change.path):
            if change.kind in (FileKind.CONFIG, FileKind.CREDENTIALS):
                files.make_folder(self.target.parent)
            if change.after is None:
                return
            secret = change.kind in (FileKind.CONFIG, FileKind.CREDENTIALS)
            mode = files.PRIVATE if secret else 0o644
            files.sweep(self.target.parent)
            most = files.PRIVATE if change.kind is FileKind.CREDENTIALS else 0o7777
            self.temporary = files.write_beside(self.target, change.after, self.seen.status, mode, most)

    def commit(self) -> None:
        """Look once more, then rename (or unlink)."""
        self._look_again()
        with files.failing_as_write_error(self.change.path):
            if self.seen.status is not None:
                self.old_handle = files.open_to_watch(self.target)
            if self.temporary is None:
                files.take_away(self.target)
            else:
                files.put_in_place(self.temporary, self.target)
                self.temporary = None
        self.in_place = True

    def _look_again(self) -> None:
        for _ in range(_TRIES):
            if os.path.realpath(self.change.path) != str(self.target):
                raise self._changed()
            now = files.look_once(self.change.path, self.target)
            if now.data != self.change.before:
                raise self._changed()
            if now.same_as(self.seen) and _attributes(now.status) == _attributes(self.seen.status):
                return
            # Touched, or replaced by an equal one: take its mode and owner over, and look again.
            files.discard(self.temporary)
            self.temporary = None
            self.seen = now
            self.check()
            self.prepare()
        raise self._changed()

    def taken_back(self) -> bool:
        """Put the old bytes in place again, because another change of the same plan failed; False where that fails."""
        before = self.change.before
        try:
            if before is None:
                files.take_away(self.target)
            else:
                files.write_over(self.target, before, self.seen.status)
        except OSError:
            return False
        self.in_place = False
        return True

    def look_after(self) -> None:
        """Whether what we wrote is still there. A foreign writer that read before us may have finished behind us."""
        theirs = self._written_behind()
        if theirs is not None:
            try:
                files.write_over(self.target, theirs, self.seen.status)
            except OSError as error:
                raise WriteError(
                    f"Another program wrote {self.change.path} at the same moment, and its version could not be put "
                    f"in place: {files.reason_of(error)}. What ssoswitch wrote is there instead.",
                    "Make room or repair the cause, then let that program write again.",
                ) from None
        try:
            if files.look_once(self.change.path, self.target).data == self.change.after:
                return
            now = files.look(self.change.path).data
        except FileChanged:
            raise FileChanged(
                f"{self.change.path} was written, but another program goes on writing it: whether the change is "
                "still in it cannot be told.",
                "Wait until that program is done, then look at the file.",
            ) from None
        except FileUnsafe:
            return  # flushed and renamed: that it cannot be looked at again does not undo it
        try:
            take_back(now, hunks(self.change.before, self.change.after))
        except UndoOverlap:
            self.in_place = False
            raise FileChanged(
                f"Another program wrote {self.change.path} at the same moment. Its version is in place, and what "
                "ssoswitch had added is not in it.",
                "Wait until that program is done, then do it again.",
            ) from None

    def _written_behind(self) -> bytes | None:
        """What somebody wrote into the old file, which he had opened before our rename; None: nobody did."""
        if self.old_handle < 0 or self.seen.status is None or self.change.after is None:
            return None
        status = os.fstat(self.old_handle)
        if (status.st_size, status.st_mtime_ns) == (self.seen.status.st_size, self.seen.status.st_mtime_ns):
            return None
        data = _settled(self.old_handle)
        readable = self.change.kind is not FileKind.CONFIG or parse(data, self.change.path).problem is None
        return data if data.strip() and data != self.change.before and readable else None

    def close(self) -> None:
        """Remove what is left on the way."""
        files.discard(self.temporary)
        if self.old_handle >= 0:
            os.close(self.old_handle)

    def _changed(self) -> FileChanged:
        return FileChanged(
            f"{self.change.path} has been changed since the preview was made. Nothing was written.",
            _CHANGED_HINT,
        )


def _check_writable(path: Path, target: Path, status: os.stat_result) -> None:
    """A rename goes through a 0444 file, so its mode is asked; root passes `access`, so the bits are, too."""
    if on_a_read_only_file_system(target):
        raise FileUnsafe(
            f"{path} is on a read-only file system. Nothing was written.",
            "Add the lines by hand where they can be written (--dry-run shows them).",
        )
    if not status.st_mode & 0o222 or not os.access(target, os.W_OK):
        raise FileUnsafe(
            f"{path} is read-only. Nothing was written.",
            f"Make it writable (chmod u+w {target}), then try again.",
        )
    if status.st_uid != os.geteuid() and os.geteuid() != 0:
        raise FileUnsafe(
            f"{path} belongs to another user. Nothing was written.", f"Look at it with: ls -l {target}"
        )


def _check_folder(folder: Path) -> None:
    """A rename needs a folder that can be written; one that is made on the way is checked by making it."""
    try:
        mode = folder.stat().st_mode
    except OSError:
        return
    if on_a_read_only_file_system(folder):
        raise FileUnsafe(
            f"The folder {folder} is on a read-only file system. Nothing was written.",
            "Add the lines by hand where they can be written (--dry-run shows them).",
        )
    if not mode & 0o222 or not os.access(folder, os.W_OK | os.X_OK):
        raise FileUnsafe(
            f"The folder {folder} cannot be written. Nothing was written.",
            "Make the folder writable, or add the lines by hand (--dry-run shows them).",
        )


def _attributes(status: os.stat_result | None) -> tuple[int, ...]:
    return (stat.S_IMODE(status.st_mode), status.st_uid, status.st_gid) if status else ()


def _settled(handle: int) -> bytes:
    """The bytes of an open file once two looks agree."""
    before = b""
    for _ in range(_TRIES):
        size = os.fstat(handle).st_size
        data = os.pread(handle, size, 0)
        if data and data == before:
            return data
        before = data
        files.pause()
    return before
