"""Proof that an edit of a config did what it should and nothing else, before anybody writes it.

The net under every bug of the editor: sections are compared as botocore reads them, lines as bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from ssoswitch.core.aws_config import AwsConfig, ConfigSection, parse
from ssoswitch.core.line_changes import changed_spans, split_lines
from ssoswitch.model.errors import WriteError
from ssoswitch.model.frozen import frozen

_HINT = "Nothing was written. Make the change in an editor, and please report this file's odd place."


@frozen
class Change:
    """What an edit is meant to do. Sections that are there already are named by the line of their header."""

    added: Mapping[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)
    """(kind, name) → values of the sections at the end of the new text, in order."""
    changed: Mapping[int, tuple[str, Mapping[str, str]]] = field(default_factory=dict)
    """Line → header and values as they shall read."""
    removed: frozenset[int] = frozenset()


def verify(before: AwsConfig, old: bytes, new: bytes, change: Change) -> None:
    """Raise WriteError unless `new` is `old` with that change and nothing else.

    Every section that is not meant reads the same, in the same order; every line outside the meant sections is there
    in its order; botocore reads the new text.
    """
    after = parse(new, before.path)
    if after.problem is not None:
        raise _failed(before, f"the result would not be readable: {after.problem.reason}")
    kept = [section for section in before.sections if section.first not in change.removed]
    if len(after.sections) != len(kept) + len(change.added) or after.defaults != before.defaults:
        raise _failed(before, "the result would have other sections")
    for old_section, section in zip(kept, after.sections, strict=False):
        header, values = change.changed.get(old_section.first, (old_section.header, old_section.values))
        if section.header != header or section.values != values:
            raise _failed(before, f"[{old_section.header}] would change")
    for section, (name, values) in zip(after.sections[len(kept) :], change.added.items(), strict=True):
        if (section.kind, section.name) != name or section.values != values:
            raise _failed(before, f"[{section.header}] would not read back")
    _verify_lines(before, old, new, change)


def _verify_lines(before: AwsConfig, old: bytes, new: bytes, change: Change) -> None:
    if not change.changed and not change.removed:
        if not new.startswith(old):
            raise _failed(before, "lines that are there would change")
        return
    old_lines = split_lines(old)
    meant = _lines_of([s for s in before.sections if s.first in change.removed or s.first in change.changed])
    for span in changed_spans(old_lines, split_lines(new)):
        for number in range(span.before_from, span.before_to):
            if number + 1 not in meant and old_lines[number].strip():
                raise _failed(before, f"line {number + 1} would change")


def _lines_of(sections: list[ConfigSection]) -> set[int]:
    return {line for section in sections for line in range(section.first, section.last + 1)}


def _failed(before: AwsConfig, what: str) -> WriteError:
    return WriteError(f"{before.path} is as it was: ssoswitch's own check found that {what}.", _HINT)
