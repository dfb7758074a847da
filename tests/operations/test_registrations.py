"""What a refused request on the way to a token means, and which registration serves."""

from __future__ import annotations

from pathlib import Path

import pytest

from ssoswitch.model.errors import RequestRefused, SignInError, SignInRefused, WrongRegion
from ssoswitch.model.sso_session import SsoSession
from ssoswitch.model.token import GRANT_AUTHORIZATION_CODE, GRANT_DEVICE_CODE
from ssoswitch.operations.connect import Connections
from ssoswitch.operations.registrations import drop_registration, refusal, registration_for
from tests.support.fake_center import fake_center
from tests.support.signing_in import environment_for, session_of

CORP = SsoSession("corp", "https://acme.awsapps.com/start", "eu-west-1", ("a:b",))


@pytest.mark.parametrize(
    ("slug", "kind", "words"),
    [
        ("invalid_request", WrongRegion, "may not be in eu-west-1"),
        ("invalid_grant", WrongRegion, "may not be in eu-west-1"),
        ("invalid_scope", SignInRefused, "scopes were: a:b"),
        ("invalid_client", SignInRefused, "registered anew"),
        ("unauthorized_client", SignInRefused, "registered anew"),
        ("access_denied", SignInRefused, "The portal said no (access_denied)"),
        ("invalid_redirect_uri", SignInRefused, "AWS refused to x"),
    ],
)
def test_each_refusal_has_its_sentence(slug: str, kind: type[SignInError], words: str) -> None:
    found = refusal(CORP, RequestRefused("AWS refused to x.", slug=slug))
    assert type(found) is kind
    assert words in found.message
    assert found.hint


def test_kept_until_it_is_dropped(tmp_path: Path) -> None:
    with fake_center() as center:
        env, session = environment_for(center, tmp_path), session_of(center)
        connections = Connections(env)
        for grant_type in (GRANT_AUTHORIZATION_CODE, GRANT_DEVICE_CODE):
            first = registration_for(env, connections, session, grant_type)
            again = registration_for(env, connections, session, grant_type)
            assert (first.kept, again.kept) == (False, True)
            assert again.registration.client_id == first.registration.client_id
            assert again.registration.grant_types == (grant_type, "refresh_token")
        drop_registration(env, session, GRANT_DEVICE_CODE)
        assert not registration_for(env, connections, session, GRANT_DEVICE_CODE).kept
        assert registration_for(env, connections, session, GRANT_AUTHORIZATION_CODE).kept
        assert center.requests.count("RegisterClient") == 3


def test_one_that_cannot_be_kept_serves_all_the_same(tmp_path: Path) -> None:
    with fake_center() as center:
        env, session = environment_for(center, tmp_path), session_of(center)
        env.sso_cache.parent.mkdir(parents=True)
        env.sso_cache.write_text("in the way")
        found = registration_for(env, Connections(env), session, GRANT_DEVICE_CODE)
        drop_registration(env, session, GRANT_DEVICE_CODE)
    assert found.registration.client_id
