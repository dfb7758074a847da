"""Settings (W15): a line each, what it may be, saved as you go; `/` finds, `x` goes back to the default.

A command's line waits for its new key, and says whose it is where it is taken.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from textual.app import ComposeResult
from textual.content import Content
from textual.events import Key

from ssoswitch.core.settings_table import Setting, why_bad
from ssoswitch.core.text import clean
from ssoswitch.model.settings import Settings
from ssoswitch.tui.screens.dialog import Dialog
from ssoswitch.tui.screens.settings_rows import (
    KEYS,
    SettingRow,
    as_text,
    changes,
    new_keys,
    problems,
    sections,
)
from ssoswitch.tui.widgets.choice_list import Choice, ChoiceList
from ssoswitch.tui.widgets.key_line import DialogKey
from ssoswitch.tui.widgets.lines import MUTED, Prose
from ssoswitch.tui.widgets.text_row import TextRow

Change = Callable[[str, object], Awaitable[str]]
"""(key, value or None for the default) → what is wrong, empty when it was saved."""
_HEADING = "#"


class SettingsScreen(Dialog[str]):
    """Returns `file` to open the file; Esc closes."""

    help_text = (
        "Each change is in config.toml at once, beside your own comments. A • marks what is not the default. "
        "A command's new key takes the place of its first one; x brings back what it was."
    )

    def __init__(self, read: Callable[[], Settings], change: Change, path: str) -> None:
        super().__init__("Settings")
        self._read, self._change, self._path = read, change, path
        self._catching = ""

    def compose_body(self) -> ComposeResult:
        """What is sought, the lines, what the line under the cursor means, and its value while it is typed."""
        yield TextRow("find", "/", "Find", empty="type to find", label_width=6, note=self._path)
        yield Prose(id="settings-bad")
        yield ChoiceList((), (26, 26, 0), most=18).add_class("gap")
        yield Prose(id="settings-says", style=MUTED).add_class("gap")
        yield TextRow("value", "=", "Value", wide=True, label_width=6)

    def on_mount(self) -> None:
        """The lines are there with the first frame."""
        self.query_one("#field-value").display = False
        self._show()

    def on_resize(self) -> None:
        """The list takes the room that is left."""
        width, height = self.app.size
        self._fit()
        chooser = self.query_one(ChoiceList)
        chooser.set_widths((26, 26, 0) if width >= 90 else (26, 0))
        chooser.set_most(max(4, height - (16 if width >= 100 else 7 if height < 20 else 11)))

    def _show(self) -> None:
        settings = self._read()
        words = self.query_one("#field-find", TextRow).value.lower().split()
        choices: list[Choice] = []
        for title, every in sections(settings).items():
            rows = [row for row in every if row.holds(words)]
            if rows:
                heading = Content.styled(title, "bold")
                choices.append(Choice(_HEADING, (heading, "", ""), off="It is a heading."))
            choices += [_choice(row) for row in rows]
        chooser = self.query_one(ChoiceList)
        chooser.set_choices(choices)
        if chooser.choice is not None and chooser.choice.value == _HEADING and len(choices) > 1:
            chooser.move_to(chooser.at + 1)
        bad = problems(settings)
        others = f" (and {len(bad) - 1} more)" if len(bad) > 1 else ""
        self.query_one("#settings-bad", Prose).say(f"! {clean(bad[0])}{others}" if bad else "", "$warning")
        self._tell()

    def _row(self) -> SettingRow | None:
        choice = self.query_one(ChoiceList).choice
        every = (row for rows in sections(self._read()).values() for row in rows)
        return next((row for row in every if choice is not None and row.key == choice.value), None)

    def _tell(self) -> None:
        row = self._row()
        found = bool(self.query_one(ChoiceList).choices)
        text = (
            row.says
            if row is not None
            else ""
            if found
            else "No setting has all these words. / seeks others."
        )
        self.query_one("#settings-says", Prose).say(text)
        self.show_keys()

    def keys(self) -> Sequence[DialogKey]:
        """Enter changes, x takes back."""
        row = self._row() if self.is_mounted else None
        if self._catching:
            return (DialogKey("", "the new key", None, written="Press"),)
        in_file = row is not None and row.setting is None and not row.command_id
        same = row is None or not row.changed
        said = "It is the default already." if same else "F2 opens the file." if in_file else ""
        return (
            DialogKey("enter", "New key" if row is not None and row.command_id else "Change", self._edit),
            DialogKey("x", "Default", self._default, off=said),
            DialogKey("/", "Find", None),
            DialogKey("f2", "Open the file", lambda: self.answer("file"), short="File", written="F2"),
        )

    def escape_label(self) -> str:
        """Everything is saved already."""
        return "Leave it" if self._catching else "Close"

    def hint(self) -> str:
        """How many are the user's own."""
        return "" if self._catching else f"saved as you go · {changes(self._read())} changed •"

    async def _edit(self) -> None:
        row = self._row()
        if row is not None and row.command_id:
            self._catch(row)
            return
        if row is None or row.setting is None:
            self.answer("file")
            return
        setting = row.setting
        now = getattr(self._read(), setting.field)
        if setting.choices:
            words = setting.choices
            await self._save(setting, words[(words.index(now) + 1) % len(words) if now in words else 0])
        elif isinstance(setting.default, bool):
            await self._save(setting, not now)
        else:
            value = self.query_one("#field-value", TextRow)
            value.display = True
            value.set_value(as_text(now))
            self.edit(value)

    async def _default(self) -> None:
        row = self._row()
        if row is not None:
            self.say(await self._change(row.key, None))
            self._show()

    async def _save(self, setting: Setting, value: object) -> None:
        if value is not None and (reason := why_bad(setting, value)):
            self.say(f"{setting.label} was not changed: {reason}.")
            return
        self.say(await self._change(setting.key, value))
        self._show()

    def _catch(self, row: SettingRow) -> None:
        self._catching = row.command_id
        self.say(f"Press the new key for: {row.beside}.", "$accent")
        self.show_keys()

    def on_key(self, event: Key) -> None:
        """While a command waits for its new key, that is what the next key is."""
        if not self._catching or event.key in ("ctrl+c", "ctrl+q"):
            super().on_key(event)
            return
        event.stop()
        event.prevent_default()
        command_id = self._catching
        if event.key == "escape":
            self.leave()
            return
        text, reason = new_keys(self._read(), command_id, event.key)
        if reason:
            self.say(f"{reason}: nothing was changed. Press another one.")
            return
        self._catching = ""
        self.run_worker(self._give(command_id, text), group="settings")

    def leave(self) -> None:
        """Esc: the command keeps its key, else the screen closes."""
        if not self._catching:
            super().leave()
            return
        self._catching = ""
        self.say("")
        self.show_keys()

    async def _give(self, command_id: str, text: str) -> None:
        wrong = await self._change(KEYS + command_id, text)
        self.say(wrong or f"✓ {text} does it from now on.", "$warning" if wrong else "$success")
        self._show()

    def field_changed(self, name: str, *, live: bool) -> None:
        """Finding narrows with each letter; a value is saved when it is accepted."""
        if name == "find":
            self._show()
        elif not live:
            row = self._row()
            if row is not None and row.setting is not None:
                value = _parsed(row.setting, self.query_one("#field-value", TextRow).value)
                self.run_worker(self._save(row.setting, value), group="settings")

    def finish_editing(self, *, accept: bool) -> None:
        """The value's line is there only while it is typed."""
        super().finish_editing(accept=accept)
        self.query_one("#field-value").display = False

    def on_choice_list_highlighted(self, event: ChoiceList.Highlighted) -> None:
        """The cursor stands on another line."""
        event.stop()
        self._catching = ""
        self.say("")
        self._tell()

    def on_choice_list_chosen(self, event: ChoiceList.Chosen) -> None:
        """A second click changes."""
        event.stop()
        self.run_worker(self._edit(), group="settings")


def _choice(row: SettingRow) -> Choice:
    mark = "• " if row.changed else "  "
    return Choice(row.key, (f"{mark}{row.label}", row.shown, Content.styled(row.beside, MUTED)))


def _parsed(setting: Setting, text: str) -> Any:
    """A typed text as the setting's own type; a number that is none stays text, and is then refused by name."""
    default = setting.default
    if isinstance(default, tuple):
        return tuple(text.split())
    if isinstance(default, int):
        return int(text) if text.strip().isdigit() else text
    return text
