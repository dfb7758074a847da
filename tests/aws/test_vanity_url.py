"""A start URL of one's own leads to AWS's portal, over https alone, in few steps; whatever else it does is refused."""

from __future__ import annotations

from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread

import pytest

from ssoswitch.aws import vanity_url
from ssoswitch.core.start_urls import normalise
from ssoswitch.model.errors import Unreachable, UnsafeEndpoint, WrongRegion
from ssoswitch.model.events import PortalFound, SignedIn
from ssoswitch.model.sso_session import SsoSession
from ssoswitch.operations import login as sign_in
from ssoswitch.operations.connect import Connections
from ssoswitch.operations.portal import at_aws, session_at_aws
from ssoswitch.operations.tokens import valid_token
from tests.support.environments import make_environment
from tests.support.fake_center import fake_center
from tests.support.signing_in import answered

OWN = "https://sso.example.com"
PORTAL = "https://d-1234567890.awsapps.com/start"
TELLS = "https://ssoins-0123456789abcdef.portal.eu-west-1.app.aws"


class Answer:
    def __init__(self, status: int, location: str = "") -> None:
        self.status_code = status
        self.headers = {"Location": location} if location else {}


def answers(monkeypatch: pytest.MonkeyPatch, pages: dict[str, Answer]) -> list[str]:
    """Answers by `METHOD address`, or by address; every other is a machine that does not answer."""
    asked: list[str] = []

    def ask(_clients: object, method: str, address: str) -> Answer:
        asked.append(f"{method} {address}")
        found = pages.get(f"{method} {address}") or pages.get(address)
        if found is None:
            raise Unreachable("No answer.", "Try again.")
        return found

    monkeypatch.setattr(vanity_url, "_ask", ask)
    return asked


@pytest.mark.parametrize(
    ("pages", "found"),
    [
        ({OWN: Answer(301, PORTAL)}, PORTAL),
        ({OWN: Answer(302, f"{PORTAL}/#/?tab=accounts")}, PORTAL),
        ({OWN: Answer(308, f"{TELLS}/?x=1")}, TELLS),
        ({f"HEAD {OWN}": Answer(405), f"GET {OWN}": Answer(307, PORTAL)}, PORTAL),
        ({OWN: Answer(301, "/aws"), f"{OWN}/aws": Answer(302, PORTAL)}, PORTAL),
        ({OWN: Answer(301, "https://start.us-gov-home.awsapps.com/directory/acme")},
         "https://start.us-gov-home.awsapps.com/directory/acme"),
    ],
)  # fmt: skip
def test_where_it_leads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pages: dict[str, Answer], found: str
) -> None:
    asked = answers(monkeypatch, pages)
    assert at_aws(Connections(make_environment(tmp_path)), normalise(OWN)).url == found
    assert asked[0] == f"HEAD {OWN}"


@pytest.mark.parametrize(
    "pages",
    [
        {OWN: Answer(200)},
        {OWN: Answer(404)},
        {OWN: Answer(301)},
        {OWN: Answer(301, "http://d-1234567890.awsapps.com/start")},
        {OWN: Answer(301, "https://evil.example/start"), "https://evil.example/start": Answer(200)},
        {OWN: Answer(301, "https://b.s3.amazonaws.com/start"), "https://b.s3.amazonaws.com/start": Answer(200)},
        {OWN: Answer(301, "https://d-1234567890.awsapps.com.evil.example/"),
         "https://d-1234567890.awsapps.com.evil.example/": Answer(200)},
        {OWN: Answer(301, "https://user@d-1234567890.awsapps.com/start")},
        {OWN: Answer(301, f"{OWN}/1"), f"{OWN}/1": Answer(301, f"{OWN}/2"), f"{OWN}/2": Answer(301, f"{OWN}/1")},
        {OWN: Answer(301, "javascript:alert(1)")},
    ],
)  # fmt: skip
def test_what_leads_to_no_portal_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pages: dict[str, Answer]
) -> None:
    asked = answers(monkeypatch, pages)
    with pytest.raises(UnsafeEndpoint, match="leads to no access portal"):
        at_aws(Connections(make_environment(tmp_path)), normalise(OWN))
    assert len(asked) <= 3


@pytest.mark.parametrize("url", ["acme", TELLS, "http://127.0.0.1:1/start", "https://x.signin.aws/y"])
def test_what_is_aws_s_or_here_is_not_looked_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    asked = answers(monkeypatch, {})
    start_url = normalise(url)
    assert at_aws(Connections(make_environment(tmp_path)), start_url) == start_url
    assert asked == []


def test_a_stand_in_for_aws_knows_its_own_start_urls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answers(monkeypatch, {})
    env = make_environment(tmp_path, {"AWS_ENDPOINT_URL": "http://127.0.0.1:9"})
    assert at_aws(Connections(env), normalise(OWN)).url == OWN
    assert asked == []


def test_the_session_keeps_its_own_address_and_region_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers(monkeypatch, {OWN: Answer(301, TELLS)})
    connections = Connections(make_environment(tmp_path))
    session = session_at_aws(connections, SsoSession("corp", OWN, "eu-west-1"))
    assert (session.start_url, session.issuer, session.token_key) == (OWN, TELLS, "corp")
    with pytest.raises(WrongRegion, match="which is in eu-west-1; corp says us-east-1"):
        session_at_aws(connections, SsoSession("corp", OWN, "us-east-1"))


@pytest.mark.parametrize("method", ["browser", "code"])
def test_a_sign_in_tells_aws_its_own_address_and_the_token_file_the_user_s(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    """The look-up is stood in for: what it finds is the fake."""
    with fake_center() as center:
        env = make_environment(tmp_path, {"AWS_ENDPOINT_URL": center.url})
        session = SsoSession("corp", OWN, "eu-west-1")
        resolved = replace(session, issuer_url=center.start_url)
        monkeypatch.setattr(sign_in, "session_at_aws", lambda _connections, _session: resolved)
        connections = Connections(env)
        events = list(answered(sign_in.login(env, connections, session, method=method, stop=Event())))
        assert events[0] == PortalFound(OWN, center.start_url)
        assert isinstance(events[-1], SignedIn)
        told = {
            value for each in center.requests for value in each.params.values() if value.startswith("http")
        }
        assert center.start_url in told
        assert OWN not in told
        token = valid_token(env, connections, session)
        assert (token.start_url, token.region) == (OWN, "eu-west-1")


def test_what_is_asked_over_the_wire(tmp_path: Path) -> None:
    """A page that leads on: the answer is taken as it is, and nothing is sent but the request for the page."""
    seen: list[tuple[str, dict[str, str]]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            seen.append(
                (f"{self.command} {self.path}", {name.lower(): value for name, value in self.headers.items()})
            )
            self.send_response(301)
            self.send_header("Location", PORTAL)
            self.end_headers()

        do_GET = do_HEAD  # noqa: N815  (the same)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        clients = Connections(make_environment(tmp_path)).clients
        for method in ("HEAD", "GET"):
            answer = vanity_url._ask(clients, method, f"http://127.0.0.1:{server.server_port}/x")
            assert (answer.status_code, answer.headers["Location"]) == (301, PORTAL)
        server.shutdown()
    assert [line for line, _ in seen] == ["HEAD /x", "GET /x"]
    assert all(
        not headers.keys() & {"cookie", "authorization", "x-amz-sso_bearer_token"} for _, headers in seen
    )


def test_who_does_not_answer_is_said(tmp_path: Path) -> None:
    clients = Connections(make_environment(tmp_path)).clients
    with pytest.raises(Unreachable, match="say where the start URL leads"):
        vanity_url._ask(clients, "HEAD", "http://127.0.0.1:9/x")
