"""The log counts calls and shows no secret."""

from __future__ import annotations

import pytest

from ssoswitch.demo.request_log import MASK, RequestLog, RequestRecord, masked
from ssoswitch.demo.tokens import SECRET_MARK, fingerprint
from tests.demo.test_oidc import authorize, came_back, refresh, register_for_code
from tests.demo.test_sts import role_keys
from tests.support.fake_center import ask, boto_client, fake_center, post_json, sign_in


def record(call: str, status: int = 200) -> RequestRecord:
    return RequestRecord(call, "GET", "/", {}, status, 0.0, 0.0)


def test_counting() -> None:
    log = RequestLog()
    for call, status in (("A", 200), ("B", 200), ("A", 429), ("A", 200)):
        log.add(record(call, status))
    assert (log.count("A"), log.count("B"), log.count("C")) == (3, 1, 0)
    assert (log.count("A", status=200), log.count("A", status=429)) == (2, 1)
    assert log.names() == ("A", "B", "A", "A")
    assert [entry.status for entry in log.of("A")] == [200, 429, 200]
    log.clear()
    assert (len(log), log.count("A"), list(log)) == (0, 0, [])


def test_parameters_are_masked_and_read_only() -> None:
    params = masked({"clientSecret": "s", "refreshToken": None, "account_id": "1", "scopes": ["a"]})
    assert params == {"clientSecret": MASK, "refreshToken": "None", "account_id": "1", "scopes": "['a']"}
    with pytest.raises(TypeError):
        params["account_id"] = "2"  # type: ignore[index]  # that it cannot be is the point


def test_nothing_secret_of_any_call_stays_in_the_log() -> None:
    with fake_center() as center:
        signed_in = sign_in(center)
        refresh(center, signed_in)
        with boto_client(center, "sts", **role_keys(center)) as sts:
            sts.get_caller_identity()
        client = register_for_code(center)
        code = came_back(authorize(center, client["clientId"]))["code"]
        post_json(
            f"{center.url}/token", **client, grantType="authorization_code", code=code, codeVerifier="v" * 64
        )
        ask(f"{center.url}/logout", "POST", headers=signed_in.bearer)
        text = repr(list(center.requests))
        assert SECRET_MARK not in text and "v" * 64 not in text and "the-state" not in text


def test_a_record_says_which_token_came_and_from_whom() -> None:
    with fake_center() as center:
        signed_in = sign_in(center)
        ask(
            f"{center.url}/assignment/accounts?max_result=7",
            headers={**signed_in.bearer, "User-Agent": "me/1"},
        )
        (entry,) = center.requests.of("ListAccounts")
        assert (entry.method, entry.path, entry.status) == ("GET", "/assignment/accounts", 200)
        assert entry.params == {"max_result": "7"}
        assert entry.bearer == fingerprint(signed_in.access_token)
        assert entry.user_agent == "me/1"
        assert all(other.bearer == "" for other in center.requests if other.call != "ListAccounts")
