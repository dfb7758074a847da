"""The federation endpoint: role credentials for a link, with nothing secret in an address or an error."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from email.utils import formatdate
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from ssoswitch.aws.clients import Clients
from ssoswitch.aws.federation import console_link, federation_address, sign_in_token
from ssoswitch.demo.identity_center import FakeIdentityCenter
from ssoswitch.model.environment import Endpoints, Environment
from ssoswitch.model.errors import (
    AccessDenied,
    ClockSkew,
    InvalidValue,
    ServiceFault,
    SsoswitchError,
    Throttled,
    Unreachable,
)
from ssoswitch.model.token import RoleCredentials, Secret
from tests.support.environments import NOW, FalseClock, make_environment
from tests.support.fake_center import ask, boto_client, fake_center, sign_in

SECRETS = ("canary-key", "canary-secret", "canary-token")


def of_texts(role_name: str, texts: Iterable[str]) -> RoleCredentials:
    key, secret, token = (Secret(text) for text in texts)
    return RoleCredentials("333344445555", role_name, key, secret, token, NOW + 3600)


CREDENTIALS = of_texts("Admin", SECRETS)
PAGE = "https://eu-west-1.console.aws.amazon.com/s3/home?region=eu-west-1"


def role_credentials(center: FakeIdentityCenter) -> RoleCredentials:
    """Credentials of the fake's own making."""
    token = sign_in(center).access_token
    with boto_client(center, "sso") as sso:
        given = sso.get_role_credentials(
            accessToken=token, accountId="333344445555", roleName="AdministratorAccess"
        )["roleCredentials"]
    names = ("accessKeyId", "secretAccessKey", "sessionToken")
    return of_texts("AdministratorAccess", (given[name] for name in names))


def clients_for(tmp_path: Path, address: str, **variables: str) -> Clients:
    env = make_environment(
        tmp_path,
        {"AWS_ENDPOINT_URL_SIGNIN": address, "NO_PROXY": "127.0.0.1", **variables},
        clock=FalseClock(),
    )
    return Clients(env)


def test_a_link_that_works(tmp_path: Path) -> None:
    with fake_center() as center:
        clients = Clients(make_environment(tmp_path, {"AWS_ENDPOINT_URL": center.url}))
        link = console_link(
            clients, role_credentials(center), "eu-west-1", destination_url=PAGE, issuer=center.start_url
        )
        assert repr(link) == "***"
        page = ask(link.reveal())
        assert page.status == 200
        for word in ("payments-prod", "333344445555", "AdministratorAccess", PAGE, center.start_url):
            assert word in page.text
        assert center.requests.count("GetSigninToken") == 1
        query = parse_qs(urlsplit(link.reveal()).query)
        assert set(query) == {"Action", "Issuer", "Destination", "SigninToken"}


def test_chained_credentials_work_too(tmp_path: Path) -> None:
    with fake_center() as center:
        first = role_credentials(center)
        keys = {
            "aws_access_key_id": first.access_key_id.reveal(),
            "aws_secret_access_key": first.secret_access_key.reveal(),
            "aws_session_token": first.session_token.reveal(),
        }
        with boto_client(center, "sts", **keys) as sts:
            role = "arn:aws:iam::333344445555:role/Deploy"
            given = sts.assume_role(RoleArn=role, RoleSessionName="me")["Credentials"]
        names = ("AccessKeyId", "SecretAccessKey", "SessionToken")
        chained = of_texts("Deploy", (given[name] for name in names))
        clients = Clients(make_environment(tmp_path, {"AWS_ENDPOINT_URL": center.url}))
        assert sign_in_token(clients, chained, "eu-west-1").reveal().startswith("demo-secret-")


@pytest.mark.parametrize(
    ("region", "address"),
    [
        ("us-east-1", "https://signin.aws.amazon.com/federation"),
        ("eu-west-1", "https://eu-west-1.signin.aws.amazon.com/federation"),
        ("us-gov-west-1", "https://signin.amazonaws-us-gov.com/federation"),
        ("cn-northwest-1", "https://cn-northwest-1.signin.amazonaws.cn/federation"),
        ("eusc-de-east-1", "https://eusc-de-east-1.signin.amazonaws-eusc.eu/federation"),
    ],
)
def test_the_address_of_each_partition(tmp_path: Path, region: str, address: str) -> None:
    env = make_environment(tmp_path)
    assert federation_address(env, region) == address
    given = replace(env, endpoints=Endpoints(signin="https://signin.example/x/"))
    assert federation_address(given, region) == "https://signin.example/x/federation"


def test_a_region_without_a_console(tmp_path: Path) -> None:
    with pytest.raises(InvalidValue):
        sign_in_token(Clients(make_environment(tmp_path)), CREDENTIALS, "us-iso-east-1")


class Answering(http.server.BaseHTTPRequestHandler):
    """Answers every request with the server's one answer, and keeps what was asked."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        server = self.server
        assert isinstance(server, Host)
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        server.asked.append((self.path, body, dict(self.headers)))
        self.send_response_only(server.status)
        for name, value in server.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(server.body)))
        self.end_headers()
        self.wfile.write(server.body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the test's output is not the place."""


class Host(http.server.ThreadingHTTPServer):
    """A sign-in host that gives one answer."""

    def __init__(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.status, self.body, self.headers = status, body, headers
        self.asked: list[tuple[str, str, dict[str, str]]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


@contextmanager
def host(status: int, body: bytes = b"{}", **headers: str) -> Iterator[Host]:
    """A running one; `Date` is the time of the tests' clock."""
    given = {
        "Date": formatdate(NOW, usegmt=True),
        **{name.replace("_", "-"): text for name, text in headers.items()},
    }
    with Host(status, body, given) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def test_the_credentials_travel_in_the_body_alone(tmp_path: Path) -> None:
    with host(200, b'{"SigninToken": "given"}') as server:
        assert sign_in_token(clients_for(tmp_path, server.url), CREDENTIALS, "eu-west-1") == Secret("given")
        [(path, body, headers)] = server.asked
    assert path == "/federation"
    assert not any(secret in path + repr(headers) for secret in SECRETS)
    form = parse_qs(body, strict_parsing=True)
    assert form["Action"] == ["getSigninToken"] and "SessionDuration" not in form
    assert json.loads(form["Session"][0]) == dict(
        zip(("sessionId", "sessionKey", "sessionToken"), SECRETS, strict=True)
    )


HTML = b"<html><title>Sign in to the Wi-Fi</title></html>"


@pytest.mark.parametrize(
    ("status", "body", "headers", "kind"),
    [
        (400, b"<html>Invalid credentials parameter</html>", {}, AccessDenied),
        (403, b"", {}, AccessDenied),
        (400, b"", {"Date": formatdate(NOW - 3600, usegmt=True)}, ClockSkew),
        (400, b"", {"Date": "nonsense"}, AccessDenied),
        (429, b"", {"Retry_After": "7"}, Throttled),
        (500, b"", {}, ServiceFault),
        (503, HTML, {}, ServiceFault),
        (302, b"", {"Location": "https://evil.example/"}, ServiceFault),
        (404, b"", {}, ServiceFault),
        (200, HTML, {"Content_Type": "text/html"}, ServiceFault),
        (200, b"", {}, ServiceFault),
        (200, b"[]", {}, ServiceFault),
        (200, b"{}", {}, ServiceFault),
        (200, b'{"SigninToken": null}', {}, ServiceFault),
        (200, b'{"SigninToken": ""}', {}, ServiceFault),
        (200, b'{"SigninToken": {"a": 1}}', {}, ServiceFault),
        (200, b"\xff\xfe", {}, ServiceFault),
    ],
)
def test_what_goes_wrong(
    tmp_path: Path, status: int, body: bytes, headers: dict[str, str], kind: type[SsoswitchError]
) -> None:
    with host(status, body, **headers) as server, pytest.raises(kind) as caught:
        sign_in_token(clients_for(tmp_path, server.url), CREDENTIALS, "eu-west-1")
    assert caught.value.message and caught.value.hint
    whole = f"{caught.value}{caught.value!r}{caught.value.__cause__}{caught.value.args}"
    assert not any(secret in whole for secret in SECRETS)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    if isinstance(caught.value, Throttled):
        assert caught.value.retry_after == 7.0
    if isinstance(caught.value, ClockSkew):
        assert "60 min ahead" in caught.value.message


def closed_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with host(200) as server:
        return server.server_address[1]


def test_nobody_there(tmp_path: Path) -> None:
    clients = clients_for(tmp_path, f"http://127.0.0.1:{closed_port()}")
    with pytest.raises(Unreachable) as caught:
        sign_in_token(clients, CREDENTIALS, "eu-west-1")
    assert not any(secret in f"{caught.value}{caught.value!r}" for secret in SECRETS)


def test_through_a_proxy_that_is_not_there(tmp_path: Path) -> None:
    env: Environment = make_environment(
        tmp_path, {"HTTPS_PROXY": f"http://127.0.0.1:{closed_port()}"}, clock=FalseClock()
    )
    with pytest.raises(Unreachable):
        sign_in_token(Clients(env), CREDENTIALS, "eu-west-1")
