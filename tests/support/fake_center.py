"""The fake Identity Center in tests: start one, sign in to it in one line, walk through it as a browser would.

with fake_center(page_size_cap=5) as center:
    token = sign_in(center)
    ...
    assert center.requests.count("ListAccounts") == 12
"""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from ssoswitch.demo.behaviour import Behaviour
from ssoswitch.demo.identity_center import FakeIdentityCenter
from ssoswitch.demo.organization import Organization
from ssoswitch.model.environment import Clock

DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"


@contextmanager
def fake_center(
    organization: Organization | None = None, *, clock: Clock | None = None, port: int = 0, **behaviour: Any
) -> Iterator[FakeIdentityCenter]:
    """A running fake; other keywords are fields of `Behaviour`. Sign-ins are approved unless `approval` says else."""
    ordered = Behaviour(**{"approval": "automatic", **behaviour})
    with FakeIdentityCenter(
        organization or Organization.sample(12), ordered, clock=clock, port=port
    ) as center:
        yield center


@contextmanager
def boto_client(
    center: FakeIdentityCenter, service: str, region: str = "eu-west-1", **keys: str
) -> Iterator[Any]:
    """The real botocore, pointed at the fake: unsigned without `keys`, one attempt, blind to this machine's config.

    `keys` are aws_access_key_id, aws_secret_access_key and aws_session_token.
    """
    import botocore.session
    from botocore import UNSIGNED
    from botocore.config import Config

    session = botocore.session.Session(
        session_vars={
            "profile": (None, None, None, None),
            "config_file": (None, None, "/dev/null", None),
            "credentials_file": (None, None, "/dev/null", None),
        }
    )
    signing = {} if keys else {"signature_version": UNSIGNED}
    config = Config(
        region_name=region,
        retries={"total_max_attempts": 1},
        connect_timeout=5,
        read_timeout=5,
        proxies={},
        **signing,
    )
    client = session.create_client(
        service, region_name=region, endpoint_url=center.url, config=config, **keys
    )
    try:
        yield client
    finally:
        client.close()


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: `json` of an empty or foreign body is an empty dictionary."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str

    @property
    def text(self) -> str:
        """The body as UTF-8."""
        return self.body.decode()

    @property
    def json(self) -> dict[str, Any]:
        """The body as a JSON object."""
        value = json.loads(self.body) if self.body else {}
        assert isinstance(value, dict)
        return value


def ask(
    url: str, method: str = "GET", *, headers: Mapping[str, str] | None = None, body: bytes | None = None
) -> Answer:
    """One request over a connection of its own; redirects are not followed."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    try:
        target = parts.path or "/"
        connection.request(
            method, f"{target}?{parts.query}" if parts.query else target, body, dict(headers or {})
        )
        response = connection.getresponse()
        lowered = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, lowered, response.read(), url)
    finally:
        connection.close()


def post_json(url: str, **values: object) -> Answer:
    """A POST of a JSON object, as the AWS SDKs send it."""
    return ask(url, "POST", headers={"Content-Type": "application/json"}, body=json.dumps(values).encode())


def post_form(url: str, **values: str) -> Answer:
    """A POST of a form, as a browser sends it."""
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    return ask(url, "POST", headers=headers, body=urlencode(values).encode())


def browse(url: str, most: int = 5) -> Answer:
    """Open an address as a browser would: follows up to `most` redirects, also those to a callback listener."""
    answer = ask(url)
    while answer.status == 302 and most > 0:
        answer, most = ask(urljoin(answer.url, answer.headers["location"])), most - 1
    return answer


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The outcome of a sign-in by device code, in the clear: this is a test."""

    client_id: str
    client_secret: str
    access_token: str
    refresh_token: str | None
    expires_in: int

    @property
    def bearer(self) -> dict[str, str]:
        """The header for the portal API."""
        return {"x-amz-sso_bearer_token": self.access_token}


def sign_in(center: FakeIdentityCenter, scopes: tuple[str, ...] = ("sso:account:access",)) -> SignedIn:
    """Register, start, approve, exchange: by plain HTTP, whatever `approval` is (but denied)."""
    client = post_json(
        f"{center.url}/client/register", clientName="test", clientType="public", scopes=list(scopes)
    ).json
    identity = {"clientId": client["clientId"], "clientSecret": client["clientSecret"]}
    device = post_json(f"{center.url}/device_authorization", **identity, startUrl=center.start_url).json
    if center.behaviour.approval == "page":
        center.approve(device["userCode"])
    answer = post_json(
        f"{center.url}/token", **identity, grantType=DEVICE_CODE, deviceCode=device["deviceCode"]
    ).json
    return SignedIn(
        client["clientId"],
        client["clientSecret"],
        answer["accessToken"],
        answer["refreshToken"],
        answer["expiresIn"],
    )
