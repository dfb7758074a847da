"""login and logout: what is asked of the person, and what is said of how it went."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import click

from ssoswitch.cli.call import Call
from ssoswitch.cli.diagnostics import Exit
from ssoswitch.cli.durations import duration, rfc3339, whole
from ssoswitch.cli.options import Verb, everywhere, pass_call
from ssoswitch.core.moments import clock_time, span
from ssoswitch.model.errors import SignInCancelled, SsoswitchError

if TYPE_CHECKING:
    from ssoswitch.model.sso_session import SsoSession
    from ssoswitch.model.token import AccessToken
    from ssoswitch.operations.logout import LogoutReport

LOGIN_EXAMPLES = """\b
Examples:
  ssoswitch login                        the only, or last used, sso-session
  ssoswitch login corp --device-code     with a code, on any device
  ssoswitch login corp --min-left 1h     only if less than an hour is left
  ssoswitch login corp --json            for a script
"""
LOGOUT_EXAMPLES = """\b
Examples:
  ssoswitch logout            the only, or last used, sso-session
  ssoswitch logout --all      every one of them
  ssoswitch logout corp -n    what it would do
"""
_WORDS = {
    "adopted": "Already signed in to",
    "renewed": "Renewed the sign-in to",
    "signed in": "Signed in to",
}


@click.command("login", cls=Verb, epilog=LOGIN_EXAMPLES)
@click.argument("session_name", metavar="[SESSION]", required=False)
@click.option("--device-code", "way", flag_value="code", help="With a code that is typed on any device.")
@click.option("--pkce", "way", flag_value="browser", help="With the browser of this machine.")
@click.option("--no-browser", is_flag=True, help="Print the address and open nothing.")
@click.option(
    "--port",
    type=whole(0, 65_535),
    metavar="N",
    default=0,
    help="Of the listener on 127.0.0.1. [default: any]",
)
@click.option("--force", is_flag=True, help="Sign in anew, though the token still lives.")
@click.option(
    "--min-left", type=duration, metavar="DURATION", default="0",
    help="Renew or sign in when less than this is left, such as 1h.",
)  # fmt: skip
@click.option(
    "--timeout", type=duration, metavar="S", default="10m", help="How long to wait for you. [default: 10m]"
)
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
    """Sign in to an sso-session, for every AWS tool of this machine.

    A token that still lives (the AWS CLI's too) is adopted, and renewed silently where it can be; only then does a
    browser open, once. Over SSH, or where there is no browser, you get a code to enter on any device.
    """
    from ssoswitch.cli.desktop import Guide
    from ssoswitch.model.events import SignedIn, TokenAdopted
    from ssoswitch.operations.login import login

    session = call.session(session_name)
    if call.dry_run:
        _tell_dry(call, session, force=force, min_left=min_left)
        return
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
        raise KeyboardInterrupt("The sign-in was stopped; nothing changed.") from None
    finally:
        guide.done()
    if token is None:
        raise SignInCancelled("The sign-in was stopped; nothing changed.")
    _remember(call, session)
    now = call.env.clock.time()
    left = span(token.expires_at - now)
    renews = ", and renews itself after that" if token.refreshable_at(now) else ""
    call.talk.say(f"{_WORDS[how]} {session.name} until {clock_time(token.expires_at)} ({left}){renews}.")
    if call.as_json:
        call.tell(
            {
                "session": session.name,
                "how": how,
                "expires_at": rfc3339(token.expires_at),
                "refreshable": token.refreshable_at(now),
            }
        )


def _tell_dry(call: Call, session: SsoSession, *, force: bool, min_left: float) -> None:
    from ssoswitch.operations.startup import token_state

    state = token_state(call.env, session)
    now = call.env.clock.time()
    lives = state.expires_at is not None and state.expires_at - now > min_left
    if lives and not force:
        how = "adopted"
        call.talk.say(f"Already signed in to {session.name}; nothing would be done.")
    elif state.refreshable and not force:
        how = "renewed"
        call.talk.say(f"Would renew the sign-in to {session.name}; nobody would be asked.")
    else:
        how = "signed in"
        call.talk.say(f"Would sign in to {session.name} at {session.start_url}.")
    if call.as_json:
        call.tell({"session": session.name, "how": how, "dry_run": True})


@click.command("logout", cls=Verb, epilog=LOGOUT_EXAMPLES)
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
    if not sessions:
        call.talk.say(f"There is no sso-session in {call.env.config_file}: nothing to end.")
    if call.dry_run:
        _tell_dry_logout(call, sessions)
        return
    reports: list[dict[str, object]] = []
    failures: list[SsoswitchError] = []
    for session in sessions:
        try:
            report = logout(call.env, call.connections, session, call.config, call.tree(session))
        except SsoswitchError as error:
            failures.append(error)
            reports.append({"name": session.name, "error": error.message})
            if len(sessions) > 1:
                call.talk.say(f"✗ {session.name}: {error}")
            continue
        reports.append(_logout_json(session, report))
        for line in report.sentences():
            call.talk.say(line)
    if len(failures) == len(sessions) and failures:
        raise failures[0]
    if call.as_json:
        call.tell({"sessions": reports})
    if failures:
        raise SystemExit(Exit.PARTLY_DONE)


def _tell_dry_logout(call: Call, sessions: list[SsoSession]) -> None:
    from ssoswitch.operations.logout import preview_logout

    documents = []
    for session in sessions:
        preview = preview_logout(call.env, session, call.config, call.tree(session))
        documents.append(
            {
                "name": session.name,
                "signed_in": preview.signed_in,
                "role_credentials": preview.role_credentials,
                "profiles": list(preview.profiles),
                "credentials_sections": list(preview.sections),
            }
        )
        keys = f"; keys in the credentials file go: {', '.join(preview.sections)}" if preview.sections else ""
        if not preview.signed_in:
            call.talk.say(f"Not signed in to {session.name}: there is nothing to end{keys}.")
            continue
        count = len(preview.profiles)
        stopping = f"; {count} profile{'s stop' if count > 1 else ' stops'} working" if count else ""
        call.talk.say(f"Would end the token of {session.name} at AWS and remove it here{stopping}{keys}.")
    if call.as_json:
        call.tell({"sessions": documents, "dry_run": True})


def _remember(call: Call, session: SsoSession) -> None:
    from dataclasses import replace

    from ssoswitch.operations.settings import change_recollections

    try:
        change_recollections(call.env, lambda known: replace(known, last_session=session.name))
    except SsoswitchError as error:
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
