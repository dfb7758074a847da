"""Trouble as ordered: the rate limit to the token, and the fault matrix over every call."""

from __future__ import annotations

import http.client
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from botocore.exceptions import BotoCoreError, ClientError

from ssoswitch.demo.behaviour import Fault, FaultKind, RateLimit
from ssoswitch.demo.trouble import TokenBucket
from tests.support.environments import FalseClock
from tests.support.fake_center import ask, boto_client, fake_center, post_form, sign_in

# The rate limit.


def test_the_bucket_refills_continuously() -> None:
    clock = FalseClock()
    bucket = TokenBucket(RateLimit(rate=4.0, burst=3), clock)
    assert [bucket.take() for _ in range(5)] == [True, True, True, False, False]
    clock.advance(0.125)
    assert not bucket.take(), "half a token is none"
    clock.advance(0.125)
    assert bucket.take() and not bucket.take()
    clock.advance(3600)
    assert [bucket.take() for _ in range(4)] == [True, True, True, False], "never more than the burst"


def test_the_bucket_gives_its_rate_exactly() -> None:
    clock = FalseClock()
    bucket = TokenBucket(RateLimit(rate=16.0, burst=1), clock)
    given = 0
    for _ in range(6400):
        clock.advance(1 / 64)
        given += bucket.take()
    assert given == 1600, "100 s at 16 per second"


def test_the_portal_is_limited_and_the_rest_is_not() -> None:
    clock = FalseClock()
    with fake_center(clock=clock, rate_limit=RateLimit(8.0, 3, retry_after=1.5)) as center:
        bearer = sign_in(center).bearer
        url = f"{center.url}/assignment/accounts"
        answers = [ask(url, headers=bearer) for _ in range(5)]
        assert [answer.status for answer in answers] == [200, 200, 200, 429, 429]
        assert answers[-1].headers["retry-after"] == "1.5"
        assert answers[-1].json == {
            "message": "HTTP 429 Unknown Code",
            "__type": "com.amazonaws.switchboard.portal#TooManyRequestsException",
        }
        assert ask(center.start_url).status == 200
        sign_in(center)
        clock.advance(0.125)
        assert [ask(url, headers=bearer).status for _ in range(2)] == [200, 429]
        assert center.requests.count("ListAccounts", status=429) == 3


def test_no_retry_after_unless_ordered() -> None:
    with fake_center(clock=FalseClock(), rate_limit=RateLimit(1.0, 1)) as center:
        bearer = sign_in(center).bearer
        answers = [ask(f"{center.url}/assignment/accounts", headers=bearer) for _ in range(2)]
        assert answers[1].status == 429 and "retry-after" not in answers[1].headers


# The fault matrix.

CALLS: dict[str, tuple[str, Callable[[Any, str], dict[str, Any]]]] = {
    "RegisterClient": ("sso-oidc", lambda c, _: c.register_client(clientName="x", clientType="public")),
    "StartDeviceAuthorization": (
        "sso-oidc",
        lambda c, _: c.start_device_authorization(clientId="x", clientSecret="x", startUrl="https://x/start"),
    ),
    "CreateToken": ("sso-oidc", lambda c, _: c.create_token(clientId="x", clientSecret="x", grantType="x")),
    "ListAccounts": ("sso", lambda c, t: c.list_accounts(accessToken=t)),
    "ListAccountRoles": ("sso", lambda c, t: c.list_account_roles(accessToken=t, accountId="333344445555")),
    "GetRoleCredentials": (
        "sso",
        lambda c, t: c.get_role_credentials(accessToken=t, accountId="333344445555", roleName="Billing"),
    ),
    "Logout": ("sso", lambda c, t: c.logout(accessToken=t)),
    "GetCallerIdentity": ("sts", lambda c, _: c.get_caller_identity()),
}
STATUSES: tuple[FaultKind, ...] = ("400", "401", "403", "429", "500", "503")


@pytest.mark.parametrize("call", CALLS)
def test_every_call_can_fail_with_every_status(call: str) -> None:
    service, make = CALLS[call]
    faults = tuple(Fault(call, kind, nth=1 + index) for index, kind in enumerate(STATUSES))
    with fake_center(faults=faults) as center:
        token = sign_in(center).access_token if service == "sso" else ""
        keys = {"aws_access_key_id": "x", "aws_secret_access_key": "x"} if service == "sts" else {}
        got = []
        with boto_client(center, service, **keys) as client:
            for _ in STATUSES:
                with pytest.raises(ClientError) as error:
                    make(client, token)
                got.append(str(error.value.response["ResponseMetadata"]["HTTPStatusCode"]))
        assert got == list(STATUSES)


WIRE_CALLS = {"RegisterClient": "clientId", "ListAccounts": "accountList", "ListAccountRoles": "roleList"}
"""Calls, and the field without which their answer is none."""


@pytest.mark.parametrize("call", WIRE_CALLS)
def test_a_reset_connection_is_an_error_of_botocore(call: str) -> None:
    service, make = CALLS[call]
    with fake_center(faults=(Fault(call, "reset"),)) as center:
        token = sign_in(center).access_token if service == "sso" else ""
        with boto_client(center, service) as client:
            with pytest.raises(BotoCoreError):
                make(client, token)
            assert WIRE_CALLS[call] in make(client, token)
        assert center.requests.count(call, status=0) == 1


@pytest.mark.parametrize("call", WIRE_CALLS)
@pytest.mark.parametrize("kind", ["cut", "html", "garbage", "empty"])
def test_botocore_takes_a_body_that_makes_no_sense_for_an_empty_answer(call: str, kind: FaultKind) -> None:
    """So whoever reads an answer has to ask whether the list is there at all: absent is not the same as empty."""
    service, make = CALLS[call]
    with fake_center() as center:
        token = sign_in(center).access_token
        center.set_behaviour(replace(center.behaviour, faults=(Fault(call, kind),)))
        with boto_client(center, service) as client:
            assert WIRE_CALLS[call] not in make(client, token)
            assert WIRE_CALLS[call] in make(client, token)


def test_an_empty_answer_and_a_stall() -> None:
    faults = (Fault("ListAccounts", "empty"), Fault("ListAccounts", "stall", nth=2))
    with fake_center(faults=faults, stall=0.05) as center:
        bearer = sign_in(center).bearer
        assert ask(f"{center.url}/assignment/accounts", headers=bearer).body == b""
        with pytest.raises(http.client.RemoteDisconnected):
            ask(f"{center.url}/assignment/accounts", headers=bearer)
        assert ask(f"{center.url}/assignment/accounts", headers=bearer).status == 200


def test_faults_of_one_account_and_of_all_calls() -> None:
    faults = (
        Fault("ListAccountRoles", "500", account_id="333344445555", times=None),
        Fault("*", "503", nth=9),
    )
    with fake_center(faults=faults) as center:
        bearer = sign_in(center).bearer  # three calls
        url = f"{center.url}/assignment/roles?account_id="
        ids = ["333344445555", "333344446666", "333344445555", "333344446666", "333344446666", "333344446666"]
        assert [ask(url + i, headers=bearer).status for i in ids] == [500, 200, 500, 200, 200, 503]
        assert ask(center.start_url).status == 200, "a page is no call"


def test_slow_down_and_faults_of_the_browser_pages() -> None:
    faults = (Fault("CreateToken", "slow_down"), Fault("StartPage", "500"), Fault("GetSigninToken", "500"))
    with fake_center(faults=faults) as center:
        assert ask(f"{center.url}/token", "POST", body=b"{}").json["error"] == "slow_down"
        assert ask(center.start_url).status == 500
        answer = post_form(f"{center.url}/federation", Action="getSigninToken")
        assert (answer.status, answer.headers["content-type"]) == (500, "text/html; charset=utf-8")
