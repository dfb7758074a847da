"""How the fake Identity Center behaves: every kind of trouble that a test may want, as frozen data.

The default is a service in good health whose sign-in waits for a click on the approval page. `Fault` breaks single
calls; the other fields change what the service as a whole does. Times are seconds.
"""

from __future__ import annotations

from typing import Literal

from ssoswitch.demo.organization import Organization
from ssoswitch.model.frozen import frozen

Approval = Literal["page", "automatic", "denied"]
"""Who answers a sign-in: the person on the approval page, or nobody because the answer is always yes, or always no."""

FaultKind = Literal[
    "400", "401", "403", "429", "500", "503", "reset", "cut", "stall", "html", "empty", "garbage", "slow_down"
]
"""What happens to a call instead of its answer.

A number is that HTTP status in the error shape of the call's service. `reset` closes the connection without an answer,
`cut` stops in the middle of a body, `stall` answers nothing for `Behaviour.stall`, `html` is a captive portal's page
with status 200, `empty` a 200 without a body, `garbage` a 200 that is not JSON. `slow_down` is for CreateToken.
"""

PORTAL_CALLS = frozenset({"ListAccounts", "ListAccountRoles", "GetRoleCredentials", "Logout"})
"""The calls that the rate limit counts together."""


@frozen
class Fault:
    """Calls named `call` fail from the `nth` one on (counted from 1), `times` times (None: for ever), every `every`-th.

    `call` is an API name such as ListAccountRoles or `*` for all calls counted together. With `account_id` only calls
    about this account count.
    """

    call: str
    kind: FaultKind
    nth: int = 1
    times: int | None = 1
    every: int = 1
    account_id: str | None = None

    def hits(self, count: int) -> bool:
        """Whether the call that is the `count`-th of its name (from 1) fails."""
        turn, rest = divmod(count - self.nth, self.every)
        return count >= self.nth and rest == 0 and (self.times is None or turn < self.times)


@frozen
class RateLimit:
    """A token bucket: `rate` calls a second, `burst` at once; `retry_after` (s) goes into Retry-After of a refusal."""

    rate: float
    burst: int
    retry_after: float | None = None


@frozen
class Change:
    """From the `nth` call of `call` on (counted from 1) the organization is this one: roles gone, accounts new."""

    organization: Organization
    call: str = "ListAccounts"
    nth: int = 2


@frozen
class Behaviour:
    """See each field; the defaults are the real service's numbers where they are known."""

    # Sign-in.
    approval: Approval = "page"
    device_polls: int | None = None
    """After this many authorization_pending answers the device code counts as approved, page or no page."""
    device_code_lifetime: int = 600
    device_interval: int = 1
    slow_down_polls: int = 0
    """The first so many polls of a device code are answered slow_down."""
    wrong_region: bool = False
    """As with a wrong sso_region: registering works, the browser finds the code invalid, no token is given or known."""
    registration_lifetime: int = 90 * 86_400
    forget_registrations: bool = False
    """Every registration is unknown as soon as it is used."""

    # Tokens.
    access_token_lifetime: int | None = None
    """None: one hour with the scope sso:account:access, eight without, as the service does."""
    refresh_token_lifetime: int = 8 * 3600
    """Counted from the sign-in: the life of the portal session."""
    rotate_refresh_tokens: bool = True
    """A refresh token works once. Otherwise it stays good and is given again."""
    dead_tokens: bool = False
    """The portal answers 401 to every token, however young it is; refreshing goes on working."""
    logout_fails: bool = False
    """Logout answers 500 and revokes nothing."""

    # Listings.
    page_size: int = 20
    """Page size when max_result is not given."""
    page_size_cap: int = 100
    """No page is longer, whatever max_result says: pages may be short."""
    null_fields: bool = False
    """accountName and emailAddress are null everywhere."""
    failing_accounts: tuple[tuple[str, int], ...] = ()
    """(account id, HTTP status 403 or 500 …): ListAccountRoles of these accounts always fails."""
    stale_roles: tuple[tuple[str, str], ...] = ()
    """(account id, role): listed, but GetRoleCredentials refuses it."""
    changes: tuple[Change, ...] = ()

    # Credentials and the console.
    role_credentials_lifetime: int = 3600
    refuse_session_duration: bool = False
    """getSigninToken answers 400 when SessionDuration is given, as for chained roles."""
    clock_ahead: float = 0.0
    """The service's clock is so far ahead of the machine's: seen in the Date header; STS refuses beyond 15 minutes."""

    # The network.
    latency: float = 0.0
    rate_limit: RateLimit | None = None
    faults: tuple[Fault, ...] = ()
    stall: float = 60.0
