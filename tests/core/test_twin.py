"""The Script: lines: what a shell makes of them is what was meant."""

from __future__ import annotations

import shlex

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssoswitch.core import twin

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=20)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (twin.login("corp"), "ssoswitch login corp"),
        (twin.login("corp", "code"), "ssoswitch login corp --device-code"),
        (twin.login("corp", "browser"), "ssoswitch login corp --pkce"),
        (twin.logout("my corp"), "ssoswitch logout 'my corp'"),
        (
            twin.session_add("corp", "https://example.awsapps.com/start", "eu-west-1"),
            "ssoswitch session add corp --start-url https://example.awsapps.com/start --sso-region eu-west-1",
        ),
        (
            twin.profile_create("payments-prod", "AdministratorAccess", name="payments-prod-admin"),
            "ssoswitch profile create payments-prod AdministratorAccess --name payments-prod-admin",
        ),
        (
            twin.profile_create("1", "R", region="eu-west-1", extra=[("cli_pager", "")]),
            "ssoswitch profile create 1 R --region eu-west-1 --set cli_pager=",
        ),
        (twin.profile_delete(["a", "b c"]), "ssoswitch profile delete a 'b c'"),
        (twin.envrc("", "p"), "ssoswitch envrc --profile p"),
        (
            twin.envrc("/x", "p", file_name=".envrc.local", allow=True),
            "ssoswitch envrc /x --profile p --file .envrc.local --allow",
        ),
        (
            twin.console("1", "R", service="s3", region="eu-west-1"),
            "ssoswitch console 1 R --service s3 --region eu-west-1",
        ),
        (
            twin.console("1", "R", service="s3", destination="https://console.aws.amazon.com/x", portal=True),
            "ssoswitch console 1 R --destination https://console.aws.amazon.com/x --portal",
        ),
        (
            twin.console("", "", profile="ci deploy", region="eu-west-1", portal=True),
            "ssoswitch console --profile 'ci deploy' --region eu-west-1 --portal",
        ),
        (twin.whoami(verify=True), "ssoswitch whoami --explain --verify"),
        (
            twin.profile_chain("x", "base", "arn:aws:iam::1:role/R", external_id="-e"),
            "ssoswitch profile chain x --source-profile base --role-arn arn:aws:iam::1:role/R --external-id=-e",
        ),
    ],
)
def test_the_line_that_does_the_same(line: str, expected: str) -> None:
    assert line == expected


@settings(max_examples=100, derandomize=True)
@given(account=TEXT, role=TEXT, name=TEXT, region=TEXT)
def test_a_shell_reads_back_the_very_words(account: str, role: str, name: str, region: str) -> None:
    words = shlex.split(twin.profile_create(account, role, name=name, region=region))
    assert words[:5] == ["ssoswitch", "profile", "create", account, role]
    rest = " ".join(words[5:])
    assert rest == " ".join([*twin.flag("--name", name), *twin.flag("--region", region)])
