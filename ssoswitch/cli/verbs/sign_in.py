"""login, logout, status."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import click

from ssoswitch.cli import output
from ssoswitch.cli.call import Call
from ssoswitch.cli.durations import clock_time, duration, rfc3339, span
from ssoswitch.cli.options import everywhere, pass_call
from ssoswitch.model.errors import SignInCancelled

if TYPE_CHECKING:
    from ssoswitch.model.sso_session import SsoSession
    from ssoswitch.model.token import AccessToken
    from ssoswitch.operations.logout import LogoutReport

EXAMPLES = """\b
Examples:
  ssoswitch login                        sign in to the only, or last used, sso-session
  ssoswitch login corp --device-code     with a code, on any device
  ssoswitch login corp --min-left 1h     only if less than an hour is left
"""


@click.command("login", epilog=EXAMPLES)
@click.argument("session_name", metavar="[SESSION]", required=False)
@click.option("--device-code", "way", flag_value="code", help="With a code that is typed on any device.")
@click.option("--pkce", "way", flag_value="browser", help="With the browser of this machine.")
@click.option("--no-browser", is_flag=True, help="Print the address and open nothing.")
@click.option(
    "--port", type=click.IntRange(0, 65_535), default=0, help="Of the listener on 127.0.0.1. [default: any]"
)
@click.option("--force", is_flag=True, help="Sign in anew, though the token still lives.")
@click.option("--min-left", type=duration, default="0", help="Renew when less than this is left, such as 1h.")
@click.option("--timeout", type=duration, default="10m", help="How long to wait for you. [default: 10m]")
@everywhere
@pass_call
def login_command(
    call: Call,
    session_name: str | None,
    way: str | None,
    no_browser: bool,
    port: int,
    force: bool,
    min_left: float,
    timeout: float,
) -> None:
    """Sign in to an sso-session.

    A token that still lives (the AWS CLI's too) is adopted, and renewed silently where it can be; only then does a
    browser open, once.
    """
    from ssoswitch.cli.desktop import Guide
    from ssoswitch.model.events import SignedIn, TokenAdopted
    from ssoswitch.operations.login import login

    session = call.session(session_name)
    stop = threading.Event()
    guide = Guide(call, session, open_browser=not no_browser)
    events = login(
        call.env, call.connections, session, method=way or call.settings.sign_in,
        port=port, force=force, min_left=min_left, timeout=timeout, stop=stop,
    )  # fmt: skip
    token: AccessToken | None = None
    how = "signed in"
    try:
        for event in events:
            if isinstance(event, SignedIn | TokenAdopted):
                token = event.token
                if isinstance(event, TokenAdopted):
                    how = "renewed" if event.refreshed else "adopted"
            else:
                guide.show(event)
    except KeyboardInterrupt:
        stop.set()
        raise
    finally:
        guide.done()
    if token is None:
        raise SignInCancelled("The sign-in was stopped; nothing changed.")
    _remember(call, session)
    words = {
        "adopted": "Already signed in to",
        "renewed": "Renewed the sign-in to",
        "signed in": "Signed in to",
    }
    call.talk.say(f"{words[how]} {session.name} until {clock_time(token.expires_at)}.")
    if call.as_json:
        output.document(
            {
                "session": session.name,
                "how": how,
                "expires_at": rfc3339(token.expires_at),
                "refreshable": token.refreshable_at(call.env.clock.time()),
            }
        )


@click.command("logout")
@click.argument("session_name", metavar="[SESSION]", required=False)
@click.option("--all", "everyone", is_flag=True, help="Every sso-session.")
@everywhere
@pass_call
def logout_command(call: Call, session_name: str | None, everyone: bool) -> None:
    """End the sign-in: the token at AWS, and its file here.

    Only the session named is ended; profiles, .envrc files and the saved tree stay. The file goes also when AWS cannot
    be told, and that is said.
    """
    from ssoswitch.operations.logout import logout

    if everyone and session_name:
        call.talk.wrong_use("Name a session or give --all, not both.")
    sessions = [each for each in call.config.sessions.values() if not each.problem] if everyone else [
        call.session(session_name)
    ]  # fmt: skip
    reports = []
    for session in sessions:
        if call.dry_run:
            call.talk.say(f"Would end the token of {session.name} at AWS and remove its file.")
            continue
        report = logout(call.env, call.connections, session, call.config, call.tree(session))
        reports.append((session, report))
        for line in report.sentences():
            call.talk.say(line)
    if call.as_json:
        output.document({"sessions": [_logout_json(session, report) for session, report in reports]})


@click.command("status")
@everywhere
@pass_call
def status_command(call: Call) -> None:
    """Every sso-session: signed in until when, and how old and large its saved tree is."""
    from ssoswitch.operations.startup import token_state

    now = call.env.clock.time()
    rows, documents = [], []
    for session in call.config.sessions.values():
        state = token_state(call.env, session)
        tree = call.tree(session)
        if session.problem:
            word = f"✗ {session.problem}"
        elif state.expires_at is not None and state.expires_at > now:
            word = f"● until {clock_time(state.expires_at)} ({span(state.expires_at - now)})"
        elif state.signed_in(now):
            word = "● renews by itself"
        else:
            word = "○ signed out"
        saved = f"saved {span(now - tree.saved_at)} ago" if tree.saved_at is not None else "no saved tree"
        rows.append(
            [
                session.name,
                word,
                f"{len(tree)} accounts",
                f"{tree.role_count} roles",
                saved,
                session.start_url,
            ]
        )
        documents.append(
            {
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
        )
    if call.as_json:
        output.document({"sessions": documents})
    elif rows:
        output.table(rows)
    else:
        call.talk.say(
            f"There is no sso-session in {call.env.config_file}. `ssoswitch session add` makes one."
        )


def _remember(call: Call, session: SsoSession) -> None:
    from dataclasses import replace

    from ssoswitch.model.errors import WriteError
    from ssoswitch.operations.settings import change_recollections

    try:
        change_recollections(call.env, lambda known: replace(known, last_session=session.name))
    except WriteError as error:
        call.talk.detail(f"! {error}")


def _logout_json(session: SsoSession, report: LogoutReport) -> dict[str, object]:
    return {
        "name": session.name,
        "revoked": report.revoked,
        "reason": report.reason,
        "token_deleted": report.token_deleted,
        "role_credentials_deleted": report.role_credentials_deleted,
        "still_alive": list(report.still_alive),
    }
