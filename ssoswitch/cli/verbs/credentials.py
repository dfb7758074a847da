"""exec and credentials: what a profile is good for, for tools that read no SSO profile."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ssoswitch.cli import output
from ssoswitch.cli.applying import apply_plan
from ssoswitch.cli.call import Call
from ssoswitch.cli.options import Verb, everywhere, pass_call
from ssoswitch.core.credential_formats import FORMATS

if TYPE_CHECKING:
    from ssoswitch.model.account import AccountRole
    from ssoswitch.model.sso_session import SsoSession
    from ssoswitch.model.token import RoleCredentials

EXEC_EXAMPLES = """\b
Examples:
  ssoswitch exec payments-ro -- aws s3 ls
  ssoswitch exec payments-admin --renewing -- terraform apply
"""
HELP = "ssoswitch credentials --help shows how."
CREDENTIALS_EXAMPLES = """\b
Examples:
  eval "$(ssoswitch credentials payments-ro --format env)"
  ssoswitch credentials payments-ro --write --as legacy
  credential_process = ssoswitch credentials payments-ro --format process
"""


@click.command("exec", cls=Verb, epilog=EXEC_EXAMPLES, context_settings={"ignore_unknown_options": True})
@click.argument("profile")
@click.argument("command", nargs=-1, required=True, type=click.UNPROCESSED, metavar="-- COMMAND...")
@click.option("--region", default="", metavar="R", help="Another region than the profile's.")
@click.option(
    "--renewing", is_flag=True, help="For what runs long: the command's SDK renews its credentials by itself."
)
@everywhere
@pass_call
def exec_command(call: Call, profile: str, command: tuple[str, ...], region: str, renewing: bool) -> None:
    """Run a command with the role's credentials and nothing stale beside them; its exit code is passed on."""
    import sys

    from ssoswitch.operations.run_command import run

    if call.dry_run:
        call.talk.say(f"Would run with the credentials of {profile}: {' '.join(command)}")
        return
    named = sys.argv[0].rpartition("/")[2] == "ssoswitch"
    program = ("ssoswitch",) if named else (sys.executable, "-m", "ssoswitch")
    code = run(
        call.env, call.connections_of(profile), call.config, profile, command,
        renewing=renewing, region=region, program=program, ask_mfa=call.ask_mfa(),
    )  # fmt: skip
    raise SystemExit(code)


@click.command("credentials", cls=Verb, epilog=CREDENTIALS_EXAMPLES)
@click.argument("profile", required=False)
@click.option("--format", "form", type=click.Choice(FORMATS), metavar="FORMAT", help=f"{', '.join(FORMATS)}.")
@click.option(
    "--write", is_flag=True, help="Into the shared credentials file, for tools that read nothing else."
)
@click.option("--as", "section", metavar="NAME", help="The section that --write makes. [default: PROFILE]")
@click.option("--account-id", metavar="ID", help="With --session and --role-name: without a profile.")
@click.option("--role-name", metavar="ROLE", help="With --session and --account-id: without a profile.")
@everywhere
@pass_call
def credentials_command(
    call: Call,
    profile: str | None,
    form: str | None,
    write: bool,
    section: str | None,
    account_id: str | None,
    role_name: str | None,
) -> None:
    """Print the role's credentials, quoted for the shell or tool that reads them.

    As a credential_process (--format process) they are kept where the AWS CLI keeps them, so that many callers at once
    make one call; otherwise nothing is kept on disk.
    """
    from ssoswitch.core.credential_formats import render
    from ssoswitch.core.profile_ends import region_for
    from ssoswitch.operations.credentials import credentials_for
    from ssoswitch.operations.use import find_profile_named

    if write and form:
        call.talk.wrong_use("Give --format or --write, not both.")
    if not write and not form and not call.as_json:
        call.talk.wrong_use("Say how: --format env, json or another, or --write.", HELP)
    if bool(profile) == bool(account_id or role_name):
        call.talk.wrong_use("Give PROFILE, or --account-id and --role-name with --session.", HELP)
    if section and not write:
        call.talk.wrong_use("--as names the section of --write.")
    region = ""
    what: str | tuple[SsoSession, AccountRole]
    if profile:
        region = region_for(call.config, find_profile_named(call.config, profile))
        what = profile
    else:
        what = _role(call, account_id or "", role_name or "")
    keep = call.settings.credential_cache
    credentials = credentials_for(
        call.env, call.connections_of(profile or ""), what,
        cache=(keep == "always" or (keep == "process" and form == "process")) and not call.dry_run,
        config=call.config, ask_mfa=call.ask_mfa(),
    )  # fmt: skip
    if write:
        _write(call, credentials, section or profile or f"{role_name}-{account_id}", region, what)
        return
    if call.as_json and form != "process":
        call.tell(_document(credentials, region))
        return
    output.raw(render(credentials, form or "json", region))
    if output.is_terminal() and form != "process":
        call.talk.say("! These are secret keys: whoever sees them can use them until they expire.")


def _document(credentials: RoleCredentials, region: str) -> dict[str, object]:
    from ssoswitch.cli.durations import rfc3339
    from ssoswitch.core.credential_formats import expires

    return {
        "access_key_id": credentials.access_key_id.reveal(),
        "secret_access_key": credentials.secret_access_key.reveal(),
        "session_token": credentials.session_token.reveal(),
        "expiration": rfc3339(credentials.expires_at) if expires(credentials) else None,
        "account_id": credentials.account_id,
        "role_name": credentials.role_name,
        "region": region,
    }


def _role(call: Call, account_id: str, role_name: str) -> tuple[SsoSession, AccountRole]:
    from ssoswitch.core.config_checks import check_account_id, check_role_name
    from ssoswitch.model.account import AccountRole

    if not (account_id and role_name):
        call.talk.wrong_use("--account-id and --role-name go together.")
    check_account_id(account_id)
    check_role_name(role_name)
    return call.session(), AccountRole(account_id, role_name)


def _write(
    call: Call,
    credentials: RoleCredentials,
    section: str,
    region: str,
    what: str | tuple[SsoSession, AccountRole],
) -> None:
    from ssoswitch.core.profile_ends import session_name_of
    from ssoswitch.operations.credentials_file import plan_write_credentials

    session_name = (
        what[0].name if isinstance(what, tuple) else session_name_of(call.config, call.config.profiles[what])
    )
    apply_plan(
        call,
        lambda: plan_write_credentials(
            call.env, credentials, section, session_name=session_name, region=region, config=call.config
        ),
        {"section": section},
    )
