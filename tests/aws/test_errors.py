"""Every way in which AWS, or the road to it, can fail has a name and a sentence."""

from __future__ import annotations

from typing import Any

import pytest
from botocore import exceptions
from botocore.exceptions import ClientError
from botocore.parsers import ResponseParserError

from ssoswitch.aws.errors import retry_after, translate
from ssoswitch.model.errors import (
    AccessDenied,
    ClockSkew,
    InvalidValue,
    NotThere,
    RequestRefused,
    ServiceFault,
    SignInNeeded,
    SsoswitchError,
    Throttled,
    Unreachable,
)
from tests.support.environments import NOW


def answer(status: int, code: str = "", headers: dict[str, str] | None = None, **more: Any) -> ClientError:
    response: dict[str, Any] = {
        "Error": {"Code": code, "Message": more.pop("message", "")},
        "ResponseMetadata": {"HTTPStatusCode": status, "HTTPHeaders": headers or {}},
        **more,
    }
    return ClientError(response, "Call")


def said(error: BaseException, service: str = "sso") -> SsoswitchError:
    return translate(error, "list the accounts", service=service, now=NOW)


@pytest.mark.parametrize(
    ("error", "service", "kind"),
    [
        (
            answer(401, "UnauthorizedException", message="Session token not found or invalid"),
            "sso",
            SignInNeeded,
        ),
        (answer(403, "ForbiddenException", message="No access"), "sso", AccessDenied),
        (answer(404, "ResourceNotFoundException"), "sso", NotThere),
        (answer(302, "302"), "sso", ServiceFault),
        (answer(400, "InvalidRequestException", message="ResultSize"), "sso", RequestRefused),
        (answer(429, "TooManyRequestsException", message="HTTP 429 Unknown Code"), "sso", Throttled),
        (answer(400, "ThrottlingException"), "sts", Throttled),
        (answer(500, "InternalServerException"), "sso", ServiceFault),
        (answer(503, ""), "sso-oidc", ServiceFault),
        (answer(429, ""), "sso-oidc", Throttled),
        (answer(401, "InvalidClientException", error="invalid_client"), "sso-oidc", RequestRefused),
        (answer(401, "401", {"content-type": "text/html"}), "sso", ServiceFault),
        (exceptions.EndpointConnectionError(endpoint_url="https://h.example/x"), "sso", Unreachable),
        (exceptions.ConnectTimeoutError(endpoint_url="https://h.example/x"), "sso", Unreachable),
        (exceptions.ReadTimeoutError(endpoint_url="https://h.example/x"), "sso", Unreachable),
        (exceptions.ConnectionClosedError(endpoint_url="https://h.example/x"), "sso", Unreachable),
        (exceptions.SSLError(endpoint_url="https://h.example/x", error="bad"), "sso", Unreachable),
        (exceptions.ProxyConnectionError(proxy_url="http://u:secret@p:1"), "sso", Unreachable),
        (exceptions.IncompleteReadError(actual_bytes=1, expected_bytes=2), "sso", ServiceFault),
        (ResponseParserError("Unable to parse: aoa-token"), "sso", ServiceFault),
        (exceptions.ParamValidationError(report="secret"), "sso", InvalidValue),
        (ConnectionResetError("reset"), "sso", Unreachable),
        (AttributeError("'list' object has no attribute 'get'"), "sso", ServiceFault),
    ],
)
def test_each_has_its_name(error: BaseException, service: str, kind: type[SsoswitchError]) -> None:
    found = said(error, service)
    assert type(found) is kind
    assert "list the accounts" in found.message
    assert found.message.endswith((".", "changed."))
    assert "secret" not in str(found)
    assert "aoa" not in str(found)


def test_ours_pass() -> None:
    mine = Throttled("slow")
    assert said(mine) is mine


@pytest.mark.parametrize(
    ("response", "slug"),
    [
        (
            answer(400, "AuthorizationPendingException", error="authorization_pending"),
            "authorization_pending",
        ),
        (answer(400, "AuthorizationPendingException"), "authorization_pending"),
        (answer(400, "InvalidGrantException"), "invalid_grant"),
        (answer(400, "com.amazonaws.sso#SlowDownException"), "slow_down"),
        (answer(400, "400"), ""),
    ],
)
def test_oidcs_own_word(response: ClientError, slug: str) -> None:
    found = said(response, "sso-oidc")
    assert isinstance(found, RequestRefused)
    assert found.slug == slug


def test_oidcs_description_is_told_and_cleaned() -> None:
    found = said(
        answer(400, "X", error="invalid_request", error_description="bad\x1b[31m start url."), "sso-oidc"
    )
    assert found.message == "AWS refused to list the accounts: invalid_request – bad\\x1b[31m start url."


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "Fri, 15 Jan 2027 08:00:30 GMT"}, 30.0),
        ({"retry-after": "Fri, 15 Jan 2027 07:00:00 GMT"}, 0.0),
        ({"retry-after": "Fri, 15 Jan 2027 09:00:05 GMT", "date": "Fri, 15 Jan 2027 09:00:00 GMT"}, 5.0),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "9" * 400}, 3600.0),
        ({"x-amz-retry-after": "1500"}, 1.5),
        ({"x-amz-retry-after": "x"}, None),
    ],
)
def test_the_wait_that_is_asked_for(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers, NOW) == seconds
    found = said(answer(429, "TooManyRequestsException", headers))
    assert isinstance(found, Throttled)
    assert found.retry_after == seconds


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (answer(403, "RequestTimeTooSkewed", {"date": "Fri, 15 Jan 2027 07:40:00 GMT"}), "20 min ahead"),
        (answer(403, "SignatureDoesNotMatch", {"date": "Fri, 15 Jan 2027 09:00:00 GMT"},
                message="Signature not yet current: 2"), "60 min behind"),
        (answer(403, "RequestExpired", {}), "clock is off"),
        (answer(403, "RequestExpired", {"date": "no date"}), "clock is off"),
    ],
)  # fmt: skip
def test_a_wrong_clock_is_named(error: ClientError, words: str) -> None:
    found = said(error, "sts")
    assert isinstance(found, ClockSkew)
    assert words in found.message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[Errno -2] Name or service not known", "its name is not known"),
        ("[Errno -3] Temporary failure in name resolution", "its name cannot be looked up"),
        ("[Errno 111] Connection refused", "the connection was refused"),
        ("[Errno 101] Network is unreachable", "the network is not there"),
        ("<object at 0x7f>", "no connection"),
    ],
)
def test_the_reason_is_in_plain_words(text: str, words: str) -> None:
    error = exceptions.EndpointConnectionError(
        endpoint_url="https://portal.example/x?account_id=1", error=text
    )
    found = said(error)
    assert words in found.message
    assert "portal.example" in found.message
    assert "account_id" not in found.message
