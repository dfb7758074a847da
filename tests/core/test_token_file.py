"""The token cache's text: what the AWS SDKs insist on, and what must not break the reader."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssoswitch.core.token_file import (
    format_date,
    parse_date,
    parse_registration,
    parse_role_credentials,
    parse_token,
    registration_file_name,
    render_registration,
    render_role_credentials,
    render_token,
    role_credentials_file_name,
    role_of_file,
    token_file_name,
)
from ssoswitch.model.account import AccountRole
from ssoswitch.model.sso_session import SsoSession
from ssoswitch.model.token import AccessToken, ClientRegistration, RoleCredentials, Secret

URL = "https://acme.awsapps.com/start"
CORP = SsoSession("corp", URL, "eu-west-1")
INLINE = SsoSession("acme", URL, "eu-west-1", inline=True)
ROLE = AccountRole("012345678901", "AdministratorAccess")
TOKEN = AccessToken(
    start_url=URL,
    region="eu-west-1",
    access_token=Secret("aoa:t+/x"),
    expires_at=1_800_000_000.7,
    registration=ClientRegistration("id", Secret("secret"), 1_807_776_000),
    refresh_token=Secret("aor:r"),
)


def test_names_are_those_that_every_sdk_looks_for() -> None:
    assert token_file_name(CORP) == hashlib.sha1(b"corp").hexdigest() + ".json"
    assert token_file_name(INLINE) == hashlib.sha1(URL.encode()).hexdigest() + ".json"
    # The AWS CLI's key, written out: compact and sorted.
    key = '{"accountId":"012345678901","roleName":"AdministratorAccess","sessionName":"corp"}'
    assert role_credentials_file_name(CORP, ROLE) == hashlib.sha1(key.encode()).hexdigest() + ".json"
    key = f'{{"accountId":"012345678901","roleName":"AdministratorAccess","startUrl":"{URL}"}}'
    assert role_credentials_file_name(INLINE, ROLE) == hashlib.sha1(key.encode()).hexdigest() + ".json"


def test_registrations_have_names_of_our_own() -> None:
    names = {
        registration_file_name(CORP, "authorization_code", ("a", "b")),
        registration_file_name(CORP, "device", ("a", "b")),
        registration_file_name(CORP, "device", ("a",)),
        registration_file_name(SsoSession("corp", URL, "us-east-1"), "device", ("a",)),
    }
    assert len(names) == 4
    assert all(re.fullmatch(r"ssoswitch-client-[0-9a-f]{40}\.json", name) for name in names)
    # Scopes are a set, and two sessions of one portal are one client.
    again = registration_file_name(SsoSession("other", URL, "eu-west-1"), "device", ("b", "a"))
    assert again == registration_file_name(CORP, "device", ("a", "b"))


def test_the_file_is_what_the_strictest_reader_takes() -> None:
    values = json.loads(render_token(TOKEN))
    assert values == {
        "startUrl": URL,
        "region": "eu-west-1",
        "accessToken": "aoa:t+/x",
        "expiresAt": "2027-01-15T08:00:00Z",
        "clientId": "id",
        "clientSecret": "secret",
        "registrationExpiresAt": "2027-04-15T08:00:00Z",
        "refreshToken": "aor:r",
    }
    assert all(isinstance(value, str) for value in values.values())


def test_nothing_is_null_where_there_is_nothing() -> None:
    bare = AccessToken(URL, "eu-west-1", Secret("t"), 1_800_000_000)
    assert json.loads(render_token(bare)).keys() == {"startUrl", "region", "accessToken", "expiresAt"}


def test_other_tools_keys_are_kept_and_cannot_take_ours() -> None:
    raw = json.loads(render_token(TOKEN)) | {"surprise": {"a": [1]}, "nothing": None, "tool": "x"}
    token = parse_token(json.dumps(raw).encode())
    assert token is not None
    assert json.loads(render_token(token)) == json.loads(render_token(TOKEN)) | {
        "surprise": {"a": [1]},
        "tool": "x",
    }


def test_a_null_counts_as_absent() -> None:
    raw = json.loads(render_token(TOKEN)) | {"refreshToken": None, "clientSecret": None}
    token = parse_token(json.dumps(raw).encode())
    assert token is not None
    assert token.refresh_token is None
    assert token.registration is None
    assert b"null" not in render_token(token)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"text"',
        b"\x00\xff\xfe",
        b"{}",
        b'{"accessToken": "t"}',
        b'{"accessToken": "", "expiresAt": "2027-01-15T08:00:00Z"}',
        b'{"accessToken": 1, "expiresAt": "2027-01-15T08:00:00Z"}',
        b'{"accessToken": "t", "expiresAt": null}',
        b'{"accessToken": "t", "expiresAt": 1800000000}',
        b'{"accessToken": "t", "expiresAt": "soon"}',
        b'{"clientId": "x", "clientSecret": "y", "expiresAt": "2027-01-15T08:00:00Z"}',
        b"[" * 100_000,
    ],
)
def test_what_is_no_token(data: bytes) -> None:
    assert parse_token(data) is None


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2027-01-15T08:00:00Z", 1_800_000_000),
        ("2027-01-15T08:00:00UTC", 1_800_000_000),
        ("2027-01-15T08:00:00", 1_800_000_000),
        ("2027-01-15T09:00:00+01:00", 1_800_000_000),
        ("2027-01-15T08:00:00.500000Z", 1_800_000_000.5),
        ("2027-01-15 08:00:00+00:00", 1_800_000_000),
        ("yesterday", None),
        ("", None),
        (None, None),
        (1_800_000_000, None),
    ],
)
def test_dates_of_other_tools(text: object, seconds: float | None) -> None:
    assert parse_date(text) == seconds


@given(st.floats(min_value=-1e20, max_value=1e20))
def test_every_moment_has_a_date_that_reads_back(moment: float) -> None:
    text = format_date(moment)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", text)
    back = parse_date(text)
    assert back is not None
    if 0 <= moment < datetime(9999, 12, 31, tzinfo=UTC).timestamp():
        assert back == int(moment)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
KEYS = st.sampled_from([*json.loads(render_token(TOKEN)), "other"])


@given(st.dictionaries(KEYS, JSON, max_size=9))
def test_any_object_is_read_or_is_none_and_is_never_written_with_a_null(values: dict[str, Any]) -> None:
    token = parse_token(
        json.dumps({"accessToken": "t", "expiresAt": "2027-01-15T08:00:00Z", **values}).encode()
    )
    if token is not None:
        again = json.loads(render_token(token))
        assert None not in again.values()
        assert parse_token(render_token(token)) == token


def test_registration_reads_back() -> None:
    registration = ClientRegistration("id", Secret("s"), 1_800_000_000, ("a:b",), ("device", "refresh_token"))
    assert parse_registration(render_registration(registration)) == registration
    assert b"accessToken" not in render_registration(registration)
    assert parse_registration(b'{"clientId": "x"}') is None
    assert (
        parse_registration(render_token(TOKEN)) is not None
    )  # the same three keys: a token file is none by its name


def test_role_credentials_are_in_the_aws_clis_form() -> None:
    credentials = RoleCredentials(
        ROLE.account_id, ROLE.role_name, Secret("AKIA"), Secret("sk"), Secret("st"), 1_800_000_000
    )
    data = render_role_credentials(credentials, CORP)
    assert json.loads(data) == {
        "ProviderType": "sso",
        "Credentials": {
            "AccessKeyId": "AKIA",
            "SecretAccessKey": "sk",
            "SessionToken": "st",
            "Expiration": "2027-01-15T08:00:00Z",
            "AccountId": "012345678901",
        },
        "ssoswitch": {"session": CORP.token_key, "roleName": ROLE.role_name},
    }
    assert parse_role_credentials(data, ROLE) == credentials
    assert role_of_file(data, CORP) == ROLE
    assert role_of_file(data, replace(CORP, name="other")) is None
    for other in (b"", b"{}", b'{"Credentials": {}, "ssoswitch": 1}', data.replace(b"roleName", b"x")):
        assert role_of_file(other, CORP) is None
    assert parse_role_credentials(b"SQLite format 3\x00", ROLE) is None
    assert parse_role_credentials(b'{"ProviderType": "process", "Credentials": {}}', ROLE) is None
    assert (
        parse_role_credentials(b'{"ProviderType": "sso", "Credentials": {"AccessKeyId": "A"}}', ROLE) is None
    )
