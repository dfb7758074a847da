"""The clients take the world as it is given to them, and nothing of the user's own."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from ssoswitch.aws.clients import Clients, proxies_for
from ssoswitch.aws.identity_center import BotoIdentityCenter
from ssoswitch.demo.identity_center import FakeIdentityCenter
from ssoswitch.model.environment import Endpoints, Environment
from ssoswitch.model.errors import InvalidValue, SignInNeeded, Unreachable
from ssoswitch.model.sso_session import SsoSession
from ssoswitch.model.token import RoleCredentials, Secret
from tests.support.environments import make_environment
from tests.support.fake_center import fake_center, sign_in
from tests.support.signing_in import environment_for, session_of


@pytest.fixture
def env(tmp_path: Path) -> Environment:
    return make_environment(tmp_path)


@pytest.mark.parametrize(
    ("region", "endpoints", "start_url", "address"),
    [
        ("eu-west-1", Endpoints(), "https://a.awsapps.com/start", "https://oidc.eu-west-1.amazonaws.com/authorize"),
        ("cn-north-1", Endpoints(), "", "https://oidc.cn-north-1.amazonaws.com.cn/authorize"),
        ("us-gov-west-1", Endpoints(), "", "https://oidc.us-gov-west-1.amazonaws.com/authorize"),
        ("eusc-de-east-1", Endpoints(), "", "https://oidc.eusc-de-east-1.amazonaws.eu/authorize"),
        ("us-east-1", Endpoints(use_fips=True), "", "https://oidc-fips.us-east-1.amazonaws.com/authorize"),
        ("us-gov-west-1", Endpoints(use_fips=True), "", "https://oidc.us-gov-west-1.amazonaws.com/authorize"),
        ("eu-west-1", Endpoints(use_dualstack=True), "", "https://oidc.eu-west-1.api.aws/authorize"),
        ("eu-west-1", Endpoints(), "https://ssoins-12.portal.eu-west-1.app.aws", "https://oidc.eu-west-1.api.aws/authorize"),
        ("eu-west-1", Endpoints(sso_oidc="http://127.0.0.1:9/path"), "", "http://127.0.0.1:9/authorize"),
        ("eu-west-1", Endpoints(sso_oidc="https://proxy.example:8443/x", use_fips=True), "", "https://proxy.example:8443/authorize"),
    ],
)  # fmt: skip
def test_where_the_browser_is_sent(
    env: Environment, region: str, endpoints: Endpoints, start_url: str, address: str
) -> None:
    clients = Clients(replace(env, endpoints=endpoints))
    assert BotoIdentityCenter(clients, SsoSession("x", start_url, region)).authorize_endpoint() == address


def test_one_client_for_all_threads(env: Environment) -> None:
    clients = Clients(env)
    found: list[object] = []
    threads = [
        threading.Thread(target=lambda: found.append(clients.client("sso", "eu-west-1"))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len({id(client) for client in found}) == 1
    assert clients.client("sso", "us-east-1") is not found[0]


@pytest.mark.parametrize("region", ["", "eu west 1", "eu-west-1/../..", "evil.example#", "a" * 300])
def test_a_region_that_is_none(env: Environment, region: str) -> None:
    with pytest.raises(InvalidValue, match="region"):
        Clients(env).client("sso", region)


def test_a_ca_bundle_that_is_not_there(env: Environment) -> None:
    with pytest.raises(InvalidValue, match="/no/such/file"):
        Clients(replace(env, ca_bundle="/no/such/file")).client("sso", "eu-west-1")


@pytest.mark.parametrize(
    ("variables", "endpoint", "proxies"),
    [
        ({}, "https://portal.sso.eu-west-1.amazonaws.com", {}),
        (
            {"HTTPS_PROXY": "http://p:1"},
            "https://portal.sso.eu-west-1.amazonaws.com",
            {"https": "http://p:1"},
        ),
        (
            {"https_proxy": "http://low:1", "HTTPS_PROXY": "http://up:1"},
            "https://x.example",
            {"https": "http://low:1"},
        ),
        ({"ALL_PROXY": "http://p:1"}, "https://x.example", {"https": "http://p:1", "http": "http://p:1"}),
        (
            {"HTTPS_PROXY": "http://p:1", "NO_PROXY": ".amazonaws.com"},
            "https://oidc.eu-west-1.amazonaws.com",
            {},
        ),
        ({"HTTPS_PROXY": "http://p:1", "no_proxy": "*"}, "https://oidc.eu-west-1.amazonaws.com", {}),
        (
            {"HTTPS_PROXY": "http://p:1", "NO_PROXY": "other.example"},
            "https://x.example",
            {"https": "http://p:1"},
        ),
        ({"HTTP_PROXY": "http://p:1", "HTTPS_PROXY": "http://p:1"}, "http://127.0.0.1:9", {}),
        ({"HTTP_PROXY": "http://p:1"}, "http://localhost:9", {}),
    ],
)
def test_proxies(variables: Mapping[str, str], endpoint: str, proxies: Mapping[str, str]) -> None:
    assert proxies_for(variables, endpoint) == proxies


HOSTILE = {
    "AWS_PROFILE": "missing",
    "AWS_DEFAULT_PROFILE": "missing too",
    "HTTP_PROXY": "http://127.0.0.1:1",
    "HTTPS_PROXY": "http://127.0.0.1:1",
    "AWS_MAX_ATTEMPTS": "many",
    "AWS_RETRY_MODE": "wild",
    "AWS_STS_REGIONAL_ENDPOINTS": "maybe",
    "AWS_DEFAULTS_MODE": "odd",
    "AWS_USE_FIPS_ENDPOINT": "true",
    "AWS_METADATA_SERVICE_TIMEOUT": "x",
}


def test_nothing_of_the_users_surroundings_is_read_or_run(tmp_path: Path) -> None:
    """In a process of its own, where the real environment says all that as well."""
    with fake_center() as center:
        token = sign_in(center).access_token
        made = tmp_path / "made"
        home = tmp_path / "home"
        (home / ".aws").mkdir(parents=True)
        (home / ".aws" / "config").write_text(
            f"[default]\ncredential_process = touch {made}\nsso_session = x\n[default]\nbroken"
        )
        script = (
            "import sys\n"
            "from ssoswitch.disk.locations import detect_environment\n"
            "from ssoswitch.aws.clients import Clients\n"
            "from ssoswitch.aws.identity_center import BotoIdentityCenter\n"
            "from ssoswitch.model.sso_session import SsoSession\n"
            "from ssoswitch.model.token import Secret\n"
            "center = BotoIdentityCenter(Clients(detect_environment()), SsoSession('x', sys.argv[1], 'eu-west-1'))\n"
            "sys.stdout.write(str(len(center.list_accounts(Secret(sys.stdin.read())).accounts)))\n"
        )
        variables = {**HOSTILE, "HOME": str(home), "AWS_ENDPOINT_URL": center.url, "PATH": "/usr/bin:/bin"}
        ran = subprocess.run(
            [sys.executable, "-c", script, center.start_url],
            input=token, env=variables, capture_output=True, text=True, timeout=60, check=False,
            cwd=Path(__file__).parents[2],
        )  # fmt: skip
    assert (ran.stdout, ran.stderr) == ("12", "")
    assert not made.exists()


def test_the_library_keeps_quiet_whatever_the_log_level(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with fake_center() as center, caplog.at_level(logging.DEBUG):
        env = environment_for(center, tmp_path)
        identity_center = BotoIdentityCenter(Clients(env), session_of(center))
        identity_center.list_accounts(Secret(sign_in(center).access_token))
        with pytest.raises(SignInNeeded):
            identity_center.list_accounts(Secret("no token"))
    assert [record for record in caplog.records if record.name.split(".")[0] in ("botocore", "urllib3")] == []


def test_a_call_is_tried_once(tmp_path: Path) -> None:
    with fake_center() as center:
        url = center.url
    env = make_environment(tmp_path, {"AWS_ENDPOINT_URL": url})  # nobody is there any more
    with pytest.raises(Unreachable, match="refused"):
        BotoIdentityCenter(Clients(env), SsoSession("x", url, "eu-west-1")).list_accounts(Secret("t"))


def test_a_signed_client_signs(tmp_path: Path) -> None:
    with fake_center() as center:
        identity_center: FakeIdentityCenter = center
        env = environment_for(identity_center, tmp_path)
        clients = Clients(env)
        account = center.organization.accounts[0]
        credentials: RoleCredentials = BotoIdentityCenter(clients, session_of(center)).get_role_credentials(
            Secret(sign_in(center).access_token), account.id, account.roles[0]
        )
        answer = clients.signed_client("sts", "eu-west-1", credentials).get_caller_identity()
    assert answer["Account"] == account.id


def test_no_connection_goes_around_the_configured_endpoint(tmp_path: Path) -> None:
    """Plain http to another machine is left out, so a token goes to AWS's own host or nowhere."""
    env = make_environment(tmp_path, {"AWS_ENDPOINT_URL": "http://localstack.example:4566"})
    client = Clients(env).client("sso", "eu-west-1")
    assert client.meta.endpoint_url == "https://portal.sso.eu-west-1.amazonaws.com"
