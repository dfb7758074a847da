"""config.toml: read once at the start, changed one key at a time, everything else in it kept as it was.

tomlkit does the changing because it keeps comments, order and spacing; reading takes the standard library's parser,
which is quicker to import and enough.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from typing import Any

from ssoswitch.disk.files import (
    PRIVATE,
    Seen,
    discard,
    failing_as_write_error,
    look,
    put_in_place,
    read_file,
    write_beside,
    write_private,
)
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import ConfigUnreadable, InvalidValue, SsoswitchError
from ssoswitch.model.settings import AccountChoice, Settings


def load_settings(env: Environment) -> Settings:
    """The settings; the defaults where the file is missing. A file that is no TOML is named in `problems`."""
    try:
        data = read_file(env.settings_file)
    except SsoswitchError as error:
        return Settings(problems=(f"{error.message} The default settings are used.",))
    if data is None:
        return Settings()
    import tomllib

    from ssoswitch.core.settings_table import settings_from

    try:
        return settings_from(tomllib.loads(data.decode("utf-8")))
    except tomllib.TOMLDecodeError as error:
        return Settings(problems=(f"{env.settings_file}: {error}; the defaults are used.",))
    except RecursionError:
        return Settings(problems=(f"{env.settings_file} is nested too deep; the defaults are used.",))
    except UnicodeDecodeError:
        return Settings(problems=(f"{env.settings_file} is not UTF-8; the defaults are used.",))


def change_setting(env: Environment, key: str, value: object | None) -> Settings:
    """Write one setting by its dotted key (None: back to the default) and give the settings as they are then.

    `keys.<command>` is the text of that command's keys; whether they clash is the front end's affair.
    Raises InvalidValue for an unknown key or a value that it may not have, ConfigUnreadable when the file is no TOML,
    WriteError when it cannot be written; the file is as it was then.
    """
    from ssoswitch.core.settings_table import BY_KEY, why_bad

    setting = BY_KEY.get(key)
    if key.startswith("keys.") and key != "keys.":
        reason = "" if value is None or _is_line(value) else "it may be one line of text"
    elif setting is None:
        raise InvalidValue(f"{key} is no setting; nothing was changed.")
    else:
        reason = "" if value is None else why_bad(setting, value)
    if reason:
        raise InvalidValue(f"{key} was not changed: {reason}.")

    def change(document: Any) -> None:
        section, name = key.split(".", 1)
        table = _table(document, section)
        if value is None:
            table.pop(name, None)
        else:
            table[name] = list(value) if isinstance(value, tuple) else value

    return _change(env, change)


def change_account(env: Environment, account_id: str, choice: AccountChoice) -> Settings:
    """Write what the user says of one account; an empty choice takes its table away. Raises as `change_setting`."""
    from ssoswitch.core.settings_table import account_table

    said = account_table(choice)

    def change(document: Any) -> None:
        accounts = _table(document, "accounts")
        if not said:
            accounts.pop(account_id, None)
            return
        table = _table(accounts, account_id)
        for name in [name for name in table if name not in said]:
            table.remove(name)
        for name, value in said.items():
            table[name] = value

    return _change(env, change)


def template() -> str:
    """The file as it is first written: every setting with its meaning and its default, as comments."""
    from ssoswitch.core.settings_table import SECTIONS, SETTINGS

    lines = [
        "# ssoswitch settings. What is commented out is the default; unknown keys are named and ignored."
    ]
    for section, title in SECTIONS.items():
        lines += ["", f"# {title}", f"[{section}]"]
        for setting in SETTINGS:
            if setting.section == section:
                name = setting.key.split(".", 1)[1]
                choices = (
                    f" ({', '.join(choice or 'empty' for choice in setting.choices)})"
                    if setting.choices
                    else ""
                )
                lines += [
                    f"# {setting.label}: {setting.text}{choices}",
                    f"# {name} = {_toml(setting.default)}",
                ]
    lines += [
        "",
        "# Environment words, by patterns over the account's name and alias; the first that matches.",
        "# [environments]",
        '# PROD = ["*prod*", "!*nonprod*"]',
        "",
        "# Short role names for {role:short}",
        "# [profiles.role_short_names]",
        '# AdministratorAccess = "admin"',
        "",
        "# Other keys for commands, by the ids that the help shows",
        "# [keys]",
        '# console = "o"',
        "",
    ]
    return "\n".join(lines)


def _change(env: Environment, change: Callable[[Any], None]) -> Settings:
    from ssoswitch.disk.locks import locked

    with locked(env, "settings"):
        return _change_alone(env, change)


def _change_alone(env: Environment, change: Callable[[Any], None]) -> Settings:
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    from ssoswitch.core.settings_table import settings_from

    seen = look(env.settings_file)
    data = seen.data
    text = template() if data is None else data.decode("utf-8", errors="surrogateescape")
    try:
        document = tomlkit.parse(text)
        change(document)
        written = tomlkit.dumps(document)
        settings = settings_from(tomlkit.parse(written).unwrap())
    except (TOMLKitError, RecursionError) as error:
        reason = str(error)
        raise ConfigUnreadable(
            env.settings_file,
            f"it is no TOML ({reason}); nothing was changed",
            hint="Mend it, or move it away.",
        ) from None
    _write(seen, written.encode("utf-8", errors="surrogateescape"))
    return settings


def _write(seen: Seen, data: bytes) -> None:
    """A new file is private like everything of ours; one that is there keeps its mode, and a symlink its end.

    People keep such files in a folder of dotfiles that is linked from here.
    """
    if seen.status is None:
        write_private(seen.target, data)
        return
    with failing_as_write_error(seen.target):
        temporary = write_beside(seen.target, data, seen.status, PRIVATE)
        try:
            put_in_place(temporary, seen.target)
        except BaseException:
            discard(temporary)
            raise


def _table(parent: Any, name: str) -> Any:
    import tomlkit

    if name not in parent:
        parent[name] = tomlkit.table(is_super_table=name == "accounts")
    if not isinstance(parent[name], MutableMapping):
        raise InvalidValue(
            f"{name} is no table in the settings file; nothing was changed.", "Correct it there."
        )
    return parent[name]


def _is_line(value: object) -> bool:
    return isinstance(value, str) and value.isprintable()


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return "[" + ", ".join(f'"{item}"' for item in value) + "]"
    return str(value) if isinstance(value, int) else f'"{value}"'
