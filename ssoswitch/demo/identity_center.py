"""A whole Identity Center on loopback: OIDC, the portal API, STS, the console's sign-in host, pages for a browser.

The only fake in the project. It speaks the wire, so the real boto3, the AWS CLI and a browser are used with it by
setting AWS_ENDPOINT_URL to its address, and no AWS library is in it. Trouble is ordered with a `Behaviour`; what came
in is read from `requests`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import TracebackType

from ssoswitch.demo import approval_page, federation, oidc, portal, sts
from ssoswitch.demo.behaviour import PORTAL_CALLS, Behaviour
from ssoswitch.demo.organization import Organization
from ssoswitch.demo.pages import error_page
from ssoswitch.demo.request_log import RequestLog, RequestRecord, masked
from ssoswitch.demo.state import Answer, Refusal, State
from ssoswitch.demo.tokens import Mint, fingerprint
from ssoswitch.demo.trouble import Service, TokenBucket, faulty, find_fault, throttled
from ssoswitch.demo.wire import LoopbackServer, Request, Response
from ssoswitch.model.environment import Clock, SystemClock
from ssoswitch.model.frozen import frozen


@frozen
class Route:
    """A call: its name, whose error shape it has, and who answers it."""

    call: str
    service: Service
    answer: Callable[[State, Request], Response]


_ROUTES = {
    ("POST", "/client/register"): Route("RegisterClient", "oidc", oidc.register_client),
    ("POST", "/device_authorization"): Route(
        "StartDeviceAuthorization", "oidc", oidc.start_device_authorization
    ),
    ("POST", "/token"): Route("CreateToken", "oidc", oidc.create_token),
    ("GET", "/authorize"): Route("Authorize", "browser", approval_page.authorize),
    ("GET", "/approve"): Route("ApprovalPage", "browser", approval_page.approve_page),
    ("POST", "/approve"): Route("AnswerApproval", "browser", approval_page.answer_approval),
    ("GET", "/device"): Route("DevicePage", "browser", approval_page.device_page),
    ("POST", "/device"): Route("AnswerDevice", "browser", approval_page.answer_device),
    ("GET", "/start"): Route("StartPage", "browser", approval_page.start_page),
    ("GET", "/console"): Route("ConsolePage", "browser", approval_page.console_page),
    ("GET", "/assignment/accounts"): Route("ListAccounts", "portal", portal.list_accounts),
    ("GET", "/assignment/roles"): Route("ListAccountRoles", "portal", portal.list_account_roles),
    ("GET", "/federation/credentials"): Route("GetRoleCredentials", "portal", portal.get_role_credentials),
    ("POST", "/logout"): Route("Logout", "portal", portal.logout),
}
_STS_ACTIONS = {
    "GetCallerIdentity": Route("GetCallerIdentity", "sts", sts.get_caller_identity),
    "AssumeRole": Route("AssumeRole", "sts", sts.assume_role),
}
_FEDERATION_ACTIONS = {
    "getSigninToken": Route("GetSigninToken", "federation", federation.get_signin_token),
    "login": Route("ConsoleLogin", "federation", federation.login),
}
_PORTAL_PATHS = frozenset(path for (_, path), route in _ROUTES.items() if route.service == "portal")


class FakeIdentityCenter:
    """The service: `start` it, or use it as a context manager. Its methods may be called from any thread."""

    def __init__(
        self,
        organization: Organization | None = None,
        behaviour: Behaviour | None = None,
        *,
        port: int = 0,
        clock: Clock | None = None,
        seed: int = 0,
    ) -> None:
        """Two fakes with the same seed give the same codes; without a clock it runs on the machine's."""
        self._state = State(
            organization or Organization.sample(),
            behaviour or Behaviour(),
            clock or SystemClock(),
            Mint(seed),
        )
        self._server = LoopbackServer(
            self._handle, self._state.now, lambda: self._state.behaviour.stall, port
        )
        self._bucket: TokenBucket | None = None
        self._in_flight = 0
        self._lock = threading.Lock()
        self.requests = RequestLog()
        self.peak_in_flight = 0
        """The largest number of requests that were being answered at one time."""
        self._fill_bucket()

    # Running.

    def start(self) -> FakeIdentityCenter:
        """Take the port and serve in the background. Raises OSError when the port is taken."""
        self._state.url = f"http://127.0.0.1:{self._server.bind()}"
        self._server.start()
        return self

    def stop(self) -> None:
        """Close the port and all connections."""
        self._server.stop()

    def __enter__(self) -> FakeIdentityCenter:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """`http://127.0.0.1:PORT`, once started: the value for AWS_ENDPOINT_URL."""
        return self._state.url

    @property
    def start_url(self) -> str:
        """The start URL of its portal, once started."""
        return f"{self.url}/start"

    @property
    def port(self) -> int:
        """Its port, once started."""
        return self._server.port

    # What a test, or a scene, may do meanwhile.

    @property
    def organization(self) -> Organization:
        """As it stands after the calls so far."""
        return self._state.organization

    @property
    def behaviour(self) -> Behaviour:
        """As ordered last."""
        return self._state.behaviour

    def set_behaviour(self, behaviour: Behaviour) -> None:
        """Behave like this from now on; calls are counted from 1 again and the rate limit starts full."""
        self._state.behave(behaviour)
        self._fill_bucket()

    def set_organization(self, organization: Organization) -> None:
        """Other accounts and roles from now on."""
        with self._state.lock:
            self._state.base_organization = organization

    def approve(self, user_code: str) -> None:
        """Say yes to a device code, as on the page. Raises LookupError when no sign-in waits under this code."""
        self._answer(user_code, "allow")

    def deny(self, user_code: str) -> None:
        """Say no to a device code, as on the page. Raises LookupError when no sign-in waits under this code."""
        self._answer(user_code, "deny")

    def waiting_user_codes(self) -> tuple[str, ...]:
        """The device codes that nobody has answered yet, oldest first."""
        with self._state.lock:
            return tuple(g.user_code for g in self._state.device_grants.values() if g.answer is None)

    def revoke_all(self) -> None:
        """Revoke every access token given so far (401 at the portal); their refresh tokens stay good."""
        with self._state.lock:
            for access in self._state.access.values():
                access.revoked = True

    def end_sessions(self) -> None:
        """End every sign-in: access tokens get 401, refresh tokens invalid_grant. Role credentials live on."""
        with self._state.lock:
            for access in self._state.access.values():
                access.session.ended = True

    def forget_registrations(self) -> None:
        """No client registered so far is known any more."""
        with self._state.lock:
            self._state.registrations.clear()

    def knows_token(self, access_token: str) -> bool:
        """Whether the portal would take this access token now."""
        with self._state.lock:
            access = self._state.access.get(access_token)
            return (
                access is not None
                and not access.revoked
                and not access.session.ended
                and access.expires_at > self._state.now()
            )

    # Serving.

    def _handle(self, request: Request) -> Response:
        with self._lock:
            self._in_flight += 1
            self.peak_in_flight = max(self.peak_in_flight, self._in_flight)
        route = _route(request)
        try:
            response = self._respond(route, request)
        finally:
            with self._lock:
                self._in_flight -= 1
        self._log(route, request, response)
        return response

    def _respond(self, route: Route, request: Request) -> Response:
        state, behaviour = self._state, self._state.behaviour
        with state.lock:
            state.calls[route.call] = state.calls.get(route.call, 0) + 1
        fault = find_fault(
            state, route.call, request.query.get("account_id", ""), api=route.service != "browser"
        )
        bucket = self._bucket if route.call in PORTAL_CALLS else None
        refused = bucket is not None and not bucket.take()
        if behaviour.latency:
            self._server.stopping.wait(behaviour.latency)
        if fault is not None:
            return faulty(fault.kind, route.service, lambda: _answered(route, state, request))
        if bucket is not None and refused:
            return throttled(bucket.limit)
        return _answered(route, state, request)

    def _log(self, route: Route, request: Request, response: Response) -> None:
        content_type = request.headers.get("content-type", "")
        params: dict[str, object] = dict(request.query)
        params.update(request.json if "json" in content_type or route.service == "oidc" else request.form)
        self.requests.add(
            RequestRecord(
                call=route.call,
                method=request.method,
                path=request.path,
                params=masked(params),
                status=response.status if response.ending == "whole" else 0,
                at=self._state.now(),
                steady=self._state.clock.monotonic(),
                bearer=fingerprint(request.headers.get(portal.BEARER_HEADER, "")),
                user_agent=request.headers.get("user-agent", ""),
            )
        )

    def _fill_bucket(self) -> None:
        limit = self._state.behaviour.rate_limit
        self._bucket = None if limit is None else TokenBucket(limit, self._state.clock)

    def _answer(self, user_code: str, answer: Answer) -> None:
        with self._state.lock:
            grant = self._state.find_user_code(user_code)
            if grant is None:
                raise LookupError(f"no sign-in waits under the code {user_code}")
            grant.answer = answer


def _route(request: Request) -> Route:
    """Which call this is; unknown ones get a route that refuses them in their service's shape."""
    method = "GET" if request.method == "HEAD" else request.method
    path = request.path.rstrip("/")
    if path == "" and method == "POST":
        return _STS_ACTIONS.get(request.form.get("Action", ""), _UNKNOWN_ACTION)
    if path == "/federation":
        action = request.query.get("Action") or request.form.get("Action", "")
        return _FEDERATION_ACTIONS.get(action, _UNKNOWN_PAGE)
    if path == "":
        path = "/start"
    route = _ROUTES.get((method, path))
    if route is None:
        return _WRONG_METHOD if path in _PORTAL_PATHS else _UNKNOWN_PAGE
    return route


def _answered(route: Route, state: State, request: Request) -> Response:
    try:
        return route.answer(state, request)
    except Refusal as refusal:
        return refusal.response


_WRONG_METHOD = Route("WrongMethod", "portal", lambda _state, _request: portal.error(405))
_UNKNOWN_PAGE = Route(
    "Unknown", "browser", lambda _state, _request: error_page(404, "There is nothing here.")
)
_UNKNOWN_ACTION = Route(
    "Unknown", "sts", lambda _state, _request: sts.error(400, "InvalidAction", "Unknown operation")
)
