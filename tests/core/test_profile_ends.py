"""Where a profile ends: its role, its session, what codes it wants, and whether a console can be opened with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from ssoswitch.core.aws_config import AwsConfig, merge_credentials, parse
from ssoswitch.core.profile_ends import (
    mfa_serials,
    role_of,
    session_name_of,
    why_no_console,
    why_no_plain_link,
)
from ssoswitch.model.account import AccountRole

CONFIG = b"""
[sso-session corp]
sso_start_url = https://acme.awsapps.com/start
sso_region = eu-west-1

[profile admin]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Admin

[profile entry]
role_arn = arn:aws:iam::222233334444:role/entry
source_profile = admin
mfa_serial = first

[profile deploy]
role_arn = arn:aws:iam::333344445555:role/teams/deploy
source_profile = entry
mfa_serial = second

[profile vendor]
role_arn = arn:aws:iam::333344445555:role/vendor
source_profile = admin
external_id = x

[profile self]
role_arn = arn:aws:iam::333344445555:role/self
source_profile = self
mfa_serial = own

[profile other-tool]
credential_process = /usr/bin/tool

[profile console-login]
login_session = arn:aws:iam::333344445555:user/me

[profile region-only]
region = eu-west-1
"""
KEYS = b"""
[long]
aws_access_key_id = AKIAEXAMPLE
aws_secret_access_key = x

[short]
aws_access_key_id = ASIAEXAMPLE
aws_secret_access_key = x
aws_session_token = y
"""


@pytest.fixture
def config() -> AwsConfig:
    return merge_credentials(parse(CONFIG, Path("/c")), KEYS, Path("/k"))


@pytest.mark.parametrize(
    ("name", "role", "session", "serials"),
    [
        ("admin", AccountRole("111122223333", "Admin"), "corp", ()),
        ("entry", AccountRole("222233334444", "entry"), "corp", ("first",)),
        ("deploy", AccountRole("333344445555", "deploy"), "corp", ("first", "second")),
        ("self", AccountRole("333344445555", "self"), "", ("own",)),
        ("other-tool", None, "", ()),
        ("short", None, "", ()),
    ],
)
def test_where_it_leads(
    config: AwsConfig, name: str, role: AccountRole | None, session: str, serials: tuple[str, ...]
) -> None:
    profile = config.profiles[name]
    assert (role_of(profile), session_name_of(config, profile), mfa_serials(config, profile)) == (
        role, session, serials,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "console", "plain"),
    [
        ("deploy", "", ""),
        ("vendor", "", "external_id"),
        ("short", "", "only a sign-in link"),
        ("long", "long-term keys", "only a sign-in link"),
        ("other-tool", "a program of another tool", "only a sign-in link"),
        ("console-login", "`aws login`", "only a sign-in link"),
        ("region-only", "leads to no role", "only a sign-in link"),
    ],
)
def test_what_opens_a_console(config: AwsConfig, name: str, console: str, plain: str) -> None:
    profile = config.profiles[name]
    for reason, expected in ((why_no_console(profile), console), (why_no_plain_link(profile), plain)):
        assert expected in reason
        assert bool(reason) == bool(expected)
