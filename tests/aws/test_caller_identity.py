"""What STS answers, as values and as errors."""

from __future__ import annotations

from pathlib import Path

import pytest

from ssoswitch.aws.caller_identity import CallerIdentity, RoleRequest, assume_role, get_caller_identity
from ssoswitch.aws.clients import Clients
from ssoswitch.demo.identity_center import FakeIdentityCenter
from ssoswitch.model.account import AccountRole
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import AccessDenied, AccessError, Unreachable
from ssoswitch.model.token import RoleCredentials, Secret
from ssoswitch.operations.connect import Connections
from ssoswitch.operations.credentials import credentials_for
from tests.support.environments import make_environment
from tests.support.signing_in import session_of


@pytest.mark.parametrize(
    ("arn", "role", "person"),
    [
        (
            "arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Team_Admin_0123456789abcdef/anna",
            "Team_Admin",
            "anna",
        ),
        ("arn:aws-cn:sts::111122223333:assumed-role/Deploy/ci", "Deploy", "ci"),
        ("arn:aws-us-gov:sts::111122223333:assumed-role/AWSReservedSSO_x/ci", "AWSReservedSSO_x", "ci"),
        ("arn:aws:iam::111122223333:user/anna", "", ""),
        ("arn:aws:iam::111122223333:root", "", ""),
    ],
)
def test_the_role_in_an_arn(arn: str, role: str, person: str) -> None:
    identity = CallerIdentity("111122223333", arn)
    assert (identity.role_name, identity.session_name) == (role, person)


def test_refusals_have_sentences(env: Environment, center: FakeIdentityCenter) -> None:
    clients = Clients(env)
    junk = RoleCredentials("", "", Secret("ASIAJUNK"), Secret("secret-canary"), Secret("t"), 0.0)
    with pytest.raises(AccessDenied, match="ended, or are not valid") as refusal:
        get_caller_identity(clients, junk, "eu-west-1")
    assert "canary" not in str(refusal.value)
    account = center.organization.accounts[0]
    good = credentials_for(
        env, Connections(env), (session_of(center), AccountRole(account.id, account.roles[0]))
    )
    foreign = RoleRequest("arn:aws:iam::999999999999:role/Nope", "test")
    with pytest.raises(AccessDenied, match="assume arn:aws:iam::999999999999:role/Nope"):
        assume_role(clients, good, "eu-west-1", foreign)
    too_long = RoleRequest(f"arn:aws:iam::{account.id}:role/x", "test", duration_seconds=43_200)
    with pytest.raises(AccessError, match="1 hour"):
        assume_role(clients, good, "eu-west-1", too_long)


@pytest.mark.parametrize(
    ("assumed", "region", "arn"),
    [
        (
            "arn:aws-cn:sts::111122223333:assumed-role/AWSReservedSSO_A_0123456789abcdef/anna",
            "cn-north-1",
            "arn:aws-cn:iam::111122223333:role/aws-reserved/sso.amazonaws.com/cn-north-1/AWSReservedSSO_A_0123456789abcdef",
        ),
        (
            "arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/anna",
            "us-east-1",
            "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123456789abcdef",
        ),
        (
            "arn:aws:sts::111122223333:assumed-role/Deploy/ci",
            "eu-west-1",
            "arn:aws:iam::111122223333:role/Deploy",
        ),
        ("arn:aws:iam::111122223333:user/anna", "eu-west-1", ""),
    ],
)
def test_the_arn_of_the_role_itself(assumed: str, region: str, arn: str) -> None:
    assert CallerIdentity("111122223333", assumed).role_arn(region) == arn


def test_nobody_there(tmp_path: Path) -> None:
    env = make_environment(tmp_path, {"AWS_ENDPOINT_URL": "http://127.0.0.1:9"})
    keys = RoleCredentials("", "", Secret("AKIA"), Secret("s"), Secret(""), 0.0)
    with pytest.raises(Unreachable):
        get_caller_identity(Clients(env), keys, "eu-west-1")
