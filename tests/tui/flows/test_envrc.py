"""`e` and `E`: the line in .envrc, with the profile made first, the guard before production, direnv's approval."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ssoswitch.model.environment import Environment
from ssoswitch.operations.undo import undo
from ssoswitch.tui.flows.envrc import envrc_flow
from tests.support.dialog_scenes import CONFIG, LEGACY, PROD, STAGE, at, world
from tests.support.flow_context import begin, press, screen_text, talking

SIZES = [(120, 36), (80, 24), (60, 15)]
DIRENV = r"""#!/bin/bash
# What the flow asks of direnv: approve this folder's file, and say what it exports.
if [ "$1" = allow ]; then
  mkdir -p "$HOME/.local/share/direnv/allow"
  hash=$({ printf '%s\n' "$PWD/.envrc"; cat .envrc; } | sha256sum)
  touch "$HOME/.local/share/direnv/allow/${hash%% *}"
elif [ "$1" = export ]; then
  value=$(. ./.envrc >/dev/null 2>&1; printf %s "$AWS_PROFILE")
  printf '{"AWS_PROFILE":"%s"}' "$value"
fi
"""


def with_direnv(tmp_path: Path, env: Environment) -> None:
    """A direnv on the PATH of that world, and what it needs."""
    direnv = tmp_path / "bin" / "direnv"
    direnv.write_text(DIRENV)
    direnv.chmod(0o755)
    for name in ("mkdir", "cat", "sha256sum", "touch"):
        found = shutil.which(name)
        assert found is not None
        (tmp_path / "bin" / name).symlink_to(found)


async def test_what_was_so_already_offers_no_undo(tmp_path: Path) -> None:
    env = world(tmp_path)
    async with talking(env) as (talk, pilot):
        at(talk, STAGE)
        await begin(talk, pilot, envrc_flow, at_once=True)
        assert talk.said[-1].endswith("u undo")
        await begin(talk, pilot, envrc_flow, at_once=True)
        await press(talk, pilot, "enter")
        assert "already" in talk.said[-1]
        assert "undo" not in talk.said[-1], "it would take the first write back"


@pytest.mark.parametrize("size", SIZES)
async def test_e_and_enter_make_the_profile_and_the_line_in_one_write(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    env = world(tmp_path)
    envrc = env.working_directory / ".envrc"
    async with talking(env, size=size) as (talk, pilot):
        at(talk, STAGE)
        await begin(talk, pilot, envrc_flow)
        await press(talk, pilot, "enter")
        assert envrc.read_text() == "export AWS_PROFILE=payments-stage-power\n"
        assert "payments-stage-power" in talk.state.config.profiles
        assert str(envrc) in talk.state.recollections.envrc_files
        undo(env)
        assert not envrc.exists()
        assert env.config_file.read_text() == CONFIG


async def test_a_role_with_a_profile_changes_one_line_and_nothing_else(tmp_path: Path) -> None:
    env = world(tmp_path)
    envrc = env.working_directory / ".envrc"
    before = b"use nix\n# \xff not utf-8\nexport AWS_PROFILE=old\n"
    envrc.write_bytes(before)
    async with talking(env) as (talk, pilot):
        at(talk, LEGACY)
        await begin(talk, pilot, envrc_flow)
        text = screen_text(talk.app)
        assert "export AWS_PROFILE=old" in text
        assert "+" in text
        await press(talk, pilot, "enter")
        assert envrc.read_bytes() == before.replace(b"=old", b"=legacy")
        undo(env)
        assert envrc.read_bytes() == before


async def test_the_guard_stands_before_production_and_enter_does_nothing(tmp_path: Path) -> None:
    env = world(tmp_path)
    async with talking(env) as (talk, pilot):
        at(talk, PROD)
        await begin(talk, pilot, envrc_flow)
        assert "Enter does nothing here" in screen_text(talk.app)
        await press(talk, pilot, "enter", "enter")
        assert "press 1 or 2" in screen_text(talk.app)
        await press(talk, pilot, "2")
        assert "PROD for everything that runs in this directory" in screen_text(talk.app)
        await press(talk, pilot, "escape")
        await begin(talk, pilot, envrc_flow)
        assert "Use pay-prod-admin in this directory" in screen_text(talk.app), "it asks once per hour"


async def test_the_guard_offers_a_milder_role(tmp_path: Path) -> None:
    env = world(tmp_path)
    async with talking(env) as (talk, pilot):
        at(talk, PROD)
        await begin(talk, pilot, envrc_flow)
        await press(talk, pilot, "1")
        assert "payments-prod-ro" in screen_text(talk.app)
        await press(talk, pilot, "enter")
        assert (env.working_directory / ".envrc").read_text() == "export AWS_PROFILE=payments-prod-ro\n"


async def test_at_once_where_it_only_adds(tmp_path: Path) -> None:
    env = world(tmp_path)
    async with talking(env) as (talk, pilot):
        at(talk, STAGE)
        await begin(talk, pilot, envrc_flow, at_once=True)
        assert (env.working_directory / ".envrc").exists()
        assert "payments-stage-power" in talk.said[0]


async def test_at_once_opens_the_dialog_where_it_would_replace(tmp_path: Path) -> None:
    env = world(tmp_path)
    envrc = env.working_directory / ".envrc"
    envrc.write_text("export AWS_PROFILE=old\n")
    async with talking(env) as (talk, pilot):
        at(talk, STAGE)
        await begin(talk, pilot, envrc_flow, at_once=True)
        assert "Not at once: it would replace old." in screen_text(talk.app)
        assert envrc.read_text() == "export AWS_PROFILE=old\n"


async def test_a_file_of_ours_is_allowed_with_the_write(tmp_path: Path) -> None:
    env = world(tmp_path)
    with_direnv(tmp_path, env)
    async with talking(env) as (talk, pilot):
        at(talk, STAGE)
        await begin(talk, pilot, envrc_flow)
        text = screen_text(talk.app)
        assert "[x] run direnv allow: this allows the WHOLE file, its one line" in text
        assert "⏎ Write and allow" in text
        await press(talk, pilot, "enter")
        assert talk.errors == []
        assert talk.said[-1].endswith(
            "AWS_PROFILE=payments-stage-power; direnv allows and exports it · u undo"
        )


async def test_what_nobody_allowed_is_allowed_only_after_it_was_read(tmp_path: Path) -> None:
    env = world(tmp_path)
    with_direnv(tmp_path, env)
    envrc = env.working_directory / ".envrc"
    envrc.write_text("echo who knows what\n")
    async with talking(env) as (talk, pilot):
        at(talk, STAGE)
        await begin(talk, pilot, envrc_flow)
        assert "[ ] direnv allow, once you have read it" in screen_text(talk.app)
        await press(talk, pilot, "a")
        assert "[ ] direnv allow" in screen_text(talk.app)
        await press(talk, pilot, "v")
        assert "echo who knows what" in screen_text(talk.app)
        await press(talk, pilot, "escape")
        await press(talk, pilot, "a")
        assert "⏎ Write and allow" in screen_text(talk.app)
        await press(talk, pilot, "enter")
        assert "direnv allows" in talk.said[-1]


async def test_a_file_where_the_line_would_not_work_is_refused_with_the_line_to_add(tmp_path: Path) -> None:
    env = world(tmp_path)
    envrc = env.working_directory / ".envrc"
    envrc.write_text("exit 0\n")
    async with talking(env) as (talk, pilot):
        at(talk, STAGE)
        await begin(talk, pilot, envrc_flow)
        assert "✗" in screen_text(talk.app)
        await press(talk, pilot, "enter")
        assert envrc.read_text() == "exit 0\n"


async def test_another_directory(tmp_path: Path) -> None:
    env = world(tmp_path)
    async with talking(env) as (talk, pilot):
        at(talk, STAGE)
        await begin(talk, pilot, envrc_flow)
        await press(talk, pilot, "w", "2", "enter", "enter")
        assert (env.working_directory.parent / ".envrc").exists()
        assert not (env.working_directory / ".envrc").exists()


async def test_region_lines_under_both_names(tmp_path: Path) -> None:
    env = world(tmp_path)
    async with talking(env) as (talk, pilot):
        at(talk, STAGE)
        await begin(talk, pilot, envrc_flow)
        await press(talk, pilot, "l", "l", "enter", "enter")
        text = (env.working_directory / ".envrc").read_text()
        assert "export AWS_REGION=eu-west-1" in text
        assert "export AWS_DEFAULT_REGION=eu-west-1" in text
