"""profile list, show, rename, delete, prune, migrate; create and chain have a file of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ssoswitch.cli import output
from ssoswitch.cli.applying import apply_plan
from ssoswitch.cli.call import Call
from ssoswitch.cli.diagnostics import Exit
from ssoswitch.cli.options import Family, Verb, everywhere, pass_call
from ssoswitch.cli.verbs.profile_create import chain_command, create_command
from ssoswitch.core.profile_ends import role_of, session_name_of

if TYPE_CHECKING:
    from ssoswitch.core.aws_config import AwsConfig
    from ssoswitch.model.profile import Profile


CREATE_FIRST = "`ssoswitch profile create ACCOUNT ROLE` makes one."
LIST_EXAMPLES = """\b
Examples:
  ssoswitch profile list
  ssoswitch profile list --json | jq -r '.profiles[] | select(.region == "eu-west-1") | .name'
"""
SHOW_EXAMPLES = """\b
Examples:
  ssoswitch profile show pay-prod-ro
  ssoswitch profile show pay-prod-ro --json | jq -r .account_id
"""
RENAME_EXAMPLES = """\b
Examples:
  ssoswitch profile rename dev payments-dev --dry-run
  ssoswitch profile rename dev payments-dev --yes
"""
DELETE_EXAMPLES = """\b
Examples:
  ssoswitch profile delete old-shop
  ssoswitch profile delete old-shop older-shop --yes    and `ssoswitch undo` brings them back
"""
PRUNE_EXAMPLES = """\b
Examples:
  ssoswitch sync && ssoswitch profile prune --dry-run
"""
MIGRATE_EXAMPLES = """\b
Examples:
  ssoswitch profile migrate --dry-run    every inline profile
  ssoswitch profile migrate legacy       this one
"""


@click.group("profile", cls=Family)
@everywhere
@click.pass_context
def profile_command(context: click.Context) -> None:
    """The profiles of the AWS config."""
    profile_command.require_command(context)


def _document(config: AwsConfig, profile: Profile) -> dict[str, object]:
    role = role_of(profile)
    return {
        "name": profile.name,
        "form": profile.form.value,
        "session": session_name_of(config, profile),
        "account_id": role.account_id if role else "",
        "role_name": role.role_name if role else "",
        "region": profile.region,
        "output": profile.output,
    }


@click.command("list", cls=Verb, epilog=LIST_EXAMPLES)
@everywhere
@pass_call
def profile_list(call: Call) -> None:
    """List every profile, where it leads and in which form."""
    profiles = tuple(call.config.profiles.values())
    if call.as_json:
        call.tell({"profiles": [_document(call.config, profile) for profile in profiles]})
        return
    output.table(
        [
            (
                profile.name,
                f"{role.account_id} / {role.role_name}" if role else "",
                profile.region,
                session_name_of(call.config, profile),
                profile.form.value,
            )
            for profile in profiles
            for role in (role_of(profile),)
        ],
        ("PROFILE", "LEADS TO", "REGION", "SSO-SESSION", "FORM"),
    )
    if not profiles:
        call.talk.say(f"There is no profile in {call.env.config_file} yet. {CREATE_FIRST}")


@click.command("show", cls=Verb, epilog=SHOW_EXAMPLES)
@click.argument("name")
@everywhere
@pass_call
def profile_show(call: Call, name: str) -> None:
    """Show one profile with its settings; secret keys are masked."""
    from ssoswitch.operations.use import find_profile_named

    profile = find_profile_named(call.config, name)
    values = {key: "***" if _is_secret(key) else value for key, value in profile.values.items()}
    if call.as_json:
        call.tell({**_document(call.config, profile), "line": profile.line, "values": values})
        return
    output.text(f"[{'' if name == 'default' else 'profile '}{name}]")
    for key, value in values.items():
        output.text(f"{key} = {value}")


@click.command("rename", cls=Verb, epilog=RENAME_EXAMPLES)
@click.argument("old")
@click.argument("new")
@everywhere
@pass_call
def profile_rename(call: Call, old: str, new: str) -> None:
    """Rename a profile; every source_profile and every .envrc that ssoswitch wrote follows."""
    from ssoswitch.model.plan import Plan
    from ssoswitch.operations.profile import plan_rename

    call.require_config()
    done = new in call.config.profiles and bool(_gone(call, old))
    plan = Plan(f"profile {old} → {new}")

    def make() -> Plan:
        nonlocal plan
        if not done:
            plan = plan_rename(call.env, call.config, old, new, call.recollections)
        return plan

    applied = apply_plan(
        call,
        make,
        {"old": old, "new": new},
        already=f"The profile is called {new} already; nothing was written.",
    )
    if applied is not None and plan.left:
        raise SystemExit(Exit.PARTLY_DONE)


@click.command("delete", cls=Verb, epilog=DELETE_EXAMPLES)
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@everywhere
@pass_call
def profile_delete(call: Call, names: tuple[str, ...]) -> None:
    """Delete profiles; what still points at them is named first."""
    from ssoswitch.operations.profile import plan_delete

    call.require_config()
    gone = _gone(call, *names)
    rest = [name for name in names if name not in gone]
    if gone and rest:
        call.talk.say(f"Deleted before: {', '.join(sorted(gone))}.")
    apply_plan(
        call,
        lambda: plan_delete(call.env, call.config, rest),
        {"names": list(names)},
        already=f"Deleted before: {', '.join(sorted(gone))}; nothing was written.",
    )


@click.command("prune", cls=Verb, epilog=PRUNE_EXAMPLES)
@everywhere
@pass_call
def profile_prune(call: Call) -> None:
    """Delete the profiles whose account or role is no longer granted, as the last whole sync found."""
    from ssoswitch.operations.profile import plan_prune

    call.require_config()
    tree = call.tree(call.session())
    apply_plan(call, lambda: plan_prune(call.env, call.config, tree), already="Nothing was written.")


@click.command("migrate", cls=Verb, epilog=MIGRATE_EXAMPLES)
@click.argument("names", nargs=-1, metavar="[NAME...]")
@everywhere
@pass_call
def profile_migrate(call: Call, names: tuple[str, ...]) -> None:
    """Turn profiles with an inline sso_start_url into ones with an sso-session; without names, all of them."""
    from ssoswitch.model.plan import Plan
    from ssoswitch.model.profile import ProfileForm
    from ssoswitch.operations.profile import plan_migrate

    call.require_config()
    profiles = call.config.profiles
    done = [name for name in names if name in profiles and profiles[name].form is ProfileForm.SESSION]
    rest = [name for name in names if name not in done]
    if done:
        call.talk.say(f"With an sso-session already: {', '.join(done)}.")
    plan = Plan("no profile migrated")

    def make() -> Plan:
        nonlocal plan
        if not done or rest:
            plan = plan_migrate(call.env, call.config, rest)
        return plan

    applied = apply_plan(call, make, already="Nothing was written.")
    if plan.left and (applied is not None or plan.empty):
        raise SystemExit(Exit.PARTLY_DONE)


def _gone(call: Call, *names: str) -> frozenset[str]:
    """Those names that are no profile any more because an earlier run took them away."""
    missing = [name for name in names if name not in call.config.profiles]
    if not missing:
        return frozenset()
    from ssoswitch.operations.done_before import removed_by_us

    return removed_by_us(call.env, "profile", missing)


def _is_secret(key: str) -> bool:
    return key in ("aws_secret_access_key", "aws_session_token", "aws_access_key_id", "aws_security_token")


for _command in (
    profile_list,
    profile_show,
    create_command,
    chain_command,
    profile_rename,
    profile_delete,
    profile_prune,
    profile_migrate,
):
    profile_command.add_command(_command)
