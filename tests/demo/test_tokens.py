"""The tokens look like real ones and are plain to see as false ones."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from ssoswitch.demo.tokens import SECRET_MARK, Mint, fingerprint, reserved_role_name

SHAPES: list[tuple[Callable[[Mint], str], str]] = [
    (Mint.access_token, r"aoa[\w+/-]{150,}:[\w+/-]{100,}"),
    (Mint.refresh_token, r"aor[\w+/-]{150,}:[\w+/-]{100,}"),
    (Mint.client_secret, r"eyJ[\w-]+\.[\w-]{800,}\.[\w-]+"),
    (Mint.device_code, r"[\w-]{60,100}"),
    (Mint.authorization_code, r"[\w-]{60,100}"),
    (Mint.sign_in_token, r"[\w-]{150,}"),
    (Mint.secret_access_key, r"[\w+/-]{40}"),
    (Mint.session_token, r"IQoJ[\w+/-]{300,}=="),
]


@pytest.mark.parametrize(("make", "shape"), SHAPES)
def test_every_secret_has_its_shape_and_the_mark(make: Callable[[Mint], str], shape: str) -> None:
    mint = Mint()
    first, second = make(mint), make(mint)
    assert re.fullmatch(shape, first)
    assert SECRET_MARK in first
    assert first != second


def test_access_tokens_hold_the_signs_that_break_naive_parsers() -> None:
    assert set(":+/") <= set(Mint().access_token())


def test_identifiers_have_their_shape_and_no_mark() -> None:
    mint = Mint()
    assert re.fullmatch(r"ASIA[A-Z0-9]{16}", mint.access_key_id())
    assert re.fullmatch(r"\w{22}", mint.client_id())
    assert re.fullmatch(r"[B-DF-HJ-NP-TV-XZ]{4}-[B-DF-HJ-NP-TV-XZ]{4}", mint.user_code())


def test_the_same_seed_gives_the_same_tokens() -> None:
    assert Mint(3).access_token() == Mint(3).access_token() != Mint(4).access_token()


def test_the_role_behind_a_permission_set() -> None:
    assert re.fullmatch(r"AWSReservedSSO_Billing_[0-9a-f]{16}", reserved_role_name("333344445555", "Billing"))


def test_a_fingerprint_tells_secrets_apart_and_shows_none() -> None:
    assert fingerprint("") == ""
    assert fingerprint("a") != fingerprint("b")
    assert re.fullmatch(r"[0-9a-f]{12}", fingerprint(SECRET_MARK))
