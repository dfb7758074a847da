"""Switching a shell: what is set, and what goes with it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ssoswitch.core.aws_config import parse
from ssoswitch.model.errors import NoMatch, ProfileNotFound
from ssoswitch.model.settings import Recollections
from ssoswitch.operations.read_config import read_config
from ssoswitch.operations.use import (
    STALE,
    export_text,
    exports_for,
    hooked,
    previous_profile,
    profiles_of_pasted,
)
from tests.support.environments import make_environment


def test_stale_variables_go(tmp_path: Path) -> None:
    env = make_environment(tmp_path, {"SHELL": "/usr/bin/fish"}, config="[profile dev]\nregion = x\n")
    config = read_config(env)
    assert exports_for(env, config, "dev") == ({"AWS_PROFILE": "dev"}, STALE)
    assert export_text(env, config, "dev").splitlines()[-1] == "set -gx AWS_PROFILE 'dev'"
    lines = export_text(env, config, "dev", "bash").splitlines()
    assert lines == [*(f"unset {name}" for name in STALE), "export AWS_PROFILE=dev"]
    with pytest.raises(ProfileNotFound) as missing:
        exports_for(env, config, "devel")
    assert missing.value.candidates == ("dev",)


def test_the_hook_and_the_previous_profile(tmp_path: Path) -> None:
    env = make_environment(tmp_path)
    assert not hooked(env)
    with pytest.raises(NoMatch):
        previous_profile(env, Recollections())
    assert previous_profile(env, Recollections(previous_profile="old")) == "old"
    inside = replace(env, variables={**env.variables, "SSOSWITCH_SHELL": "zsh", "SSOSWITCH_PREVIOUS": "mine"})
    assert hooked(inside)
    assert previous_profile(inside, Recollections(previous_profile="old")) == "mine"


def test_the_profiles_of_a_pasted_role_chained_ones_too() -> None:
    config = parse(
        b"[profile a]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = Admin\n"
        b"[profile b]\nrole_arn = arn:aws:iam::444455556666:role/teams/deploy\nsource_profile = a\n",
        Path("/c"),
    )
    reserved = "arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/anna"
    assert profiles_of_pasted(config, reserved) == ["a"]
    assert profiles_of_pasted(config, "arn:aws:iam::444455556666:role/teams/deploy") == ["b"]
    assert profiles_of_pasted(config, "arn:aws:iam::444455556666:role/other") == []
    assert profiles_of_pasted(config, "444455556666") == []
    assert profiles_of_pasted(config, "deploy") == []
