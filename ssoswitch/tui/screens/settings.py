"""Settings (W15): a line each, what it may be, saved as you go; `/` finds, `x` goes back to the default."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from textual.app import ComposeResult
from textual.content import Content

from ssoswitch.core.settings_table import SECTIONS, SETTINGS, Setting, why_bad
from ssoswitch.core.text import clean
from ssoswitch.model.settings import Settings
from ssoswitch.tui.screens.dialog import Dialog
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
        "Each change is in config.toml at once, beside your own comments. A • marks what is not the default."
    )

    def __init__(self, read: Callable[[], Settings], change: Change, path: str) -> None:
        super().__init__("Settings")
        self._read, self._change, self._path = read, change, path

    def compose_body(self) -> ComposeResult:
        """What is sought, the lines, what the line under the cursor means, and its value while it is typed."""
        yield TextRow("find", "/", "Find", empty="type to find", label_width=6, note=self._path)
        yield ChoiceList((), (26, 26, 0), most=18).add_class("gap")
        yield Prose(id="settings-says", style=MUTED).add_class("gap")
        yield TextRow("value", "=", "Value", wide=True, label_width=6)

    def on_mount(self) -> None:
        """The lines are there with the first frame."""
        self.query_one("#field-value").display = False
        self._show()

    def on_resize(self) -> None:
        """The list takes the room that is left."""
        wide = self.app.size.width >= 90
        chooser = self.query_one(ChoiceList)
        chooser.set_widths((26, 26, 0) if wide else (26, 0))
        chooser.set_most(max(4, self.app.size.height - (16 if self.app.size.width >= 100 else 11)))

    def _show(self) -> None:
        settings = self._read()
        find = self.query_one("#field-find", TextRow).value.strip().lower()
        choices: list[Choice] = []
        for section, title in SECTIONS.items():
            found = [
                setting
                for setting in SETTINGS
                if setting.section == section
                and all(
                    word in f"{setting.key} {setting.label} {setting.text}".lower() for word in find.split()
                )
            ]
            if found:
                choices.append(
                    Choice(_HEADING, (Content.styled(title, "bold"), "", ""), off="It is a heading.")
                )
            choices += [_choice(setting, settings) for setting in found]
        chooser = self.query_one(ChoiceList)
        chooser.set_choices(choices)
        if chooser.choice is not None and chooser.choice.value == _HEADING and len(choices) > 1:
            chooser.move_to(chooser.at + 1)
        self._tell()

    def _setting(self) -> Setting | None:
        choice = self.query_one(ChoiceList).choice
        return next((each for each in SETTINGS if choice is not None and each.key == choice.value), None)

    def _tell(self) -> None:
        setting = self._setting()
        text = ""
        if setting is not None:
            choices = "   ".join(word or '""' for word in setting.choices)
            text = f"{setting.text}.{f'   One of: {choices}' if choices else ''}   {setting.key}"
        self.query_one("#settings-says", Prose).say(text)
        self.show_keys()

    def keys(self) -> Sequence[DialogKey]:
        """Enter changes, x takes back."""
        setting = self._setting() if self.is_mounted else None
        same = setting is None or getattr(self._read(), setting.field) == setting.default
        return (
            DialogKey("enter", "Change", self._edit),
            DialogKey("x", "Default", self._default, off="It is the default already." if same else ""),
            DialogKey("/", "Find", None),
            DialogKey("f2", "Open the file", lambda: self.answer("file"), short="File", written="F2"),
        )

    def escape_label(self) -> str:
        """Everything is saved already."""
        return "Close"

    def hint(self) -> str:
        """How many are the user's own."""
        settings = self._read()
        changed = sum(getattr(settings, each.field) != each.default for each in SETTINGS)
        return f"saved as you go · {changed} changed •"

    async def _edit(self) -> None:
        setting = self._setting()
        if setting is None:
            return
        now = getattr(self._read(), setting.field)
        if setting.choices:
            words = setting.choices
            await self._save(setting, words[(words.index(now) + 1) % len(words) if now in words else 0])
        elif isinstance(setting.default, bool):
            await self._save(setting, not now)
        else:
            row = self.query_one("#field-value", TextRow)
            row.display = True
            row.set_value(_text(now))
            row.note(setting.text)
            self.edit(row)

    async def _default(self) -> None:
        setting = self._setting()
        if setting is not None:
            await self._save(setting, None)

    async def _save(self, setting: Setting, value: object) -> None:
        if value is not None and (reason := why_bad(setting, value)):
            self.say(f"{setting.label} was not changed: {reason}.")
            return
        self.say(await self._change(setting.key, value))
        self._show()

    def field_changed(self, name: str, *, live: bool) -> None:
        """Finding narrows with each letter; a value is saved when it is accepted."""
        if name == "find":
            self._show()
        elif not live:
            setting = self._setting()
            if setting is not None:
                value = _parsed(setting, self.query_one("#field-value", TextRow).value)
                self.run_worker(self._save(setting, value), group="settings")

    def finish_editing(self, *, accept: bool) -> None:
        """The value's line is there only while it is typed."""
        super().finish_editing(accept=accept)
        self.query_one("#field-value").display = False

    def on_choice_list_highlighted(self, event: ChoiceList.Highlighted) -> None:
        """The cursor stands on another line."""
        event.stop()
        self.say("")
        self._tell()

    def on_choice_list_chosen(self, event: ChoiceList.Chosen) -> None:
        """A second click changes."""
        event.stop()
        self.run_worker(self._edit(), group="settings")


def _choice(setting: Setting, settings: Settings) -> Choice:
    now = getattr(settings, setting.field)
    mark = "• " if now != setting.default else "  "
    tick = "[x]" if now else "[ ]"
    shown = tick if isinstance(setting.default, bool) else clean(_text(now)) or "–"
    others = "   ".join(word or '""' for word in setting.choices if word != now) or setting.text
    return Choice(setting.key, (f"{mark}{setting.label}", shown, Content.styled(others, MUTED)))


def _text(value: object) -> str:
    return " ".join(value) if isinstance(value, tuple) else str(value)


def _parsed(setting: Setting, text: str) -> Any:
    """A typed text as the setting's own type; a number that is none stays text, and is then refused by name."""
    default = setting.default
    if isinstance(default, tuple):
        return tuple(text.split())
    if isinstance(default, int):
        return int(text) if text.strip().isdigit() else text
    return text
