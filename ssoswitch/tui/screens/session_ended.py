"""W10: an action needs a token that is not there. Names what was wanted, and what stays as it is."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.content import Content

from ssoswitch.core.moments import age, clock_time, span
from ssoswitch.core.text import clean
from ssoswitch.model.sso_session import SsoSession
from ssoswitch.tui.screens.dialog import Dialog
from ssoswitch.tui.state import AppState
from ssoswitch.tui.widgets.key_line import DialogKey
from ssoswitch.tui.widgets.lines import MUTED, Prose


class SessionEnded(Dialog[bool]):
    """Returns True to sign in and go on."""

    help_text = "Nothing was lost. After the sign-in what you asked for goes on by itself."

    def __init__(self, session: SsoSession, purpose: str, state: AppState, now: float) -> None:
        ended_at = state.token.expires_at if state.token is not None else None
        name = clean(session.name)
        heading = f"{name} has ended ({clock_time(ended_at)})" if ended_at else f"Not signed in to {name}"
        super().__init__(heading, small=True)
        self._purpose = purpose
        self._saved_at = state.tree.saved_at if state.tree is not None else None
        self._now = now
        self._living = _living(state, now)

    def compose_body(self) -> ComposeResult:
        """What needs it, and what stays."""
        purpose = self._purpose[:1].upper() + self._purpose[1:]
        yield Prose(
            Content.assemble((clean(purpose), "bold"), " needs a sign-in; then it goes on by itself.")
        )
        saved = f" ({age(self._now - self._saved_at)} old)" if self._saved_at else ""
        stays = f"The tree below is the saved one{saved}. What you marked, typed and filtered stays."
        yield Prose(stays, style=MUTED).add_class("gap")
        if self._living:
            yield Prose(self._living, style=MUTED).add_class("gap")

    def keys(self) -> Sequence[DialogKey]:
        """Enter signs in."""
        return (DialogKey("enter", "Sign in and continue", lambda: self.answer(True), short="Sign in"),)

    def escape_label(self) -> str:
        """Nothing happens."""
        return "Not now"


_MOST = 5


def _living(state: AppState, now: float) -> str:
    """The cached role credentials that outlive the session, those that end first before the others."""
    roles = sorted((ends, role) for role, ends in state.credentials.items() if ends > now)
    if not roles:
        return ""
    by_role = state.config.profiles_by_role()
    parts = []
    for ends, role in roles[:_MOST]:
        profiles = by_role.get(role, ())
        name = profiles[0].name if profiles else f"{role.account_id} / {role.role_name}"
        parts.append(f"{clean(name)} {span(ends - now)}")
    more = f" and {len(roles) - _MOST} more" if len(roles) > _MOST else ""
    return f"Role credentials still valid: {' · '.join(parts)}{more}"
