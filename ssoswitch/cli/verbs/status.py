"""status: which sso-sessions are signed in until when, and how old and large their saved trees are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ssoswitch.cli import output
from ssoswitch.cli.call import Call
from ssoswitch.cli.durations import rfc3339
from ssoswitch.cli.options import Verb, everywhere, pass_call
from ssoswitch.core.moments import clock_time, span

if TYPE_CHECKING:
    from ssoswitch.model.sso_session import SsoSession

EXAMPLES = """\b
Examples:
  ssoswitch status
  ssoswitch status --session corp
  ssoswitch status --json | jq -r '.sessions[] | select(.signed_in) | .name'
"""


@click.command("status", cls=Verb, epilog=EXAMPLES)
@everywhere
@pass_call
def status_command(call: Call) -> None:
    """Every sso-session: signed in until when, and how old and large its saved tree is."""
    sessions = tuple(call.config.sessions.values())
    if call.session_name:
        from ssoswitch.operations.choose_session import choose_session

        sessions = (choose_session(call.config, call.env, call.recollections, call.session_name),)
    if call.as_json:
        call.tell({"sessions": [_status(call, session) for session in sessions]})
    elif sessions:
        now = call.env.clock.time()
        output.table(
            [_status_row(call, session, now) for session in sessions],
            ("SESSION", "SIGNED IN", "SAVED TREE", "START URL"),
        )
    else:
        call.talk.say(no_session(call))


def no_session(call: Call) -> str:
    """What is said where the config has no sso-session."""
    return (
        f"There is no sso-session in {call.env.config_file} yet. "
        "`ssoswitch session add NAME --start-url URL --sso-region REGION` makes one."
    )


def _status_row(call: Call, session: SsoSession, now: float) -> tuple[str, str, str, str]:
    from ssoswitch.disk.token_cache import TokenCache
    from ssoswitch.operations.startup import token_state

    state = token_state(call.env, session)
    if session.problem:
        word = f"✗ {session.problem}"
    elif state.expires_at is not None and state.expires_at > now:
        renews = ", renews itself" if state.refreshable else ""
        word = f"● until {clock_time(state.expires_at)} ({span(state.expires_at - now)}{renews})"
    elif state.signed_in(now):
        word = "● renews itself at the next use"
    else:
        word = "○ signed out"
        if damage := TokenCache(call.env).damage(session):
            call.talk.warn(damage)
    tree = call.tree(session)
    saved = "none"
    if tree.saved_at is not None:
        saved = f"{len(tree)} accounts, {tree.role_count} roles, {span(now - tree.saved_at)} old"
    return session.name, word, saved, session.start_url


def _status(call: Call, session: SsoSession) -> dict[str, object]:
    from ssoswitch.operations.startup import token_state

    now = call.env.clock.time()
    state = token_state(call.env, session)
    tree = call.tree(session)
    return {
        "name": session.name,
        "start_url": session.start_url,
        "sso_region": session.sso_region,
        "inline": session.inline,
        "problem": session.problem,
        "signed_in": state.signed_in(now) and not session.problem,
        "expires_at": rfc3339(state.expires_at),
        "refreshable": state.refreshable,
        "accounts": len(tree),
        "roles": tree.role_count,
        "saved_at": rfc3339(tree.saved_at),
        "synced_at": rfc3339(tree.synced_at),
    }
