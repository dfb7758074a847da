"""Signing in over the wire: registration, the device flow, PKCE, refreshing; with the real botocore where it can be."""

from __future__ import annotations

import base64
import hashlib
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from botocore.exceptions import ClientError

from ssoswitch.demo.identity_center import FakeIdentityCenter
from tests.support.environments import FalseClock
from tests.support.fake_center import (
    DEVICE_CODE,
    Answer,
    ask,
    boto_client,
    fake_center,
    post_form,
    post_json,
    sign_in,
)

SCOPES = ["sso:account:access"]
VERIFIER = "v" * 64
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
CALLBACK = "http://127.0.0.1:53682/oauth/callback"


def register(center: FakeIdentityCenter, **changes: object) -> Answer:
    return post_json(
        f"{center.url}/client/register",
        **{"clientName": "test", "clientType": "public", "scopes": SCOPES, **changes},
    )


def register_for_code(center: FakeIdentityCenter, **changes: object) -> dict[str, str]:
    answer = register(
        center,
        **{
            "grantTypes": ["authorization_code", "refresh_token"],
            "redirectUris": ["http://127.0.0.1/oauth/callback"],
            "issuerUrl": center.start_url,
            **changes,
        },
    )
    return {name: answer.json[name] for name in ("clientId", "clientSecret")}


def authorize(center: FakeIdentityCenter, client_id: str, /, **changes: str) -> Answer:
    query = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": CALLBACK,
        "state": "the-state",
        "code_challenge_method": "S256",
        "scopes": "sso:account:access",
        "code_challenge": CHALLENGE,
        **changes,
    }
    return ask(f"{center.url}/authorize?{urlencode({name: v for name, v in query.items() if v})}")


def came_back(answer: Answer) -> dict[str, str]:
    """The query with which the browser is sent to the callback listener."""
    assert answer.status == 302
    location = urlsplit(answer.headers["location"])
    assert f"{location.scheme}://{location.netloc}{location.path}" == CALLBACK
    return {name: values[0] for name, values in parse_qs(location.query).items()}


def refused(answer: Answer) -> tuple[int, str]:
    """Status and slug of an OIDC error, after a look at its shape."""
    name = answer.headers["x-amzn-errortype"]
    assert name.endswith("Exception:http://internal.amazon.com/coral/com.amazonaws.sso.oidc/")
    assert answer.json.keys() == {"error", "error_description"}
    return answer.status, answer.json["error"]


# The device flow.


def test_the_device_flow_with_boto() -> None:
    with fake_center(approval="page") as center, boto_client(center, "sso-oidc") as oidc:
        client = oidc.register_client(clientName="test", clientType="public", scopes=SCOPES)
        assert client["clientSecretExpiresAt"] - client["clientIdIssuedAt"] == 90 * 86_400
        identity = {"clientId": client["clientId"], "clientSecret": client["clientSecret"]}
        device = oidc.start_device_authorization(**identity, startUrl=center.start_url)
        assert (device["expiresIn"], device["interval"]) == (600, 1)
        assert device["verificationUri"].startswith(f"{center.url}/") and device["verificationUri"].endswith(
            "/#/device"
        )
        assert (
            device["verificationUriComplete"] == f"{device['verificationUri']}?user_code={device['userCode']}"
        )
        poll = {**identity, "grantType": DEVICE_CODE, "deviceCode": device["deviceCode"]}
        with pytest.raises(oidc.exceptions.AuthorizationPendingException) as pending:
            oidc.create_token(**poll)
        assert pending.value.response["error_description"] == "Authorization is pending"
        assert center.waiting_user_codes() == (device["userCode"],)
        center.approve(device["userCode"])
        token = oidc.create_token(**poll)
        assert token["tokenType"] == "Bearer"
        assert token["expiresIn"] == 3600
        assert token["accessToken"].startswith("aoa") and token["refreshToken"].startswith("aor")
        assert center.knows_token(token["accessToken"])
        with pytest.raises(oidc.exceptions.InvalidGrantException):
            oidc.create_token(**poll)


def test_absent_values_are_null_on_the_wire() -> None:
    with fake_center() as center:
        client = register(center, scopes=[]).json
        assert client["authorizationEndpoint"] is None and client["tokenEndpoint"] is None
        identity = {"clientId": client["clientId"], "clientSecret": client["clientSecret"]}
        device = post_json(f"{center.url}/device_authorization", **identity, startUrl=center.start_url).json
        token = post_json(
            f"{center.url}/token", **identity, grantType=DEVICE_CODE, deviceCode=device["deviceCode"]
        )
        assert token.json["refreshToken"] is None, "no scope, no refresh token"
        assert token.json["idToken"] is None
        assert token.json["expiresIn"] == 8 * 3600


def start_device(center: FakeIdentityCenter) -> tuple[dict[str, str], str, str]:
    """What a poll sends, the user code, and the device code."""
    client = register(center).json
    identity = {"clientId": client["clientId"], "clientSecret": client["clientSecret"]}
    device = post_json(f"{center.url}/device_authorization", **identity, startUrl=center.start_url).json
    poll = {**identity, "grantType": DEVICE_CODE, "deviceCode": device["deviceCode"]}
    return poll, device["userCode"], device["deviceCode"]


def polls(center: FakeIdentityCenter, poll: dict[str, str], count: int) -> list[str]:
    """The outcome of so many polls: a slug, or `token`."""
    answers = [post_json(f"{center.url}/token", **poll) for _ in range(count)]
    return ["token" if answer.status == 200 else refused(answer)[1] for answer in answers]


@pytest.mark.parametrize(
    ("behaviour", "outcome"),
    [
        ({}, ["token", "invalid_grant"]),
        ({"device_polls": 2}, ["authorization_pending", "authorization_pending", "token"]),
        ({"approval": "page", "device_polls": 1}, ["authorization_pending", "token"]),
        ({"approval": "page"}, ["authorization_pending"] * 3),
        ({"approval": "denied"}, ["access_denied", "invalid_grant"]),
        ({"slow_down_polls": 2}, ["slow_down", "slow_down", "token"]),
        ({"slow_down_polls": 1, "device_polls": 1}, ["slow_down", "authorization_pending", "token"]),
        ({"wrong_region": True}, ["authorization_pending"] * 3),
    ],
)
def test_polls_are_answered_as_ordered(behaviour: dict[str, Any], outcome: list[str]) -> None:
    with fake_center(**behaviour) as center:
        poll, _, _ = start_device(center)
        assert polls(center, poll, len(outcome)) == outcome


def test_a_device_code_runs_out() -> None:
    clock = FalseClock()
    with fake_center(clock=clock, approval="page", device_code_lifetime=600) as center:
        poll, user_code, _ = start_device(center)
        clock.advance(599)
        assert polls(center, poll, 1) == ["authorization_pending"]
        clock.advance(1)
        assert polls(center, poll, 1) == ["expired_token"]
        with pytest.raises(LookupError):
            center.approve(user_code)


def test_a_denied_code_is_access_denied() -> None:
    with fake_center(approval="page") as center:
        poll, user_code, _ = start_device(center)
        center.deny(user_code.lower().replace("-", " "))
        assert polls(center, poll, 2) == ["access_denied", "invalid_grant"]


def test_a_code_belongs_to_its_client() -> None:
    with fake_center() as center:
        poll, _, _ = start_device(center)
        other = register(center).json
        stolen = {**poll, "clientId": other["clientId"], "clientSecret": other["clientSecret"]}
        assert polls(center, stolen, 1) == ["invalid_grant"]


# Registrations.


@pytest.mark.parametrize(
    ("changes", "slug"),
    [
        ({"clientType": "confidential"}, "invalid_client_metadata"),
        ({"clientName": ""}, "invalid_client_metadata"),
        ({"scopes": ["sso account"]}, "invalid_scope"),
        ({"grantTypes": ["password"]}, "unsupported_grant_type"),
        ({"grantTypes": [DEVICE_CODE, "authorization_code", "refresh_token"]}, "invalid_scope"),
        ({"grantTypes": ["authorization_code"]}, "invalid_request"),
        (
            {
                "grantTypes": ["authorization_code"],
                "issuerUrl": "https://x/start",
                "redirectUris": ["http://localhost/oauth/callback"],
            },
            "invalid_redirect_uri",
        ),
        (
            {
                "grantTypes": ["authorization_code"],
                "issuerUrl": "https://x/start",
                "redirectUris": ["http://127.0.0.1/callback"],
            },
            "invalid_redirect_uri",
        ),
    ],
)
def test_registrations_that_are_refused(changes: dict[str, Any], slug: str) -> None:
    with fake_center() as center:
        assert refused(register(center, **changes)) == (400, slug)


def test_a_registration_ends_is_forgotten_and_has_a_secret() -> None:
    clock = FalseClock()
    with fake_center(clock=clock, registration_lifetime=100) as center:
        poll, _, _ = start_device(center)
        wrong = post_json(f"{center.url}/token", **{**poll, "clientSecret": "x"})
        assert refused(wrong) == (401, "invalid_client")
        clock.advance(101)
        assert polls(center, poll, 1) == ["invalid_client"]
        poll, _, _ = start_device(center)
        center.forget_registrations()
        assert polls(center, poll, 1) == ["invalid_client"]


@pytest.mark.parametrize(
    ("grant", "slug"), [("password", "unsupported_grant_type"), ("authorization_code", "unauthorized_client")]
)
def test_a_grant_that_the_client_does_not_hold(grant: str, slug: str) -> None:
    with fake_center() as center:
        poll, _, _ = start_device(center)
        assert refused(post_json(f"{center.url}/token", **{**poll, "grantType": grant, "code": "x"})) == (
            400,
            slug,
        )


def test_bodies_that_are_no_json_object_are_refused_and_not_a_crash() -> None:
    with fake_center() as center:
        for body in (b"", b"[]", b"{", b"\xff\xfe", b'"x"'):
            assert refused(ask(f"{center.url}/token", "POST", body=body)) == (401, "invalid_client")


# The authorization code with PKCE.


def test_pkce_with_boto_and_no_browser() -> None:
    with fake_center() as center, boto_client(center, "sso-oidc") as oidc:
        client = oidc.register_client(
            clientName="test",
            clientType="public",
            scopes=SCOPES,
            grantTypes=["authorization_code", "refresh_token"],
            redirectUris=["http://127.0.0.1/oauth/callback"],
            issuerUrl=center.start_url,
        )
        back = came_back(authorize(center, client["clientId"]))
        assert back.keys() == {"code", "state"} and back["state"] == "the-state"
        exchange = {
            "clientId": client["clientId"],
            "clientSecret": client["clientSecret"],
            "grantType": "authorization_code",
            "code": back["code"],
            "codeVerifier": VERIFIER,
            "redirectUri": CALLBACK,
        }
        assert oidc.create_token(**exchange)["refreshToken"].startswith("aor")
        with pytest.raises(oidc.exceptions.InvalidGrantException):
            oidc.create_token(**exchange)


@pytest.mark.parametrize(
    "changes", [{"codeVerifier": "w" * 64}, {"redirectUri": CALLBACK + "x"}, {"code": "ü"}]
)
def test_a_code_is_not_exchanged_for_a_wrong_proof(changes: dict[str, str]) -> None:
    with fake_center() as center:
        client = register_for_code(center)
        code = came_back(authorize(center, client["clientId"]))["code"]
        exchange = {
            **client,
            "grantType": "authorization_code",
            "code": code,
            "codeVerifier": VERIFIER,
            "redirectUri": CALLBACK,
        }
        assert refused(post_json(f"{center.url}/token", **{**exchange, **changes})) == (400, "invalid_grant")


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"state": ""}, "invalid_request"),
        ({"scopes": ""}, "invalid_scope"),
        ({"scopes": "", "scope": "sso:account:access"}, "invalid_scope"),
        ({"scopes": "sso:account:access other:scope"}, "invalid_scope"),
    ],
)
def test_a_wrong_authorization_request_goes_back_as_an_error(changes: dict[str, str], error: str) -> None:
    with fake_center() as center:
        back = came_back(authorize(center, register_for_code(center)["clientId"], **changes))
        assert back["error"] == error
        assert "code" not in back


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "unknown"},
        {"redirect_uri": "http://localhost:53682/oauth/callback"},
        {"redirect_uri": "http://127.0.0.1:53682/other"},
        {"redirect_uri": "https://evil.example/oauth/callback"},
        {"redirect_uri": ""},
    ],
)
def test_a_foreign_client_or_address_is_never_redirected_to(changes: dict[str, str]) -> None:
    with fake_center() as center:
        answer = authorize(center, register_for_code(center)["clientId"], **changes)
        assert answer.status == 400
        assert "location" not in answer.headers


def test_a_device_client_cannot_authorize() -> None:
    with fake_center() as center:
        client = register(center, redirectUris=["http://127.0.0.1/oauth/callback"]).json
        assert came_back(authorize(center, client["clientId"]))["error"] == "unauthorized_client"


@pytest.mark.parametrize("answer", ["allow", "deny"])
def test_the_person_answers_on_the_page(answer: str) -> None:
    with fake_center(approval="page") as center:
        sent = authorize(center, register_for_code(center)["clientId"])
        page = f"{center.url}{sent.headers['location']}"
        assert "Allow access" in ask(page).text
        request = parse_qs(urlsplit(page).query)["request"][0]
        back = came_back(post_form(f"{center.url}/approve", request=request, answer=answer))
        assert back["state"] == "the-state"
        assert ("code" in back) == (answer == "allow")
        assert back.get("error") == (None if answer == "allow" else "access_denied")
        assert post_form(f"{center.url}/approve", request=request, answer=answer).status == 400


def test_the_wrong_region_shows_only_in_the_browser() -> None:
    with fake_center(wrong_region=True) as center:
        assert authorize(center, register_for_code(center)["clientId"]).status == 400


# Refreshing.


def refresh(center: FakeIdentityCenter, signed_in: Any, token: str | None = None) -> Answer:
    return post_json(
        f"{center.url}/token",
        clientId=signed_in.client_id,
        clientSecret=signed_in.client_secret,
        grantType="refresh_token",
        refreshToken=token or signed_in.refresh_token,
    )


def test_refresh_tokens_rotate() -> None:
    with fake_center() as center:
        signed_in = sign_in(center)
        first = refresh(center, signed_in).json
        assert first["refreshToken"] not in (None, signed_in.refresh_token)
        assert center.knows_token(first["accessToken"])
        assert center.knows_token(signed_in.access_token), "the old access token lives until it ends"
        assert refused(refresh(center, signed_in)) == (400, "invalid_grant")
        assert refresh(center, signed_in, first["refreshToken"]).status == 200


def test_refresh_tokens_stay_where_that_is_ordered() -> None:
    with fake_center(rotate_refresh_tokens=False) as center:
        signed_in = sign_in(center)
        assert [refresh(center, signed_in).json["refreshToken"] for _ in range(3)] == [
            signed_in.refresh_token
        ] * 3


def test_the_portal_session_bounds_refreshing() -> None:
    clock = FalseClock()
    with fake_center(clock=clock, refresh_token_lifetime=7200, rotate_refresh_tokens=False) as center:
        signed_in = sign_in(center)
        clock.advance(7199)
        assert refresh(center, signed_in).status == 200
        clock.advance(1)
        assert refused(refresh(center, signed_in)) == (400, "invalid_grant")


def test_revoking_leaves_refreshing_and_ending_does_not() -> None:
    with fake_center() as center:
        signed_in = sign_in(center)
        center.revoke_all()
        assert not center.knows_token(signed_in.access_token)
        again = refresh(center, signed_in).json
        assert center.knows_token(again["accessToken"])
        center.end_sessions()
        assert not center.knows_token(again["accessToken"])
        assert refused(refresh(center, signed_in, again["refreshToken"])) == (400, "invalid_grant")


def test_forgotten_clients_with_boto() -> None:
    with fake_center(forget_registrations=True) as center, boto_client(center, "sso-oidc") as oidc:
        client = oidc.register_client(clientName="test", clientType="public")
        with pytest.raises(ClientError) as error:
            oidc.start_device_authorization(
                clientId=client["clientId"], clientSecret=client["clientSecret"], startUrl=center.start_url
            )
        assert error.value.response["Error"]["Code"] == "InvalidClientException"
        assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == 401
