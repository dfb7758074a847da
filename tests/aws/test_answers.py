"""What passes for an answer of AWS's."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ssoswitch.aws.answers import MUST_HOLD, NotAnAnswer, check_answer


def check(call: str, content: bytes, status: int = 200) -> None:
    check_answer(SimpleNamespace(status_code=status, content=content), SimpleNamespace(name=call))


@pytest.mark.parametrize(
    ("call", "content"),
    [
        ("ListAccounts", b'{"accountList": []}'),
        ("ListAccounts", b'{"nextToken": null, "accountList": null}'),
        ("ListAccountRoles", b'{"roleList": [], "more": 1}'),
        ("CreateToken", b'{"accessToken": "x"}'),
        ("Logout", b""),
        ("Logout", b"  \n"),
        ("Logout", b"{}"),
        ("GetCallerIdentity", b"<xml/>"),
    ],
)
def test_aws_said_this(call: str, content: bytes) -> None:
    check(call, content)


@pytest.mark.parametrize("call", MUST_HOLD)
@pytest.mark.parametrize("content", [b"<html>Accept the terms</html>", b"[]", b'"x"', b"\xff", b"null"])
def test_aws_never_said_that(call: str, content: bytes) -> None:
    with pytest.raises(NotAnAnswer):
        check(call, content)


@pytest.mark.parametrize("call", [call for call, key in MUST_HOLD.items() if key])
@pytest.mark.parametrize("content", [b"", b"{}", b'{"status": "log in first"}'])
def test_nor_is_nothing_an_answer(call: str, content: bytes) -> None:
    with pytest.raises(NotAnAnswer):
        check(call, content)


def test_refusals_are_left_to_botocore() -> None:
    check("ListAccounts", b"<html>", 503)
