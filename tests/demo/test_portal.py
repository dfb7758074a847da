"""The portal API with the real botocore: listings and their pages, role credentials, log-out, and its refusals."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from botocore.exceptions import ClientError

from ssoswitch.demo.behaviour import Behaviour, Change
from ssoswitch.demo.organization import Organization
from tests.demo.test_oidc import refresh
from tests.support.environments import FalseClock
from tests.support.fake_center import Answer, ask, boto_client, fake_center, sign_in

ODD = Organization.of(
    ("000000000001", None, None, []),
    ("111111111111", 'acme [/prod] "x" <b>', "a@example.com", ["Röle+=,.@-", "\x1b]52;c;x\x07"]),
)


def all_accounts(sso: Any, token: str, **page: int) -> list[dict[str, str]]:
    pages = sso.get_paginator("list_accounts").paginate(accessToken=token, PaginationConfig=page)
    return [account for page in pages for account in page["accountList"]]


def test_listings_with_boto() -> None:
    organization = Organization.sample(45)
    with fake_center(organization) as center, boto_client(center, "sso") as sso:
        token = sign_in(center).access_token
        accounts = all_accounts(sso, token)
        assert [account["accountId"] for account in accounts] == [account.id for account in organization]
        assert center.requests.count("ListAccounts") == 3, "20 on a page when nothing is said"
        center.requests.clear()
        assert all_accounts(sso, token, PageSize=100) == accounts
        assert center.requests.count("ListAccounts") == 1
        roles = sso.list_account_roles(accessToken=token, accountId="333344445555")["roleList"]
        assert [role["roleName"] for role in roles] == ["AdministratorAccess", "Billing", "ReadOnlyAccess"]
        assert {role["accountId"] for role in roles} == {"333344445555"}


def test_pages_may_be_short() -> None:
    with fake_center(page_size_cap=5) as center, boto_client(center, "sso") as sso:
        assert len(all_accounts(sso, sign_in(center).access_token, PageSize=100)) == 12
        assert center.requests.count("ListAccounts") == 3


@pytest.mark.parametrize("count", [1, 20, 40, 41])
def test_the_last_page_says_null(count: int) -> None:
    with fake_center(Organization.sample(count)) as center:
        bearer = sign_in(center).bearer
        answer = ask(f"{center.url}/assignment/accounts", headers=bearer).json
        seen, pages = len(answer["accountList"]), 1
        while answer["nextToken"] is not None:
            token = quote(answer["nextToken"])
            answer = ask(f"{center.url}/assignment/accounts?next_token={token}", headers=bearer).json
            seen, pages = seen + len(answer["accountList"]), pages + 1
        assert (seen, pages) == (count, -(-count // 20))


def refused(answer: Answer) -> tuple[int, str, str]:
    """Status, name and message, after a look at the shape: no header, a qualified __type."""
    assert "x-amzn-errortype" not in answer.headers
    kind, _, name = answer.json["__type"].partition("#")
    assert kind == "com.amazonaws.switchboard.portal"
    return answer.status, name, answer.json["message"]


@pytest.mark.parametrize("size", ["0", "101", "1000", "-1", "x", "²"])
def test_page_sizes_out_of_range_are_refused(size: str) -> None:
    with fake_center() as center:
        url = f"{center.url}/assignment/accounts?max_result={quote(size)}"
        assert refused(ask(url, headers=sign_in(center).bearer)) == (
            400,
            "InvalidRequestException",
            "ResultSize parameter must be within the valid limits of: 1-100",
        )


@pytest.mark.parametrize("token", ["x", "AAAA", "ZGVtbw==", "ZGVtby1wYWdlLWZyb206"])
def test_a_made_up_next_token_is_refused(token: str) -> None:
    with fake_center() as center:
        answer = ask(f"{center.url}/assignment/accounts?next_token={token}", headers=sign_in(center).bearer)
        assert refused(answer)[:2] == (400, "InvalidRequestException")


def test_odd_names_pass_unchanged_and_absent_ones_are_null() -> None:
    with fake_center(ODD) as center, boto_client(center, "sso") as sso:
        signed_in = sign_in(center)
        raw = ask(f"{center.url}/assignment/accounts", headers=signed_in.bearer).json["accountList"]
        assert raw[0] == {"accountId": "000000000001", "accountName": None, "emailAddress": None}
        assert all_accounts(sso, signed_in.access_token) == [
            {"accountId": "000000000001"},
            {
                "accountId": "111111111111",
                "accountName": 'acme [/prod] "x" <b>',
                "emailAddress": "a@example.com",
            },
        ]
        roles = sso.list_account_roles(accessToken=signed_in.access_token, accountId="111111111111")
        assert [role["roleName"] for role in roles["roleList"]] == ["Röle+=,.@-", "\x1b]52;c;x\x07"]
        none = sso.list_account_roles(accessToken=signed_in.access_token, accountId="000000000001")
        assert none["roleList"] == []


def test_null_fields_as_ordered() -> None:
    with fake_center(null_fields=True) as center, boto_client(center, "sso") as sso:
        assert all(
            account.keys() == {"accountId"} for account in all_accounts(sso, sign_in(center).access_token)
        )


def test_role_credentials_with_boto() -> None:
    clock = FalseClock()
    with (
        fake_center(
            clock=clock, role_credentials_lifetime=900, stale_roles=(("333344445555", "Billing"),)
        ) as center,
        boto_client(center, "sso") as sso,
    ):
        ask_for = {"accessToken": sign_in(center).access_token, "accountId": "333344445555"}
        keys = sso.get_role_credentials(**ask_for, roleName="ReadOnlyAccess")["roleCredentials"]
        assert keys["expiration"] == int(clock.now + 900) * 1000, "milliseconds"
        assert len(keys["secretAccessKey"]) == 40
        for role in ("Billing", "NotThere"):
            with pytest.raises(ClientError) as error:
                sso.get_role_credentials(**ask_for, roleName=role)
            assert error.value.response["Error"] == {"Message": "No access", "Code": "ForbiddenException"}
            assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403


@pytest.mark.parametrize(
    ("account_id", "refusal"),
    [
        ("999999999999", (403, "ForbiddenException")),
        ("123", (400, "InvalidRequestException")),
        ("", (400, "InvalidRequestException")),
    ],
)
def test_accounts_that_are_not_ours(account_id: str, refusal: tuple[int, str]) -> None:
    with fake_center() as center:
        for path in ("/assignment/roles", "/federation/credentials"):
            url = f"{center.url}{path}?account_id={account_id}&role_name=Billing"
            assert refused(ask(url, headers=sign_in(center).bearer))[:2] == refusal


@pytest.mark.parametrize("status", [403, 404, 500])
def test_accounts_whose_roles_cannot_be_listed(status: int) -> None:
    with fake_center(failing_accounts=(("333344445555", status),)) as center:
        bearer = sign_in(center).bearer
        answers = [
            ask(f"{center.url}/assignment/roles?account_id={account.id}", headers=bearer)
            for account in center.organization
        ]
        assert [answer.status for answer in answers] == [status] + [200] * 11


# Tokens that the portal does not take.


@pytest.mark.parametrize("behaviour", [Behaviour(dead_tokens=True), Behaviour(wrong_region=True)])
def test_tokens_are_dead_where_that_is_ordered(behaviour: Behaviour) -> None:
    with fake_center() as center:
        bearer = sign_in(center).bearer
        assert ask(f"{center.url}/assignment/accounts", headers=bearer).status == 200
        center.set_behaviour(behaviour)
        answer = ask(f"{center.url}/assignment/accounts", headers=bearer)
        assert refused(answer) == (401, "UnauthorizedException", "Session token not found or invalid")


def test_no_token_a_foreign_token_and_an_old_token() -> None:
    clock = FalseClock()
    with fake_center(clock=clock, access_token_lifetime=60) as center:
        url, bearer = f"{center.url}/assignment/accounts", sign_in(center).bearer
        assert ask(url).status == 401
        assert ask(url, headers={"x-amz-sso_bearer_token": "aoa:junk"}).status == 401
        assert ask(url, headers=bearer).status == 200
        clock.advance(60)
        assert ask(url, headers=bearer).status == 401


def test_logout_ends_the_session_and_no_other_one() -> None:
    with fake_center() as center, boto_client(center, "sso") as sso:
        mine, other = sign_in(center), sign_in(center)
        sso.logout(accessToken=mine.access_token)
        assert not center.knows_token(mine.access_token)
        assert center.knows_token(other.access_token)
        with pytest.raises(sso.exceptions.UnauthorizedException):
            sso.list_accounts(accessToken=mine.access_token)
        assert refresh(center, mine).json["error"] == "invalid_grant"
        assert refresh(center, other).status == 200
        assert center.requests.count("Logout") == 1


def test_a_logout_that_fails_revokes_nothing() -> None:
    with fake_center(logout_fails=True) as center:
        signed_in = sign_in(center)
        assert ask(f"{center.url}/logout", "POST", headers=signed_in.bearer).status == 500
        assert center.knows_token(signed_in.access_token)


def test_wrong_methods_are_405() -> None:
    with fake_center() as center:
        assert refused(ask(f"{center.url}/assignment/accounts", "POST"))[:2] == (
            405,
            "MethodNotAllowedException",
        )


def test_the_organization_changes_at_a_given_call() -> None:
    before = Organization.of(("111111111111", "a", None, ["R"]))
    after = before.with_role("111111111111", "S")
    with fake_center(before, changes=(Change(after, "ListAccounts", nth=2),)) as center:
        bearer = sign_in(center).bearer
        seen = []
        for _ in range(2):
            ask(f"{center.url}/assignment/accounts", headers=bearer)
            roles = ask(f"{center.url}/assignment/roles?account_id=111111111111", headers=bearer).json[
                "roleList"
            ]
            seen.append([role["roleName"] for role in roles])
        assert seen == [["R"], ["R", "S"]]
        center.set_behaviour(Behaviour())
        center.set_organization(before.without_role("111111111111", "R"))
        assert (
            ask(f"{center.url}/assignment/roles?account_id=111111111111", headers=bearer).json["roleList"]
            == []
        )
