"""Credentials for every form of profile, against the fake Identity Center and its STS."""

from __future__ import annotations

import json
import math
import subprocess
import sys
import textwrap
from dataclasses import replace
from pathlib import Path

import pytest

from ssoswitch.core.profile_ends import region_for
from ssoswitch.core.profile_forms import credential_process
from ssoswitch.demo.identity_center import FakeIdentityCenter
from ssoswitch.disk.token_cache import TokenCache
from ssoswitch.model.account import AccountRole
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import (
    AccessDenied,
    ConfigError,
    ProfileNotFound,
    SessionNotFound,
    SignInNeeded,
    Unavailable,
)
from ssoswitch.operations.connect import Connections
from ssoswitch.operations.credentials import credentials_for, forget, remembered
from ssoswitch.operations.read_config import read_config
from ssoswitch.operations.whoami import disagreement, verify, who_am_i
from tests.support.environments import FalseClock
from tests.support.fake_center import fake_center
from tests.support.signing_in import environment_for, save_token, session_of


def add_to_config(env: Environment, text: str) -> None:
    with env.config_file.open("a") as file:
        file.write("\n" + textwrap.dedent(text))


def role_of(center: FakeIdentityCenter) -> AccountRole:
    account = center.organization.accounts[0]
    return AccountRole(account.id, account.roles[0])


def test_an_sso_profile(env: Environment, center: FakeIdentityCenter) -> None:
    connections = Connections(env)
    credentials = credentials_for(env, connections, "dev")
    assert AccountRole(credentials.account_id, credentials.role_name) == role_of(center)
    assert credentials.expires_at > env.clock.time()
    assert credentials_for(env, connections, "dev") == credentials
    assert center.requests.count("GetRoleCredentials") == 1
    assert remembered(connections, session_of(center), role_of(center)) == credentials
    forget(connections, session_of(center))
    assert remembered(connections, session_of(center), role_of(center)) is None
    assert not env.cli_cache.exists()


def test_a_role_without_a_profile(env: Environment, center: FakeIdentityCenter) -> None:
    session = session_of(center)
    assert (
        credentials_for(env, Connections(env), (session, role_of(center))).role_name
        == role_of(center).role_name
    )


def test_inline_and_our_own_process_form(env: Environment, center: FakeIdentityCenter) -> None:
    role = role_of(center)
    add_to_config(
        env,
        f"""
        [profile inline]
        sso_start_url = {center.start_url}
        sso_region = eu-west-1
        sso_account_id = {role.account_id}
        sso_role_name = {role.role_name}

        [profile process]
        credential_process = {credential_process(session_of(center), role)}
        """,
    )
    connections = Connections(env)
    assert credentials_for(env, connections, "process").role_name == role.role_name
    with pytest.raises(SignInNeeded):
        credentials_for(env, connections, "inline")
    inline = read_config(env).profiles["inline"]
    save_token(env, center, session_of(center, inline.session_name, inline=True))
    assert credentials_for(env, connections, inline).role_name == role.role_name


def test_a_chain(env: Environment, center: FakeIdentityCenter) -> None:
    other = center.organization.accounts[1].id
    add_to_config(
        env,
        f"""
        [profile middle]
        role_arn = arn:aws:iam::{other}:role/ops/Deploy
        source_profile = dev
        duration_seconds = 900
        [profile top]
        role_arn = arn:aws:iam::{other}:role/Top
        source_profile = middle
        [profile mfa]
        role_arn = arn:aws:iam::{other}:role/Top
        source_profile = dev
        mfa_serial = arn:aws:iam::{other}:mfa/anna
        """,
    )
    connections, config = Connections(env), read_config(env)
    credentials = credentials_for(env, connections, "top", config=config)
    assert (credentials.account_id, credentials.role_name) == (other, "Top")
    assert center.requests.count("AssumeRole") == 2
    assert region_for(config, config.profiles["top"]) == "eu-west-1"
    with pytest.raises(Unavailable, match="mfa/anna"):
        credentials_for(env, connections, "mfa")
    asked: list[str] = []

    def ask(serial: str) -> str:
        asked.append(serial)
        return " 123456 "

    assert credentials_for(env, connections, "mfa", ask_mfa=ask).role_name == "Top"
    assert asked == [f"arn:aws:iam::{other}:mfa/anna"]


def test_keys_of_profiles_and_of_the_environment(env: Environment) -> None:
    add_to_config(
        env,
        """
        [profile keys]
        aws_access_key_id = AKIAX
        aws_secret_access_key = s
        [profile half]
        aws_access_key_id = AKIAX
        [profile machine]
        role_arn = arn:aws:iam::111122223333:role/X
        credential_source = Ec2InstanceMetadata
        """,
    )
    connections = Connections(env)
    keys = credentials_for(env, connections, "keys")
    assert (keys.access_key_id.reveal(), keys.session_token.reveal(), keys.expires_at) == (
        "AKIAX",
        "",
        math.inf,
    )
    with pytest.raises(ConfigError, match="half"):
        credentials_for(env, connections, "half")
    with pytest.raises(Unavailable, match="Ec2InstanceMetadata"):
        credentials_for(env, connections, "machine")


def test_what_is_not_ours_or_not_right(env: Environment, tmp_path: Path) -> None:
    target = tmp_path / "ran"
    add_to_config(
        env,
        f"""
        [profile foreign]
        credential_process = touch {target}
        [profile login]
        login_session = arn:aws:iam::1:user/x
        [profile bare]
        region = eu-west-1
        [profile norole]
        sso_session = corp
        [profile nosession]
        sso_session = gone
        sso_account_id = 111122223333
        sso_role_name = X
        [profile loop1]
        role_arn = arn:aws:iam::111122223333:role/X
        source_profile = loop2
        [profile loop2]
        role_arn = arn:aws:iam::111122223333:role/Y
        source_profile = loop1
        [profile lost]
        role_arn = arn:aws:iam::111122223333:role/Y
        source_profile = nowhere
        """,
    )
    connections = Connections(env)
    for name, error in (
        ("foreign", Unavailable),
        ("login", Unavailable),
        ("bare", Unavailable),
        ("norole", ConfigError),
        ("nosession", SessionNotFound),
        ("loop1", ConfigError),
        ("lost", ConfigError),
        ("devv", ProfileNotFound),
    ):
        with pytest.raises(error) as caught:
            credentials_for(env, connections, name)
        assert name in str(caught.value)
    assert not target.exists()
    with pytest.raises(ProfileNotFound) as missing:
        credentials_for(env, connections, "devv")
    assert missing.value.candidates == ("dev",)


def test_a_refused_role_and_a_missing_sign_in(env: Environment, center: FakeIdentityCenter) -> None:
    connections = Connections(env)
    with pytest.raises(AccessDenied):
        credentials_for(env, connections, (session_of(center), AccountRole("999999999999", "Nope")))
    TokenCache(env).delete(session_of(center))
    with pytest.raises(SignInNeeded):
        credentials_for(env, connections, "dev")


def test_the_cache_on_disk(tmp_path: Path) -> None:
    clock = FalseClock()
    with fake_center(clock=clock) as center:
        env = environment_for(center, tmp_path, clock=clock)
        session = session_of(center)
        save_token(env, center, session)
        first = credentials_for(env, Connections(env), "dev", cache=True)
        again = credentials_for(env, Connections(env), "dev", cache=True)
        assert again.access_key_id == first.access_key_id
        assert center.requests.count("GetRoleCredentials") == 1
        (path,) = env.cli_cache.iterdir()
        assert path.stat().st_mode & 0o777 == 0o600
        TokenCache(env).save_role_credentials(session, replace(first, expires_at=clock.time() + 899))
        renewed = credentials_for(env, Connections(env), "dev", cache=True)
        assert renewed.access_key_id != first.access_key_id
        assert center.requests.count("GetRoleCredentials") == 2


TEN = """
import sys
from ssoswitch.disk.locations import detect_environment
from ssoswitch.operations.connect import Connections
from ssoswitch.core.profile_ends import region_for
from ssoswitch.operations.credentials import credentials_for
env = detect_environment()
sys.stdin.readline()
print(credentials_for(env, Connections(env), "dev", cache=True).access_key_id.reveal())
"""


def test_ten_at_once_fetch_once(env: Environment, center: FakeIdentityCenter) -> None:
    children = [
        subprocess.Popen(
            [sys.executable, "-c", TEN],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**env.variables, "PYTHONPATH": str(Path(__file__).parent.parent.parent)},
        )
        for _ in range(10)
    ]
    for child in children:
        assert child.stdin is not None
        child.stdin.write("\n")
        child.stdin.flush()
    keys = {child.communicate(timeout=60)[0] for child in children}
    assert len(keys) == 1
    assert keys != {""}
    assert center.requests.count("GetRoleCredentials") == 1


def test_sts_is_asked_and_compared(env: Environment, center: FakeIdentityCenter) -> None:
    inside = replace(env, variables={**env.variables, "AWS_PROFILE": "dev"})
    config = read_config(inside)
    who = who_am_i(inside, config)
    answer = verify(inside, Connections(inside), who, config=config)
    assert AccountRole(answer.account_id, answer.role_name) == role_of(center)
    assert answer.session_name
    assert disagreement(who.cli, answer) == ""
    wrong = replace(who.cli, role=AccountRole("111122223333", "Other"))
    assert "STS says account" in disagreement(wrong, answer)
    same_account = replace(who.cli, role=AccountRole(answer.account_id, "Other"))
    assert "STS says role" in disagreement(same_account, answer)
    for variables in ({"AWS_PROFILE": "gone"}, {"AWS_PROFILE": ""}, {}):
        bare = replace(env, variables={**env.variables, **variables})
        with pytest.raises(ConfigError, match="STS was not asked"):
            verify(bare, Connections(bare), who_am_i(bare, config), config=config)


def test_sts_is_asked_with_the_keys_that_win(env: Environment, center: FakeIdentityCenter) -> None:
    given = credentials_for(env, Connections(env), "dev")
    inside = replace(
        env,
        variables={
            **env.variables,
            "AWS_PROFILE": "dev",
            "AWS_ACCESS_KEY_ID": given.access_key_id.reveal(),
            "AWS_SECRET_ACCESS_KEY": given.secret_access_key.reveal(),
            "AWS_SESSION_TOKEN": given.session_token.reveal(),
        },
    )
    config = read_config(inside)
    assert verify(inside, Connections(inside), who_am_i(inside, config)).account_id == given.account_id
    stale = replace(inside, variables={**inside.variables, "AWS_SESSION_TOKEN": "stale"})
    with pytest.raises(AccessDenied, match="ended, or are not valid"):
        verify(stale, Connections(stale), who_am_i(stale, config))
    assert json.dumps(center.requests.count("GetCallerIdentity")) == "2"
