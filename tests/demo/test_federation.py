"""The console's sign-in host: a sign-in token for role keys, by GET and by POST, and the page behind the link."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest

from ssoswitch.demo.behaviour import Behaviour
from ssoswitch.demo.identity_center import FakeIdentityCenter
from ssoswitch.demo.organization import Organization
from tests.demo.test_sts import DEPLOY, role_keys
from tests.support.environments import FalseClock
from tests.support.fake_center import Answer, ask, boto_client, fake_center, post_form


def session_of(keys: dict[str, str]) -> str:
    return json.dumps(
        {
            "sessionId": keys["aws_access_key_id"],
            "sessionKey": keys["aws_secret_access_key"],
            "sessionToken": keys["aws_session_token"],
        }
    )


def sign_in_token(center: FakeIdentityCenter, session: str, **more: str) -> Answer:
    return post_form(f"{center.url}/federation", Action="getSigninToken", Session=session, **more)


def login(
    center: FakeIdentityCenter, token: str, destination: str = "https://console.aws.amazon.com/s3"
) -> Answer:
    query = {
        "Action": "login",
        "Issuer": center.start_url,
        "Destination": destination,
        "SigninToken": token,
    }
    return ask(f"{center.url}/federation?{urlencode(query)}")


def test_by_form_and_by_query() -> None:
    with fake_center() as center:
        session = session_of(role_keys(center))
        posted = sign_in_token(center, session).json["SigninToken"]
        query = urlencode({"Action": "getSigninToken", "Session": session})
        got = ask(f"{center.url}/federation?{query}").json["SigninToken"]
        for token in (posted, got):
            page = login(center, token)
            assert page.status == 200
            for word in ("payments-prod", "333344445555", "Billing", "https://console.aws.amazon.com/s3"):
                assert word in page.text
        assert center.requests.count("GetSigninToken") == center.requests.count("ConsoleLogin") == 2


def test_the_log_holds_no_secret_of_it() -> None:
    with fake_center() as center:
        login(center, sign_in_token(center, session_of(role_keys(center))).json["SigninToken"])
        assert "demo-secret-" not in repr(list(center.requests))


@pytest.mark.parametrize("session", ["", "{", "[]", '"x"', "{}", '{"sessionId": "ASIAUNKNOWN"}'])
def test_sessions_that_are_none(session: str) -> None:
    with fake_center() as center:
        answer = sign_in_token(center, session)
        assert (answer.status, answer.headers["content-type"]) == (400, "text/html; charset=utf-8")


def test_keys_that_are_over_or_mixed_up() -> None:
    clock = FalseClock()
    with fake_center(clock=clock, role_credentials_lifetime=60) as center:
        keys, other = role_keys(center), role_keys(center, "ReadOnlyAccess")
        mixed = {**keys, "aws_session_token": other["aws_session_token"]}
        assert sign_in_token(center, session_of(mixed)).status == 400
        assert sign_in_token(center, session_of(keys)).status == 200
        clock.advance(60)
        assert sign_in_token(center, session_of(keys)).status == 400


@pytest.mark.parametrize(
    ("duration", "status"), [("900", 200), ("43200", 200), ("60", 400), ("x", 400), ("", 400)]
)
def test_a_session_duration(duration: str, status: int) -> None:
    with fake_center() as center:
        answer = sign_in_token(center, session_of(role_keys(center)), SessionDuration=duration)
        assert answer.status == status


def test_chained_keys_take_no_session_duration() -> None:
    with fake_center() as center:
        with boto_client(center, "sts", **role_keys(center)) as sts:
            got = sts.assume_role(RoleArn=DEPLOY, RoleSessionName="me")["Credentials"]
        session = json.dumps(
            {
                "sessionId": got["AccessKeyId"],
                "sessionKey": got["SecretAccessKey"],
                "sessionToken": got["SessionToken"],
            }
        )
        with_duration = sign_in_token(center, session, SessionDuration="900")
        assert with_duration.status == 400 and "Invalid credentials parameter" in with_duration.text
        assert sign_in_token(center, session).status == 200
        center.set_behaviour(Behaviour(approval="automatic", refuse_session_duration=True))
        session = session_of(role_keys(center))
        assert sign_in_token(center, session, SessionDuration="900").status == 400
        assert sign_in_token(center, session).status == 200


def test_a_link_is_good_for_a_quarter_of_an_hour() -> None:
    clock = FalseClock()
    with fake_center(clock=clock) as center:
        token = sign_in_token(center, session_of(role_keys(center))).json["SigninToken"]
        assert login(center, "x").status == 400
        clock.advance(899)
        assert login(center, token).status == 200
        clock.advance(1)
        assert login(center, token).status == 400


def test_names_and_destinations_are_escaped_on_the_page() -> None:
    organization = Organization.of(("333344445555", "<script>alert(1)</script>", None, ["Billing"]))
    with fake_center(organization) as center:
        token = sign_in_token(center, session_of(role_keys(center))).json["SigninToken"]
        page = login(center, token, '"><img src=x onerror=alert(2)>').text
        assert "<script>alert" not in page and "<img" not in page
        assert "&lt;script&gt;alert(1)" in page and "&lt;img" in page
