"""profile create and profile chain: the two that make something new."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import click

from ssoswitch.cli import output
from ssoswitch.cli.applying import apply_plan
from ssoswitch.cli.call import Call
from ssoswitch.cli.durations import duration
from ssoswitch.cli.options import Verb, everywhere, pass_call
from ssoswitch.cli.verbs.profile_requests import Wish, many_roles, one_role, requests_for, session_meant

if TYPE_CHECKING:
    from ssoswitch.model.plan import Plan
    from ssoswitch.operations.profile import ProfilePlan, ProfileRequest, ProfileRow

EXAMPLES = """\b
Examples:
  ssoswitch profile create payments-prod ReadOnlyAccess
  ssoswitch profile create 123456789012 AdministratorAccess --name admin --region eu-west-1 --yes
  ssoswitch profile create --query 'role:readonly is:prod' --template '{account}-ro' --dry-run
  ssoswitch profile create --all --if-exists skip
"""
CHAIN_EXAMPLES = """\b
Examples:
  ssoswitch profile chain audit --source-profile sec --role-arn arn:aws:iam::123456789012:role/Audit
  ssoswitch profile chain deploy --source-profile ci --role-arn arn:aws:iam::123456789012:role/Deploy \\
      --external-id acme-7 --duration-seconds 3600
"""
FORMS = ("session", "inline", "both", "credential-process")


def key_value(text: str) -> tuple[str, str]:
    """`KEY=VALUE` of an option as a pair. Raises click.BadParameter."""
    key, equals, value = text.partition("=")
    if not equals or not key.strip():
        raise click.BadParameter(f"{text!r} is not of the form KEY=VALUE.")
    return key.strip(), value.strip()


@click.command("create", cls=Verb, epilog=EXAMPLES)
@click.argument("account", metavar="[ACCOUNT]", required=False)
@click.argument("role", metavar="[ROLE]", required=False)
@click.option("--query", metavar="Q", help="A profile for every role that this search finds.")
@click.option("--all", "everything", is_flag=True, help="A profile for every role that you have.")
@click.option("--name", metavar="N", help="Its name. [default: by the template]")
@click.option("--template", metavar="T", help="How names are made, such as {account}-{role:short}.")
@click.option("--region", metavar="R", help="Its region. [default: what the account's other profiles use]")
@click.option("--output", "output_format", metavar="O", help="Its output format, such as json.")
@click.option(
    "--set",
    "extra",
    type=key_value,
    multiple=True,
    metavar="KEY=VALUE",
    help="A further key; can be repeated.",
)
@click.option(
    "--form", type=click.Choice(FORMS), metavar="FORM",
    help=f"How it comes by its credentials: {', '.join(FORMS)}. [default: session]",
)  # fmt: skip
@click.option(
    "--if-exists", type=click.Choice(["fail", "skip", "suffix", "replace"]), metavar="WHAT",
    help="When a profile of that name leads elsewhere: fail, skip, suffix, replace. [default: fail]",
)  # fmt: skip
@click.option(
    "--prune",
    is_flag=True,
    help="In the same write delete profiles whose role is gone, as after a whole sync.",
)
@click.option(
    "--start-url", metavar="URL", help="With --session NAME: add that sso-session in the same write."
)
@click.option("--sso-region", metavar="R", help="Where that sso-session's Identity Center lives.")
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
    prune: bool,
    start_url: str | None,
    sso_region: str | None,
) -> None:
    """Make a profile for one role, or one for each of many; one plan, one diff, one write.

    ACCOUNT is a 12-digit id or an account's name. With an id no sign-in and no saved tree is needed.
    """
    from dataclasses import replace

    from ssoswitch.operations.profile import plan_create

    many = query is not None or everything
    if many == bool(account) or (account and not role) or (query is not None and everything):
        call.talk.wrong_use(
            "Give ACCOUNT and ROLE, or --query, or --all.", "ssoswitch profile create --help shows how."
        )
    if name is not None and not name.strip():
        call.talk.wrong_use("--name is empty.", "Leave it out for a name by the template.")
    if many and name:
        call.talk.wrong_use("--name names one profile; use --template for many.")
    call.require_config()
    settings = replace(call.settings, name_template=template) if template else call.settings
    session, new_session = session_meant(call, start_url, sso_region)
    unknown = ""
    if many:
        roles = many_roles(call, session, query or "")
    else:
        only, unknown = one_role(call, session, account or "", role or "", new=new_session is not None)
        roles = [only]
    wish = Wish(name or "", region, output_format, form, extra)
    requests = requests_for(call, settings, session, roles, wish)
    tree = call.tree(session) if prune else None

    def plan_now() -> ProfilePlan:
        return plan_create(
            call.env, call.config, requests,
            settings=settings, if_exists=if_exists or settings.if_exists, session=new_session, prune=tree,
        )  # fmt: skip

    planned = plan_now()
    if unknown:
        call.talk.warn(unknown)
    _say_rows(call, planned.rows)
    for removed in planned.removed:
        call.talk.say(f"  removed: {removed}  its role is gone")
    skipped = any(row.outcome == "skipped" for row in planned.rows)
    already = "Nothing was written." if skipped else "Already so; nothing was written."
    first: list[ProfilePlan] = [planned]

    def make() -> Plan:
        nonlocal planned
        planned = first.pop() if first else plan_now()
        return planned.plan

    def facts() -> dict[str, object]:
        rows = [_row(row, request) for row, request in zip(planned.rows, requests, strict=True)]
        return {"profiles": rows, **({"removed": list(planned.removed)} if prune else {})}

    applied = apply_plan(call, make, facts, already=already)
    made = planned.rows[0].name
    if many or call.as_json or call.dry_run:
        return
    output.text(made)
    if applied is not None and output.is_terminal():
        word = shlex.quote(made)
        call.talk.say(
            f"Use it: `ssoswitch use {word}`, or `ssoswitch envrc --profile {word}` in a directory."
        )


@click.command("chain", cls=Verb, epilog=CHAIN_EXAMPLES)
@click.argument("name")
@click.option("--source-profile", required=True, metavar="P", help="The profile that may assume the role.")
@click.option("--role-arn", required=True, metavar="ARN", help="The role to assume.")
@click.option("--duration-seconds", type=duration, metavar="N", help="How long it lives, 900 to 43200.")
@click.option("--region", metavar="R", default="", help="Its default region.")
@click.option("--external-id", metavar="X", default="", help="What the role's trust asks for.")
@click.option("--mfa-serial", metavar="A", default="", help="The MFA device that the role's trust asks for.")
@click.option(
    "--if-exists", type=click.Choice(["fail", "skip", "replace"]), default="fail", metavar="WHAT",
    help="When a profile of that name leads elsewhere: fail, skip, replace. [default: fail]",
)  # fmt: skip
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

    call.require_config()

    def make() -> Plan:
        return plan_chain(
            call.env, call.config, name,
            source_profile=source_profile, role_arn=role_arn,
            duration_seconds=int(duration_seconds) if duration_seconds is not None else None,
            region=region, external_id=external_id, mfa_serial=mfa_serial, if_exists=if_exists,
        )  # fmt: skip

    apply_plan(call, make, {"name": name})


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
