"""Everything that the screen knows, as one frozen value.

The controller replaces it; ribbon, alert line, panel, footer, help and palette are painted from it and ask nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING

from ssoswitch.core.marks import MarkedRoles
from ssoswitch.model.frozen import frozen
from ssoswitch.model.settings import Recollections, Settings

if TYPE_CHECKING:
    from ssoswitch.core.aws_config import AwsConfig
    from ssoswitch.core.rows import Item
    from ssoswitch.core.whoami import WhoAmI
    from ssoswitch.model.account import AccountEntry, AccountRole, AccountTree
    from ssoswitch.model.events import SyncProgressed
    from ssoswitch.model.sso_session import SsoSession
    from ssoswitch.operations.startup import TokenState


@frozen
class Offline:
    """AWS is out of reach: why, and when the next try comes."""

    reason: str
    since: float
    """Seconds since the epoch."""
    next_try: float
    """Seconds since the epoch."""
    tries: int = 1


@frozen
class AppState:
    """What is so right now. Times are seconds since the epoch. Never compared or shown by content: a tree is big."""

    __eq__ = object.__eq__
    __hash__ = object.__hash__
    __repr__ = object.__repr__

    config: AwsConfig
    sessions: tuple[SsoSession, ...] = ()
    session: SsoSession | None = None
    settings: Settings = field(default_factory=Settings)
    recollections: Recollections = field(default_factory=Recollections)
    tree: AccountTree | None = None
    role_count: int = 0
    """Of the tree; counted once per change, for it walks every account."""
    token: TokenState | None = None
    signed_in: bool = False
    """Whether the token works, as far as anybody knows."""
    here: WhoAmI | None = None
    here_profile: str = ""
    """The profile that is in force in this directory, as the AWS CLI sees it."""
    directories: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Profile name → folders whose .envrc names it, of those that ssoswitch wrote."""
    credentials: Mapping[AccountRole, float] = field(default_factory=dict)
    """Cached role credentials → when they end."""
    proxy: str = ""
    """The host of HTTPS_PROXY, for what is said of a network that does not answer."""
    problems: tuple[str, ...] = ()

    view: str = "accounts"
    """accounts, roles, profiles"""
    query: str = ""
    destination: str = ""
    """A console page that was pasted into the search: `o` opens that one."""
    elsewhere: str = ""
    """For a search without a hit: what other sessions' saved trees hold; a sentence."""
    item: Item | None = None
    """Under the cursor."""
    marked: MarkedRoles = field(default_factory=MarkedRoles)

    syncing: bool = False
    progress: SyncProgressed | None = None
    listing: int | None = None
    """Accounts listed so far while their list is being read; None otherwise."""
    offline: Offline | None = None
    ended: str = ""
    """Why a sign-in is needed now where there was one: a sentence; empty where nothing ended."""
    signing_in: bool = False
    reminding: bool = False
    """The session ends soon, and the reminder was not put away."""
    note: str = ""
    """A sentence of the last sync that stays until the next one."""
    panel: str = "row"
    """What the detail shows: row, sync, offline."""
    demo: bool = False

    @property
    def entry(self) -> AccountEntry | None:
        """The account under the cursor; None where there is none."""
        if self.tree is None or self.item is None:
            return None
        return self.tree.get(self.item.account_id)


def token_left(state: AppState, now: float) -> float | None:
    """Seconds until the token ends at `now`; None when signed out."""
    if not state.signed_in or state.token is None or state.token.expires_at is None:
        return None
    return state.token.expires_at - now
