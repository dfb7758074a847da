"""The lines of the settings screen: every setting, every command's keys, and what only the file can say."""

from __future__ import annotations

from collections.abc import Mapping

from ssoswitch.core.settings_table import SECTIONS, SETTINGS, Setting
from ssoswitch.core.text import clean
from ssoswitch.model.frozen import frozen
from ssoswitch.model.settings import Settings
from ssoswitch.tui.command_table import BY_ID, COMMANDS, Command
from ssoswitch.tui.keys import FIXED, keys_in_force, normal_key, shown_key

KEYS = "keys."
"""What the place of a command's keys begins with in the file."""


@frozen
class SettingRow:
    """A line of the screen. `key` is its place in the file."""

    key: str
    label: str
    shown: str
    """What it is now."""
    beside: str
    """What else it may be, or what it is about, in a few words."""
    says: str
    """All that is to be known of it."""
    changed: bool = False
    setting: Setting | None = None
    """None: it is a command's keys, or stands in the file alone."""

    @property
    def command_id(self) -> str:
        """The command whose keys it is about; empty for a setting."""
        return self.key.removeprefix(KEYS) if self.key.startswith(KEYS) else ""

    def holds(self, words: list[str]) -> bool:
        """Whether every word that is sought stands in it."""
        text = f"{self.key} {self.label} {self.says}".lower()
        return all(word in text for word in words)


def sections(settings: Settings) -> Mapping[str, tuple[SettingRow, ...]]:
    """Heading → its lines, in the file's order; the keys last."""
    result = {
        title: (
            *(_setting_row(setting, settings) for setting in SETTINGS if setting.section == section),
            *_file_rows(section, settings),
        )
        for section, title in SECTIONS.items()
    }
    keys, _problems = keys_in_force(settings.keys)
    result["Keys"] = tuple(_key_row(command, keys, settings) for command in COMMANDS if command.keys)
    return result


def problems(settings: Settings) -> tuple[str, ...]:
    """What the file says that is not followed."""
    return (*settings.problems, *keys_in_force(settings.keys)[1])


def changes(settings: Settings) -> int:
    """How many lines are not the default."""
    return sum(row.changed for rows in sections(settings).values() for row in rows)


def new_keys(settings: Settings, command_id: str, pressed: str) -> tuple[str, str]:
    """The command's keys with the pressed one first, as the file says it; or empty, and why it cannot be.

    It takes the place of the command's first key; its others (arrows, F1) stay.
    """
    shown = shown_key(pressed)
    if pressed in FIXED:
        return "", f"{shown} is needed as it is"
    keys, _problems = keys_in_force(settings.keys)
    owner = next((each for each, theirs in keys.items() if pressed in theirs and each != command_id), "")
    if owner:
        return "", f"{shown} is {BY_ID[owner].help}"
    others = [key for key in BY_ID[command_id].keys[1:] if key != pressed]
    return ", ".join(_in_file(key) for key in (pressed, *others)), ""


def _in_file(key: str) -> str:
    shown = shown_key(key, ascii_only=True)
    return shown if shown not in (",", "space") and normal_key(shown) == key else key


def as_text(value: object) -> str:
    """A value as it is typed."""
    return " ".join(value) if isinstance(value, tuple) else str(value)


def _setting_row(setting: Setting, settings: Settings) -> SettingRow:
    now = getattr(settings, setting.field)
    tick = "[x]" if now else "[ ]"
    choices = [word or "empty" for word in setting.choices]
    others = "   ".join(word or "empty" for word in setting.choices if word != now)
    one_of = f" One of: {', '.join(choices)}." if choices else ""
    return SettingRow(
        setting.key,
        setting.label,
        tick if isinstance(setting.default, bool) else clean(as_text(now)) or "–",
        others or setting.brief or setting.text,
        f"{setting.label}: {setting.text}.{one_of} In the file: {setting.key}",
        now != setting.default,
        setting,
    )


def _key_row(command: Command, keys: Mapping[str, tuple[str, ...]], settings: Settings) -> SettingRow:
    shown = "  ".join(shown_key(key) for key in keys.get(command.id, ()))
    return SettingRow(
        KEYS + command.id,
        command.label or command.id.replace("-", " ").capitalize(),
        shown or "–",
        command.help,
        f"{command.help}. In the file: {KEYS}{command.id}",
        command.id in settings.keys and tuple(keys.get(command.id, ())) != command.keys,
    )


def _file_rows(section: str, settings: Settings) -> tuple[SettingRow, ...]:
    """What has too many parts for a line."""
    default = Settings()
    if section == "profiles":
        names = "  ".join(f"{role}={short}" for role, short in settings.role_short_names.items())
        return (
            SettingRow(
                "profiles.role_short_names",
                "Short role names",
                f"{len(settings.role_short_names)} names",
                "what {role:short} makes of a role; F2 opens the file",
                f"Short role names: {clean(names)}. In the file: [profiles.role_short_names]",
                dict(settings.role_short_names) != dict(default.role_short_names),
            ),
        )
    if section == "safety":
        words = "  ".join(f"{word} {' '.join(marks)}" for word, marks in settings.environments.items())
        return (
            SettingRow(
                "environments",
                "Environments",
                clean(" ".join(settings.environments)) or "–",
                "words by patterns of account names; F2 opens the file",
                f"Environments: {clean(words)}. In the file: [environments]",
                dict(settings.environments) != dict(default.environments),
            ),
        )
    return ()
