"""The table itself: keys that do not clash, flows that exist, reasons that are sentences."""

from __future__ import annotations

import ast
import inspect
from collections import Counter
from dataclasses import replace
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

from ssoswitch.core.rows import Item
from ssoswitch.model.account import Account, AccountEntry, AccountRole
from ssoswitch.model.profile import Profile, ProfileForm
from ssoswitch.tui import command_table
from ssoswitch.tui.actions import Actions
from ssoswitch.tui.command_table import BY_ID, COMMANDS, GROUPS
from ssoswitch.tui.keys import keys_in_force, normal_key, shown_key
from ssoswitch.tui.widgets.account_tree_view import AccountTreeView
from tests.support.environments import NOW
from tests.support.screen import changed_tree, sample_app


def calls_of(name: str) -> list[tuple[str, dict[str, object]]]:
    """The calls of a helper in the table: first argument and keywords."""
    tree = ast.parse(inspect.getsource(command_table))
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
            first = node.args[0]
            assert isinstance(first, ast.Constant)
            keywords = {str(each.arg): ast.literal_eval(each.value) for each in node.keywords}
            found.append((str(first.value), keywords))
    return found


def test_no_key_has_two_meanings() -> None:
    counted = Counter(key for command in COMMANDS for key in command.keys)
    assert [key for key, number in counted.items() if number > 1] == []
    assert len({command.id for command in COMMANDS}) == len(COMMANDS)


def test_every_command_stands_in_a_group_and_says_what_it_does() -> None:
    assert all(command.group in GROUPS and command.help and command.label for command in COMMANDS)


@pytest.mark.parametrize(("module", "arguments"), calls_of("_flow"))
def test_every_flow_exists_and_takes_what_it_is_given(module: str, arguments: dict[str, object]) -> None:
    assert find_spec(f"ssoswitch.tui.flows.{module}") is not None, module
    flow = getattr(import_module(f"ssoswitch.tui.flows.{module}"), f"{module}_flow")
    assert inspect.iscoroutinefunction(flow)
    inspect.signature(flow).bind(object(), **arguments)


@pytest.mark.parametrize("name", sorted({name for name, _keywords in calls_of("_do")}))
def test_every_action_exists(name: str) -> None:
    assert callable(getattr(Actions, name))


@pytest.mark.parametrize("name", sorted({name for name, _keywords in calls_of("_tree")}))
def test_every_movement_exists(name: str) -> None:
    assert callable(getattr(AccountTreeView, f"action_{name}"))


def test_reasons_are_sentences(tmp_path: Path) -> None:
    state = sample_app(tmp_path).controller.state
    for command in COMMANDS:
        reason = command.when(state)
        assert not reason or (reason[0].isupper() or reason[0].isdigit() or "-" in reason.split()[0])
        assert not reason or reason.endswith("."), (command.id, reason)


@pytest.mark.parametrize(
    ("written", "key", "shown"),
    [
        ("?", "question_mark", "?"), ("^p", "ctrl+p", "^p"), ("ctrl-P", "ctrl+p", "^p"), ("L", "L", "L"),
        ("space", "space", "space"), ("Esc", "escape", "Esc"), ("F2", "f2", "F2"), ("-", "minus", "-"),
        ("enter", "enter", "⏎"), ("shift+down", "shift+down", "⇧↓"),
    ],
)  # fmt: skip
def test_keys_as_people_write_them(written: str, key: str, shown: str) -> None:
    assert normal_key(written) == key
    assert shown_key(key) == shown


def test_two_keys_that_clash_keep_their_defaults_and_are_named() -> None:
    keys, problems = keys_in_force({"console": "p", "undo": "Z", "nothing": "b", "history": "tab"})
    assert keys["console"] == ("o",)
    assert keys["profile"] == ("p",)
    assert keys["history"] == ("U",)
    assert len(problems) == 3
    assert any("console" in problem for problem in problems)


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("x9", "there is no key 'x9'"),
        ("cmd-k", "there is no key 'cmd-k'"),
        ("ctrl-", "there is no key"),
        ("^i", "cannot be given"),
        ("ctrl+m", "cannot be given"),
        ("Esc", "cannot be given"),
        ("", "cannot be given"),
    ],
)
def test_a_key_that_no_keyboard_has_is_named_and_the_command_keeps_its_own(written: str, says: str) -> None:
    keys, problems = keys_in_force({"undo": written})
    assert keys["undo"] == ("u",)
    assert len(problems) == 1
    assert says in problems[0]


@pytest.mark.parametrize(
    "written",
    ["^x", "ctrl-shift-up", "alt-u", "F12", "shift+f3", "del", "insert", "ü", "full_stop", "backspace", ";"],
)
def test_keys_that_keyboards_have_are_taken(written: str) -> None:
    keys, problems = keys_in_force({"undo": written})
    assert not problems
    assert keys["undo"] == (normal_key(written),)


def test_every_default_is_a_key_that_could_be_chosen() -> None:
    chosen = {command.id: ",".join(command.keys) for command in COMMANDS if command.keys}
    _keys, problems = keys_in_force(chosen)
    assert all("cannot be given" in each for each in problems), problems


def test_two_commands_may_swap_their_keys() -> None:
    keys, problems = keys_in_force({"console": "y", "copy": "o"})
    assert (keys["console"], keys["copy"], problems) == (("y",), ("o",), ())


@pytest.mark.parametrize(
    ("item", "dim", "works"),
    [
        (Item("", "ReadOnlyAccess"), ("profile", "envrc", "console", "delete"), ("use",)),
        (Item("000000000001"), ("use", "profile", "envrc", "console"), ("copy", "customise", "refresh")),
        (Item("", "", "ci"), ("profile", "console"), ("use", "envrc", "delete")),
    ],
)
def test_rows_that_lead_to_no_role_dim_what_needs_one(
    tmp_path: Path, item: Item, dim: tuple[str, ...], works: tuple[str, ...]
) -> None:
    state = sample_app(tmp_path).controller.state
    assert state.tree is not None
    empty = AccountEntry(Account("000000000001", "new-hires"), (), NOW)
    config = replace(state.config, profiles={"ci": Profile("ci", {}, ProfileForm.OTHER)})
    tree = replace(state.tree, entries={**state.tree.entries, "000000000001": empty})
    state = replace(
        state, item=item, tree=tree, config=config, view="profiles" if item.profile_name else "roles"
    )
    for command in dim:
        assert BY_ID[command].when(state), command
    for command in works:
        assert not BY_ID[command].when(state), (command, BY_ID[command].when(state))


ROLE_VERBS = ("profile", "profile-at-once", "envrc", "envrc-at-once", "console", "console-at-once")


@pytest.mark.parametrize(
    ("item", "use"),
    [
        (Item("333344445555", "NetworkAdministrator"), False),
        (Item("121212121212", "Billing"), False),
        (Item("131313131313"), True),
        (Item("121212121212", "Billing", "old-shop"), False),
    ],
    ids=["role", "account of one role", "account, to be opened", "profile"],
)
def test_what_the_last_sync_no_longer_found_says_so_and_can_still_be_tidied_up(
    tmp_path: Path, item: Item, use: bool
) -> None:
    state = sample_app(tmp_path, tree=changed_tree()).controller.state
    role = AccountRole(item.account_id, item.role_name or "Billing")
    profile = Profile("old-shop", {}, ProfileForm.SESSION, role, "corp")
    config = replace(state.config, profiles={"old-shop": profile})
    state = replace(state, item=item, config=config)
    for command in ROLE_VERBS:
        assert "no longer found" in BY_ID[command].when(state), command
    assert ("no longer found" in BY_ID["use"].when(state)) is not use
    for command in ("copy", "refresh-all", *(("delete",) if item.role_name else ())):
        assert not BY_ID[command].when(state), command


def test_a_profile_of_another_session_is_not_taken_for_gone(tmp_path: Path) -> None:
    state = sample_app(tmp_path, tree=changed_tree()).controller.state
    role = AccountRole("121212121212", "Billing")
    profile = Profile("other", {}, ProfileForm.SESSION, role, "lab")
    config = replace(state.config, profiles={"other": profile})
    state = replace(state, item=Item("121212121212", "Billing", "other"), config=config, view="profiles")
    assert [BY_ID[command].when(state) for command in ("use", "envrc", "console")] == ["", "", ""]
