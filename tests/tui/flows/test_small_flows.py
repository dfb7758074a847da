"""Use, delete, rename, migrate, prune, chain, history, undo, whoami, settings, customise."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ssoswitch.core.rows import Item
from ssoswitch.disk.settings import load_settings
from ssoswitch.model.account import AccountTree
from ssoswitch.model.settings import AccountChoice
from ssoswitch.tui.flows.chain import chain_flow
from ssoswitch.tui.flows.customise import customise_flow
from ssoswitch.tui.flows.delete import delete_flow
from ssoswitch.tui.flows.history import history_flow
from ssoswitch.tui.flows.migrate import migrate_flow
from ssoswitch.tui.flows.profile import profile_flow
from ssoswitch.tui.flows.prune import prune_flow
from ssoswitch.tui.flows.rename import rename_flow
from ssoswitch.tui.flows.settings import settings_flow
from ssoswitch.tui.flows.undo import undo_flow
from ssoswitch.tui.flows.use import use_flow
from ssoswitch.tui.flows.whoami import whoami_flow
from tests.support.dialog_scenes import CONFIG, LEGACY, PROD, SANDBOX, STAGE, at, tree_of, world
from tests.support.environments import NOW
from tests.support.flow_context import begin, press, screen_text, talking

SIZES = [(120, 36), (80, 24), (60, 15)]


async def test_enter_twice_uses_the_role_in_this_shell(tmp_path: Path) -> None:
    env = world(tmp_path)
    async with talking(env) as (talk, pilot):
        at(talk, PROD)
        await begin(talk, pilot, use_flow)
        assert "export AWS_PROFILE=pay-prod-admin, then quit" in screen_text(talk.app)
        await press(talk, pilot, "enter")
        assert talk.finished[0] is not None
        lines = talk.finished[0].splitlines()
        assert lines[-1] == "export AWS_PROFILE=pay-prod-admin"
        assert all(line.startswith(("unset AWS_", "export AWS_")) for line in lines)


async def test_the_last_choice_is_under_the_cursor_next_time(tmp_path: Path) -> None:
    env = world(tmp_path)
    async with talking(env) as (talk, pilot):
        at(talk, PROD)
        await begin(talk, pilot, use_flow)
        await press(talk, pilot, "5")
        assert talk.copied == ["export AWS_PROFILE=pay-prod-admin"]
        await begin(talk, pilot, use_flow)
        await press(talk, pilot, "enter")
        assert talk.copied == ["export AWS_PROFILE=pay-prod-admin"] * 2


async def test_a_role_without_a_profile_gets_one_before_a_shell_can_use_it(tmp_path: Path) -> None:
    env = world(tmp_path)
    async with talking(env) as (talk, pilot):
        at(talk, STAGE)
        await begin(talk, pilot, use_flow)
        await press(talk, pilot, "1")
        assert "New profile" in screen_text(talk.app)
        await press(talk, pilot, "enter")
        assert talk.finished[0] is not None
        assert talk.finished[0].endswith("export AWS_PROFILE=payments-stage-power\n")


async def test_do_not_ask_again_is_a_setting(tmp_path: Path) -> None:
    env = world(tmp_path)
    async with talking(env) as (talk, pilot):
        at(talk, PROD)
        await begin(talk, pilot, use_flow)
        await press(talk, pilot, "x")
        assert talk.state.settings.enter == "use"
        await begin(talk, pilot, use_flow)
        assert len(talk.finished) == 2


async def test_delete_shows_the_lines_and_undo_brings_them_back(tmp_path: Path) -> None:
    env = world(tmp_path)
    async with talking(env) as (talk, pilot):
        at(talk, PROD)
        await begin(talk, pilot, delete_flow)
        text = screen_text(talk.app)
        assert "[profile pay-prod-admin]" in text
        assert "−" in text
        await press(talk, pilot, "enter")
        assert "pay-prod-admin" not in talk.state.config.profiles
        assert "# mine" in env.config_file.read_text()
        await begin(talk, pilot, undo_flow)
        assert env.config_file.read_text() == CONFIG
        assert talk.said[-1] == "taken back: −1 profile pay-prod-admin · U history"


async def test_delete_takes_the_marked_profiles_and_not_all_of_their_role(tmp_path: Path) -> None:
    env = world(tmp_path)
    with env.config_file.open("a") as file:
        file.write(
            "[profile ci]\nrole_arn = arn:aws:iam::333344445555:role/ci\nsource_profile = pay-prod-admin\n"
        )
    async with talking(env) as (talk, pilot):
        at(talk, PROD)
        talk.marked_profiles = ("ci",)
        await begin(talk, pilot, delete_flow)
        await press(talk, pilot, "enter")
        assert "ci" not in talk.state.config.profiles
        assert "pay-prod-admin" in talk.state.config.profiles


async def test_delete_names_the_folders_that_still_use_it(tmp_path: Path) -> None:
    env = world(tmp_path)
    (env.working_directory / ".envrc").write_text("export AWS_PROFILE=pay-prod-admin\n")
    async with talking(env) as (talk, pilot):
        at(talk, PROD)
        await begin(talk, pilot, delete_flow)
        assert ".envrc still names pay-prod-admin" in screen_text(talk.app)


async def test_delete_without_a_profile_says_so(tmp_path: Path) -> None:
    env = world(tmp_path)
    async with talking(env) as (talk, pilot):
        at(talk, STAGE)
        await begin(talk, pilot, delete_flow)
        assert talk.errors == ["There is no profile for this row. p makes one."]


async def test_rename_opens_in_its_field(tmp_path: Path) -> None:
    env = world(tmp_path)
    async with talking(env) as (talk, pilot):
        at(talk, PROD)
        await begin(talk, pilot, rename_flow)
        await press(talk, pilot, *"payer", "enter", "enter")
        assert "payer" in talk.state.config.profiles
        assert "pay-prod-admin" not in talk.state.config.profiles


async def test_migrate_turns_an_inline_profile_into_one_of_a_session(tmp_path: Path) -> None:
    env = world(tmp_path)
    async with talking(env) as (talk, pilot):
        at(talk, LEGACY)
        await begin(talk, pilot, migrate_flow)
        await press(talk, pilot, "enter")
        assert talk.state.config.profiles["legacy"].values["sso_session"] == "old"
        assert "sso_start_url" not in talk.state.config.profiles["legacy"].values


async def test_prune_removes_what_a_whole_sync_no_longer_found(tmp_path: Path) -> None:
    env = world(tmp_path)
    async with talking(env) as (talk, pilot):
        at(talk, PROD)
        shrunk = tuple(
            account for account in tree_of().entries.values() if account.account.name != "payments-prod"
        )
        entries = {entry.account.account_id: entry for entry in shrunk}
        talk.state = replace(talk.state, tree=AccountTree("corp", entries, synced_at=NOW))
        await begin(talk, pilot, prune_flow)
        assert "[profile pay-prod-admin]" in screen_text(talk.app)
        await press(talk, pilot, "enter")
        assert "pay-prod-admin" not in talk.state.config.profiles


async def test_a_chained_profile_needs_its_arn_only(tmp_path: Path) -> None:
    env = world(tmp_path)
    async with talking(env) as (talk, pilot):
        at(talk, PROD)
        await begin(talk, pilot, chain_flow)
        await press(talk, pilot, *"arn:aws:iam::333344446666:role/Deploy", "enter", "enter")
        made = talk.state.config.profiles["pay-prod-admin-chained"]
        assert made.values["role_arn"] == "arn:aws:iam::333344446666:role/Deploy"
        assert made.values["source_profile"] == "pay-prod-admin"


@pytest.mark.parametrize("size", SIZES)
async def test_history_shows_what_was_written_and_undoes_the_line_under_the_cursor(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    env = world(tmp_path)
    async with talking(env, size=size) as (talk, pilot):
        for item in (STAGE, SANDBOX):
            at(talk, item)
            await begin(talk, pilot, profile_flow)
            await press(talk, pilot, "enter")
        after_both = env.config_file.read_text()
        await begin(talk, pilot, history_flow)
        assert "+1 profile" in screen_text(talk.app)
        await press(talk, pilot, "down", "enter")
        assert "[profile payments-stage-power]" in screen_text(talk.app)
        await press(talk, pilot, "escape", "u")
        assert "payments-stage-power" not in env.config_file.read_text()
        assert env.config_file.read_text() != after_both
        await press(talk, pilot, "escape")
        assert len(talk.state.config.profiles) == 4


async def test_undo_asks_where_later_edits_overlap(tmp_path: Path) -> None:
    env = world(tmp_path)
    async with talking(env) as (talk, pilot):
        at(talk, STAGE)
        await begin(talk, pilot, profile_flow)
        await press(talk, pilot, "enter")
        edited = env.config_file.read_text().replace("PowerUserAccess", "Changed")
        env.config_file.write_text(edited)
        await begin(talk, pilot, undo_flow)
        text = screen_text(talk.app)
        assert "What ssoswitch wrote" in text
        assert "What is there now" in text
        await press(talk, pilot, "enter")
        assert env.config_file.read_text() == edited
        assert "nothing was taken back" in talk.said[-1]
        await begin(talk, pilot, undo_flow)
        await press(talk, pilot, "r")
        assert env.config_file.read_text() == edited
        await press(talk, pilot, "d")
        assert "payments-stage-power" not in env.config_file.read_text()
        assert talk.said[-1].startswith("taken back: +1 profile payments-stage-power")


async def test_undo_without_a_change_says_so(tmp_path: Path) -> None:
    env = world(tmp_path)
    async with talking(env) as (talk, pilot):
        await begin(talk, pilot, undo_flow)
        assert talk.said == ["there is nothing to undo · U history"]


@pytest.mark.parametrize("size", SIZES)
async def test_whoami_says_when_the_tools_disagree_and_how_to_make_them_agree(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    variables = {"AWS_PROFILE": "pay-prod-admin", "AWS_DEFAULT_PROFILE": "legacy"}
    env = world(tmp_path, variables=variables)
    async with talking(env, size=size) as (talk, pilot):
        at(talk, PROD)
        await begin(talk, pilot, whoami_flow)
        text = screen_text(talk.app)
        assert "333344445555" in text
        assert "555566667777" in text
        await press(talk, pilot, "x")
        assert talk.copied == ["unset AWS_DEFAULT_PROFILE"]


async def test_whoami_with_nothing_in_force(tmp_path: Path) -> None:
    env = world(tmp_path, config="[profile a]\nregion = eu-west-1\n")
    async with talking(env) as (talk, pilot):
        talk.has_token = False
        await begin(talk, pilot, whoami_flow)
        assert "nothing: no profile is in force here" in screen_text(talk.app)
        await press(talk, pilot, "v")
        assert "there is nobody to ask about" in screen_text(talk.app)


@pytest.mark.parametrize("size", SIZES)
async def test_settings_are_saved_as_you_go(tmp_path: Path, size: tuple[int, int]) -> None:
    env = world(tmp_path)
    async with talking(env, size=size) as (talk, pilot):
        await begin(talk, pilot, settings_flow)
        await press(talk, pilot, "/", *"theme", "enter", "enter")
        assert talk.state.settings.theme == "dark"
        assert 'theme = "dark"' in env.settings_file.read_text()
        assert "• Theme" in screen_text(talk.app)
        await press(talk, pilot, "x")
        assert talk.state.settings.theme == "auto"
        await press(talk, pilot, "/", *"template", "enter", "enter")
        await press(talk, pilot, *"{account}", "enter")
        assert talk.state.settings.name_template == "{account}"


async def test_a_bad_value_is_named_and_not_saved(tmp_path: Path) -> None:
    env = world(tmp_path)
    async with talking(env) as (talk, pilot):
        await begin(talk, pilot, settings_flow)
        await press(talk, pilot, "/", *"guard_minutes", "enter", "enter", *"often", "enter")
        assert "was not changed: it may be a whole number" in screen_text(talk.app)
        assert talk.state.settings.guard_minutes == 60


@pytest.mark.parametrize("size", SIZES)
async def test_a_command_gets_another_key(tmp_path: Path, size: tuple[int, int]) -> None:
    env = world(tmp_path)
    async with talking(env, size=size) as (talk, pilot):
        await begin(talk, pilot, settings_flow)
        await press(talk, pilot, "/", *"keys.console-at-once", "enter", "enter")
        assert "Press the new key for: AWS console at once" in screen_text(talk.app)
        await press(talk, pilot, "p")
        assert "p is new profile: nothing was changed" in screen_text(talk.app)
        await press(talk, pilot, "tab", "b")
        assert talk.state.settings.keys == {"console-at-once": "b"}
        assert 'console-at-once = "b"' in env.settings_file.read_text()
        await press(talk, pilot, "x")
        assert talk.state.settings.keys == {}
        await press(talk, pilot, "enter", "escape")
        assert "Press the new key" not in screen_text(talk.app)
        assert talk.state.settings.keys == {}


async def test_bad_values_are_named_above_the_settings(tmp_path: Path) -> None:
    env = world(tmp_path)
    env.settings_file.parent.mkdir(parents=True, exist_ok=True)
    env.settings_file.write_text('[look]\ntheme = "pink"\n[keys]\nconsole = "p"\n')
    async with talking(env) as (talk, pilot):
        talk.apply_settings(load_settings(env))
        await begin(talk, pilot, settings_flow)
        assert "look.theme = 'pink' is left out: it may be auto, dark" in screen_text(talk.app)
        assert "more)" in screen_text(talk.app)


async def test_what_has_too_many_parts_for_a_line_opens_the_file(tmp_path: Path) -> None:
    env = world(tmp_path)
    async with talking(env) as (talk, pilot):
        await begin(talk, pilot, settings_flow)
        await press(talk, pilot, "/", *"environments", "enter")
        assert "*nonprod*" in screen_text(talk.app)
        assert "F2 opens the file" in screen_text(talk.app)


async def test_customise_an_account(tmp_path: Path) -> None:
    env = world(tmp_path)
    async with talking(env) as (talk, pilot):
        at(talk, PROD)
        await begin(talk, pilot, customise_flow)
        await press(talk, pilot, "a", *"pay", "enter", "r", *"eu-north-1", "enter", "g", "3", "enter")
        await press(talk, pilot, "o", "7", "enter", "t", *"team:pay", "enter", "enter")
        assert talk.state.settings.accounts["333344445555"] == AccountChoice(
            alias="pay", region="eu-north-1", colour="red", guard=False, tags=("team:pay",)
        )
        await begin(talk, pilot, customise_flow)
        assert talk.said[-1] == "payments-prod customised: saved in config.toml"
        await press(talk, pilot, "x")
        assert talk.state.settings.accounts == {}
        assert "nothing of yours is said of it any more" in talk.said[-1]


async def test_customise_needs_an_account(tmp_path: Path) -> None:
    env = world(tmp_path)
    async with talking(env) as (talk, pilot):
        at(talk, Item(profile_name="x"))
        await begin(talk, pilot, customise_flow)
        assert talk.errors
