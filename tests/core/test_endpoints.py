"""Which addresses stand in for AWS's own: botocore's order, held against botocore itself, and none that is not safe."""

from __future__ import annotations

from pathlib import Path

import pytest
from botocore.configloader import build_profile_map, raw_config_parse
from botocore.configprovider import ConfiguredEndpointProvider

from ssoswitch.core.aws_config import parse
from ssoswitch.core.endpoints import of_variables, with_config
from ssoswitch.model.environment import Endpoints

CONFIG = """
[sso-session corp]
sso_start_url = https://acme.awsapps.com/start
sso_region = eu-west-1

[services inside]
sso =
  endpoint_url = https://sso.inside.example
sso_oidc =
  endpoint_url = https://oidc.inside.example/
sts =
    endpoint_url = http://sts.inside.example
s3 =
  endpoint_url = https://s3.inside.example
  addressing_style = path

[profile block]
sso_session = corp
services = inside

[profile both]
sso_session = corp
services = inside
endpoint_url = https://all.inside.example

[profile global]
sso_session = corp
endpoint_url = http://127.0.0.1:4566

[profile plain-http]
sso_session = corp
endpoint_url = http://localstack.example:4566

[profile chained]
role_arn = arn:aws:iam::111122223333:role/x
source_profile = block
services = inside

[profile stand-in]
endpoint_url = http://127.0.0.1:4566

[profile ignoring]
sso_session = corp
endpoint_url = https://all.inside.example
ignore_configured_endpoint_urls = true

[profile no-such-block]
sso_session = corp
services = nothing

[profile none]
sso_session = corp
"""
PROFILES = ("block", "both", "global", "chained", "none")
VARIABLES: tuple[dict[str, str], ...] = (
    {},
    {"AWS_ENDPOINT_URL": "https://variable.example"},
    {"AWS_ENDPOINT_URL_SSO": "https://sso.variable.example"},
    {"AWS_ENDPOINT_URL_STS": "https://sts.variable.example", "AWS_ENDPOINT_URL": "http://127.0.0.1:1"},
)
CLIENTS = {"sso": "sso", "sso_oidc": "sso-oidc", "sts": "sts"}


def ours(profile: str, variables: dict[str, str]) -> Endpoints:
    config = parse(CONFIG.encode(), Path("/c"))
    return with_config(of_variables(variables), config, config.profiles[profile], variables)


@pytest.mark.parametrize("variables", VARIABLES)
@pytest.mark.parametrize("profile", PROFILES)
def test_the_order_is_botocore_s(tmp_path: Path, profile: str, variables: dict[str, str]) -> None:
    path = tmp_path / "config"
    path.write_text(CONFIG)
    full = build_profile_map(raw_config_parse(str(path)))
    found = ours(profile, variables)
    for service, client in CLIENTS.items():
        theirs = ConfiguredEndpointProvider(full, full["profiles"][profile], client, variables).provide()
        if theirs and theirs.startswith("http://sts.inside"):
            theirs = None  # not safe for a token
            assert any("sts in [services inside] is not used" in sentence for sentence in found.refused)
        assert getattr(found, service) == (theirs.rstrip("/") if theirs else None), (profile, service)


def test_what_is_not_safe_is_left_out_and_named() -> None:
    found = ours("plain-http", {})
    assert (found.sso, found.sso_oidc, found.sts, found.signin) == (None, None, None, None)
    [sentence] = found.refused
    assert sentence.startswith("endpoint_url of the profile plain-http is not used: a token may only")


def test_a_profile_without_a_sign_in_speaks_for_sts_alone() -> None:
    found = ours("stand-in", {})
    assert (found.sso, found.sso_oidc, found.sts, found.signin) == (None, None, "http://127.0.0.1:4566", None)


@pytest.mark.parametrize(
    ("profile", "variables", "sso"),
    [
        ("ignoring", {"AWS_ENDPOINT_URL": "https://variable.example"}, None),
        ("ignoring", {"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "false"}, "https://all.inside.example"),
        ("global", {"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"}, None),
    ],
)
def test_all_of_them_can_be_switched_off(profile: str, variables: dict[str, str], sso: str | None) -> None:
    assert ours(profile, variables).sso == sso


def test_a_block_that_is_not_there_is_named() -> None:
    assert "names no [services nothing]" in ours("no-such-block", {}).refused[0]
