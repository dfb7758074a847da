"""Plan, show, apply: what will be written is first a value.

One object is what the preview shows, what `apply` writes and what `undo` takes back.
"""

from __future__ import annotations

from dataclasses import field
from enum import Enum
from pathlib import Path

from ssoswitch.model.frozen import frozen


class FileKind(Enum):
    """What sort of file a change is for: it decides checks, mode and whether its text may be journalled."""

    CONFIG = "config"
    """The AWS config: parsed as botocore parses it before it replaces anything; new ones are 0600."""
    CREDENTIALS = "credentials"
    """The shared credentials file: holds secrets, so its diff is masked and no value enters the journal."""
    ENVRC = "envrc"
    """A direnv file: new ones are 0644 less the umask."""
    TEXT = "text"
    """Another text file of the user's, such as .git/info/exclude."""


@frozen
class FileChange:
    """One file before and after. `before` is None where there is no file, `after` None where it shall go."""

    path: Path
    """As the user names it; symlinks are followed when it is written."""
    before: bytes | None = field(repr=False)
    after: bytes | None = field(repr=False)
    summary: str
    """A line without a full stop, such as `+1 profile payments-prod-admin`."""
    kind: FileKind = FileKind.CONFIG


class NoteLevel(Enum):
    """How much a note matters."""

    INFO = "info"
    WARNING = "warning"


@frozen
class Note:
    """A sentence that stands beside the preview."""

    text: str
    level: NoteLevel = NoteLevel.INFO


@frozen
class Plan:
    """What will be written, and what has to be said of it. Without changes it means "already so"."""

    title: str
    """For the history: what it does, in the past tense of a list, such as `+1 profile payments-prod-admin`."""
    changes: tuple[FileChange, ...] = ()
    notes: tuple[Note, ...] = ()
    left: tuple[str, ...] = ()
    """What belongs to it and could not be planned, a sentence for each: writing it is then done in part."""

    @property
    def empty(self) -> bool:
        """Whether there is nothing to write."""
        return not self.changes

    @property
    def warnings(self) -> tuple[Note, ...]:
        """The notes that warn."""
        return tuple(note for note in self.notes if note.level is NoteLevel.WARNING)


@frozen
class Applied:
    """What was written: the journal's id for it (`undo ID`), and the paths. An empty id: nothing was written."""

    id: str
    title: str
    paths: tuple[Path, ...] = ()
