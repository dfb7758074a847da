"""`p` and `P`: one profile, previewed, written, taken back; names that are taken; many at once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ssoswitch.core.rows import Item
from ssoswitch.model.account import AccountRole, AccountTree
from ssoswitch.operations.undo import undo
from ssoswitch.tui.flows.profile import profile_flow
from tests.support.dialog_scenes import (
    AUDIT,
    CONFIG,
    ONE_OF_EACH,
    PROD,
    PROD_ACCOUNT,
    SANDBOX,
    STAGE,
    at,
    tree_of,
    world,
)
from tests.support.environments import NOW
from tests.support.flow_context import begin, press, screen_text, talking

SIZES = [(120, 36), (80, 24), (60, 15)]


@pytest.mark.parametrize("size", SIZES)
async def test_p_and_enter_make_a_profile_and_undo_takes_exactly_it_back(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    env = world(tmp_path)
    async with talking(env, size=size) as (talk, pilot):
        at(talk, STAGE)
        await begin(talk, pilot, profile_flow)
        assert "payments-stage-power" in screen_text(talk.app)
        await press(talk, pilot, "enter")
        assert talk.said == ["+1 profile payments-stage-power · u undo"]
        profile = talk.state.config.profiles["payments-stage-power"]
        assert profile.role == AccountRole("333344446666", "PowerUserAccess")
        assert profile.region == "eu-west-1"
        assert env.config_file.read_text().startswith(CONFIG)
        undo(env)
        assert env.config_file.read_text() == CONFIG


async def test_what_is_on_the_screen_is_what_is_written(tmp_path: Path) -> None:
    env = world(tmp_path)
    async with talking(env) as (talk, pilot):
        at(talk, STAGE)
        await begin(talk, pilot, profile_flow)
        await press(talk, pilot, "n", *"mine", "enter", "r", *"us-east-2", "enter", "t", "2", "enter")
        text = screen_text(talk.app)
        assert "+    " in text
        assert "[profile mine]" in text
        assert "region = us-east-2" in text
        assert "output = json" in text
        assert "--name mine" in text
        assert "--region us-east-2" in text
        await press(talk, pilot, "enter")
        added = env.config_file.read_text().removeprefix(CONFIG)
        assert added == (
            "\n[profile mine]\nsso_session = corp\nsso_account_id = 333344446666\n"
            "sso_role_name = PowerUserAccess\nregion = us-east-2\noutput = json\n"
        )


async def test_escape_writes_nothing(tmp_path: Path) -> None:
    env = world(tmp_path)
    async with talking(env) as (talk, pilot):
        at(talk, STAGE)
        await begin(talk, pilot, profile_flow)
        await press(talk, pilot, "escape")
        assert talk.said == []
        assert env.config_file.read_text() == CONFIG


async def test_a_file_that_changed_under_the_preview_is_shown_anew_and_enter_is_needed_again(
    tmp_path: Path,
) -> None:
    env = world(tmp_path)
    async with talking(env) as (talk, pilot):
        at(talk, STAGE)
        await begin(talk, pilot, profile_flow)
        await press(talk, pilot, "n", *"mine", "enter")
        env.config_file.write_text(CONFIG + "\n[profile theirs]\nregion = x\n")
        await press(talk, pilot, "enter")
        text = screen_text(talk.app)
        assert talk.said == []
        assert "look again, then Enter" in text
        assert "[profile mine]" in text
        await press(talk, pilot, "enter")
        assert talk.said == ["+1 profile mine · u undo"]
        assert "[profile theirs]" in env.config_file.read_text()


async def test_a_name_that_is_typed_and_taken_asks_and_offers_a_free_one(tmp_path: Path) -> None:
    env = world(tmp_path)
    async with talking(env) as (talk, pilot):
        at(talk, STAGE)
        await begin(talk, pilot, profile_flow)
        await press(talk, pilot, "n", *"pay-prod-admin", "enter")
        assert "taken" in screen_text(talk.app)
        await press(talk, pilot, "enter")
        assert "pay-prod-admin exists already" in screen_text(talk.app)
        assert env.config_file.read_text() == CONFIG
        await press(talk, pilot, "1")
        assert "pay-prod-admin-2" in screen_text(talk.app)
        await press(talk, pilot, "enter")
        assert talk.said == ["+1 profile pay-prod-admin-2 · u undo"]


async def test_a_taken_name_can_be_replaced_after_its_diff_was_shown(tmp_path: Path) -> None:
    env = world(tmp_path)
    async with talking(env) as (talk, pilot):
        at(talk, STAGE)
        await begin(talk, pilot, profile_flow)
        await press(talk, pilot, "n", *"pay-prod-admin", "enter", "enter", "2")
        text = screen_text(talk.app)
        assert "−" in text
        assert "sso_account_id = 333344445555" in text
        await press(talk, pilot, "enter")
        assert talk.state.config.profiles["pay-prod-admin"].role == AccountRole(
            "333344446666", "PowerUserAccess"
        )
        undo(env)
        assert env.config_file.read_text() == CONFIG


async def test_a_role_that_has_a_profile_already_says_so_and_offers_that_one(tmp_path: Path) -> None:
    env = world(tmp_path)
    async with talking(env) as (talk, pilot):
        at(talk, PROD)
        await begin(talk, pilot, profile_flow)
        assert "pay-prod-admin leads to this very role in eu-west-1 already" in screen_text(talk.app)
        await press(talk, pilot, "2")
        text = screen_text(talk.app)
        assert "Already so" in text
        await press(talk, pilot, "escape")
        assert env.config_file.read_text() == CONFIG


async def test_an_account_row_asks_which_role(tmp_path: Path) -> None:
    env = world(tmp_path)
    async with talking(env) as (talk, pilot):
        at(talk, PROD_ACCOUNT)
        await begin(talk, pilot, profile_flow)
        assert "3  ReadOnlyAccess" in screen_text(talk.app)
        await press(talk, pilot, "2")
        assert "payments-prod / Billing" in screen_text(talk.app)
        await press(talk, pilot, "enter")
        assert talk.said == ["+1 profile payments-prod-billing · u undo"]


async def test_all_roles_of_an_account_at_once(tmp_path: Path) -> None:
    env = world(tmp_path)
    async with talking(env) as (talk, pilot):
        at(talk, PROD_ACCOUNT)
        await begin(talk, pilot, profile_flow)
        await press(talk, pilot, "a")
        assert "Create 2 profiles  (3 marked, 1 has one already)" in screen_text(talk.app)
        await press(talk, pilot, "enter")
        assert talk.said == ["2 profiles written, 1 skipped · u undo"]


async def test_at_once_writes_without_a_dialog_where_it_only_adds(tmp_path: Path) -> None:
    env = world(tmp_path)
    async with talking(env) as (talk, pilot):
        at(talk, AUDIT)
        await begin(talk, pilot, profile_flow, at_once=True)
        assert talk.said == ["+1 profile audit-log-archive-view · u undo"]


async def test_at_once_opens_the_dialog_and_says_why_where_it_is_no_pure_addition(tmp_path: Path) -> None:
    env = world(tmp_path)
    async with talking(env) as (talk, pilot):
        at(talk, PROD)
        await begin(talk, pilot, profile_flow, at_once=True)
        assert "Not at once: pay-prod-admin leads to this role already." in screen_text(talk.app)
        assert env.config_file.read_text() == CONFIG


async def test_the_name_that_aws_profile_wants_and_nobody_has_is_proposed(tmp_path: Path) -> None:
    env = world(tmp_path, variables={"AWS_PROFILE": "pay-x"})
    async with talking(env) as (talk, pilot):
        at(talk, STAGE)
        await begin(talk, pilot, profile_flow)
        await press(talk, pilot, "enter")
        assert talk.said == ["+1 profile pay-x · u undo"]


async def test_a_profile_and_the_envrc_in_one_write_with_one_undo(tmp_path: Path) -> None:
    env = world(tmp_path)
    envrc = env.working_directory / ".envrc"
    async with talking(env) as (talk, pilot):
        at(talk, STAGE)
        await begin(talk, pilot, profile_flow)
        await press(talk, pilot, "x", "1", "enter")
        assert "export AWS_PROFILE=payments-stage-power" in screen_text(talk.app)
        await press(talk, pilot, "enter")
        assert envrc.read_text() == "export AWS_PROFILE=payments-stage-power\n"
        undo(env)
        assert not envrc.exists()
        assert env.config_file.read_text() == CONFIG


async def test_more_fields_come_up_when_they_are_asked_for(tmp_path: Path) -> None:
    env = world(tmp_path)
    async with talking(env) as (talk, pilot):
        at(talk, STAGE)
        await begin(talk, pilot, profile_flow)
        assert "credential process" not in screen_text(talk.app)
        await press(talk, pilot, "m", "f", "2", "enter", "k", *"cli_pager=cat", "enter")
        await press(talk, pilot, "enter")
        profile = talk.state.config.profiles["payments-stage-power"]
        assert profile.values["sso_start_url"] == "https://example.awsapps.com/start"
        assert profile.values["cli_pager"] == "cat"


async def test_bad_input_says_what_is_wrong_and_writes_nothing(tmp_path: Path) -> None:
    env = world(tmp_path)
    async with talking(env) as (talk, pilot):
        at(talk, STAGE)
        await begin(talk, pilot, profile_flow)
        await press(talk, pilot, "m", "k", *"nonsense", "enter", "enter")
        text = screen_text(talk.app)
        assert "✗" in text
        assert "'nonsense' is no key=value" in text
        assert env.config_file.read_text() == CONFIG


async def test_a_config_that_botocore_refuses_is_left_alone(tmp_path: Path) -> None:
    broken = CONFIG + "[profile pay-prod-admin]\nregion = x\n"
    env = world(tmp_path, config=broken)
    async with talking(env) as (talk, pilot):
        at(talk, STAGE)
        await begin(talk, pilot, profile_flow)
        await press(talk, pilot, "enter")
        assert env.config_file.read_text() == broken


async def test_hostile_names_are_shown_and_made_safe(tmp_path: Path) -> None:
    env = world(tmp_path)
    async with talking(env) as (talk, pilot):
        at(talk, SANDBOX)
        await begin(talk, pilot, profile_flow)
        assert "sandbox [/anna] [@click=app.quit]x[/] / ReadOnlyAccess" in screen_text(talk.app)
        await press(talk, pilot, "enter")
        assert len(talk.said) == 1
        made = set(talk.state.config.profiles) - {"default", "pay-prod-admin", "legacy"}
        assert all("[" not in name and "]" not in name for name in made)


async def test_many_rows_can_be_left_out_renamed_and_written_once(tmp_path: Path) -> None:
    env = world(tmp_path)
    async with talking(env) as (talk, pilot):
        at(talk, PROD, ONE_OF_EACH)
        await begin(talk, pilot, profile_flow)
        assert "Create 4 profiles" in screen_text(talk.app)
        await press(talk, pilot, "space")
        assert "left out" in screen_text(talk.app)
        assert "Create 3 profiles" in screen_text(talk.app)
        await press(talk, pilot, "R")
        await press(talk, pilot, *"lake", "enter")
        assert "lake" in screen_text(talk.app)
        await press(talk, pilot, "enter")
        assert talk.said == ["3 profiles written, 1 skipped · u undo"]
        assert "lake" in talk.state.config.profiles
        assert "audit-log-archive-audit" not in talk.state.config.profiles
        undo(env)
        assert env.config_file.read_text() == CONFIG


async def test_many_can_take_profiles_along_whose_role_is_gone(tmp_path: Path) -> None:
    env = world(tmp_path)
    async with talking(env) as (talk, pilot):
        at(talk, PROD, ONE_OF_EACH[:2])
        await begin(talk, pilot, profile_flow)
        assert "whose role is gone" not in screen_text(talk.app)
        await press(talk, pilot, "escape")
        whole = tree_of()
        left = {key: entry for key, entry in whole.entries.items() if entry.account.name != "payments-prod"}
        talk.state = replace(talk.state, tree=AccountTree("corp", left, synced_at=NOW))
        await begin(talk, pilot, profile_flow)
        assert "[ ] also remove the 1 profile whose role is gone" in screen_text(talk.app)
        await press(talk, pilot, "g")
        text = screen_text(talk.app)
        assert "Write 2, remove 1" in text
        assert "− " in text
        await press(talk, pilot, "enter")
        assert talk.said[-1] == "2 profiles written, 1 profile removed · u undo"
        assert "pay-prod-admin" not in talk.state.config.profiles
        undo(env)
        assert env.config_file.read_text() == CONFIG


async def test_many_with_another_template(tmp_path: Path) -> None:
    env = world(tmp_path)
    async with talking(env) as (talk, pilot):
        at(talk, PROD, ONE_OF_EACH[:2])
        await begin(talk, pilot, profile_flow)
        await press(talk, pilot, "n", *"{account_id}", "enter")
        assert "→ 111122223333" in screen_text(talk.app)
        await press(talk, pilot, "enter")
        assert {"111122223333", "222233335555"} <= set(talk.state.config.profiles)


async def test_nothing_selected_is_said(tmp_path: Path) -> None:
    env = world(tmp_path)
    async with talking(env) as (talk, pilot):
        at(talk, Item("999999999999"))
        await begin(talk, pilot, profile_flow)
        assert "999999999999 is not in the tree" in talk.errors[0]
