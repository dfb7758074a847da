"""What a dialog proposes."""

from __future__ import annotations

from pathlib import Path

import pytest

from ssoswitch.core import aws_config
from ssoswitch.core.proposals import matching_regions, milder_role, propose_region
from ssoswitch.model.account import AccountRole
from ssoswitch.model.settings import AccountChoice, Settings
from ssoswitch.model.sso_session import SsoSession

SESSION = SsoSession("corp", "https://example.awsapps.com/start", "eu-west-1")
CONFIG = aws_config.parse(
    b"""[sso-session corp]
sso_start_url = https://example.awsapps.com/start
sso_region = eu-west-1
[profile a]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = A
region = us-east-1
[profile b]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = B
region = us-east-1
[profile c]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = C
region = eu-north-1
[profile d]
sso_session = corp
sso_account_id = 444455556666
sso_role_name = C
region = ap-south-1
""",
    Path("config"),
)


@pytest.mark.parametrize(
    ("account_id", "settings", "region", "word"),
    [
        ("111122223333", Settings(), "us-east-1", "2 of your 3"),
        ("444455556666", Settings(), "ap-south-1", "your other profile"),
        ("999988887777", Settings(), "eu-west-1", "sso-session"),
        ("111122223333", Settings(region="sa-east-1"), "sa-east-1", "settings"),
        (
            "111122223333",
            Settings(region="sa-east-1", accounts={"111122223333": AccountChoice(region="eu-west-3")}),
            "eu-west-3",
            "own",
        ),
    ],
)
def test_the_region_of_a_new_profile(account_id: str, settings: Settings, region: str, word: str) -> None:
    proposed, why = propose_region(CONFIG, account_id, settings, SESSION)
    assert proposed == region
    assert word in why


@pytest.mark.parametrize(
    ("role", "roles", "milder"),
    [
        ("AdministratorAccess", ("AdministratorAccess", "Billing", "ReadOnlyAccess"), "ReadOnlyAccess"),
        ("AdministratorAccess", ("AdministratorAccess", "SecurityAudit"), "SecurityAudit"),
        ("AdministratorAccess", ("AdministratorAccess", "PowerUserAccess"), ""),
        ("ReadOnlyAccess", ("AdministratorAccess", "ViewOnlyAccess"), ""),
    ],
)
def test_the_milder_role(role: str, roles: tuple[str, ...], milder: str) -> None:
    assert milder_role(AccountRole("1" * 12, role), roles) == milder


def test_regions_that_match() -> None:
    assert matching_regions("eu-w")[:3] == ["eu-west-1", "eu-west-2", "eu-west-3"]
    assert matching_regions("west-1", first=["ca-west-1"])[0] == "ca-west-1"
    assert matching_regions("eusc-de-east-1") == []
    assert matching_regions("nowhere") == []
