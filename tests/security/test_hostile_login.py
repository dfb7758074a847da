"""A sign-in by code at an Identity Center that answers anything: it ends, saves what is whole, and shows what is clean.

The waits pass on a false clock.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ssoswitch.disk.token_cache import TokenCache
from ssoswitch.model.errors import SsoswitchError
from ssoswitch.model.events import CodeIssued, LoginEvent, SignedIn, SignInWaited
from ssoswitch.model.sso_session import SsoSession
from ssoswitch.operations.connect import Connections
from ssoswitch.operations.login import login
from ssoswitch.operations.tokens import valid_token
from tests.security.test_hostile_answers import CALLS, TOKEN
from tests.support.anything import spoiled
from tests.support.environments import FalseClock, make_environment
from tests.support.hostile_portal import HostilePortal, Reply, hostile_portal
from tests.support.signing_in import SwiftStop

OBEYED = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
SESSION = SsoSession("corp", "https://x.awsapps.com/start", "eu-west-1")
TIMEOUT = 20.0
"""Seconds of the false clock; so many polls at most, one each second."""
SLUGS = (
    "authorization_pending", "slow_down", "expired_token", "access_denied", "invalid_grant", "invalid_client",
    "odd\x1b[2J", "",
)  # fmt: skip


def replies(document: object) -> st.SearchStrategy[Reply]:
    """The answer as it should be, every other time; else spoiled."""
    good = json.dumps(document).encode()
    return st.one_of(st.just(good), spoiled(document, most=2)).map(Reply)


refusals = st.builds(
    lambda slug, status: Reply(json.dumps({"error": slug, "error_description": slug}).encode(), status),
    st.sampled_from(SLUGS),
    st.sampled_from((400, 400, 401, 403, 429, 500)),
)
registered = replies(CALLS["RegisterClient"][1])
CODE = CALLS["StartDeviceAuthorization"][1]
issued = st.one_of(replies(CODE), replies({**CODE, "userCode": "AB\x1b[2J\u202e"}))
polls = st.lists(st.one_of(refusals, replies(TOKEN)), min_size=1, max_size=4)


@pytest.fixture(scope="module")
def portal() -> Iterator[HostilePortal]:
    with hostile_portal() as found:
        yield found


def answer(registration: Reply, code: Reply, tokens: Sequence[Reply], path: str, asked: list[str]) -> Reply:
    """What is said to that path; of the polls the last answer for good."""
    asked.append(path)
    if path.endswith("/client/register"):
        return registration
    if path.endswith("/device_authorization"):
        return code
    return tokens[min(sum(each.endswith("/token") for each in asked), len(tokens)) - 1]


def check_text(text: str) -> None:
    assert not {unicodedata.category(letter) for letter in text} & OBEYED, ascii(text)


def check_event(event: LoginEvent) -> None:
    """What the screen is given to show."""
    match event:
        case CodeIssued():
            for text in (event.user_code, event.verification_uri, event.verification_uri_complete):
                check_text(text)
            assert event.expires_in >= 0
        case SignInWaited():
            assert 0 <= event.remaining <= TIMEOUT
            check_text(event.trouble)


@settings(
    max_examples=12,
    derandomize=True,
    deadline=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.function_scoped_fixture,
        HealthCheck.data_too_large,
    ],
)
@given(registered, issued, polls)
def test_it_ends_and_saves_what_is_whole(
    portal: HostilePortal,
    tmp_path_factory: pytest.TempPathFactory,
    registration: Reply,
    code: Reply,
    tokens: list[Reply],
) -> None:
    clock = FalseClock()
    folder: Path = tmp_path_factory.mktemp("home")
    env = make_environment(folder, {"AWS_ENDPOINT_URL": portal.url, "NO_PROXY": "127.0.0.1"}, clock=clock)
    asked: list[str] = []
    portal.answer = lambda path: answer(registration, code, tokens, path, asked)
    connections, cache = Connections(env), TokenCache(env)
    error: SsoswitchError | None = None
    last: LoginEvent | None = None
    try:
        for last in login(env, connections, SESSION, method="code", timeout=TIMEOUT, stop=SwiftStop(clock)):
            check_event(last)
    except SsoswitchError as caught:
        error = caught
        check_text(caught.message)
        check_text(caught.hint)
    assert len(asked) <= 2 * TIMEOUT
    assert isinstance(last, SignedIn) == (error is None)
    token = cache.load(SESSION)
    if not isinstance(last, SignedIn):
        assert token is None
        return
    assert token is not None
    for each in ("access_token", "refresh_token", "start_url", "region"):
        assert getattr(token, each) == getattr(last.token, each)
    assert abs(token.expires_at - last.token.expires_at) <= 1
    saved = json.loads(cache.token_path(SESSION).read_bytes())
    assert None not in saved.values()
    assert {"accessToken", "expiresAt", "startUrl", "region"} <= set(saved)
    if token.expires_at > clock.time() + 900:
        assert valid_token(env, connections, SESSION) == token
