"""What botocore raises, as errors of `model.errors` with sentences for a person.

The shapes differ by service: the portal answers {"message", "__type"}, and a 403 that its model does not know; sso-oidc
answers {"error", "error_description"} and no message; STS answers XML.
"""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from ssoswitch.aws.answers import shown_text
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

OFFLINE_HINT = "Check the network, the VPN and HTTPS_PROXY, then try again."
UNCHANGED = "Nothing was changed."
KNOWN_STAYS = "What was known stays."
_NOT_AWS = "A proxy or a Wi-Fi sign-in page may have answered instead of AWS."
UNKNOWN_NAME = "its name is not known"
LONGEST_WAIT = 3600.0
"""Seconds: whoever asks for a longer wait is taken at an hour, which no wait of ours lasts."""
# "Your clock is off", as STS and SigV4 spell it.
_SKEW_CODES = frozenset({"RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture"})
_SKEW_MESSAGE = re.compile(r"[Ss]ignature (?:expired|not yet current)")
_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_THROTTLES = frozenset(
    {"TooManyRequestsException", "ThrottlingException", "Throttling", "SlowDown", "RequestLimitExceeded"}
)


def translate(
    error: BaseException, what: str, *, service: str, now: float, kept: str = UNCHANGED
) -> SsoswitchError:
    """The error of ours that `error` amounts to.

    `what` is what was asked, as it follows "AWS did not …": `list the accounts`. `service` is `sso`, `sso-oidc`, `sts`
    or `signin`; `now` the local clock in seconds since the epoch, against which the Date header shows a skew. `kept`
    says what is as it was, at the head of the hint.
    """
    translated = _translated(error, what, service, now)
    if kept and isinstance(translated, (Unreachable, ServiceFault, Throttled)):
        translated.hint = f"{kept} {translated.hint}"
    return translated


def _translated(error: BaseException, what: str, service: str, now: float) -> SsoswitchError:
    from botocore import exceptions, parsers

    if isinstance(error, SsoswitchError):
        return error
    if isinstance(error, exceptions.ClientError):
        return _of_answer(error.response, what, service, now)
    if isinstance(error, (exceptions.IncompleteReadError, exceptions.ResponseStreamingError)):
        return ServiceFault(f"The answer broke off when AWS was asked to {what}.", "Try again.")
    if isinstance(error, parsers.ResponseParserError):
        return _senseless(what)
    if isinstance(error, (exceptions.HTTPClientError, exceptions.ConnectionError)):
        return _no_answer(error, what, service)
    if isinstance(error, (exceptions.ParamValidationError, exceptions.BotoCoreError)):
        return InvalidValue(
            f"AWS was not asked to {what}: a value that it needs is missing or cannot be sent."
        )
    if isinstance(error, OSError):
        return Unreachable(f"AWS cannot be reached to {what}: {_reason(error)}.", OFFLINE_HINT)
    return _senseless(what)


def not_understood(what: str, kept: str = UNCHANGED) -> ServiceFault:
    """For an answer that is none of AWS's: a captive portal's page, an empty body."""
    error = _senseless(what)
    error.hint = f"{kept} {error.hint}"
    return error


def _senseless(what: str) -> ServiceFault:
    return ServiceFault(f"The answer made no sense when AWS was asked to {what}.", _NOT_AWS)


def retry_after(headers: dict[str, str], now: float) -> float | None:
    """The wait that an answer asks for, in seconds: Retry-After (seconds or a date), or x-amz-retry-after (ms).

    A date is counted from the answer's own Date where it has one: this machine's clock, `now`, may be off.
    """
    text = headers.get("retry-after", "").strip()
    wait = float(text) if text.isdecimal() else None
    if wait is None and (moment := moment_of(text)) is not None:
        there = moment_of(headers.get("date", ""))
        wait = max(0.0, moment - (now if there is None else there))
    milliseconds = headers.get("x-amz-retry-after", "").strip()
    if wait is None and milliseconds.isdecimal():
        wait = float(milliseconds) / 1000
    return wait if wait is None else min(wait, LONGEST_WAIT)


def moment_of(date: str) -> float | None:
    """Seconds since the epoch of a header's date; None where it is none, or none that a calendar holds."""
    try:
        return parsedate_to_datetime(date).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None


def _of_answer(response: dict[str, Any], what: str, service: str, now: float) -> SsoswitchError:
    fault = response.get("Error") or {}
    meta = response.get("ResponseMetadata") or {}
    status = int(meta.get("HTTPStatusCode") or 0)
    headers = {str(name).lower(): str(value) for name, value in (meta.get("HTTPHeaders") or {}).items()}
    code = shown_text(fault.get("Code"), 100)
    said = shown_text(response.get("error_description") or fault.get("Message"), 200).strip().rstrip(".")
    skew = _skew(code, said, headers, now)
    if skew is not None:
        return skew
    if status == 429 or code in _THROTTLES:
        return Throttled(
            f"AWS is throttling: it refused to {what} for now.",
            "Wait a little, then try again.",
            retry_after(headers, now),
        )
    if status >= 500:
        return ServiceFault(f"AWS had a fault of its own ({status}) when asked to {what}.", "Try again.")
    if status < 400 or "html" in headers.get("content-type", ""):
        return _senseless(what)  # AWS sends nobody elsewhere, a Wi-Fi sign-in page does
    if service == "sso-oidc":
        slug = shown_text(response.get("error") or _slug(code), 100)
        because = ": " + " – ".join(part for part in (slug, said) if part) if slug or said else ""
        return RequestRefused(f"AWS refused to {what}{because}.", slug=slug)
    if service == "sts" and status == 403:
        return AccessDenied(
            f"AWS refused to {what}{f' ({said})' if said else ''}.", "A policy may forbid it."
        )
    return _of_portal(status, code, said, what)


def _of_portal(status: int, code: str, said: str, what: str) -> SsoswitchError:
    detail = f" ({said})" if said else ""
    if status == 401:
        return SignInNeeded(
            f"AWS no longer takes the sign-in{detail}, so it did not {what}.",
            "Sign in again: L, or `ssoswitch login`.",
        )
    if status == 403:
        return AccessDenied(
            f"AWS does not let you {what}{detail}.",
            "The assignment may be gone; a new sign-in shows new ones.",
        )
    if status == 404:
        return NotThere(f"AWS found nothing to {what}{detail}.", "The assignment may be gone.")
    reason = said or code or f"status {status}"
    return RequestRefused(f"AWS refused to {what}: {reason}.", slug=_slug(code))


def _slug(code: str) -> str:
    """`InvalidClientException` as `invalid_client`: OIDC's word, for answers whose body has none."""
    name = code.rsplit("#", 1)[-1].split(":", 1)[0].removesuffix("Exception")
    return "" if name.isdecimal() else _WORDS.sub("_", name).lower()


def _skew(code: str, said: str, headers: dict[str, str], now: float) -> ClockSkew | None:
    if code not in _SKEW_CODES and not _SKEW_MESSAGE.search(said):
        return None
    there = moment_of(headers.get("date", ""))
    if there is None:
        return ClockSkew("AWS refused a signed call because this machine's clock is off.", "Set the clock.")
    minutes = round((now - there) / 60)
    direction = "ahead" if minutes > 0 else "behind"
    return ClockSkew(
        f"This machine's clock is {abs(minutes)} min {direction}, so AWS refused a signed call.",
        "Set the clock, then try again.",
    )


def _no_answer(error: Any, what: str, service: str) -> SsoswitchError:
    from botocore import exceptions

    address = str(getattr(error, "kwargs", {}).get("endpoint_url", "") or "")
    host = urlsplit(address).hostname or "AWS"
    if isinstance(error, exceptions.ProxyConnectionError):
        return Unreachable(
            f"The proxy did not let us through to {what}.", "Check HTTPS_PROXY and its user name."
        )
    if isinstance(error, exceptions.SSLError) and "certificate" not in str(error).lower():
        return Unreachable(
            f"{host} made no secure connection (TLS), so AWS was not asked to {what}.", _NOT_AWS
        )
    if isinstance(error, exceptions.SSLError):
        return Unreachable(
            f"The TLS certificate of {host} could not be verified, so AWS was not asked to {what}.",
            "Behind a company proxy, set AWS_CA_BUNDLE to its certificates.",
        )
    if isinstance(error, (exceptions.ReadTimeoutError, exceptions.ConnectTimeoutError)):
        return Unreachable(f"{host} did not answer in time when asked to {what}.", OFFLINE_HINT)
    if isinstance(error, exceptions.ConnectionClosedError):
        return Unreachable(f"{host} closed the connection when asked to {what}.", "Try again.")
    reason = _reason(error)
    region = reason == UNKNOWN_NAME and service in ("sso", "sso-oidc")
    hint = f"{OFFLINE_HINT} A wrong sso_region looks like this, too." if region else OFFLINE_HINT
    return Unreachable(f"{host} cannot be reached to {what}: {reason}.", hint)


def _reason(error: BaseException) -> str:
    """Why there is no connection, in plain words; the library's own texts hold addresses of objects."""
    text = str(getattr(error, "kwargs", {}).get("error", "") or error)
    for mark, words in (
        ("Name or service not known", UNKNOWN_NAME),
        ("nodename nor servname", UNKNOWN_NAME),
        ("name resolution", "its name cannot be looked up"),
        ("NameResolutionError", UNKNOWN_NAME),
        ("getaddrinfo", UNKNOWN_NAME),
        ("Connection refused", "the connection was refused"),
        ("unreachable", "the network is not there"),
        ("IncompleteRead", "the answer broke off"),
        ("timed out", "no answer in time"),
    ):
        if mark in text:
            return words
    return "no connection"
