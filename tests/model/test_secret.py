"""A secret shows itself nowhere, whatever prints, logs, copies or compares it; and what holds secrets neither."""

from __future__ import annotations

import copy
import dataclasses
import io
import json
import logging
import pickle
import traceback
from typing import get_type_hints

import pytest

from ssoswitch.core.pkce import Redirect
from ssoswitch.model import events, token
from ssoswitch.model.events import BrowserSignInStarted, SignedIn, TokenAdopted
from ssoswitch.model.secret import HIDDEN, Secret, without_secrets
from ssoswitch.model.token import (
    AccessToken,
    ClientRegistration,
    DeviceAuthorization,
    RoleCredentials,
    TokenGrant,
)

CANARY = "canary-4711"
SECRET = Secret(CANARY)
CLIENT = ClientRegistration("id", SECRET, 1.0)
TOKEN = AccessToken("https://x", "eu-west-1", SECRET, 1.0, CLIENT, SECRET, {"idToken": CANARY})
HOLDERS = (
    SECRET, CLIENT, TOKEN, TokenGrant(SECRET, 1.0, SECRET), DeviceAuthorization(SECRET, "AB", "u", "v", 1.0, 1.0),
    RoleCredentials("1", "r", SECRET, SECRET, SECRET, 1.0), SignedIn(TOKEN), TokenAdopted(TOKEN, True),
    BrowserSignInStarted(SECRET, 1, 1.0), Redirect(200, code=SECRET),
)  # fmt: skip


@pytest.mark.parametrize("value", HOLDERS, ids=lambda value: type(value).__name__)
def test_nothing_that_prints_it_shows_it(value: object) -> None:
    log = io.StringIO()
    logger = logging.getLogger("tests.secret")
    logger.addHandler(handler := logging.StreamHandler(log))
    try:
        logger.error("%s %r %s", value, value, [value])
    finally:
        logger.removeHandler(handler)
    said = [
        repr(value),
        str(value),
        f"{value}",
        f"{value!r:>40}",
        str([value]),
        str({"a": (value,)}),
        log.getvalue(),
    ]
    for text in (*said, repr(copy.deepcopy(value)), repr(copy.copy(value))):
        assert CANARY not in text
        assert HIDDEN in text
    with pytest.raises(TypeError):
        pickle.dumps(value)
    with pytest.raises(TypeError):
        json.dumps(value)


def test_nor_do_its_parts_nor_what_failed_with_it() -> None:
    assert CANARY not in repr(dataclasses.astuple(dataclasses.make_dataclass("D", ["s"])(SECRET)))
    assert CANARY not in f"{SECRET:>10}" + "{}".format(SECRET) + "%s" % (SECRET,)  # noqa: UP031, UP032  (each way to format is meant)
    try:
        raise ValueError(SECRET, TOKEN)
    except ValueError as error:
        assert CANARY not in "".join(traceback.format_exception(error))
    assert not hasattr(SECRET, "__dict__")
    assert CANARY not in repr(vars(Secret))


def test_it_is_compared_by_its_text_whatever_is_in_that() -> None:
    assert Secret("a") == Secret("a") != Secret("b")
    assert Secret("\ud800") != Secret("\x00é")
    assert len({Secret("a"), Secret("a"), Secret("b")}) == 2
    assert Secret("a") != "a"
    assert not Secret("")


def test_what_is_secret_by_its_name_is_held_as_one() -> None:
    """A field of a value that is a token, a code or a key by its name holds a Secret and no text."""
    secret_names = (
        "access_token",
        "refresh_token",
        "client_secret",
        "device_code",
        "secret_access_key",
        "session_token",
    )
    found = 0
    for kind in [*vars(token).values(), *vars(events).values()]:
        if not isinstance(kind, type) or not kind.__module__.startswith("ssoswitch.model"):
            continue
        for name, hint in get_type_hints(kind).items():
            if name in secret_names:
                found += 1
                assert "Secret" in str(hint), (kind, name)
    assert found >= 7


def test_it_is_taken_out_of_what_somebody_else_wrote_for_as_long_as_it_lives() -> None:
    held = [Secret("aoa/Long+token:1"), Secret("aoa/Long+token:1 and more"), Secret("short"), Secret("")]
    said = "bad aoa/Long+token:1 and more, short, aoa/Long+token:1! aoa%2FLong%2Btoken%3A1"
    assert without_secrets(said) == "bad ***, short, ***! ***"
    held.pop(0)
    assert "aoa/Long+token:1!" in without_secrets(said)
    again = Secret(held[0].reveal())  # equal, and lives longer
    held.clear()
    assert without_secrets(f"x {again.reveal()} x") == "x *** x"
    half = Secret("\ud800-half-of-a-pair")
    assert without_secrets("100 %: \ud800-half-of-a-pair") == "100 %: ***"
    assert half
