"""An Identity Center that answers anything at all: each call ends in a clean value or in one sentence of ours.

The whole way is the real one, with botocore and its parser in it.
"""

from __future__ import annotations

import json
import math
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ssoswitch.aws.caller_identity import RoleRequest, assume_role, get_caller_identity
from ssoswitch.aws.clients import Clients
from ssoswitch.aws.federation import sign_in_token
from ssoswitch.aws.identity_center import BotoIdentityCenter
from ssoswitch.core.token_file import format_date
from ssoswitch.model.errors import ServiceFault, SsoswitchError
from ssoswitch.model.identity_center import AccountPage, RolePage
from ssoswitch.model.sso_session import SsoSession
from ssoswitch.model.token import (
    ClientRegistration,
    DeviceAuthorization,
    RoleCredentials,
    Secret,
    TokenGrant,
)
from tests.support.anything import places, spoiled, with_value
from tests.support.environments import make_environment
from tests.support.hostile_portal import HostilePortal, Reply, hostile_portal

CLIENT = ClientRegistration("client", Secret("client-secret"), 2e9)
CREDENTIALS = RoleCredentials("111122223333", "Admin", Secret("AKIA"), Secret("key"), Secret("token"), 2e9)
TOKEN = {"accessToken": "a", "expiresIn": 3600, "refreshToken": "r", "tokenType": "Bearer", "idToken": "i"}


@dataclass(frozen=True, slots=True)
class World:
    """The client that asks, and what answers it."""

    portal: HostilePortal
    clients: Clients
    center: BotoIdentityCenter


CALLS: dict[str, tuple[Callable[[World], Any], Any]] = {
    "RegisterClient": (
        lambda w: w.center.register_client(grant_types=(), scopes=("x",), redirect_uris=(), issuer_url=""),
        {"clientId": "c", "clientSecret": "s", "clientIdIssuedAt": 1, "clientSecretExpiresAt": 1_900_000_000},
    ),
    "StartDeviceAuthorization": (
        lambda w: w.center.start_device_authorization(CLIENT, "https://x.awsapps.com/start"),
        {
            "deviceCode": "d",
            "userCode": "ABCD-EFGH",
            "verificationUri": "https://device.sso.eu-west-1.amazonaws.com/",
            "verificationUriComplete": "https://device.sso.eu-west-1.amazonaws.com/?user_code=ABCD-EFGH",
            "expiresIn": 600,
            "interval": 1,
        },
    ),
    "CreateToken (device)": (lambda w: w.center.redeem_device_code(CLIENT, Secret("d")), TOKEN),
    "CreateToken (code)": (
        lambda w: w.center.redeem_authorization_code(
            CLIENT, Secret("c"), Secret("v"), "http://127.0.0.1:1/x"
        ),
        TOKEN,
    ),
    "CreateToken (refresh)": (lambda w: w.center.redeem_refresh_token(CLIENT, Secret("r")), TOKEN),
    "ListAccounts": (
        lambda w: w.center.list_accounts(Secret("t")),
        {
            "accountList": [
                {"accountId": "111122223333", "accountName": "a", "emailAddress": "a@x"},
                {"accountId": "000000000001", "accountName": "b", "emailAddress": "b@x"},
            ],
            "nextToken": "n",
        },
    ),
    "ListAccountRoles": (
        lambda w: w.center.list_account_roles(Secret("t"), "111122223333"),
        {
            "roleList": [{"roleName": "Admin", "accountId": "111122223333"}, {"roleName": "x"}],
            "nextToken": "n",
        },
    ),
    "GetRoleCredentials": (
        lambda w: w.center.get_role_credentials(Secret("t"), "111122223333", "Admin"),
        {
            "roleCredentials": {
                "accessKeyId": "A",
                "secretAccessKey": "s",
                "sessionToken": "t",
                "expiration": 1_900_000_000_000,
            }
        },
    ),
    "Logout": (lambda w: w.center.logout(Secret("t")), {}),
    "GetSigninToken": (
        lambda w: sign_in_token(w.clients, CREDENTIALS, "eu-west-1"),
        {"SigninToken": "x" * 40},
    ),
}
OBEYED = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
ERROR = {"error": "invalid_grant", "error_description": "why", "message": "why", "__type": "X"}
IDENTITY = """<GetCallerIdentityResponse><GetCallerIdentityResult>
<Arn>{}</Arn><UserId>{}</UserId><Account>{}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"""
ASSUMED = """<AssumeRoleResponse><AssumeRoleResult><Credentials>
<AccessKeyId>{}</AccessKeyId><SecretAccessKey>k</SecretAccessKey><SessionToken>{}</SessionToken>
<Expiration>{}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>"""
XML: dict[str, tuple[Callable[[World], Any], str]] = {
    "GetCallerIdentity": (lambda w: get_caller_identity(w.clients, CREDENTIALS, "eu-west-1"), IDENTITY),
    "AssumeRole": (
        lambda w: assume_role(
            w.clients, CREDENTIALS, "eu-west-1", RoleRequest("arn:aws:iam::111122223333:role/x", "s")
        ),
        ASSUMED,
    ),
}
WORDS = st.one_of(
    st.text(st.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_characters="&<>"), max_size=12),
    st.sampled_from(
        [
            "111122223333",
            "2031-01-01T00:00:00Z",
            "99999-01-01",
            "&#x1b;[2J",
            "&#x9b;",
            "&#x202e;",
            "",
            "9" * 99,
        ]
    ),
)
FIELDS = (
    "0", "3", "1e9", "-1", "9" * 400, "9" * 5000, "\u00b2", "\u00b3x", "nan", "",
    "Sat, 01 Jan 99999999999999999999 00:00:00 GMT", "Sat, 01 Jan 0001 00:00:00 -0000",
    "Mon, 31 Dec 9999 23:59:59 -2359", "Wed, 21 Oct 2015 07:28:00 GMT",
)  # fmt: skip
HEADERS = st.fixed_dictionaries(
    {"Content-Type": st.sampled_from(["application/json", "text/html", "text/xml", ""])},
    optional={
        name: st.sampled_from(FIELDS)
        | st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=20)
        for name in ("Retry-After", "x-amz-retry-after", "Date", "x-amzn-ErrorType", "x-amzn-requestid")
    },
)
STATUSES = st.sampled_from([200, 201, 204, 301, 302, 400, 401, 403, 404, 418, 429, 500, 503, 599])
HARD = settings(
    max_examples=60,
    derandomize=True,
    deadline=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.function_scoped_fixture,
    ],
)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with hostile_portal() as portal:
        env = make_environment(
            tmp_path_factory.mktemp("home"), {"AWS_ENDPOINT_URL": portal.url, "NO_PROXY": "127.0.0.1"}
        )
        clients = Clients(env, read_timeout=5.0)
        session = SsoSession("corp", "https://x.awsapps.com/start", "eu-west-1")
        yield World(portal, clients, BotoIdentityCenter(clients, session))


def check_text(text: object) -> None:
    """Nothing in it does anything to a terminal. A letter that Python's tables do not know yet is one all the same."""
    assert isinstance(text, str)
    assert not {unicodedata.category(letter) for letter in text} & OBEYED, ascii(text)


def check_moment(moment: object) -> None:
    """A number that a date can be made of."""
    assert isinstance(moment, float)
    assert math.isfinite(moment), moment
    assert format_date(moment)


def check_value(value: Any) -> None:
    """What a call gives has the types that it promises."""
    match value:
        case AccountPage():
            for account in value.accounts:
                assert len(account.account_id) == 12 and account.account_id.isascii()
                assert account.account_id.isdecimal()
                check_text(account.name)
                check_text(account.email)
            assert value.next_token is None or isinstance(value.next_token, str)
        case RolePage():
            for name in value.role_names:
                check_text(name)
            assert value.next_token is None or isinstance(value.next_token, str)
        case ClientRegistration():
            check_moment(value.expires_at)
            assert isinstance(value.client_id, str)
            assert value.client_id
        case DeviceAuthorization():
            for text in (value.user_code, value.verification_uri, value.verification_uri_complete):
                check_text(text)
            check_moment(value.expires_in)
            check_moment(value.interval)
        case TokenGrant():
            check_moment(value.expires_in)
            assert value.access_token.reveal()
        case RoleCredentials():
            check_moment(value.expires_at)
            for secret in (value.access_key_id, value.secret_access_key, value.session_token):
                check_text(secret.reveal())
                assert secret.reveal().isascii()


def ask(world: World, call: Callable[[World], Any], reply: Reply) -> None:
    world.portal.reply = reply
    try:
        value = call(world)
    except SsoswitchError as error:
        check_text(error.message)
        check_text(error.hint)
        check_text(getattr(error, "slug", ""))
        wait = getattr(error, "retry_after", None)
        assert wait is None or 0 <= wait < math.inf
        assert len(error.message) < 2000
        return
    check_value(value)


@pytest.mark.parametrize("name", CALLS)
@HARD
@given(data=st.data())
def test_any_answer_of_any_types(world: World, name: str, data: st.DataObject) -> None:
    call, answer = CALLS[name]
    ask(world, call, Reply(data.draw(spoiled(answer))))


WRONG = (
    ...,
    None,
    "",
    "abc",
    [1],
    {"a": 1},
    True,
    -5,
    0.5,
    1e308,
    float("nan"),
    float("inf"),
    10**400,
    "\x1b[2J",
)


@pytest.mark.parametrize("name", CALLS)
def test_each_part_of_an_answer_missing_and_of_every_wrong_type(world: World, name: str) -> None:
    call, answer = CALLS[name]
    for place in places(answer):
        for value in WRONG:
            ask(world, call, Reply(json.dumps(with_value(answer, place, value)).encode()))


@pytest.mark.parametrize("name", [name for name in CALLS if name.startswith("CreateToken")])
def test_a_token_that_has_ended_before_it_came_is_refused_with_a_sentence(world: World, name: str) -> None:
    call, answer = CALLS[name]
    for seconds in (0, -5, -0.5, -(10**400)):
        world.portal.reply = Reply(json.dumps({**answer, "expiresIn": seconds}).encode())
        with pytest.raises(ServiceFault, match="made no sense"):
            call(world)
    world.portal.reply = Reply(json.dumps({**answer, "expiresIn": None}).encode())
    assert call(world).expires_in == 3600.0


HELD = {name: Secret(f"aoa/{name}+canary-4711") for name in ("access", "refresh", "client", "code", "key")}
QUOTING: dict[str, Callable[[World], Any]] = {
    "RegisterClient": CALLS["RegisterClient"][0],
    "StartDeviceAuthorization": CALLS["StartDeviceAuthorization"][0],
    "CreateToken": lambda w: w.center.redeem_refresh_token(CLIENT, HELD["refresh"]),
    "ListAccounts": lambda w: w.center.list_accounts(HELD["access"]),
    "ListAccountRoles": lambda w: w.center.list_account_roles(HELD["access"], "111122223333"),
    "GetRoleCredentials": lambda w: w.center.get_role_credentials(HELD["access"], "111122223333", "Admin"),
    "Logout": lambda w: w.center.logout(HELD["access"]),
    "GetSigninToken": CALLS["GetSigninToken"][0],
    **{name: call for name, (call, _) in XML.items()},
}


@pytest.mark.parametrize("name", QUOTING)
@pytest.mark.parametrize("status", [302, 400, 401, 403, 404, 409, 429, 500])
def test_an_error_that_quotes_what_it_was_sent_is_not_repeated(world: World, name: str, status: int) -> None:
    # So long in front that a cut would leave the half of a token.
    quoted = "x" * 190 + " ".join(secret.reveal() for secret in HELD.values())
    words = dict.fromkeys(("message", "error", "error_description", "__type"), quoted)
    xml = f"<E><Error><Code>{HELD['key'].reveal()}</Code><Message>{quoted[150:]}</Message></Error></E>"
    for body, kind in ((json.dumps(words), "application/json"), (xml, "text/xml")):
        headers = {"Content-Type": kind, "x-amzn-ErrorType": quoted[190:], "Location": "http://127.0.0.2:9/"}
        world.portal.reply = Reply(body.encode(), status, headers)
        with pytest.raises(SsoswitchError) as refused:
            QUOTING[name](world)
        assert (
            "aoa/" not in f"{refused.value.message}{refused.value.hint}{getattr(refused.value, 'slug', '')}"
        )


def test_nor_is_it_kept_where_it_comes_back_as_a_name(world: World) -> None:
    account = {
        "accountId": "111122223333",
        "accountName": f"a {HELD['access'].reveal()}",
        "emailAddress": HELD["key"].reveal(),
    }
    world.portal.reply = Reply(json.dumps({"accountList": [account]}).encode())
    (found,) = world.center.list_accounts(HELD["access"]).accounts
    assert (found.name, found.email) == ("a ***", "***")


@pytest.mark.parametrize("said", ["Signature expired: x", "\x1b]52;c;aGFja2Vk\x07", "[/x]", ""])
def test_each_odd_header_with_each_refusal(world: World, said: str) -> None:
    body = json.dumps(
        {"message": said, "error": said, "__type": f"X{said}", "error_description": said}
    ).encode()
    for call, _ in (CALLS["RegisterClient"], CALLS["ListAccounts"], CALLS["GetSigninToken"]):
        for status in (400, 401, 403, 429, 500):
            for name in ("Retry-After", "x-amz-retry-after", "Date", "x-amzn-ErrorType"):
                for value in FIELDS:
                    headers = {"Content-Type": "application/json", name: value}
                    ask(world, call, Reply(body, status, headers))


@pytest.mark.parametrize("name", CALLS)
@HARD
@given(data=st.data())
def test_any_refusal_with_any_headers(world: World, name: str, data: st.DataObject) -> None:
    call, _ = CALLS[name]
    ask(world, call, Reply(data.draw(spoiled(ERROR)), data.draw(STATUSES), data.draw(HEADERS)))


@pytest.mark.parametrize("name", XML)
@HARD
@given(words=st.tuples(WORDS, WORDS, WORDS), status=STATUSES, cut=st.integers(0, 400), headers=HEADERS)
def test_any_answer_of_sts(
    world: World, name: str, words: tuple[str, str, str], status: int, cut: int, headers: dict[str, str]
) -> None:
    call, form = XML[name]
    body = form.format(*words).encode()
    ask(world, call, Reply(body[:cut] if cut < 200 else body, status, headers))
