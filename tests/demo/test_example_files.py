"""botocore reads the demo's config, and its profiles lead to what the organization has."""

from __future__ import annotations

from pathlib import Path

import botocore.configloader
import pytest

from ssoswitch.demo.example_files import ENVRC, MADE_BY, SESSION, example_config, session_config
from ssoswitch.demo.organization import Organization

START_URL = "http://127.0.0.1:8080/start"


@pytest.mark.parametrize("accounts", [1, 4, 60])
def test_botocore_reads_it(tmp_path: Path, accounts: int) -> None:
    organization = Organization.sample(accounts)
    path = tmp_path / "config"
    path.write_text(example_config(START_URL, organization))
    config = botocore.configloader.load_config(str(path))
    assert config["sso_sessions"] == {
        SESSION: {
            "sso_start_url": START_URL,
            "sso_region": "eu-west-1",
            "sso_registration_scopes": "sso:account:access",
        }
    }
    gone = []
    for name, profile in config["profiles"].items():
        if "role_arn" in profile:
            assert profile["source_profile"] in config["profiles"]
            continue
        account = organization.find(profile["sso_account_id"])
        assert account is not None
        if profile["sso_role_name"] not in account.roles:
            gone.append(name)
    assert gone == (["old-shop-admin"] if accounts == 60 else []), "one profile's role is granted no more"
    assert ("pay-prod-admin" in config["profiles"]) and "pay-prod-admin" in ENVRC


def test_the_session_alone_is_the_beginning_of_it() -> None:
    whole = example_config(START_URL, Organization.sample(60))
    assert whole.startswith(session_config(START_URL))
    assert whole.startswith(MADE_BY + "\n")
