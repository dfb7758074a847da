"""Who is in force, as the AWS CLI 2 and boto3 see it; boto3 itself is asked where it can be."""

from __future__ import annotations

from pathlib import Path

import pytest
from botocore.session import Session

from ssoswitch.core.aws_config import parse
from ssoswitch.core.explain import explain
from ssoswitch.core.whoami import EnvrcHere, WhoAmI
from ssoswitch.model.account import AccountRole

CONFIG = b"""[default]
sso_session = corp
sso_account_id = 555566667777
sso_role_name = PowerUserAccess

[sso-session corp]
sso_start_url = https://example.awsapps.com/start
sso_region = eu-west-1

[profile a]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = AdministratorAccess
region = eu-west-1

[profile b]
sso_session = corp
sso_account_id = 444455556666
sso_role_name = ReadOnlyAccess
region = us-east-1

[profile chained]
role_arn = arn:aws:iam::777788889999:role/ops/Deploy
source_profile = a
"""
HERE = Path("/home/anna/src/payments")
CONFIG_PATH = Path("/home/anna/.aws/config")


def who(variables: dict[str, str], envrc: EnvrcHere | None = None, profile: str | None = None) -> WhoAmI:
    return explain(
        parse(CONFIG, CONFIG_PATH),
        {"HOME": "/home/anna", **variables},
        envrc,
        directory=HERE,
        profile=profile,
    )


def codes(answer: WhoAmI) -> list[str]:
    return [problem.code for problem in answer.problems]


@pytest.mark.parametrize(
    ("variables", "cli", "boto3"),
    [
        ({}, "default", "default"),
        ({"AWS_PROFILE": "a"}, "a", "a"),
        ({"AWS_DEFAULT_PROFILE": "b"}, "b", "b"),
        ({"AWS_PROFILE": "a", "AWS_DEFAULT_PROFILE": "b"}, "a", "b"),
        ({"AWS_PROFILE": "", "AWS_DEFAULT_PROFILE": "b"}, "", "b"),
    ],
)
def test_whose_profile(variables: dict[str, str], cli: str, boto3: str) -> None:
    answer = who(variables)
    assert (answer.cli.profile, answer.boto3.profile) == (cli, boto3)


@pytest.mark.parametrize(
    ("variables", "cli", "boto3"),
    [
        ({}, "eu-west-1", "eu-west-1"),
        ({"AWS_REGION": "x"}, "x", "eu-west-1"),
        ({"AWS_DEFAULT_REGION": "y"}, "y", "y"),
        ({"AWS_REGION": "x", "AWS_DEFAULT_REGION": "y"}, "x", "y"),
        ({"AWS_REGION": ""}, "eu-west-1", "eu-west-1"),
    ],
)
def test_whose_region(variables: dict[str, str], cli: str, boto3: str) -> None:
    answer = who({"AWS_PROFILE": "a", **variables})
    assert (answer.cli.region, answer.boto3.region) == (cli, boto3)
    assert ("regions" in codes(answer)) == (cli != boto3)


@pytest.mark.parametrize("variables", [{}, {"AWS_PROFILE": "a"}, {"AWS_PROFILE": "a", "AWS_DEFAULT_PROFILE": "b"},
                                       {"AWS_PROFILE": "b", "AWS_REGION": "eu-north-1"},
                                       {"AWS_PROFILE": "b", "AWS_DEFAULT_REGION": "eu-north-1"}])  # fmt: skip
def test_boto3_says_the_same(
    variables: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import boto3

    for name in ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "config").write_bytes(CONFIG)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    session = boto3.Session()
    answer = who(variables)
    assert session.profile_name == answer.boto3.profile
    assert (session.region_name or "") == answer.boto3.region


def test_the_role_and_where_it_comes_from() -> None:
    answer = who({"AWS_PROFILE": "a"})
    assert answer.cli.role == AccountRole("111122223333", "AdministratorAccess")
    assert (answer.cli.session_name, answer.cli.region_from, answer.source) == (
        "corp",
        "the profile",
        "shell",
    )
    assert answer.agree
    assert codes(answer) == []
    chained = who({"AWS_PROFILE": "chained"})
    assert chained.cli.role == AccountRole("777788889999", "Deploy")
    assert chained.cli.session_name == "corp"
    assert who({}).source == "default"
    assert who({"AWS_PROFILE": "a"}, profile="b").source == "option"


def test_tools_that_disagree() -> None:
    answer = who({"AWS_PROFILE": "a", "AWS_DEFAULT_PROFILE": "b"})
    assert not answer.agree
    assert answer.unset_to_agree[0] == "AWS_DEFAULT_PROFILE"
    assert codes(answer) == ["disagree"]
    assert "boto3 goes elsewhere: b" in answer.problems[0].text
    table = {row.label: (row.value, row.cli, row.boto3) for row in answer.rows}
    assert table["AWS_PROFILE"] == ("a", "wins", "second")
    assert table["AWS_DEFAULT_PROFILE"] == ("b", "second", "wins")
    assert table["AWS_ACCESS_KEY_ID"] == ("", "", "")
    assert table["AWS_REGION"] == ("", "", "not read")


def test_keys_defeat_both() -> None:
    answer = who({"AWS_PROFILE": "a", "AWS_ACCESS_KEY_ID": "AKIAABCDEFGH", "AWS_SECRET_ACCESS_KEY": "geheim"})
    assert answer.cli.static_keys
    assert answer.boto3.static_keys
    assert answer.cli.role is None
    assert answer.source == "keys"
    assert codes(answer) == ["keys"]
    assert answer.problems[0].remedy == "unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY"
    table = {row.label: (row.value, row.cli) for row in answer.rows}
    assert table["AWS_ACCESS_KEY_ID"] == ("…EFGH", "wins")
    assert table["AWS_PROFILE"] == ("a", "beaten")
    assert "geheim" not in repr(answer)
    assert "AKIAABCD" not in repr(answer)
    ignored = who({"AWS_ACCESS_KEY_ID": "AKIAABCDEFGH", "AWS_SECRET_ACCESS_KEY": "x"}, profile="a")
    assert not ignored.cli.static_keys
    assert ignored.cli.role is not None


def test_what_makes_every_call_fail() -> None:
    missing = who({"AWS_PROFILE": "pay-x"})
    assert (missing.missing_profile, codes(missing)) == ("pay-x", ["missing"])
    assert missing.cli.failure == "there is no profile 'pay-x'"
    empty = who({"AWS_PROFILE": ""})
    assert codes(empty) == ["empty"]
    assert "every AWS tool fails" in empty.problems[0].text
    assert empty.missing_profile == ""
    half = who({"AWS_ACCESS_KEY_ID": "AKIA"})
    assert codes(half) == ["half-keys"]
    one = who({"AWS_PROFILE": "a", "AWS_DEFAULT_PROFILE": "gone"})
    assert codes(one) == ["missing", "disagree"]
    assert "boto3 fails" in one.problems[0].text
    broken = explain(parse(b"nonsense\n", CONFIG_PATH), {}, directory=HERE)
    assert "cannot be read" in broken.cli.failure
    assert codes(broken) == ["config"]


def test_the_envrc_and_the_shell() -> None:
    path = HERE / ".envrc"
    loaded = EnvrcHere(path, "a", 3, approval="allowed", loaded=True, hook=True)
    answer = who({"AWS_PROFILE": "a"}, loaded)
    assert (answer.source, answer.differs, codes(answer)) == ("envrc", False, [])
    assert (
        next(row.source for row in answer.rows if row.label == "AWS_PROFILE")
        == "direnv, this directory, line 3"
    )
    other = who({"AWS_PROFILE": "b"}, loaded)
    assert (other.source, other.differs, codes(other)) == ("shell", True, ["envrc-differs"])
    blocked = who({}, EnvrcHere(path, "a", 3, approval="blocked"))
    assert codes(blocked) == ["envrc-blocked"]
    assert blocked.problems[0].text == "direnv does not load ~/src/payments/.envrc: it is blocked."
    assert blocked.problems[0].remedy == "Read it, then `direnv allow`."
    unhooked = who({}, EnvrcHere(path, "a", 3, approval="allowed", hook=False))
    assert codes(unhooked) == ["no-hook"]
    assert codes(who({}, EnvrcHere(path, approval="blocked"))) == []


TOKEN = {"AWS_WEB_IDENTITY_TOKEN_FILE": "/token", "AWS_ROLE_ARN": "arn:aws:iam::121212121212:role/ci/irsa"}
KEYS = {"AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": "x"}


@pytest.mark.parametrize(
    ("variables", "option", "wins"),
    [
        ({}, None, True),
        ({"AWS_PROFILE": "a"}, None, True),
        ({"AWS_PROFILE": "chained"}, None, False),
        ({"AWS_PROFILE": "b", **KEYS}, None, False),
        ({"AWS_PROFILE": "b"}, "a", False),
    ],
)
def test_a_web_identity_wins_where_botocore_says_so(
    variables: dict[str, str], option: str | None, wins: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = {**TOKEN, **variables}
    answer = who(everything, profile=option)
    assert (answer.cli.web_identity, answer.boto3.web_identity) == (wins, wins)
    assert (answer.cli.role == AccountRole("121212121212", "irsa")) == wins
    assert ("web-identity" in codes(answer)) == wins

    (tmp_path / "config").write_bytes(CONFIG)
    for name, value in {
        **everything,
        "AWS_CONFIG_FILE": str(tmp_path / "config"),
        "HOME": str(tmp_path),
    }.items():
        monkeypatch.setenv(name, value)
    found = Session(profile=option).get_credentials()
    assert found is not None
    assert (found.method == "assume-role-with-web-identity") == wins


def test_a_token_without_a_role_makes_tools_fail() -> None:
    answer = who({"AWS_PROFILE": "a", "AWS_WEB_IDENTITY_TOKEN_FILE": "/token"})
    assert answer.cli.failure == "AWS_WEB_IDENTITY_TOKEN_FILE is set without AWS_ROLE_ARN"
    [problem] = answer.problems
    assert (problem.code, problem.remedy) == ("web-identity", "unset AWS_WEB_IDENTITY_TOKEN_FILE")


def test_the_rows_of_a_web_identity() -> None:
    found = {
        row.label: (row.value, row.cli, row.boto3, row.source)
        for row in who({**TOKEN, "AWS_PROFILE": "a"}).rows
    }
    assert found["AWS_WEB_IDENTITY_TOKEN_FILE"] == ("/token", "wins", "wins", TOKEN["AWS_ROLE_ARN"])
    assert found["AWS_PROFILE"][1:3] == ("beaten", "beaten")


@pytest.mark.parametrize(
    "variable", ["AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"]
)
@pytest.mark.parametrize(
    ("more", "wins"), [({}, True), ({"AWS_PROFILE": "a"}, False), (KEYS, False), (TOKEN, False)]
)
def test_the_container_s_own_role_comes_last(variable: str, more: dict[str, str], wins: bool) -> None:
    answer = explain(
        parse(CONFIG.replace(b"[default]", b"[profile other]"), CONFIG_PATH),
        {variable: "x", **more},
        directory=HERE,
    )
    assert answer.cli.container == answer.boto3.container == (variable if wins else "")
    [row] = [row for row in answer.rows if row.label == variable]
    assert (row.cli, row.boto3) == (("wins", "wins") if wins else ("second", "second"))


def test_web_identity_and_keys_beside_sso() -> None:
    assert codes(who({"AWS_WEB_IDENTITY_TOKEN_FILE": "x", "AWS_ROLE_ARN": "y"})) == ["web-identity"]
    config = parse(CONFIG + b"aws_access_key_id = AKIA\n", CONFIG_PATH)
    with_keys = parse(
        CONFIG.replace(b"[profile b]\n", b"[profile b]\naws_access_key_id = AKIA\n"), CONFIG_PATH
    )
    assert "keys-in-profile" in [
        problem.code for problem in explain(with_keys, {"AWS_PROFILE": "b"}, directory=HERE).problems
    ]
    assert explain(config, {}, directory=HERE).problems == ()
