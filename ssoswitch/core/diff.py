"""One rendering of a Plan for both front ends: the lines of the preview, and the unified diff of the command line.

Secrets are masked: every value of the shared credentials file, and elsewhere what is secret by its name, for a diff
also shows the lines around a change. Control characters are shown, never sent to a terminal.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from ssoswitch.core.line_changes import Span, changed_spans, split_lines
from ssoswitch.core.secret_lines import mask
from ssoswitch.model.frozen import frozen
from ssoswitch.model.plan import FileChange, FileKind, Plan

LineKind = Literal["same", "added", "removed", "gap"]


@frozen
class DiffLine:
    """A line of a diff. Numbers count from 1 and are None on the side that does not have it; a gap has neither."""

    kind: LineKind
    old_number: int | None
    new_number: int | None
    text: str
    """Without its line end; for a gap empty."""


def diff_lines(change: FileChange, context: int = 3) -> tuple[DiffLine, ...]:
    """The changed lines with `context` lines around each; a gap stands for what is left out between them."""
    old, new = split_lines(change.before), split_lines(change.after)
    show = _Shower(change)
    lines: list[DiffLine] = []
    reached_old = reached_new = 0
    spans = changed_spans(old, new)
    for number, span in enumerate(spans):
        first = max(reached_old, span.before_from - context)
        if first > reached_old:
            lines.append(DiffLine("gap", None, None, ""))
        shift = span.after_from - span.before_from
        lines += (show("same", old[at], at + 1, at + 1 + shift) for at in range(first, span.before_from))
        lines += (show("removed", old[at], at + 1, None) for at in range(span.before_from, span.before_to))
        lines += (show("added", new[at], None, at + 1) for at in range(span.after_from, span.after_to))
        reached_old, reached_new = span.before_to, span.after_to
        following = spans[number + 1].before_from if number + 1 < len(spans) else len(old)
        last = min(following, span.before_to + context)
        shift = reached_new - reached_old
        lines += (show("same", old[at], at + 1, at + 1 + shift) for at in range(reached_old, last))
        reached_old = last
    if spans and reached_old < len(old):
        lines.append(DiffLine("gap", None, None, ""))
    return tuple(lines)


def unified(plan: Plan, context: int = 3) -> str:
    """The plan as a unified diff, for a terminal or a file; empty for an empty plan."""
    return "".join(line + "\n" for change in plan.changes for line in _unified(change, context))


def _unified(change: FileChange, context: int) -> Iterator[str]:
    yield f"--- {change.path if change.before is not None else '/dev/null'}"
    yield f"+++ {change.path if change.after is not None else '/dev/null'}"
    old, new = split_lines(change.before), split_lines(change.after)
    show = _Shower(change)
    for group in _groups(changed_spans(old, new), context):
        first, last = group[0], group[-1]
        a0, b0 = max(0, first.before_from - context), max(0, first.after_from - context)
        a1, b1 = min(len(old), last.before_to + context), min(len(new), last.after_to + context)
        yield f"@@ -{_range(a0, a1)} +{_range(b0, b1)} @@"
        at = a0
        for span in group:
            yield from _marked(show, " ", old[at : span.before_from])
            yield from _marked(show, "-", old[span.before_from : span.before_to])
            yield from _marked(show, "+", new[span.after_from : span.after_to])
            at = span.before_to
        yield from _marked(show, " ", old[at:a1])


def _groups(spans: Sequence[Span], context: int) -> Iterator[list[Span]]:
    group: list[Span] = []
    for span in spans:
        if group and span.before_from - group[-1].before_to > 2 * context:
            yield group
            group = []
        group.append(span)
    if group:
        yield group


def _range(start: int, stop: int) -> str:
    if stop == start:
        return f"{start},0"
    return f"{start + 1}" if stop == start + 1 else f"{start + 1},{stop - start}"


def _marked(show: _Shower, sign: str, lines: Sequence[bytes]) -> Iterator[str]:
    for line in lines:
        yield sign + show.text(line)
        if not line.endswith((b"\n", b"\r")):
            yield "\\ No newline at end of file"


class _Shower:
    """Turns a line of bytes into text that can be shown: secrets masked, control characters visible."""

    def __init__(self, change: FileChange) -> None:
        self._credentials = change.kind is FileKind.CREDENTIALS

    def __call__(self, kind: LineKind, line: bytes, old: int | None, new: int | None) -> DiffLine:
        return DiffLine(kind, old, new, self.text(line))

    def text(self, line: bytes) -> str:
        text = line.rstrip(b"\r\n").decode("utf-8", "backslashreplace")
        text = mask(text, credentials=self._credentials)
        return text if text.isprintable() else "".join(map(_visible, text))


def _visible(character: str) -> str:
    if character.isprintable() or character == "\t":
        return character
    return character.encode("unicode_escape").decode("ascii")
