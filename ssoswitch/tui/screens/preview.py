"""What a dialog that writes is made of: the values of its fields, the preview that they give, and the answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING

from textual.content import Content

from ssoswitch.core.text import clean
from ssoswitch.model.frozen import frozen
from ssoswitch.model.plan import Note, NoteLevel, Plan
from ssoswitch.tui.widgets.choice_list import Choice
from ssoswitch.tui.widgets.lines import MUTED

if TYPE_CHECKING:
    from ssoswitch.core.diff import DiffLine


@frozen
class Values:
    """What the fields hold: texts, and for ticks the set of what is ticked."""

    texts: Mapping[str, str] = field(default_factory=dict)
    ticks: Mapping[str, frozenset[str]] = field(default_factory=dict)
    touched: frozenset[str] = frozenset()
    """Names of the typed fields that the person has changed; the others may follow what was typed elsewhere."""

    def text(self, name: str) -> str:
        """A typed or chosen value; empty for none."""
        return self.texts.get(name, "")

    def ticked(self, name: str, value: str = "on") -> bool:
        """Whether that box is ticked."""
        return value in self.ticks.get(name, frozenset())


@frozen
class Preview:
    """What the fields give: the plan and all that is said of it."""

    plan: Plan | None = None
    """None while nothing can be written; `problem` says why."""
    problem: str = ""
    waiting: bool = False
    """Nothing is wrong: `problem` is only what is still to be filled in."""
    button: str = "Write"
    notes: tuple[Note, ...] = ()
    """Beside the plan's own."""
    fields: Mapping[str, str | Content] = field(default_factory=dict)
    """What stands beside a field."""
    values: Mapping[str, str] = field(default_factory=dict)
    """What goes into typed fields that the person has not touched."""
    script: Sequence[str] = ()
    """The commands that do the same."""
    actions: tuple[tuple[str, str], ...] = ()
    """Further ways out: a digit and its label; the digit comes back as the answer's `action`."""
    enter: str = ""
    """Where Enter leads elsewhere than to writing (a name is taken): the answer's `action`."""
    whole_file: bytes | None = None
    """What the file would be, for `v`; None where that is of no interest."""
    lines: tuple[Choice, ...] = ()
    """A line for each of many things that the plan is about."""
    heading: str = ""
    """Another title than the dialog opened with; empty keeps it."""
    files: tuple[tuple[str, tuple[DiffLine, ...]], ...] | None = None
    """The plan's diff, where whoever planned has made it in a thread; None: the dialog makes it."""
    place: str = ""
    """What stands after the file's name and counts, such as `at the end; other sections stay as they are`."""


@frozen
class PlanAnswer:
    """What the person said: the values, and the plan that they saw. `action` is the digit of another way out."""

    values: Values
    plan: Plan | None
    action: str = ""


Planner = Callable[[Values], Awaitable[Preview]]


def noted(notes: Sequence[Note]) -> list[tuple[Content, Content]]:
    """Notes with `!` before what warns."""
    entries = []
    for note in notes:
        warns = note.level is NoteLevel.WARNING
        head = Content.styled("!  ", "$warning bold") if warns else Content("   ")
        entries.append((head, Content.styled(clean(note.text), "" if warns else MUTED)))
    return entries
