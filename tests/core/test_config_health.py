"""What is odd in a config that every tool reads, and what nobody does."""

from __future__ import annotations

from pathlib import Path

import pytest

from ssoswitch.core.aws_config import merge_credentials, parse
from ssoswitch.core.config_health import examine_config, examine_credentials
from ssoswitch.core.findings import Finding

PATH = Path("/home/anna/.aws/config")
KEYS = Path("/home/anna/.aws/credentials")
SESSION = "[sso-session corp]\nsso_start_url = https://acme.awsapps.com/start\nsso_region = eu-west-1\n"
GOOD = f"{SESSION}\n[profile dev]\nsso_session = corp\nsso_account_id = 333344445555\nsso_role_name = Admin\n"
INLINE = (
    "[profile old]\nsso_start_url = https://acme.awsapps.com/start\nsso_region = eu-west-1\n"
    "sso_account_id = 333344445555\nsso_role_name = Admin\n"
)


def findings(text: str) -> list[Finding]:
    return list(examine_config(parse(text.encode(), PATH), exists=True))


def not_ok(text: str) -> list[tuple[str, str]]:
    return [(finding.verdict, finding.subject) for finding in findings(text) if finding.verdict != "ok"]


def test_a_good_one() -> None:
    assert not_ok(GOOD) == []
    assert [finding.text for finding in findings(GOOD)] == [
        "/home/anna/.aws/config: 1 profile, 1 sso-session.",
        "https://acme.awsapps.com/start in eu-west-1.",
    ]


def test_none_at_all() -> None:
    [finding] = examine_config(parse(b"", PATH), exists=False)
    assert finding.verdict == "warn" and finding.remedy.startswith("ssoswitch session add")


@pytest.mark.parametrize(
    ("text", "subject", "verdict", "in_text", "in_remedy"),
    [
        ("", "sessions", "warn", "no sso-session", "session add"),
        ("[profile dev\n", "config", "bad", "line 1", ""),
        (GOOD + "[dev2]\nregion = eu-west-1\n", "config", "warn", "Line 9: no AWS tool sees [dev2]", "[profile dev2]"),
        (GOOD + "[sso_session x]\nsso_start_url = https://x\n", "config", "warn", "[sso_session x]", "[sso-session x]"),
        (GOOD + "[Profile x y]\nregion = a\n", "config", "warn", "[Profile x y]", "[profile y]"),
        (GOOD + "[default]\na = 1\n[profile default]\na = 2\n", "config", "warn",
         "hidden by the section of line 11", "one"),
        ("[sso-session x]\nsso_region = eu-west-1\n", "session x", "bad", "sso_start_url is missing", "edit"),
        (
            SESSION + "sso_registration_scopes = codewhisperer:completions\n",
            "session corp",
            "warn",
            "lacks sso:account:access",
            "add sso:account:access",
        ),
        (
            INLINE,
            "session acme",
            "warn",
            "cannot renew itself",
            "profile migrate",
        ),
        (SESSION + "[profile x]\nsso_session = other\n", "profile x", "bad", "'other', which is not there", "line 4"),
        (SESSION + "[profile x]\nsso_session = corp\n", "profile x", "bad", "lacks sso_account_id", "line 4"),
        (
            GOOD + "[profile x]\nsso_session = corp\nsso_start_url = https://other.awsapps.com/start\n"
            "sso_region = eu-west-1\nsso_account_id = 333344445555\nsso_role_name = Admin\n",
            "profile x",
            "bad",
            "sso_start_url differs",
            "profile migrate x",
        ),
        (
            GOOD + "[profile x]\nsso_session = corp\nsso_start_url = https://acme.awsapps.com/start/#/\n"
            "sso_region = eu-west-2\nsso_account_id = 333344445555\nsso_role_name = Admin\n",
            "profile x",
            "bad",
            "sso_region differs",
            "profile migrate x",
        ),
        (
            GOOD + "[profile x]\nrole_arn = arn:aws:iam::333344445555:role/x\nsource_profile = gone\n",
            "profile x",
            "bad",
            "source_profile 'gone'",
            "line 9",
        ),
    ],
)  # fmt: skip
def test_each_oddity(text: str, subject: str, verdict: str, in_text: str, in_remedy: str) -> None:
    found = [
        finding for finding in findings(text) if finding.subject == subject and finding.verdict == verdict
    ]
    assert [finding for finding in found if in_text in finding.text and in_remedy in finding.remedy], (
        findings(text)
    )


@pytest.mark.parametrize(
    "text", ["[plugins]\ncli_legacy_plugin_path = /x\n", "[preview]\nx = 1\n", "[services s]\na = 1\n"]
)
def test_sections_that_are_nobodys_mistake(text: str) -> None:
    assert not_ok(GOOD + text) == []


def test_a_thousand_like_it_are_counted() -> None:
    text = GOOD + "".join(f"[p{number}]\nregion = eu-west-1\n" for number in range(1000))
    found = [finding for finding in findings(text) if finding.verdict == "warn"]
    assert len(found) == 6
    assert found[-1].text == "… and 995 more sections like these."


def test_the_credentials_file() -> None:
    keys = b"[dev]\naws_access_key_id = AKIAX\naws_secret_access_key = canary\n[profile x]\naws_access_key_id = A\n"
    config = merge_credentials(parse(GOOD.encode(), PATH), keys, KEYS)
    found = list(examine_credentials(config, KEYS))
    assert [(finding.verdict, finding.subject) for finding in found] == [("warn", "credentials file")] * 2
    assert "write [x] instead" in found[0].remedy
    assert "dev has keys beside its SSO settings" in found[1].text
    assert "canary" not in repr(found) and "AKIAX" not in repr(found)
    assert list(examine_credentials(parse(GOOD.encode(), PATH), KEYS)) == []
