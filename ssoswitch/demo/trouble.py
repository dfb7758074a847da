"""Trouble, as a `Behaviour` orders it: the rate limit's token bucket, and the answers that replace a call's own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal

from ssoswitch.demo import federation, oidc, portal, sts
from ssoswitch.demo.behaviour import Fault, FaultKind, RateLimit
from ssoswitch.demo.pages import error_page
from ssoswitch.demo.state import State
from ssoswitch.demo.wire import Response
from ssoswitch.model.environment import Clock

Service = Literal["oidc", "portal", "sts", "federation", "browser"]

_OIDC_SLUGS = {
    400: "invalid_request",
    401: "invalid_client",
    403: "access_denied",
    429: "too_many_requests",
    500: "server_error",
    503: "temporarily_unavailable",
}
_STS_CODES = {
    400: "ValidationError",
    401: "InvalidClientTokenId",
    403: "AccessDenied",
    429: "Throttling",
    500: "InternalFailure",
    503: "ServiceUnavailable",
}
_CAPTIVE = (
    b"<html><head><title>Welcome</title></head><body>Accept the terms of this network to go on.</body></html>"
)


@dataclass(slots=True)
class TokenBucket:
    """`burst` tokens that fill up again continuously at `rate` per second; exact, whatever the number of threads."""

    limit: RateLimit
    clock: Clock
    _tokens: float = field(init=False)
    _at: float = field(init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._tokens = float(self.limit.burst)
        self._at = self.clock.monotonic()

    def take(self) -> bool:
        """One token, if there is one; a refusal costs none."""
        with self._lock:
            now = self.clock.monotonic()
            self._tokens = min(float(self.limit.burst), self._tokens + (now - self._at) * self.limit.rate)
            self._at = now
            if self._tokens < 1.0:
                return False
            self._tokens -= 1.0
            return True


def throttled(limit: RateLimit) -> Response:
    """The portal's 429."""
    if limit.retry_after is None:
        return portal.error(429)
    return portal.error(429, None, ("Retry-After", f"{limit.retry_after:g}"))


def find_fault(state: State, call: str, account_id: str, *, api: bool) -> Fault | None:
    """The first fault that hits this call. Counts the call for every fault that looks at it."""
    found: Fault | None = None
    with state.lock:
        for index, fault in enumerate(state.behaviour.faults):
            if fault.call != call and not (fault.call == "*" and api):
                continue
            if fault.account_id is not None and fault.account_id != account_id:
                continue
            count = state.fault_calls[index] = state.fault_calls.get(index, 0) + 1
            if found is None and fault.hits(count):
                found = fault
    return found


def faulty(kind: FaultKind, service: Service, answer: Callable[[], Response]) -> Response:
    """What goes out instead of the answer; `answer` makes the real one, of which `cut` sends a half."""
    if kind == "reset":
        return Response(200, ending="reset")
    if kind == "stall":
        return Response(200, ending="stall")
    if kind == "cut":
        real = answer()
        return replace(real, body=real.body or b'{"cut":null}', ending="cut")
    if kind == "html":
        return Response(200, _CAPTIVE, "text/html")
    if kind == "empty":
        return Response(200)
    if kind == "garbage":
        return Response(200, b"\x00{not json]")
    if kind == "slow_down":
        return oidc.error("slow_down", "Slow down")
    return service_error(service, int(kind))


def service_error(service: Service, status: int) -> Response:
    """This status in the error shape of the service."""
    if service == "oidc":
        return oidc.error(_OIDC_SLUGS[status], f"Failing with {status} as ordered", status)
    if service == "portal":
        return portal.error(status)
    if service == "sts":
        return sts.error(status, _STS_CODES[status], f"Failing with {status} as ordered")
    if service == "federation":
        return federation.error(status, f"Failing with {status} as ordered.")
    return error_page(status, f"Failing with {status} as ordered.")
