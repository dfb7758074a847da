"""Every setting said once: its place in config.toml, what it may be, and a sentence for a person.

The settings file, the settings screen and the README are made from this table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from ssoswitch.model.frozen import frozen
from ssoswitch.model.settings import COLOURS, AccountChoice, Settings


@frozen
class Setting:
    """One setting. `key` is its dotted place in the file, `field` its name in `Settings`."""

    key: str
    field: str
    label: str
    text: str
    choices: tuple[str, ...] = ()
    """The words that it may be; empty: any text (or a number, or true and false, by its default)."""
    brief: str = ""
    """The sentence in at most 54 cells, where a line has no room for all of it."""

    @property
    def section(self) -> str:
        """The TOML table that it stands in."""
        return self.key.split(".")[0]

    @property
    def default(self) -> object:
        """What it is when nothing is said."""
        return getattr(_DEFAULTS, self.field)


_DEFAULTS = Settings()

SETTINGS: tuple[Setting, ...] = (
    Setting("look.theme", "theme", "Theme", "auto asks the terminal whether it is dark or light",
            ("auto", "dark", "light", "high-contrast", "colour-blind", "terminal")),
    Setting("look.signs", "signs", "Signs", "ascii for fonts and consoles without the round ones",
            ("auto", "unicode", "ascii")),
    Setting("look.account_id", "account_id_form", "Account ID", "plain 333344445555, dashes 3333-4444-5555",
            ("plain", "dashes")),
    Setting("look.spinner", "spinner", "Spinner", "a turning sign while something works"),
    Setting("look.mouse", "mouse", "Mouse", "off leaves the mouse to the terminal's own selection"),
    Setting("start.focus", "focus_on_start", "Focus on start", "where typing goes first", ("tree", "search")),
    Setting("start.enter", "enter", "Enter does", "on a role",
            ("ask", "use", "console", "envrc", "info")),
    Setting("profiles.name_template", "name_template", "Name template",
            "parts: {account} {account_id} {alias} {role} {role:short} {session} {region} {env}",
            brief="the name of a new profile, from parts like {account}"),
    Setting("profiles.region", "region", "Region",
            "of new profiles; empty: the account's own, else what its other profiles use",
            brief="of new profiles; empty: as the account's other ones"),
    Setting("profiles.output", "output", "Output", "of new profiles; empty writes none",
            ("", "json", "yaml", "text", "table")),
    Setting("profiles.form", "form", "Form", "inline and both are for tools that know no sso-session",
            ("session", "inline", "both", "credential-process")),
    Setting("profiles.if_exists", "if_exists", "If taken", "when a profile of that name is there already",
            ("fail", "skip", "suffix", "replace")),
    Setting("sign-in.method", "sign_in", "Sign in with", "browser on this machine, or a code on any device",
            ("auto", "browser", "code")),
    Setting("sign-in.browser", "browser", "Browser",
            "empty: the system's; else a command with {url}, such as firefox --private-window {url}",
            brief="empty: the system's; else a command with {url} in it"),
    Setting("sign-in.container", "container", "Container",
            "a Firefox container per account, such as {account}; empty: none",
            brief="Firefox containers, such as {account}; empty: none"),
    Setting("console.way", "console_way", "Console link",
            "federation: a sign-in link; portal: a link without a secret in it", ("federation", "portal")),
    Setting("safety.guarded", "guarded", "Guarded", "environment words that the guard stands before"),
    Setting("safety.guard_console", "guard_console", "Guard the console", "ask before it opens"),
    Setting("safety.guard_envrc", "guard_envrc", "Guard .envrc", "ask before it is written"),
    Setting("safety.guard_profile", "guard_profile", "Guard profiles", "ask before one is made"),
    Setting("safety.guard_minutes", "guard_minutes", "Guard asks again after", "minutes"),
    Setting("safety.remind_minutes", "remind_minutes", "Remind before the end", "minutes"),
    Setting("safety.bell", "bell", "Bell", "ring when a session is about to end"),
    Setting("credentials.cache", "credential_cache", "Keep credentials",
            "role credentials in ~/.aws/cli/cache: never, process (credential_process only), always",
            ("never", "process", "always")),
    Setting("sync.hours", "sync_hours", "Read again after", "hours"),
)  # fmt: skip

BY_KEY: Mapping[str, Setting] = {setting.key: setting for setting in SETTINGS}
SECTIONS: Mapping[str, str] = {
    "look": "Look",
    "start": "Start",
    "profiles": "New profiles",
    "sign-in": "Sign in",
    "console": "Console",
    "safety": "Safety",
    "credentials": "Credentials",
    "sync": "Sync",
}
_TEXT_TABLES = {"keys": "keys", "profiles.role_short_names": "role_short_names"}


def why_bad(setting: Setting, value: object) -> str:
    """Why that value cannot be taken, in a few words; empty when it can."""
    default = setting.default
    if setting.choices:
        if value in setting.choices:
            return ""
        return "it may be " + ", ".join(choice or '""' for choice in setting.choices)
    if isinstance(default, bool):
        return "" if isinstance(value, bool) else "it may be true or false"
    if isinstance(default, int):
        whole = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 100_000
        return "" if whole else "it may be a whole number from 0"
    if isinstance(default, tuple):
        return "" if _is_texts(value) else "it may be a list of words"
    return "" if isinstance(value, str) and value.isprintable() else "it may be one line of text"


def settings_from(tables: Mapping[str, Any]) -> Settings:
    """The settings that those TOML tables give; bad and unknown values are left out and named in `problems`."""
    values: dict[str, Any] = {}
    problems: list[str] = []
    for section, table in tables.items():
        if section in ("keys", "accounts", "environments"):
            continue
        if section not in SECTIONS or not isinstance(table, Mapping):
            problems.append(f"[{section}] is no part of the settings; left out")
            continue
        for name, value in table.items():
            key = f"{section}.{name}"
            setting = BY_KEY.get(key)
            if setting is None:
                if key not in _TEXT_TABLES:
                    problems.append(f"{key} is no setting; left out")
            elif reason := why_bad(setting, value):
                problems.append(f"{key} = {value!r} is left out: {reason}")
            else:
                values[setting.field] = tuple(value) if isinstance(value, list) else value
    values.update(_text_tables(tables, problems))
    values.update(_environments(tables.get("environments"), problems))
    values["accounts"] = _accounts(tables.get("accounts"), problems)
    return Settings(**values, problems=tuple(problems))


def account_table(choice: AccountChoice) -> dict[str, Any]:
    """What stands in the file for one account: the values that are not the default."""
    empty = AccountChoice()
    table = {
        part.name: getattr(choice, part.name)
        for part in fields(choice)
        if getattr(choice, part.name) != getattr(empty, part.name)
    }
    if "tags" in table:
        table["tags"] = list(table["tags"])
    return table


def _text_tables(tables: Mapping[str, Any], problems: list[str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, name in _TEXT_TABLES.items():
        table: Any = tables
        for part in key.split("."):
            table = table.get(part) if isinstance(table, Mapping) else None
        if table is None:
            continue
        if not isinstance(table, Mapping):
            problems.append(f"{key} is left out: it may be a table of words")
            continue
        good = {left: right for left, right in table.items() if isinstance(right, str)}
        problems += [f"{key}.{left} is left out: it may be text" for left in table if left not in good]
        values[name] = good if name == "keys" else {**_DEFAULTS.role_short_names, **good}
    return values


def _environments(table: object, problems: list[str]) -> dict[str, Any]:
    if table is None:
        return {}
    if not isinstance(table, Mapping):
        problems.append("environments is left out: it may be a table of word = [patterns]")
        return {}
    words: dict[str, tuple[str, ...]] = {}
    for word, patterns in table.items():
        if _is_texts(patterns) and word.isprintable() and 0 < len(word) <= 6:
            words[word.upper()] = tuple(patterns)
        else:
            problems.append(f"environments.{word} is left out: a word of at most 6 letters = [patterns]")
    return {"environments": words}


def _accounts(table: object, problems: list[str]) -> dict[str, AccountChoice]:
    if not isinstance(table, Mapping):
        if table is not None:
            problems.append("accounts is left out: it may hold tables by account id")
        return {}
    choices: dict[str, AccountChoice] = {}
    for account_id, said in table.items():
        if not (len(account_id) == 12 and account_id.isdigit() and isinstance(said, Mapping)):
            problems.append(f"accounts.{account_id} is left out: it may be a table named by 12 digits")
            continue
        good: dict[str, Any] = {}
        for name, value in said.items():
            if _is_account_value(name, value):
                good[name] = tuple(value) if isinstance(value, list) else value
            else:
                problems.append(f"accounts.{account_id}.{name} is left out")
        choices[account_id] = AccountChoice(**good)
    return choices


def _is_account_value(name: str, value: object) -> bool:
    if name == "guard":
        return isinstance(value, bool)
    if name == "tags":
        return _is_texts(value)
    if name == "colour":
        return value in ("", *COLOURS)
    return name in ("alias", "environment", "region") and isinstance(value, str) and value.isprintable()


def _is_texts(value: object) -> bool:
    return isinstance(value, list | tuple) and all(
        isinstance(item, str) and item.isprintable() for item in value
    )
