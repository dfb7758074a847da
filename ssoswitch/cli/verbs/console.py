"""console: which page, as which role and in which region is meant, and what became of opening it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ssoswitch.cli import output
from ssoswitch.cli.call import Call
from ssoswitch.cli.options import Verb, everywhere, pass_call
from ssoswitch.cli.production import say_production
from ssoswitch.model.errors import Unavailable
from ssoswitch.model.secret import Secret

if TYPE_CHECKING:
    from ssoswitch.model.account import Account, AccountRole
    from ssoswitch.model.profile import Profile
    from ssoswitch.model.sso_session import SsoSession
    from ssoswitch.operations.console import ConsoleTarget

EXAMPLES = """\b
Examples:
  ssoswitch console payments-prod ReadOnlyAccess --service s3
  ssoswitch console 333344445555 Billing --service billing --portal
  ssoswitch console --profile deploy --destination arn:aws:s3:::pay-invoices
  ssoswitch console --profile dev --service logs --region eu-west-1 --copy
  ssoswitch console --profile dev --browser 'firefox --private-window {url}'
  ssoswitch console --profile dev --browser 'google-chrome --profile-directory=Work {url}'

The command of --browser may name {url} {account} {account_id} {role} {profile} {env} {colour}.
"""


@click.command("console", cls=Verb, epilog=EXAMPLES)
@click.argument("account", metavar="[ACCOUNT]", required=False)
@click.argument("role", metavar="[ROLE]", required=False)
@click.option("--profile", "profile_name", metavar="P", help="A profile instead of ACCOUNT and ROLE.")
@click.option("--service", metavar="S", help="A service by name or short name, such as s3, logs, iam.")
@click.option("--region", metavar="R", help="[default: the one used here last, else the profile's]")
@click.option("--destination", metavar="URL", help="A console address or path, or the ARN of a resource.")
@click.option("--portal", is_flag=True, help="The access portal's link: it holds no secret.")
@click.option("--print", "show", is_flag=True, help="Print the link. A sign-in link is a key for 15 minutes.")
@click.option("--copy", is_flag=True, help="Copy the link instead of opening it.")
@click.option("--browser", metavar="COMMAND", default="", help="Open it with this command.")
@everywhere
@pass_call
def console_command(
    call: Call,
    account: str | None,
    role: str | None,
    profile_name: str | None,
    service: str | None,
    region: str | None,
    destination: str | None,
    portal: bool,
    show: bool,
    copy: bool,
    browser: str,
) -> None:
    """Open the AWS console in your browser, as a role.

    By a sign-in link, which works wherever it is opened, or with --portal by the access portal's link, which holds no
    secret and needs a browser that is signed in there.
    """
    from ssoswitch.operations.console import SWITCH_ROLE, open_plan

    if service and destination:
        call.talk.wrong_use("Give --service or --destination, not both.")
    session, found, chosen, profile = _subject(call, account, role, profile_name)
    if profile_name and not region:
        from ssoswitch.operations.console import region_of_profile

        region = region_of_profile(call.config, profile_name)  # who names a profile means its region too
    target = open_plan(
        call.env,
        session,
        chosen,
        settings=call.settings,
        service=service or "",
        region=region or "",
        destination=destination or "",
        way="portal" if portal else call.settings.console_way,
        config=call.config,
        recollections=call.recollections,
        profile=profile,
    )
    if call.settings.guard_console:
        say_production(call, session, chosen, profile_name or "")
    if target.way == SWITCH_ROLE and (service or destination):
        call.talk.warn("A Switch-Role link holds no page: it leads to the console's home.")
    if call.dry_run:
        call.talk.say(f"Would open {target.description} ({target.destination}) by {target.way}.")
        _tell(call, target, target.way, opened=False)
        return
    if show or copy:
        _hand_over(call, session, target, show=show, copy=copy)
    else:
        _open(call, session, target, found, browser)


def _subject(
    call: Call, account: str | None, role: str | None, profile_name: str | None
) -> tuple[SsoSession | None, Account | None, AccountRole, Profile | None]:
    """The sso-session, the account, the role, and the profile where its credentials are not simply the role's."""
    if profile_name:
        if account:
            call.talk.wrong_use("Give --profile, or ACCOUNT and ROLE, not both.")
        from ssoswitch.operations.console import profile_source

        call.connections_of(profile_name)
        session, chosen, profile = profile_source(call.config, profile_name)
        entry = call.tree(session).get(chosen.account_id) if session is not None else None
        return session, entry.account if entry else None, chosen, profile
    if not account or not role:
        call.talk.wrong_use(
            "Name ACCOUNT and ROLE, or give --profile.", "ssoswitch console --help shows how."
        )
    from ssoswitch.operations.find_role import find_role

    session = call.session()
    found, chosen = find_role(call.tree(session), account, role)
    return session, found, chosen, None


def _hand_over(
    call: Call, session: SsoSession | None, target: ConsoleTarget, *, show: bool, copy: bool
) -> None:
    """Print or copy the link."""
    from ssoswitch.operations.console import FEDERATION, console_link, portal_link, remember_opening

    link: Secret | str
    if target.way == FEDERATION:
        link = console_link(
            call.env, call.connections, session, target, config=call.config, ask_mfa=call.ask_mfa()
        )
    else:
        link = portal_link(session, target)
    remember_opening(call.env, session, target)
    if copy:
        _copy(call, link)
    if not show:
        _tell(call, target, target.way, opened=False)
        return
    text = link.reveal() if isinstance(link, Secret) else link
    if isinstance(link, Secret):
        call.talk.warn("This link is a key: whoever has it is signed in as you, for 15 minutes.")
    if call.as_json:
        _tell(call, target, target.way, opened=False, link=text)
    else:
        output.text(text)


def _open(
    call: Call, session: SsoSession | None, target: ConsoleTarget, account: Account | None, browser: str
) -> None:
    from ssoswitch.operations.console import open_console, remember_opening

    done = open_console(
        call.env,
        call.connections,
        session,
        target,
        settings=call.settings,
        account=account,
        config=call.config,
        browser=browser,
        ask_mfa=call.ask_mfa(),
    )
    if done.fallback and done.report.opened:
        call.talk.warn(f"No sign-in link was opened: {done.fallback}.")
    if not done.report.opened:
        if isinstance(done.link, str):
            call.talk.always(f"Open this address yourself:\n  {done.link}")
        raise Unavailable(
            f"{done.report.said[:1].upper()}{done.report.said[1:]}.",
            "--print shows the link, --copy copies it, --browser COMMAND names another browser.",
        )
    words = {
        "federation": "a sign-in link",
        "portal": "the portal link",
        "switch-role": "the Switch-Role link",
    }
    call.talk.say(f"{target.description}: {words[done.way]} {done.report.said}.")
    if target.why:
        call.talk.detail(f"Region {target.region}: {target.why}.")
    remember_opening(call.env, session, target)
    _tell(call, target, done.way, opened=True)


def _copy(call: Call, link: Secret | str) -> None:
    from ssoswitch.disk.clipboard import copy
    from ssoswitch.disk.clipboard_clearing import clear_later

    report = copy(call.env, link)
    if not report.ok:
        raise Unavailable(f"The link was not copied: {report.how}.", "--print shows it.")
    if report.escape and not call.talk.to_terminal(report.escape):
        raise Unavailable("The link was not copied: there is no terminal to hand it to.", "--print shows it.")
    words = ""
    if isinstance(link, Secret):
        words = " It is a key for 15 minutes"
        cleared = not report.escape and clear_later(call.env, link)
        words += ", and leaves the clipboard again after one." if cleared else "."
    call.talk.say(f"The link was {report.how}.{words}")


def _tell(call: Call, target: ConsoleTarget, way: str, *, opened: bool, link: str = "") -> None:
    if call.as_json:
        fields = {"destination": target.destination, "region": target.region, "way": way, "opened": opened}
        output.document({**fields, "link": link} if link else fields)
