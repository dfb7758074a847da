"""The config of a child that renews itself: botocore reads the same chain, with us at its beginning."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from botocore.configloader import build_profile_map, raw_config_parse

from ssoswitch.core.aws_config import AwsConfig, parse
from ssoswitch.core.private_config import private_config
from ssoswitch.model.errors import ConfigError

CONFIG = """
[sso-session my corp]
sso_start_url = https://acme.awsapps.com/start
sso_region = eu-west-1
[sso-session "my corp"]
sso_start_url = https://acme.awsapps.com/start
sso_region = eu-west-1
[profile base]
sso_session = my corp
sso_account_id = 111122223333
sso_role_name = Admin
[profile entry]
role_arn = arn:aws:iam::222233334444:role/entry
source_profile = base
external_id = an id
[profile deploy]
role_arn = arn:aws:iam::333344445555:role/teams/deploy
source_profile = entry
duration_seconds = 900
role_session_name = anna
[profile mfa]
role_arn = arn:aws:iam::333344445555:role/x
source_profile = entry-mfa
[profile entry-mfa]
role_arn = arn:aws:iam::333344445555:role/y
source_profile = base
mfa_serial = arn:aws:iam::111122223333:mfa/me
[profile one]
role_arn = arn:aws:iam::333344445555:role/1
source_profile = two
[profile two]
role_arn = arn:aws:iam::333344445555:role/2
source_profile = one
[profile keys]
aws_access_key_id = AKIAEXAMPLE
aws_secret_access_key = x
[profile on-keys]
role_arn = arn:aws:iam::333344445555:role/1
source_profile = keys
[profile elsewhere]
role_arn = arn:aws:iam::333344445555:role/1
credential_source = Environment
[profile lines]
role_arn = arn:aws:iam::333344445555:role/1
source_profile = base
external_id = x
  credential_process = touch ran
"""


@pytest.fixture
def config() -> AwsConfig:
    return parse(CONFIG.encode(), Path("/home/anna/my aws/config"))


def read(tmp_path: Path, text: str) -> dict[str, dict[str, str]]:
    path = tmp_path / "private"
    path.write_text(text)
    profiles: dict[str, dict[str, str]] = build_profile_map(raw_config_parse(str(path)))["profiles"]
    return profiles


def test_a_role_of_identity_center(config: AwsConfig, tmp_path: Path) -> None:
    found = read(
        tmp_path, private_config(config, config.profiles["base"], "eu-west-1", ["/opt/my tools/ssoswitch"])
    )
    [(name, values)] = found.items()
    assert (name, values["region"]) == ("ssoswitch", "eu-west-1")
    assert shlex.split(values["credential_process"]) == [
        "env", "-u", "AWS_PROFILE", "AWS_CONFIG_FILE=/home/anna/my aws/config", "/opt/my tools/ssoswitch",
        "credentials", "--session", "my corp", "--account-id", "111122223333", "--role-name", "Admin",
        "--format", "process",
    ]  # fmt: skip


def test_a_chain_is_kept_for_the_child_s_sdk(config: AwsConfig, tmp_path: Path) -> None:
    found = read(tmp_path, private_config(config, config.profiles["deploy"], "", ["ssoswitch"]))
    assert found["ssoswitch"] == {
        "role_arn": "arn:aws:iam::333344445555:role/teams/deploy",
        "duration_seconds": "900",
        "role_session_name": "anna",
        "source_profile": "ssoswitch-1",
    }
    assert found["ssoswitch-1"] == {
        "role_arn": "arn:aws:iam::222233334444:role/entry",
        "external_id": "an id",
        "source_profile": "ssoswitch-2",
    }
    assert found["ssoswitch-2"].keys() == {"credential_process"}


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("mfa", "entry-mfa wants an MFA code each time"),
        ("one", "no SSO profile stands behind it"),
        ("keys", "no SSO profile stands behind it"),
        ("on-keys", "no SSO profile stands behind it"),
        ("elsewhere", "no SSO profile stands behind it"),
        ("lines", "spans several lines"),
    ],
)
def test_what_nobody_can_renew_unasked(config: AwsConfig, name: str, reason: str) -> None:
    with pytest.raises(ConfigError, match=reason):
        private_config(config, config.profiles[name], "", ["ssoswitch"])
