"""session list, add, remove: the [sso-session] sections of the AWS config, each change shown before it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ssoswitch.cli import output
from ssoswitch.cli.applying import apply_plan
from ssoswitch.cli.call import Call
from ssoswitch.cli.options import Family, everywhere, pass_call
from ssoswitch.model.errors import InvalidValue

if TYPE_CHECKING:
    from ssoswitch.core.start_urls import StartUrl

ADD_EXAMPLES = """\b
Examples:
  ssoswitch session add corp --start-url https://acme.awsapps.com/start --sso-region eu-west-1
  ssoswitch session add corp --start-url acme                      the same
  ssoswitch session add corp --start-url https://sso.acme.example  a name of your own

Without --sso-region the region is taken from the address, else read from the portal's page.
"""
LIST_EXAMPLES = """\b
Examples:
  ssoswitch session list
  ssoswitch session list --json | jq -r '.sessions[] | select(.problem != "") | .name'
"""
REMOVE_EXAMPLES = """\b
Examples:
  ssoswitch session remove corp --dry-run
  ssoswitch logout corp && ssoswitch session remove corp
"""


@click.group("session", cls=Family)
@everywhere
@click.pass_context
def session_command(context: click.Context) -> None:
    """The sso-sessions of the AWS config: where you sign in."""
    session_command.require_command(context)


@session_command.command("list", epilog=LIST_EXAMPLES)
@everywhere
@pass_call
def session_list(call: Call) -> None:
    """List every sso-session, and why one cannot be used."""
    sessions = tuple(call.config.sessions.values())
    if call.as_json:
        call.tell(
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
                (
                    session.name,
                    session.sso_region,
                    session.start_url,
                    f"✗ {session.problem}" if session.problem else "inline" if session.inline else "",
                )
                for session in sessions
            ],
            ("NAME", "SSO REGION", "START URL", ""),
        )
    else:
        from ssoswitch.cli.verbs.status import no_session

        call.talk.say(no_session(call))


@session_command.command("add", epilog=ADD_EXAMPLES)
@click.argument("name")
@click.option(
    "--start-url",
    required=True,
    metavar="URL",
    help="The address of your AWS access portal, or its first word.",
)
@click.option(
    "--sso-region",
    metavar="R",
    help="Where Identity Center lives, such as eu-west-1. [default: the portal tells]",
)
@click.option(
    "--scopes", metavar="S", default="sso:account:access", show_default=True, help="Comma separated."
)
@everywhere
@pass_call
def session_add(call: Call, name: str, start_url: str, sso_region: str | None, scopes: str) -> None:
    """Add an [sso-session NAME] to the AWS config."""
    from ssoswitch.operations.session import plan_add_session

    call.require_config()
    address, region = portal(call, name, start_url, sso_region)
    wanted = tuple(scope.strip() for scope in scopes.split(",") if scope.strip())
    fields = {"name": name, "start_url": address, "sso_region": region}
    applied = apply_plan(
        call, lambda: plan_add_session(call.env, call.config, name, address, region, wanted), fields
    )
    if applied is not None:
        call.talk.say(f"Sign in with `ssoswitch login {name}`.")


@session_command.command("remove", epilog=REMOVE_EXAMPLES)
@click.argument("name")
@everywhere
@pass_call
def session_remove(call: Call, name: str) -> None:
    """Remove an [sso-session NAME]; profiles that stand on it are named first."""
    from ssoswitch.model.plan import Plan
    from ssoswitch.operations.done_before import removed_by_us
    from ssoswitch.operations.session import plan_remove_session

    call.require_config()
    gone = name not in call.config.sessions and removed_by_us(call.env, "sso-session", [name])
    apply_plan(
        call,
        lambda: Plan(f"−1 sso-session {name}") if gone else plan_remove_session(call.env, call.config, name),
        {"name": name},
        already=f"{name} was removed before; nothing was written.",
    )


def portal(call: Call, name: str, start_url: str, sso_region: str | None) -> tuple[str, str]:
    """(start URL, sso_region) as they are to be written for that session, from what was typed.

    Where the session leads to that portal already, its own spelling is kept, so that a second time changes nothing.
    Raises InvalidValue for what is no start URL, or for one whose region nobody told.
    """
    from ssoswitch.core.start_urls import normalise, same_portal

    meant, region = normalise(start_url), (sso_region or "").strip()
    known = call.config.sessions.get(name)
    if known is None or known.inline or not same_portal(known.start_url, meant.url):
        known, meant = None, _at_aws(call, meant, region)
    region = region or meant.region or (known.sso_region if known is not None else "")
    if not region:
        region = _region_of(call, meant)
    if meant.region and region != meant.region:
        call.talk.warn(f"That start URL says that its region is {meant.region}, not {region}.")
    return (known.start_url if known is not None else meant.url), region


def _at_aws(call: Call, meant: StartUrl, region: str) -> StartUrl:
    """AWS's own start URL behind a name of the user's own, which is said; any other as it is."""
    from ssoswitch.model.errors import AccessError
    from ssoswitch.operations.portal import at_aws

    try:
        found = at_aws(call.connections, meant)
    except AccessError as error:
        if not region:
            raise
        call.talk.warn(
            f"{meant.url} is not AWS's, and was not looked up: {error.message} It is written as it is."
        )
        return meant
    if found != meant:
        call.talk.say(f"{meant.url} leads to AWS's portal at {found.url}: that is what is written.")
    return found


def _region_of(call: Call, meant: StartUrl) -> str:
    """The region that the portal's own page names, which is said. Raises InvalidValue where it names none."""
    from ssoswitch.operations.portal import region_of_portal

    region = region_of_portal(call.connections, meant)
    if not region:
        raise InvalidValue(
            f"{meant.url} does not tell its region, and the portal's page could not be asked; nothing was written.",
            "Give --sso-region: where Identity Center lives, such as eu-west-1.",
        )
    call.talk.say(f"The region is {region}, read from the portal's page.")
    return region
