"""The real botocore against the fake: what AWS may answer, and what we make of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ssoswitch.aws.clients import Clients
from ssoswitch.aws.identity_center import BotoIdentityCenter
from ssoswitch.core.pkce import REGISTERED_REDIRECT_URI
from ssoswitch.core.profile_forms import ROLE_NAME
from ssoswitch.demo.behaviour import Behaviour, Fault, RateLimit
from ssoswitch.demo.identity_center import FakeIdentityCenter
from ssoswitch.demo.organization import Organization
from ssoswitch.model.errors import (
    AccessDenied,
    RequestRefused,
    ServiceFault,
    SignInNeeded,
    SsoswitchError,
    Throttled,
    Unreachable,
)
from ssoswitch.model.token import GRANT_AUTHORIZATION_CODE, GRANT_REFRESH_TOKEN, ClientRegistration, Secret
from tests.support.fake_center import fake_center, sign_in
from tests.support.signing_in import environment_for, session_of

SCOPES = ("sso:account:access",)


@pytest.fixture
def center() -> Iterator[FakeIdentityCenter]:
    with fake_center() as running:
        yield running


@pytest.fixture
def ours(center: FakeIdentityCenter, tmp_path: Path) -> BotoIdentityCenter:
    return BotoIdentityCenter(Clients(environment_for(center, tmp_path)), session_of(center))


@pytest.fixture
def token(center: FakeIdentityCenter) -> Secret:
    return Secret(sign_in(center).access_token)


def register(ours: BotoIdentityCenter, **fields: Any) -> ClientRegistration:
    asked: dict[str, Any] = {
        "grant_types": (),
        "scopes": SCOPES,
        "redirect_uris": (),
        "issuer_url": "",
        **fields,
    }
    return ours.register_client(**asked)


def test_a_device_sign_in(center: FakeIdentityCenter, ours: BotoIdentityCenter) -> None:
    registration = register(ours)
    assert registration.expires_at > 0
    authorization = ours.start_device_authorization(registration, center.start_url)
    assert authorization.user_code in authorization.verification_uri_complete
    assert "#/device" in authorization.verification_uri_complete
    assert (authorization.interval, authorization.expires_in) == (1, 600)
    grant = ours.redeem_device_code(registration, authorization.device_code)
    assert grant.expires_in == 3600
    assert grant.refresh_token is not None
    again = ours.redeem_refresh_token(registration, grant.refresh_token)
    assert center.knows_token(again.access_token.reveal())
    ours.logout(again.access_token)
    assert not center.knows_token(again.access_token.reveal())
    for hidden in (grant, registration, authorization):
        assert "demo-secret" not in repr(hidden)


def test_without_scopes_a_token_lives_eight_hours_and_is_not_refreshed(
    center: FakeIdentityCenter, ours: BotoIdentityCenter
) -> None:
    registration = register(ours, scopes=())
    device_code = ours.start_device_authorization(registration, center.start_url).device_code
    grant = ours.redeem_device_code(registration, device_code)
    assert (grant.expires_in, grant.refresh_token) == (8 * 3600, None)


def test_a_pkce_registration_is_sent_whole(center: FakeIdentityCenter, ours: BotoIdentityCenter) -> None:
    register(
        ours,
        grant_types=(GRANT_AUTHORIZATION_CODE, GRANT_REFRESH_TOKEN),
        redirect_uris=(REGISTERED_REDIRECT_URI,),
        issuer_url=center.start_url,
    )
    assert [record.status for record in center.requests] == [200]


@pytest.mark.parametrize(
    ("approval", "slug"), [("page", "authorization_pending"), ("denied", "access_denied")]
)
def test_an_unanswered_and_a_refused_code(tmp_path: Path, approval: str, slug: str) -> None:
    with fake_center(approval=approval) as center:
        ours = BotoIdentityCenter(Clients(environment_for(center, tmp_path)), session_of(center))
        registration = register(ours)
        authorization = ours.start_device_authorization(registration, center.start_url)
        with pytest.raises(RequestRefused) as caught:
            ours.redeem_device_code(registration, authorization.device_code)
    assert caught.value.slug == slug


def test_a_forgotten_client(center: FakeIdentityCenter, ours: BotoIdentityCenter) -> None:
    registration = register(ours)
    center.forget_registrations()
    with pytest.raises(RequestRefused) as caught:
        ours.start_device_authorization(registration, center.start_url)
    assert caught.value.slug == "invalid_client"


def test_pages_are_asked_for_a_hundred_at_a_time(tmp_path: Path) -> None:
    with fake_center(Organization.sample(230)) as center:
        ours = BotoIdentityCenter(Clients(environment_for(center, tmp_path)), session_of(center))
        token = Secret(sign_in(center).access_token)
        pages = [ours.list_accounts(token)]
        while pages[-1].next_token:
            pages.append(ours.list_accounts(token, pages[-1].next_token))
        asked = [record.params["max_result"] for record in center.requests if record.call == "ListAccounts"]
    assert [len(page.accounts) for page in pages] == [100, 100, 30]
    assert asked == ["100", "100", "100"]


ODD = Organization.of(
    ("000000000001", None, None, ()),
    ("333344445555", "\x1b]0;x\x07evil\u202e", "a\x9bb@example.com",
     ("Admin", "Has Blank", "bad\x1bname", "a+b=c,d.e@f-g_h")),
    ("12345", "too short", None, ("Admin",)),
    ("12345678901x", "not digits", None, ("Admin",)),
)  # fmt: skip


def test_odd_names_and_ids(tmp_path: Path) -> None:
    with fake_center(ODD) as center:
        ours = BotoIdentityCenter(Clients(environment_for(center, tmp_path)), session_of(center))
        token = Secret(sign_in(center).access_token)
        accounts = ours.list_accounts(token)
        roles = ours.list_account_roles(token, "333344445555")
        none = ours.list_account_roles(token, "000000000001")
    assert [account.account_id for account in accounts.accounts] == ["000000000001", "333344445555"]
    assert accounts.left_out == 2
    assert (accounts.accounts[0].name, accounts.accounts[0].email) == ("", "")
    assert accounts.accounts[1].name == "\\x1b]0;x\\x07evil\\u202e"
    assert accounts.accounts[1].email == "a\\x9bb@example.com"
    assert (roles.role_names, roles.left_out) == (("Admin", "a+b=c,d.e@f-g_h"), 2)
    assert (none.role_names, none.next_token, none.left_out) == ((), None, 0)


@pytest.mark.parametrize("name", ["", "a b", "ä", "x" * 65, "a/b", "a\n", "²"])
def test_what_iam_would_not_call_a_role(name: str) -> None:
    assert ROLE_NAME.fullmatch(name) is None


def test_role_credentials(center: FakeIdentityCenter, ours: BotoIdentityCenter, token: Secret) -> None:
    account = center.organization.accounts[0]
    credentials = ours.get_role_credentials(token, account.id, account.roles[0])
    assert credentials.access_key_id.reveal().startswith("ASIA")
    assert abs(credentials.expires_at - credentials.expires_at // 1) < 1  # seconds, not milliseconds
    assert credentials.expires_at < 10_000_000_000
    assert "demo-secret" not in repr(credentials)
    with pytest.raises(AccessDenied, match="No access"):
        ours.get_role_credentials(token, account.id, "NotMine")


CALLS: dict[str, Callable[[BotoIdentityCenter, Secret], object]] = {
    "ListAccounts": lambda ours, token: ours.list_accounts(token),
    "ListAccountRoles": lambda ours, token: ours.list_account_roles(token, "333344445555"),
    "GetRoleCredentials": lambda ours, token: ours.get_role_credentials(token, "333344445555", "Billing"),
    "RegisterClient": lambda ours, token: register(ours),
}


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("429", Throttled),
        ("500", ServiceFault),
        ("503", ServiceFault),
        ("html", ServiceFault),
        ("empty", ServiceFault),
        ("garbage", ServiceFault),
        ("reset", Unreachable),
        ("cut", Unreachable),
    ],
)
def test_trouble_at_each_call(
    center: FakeIdentityCenter,
    ours: BotoIdentityCenter,
    token: Secret,
    call: str,
    kind: str,
    error: type[SsoswitchError],
) -> None:
    center.set_behaviour(Behaviour(approval="automatic", faults=(Fault(call, kind),)))  # type: ignore[arg-type]  # a kind of the table
    with pytest.raises(error) as caught:
        CALLS[call](ours, token)
    assert "demo-secret" not in str(caught.value)
    assert caught.value.__cause__ is None
    CALLS[call](ours, token)  # and the next one is none the worse


@pytest.mark.parametrize(
    ("kind", "error"), [("401", SignInNeeded), ("403", AccessDenied), ("400", RequestRefused)]
)
def test_refusals_of_the_portal(
    center: FakeIdentityCenter,
    ours: BotoIdentityCenter,
    token: Secret,
    kind: str,
    error: type[SsoswitchError],
) -> None:
    center.set_behaviour(Behaviour(approval="automatic", faults=(Fault("ListAccounts", kind),)))  # type: ignore[arg-type]  # a kind of the table
    with pytest.raises(error):
        ours.list_accounts(token)


def test_a_throttled_answer_names_its_wait(tmp_path: Path) -> None:
    with fake_center(rate_limit=RateLimit(0.001, 0, retry_after=3)) as center:
        ours = BotoIdentityCenter(Clients(environment_for(center, tmp_path)), session_of(center))
        with pytest.raises(Throttled) as caught:
            ours.list_accounts(Secret("t"))
    assert caught.value.retry_after == 3


def test_a_log_out_with_an_empty_answer_passes(
    center: FakeIdentityCenter, ours: BotoIdentityCenter, token: Secret
) -> None:
    ours.logout(token)
    with pytest.raises(SignInNeeded):
        ours.list_accounts(token)


def test_a_token_that_is_none(ours: BotoIdentityCenter) -> None:
    with pytest.raises(SsoswitchError):
        ours.list_accounts(Secret(""))
    with pytest.raises(SsoswitchError):
        ours.list_accounts(Secret("line\nbreak"))
