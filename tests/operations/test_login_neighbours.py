"""What we write, boto3 and the AWS CLI read in processes of their own; and the other way round."""

from __future__ import annotations

import hashlib
import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

from ssoswitch.demo.identity_center import FakeIdentityCenter
from ssoswitch.disk.token_cache import TokenCache
from ssoswitch.model.account import AccountRole
from ssoswitch.model.environment import Environment
from ssoswitch.model.events import TokenAdopted
from ssoswitch.operations.connect import Connections
from ssoswitch.operations.login import login, valid_token
from ssoswitch.operations.logout import logout
from ssoswitch.operations.read_config import read_config
from tests.support.fake_center import fake_center, sign_in
from tests.support.signing_in import answered, environment_for, session_of

SCRIPT = """
import boto3, json, sys
identity = boto3.Session(profile_name="dev").client("sts").get_caller_identity()
sys.stdout.write(json.dumps({"Account": identity["Account"]}))
"""
BOTO3 = (sys.executable, "-c", SCRIPT)
# The AWS CLI where it stands beside this Python, as the development tools put it.
AWS = shutil.which("aws", path=str(Path(sys.executable).parent))
TOOLS = {"boto3": BOTO3} | (
    {"aws": (AWS, "--profile", "dev", "--output", "json", "sts", "get-caller-identity")} if AWS else {}
)


def run(env: Environment, *command: str) -> subprocess.CompletedProcess[str]:
    """In a process that knows nothing but that environment's home and endpoint."""
    variables = {
        "HOME": str(env.home),
        "PATH": os.environ["PATH"],
        "AWS_ENDPOINT_URL": env.variables["AWS_ENDPOINT_URL"],
        "NO_PROXY": "127.0.0.1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    return subprocess.run(command, env=variables, capture_output=True, text=True, timeout=60, check=False)


def account_seen_by(env: Environment, tool: str) -> str:
    ran = run(env, *TOOLS[tool])
    return str(json.loads(ran.stdout)["Account"]) if ran.returncode == 0 else ran.stderr


@pytest.fixture
def center() -> Iterator[FakeIdentityCenter]:
    with fake_center() as running:
        yield running


def forget_role_credentials(env: Environment) -> None:
    """What the AWS CLI cached of the role would answer for a dead token."""
    shutil.rmtree(env.cli_cache, ignore_errors=True)


def age(env: Environment, center: FakeIdentityCenter, seconds: float) -> None:
    """Let the saved token end in so many seconds."""
    cache, session = TokenCache(env), session_of(center)
    token = cache.load(session)
    assert token is not None
    cache.save(session, replace(token, expires_at=env.clock.time() + seconds))
    forget_role_credentials(env)


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize("method", ["browser", "code"])
def test_they_use_renew_and_lose_our_sign_in(
    center: FakeIdentityCenter, tmp_path: Path, tool: str, method: str
) -> None:
    env, session = environment_for(center, tmp_path), session_of(center)
    connections = Connections(env)
    account = center.organization.accounts[0].id
    answered(login(env, connections, session, method=method, stop=Event()))
    assert account_seen_by(env, tool) == account

    age(env, center, 300)  # they renew
    renewals = center.requests.count("CreateToken")
    assert account_seen_by(env, tool) == account
    assert center.requests.count("CreateToken") == renewals + 1

    valid_token(env, connections, session)  # what they wrote, we read
    age(env, center, 300)
    renewed = valid_token(env, connections, session)  # we renew
    assert center.knows_token(renewed.access_token.reveal())
    assert account_seen_by(env, tool) == account

    report = logout(env, connections, session, read_config(env))
    assert report.revoked
    assert account_seen_by(env, tool) != account


def test_a_token_of_the_aws_cli_is_adopted(center: FakeIdentityCenter, tmp_path: Path) -> None:
    """As the AWS CLI writes it: other spacing, a registration without scopes, and a file that others may read."""
    env, session = environment_for(center, tmp_path), session_of(center)
    given = sign_in(center)
    env.sso_cache.mkdir(parents=True)
    path = env.sso_cache / f"{hashlib.sha1(b'corp').hexdigest()}.json"
    path.write_text(
        json.dumps(
            {
                "startUrl": center.start_url, "region": "eu-west-1", "accessToken": given.access_token,
                "expiresAt": "2099-01-01T00:00:00Z", "clientId": given.client_id, "clientSecret": given.client_secret,
                "registrationExpiresAt": "2099-01-01T00:00:00Z", "refreshToken": given.refresh_token,
            }
        )
    )  # fmt: skip
    path.chmod(0o644)
    before = len(center.requests)
    [event] = answered(login(env, Connections(env), session, stop=Event()))
    assert isinstance(event, TokenAdopted)
    assert event.token.access_token.reveal() == given.access_token
    assert len(center.requests) == before


def test_an_inline_profile_signs_boto3_in(center: FakeIdentityCenter, tmp_path: Path) -> None:
    env = environment_for(center, tmp_path)
    account = center.organization.accounts[1]
    env.config_file.write_text(
        f"[profile dev]\nsso_start_url = {center.start_url}\nsso_region = eu-west-1\n"
        f"sso_account_id = {account.id}\nsso_role_name = {account.roles[0]}\nregion = eu-west-1\n"
    )
    [session] = read_config(env).sessions.values()
    assert session.inline
    answered(login(env, Connections(env), session, stop=Event()))
    for tool in TOOLS:
        assert account_seen_by(env, tool) == account.id


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize("form", ["both", "credential-process", "chained"])
def test_they_use_every_further_form_of_profile(
    center: FakeIdentityCenter, tmp_path: Path, tool: str, form: str
) -> None:
    env, session = environment_for(center, tmp_path), session_of(center)
    answered(login(env, Connections(env), session, stop=Event()))
    base, account = center.organization.accounts[0], center.organization.accounts[2]
    role = f"credentials --session corp --account-id {account.id} --role-name {account.roles[0]} --format process"
    lines = {
        "both": f"sso_session = corp\nsso_start_url = {center.start_url}\nsso_region = eu-west-1\n"
        f"sso_account_id = {account.id}\nsso_role_name = {account.roles[0]}\n",
        "credential-process": f"credential_process = {shlex.quote(sys.executable)} -m ssoswitch {role}\n",
        "chained": f"role_arn = arn:aws:iam::{account.id}:role/deploy\nsource_profile = base\n",
    }[form]
    text = env.config_file.read_text().replace("[profile dev]", "[profile base]")
    env.config_file.write_text(f"{text}\n[profile dev]\n{lines}region = eu-west-1\n")
    assert read_config(env).profiles["base"].role == AccountRole(base.id, base.roles[0])
    assert account_seen_by(env, tool) == account.id
