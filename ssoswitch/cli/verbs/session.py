"""session list, add, remove."""

from __future__ import annotations

import click

from ssoswitch.cli import output
from ssoswitch.cli.applying import apply_plan
from ssoswitch.cli.call import Call
from ssoswitch.cli.options import everywhere, pass_call


@click.group("session")
def session_command() -> None:
    """The sso-sessions of the AWS config: where you sign in."""


@session_command.command("list")
@everywhere
@pass_call
def session_list(call: Call) -> None:
    """Every sso-session, and why one cannot be used."""
    sessions = tuple(call.config.sessions.values())
    if call.as_json:
        output.document(
            {
                "sessions": [
                    {
                        "name": session.name,
                        "start_url": session.start_url,
                        "sso_region": session.sso_region,
                        "registration_scopes": list(session.registration_scopes),
                        "inline": session.inline,
                        "problem": session.problem,
                    }
                    for session in sessions
                ]
            }
        )
    elif sessions:
        output.table(
            [
                session.name,
                session.sso_region,
                session.start_url,
                f"✗ {session.problem}" if session.problem else "inline" if session.inline else "",
            ]
            for session in sessions
        )
    else:
        call.talk.say(
            f"There is no sso-session in {call.env.config_file}. `ssoswitch session add` makes one."
        )


@session_command.command("add")
@click.argument("name")
@click.option("--start-url", required=True, metavar="URL", help="The address of your AWS access portal.")
@click.option(
    "--sso-region", required=True, metavar="R", help="Where Identity Center lives, such as eu-west-1."
)
@click.option(
    "--scopes", metavar="S", default="sso:account:access", show_default=True, help="Comma separated."
)
@everywhere
@pass_call
def session_add(call: Call, name: str, start_url: str, sso_region: str, scopes: str) -> None:
    """Add an [sso-session NAME] to the AWS config."""
    from ssoswitch.operations.session import plan_add_session

    wanted = tuple(scope.strip() for scope in scopes.split(",") if scope.strip())
    apply_plan(call, plan_add_session(call.env, call.config, name, start_url, sso_region, wanted))


@session_command.command("remove")
@click.argument("name")
@everywhere
@pass_call
def session_remove(call: Call, name: str) -> None:
    """Remove an [sso-session NAME]; profiles that stand on it are named first."""
    from ssoswitch.operations.session import plan_remove_session

    apply_plan(call, plan_remove_session(call.env, call.config, name))
