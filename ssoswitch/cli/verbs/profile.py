"""profile list, show, rename, delete, prune, migrate; create and chain have a file of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ssoswitch.cli import output
from ssoswitch.cli.applying import apply_plan
from ssoswitch.cli.call import Call
from ssoswitch.cli.options import everywhere, pass_call
from ssoswitch.cli.verbs.profile_create import chain_command, create_command

if TYPE_CHECKING:
    from ssoswitch.model.profile import Profile


@click.group("profile")
def profile_command() -> None:
    """The profiles of the AWS config: list, make, rename, delete, prune, migrate."""


def _document(profile: Profile) -> dict[str, object]:
    return {
        "name": profile.name,
        "form": profile.form.value,
        "session": profile.session_name,
        "account_id": profile.role.account_id if profile.role else "",
        "role_name": profile.role.role_name if profile.role else "",
        "region": profile.region,
        "output": profile.output,
    }


@click.command("list")
@everywhere
@pass_call
def profile_list(call: Call) -> None:
    """Every profile, where it leads and in which form."""
    profiles = tuple(call.config.profiles.values())
    if call.as_json:
        output.document({"profiles": [_document(profile) for profile in profiles]})
        return
    output.table(
        [
            profile.name,
            f"{profile.role.account_id} / {profile.role.role_name}" if profile.role else "",
            profile.region,
            profile.session_name,
            profile.form.value,
        ]
        for profile in profiles
    )
    if not profiles:
        call.talk.say(f"There is no profile in {call.env.config_file}. `ssoswitch profile create` makes one.")


@click.command("show")
@click.argument("name")
@everywhere
@pass_call
def profile_show(call: Call, name: str) -> None:
    """One profile with its settings; secret keys are not shown."""
    from ssoswitch.operations.use import find_profile_named

    profile = find_profile_named(call.config, name)
    values = {key: "***" if _is_secret(key) else value for key, value in profile.values.items()}
    if call.as_json:
        output.document({**_document(profile), "line": profile.line, "values": values})
        return
    output.text(f"[{'' if name == 'default' else 'profile '}{name}]")
    for key, value in values.items():
        output.text(f"{key} = {value}")


@click.command("rename")
@click.argument("old")
@click.argument("new")
@everywhere
@pass_call
def profile_rename(call: Call, old: str, new: str) -> None:
    """Rename a profile; every source_profile and every .envrc that ssoswitch wrote follows."""
    from ssoswitch.operations.profile import plan_rename

    apply_plan(
        call, plan_rename(call.env, call.config, old, new, call.recollections), {"old": old, "new": new}
    )


@click.command("delete")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@everywhere
@pass_call
def profile_delete(call: Call, names: tuple[str, ...]) -> None:
    """Delete profiles; what still points at them is named first."""
    from ssoswitch.operations.profile import plan_delete

    apply_plan(call, plan_delete(call.env, call.config, names), {"names": list(names)})


@click.command("prune")
@everywhere
@pass_call
def profile_prune(call: Call) -> None:
    """Delete the profiles whose account or role is no longer granted, as the last whole sync found."""
    from ssoswitch.operations.profile import plan_prune

    plan = plan_prune(call.env, call.config, call.tree(call.session()))
    apply_plan(call, plan, already="No profile's role is gone; nothing was written.")


@click.command("migrate")
@click.argument("names", nargs=-1, metavar="[NAME...]")
@everywhere
@pass_call
def profile_migrate(call: Call, names: tuple[str, ...]) -> None:
    """Turn profiles with an inline sso_start_url into ones with an sso-session; without names, all of them."""
    from ssoswitch.operations.profile import plan_migrate

    plan = plan_migrate(call.env, call.config, names)
    apply_plan(call, plan, already="No profile has an inline sso_start_url; nothing was written.")


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
