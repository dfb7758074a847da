"""What the fake remembers: registrations, sign-ins under way, tokens and role keys.

The services (`oidc`, `portal`, `sts`, `federation`, `approval_page`) are functions over this one object. Whoever
changes it holds `lock`.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Literal

from ssoswitch.demo.behaviour import Behaviour
from ssoswitch.demo.organization import Organization
from ssoswitch.demo.tokens import Mint
from ssoswitch.demo.wire import Response
from ssoswitch.model.environment import Clock
from ssoswitch.model.frozen import frozen

Answer = Literal["allow", "deny"]


class Refusal(Exception):
    """A service's own way to say no: carries the answer that goes to the client."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status)
        self.response = response


@dataclass(slots=True)
class Registration:
    """A client that RegisterClient made; `expires_at` in seconds since 1970, as everywhere here."""

    client_id: str
    client_secret: str
    scopes: tuple[str, ...]
    grant_types: tuple[str, ...]
    redirect_uris: tuple[str, ...]
    expires_at: float


@dataclass(slots=True)
class DeviceGrant:
    """A device code, from its start to its exchange."""

    device_code: str
    user_code: str
    client_id: str
    scopes: tuple[str, ...]
    expires_at: float
    polls: int = 0
    answer: Answer | None = None


@dataclass(slots=True)
class AuthorizationRequest:
    """What /authorize was asked, until the person answers; `code` is given on yes."""

    id: str
    client_id: str
    redirect_uri: str
    state: str
    challenge: str
    scopes: tuple[str, ...]
    expires_at: float
    code: str = ""


@dataclass(slots=True)
class PortalSession:
    """A sign-in: its tokens live no longer than it does."""

    expires_at: float
    ended: bool = False


@dataclass(slots=True)
class Access:
    """An access token's fate."""

    session: PortalSession
    expires_at: float
    revoked: bool = False


@dataclass(slots=True)
class Refresh:
    """A refresh token's fate."""

    session: PortalSession
    client_id: str
    scopes: tuple[str, ...]
    used: bool = False


@frozen
class RoleKeys:
    """Role credentials as they were handed out; `chained` when they come from AssumeRole."""

    account_id: str
    role_name: str
    session_name: str
    access_key_id: str
    secret_access_key: str
    session_token: str
    expires_at: float
    chained: bool = False


@dataclass(slots=True)
class State:
    """Everything that one fake Identity Center knows."""

    base_organization: Organization
    behaviour: Behaviour
    clock: Clock
    mint: Mint
    url: str = ""
    lock: threading.RLock = field(default_factory=threading.RLock)
    registrations: dict[str, Registration] = field(default_factory=dict)
    device_grants: dict[str, DeviceGrant] = field(default_factory=dict)
    authorizations: dict[str, AuthorizationRequest] = field(default_factory=dict)
    access: dict[str, Access] = field(default_factory=dict)
    refresh: dict[str, Refresh] = field(default_factory=dict)
    keys: dict[str, RoleKeys] = field(default_factory=dict)
    sign_in_tokens: dict[str, tuple[RoleKeys, float]] = field(default_factory=dict)
    calls: dict[str, int] = field(default_factory=dict)
    fault_calls: dict[int, int] = field(default_factory=dict)

    def now(self) -> float:
        """The service's time, seconds since 1970."""
        return self.clock.time() + self.behaviour.clock_ahead

    @property
    def organization(self) -> Organization:
        """The organization as it stands after the calls so far; the last `Change` that has come wins."""
        organization = self.base_organization
        for change in self.behaviour.changes:
            if self.calls.get(change.call, 0) >= change.nth:
                organization = change.organization
        return organization

    def behave(self, behaviour: Behaviour) -> None:
        """Behave like this from now on; calls are counted from 1 again."""
        with self.lock:
            self.behaviour = behaviour
            self.calls.clear()
            self.fault_calls.clear()

    def find_user_code(self, user_code: str) -> DeviceGrant | None:
        """The sign-in with this code, however it was typed; None if there is none that still waits."""
        wanted = "".join(character for character in user_code.upper() if character.isalnum())
        for grant in self.device_grants.values():
            if grant.user_code.replace("-", "") == wanted and grant.expires_at > self.now():
                return grant
        return None
