"""config.toml: what is wrong in it is named and left out, what is changed is one key, everything else stays."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from ssoswitch.core.settings_table import BY_KEY, SECTIONS, SETTINGS, Setting
from ssoswitch.disk.settings import change_account, change_setting, load_settings, template
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import ConfigUnreadable, FileUnsafe, InvalidValue, WriteError
from ssoswitch.model.settings import AccountChoice, Settings
from tests.support.environments import make_environment

bounded = hypothesis_settings(
    max_examples=20,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
MINE = """\
# my own words
[look]   # how it looks
theme = "dark"  # at night
signs   =   "ascii"

[accounts.123456789012]
alias = "pay"
# stays
tags = ["a", "b"]
"""


@pytest.fixture
def env(tmp_path: Path) -> Environment:
    return make_environment(tmp_path)


def write(env: Environment, text: str | bytes) -> None:
    env.settings_file.parent.mkdir(parents=True, exist_ok=True)
    env.settings_file.write_bytes(text if isinstance(text, bytes) else text.encode())


def values_of(setting: Setting) -> st.SearchStrategy[Any]:
    """Everything that the setting may be."""
    if setting.choices:
        return st.sampled_from(setting.choices)
    default = setting.default
    if isinstance(default, bool):
        return st.booleans()
    if isinstance(default, int):
        return st.integers(0, 100_000)
    words = st.text(max_size=20).filter(str.isprintable)
    return st.lists(words, max_size=4).map(tuple) if isinstance(default, tuple) else words


def test_no_file_is_the_defaults(env: Environment) -> None:
    assert load_settings(env) == Settings()
    assert not env.settings_file.exists()


def test_the_template_is_the_defaults_and_names_every_setting(env: Environment) -> None:
    write(env, template())
    assert load_settings(env) == Settings()
    uncommented = "\n".join(
        line.removeprefix("# ") if " = " in line and line.startswith("# ") and line.count('"*') == 0 else line
        for line in template().splitlines()
        if not line.startswith(("# AdministratorAccess", "# console"))
    )
    write(env, uncommented)
    settings = load_settings(env)
    assert settings == Settings()
    tables = tomllib.loads(uncommented)
    for setting in SETTINGS:
        section, name = setting.key.split(".", 1)
        assert name in tables[section]
        assert setting.label and setting.text and section in SECTIONS


@bounded
@given(st.data())
def test_every_setting_comes_back_as_it_was_written(env: Environment, data: st.DataObject) -> None:
    env.settings_file.unlink(missing_ok=True)
    expected: dict[str, Any] = {}
    for setting in data.draw(st.lists(st.sampled_from(SETTINGS), min_size=1, max_size=6)):
        value = data.draw(values_of(setting))
        expected[setting.field] = value
        after = change_setting(env, setting.key, value)
        assert getattr(after, setting.field) == value
    settings = load_settings(env)
    assert {name: getattr(settings, name) for name in expected} == expected
    assert settings.problems == ()
    others = {setting.field for setting in SETTINGS} - expected.keys()
    assert all(getattr(settings, name) == getattr(Settings(), name) for name in others)


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.key)
def test_back_to_the_default_is_the_file_as_it_was(env: Environment, setting: Setting) -> None:
    write(env, MINE)
    other: Any = (
        next(choice for choice in setting.choices if choice != setting.default)
        if setting.choices
        else not setting.default
        if isinstance(setting.default, bool)
        else 7
        if isinstance(setting.default, int)
        else ("X",)
        if isinstance(setting.default, tuple)
        else "x"
    )
    before = load_settings(env)
    assert getattr(change_setting(env, setting.key, other), setting.field) == other
    assert getattr(change_setting(env, setting.key, None), setting.field) == setting.default
    if setting.key not in ("look.theme", "look.signs"):
        assert load_settings(env) == before


def test_comments_order_and_spacing_stay(env: Environment) -> None:
    write(env, MINE)
    change_setting(env, "look.theme", "light")
    assert env.settings_file.read_text() == MINE.replace('"dark"', '"light"')
    change_setting(env, "sync.hours", 12)
    text = env.settings_file.read_text()
    assert text.startswith(MINE.replace('"dark"', '"light"').rstrip())
    assert tomllib.loads(text)["sync"] == {"hours": 12}


def test_what_we_do_not_know_stays_too(env: Environment) -> None:
    write(env, '[future]\nx = 1\n[look]\nnew = "y"\ntheme = "dark"\n')
    settings = change_setting(env, "look.mouse", False)
    assert settings.theme == "dark"
    assert settings.problems == (
        "[future] is no part of the settings; left out",
        "look.new is no setting; left out",
    )
    assert tomllib.loads(env.settings_file.read_text())["future"] == {"x": 1}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('[look]\ntheme = "pink"', "look.theme = 'pink' is left out: it may be auto, dark"),
        ("[look]\ntheme = 1", "look.theme = 1 is left out"),
        ("[look]\nspinner = 1", "look.spinner = 1 is left out: it may be true or false"),
        ('[look]\nmouse = "yes"', "look.mouse = 'yes' is left out: it may be true or false"),
        ("[sync]\nhours = -1", "sync.hours = -1 is left out: it may be a whole number from 0"),
        ("[sync]\nhours = true", "sync.hours = True is left out"),
        ("[sync]\nhours = 1.5", "sync.hours = 1.5 is left out"),
        ("[safety]\nguarded = 'PROD'", "safety.guarded = 'PROD' is left out: it may be a list of words"),
        ("[safety]\nguarded = [1]", "safety.guarded = [1] is left out"),
        (
            '[profiles]\nname_template = "a\\nb"',
            "profiles.name_template = 'a\\nb' is left out: it may be one line",
        ),
        ("[profiles]\nregion = []", "profiles.region = [] is left out"),
        ("look = 1", "[look] is no part of the settings"),
        ("[keys]\nconsole = 1", "keys.console is left out: it may be text"),
        ("keys = 1", "keys is left out: it may be a table of words"),
        ("[profiles.role_short_names]\nX = 1", "profiles.role_short_names.X is left out"),
        ("environments = 1", "environments is left out"),
        ("[environments]\nPROD = 1", "environments.PROD is left out"),
        (
            '[environments]\nMUCHTOOLONG = ["x"]',
            "environments.MUCHTOOLONG is left out: a word of at most 6 letters",
        ),
        ("accounts = 1", "accounts is left out"),
        ("[accounts.123]\nalias = 'x'", "accounts.123 is left out: it may be a table named by 12 digits"),
        ("[accounts]\n123456789012 = 1", "accounts.123456789012 is left out"),
        ("[accounts.123456789012]\nalias = 1", "accounts.123456789012.alias is left out"),
        ("[accounts.123456789012]\ncolour = 'mauve'", "accounts.123456789012.colour is left out"),
        ("[accounts.123456789012]\nguard = 'yes'", "accounts.123456789012.guard is left out"),
        ("[accounts.123456789012]\nnonsense = 1", "accounts.123456789012.nonsense is left out"),
    ],
)
def test_a_bad_value_is_named_and_left_out(env: Environment, text: str, problem: str) -> None:
    write(env, f"{text}\n")
    settings = load_settings(env)
    (said,) = settings.problems
    assert said.startswith(problem)
    for setting in SETTINGS:
        assert getattr(settings, setting.field) == setting.default


KEYS = st.sampled_from([*BY_KEY, "keys.x", "environments.PROD", "accounts.123456789012.alias"])
VALUES = st.one_of(
    st.integers(),
    st.booleans(),
    st.text(max_size=5),
    st.lists(st.text(max_size=3)),
    st.none(),
    st.dictionaries(st.text(max_size=3), st.integers()),
)


@bounded
@given(st.dictionaries(KEYS, VALUES, max_size=5))
def test_no_value_whatever_is_a_crash(values: dict[str, Any]) -> None:
    from ssoswitch.core.settings_table import settings_from

    tables: dict[str, Any] = {}
    for key, value in values.items():
        *path, name = key.split(".")
        table = tables
        for part in path:
            table = table.setdefault(part, {})
        table[name] = value
    settings = settings_from(tables)
    for setting in SETTINGS:
        value = getattr(settings, setting.field)
        assert type(value) is type(setting.default)
        assert not setting.choices or value in setting.choices


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"[look\n", "the defaults are used"),
        (b'theme = "dark"\ntheme = "light"\n', "the defaults are used"),
        (b"\xff\xfe", "is not UTF-8; the defaults are used"),
        (b"\x00", "the defaults are used"),
        (b"x = " + b"[" * 5000, "the defaults are used"),
    ],
)
def test_a_file_that_is_no_toml_is_said_and_not_touched(env: Environment, content: bytes, word: str) -> None:
    write(env, content)
    settings = load_settings(env)
    assert len(settings.problems) == 1 and word in settings.problems[0]
    assert str(env.settings_file) in settings.problems[0]
    changes: tuple[Callable[[], object], ...] = (
        lambda: change_setting(env, "look.theme", "dark"),
        lambda: change_account(env, "123456789012", AccountChoice(alias="x")),
    )
    for change in changes:
        with pytest.raises(ConfigUnreadable, match="nothing was changed"):
            change()
    assert env.settings_file.read_bytes() == content


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("look.theme", "pink"), ("look.nothing", "x"), ("nothing", "x"), ("sync.hours", -1), ("look.mouse", "yes"),
        ("keys", {}), ("keys.", "o"), ("keys.console", 1), ("keys.console", "a\nb"),
    ],
)  # fmt: skip
def test_a_value_that_it_may_not_have_is_refused(env: Environment, key: str, value: object) -> None:
    write(env, MINE)
    with pytest.raises(InvalidValue):
        change_setting(env, key, value)
    assert env.settings_file.read_text() == MINE


@pytest.mark.parametrize("text", ["look = 1\n", "accounts = 1\n", "[accounts]\n123456789012 = 1\n"])
def test_a_table_that_is_none_is_not_written_into(env: Environment, text: str) -> None:
    write(env, text)
    refused = 0
    changes: tuple[Callable[[], object], ...] = (
        lambda: change_setting(env, "look.theme", "dark"),
        lambda: change_account(env, "123456789012", AccountChoice(alias="x")),
    )
    for change in changes:
        try:
            change()
        except InvalidValue:
            refused += 1
    assert refused == 1
    assert tomllib.loads(env.settings_file.read_text()).items() >= tomllib.loads(text).items()


def test_a_folder_in_its_place(env: Environment) -> None:
    env.settings_file.mkdir(parents=True)
    assert "The default settings are used." in load_settings(env).problems[0]
    with pytest.raises(FileUnsafe):
        change_setting(env, "look.theme", "dark")


def test_a_folder_that_cannot_be_made(env: Environment) -> None:
    env.settings_file.parent.parent.mkdir(parents=True, exist_ok=True)
    env.settings_file.parent.write_text("a file where the folder should be")
    assert load_settings(env) == Settings()
    with pytest.raises(WriteError):
        change_setting(env, "look.theme", "dark")


def test_a_new_file_is_private_and_an_old_one_keeps_its_mode(env: Environment) -> None:
    change_setting(env, "look.theme", "dark")
    assert env.settings_file.stat().st_mode & 0o777 == 0o600
    env.settings_file.chmod(0o644)
    change_setting(env, "look.theme", "light")
    assert env.settings_file.stat().st_mode & 0o777 == 0o644
    assert [path.name for path in env.settings_file.parent.iterdir()] == ["config.toml"]


def test_a_link_into_a_folder_of_dotfiles_stays_one(env: Environment, tmp_path: Path) -> None:
    dotfiles = tmp_path / "dotfiles"
    dotfiles.mkdir(mode=0o755)
    (dotfiles / "ssoswitch.toml").write_text(MINE)
    env.settings_file.parent.mkdir(parents=True)
    env.settings_file.symlink_to(dotfiles / "ssoswitch.toml")
    change_setting(env, "look.theme", "light")
    assert env.settings_file.is_symlink()
    assert (dotfiles / "ssoswitch.toml").read_text() == MINE.replace('"dark"', '"light"')
    assert dotfiles.stat().st_mode & 0o777 == 0o755


def test_accounts(env: Environment) -> None:
    write(env, MINE)
    assert load_settings(env).accounts == {"123456789012": AccountChoice(alias="pay", tags=("a", "b"))}
    choice = AccountChoice("new", "PROD", "red", "eu-west-1", True, ("x",))
    assert change_account(env, "000000000001", choice).accounts["000000000001"] == choice
    less = AccountChoice(alias="pay")
    assert change_account(env, "123456789012", less).accounts["123456789012"] == less
    assert "# stays" in env.settings_file.read_text()
    gone = change_account(env, "000000000001", AccountChoice())
    assert "000000000001" not in gone.accounts
    assert load_settings(env) == gone
    assert gone.theme == "dark"


CHOICES = st.builds(
    AccountChoice,
    alias=st.text(max_size=10).filter(str.isprintable),
    environment=st.sampled_from(["", "PROD", "-"]),
    colour=st.sampled_from(["", "blue", "red"]),
    region=st.sampled_from(["", "eu-west-1"]),
    guard=st.sampled_from([None, True, False]),
    tags=st.lists(st.text(max_size=5).filter(str.isprintable), max_size=3).map(tuple),
)


@bounded
@given(choices=st.lists(st.tuples(st.sampled_from(["000000000001", "123456789012"]), CHOICES), max_size=5))
def test_what_is_said_of_an_account_comes_back(
    env: Environment, choices: list[tuple[str, AccountChoice]]
) -> None:
    write(env, MINE)
    last = {"123456789012": AccountChoice(alias="pay", tags=("a", "b"))}
    for account_id, choice in choices:
        change_account(env, account_id, choice)
        last[account_id] = choice
    expected = {account_id: choice for account_id, choice in last.items() if choice != AccountChoice()}
    settings = load_settings(env)
    assert settings.accounts == expected
    assert settings.problems == ()
    assert settings.theme == "dark"


def test_a_command_s_keys_are_written_and_taken_back(env: Environment) -> None:
    write(env, '# mine\n[look]\ntheme = "dark"  # dark\n')
    assert change_setting(env, "keys.console", "f7, ?").keys == {"console": "f7, ?"}
    assert env.settings_file.read_text().startswith('# mine\n[look]\ntheme = "dark"  # dark\n')
    assert load_settings(env).keys == {"console": "f7, ?"}
    assert change_setting(env, "keys.console", None).keys == {}


def test_keys_and_words(env: Environment) -> None:
    write(env, '[keys]\nconsole = "o,f7"\n')
    assert load_settings(env).keys == {"console": "o,f7"}
    write(env, '[environments]\nprod = ["*p*"]\n[profiles.role_short_names]\nAdministratorAccess = "root"\n')
    settings = load_settings(env)
    assert settings.environments == {"PROD": ("*p*",)}
    assert settings.role_short_names["AdministratorAccess"] == "root"
    assert settings.role_short_names["ReadOnlyAccess"] == "ro"


def test_a_setting_stands_once() -> None:
    assert len(BY_KEY) == len(SETTINGS) == len({setting.field for setting in SETTINGS})
    for setting in SETTINGS:
        assert hasattr(Settings(), setting.field)
        assert not setting.choices or setting.default in setting.choices


def test_two_writers_lose_nothing(env: Environment) -> None:
    import threading

    keys = [
        ("look.theme", "dark"),
        ("look.mouse", False),
        ("sync.hours", 3),
        ("safety.bell", True),
        ("start.enter", "use"),
    ]
    threads = [threading.Thread(target=change_setting, args=(env, key, value)) for key, value in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    settings = load_settings(env)
    assert [getattr(settings, BY_KEY[key].field) for key, _ in keys] == [value for _, value in keys]
