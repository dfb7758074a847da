"""What goes into the browser's address, and which redirect is believed."""

from __future__ import annotations

import base64
import hashlib
import itertools
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssoswitch.core.pkce import (
    REGISTERED_REDIRECT_URI,
    Attempt,
    authorize_address,
    code_challenge,
    new_attempt,
    read_redirect,
)
from ssoswitch.model.secret import Secret

PORT = 53682
STATE = Secret("the-right-state")
HOST = b"\r\nHost: 127.0.0.1:53682"


def request(target: str, method: str = "GET", rest: bytes = HOST) -> bytes:
    return f"{method} {target} HTTP/1.1".encode("latin-1") + rest


def test_each_attempt_is_fresh_and_long_enough() -> None:
    counter = itertools.count()
    attempts = [
        new_attempt(lambda size: hashlib.shake_256(str(next(counter)).encode()).digest(size))
        for _ in range(5)
    ]
    for attempt in attempts:
        assert 43 <= len(attempt.verifier.reveal()) <= 128
        assert len(attempt.state.reveal()) >= 43
        assert set(attempt.verifier.reveal()) <= set(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
        )
    assert (
        len({attempt.verifier.reveal() for attempt in attempts} | {a.state.reveal() for a in attempts}) == 10
    )
    assert "***" in repr(attempts[0])


def test_the_challenge_is_that_of_rfc_7636() -> None:
    # The example of RFC 7636, appendix B.
    verifier = Secret("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
    assert code_challenge(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    assert base64.urlsafe_b64decode(code_challenge(verifier) + "=")


def test_the_address() -> None:
    attempt = Attempt(Secret("v" * 64), STATE)
    address = authorize_address(
        "https://oidc.eu-west-1.amazonaws.com/authorize", "client id", PORT, attempt, ("a:b", "c:d")
    )
    assert str(address) == "***"
    parts = urlsplit(address.reveal())
    assert (parts.scheme, parts.netloc, parts.path) == ("https", "oidc.eu-west-1.amazonaws.com", "/authorize")
    assert parse_qs(parts.query) == {
        "response_type": ["code"],
        "client_id": ["client id"],
        "redirect_uri": ["http://127.0.0.1:53682/oauth/callback"],
        "state": ["the-right-state"],
        "code_challenge_method": ["S256"],
        "scopes": ["a:b c:d"],
        "code_challenge": [code_challenge(attempt.verifier)],
    }
    assert "v" * 64 not in address.reveal()
    assert REGISTERED_REDIRECT_URI == "http://127.0.0.1/oauth/callback"


def test_the_right_redirect() -> None:
    redirect = read_redirect(request("/oauth/callback?code=c%2B1&state=the-right-state"), PORT, STATE)
    assert redirect.status == 200
    assert redirect.code is not None
    assert redirect.code.reveal() == "c+1"
    assert "c+1" not in repr(redirect)


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("error=access_denied&state=the-right-state", "access_denied"),
        ("error=access_denied&code=x&state=the-right-state", "access_denied"),
        ("error=%1b[31m&state=the-right-state", "unknown_error"),
    ],
)
def test_an_error_with_the_right_state_ends_the_wait(query: str, error: str) -> None:
    redirect = read_redirect(request(f"/oauth/callback?{query}"), PORT, STATE)
    assert (redirect.status, redirect.code, redirect.error) == (200, None, error)


GOOD = "/oauth/callback?code=c&state=the-right-state"


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (request("/oauth/callback?code=c&state=wrong"), 403),
        (request("/oauth/callback?code=c"), 403),
        (request("/oauth/callback?error=access_denied&state=wrong"), 403),
        (request("/oauth/callback?error=access_denied"), 403),
        (request("/oauth/callback?state=the-right-state"), 400),
        (request("/oauth/callback?code=&state=the-right-state"), 400),
        (request("/oauth/callback?code=a&code=b&state=the-right-state"), 400),
        (request("/oauth/callback?code=a&state=x&state=the-right-state"), 400),
        (request("/favicon.ico"), 404),
        (request("/"), 404),
        (request("/oauth/callback/?code=c&state=the-right-state"), 404),
        (request("//oauth/callback?code=c&state=the-right-state"), 404),
        (request("/oauth/../oauth/callback?code=c&state=the-right-state"), 404),
        (request("http://127.0.0.1:53682/oauth/callback?code=c&state=the-right-state"), 404),
        (request(GOOD, "POST"), 405),
        (request(GOOD, "HEAD"), 405),
        (request(GOOD, "OPTIONS"), 405),
        (request(GOOD, rest=b""), 403),
        (request(GOOD, rest=b"\r\nHost: localhost:53682"), 403),
        (request(GOOD, rest=b"\r\nHost: 127.0.0.1"), 403),
        (request(GOOD, rest=b"\r\nHost: 127.0.0.1:1"), 403),
        (request(GOOD, rest=b"\r\nHost: evil.example"), 403),
        (request(GOOD, rest=HOST + HOST), 403),
        (request(GOOD, rest=b"\r\n folded: 127.0.0.1:53682"), 400),
        (request(GOOD, rest=HOST + b"\r\nno colon"), 400),
        (b"", 400),
        (b"GET", 400),
        (b"GET / HTTP/2", 400),
        (b"\x16\x03\x01\x02\x00\x01", 400),
        (request("/oauth/callback?code=%ff&state=the-right-state"), 400),
        (request("/oauth/callback?" + "&".join("a=b" for _ in range(50))), 400),
    ],
)
def test_anything_else_is_turned_away(head: bytes, status: int) -> None:
    redirect = read_redirect(head, PORT, STATE)
    assert (redirect.status, redirect.code, redirect.error) == (status, None, "")


@given(st.binary(max_size=300))
def test_no_bytes_pass_by_chance(head: bytes) -> None:
    assert read_redirect(head, PORT, STATE).status != 200


@given(st.text(max_size=40))
def test_no_other_state_passes(state: str) -> None:
    from urllib.parse import quote

    head = request(f"/oauth/callback?code=c&state={quote(state)}")
    assert (read_redirect(head, PORT, STATE).status == 200) == (state == "the-right-state")
