"""What the long operations yield: the families of login and of sync, in the past tense."""

from __future__ import annotations

from dataclasses import field

from ssoswitch.model.account import Account, AccountEntry, AccountTree
from ssoswitch.model.frozen import frozen
from ssoswitch.model.secret import Secret
from ssoswitch.model.token import AccessToken


class LoginEvent:
    """Something that happened on the way to a token."""

    __slots__ = ()


@frozen
class TokenAdopted(LoginEvent):
    """A valid token was there already (the AWS CLI's, say): no sign-in was needed. The last event."""

    token: AccessToken
    refreshed: bool = False
    """True: it was renewed silently with its refresh token."""


@frozen
class PortalFound(LoginEvent):
    """The start URL is a name of the user's own; this is the portal of AWS's that it leads to."""

    start_url: str
    address: str


@frozen
class BrowserSignInStarted(LoginEvent):
    """PKCE: the listener is bound and the address waits to be opened, once."""

    address: Secret
    port: int
    """Of the listener on 127.0.0.1."""
    expires_in: float
    """Seconds until the wait ends."""


@frozen
class CodeIssued(LoginEvent):
    """Device code: show the code, then offer the address. `trusted` tells whether the address is AWS's own host."""

    user_code: str
    verification_uri: str
    verification_uri_complete: str
    expires_in: float
    trusted: bool = True


@frozen
class SignInWaited(LoginEvent):
    """Still nothing; about once a second."""

    remaining: float
    """Seconds left."""
    trouble: str = ""
    """A sentence when the last poll failed and is retried (offline, throttled); empty when all is well."""


@frozen
class SignedIn(LoginEvent):
    """The token is there and saved. The last event."""

    token: AccessToken


class SyncEvent:
    """Something that happened while the tree was read."""

    __slots__ = ()


@frozen
class AccountsListed(SyncEvent):
    """A page (or the saved ones): accounts that are there now. `complete` on the last page."""

    accounts: tuple[Account, ...]
    complete: bool


@frozen
class EntriesRead(SyncEvent):
    """A batch of accounts whose roles were read, or failed (see `AccountEntry.failure`)."""

    entries: tuple[AccountEntry, ...]


@frozen
class SyncProgressed(SyncEvent):
    """Where it stands; a few times a second at most."""

    done: int
    total: int
    """Accounts whose roles are to be read in this run."""
    rate: float
    """Calls a second, now."""
    remaining: float | None
    """Seconds left, by the rate; None while nobody can tell."""
    throttles: int = 0
    """429s so far; all retried."""
    waiting: float = 0.0
    """Seconds until the gate opens again after a 429; 0 when it is open."""
    paused: bool = False
    trouble: str = ""
    """A sentence when calls fail and are retried; empty when all is well."""


@frozen
class SyncFinished(SyncEvent):
    """The end: the tree as it is now, already saved. `complete` is False when it was stopped or AWS out of reach."""

    tree: AccountTree
    complete: bool
    failed: tuple[str, ...] = field(default=())
    """Ids of accounts whose roles could not be read."""
    note: str = ""
    """A sentence for a person when something went wrong that did not stop it (the tree could not be saved, say)."""
