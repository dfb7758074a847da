"""The dialog of everything that writes: fields, the preview of what they give, its notes and the command that does it.

What a plan is made from is handed in as `planner`; the preview follows every change, and Enter returns exactly the plan
that was on the screen.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget

from ssoswitch.core.paths import short_path
from ssoswitch.core.text import clean
from ssoswitch.model.errors import SsoswitchError
from ssoswitch.tui.screens.dialog import Dialog
from ssoswitch.tui.screens.preview import PlanAnswer, Planner, Preview, Values, noted
from ssoswitch.tui.widgets.diff_view import DiffPreview, counts, plan_lines
from ssoswitch.tui.widgets.form_row import OptionsRow
from ssoswitch.tui.widgets.key_line import DialogKey
from ssoswitch.tui.widgets.lines import MUTED, Headed, Prose
from ssoswitch.tui.widgets.text_row import TextRow

if TYPE_CHECKING:
    from ssoswitch.core.diff import DiffLine

__all__ = ["PlanAnswer", "PlanDialog", "Planner", "Preview", "Values"]


_LEAST, _MOST = 4, 24
"""Lines of the diff in a dialog."""


class PlanDialog(Dialog[PlanAnswer]):
    """Fields, preview, notes, script. `rows` are the fields; `extra` stands between them and the preview."""

    def __init__(
        self,
        heading: str | Content,
        planner: Planner,
        first: Preview,
        rows: Sequence[TextRow | OptionsRow],
        *,
        environment: str = "",
        extra: Sequence[Widget] = (),
        said: str = "",
        home: str = "",
        copy: Callable[[str], Awaitable[object]] | None = None,
        start: str = "",
    ) -> None:
        super().__init__(heading, environment=environment)
        self._planner = planner
        self.preview = first
        self._rows, self._extra = rows, extra
        self._said = said
        self._home = home
        self._copy = copy
        self._start = start
        self._files: tuple[tuple[str, tuple[DiffLine, ...]], ...] = ()
        """The diff of the preview on the screen."""
        self.touched: frozenset[str] = frozenset()
        self._wanted = self._planned = 0
        self._idle = asyncio.Event()
        self._idle.set()

    def compose_body(self) -> ComposeResult:
        """Top to bottom as it is read: fields, what comes of them, what to know, how to script it."""
        yield from self._rows
        yield from self._extra
        yield Prose(id="plan-summary").add_class("gap")
        yield DiffPreview(id="plan-diff")
        yield Headed(id="plan-notes")
        yield Headed(id="plan-script").add_class("gap")

    def on_mount(self) -> None:
        """The preview is there with the first frame."""
        self.show_preview(self.preview)
        if self._said:
            self.say(self._said)
        if self._start:
            self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        row = self.row(self._start)
        if row is not None and self.editing is None:
            self.edit(row)

    def on_resize(self) -> None:
        """How much of the diff is shown follows the window."""
        self.query_one(DiffPreview).set_most(self._most())

    def _most(self) -> int:
        others = 12 + 2 * len(self._rows) + sum(1 for _ in self._extra) * 4
        return 3 if self.app.size.height < 20 else max(4, min(16, self.app.size.height - others))

    def _fit(self) -> None:
        super()._fit()
        self.call_after_refresh(self._fill)

    def _fill(self) -> None:
        """Give the diff the lines that are to spare, or take some where the rest would be out of sight."""
        body = self.query_one("#dialog-body")
        if self.app.size.height < 20 or not self.is_mounted:
            return
        limit = body.styles.max_height
        room = int(limit.value) if self.app.size.width >= 100 and limit is not None else body.size.height
        used = max((child.virtual_region.bottom for child in body.children if child.display), default=0)
        diff = self.query_one(DiffPreview)
        shown = diff.content_size.height
        spare = room - used
        if (spare > 0 and diff.hidden) or (spare < 0 and shown > _LEAST):
            diff.set_most(max(_LEAST, min(_MOST, shown + spare)))

    def values(self) -> Values:
        """What the fields hold now."""
        texts = {row.field: row.value for row in self.rows()}
        ticks = {row.field: row.chosen for row in self.rows() if isinstance(row, OptionsRow)}
        return Values(texts, ticks, self.touched)

    def field_changed(self, name: str, *, live: bool) -> None:  # noqa: ARG002  (the preview follows the typing)
        """The preview follows."""
        self.touched |= {name}
        self.plan_again()

    def plan_again(self) -> None:
        """Make the preview again; changes that come meanwhile are all met by one more round."""
        self._wanted += 1
        if self._idle.is_set():
            self._idle.clear()
            self.run_worker(self._plan(), group="plan")

    async def _plan(self) -> None:
        try:
            while self._planned < self._wanted:
                self._planned = self._wanted
                try:
                    preview = await self._planner(self.values())
                except SsoswitchError as error:
                    preview = Preview(problem=str(error))
                if self._planned == self._wanted:
                    self.show_preview(preview)
        finally:
            self._idle.set()

    def show_preview(self, preview: Preview) -> None:
        """Show it with all that belongs to it."""
        self.preview = preview
        for name, note in preview.fields.items():
            row = self.row(name)
            if isinstance(row, TextRow):
                row.note(note)
        for name, value in preview.values.items():
            row = self.row(name)
            if isinstance(row, TextRow) and name not in self.touched and not row.editing:
                row.set_value(value)
        self._files = preview.files or (plan_lines(preview.plan) if preview.plan else ())
        self.query_one(DiffPreview).show(
            [(short_path(path, self._home), lines) for path, lines in self._files], self._most()
        )
        self.query_one("#plan-summary", Prose).say(self._summary(preview))
        self._tell()
        self.show_keys()
        self.call_after_refresh(self._fit)

    def _tell(self) -> None:
        preview = self.preview
        notes = dict.fromkeys(preview.notes + (preview.plan.notes if preview.plan else ()))
        entries = noted(tuple(notes))
        for digit, label in preview.actions:
            entries.append((Content.assemble("   ", (digit, "$accent bold"), "  "), Content(clean(label))))
        self.query_one("#plan-notes", Headed).say(entries)
        script = preview.script
        more = f"   … and {len(script) - 1} more, y copies all" if len(script) > 1 else ""
        text = Content.styled(clean(script[0]) + more, MUTED) if script else Content("")
        self.query_one("#plan-script", Headed).say(
            [(Content.styled("Script:  ", MUTED), text)] if script else []
        )

    def _summary(self, preview: Preview) -> Content:
        if preview.plan is None:
            return Content.assemble(
                ("› ", "$accent bold") if preview.waiting else ("✗ ", "$error bold"),
                clean(preview.problem or "Nothing can be written yet."),
            )
        if preview.plan.empty:
            return Content.assemble(("✓ ", "$success bold"), "Already so: nothing would change.")
        parts = []
        for path, lines in self._files:
            added, removed = counts(lines)
            parts.append(f"{clean(short_path(path, self._home))} · +{added} −{removed} lines")
        return Content.assemble(
            ("Preview · ", MUTED), " · ".join(parts), (f", {preview.place}" if preview.place else "", MUTED)
        )

    def keys(self) -> Sequence[DialogKey]:
        """Enter writes what is on the screen."""
        plan = self.preview.plan
        letters = " ".join(row.key for row in self._rows if row.display)
        yield_keys = [
            DialogKey(
                "enter",
                self.preview.button,
                self._write,
                off="" if plan or self.preview.enter else self.preview.problem or "Nothing to write.",
            ),
            DialogKey("", "Change a field", None, short="Change", shown=bool(letters), written=letters),
            DialogKey(
                "d",
                "Whole diff",
                self._whole_diff,
                short="Diff",
                off="" if plan and not plan.empty else "There is no diff.",
            ),
            DialogKey(
                "v", "Whole file", self._whole_file, short="File", shown=self.preview.whole_file is not None
            ),
            *self.more_keys(),
            DialogKey("y", "Copy as text", self._copy_text, short="Copy", shown=self._copy is not None),
        ]
        yield_keys += [
            DialogKey(digit, label, partial(self._act, digit), shown=False)
            for digit, label in self.preview.actions
        ]
        return yield_keys

    def more_keys(self) -> Sequence[DialogKey]:
        """A subclass's own keys."""
        return ()

    def hint(self) -> str:
        """That it can be taken back."""
        plan = self.preview.plan
        return "later: u undoes it" if plan and not plan.empty else ""

    async def settled(self) -> None:
        """Wait until the preview is of what the fields hold."""
        await self._idle.wait()

    async def _write(self) -> None:
        await self.settled()
        if self.preview.enter:
            self._act(self.preview.enter)
            return
        if self.preview.plan is None:
            self.say(self.preview.problem or "Nothing to write.")
            return
        self.answer(PlanAnswer(self.values(), self.preview.plan))

    def _act(self, digit: str) -> None:
        self.answer(PlanAnswer(self.values(), self.preview.plan, digit))

    def _whole_diff(self) -> None:
        from ssoswitch.tui.screens.diff_screen import DiffScreen

        if self.preview.plan is not None:
            self.app.push_screen(DiffScreen(self.preview.plan, home=self._home))

    def _whole_file(self) -> None:
        from ssoswitch.tui.screens.diff_screen import FileScreen

        if self.preview.whole_file is not None:
            self.app.push_screen(
                FileScreen("The whole file", self.preview.whole_file), lambda _: self.viewed()
            )

    def viewed(self) -> None:
        """The whole file was looked at."""

    async def _copy_text(self) -> None:
        if self._copy is None:
            return
        text = "\n".join(self.preview.script)
        if not text and self.preview.plan is not None:
            from ssoswitch.core.diff import unified

            text = unified(self.preview.plan)
        await self._copy(text)
