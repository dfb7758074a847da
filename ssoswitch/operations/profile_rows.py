"""What is asked of a plan for profiles, and what becomes of each of them: the values that front ends pass and show."""

from __future__ import annotations

from typing import Literal

from ssoswitch.model.account import Account, AccountRole
from ssoswitch.model.frozen import frozen
from ssoswitch.model.plan import Plan
from ssoswitch.model.profile import ProfileForm
from ssoswitch.model.sso_session import SsoSession

RowOutcome = Literal["new", "same", "skipped", "renamed", "replaced", "taken"]


@frozen
class ProfileRequest:
    """One wanted profile."""

    role: AccountRole
    account: Account
    session: SsoSession
    name: str = ""
    """Empty: by the template of the settings."""
    region: str = ""
    output: str = ""
    form: ProfileForm = ProfileForm.SESSION
    extra: tuple[tuple[str, str], ...] = ()
    """Further keys and values."""


@frozen
class ProfileRow:
    """What becomes of one request."""

    name: str
    role: AccountRole
    outcome: RowOutcome
    """renamed: new under another name than was wanted; same: it is there just so."""
    note: str = ""
    """Why, for a row of the preview, such as `shop-prod-ro leads to 343434343434 / ReadOnlyAccess`."""


@frozen
class ProfilePlan:
    """The plan, and what it does for each request in their order."""

    plan: Plan
    rows: tuple[ProfileRow, ...] = ()
    removed: tuple[str, ...] = ()
    """Names of profiles whose role is gone, which go in the same write."""

    def count(self, *outcomes: RowOutcome) -> int:
        """How many rows end in one of these."""
        return sum(1 for row in self.rows if row.outcome in outcomes)
