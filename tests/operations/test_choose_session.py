"""Which sso-session is meant, and what is said where nothing tells."""

from __future__ import annotations

from pathlib import Path

import pytest

from ssoswitch.model.errors import AmbiguousMatch, SessionNotFound
from ssoswitch.model.settings import Recollections
from ssoswitch.operations.choose_session import choose_session
from ssoswitch.operations.read_config import read_config
from tests.support.configs import inline, profile, session
from tests.support.environments import make_environment


def chosen(
    tmp_path: Path, config: str, *, name: str | None = None, last: str = "", **variables: str
) -> str | tuple[str, ...]:
    """The name of the session that is chosen; the candidates where nothing tells."""
    env = make_environment(tmp_path, variables, config=config)
    recollections = Recollections(last_session=last)
    try:
        return choose_session(read_config(env), env, recollections, name).name
    except AmbiguousMatch as error:
        return error.candidates


TWO = session("one") + session("two")


@pytest.mark.parametrize(
    ("config", "given", "result"),
    [
        (session("one"), {}, "one"),
        (TWO, {}, ("one", "two")),
        (TWO, {"name": "two"}, "two"),
        (TWO, {"last": "two"}, "two"),
        (TWO, {"last": "gone"}, ("one", "two")),
        (TWO, {"name": "one", "last": "two"}, "one"),
        (TWO + profile("p", "two"), {"AWS_PROFILE": "p"}, "two"),
        (TWO + profile("p", "two"), {"AWS_PROFILE": "p", "last": "one"}, "two"),
        (TWO + profile("p", "two"), {"AWS_PROFILE": "p", "name": "one"}, "one"),
        (TWO + profile("p", "two"), {"AWS_DEFAULT_PROFILE": "p"}, "two"),
        (
            TWO + profile("p", "two") + profile("q", "one"),
            {"AWS_PROFILE": "q", "AWS_DEFAULT_PROFILE": "p"},
            "one",
        ),
        (TWO, {"AWS_PROFILE": "missing"}, ("one", "two")),
        (TWO, {"AWS_PROFILE": "missing", "last": "one"}, "one"),
        (TWO, {"AWS_PROFILE": ""}, ("one", "two")),
        (TWO + profile("p", "gone"), {"AWS_PROFILE": "p"}, ("one", "two")),
        (TWO + "[profile p]\nregion = x\n", {"AWS_PROFILE": "p"}, ("one", "two")),
        # through source_profile, and a loop of them
        (
            TWO + profile("a", "two") + "[profile p]\nrole_arn = x\nsource_profile = a\n",
            {"AWS_PROFILE": "p"},
            "two",
        ),
        (
            TWO
            + "[profile a]\nrole_arn = x\nsource_profile = p\n[profile p]\nrole_arn = x\nsource_profile = a\n",
            {"AWS_PROFILE": "p"},
            ("one", "two"),
        ),
        # one that cannot be used counts only by its name
        (session("one") + "[sso-session bad]\nsso_region = x\n", {}, "one"),
        (session("one") + "[sso-session bad]\nsso_region = x\n", {"last": "bad"}, "one"),
        (session("one") + "[sso-session bad]\nsso_region = x\n", {"name": "bad"}, "bad"),
        # an inline profile of the same portal is the same sign-in to a person
        (session("one") + inline("old", "https://one.awsapps.com/start"), {}, "one"),
        (session("one") + inline("old", "https://one.awsapps.com/start/#/"), {}, "one"),
        (
            inline("old", "https://one.awsapps.com/start#")
            + session("corp", "https://one.awsapps.com/start"),
            {},
            "corp",
        ),
        (session("one") + inline("old", "https://other.awsapps.com/start"), {}, ("one", "other")),
        (session("one") + inline("old", "https://one.awsapps.com/start", "us-east-1"), {}, ("one", "one-2")),
        (TWO + inline("old", "https://one.awsapps.com/start"), {}, ("one", "two")),
        (inline("old", "https://one.awsapps.com/start"), {}, "one"),
        (
            session("corp", "https://one.awsapps.com/start") + inline("old", "https://one.awsapps.com/start"),
            {"AWS_PROFILE": "old"},
            "one",
        ),
        (
            session("corp", "https://one.awsapps.com/start") + inline("old", "https://one.awsapps.com/start"),
            {"name": "one"},
            "one",
        ),
    ],
)
def test_the_session_that_is_meant(
    tmp_path: Path, config: str, given: dict[str, str], result: str | tuple[str, ...]
) -> None:
    assert chosen(tmp_path, config, **given) == result


@pytest.mark.parametrize(
    ("config", "name", "message", "hint"),
    [
        ("", None, "There is no sso-session in", "ssoswitch session add"),
        ("", "corp", "There is no sso-session 'corp' in", "ssoswitch session add"),
        (TWO, "three", "There is no sso-session 'three' in", "There are: one, two."),
        (
            "[sso-session bad]\nsso_region = x\n",
            None,
            "can be used; bad: sso_start_url is missing",
            "session list",
        ),
    ],
)
def test_no_session(tmp_path: Path, config: str, name: str | None, message: str, hint: str) -> None:
    env = make_environment(tmp_path, config=config)
    with pytest.raises(SessionNotFound) as caught:
        choose_session(read_config(env), env, Recollections(), name)
    assert message in caught.value.message
    assert hint in caught.value.hint
