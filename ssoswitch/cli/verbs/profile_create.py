"""profile create and profile chain: the two that make something new."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ssoswitch.cli import output
from ssoswitch.cli.applying import apply_plan
from ssoswitch.cli.call import Call
from ssoswitch.cli.durations import duration
from ssoswitch.cli.options import everywhere, pass_call

if TYPE_CHECKING:
    from ssoswitch.model.account import Account, AccountRole
    from ssoswitch.model.settings import Settings
    from ssoswitch.model.sso_session import SsoSession
    from ssoswitch.operations.profile import ProfileRequest, ProfileRow

EXAMPLES = """\b
Examples:
  ssoswitch profile create payments-prod ReadOnlyAccess
  ssoswitch profile create 123456789012 AdministratorAccess --name admin --region eu-west-1 --yes
  ssoswitch profile create --query 'role:readonly is:prod' --template '{account}-ro' --dry-run
  ssoswitch profile create --all --if-exists skip
"""
FORMS = ("session", "inline", "both", "credential-process")


def key_value(text: str) -> tuple[str, str]:
    """`KEY=VALUE` of an option as a pair. Raises click.BadParameter."""
    key, equals, value = text.partition("=")
    if not equals or not key.strip():
        raise click.BadParameter(f"{text!r} is not of the form KEY=VALUE.")
    return key.strip(), value.strip()


@click.command("create", epilog=EXAMPLES)
@click.argument("account", required=False)
@click.argument("role", required=False)
@click.option("--query", metavar="Q", help="A profile for every role that this search finds.")
@click.option("--all", "everything", is_flag=True, help="A profile for every role that you have.")
@click.option("--name", metavar="N", help="Its name. [default: by the template]")
@click.option("--template", metavar="T", help="Such as {account}-{role:short}.")
@click.option("--region", metavar="R", help="Its default region.")
@click.option("--output", "output_format", metavar="O", help="Its output format, such as json.")
@click.option("--set", "extra", type=key_value, multiple=True, metavar="KEY=VALUE", help="A further key.")
@click.option("--form", type=click.Choice(FORMS), help="How it comes by its credentials. [default: session]")
@click.option("--if-exists", type=click.Choice(["fail", "skip", "suffix", "replace"]), help="[default: fail]")
@click.option(
    "--start-url", metavar="URL", help="With --session NAME: add that sso-session in the same write."
)
@click.option("--sso-region", metavar="R", help="The region of that sso-session.")
@everywhere
@pass_call
def create_command(
    call: Call,
    account: str | None,
    role: str | None,
    query: str | None,
    everything: bool,
    name: str | None,
    template: str | None,
    region: str | None,
    output_format: str | None,
    extra: tuple[tuple[str, str], ...],
    form: str | None,
    if_exists: str | None,
    start_url: str | None,
    sso_region: str | None,
) -> None:
    """Make a profile for one role, or one for each of many; one plan, one diff, one write.

    ACCOUNT is a 12-digit id or an account's name. With an id no sign-in and no saved tree is needed.
    """
    from dataclasses import replace

    from ssoswitch.model.profile import ProfileForm
    from ssoswitch.operations.profile import ProfileRequest, plan_create

    many = query is not None or everything
    if many == bool(account) or (account and not role) or (query is not None and everything):
        call.talk.wrong_use("Give ACCOUNT ROLE, or --query, or --all.")
    if many and name:
        call.talk.wrong_use("--name names one profile; use --template for many.")
    settings = replace(call.settings, name_template=template) if template else call.settings
    session, new_session = _session(call, start_url, sso_region)
    roles = (
        _many(call, session, query or "")
        if many
        else [_one(call, session, account or "", role or "", new=new_session is not None)]
    )
    requests = [
        ProfileRequest(
            role=each,
            account=its_account,
            session=session,
            name=name or "",
            region=region or _region(settings, its_account),
            output=output_format if output_format is not None else settings.output,
            form=ProfileForm(form or settings.form),
            extra=extra,
        )
        for its_account, each in roles
    ]
    planned = plan_create(
        call.env, call.config, requests,
        settings=settings, if_exists=if_exists or settings.if_exists, session=new_session,
    )  # fmt: skip
    if many and not call.as_json:
        _say_rows(call, planned.rows)
    apply_plan(
        call,
        planned.plan,
        {"profiles": [_row(row, request) for row, request in zip(planned.rows, requests, strict=True)]},
    )
    if not many and not call.as_json and not call.dry_run:
        output.text(planned.rows[0].name)


@click.command("chain")
@click.argument("name")
@click.option("--source-profile", required=True, metavar="P", help="The profile that may assume the role.")
@click.option("--role-arn", required=True, metavar="ARN", help="The role to assume.")
@click.option("--duration-seconds", type=duration, metavar="N", help="How long it lives, 900 to 43200.")
@click.option("--region", metavar="R", default="", help="Its default region.")
@click.option("--external-id", metavar="X", default="", help="What the role's trust asks for.")
@click.option("--mfa-serial", metavar="A", default="", help="The MFA device that the role's trust asks for.")
@click.option("--if-exists", type=click.Choice(["fail", "skip", "suffix", "replace"]), default="fail")
@everywhere
@pass_call
def chain_command(
    call: Call,
    name: str,
    source_profile: str,
    role_arn: str,
    duration_seconds: float | None,
    region: str,
    external_id: str,
    mfa_serial: str,
    if_exists: str,
) -> None:
    """Make a profile that assumes a role from another profile: one entry account, many others behind it."""
    from ssoswitch.operations.profile import plan_chain

    plan = plan_chain(
        call.env, call.config, name,
        source_profile=source_profile, role_arn=role_arn,
        duration_seconds=int(duration_seconds) if duration_seconds is not None else None,
        region=region, external_id=external_id, mfa_serial=mfa_serial, if_exists=if_exists,
    )  # fmt: skip
    apply_plan(call, plan, {"name": name})


def _session(
    call: Call, start_url: str | None, sso_region: str | None
) -> tuple[SsoSession, SsoSession | None]:
    """The session that is meant, and itself again where it has to be added."""
    from ssoswitch.core.start_urls import same_portal
    from ssoswitch.model.errors import WouldOverwrite
    from ssoswitch.model.sso_session import SsoSession

    if start_url is None and sso_region is None:
        return call.session(), None
    if not (start_url and sso_region and call.session_name):
        call.talk.wrong_use("--start-url, --sso-region and --session go together.")
    known = call.config.sessions.get(call.session_name)
    if known is None:
        session = SsoSession(call.session_name, start_url, sso_region)
        return session, session
    if not same_portal(known.start_url, start_url) or known.sso_region != sso_region:
        raise WouldOverwrite(
            f"The sso-session {known.name} leads to {known.start_url} in {known.sso_region}; nothing was written.",
            "Take another --session name.",
        )
    return known, None


def _one(
    call: Call, session: SsoSession, account: str, role: str, *, new: bool
) -> tuple[Account, AccountRole]:
    from ssoswitch.operations.find_role import find_role

    tree = None if new else call.tree(session)
    found, its_role = find_role(tree, account, role)
    entry = tree.get(found.account_id) if tree else None
    if entry is None:
        call.talk.say(
            f"! {found.account_id} is not in the saved tree: its name and roles could not be looked up."
        )
    elif not entry.loaded:
        call.talk.say(f"! The roles of {found.account_id} have not been read yet; {role} was taken as it is.")
    return found, its_role


def _many(call: Call, session: SsoSession, query: str) -> list[tuple[Account, AccountRole]]:
    from ssoswitch.model.account import AccountRole
    from ssoswitch.model.errors import NoMatch
    from ssoswitch.operations.listing import find

    tree = call.tree(session)
    if tree.saved_at is None:
        raise NoMatch(
            "Nothing has been read from AWS yet; nothing was written.", "`ssoswitch sync` reads it."
        )
    found = [
        (entry.account, AccountRole(entry.account.account_id, role))
        for entry, roles in find(
            call.env, tree, query,
            config=call.config, settings=call.settings, recollections=call.recollections,
        )
        for role in roles
    ]  # fmt: skip
    if not found:
        raise NoMatch(f"Nothing matches {query!r}; nothing was written." if query else "There are no roles.")
    if tree.unread_count:
        call.talk.say(
            f"! The roles of {tree.unread_count} accounts have not been read yet; they are left out."
        )
    return found


def _region(settings: Settings, account: Account) -> str:
    choice = settings.accounts.get(account.account_id)
    return (choice.region if choice else "") or settings.region


def _row(row: ProfileRow, request: ProfileRequest) -> dict[str, str]:
    return {
        "name": row.name,
        "account_id": row.role.account_id,
        "account_name": request.account.name,
        "role_name": row.role.role_name,
        "outcome": row.outcome,
        "note": row.note,
    }


def _say_rows(call: Call, rows: tuple[ProfileRow, ...]) -> None:
    notable = [row for row in rows if row.outcome not in ("new", "same")]
    for row in notable[:20]:
        call.talk.say(f"  {row.outcome}: {row.name}  {row.note}")
    if len(notable) > 20:
        call.talk.say(f"  … {len(notable) - 20} more")
