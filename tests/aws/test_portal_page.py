"""The portal's page tells the region, AWS's hosts alone are asked, and whatever goes wrong the person is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from ssoswitch.aws import portal_page
from ssoswitch.core.start_urls import normalise
from ssoswitch.operations.connect import Connections
from ssoswitch.operations.portal import region_of_portal
from tests.support.environments import make_environment
from tests.support.fake_center import fake_center

PAGE = b'<html><head><meta charset="utf-8"><meta name="region" content="%s"/></head></html>'


class Answer:
    def __init__(self, status: int, location: str = "") -> None:
        self.status_code = status
        self.headers = {"Location": location}


def portal(monkeypatch: pytest.MonkeyPatch, pages: dict[str, tuple[Answer, bytes]]) -> list[str]:
    """Answers by address; every other address is a machine that does not answer."""
    asked: list[str] = []

    def get(_clients: object, address: str) -> tuple[Answer, bytes]:
        asked.append(address)
        if address not in pages:
            raise OSError("no route to host")
        return pages[address]

    monkeypatch.setattr(portal_page, "_get", get)
    return asked


def test_the_page_is_read_over_the_wire(tmp_path: Path) -> None:
    with fake_center() as center:
        env = make_environment(tmp_path, {"AWS_ENDPOINT_URL": center.url})
        assert region_of_portal(Connections(env), normalise("acme")) == "eu-west-1"


def test_nobody_is_asked_where_the_address_tells(tmp_path: Path) -> None:
    url = normalise("https://ssoins-1234567890abcdef.portal.eu-north-1.app.aws")
    assert region_of_portal(Connections(make_environment(tmp_path)), url) == "eu-north-1"


@pytest.mark.parametrize(
    ("url", "pages", "region"),
    [
        ("acme", {"https://acme.awsapps.com/start": (Answer(200), PAGE % b"eu-central-1")}, "eu-central-1"),
        (
            "acme",
            {
                "https://acme.awsapps.com/start": (Answer(302, "/start/"), b""),
                "https://acme.awsapps.com/start/": (Answer(200), PAGE % b"us-east-1"),
            },
            "us-east-1",
        ),
        ("acme", {"https://acme.awsapps.com/start": (Answer(200), b"<html></html>")}, ""),
        ("acme", {"https://acme.awsapps.com/start": (Answer(404), PAGE % b"eu-central-1")}, ""),
        ("acme", {"https://acme.awsapps.com/start": (Answer(200), PAGE % b"cn-north-1")}, ""),
        ("acme", {"https://acme.awsapps.com/start": (Answer(200), PAGE % b"<script>")}, ""),
        (
            "acme",
            {"https://acme.awsapps.com/start": (Answer(302, "https://acme.awsapps.com/start"), b"")},
            "",
        ),
        ("acme", {}, ""),
    ],
)
def test_what_the_page_tells(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    url: str,
    pages: dict[str, tuple[Answer, bytes]],
    region: str,
) -> None:
    portal(monkeypatch, pages)
    assert region_of_portal(Connections(make_environment(tmp_path)), normalise(url)) == region


@pytest.mark.parametrize(
    "url", ["https://sso.example.com/start", "https://acme.awsapps.com.example.com/start"]
)
def test_a_host_that_is_not_of_aws_is_not_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    asked = portal(monkeypatch, {url: (Answer(200), PAGE % b"eu-west-1")})
    assert region_of_portal(Connections(make_environment(tmp_path)), normalise(url)) == ""
    assert asked == []


def test_no_redirect_leads_away_from_aws(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = portal(
        monkeypatch,
        {"https://acme.awsapps.com/start": (Answer(302, "https://evil.example/"), b"")},
    )
    assert region_of_portal(Connections(make_environment(tmp_path)), normalise("acme")) == ""
    assert asked == ["https://acme.awsapps.com/start"]
