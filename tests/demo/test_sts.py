"""STS with the real botocore, which signs: who am I, and roles assumed from roles."""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime

import pytest
from botocore.exceptions import ClientError

from ssoswitch.demo.identity_center import FakeIdentityCenter
from tests.support.environments import NOW, FalseClock
from tests.support.fake_center import ask, boto_client, fake_center, post_form, sign_in

DEPLOY = "arn:aws:iam::333344446666:role/ci/deploy"


def role_keys(center: FakeIdentityCenter, role: str = "Billing") -> dict[str, str]:
    """Keys of a role, as the arguments of a botocore client."""
    url = f"{center.url}/federation/credentials?account_id=333344445555&role_name={role}"
    keys = ask(url, headers=sign_in(center).bearer).json["roleCredentials"]
    return {
        "aws_access_key_id": keys["accessKeyId"],
        "aws_secret_access_key": keys["secretAccessKey"],
        "aws_session_token": keys["sessionToken"],
    }


@pytest.mark.parametrize(
    ("region", "partition"),
    [
        ("eu-west-1", "aws"),
        ("cn-north-1", "aws-cn"),
        ("us-gov-west-1", "aws-us-gov"),
        ("eusc-de-east-1", "aws-eusc"),
        ("us-iso-east-1", "aws-iso"),
        ("us-isob-east-1", "aws-iso-b"),
    ],
)
def test_who_am_i(region: str, partition: str) -> None:
    with fake_center() as center, boto_client(center, "sts", region, **role_keys(center)) as sts:
        identity = sts.get_caller_identity()
        assert identity["Account"] == "333344445555"
        assert identity["UserId"].endswith(":demo-user")
        arn = (
            rf"arn:{partition}:sts::333344445555:assumed-role/AWSReservedSSO_Billing_[0-9a-f]{{16}}/demo-user"
        )
        assert re.fullmatch(arn, identity["Arn"])


def refusal(center: FakeIdentityCenter, keys: dict[str, str]) -> tuple[int, str, str]:
    with boto_client(center, "sts", **keys) as sts, pytest.raises(ClientError) as error:
        sts.get_caller_identity()
    response = error.value.response
    return (
        response["ResponseMetadata"]["HTTPStatusCode"],
        response["Error"]["Code"],
        response["Error"]["Message"],
    )


def test_unknown_keys_and_tokens() -> None:
    with fake_center() as center:
        keys = role_keys(center)
        for wrong in ({"aws_access_key_id": "ASIAUNKNOWN000000000"}, {"aws_session_token": "x"}):
            assert refusal(center, {**keys, **wrong})[:2] == (403, "InvalidClientTokenId")


def test_keys_that_are_over() -> None:
    with fake_center(role_credentials_lifetime=0) as center:
        assert refusal(center, role_keys(center)) == (
            403,
            "ExpiredToken",
            "The security token included in the request is expired",
        )


@pytest.mark.parametrize(
    ("ahead", "sentence"), [(3600, "Signature expired: "), (-3600, "Signature not yet current: ")]
)
def test_a_clock_that_is_off(ahead: float, sentence: str) -> None:
    with fake_center(clock=FalseClock(), clock_ahead=ahead) as center:
        status, code, message = refusal(center, role_keys(center))
        assert (status, code) == (403, "SignatureDoesNotMatch")
        assert message.startswith(sentence)
        assert parsedate_to_datetime(ask(center.start_url).headers["date"]).timestamp() == NOW + ahead


def test_a_clock_that_is_a_little_off_is_fine() -> None:
    with fake_center(clock_ahead=600) as center, boto_client(center, "sts", **role_keys(center)) as sts:
        assert sts.get_caller_identity()["Account"] == "333344445555"


def test_unsigned_and_unknown_actions_are_refused_in_xml() -> None:
    with fake_center() as center:
        unsigned = post_form(f"{center.url}/", Action="GetCallerIdentity", Version="2011-06-15")
        assert (unsigned.status, unsigned.headers["content-type"]) == (403, "text/xml")
        assert "<Code>MissingAuthenticationToken</Code>" in unsigned.text
        unknown = post_form(f"{center.url}/", Action="GetFederationToken")
        assert unknown.status == 400 and "<Code>InvalidAction</Code>" in unknown.text


def test_a_role_is_assumed_from_a_role() -> None:
    with fake_center() as center:
        with boto_client(center, "sts", **role_keys(center)) as sts:
            answer = sts.assume_role(RoleArn=DEPLOY, RoleSessionName="me", DurationSeconds=900)
        assert answer["AssumedRoleUser"]["Arn"] == "arn:aws:sts::333344446666:assumed-role/deploy/me"
        got = answer["Credentials"]
        chained = {
            "aws_access_key_id": got["AccessKeyId"],
            "aws_secret_access_key": got["SecretAccessKey"],
            "aws_session_token": got["SessionToken"],
        }
        with boto_client(center, "sts", **chained) as sts:
            assert sts.get_caller_identity()["Arn"] == "arn:aws:sts::333344446666:assumed-role/deploy/me"


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"RoleArn": "arn:aws:iam::999999999999:role/deploy"}, 403, "AccessDenied"),
        ({"RoleArn": "arn:aws-cn:iam::333344446666:role/deploy"}, 403, "AccessDenied"),
        (
            {"RoleArn": "arn:aws:iam::333344446666:role/AWSReservedSSO_Billing_0123456789abcdef"},
            403,
            "AccessDenied",
        ),
        ({"RoleArn": "arn:aws:iam::333344446666:user/somebody"}, 400, "ValidationError"),
        ({"RoleSessionName": "two words"}, 400, "ValidationError"),
        ({"DurationSeconds": 50_000}, 400, "ValidationError"),
        ({"DurationSeconds": 7200}, 400, "ValidationError"),
    ],
)
def test_roles_that_are_not_to_be_had(changes: dict[str, object], status: int, code: str) -> None:
    with fake_center() as center, boto_client(center, "sts", **role_keys(center)) as sts:
        with pytest.raises(ClientError) as error:
            sts.assume_role(**{"RoleArn": DEPLOY, "RoleSessionName": "me", "DurationSeconds": 900, **changes})
        assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == status
        assert error.value.response["Error"]["Code"] == code
