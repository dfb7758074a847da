"""envrc, use, whoami: which profile counts here."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ssoswitch.cli import output
from ssoswitch.cli.applying import apply_plan
from ssoswitch.cli.call import Call
from ssoswitch.cli.exports import print_as_comments, print_exports
from ssoswitch.cli.options import Verb, everywhere, pass_call
from ssoswitch.cli.production import say_production

if TYPE_CHECKING:
    from ssoswitch.core.whoami import ToolIdentity, WhoAmI
    from ssoswitch.model.plan import Applied, Plan
    from ssoswitch.operations.envrc import EnvrcPlan

ENVRC_EXAMPLES = """\b
Examples:
  ssoswitch envrc --profile payments-ro              this directory
  ssoswitch envrc ~/src/shop --profile shop --allow  and direnv trusts it
  ssoswitch envrc --profile payments-ro --dry-run    what would be written
"""
USE_EXAMPLES = """\b
Examples:
  ssoswitch use payments-ro         with the hook of `ssoswitch shell-init` that is all
  ssoswitch use pay prod read       by a search that finds one profile
  ssoswitch use -                   the previous one
  eval "$(ssoswitch use dev)"       without the hook
"""
WHOAMI_EXAMPLES = """\b
Examples:
  ssoswitch whoami               the profile, account, role and region in force here
  ssoswitch whoami --explain     every variable and file that has a say, and who listens to which
  ssoswitch whoami --verify      ask STS, and compare
"""


@click.command("envrc", cls=Verb, epilog=ENVRC_EXAMPLES)
@click.argument("directory", type=click.Path(path_type=Path), required=False, metavar="[DIR]")
@click.option("--profile", required=True, metavar="P", help="The profile that the directory shall use.")
@click.option(
    "--file", "file_name", default=".envrc", show_default=True, metavar="NAME", help="Another file name."
)
@click.option("--allow", is_flag=True, help="Run `direnv allow` afterwards: it trusts the whole file.")
@everywhere
@pass_call
def envrc_command(call: Call, directory: Path | None, profile: str, file_name: str, allow: bool) -> None:
    """Write `export AWS_PROFILE=…` into the .envrc of a directory; every other line stays as it is."""
    from ssoswitch.core.profile_ends import role_of, session_name_of
    from ssoswitch.model.errors import CannotTakeEffect, SsoswitchError
    from ssoswitch.operations import envrc
    from ssoswitch.operations.write import apply

    where = call.env.working_directory / (directory or "")
    if profile not in call.config.profiles:
        call.talk.warn(f"There is no profile {profile!r} in {call.config.path} yet.")
    elif call.settings.guard_envrc:
        leads = call.config.profiles[profile]
        session = call.config.sessions.get(session_name_of(call.config, leads))
        say_production(call, session, role_of(leads), profile)
    planned: EnvrcPlan
    said = ""
    late: SsoswitchError | None = None

    def make() -> Plan:
        nonlocal planned
        planned = envrc.plan_envrc(call.env, where, profile, file_name=file_name, trial=allow)
        if allow and not planned.allow_default and not call.dry_run:
            _show_whole(call, planned)
        return planned.plan

    def write() -> Applied:
        nonlocal said, late
        applied = apply(call.env, planned.plan)
        try:
            said = envrc.allow_written(call.env, planned, applied) if allow else ""
        except CannotTakeEffect:
            raise
        except SsoswitchError as error:
            # The write is done, and that is said first. What a file that changed meanwhile holds was not shown: it is
            # not planned again and allowed unseen.
            late = error
        return applied

    def fields() -> dict[str, str]:
        return {"path": str(planned.path), "profile": profile, "action": planned.action}

    applied = apply_plan(call, make, fields, write=write)
    if late is not None:
        raise late
    if allow and not call.dry_run:
        call.talk.say(said or envrc.allow_written(call.env, planned, applied))
    elif not call.dry_run and planned.state.installed and not planned.plan.empty and file_name == ".envrc":
        call.talk.say("direnv asks to allow the file anew: `direnv allow`, or --allow here.")


def _show_whole(call: Call, planned: EnvrcPlan) -> None:
    """What is about to be trusted, before anybody is asked."""
    call.talk.warn("The file was not allowed before: --allow trusts all of it.")
    if not call.as_json:
        call.talk.say("This is the whole file:")
        call.talk.diff(planned.after.decode("utf-8", errors="backslashreplace"))


@click.command("use", cls=Verb, epilog=USE_EXAMPLES)
@click.argument("words", nargs=-1, metavar="[PROFILE | QUERY | -]")
@everywhere
@pass_call
def use_command(call: Call, words: tuple[str, ...]) -> None:
    """Print the exports that make a shell use a profile; with the shell hook they take effect. - is the previous one.

    A QUERY that finds one role takes the profile that leads there.
    """
    from ssoswitch.model.errors import SsoswitchError
    from ssoswitch.operations.settings import change_recollections
    from ssoswitch.operations.use import export_text, exports_for, previous_profile

    text = " ".join(words)
    if not text:
        call.talk.wrong_use(
            "Name a profile, or something that finds one.", "`ssoswitch profile list` shows them."
        )
    name = previous_profile(call.env, call.recollections) if text == "-" else _profile(call, text)
    lines = export_text(call.env, call.config, name)
    before = call.env.variable("AWS_PROFILE") or ""
    if before and before != name and not call.dry_run:
        try:
            change_recollections(call.env, lambda known: replace(known, previous_profile=before))
        except SsoswitchError as error:
            call.talk.detail(f"! {error}")
    if call.as_json:
        set_, unset = exports_for(call.env, call.config, name)
        call.tell({"profile": name, "set": set_, "unset": list(unset)})
        return
    if call.dry_run:
        print_as_comments(lines)
        return
    print_exports(call, lines)


@click.command("whoami", cls=Verb, epilog=WHOAMI_EXAMPLES)
@click.option("--profile", metavar="P", help="As if a tool were called with --profile P.")
@click.option("--explain", is_flag=True, help="Every variable and file that has a say.")
@click.option("--verify", is_flag=True, help="Ask STS who the calls are, and compare.")
@everywhere
@pass_call
def whoami_command(call: Call, profile: str | None, explain: bool, verify: bool) -> None:
    """Which profile, account and role is in force here, from where, and for which tools."""
    from ssoswitch.operations.whoami import who_am_i

    who = who_am_i(call.env, call.config, profile)
    document: dict[str, Any] = {
        "directory": str(who.directory),
        "agree": who.agree,
        "aws_cli": _identity(call, who.cli),
        "boto3": _identity(call, who.boto3),
        "problems": [{"text": each.text, "remedy": each.remedy} for each in who.problems],
    }
    if explain:
        document["rows"] = [
            {
                "what": row.label,
                "value": row.value,
                "aws_cli": row.cli,
                "boto3": row.boto3,
                "source": row.source,
            }
            for row in who.rows
        ]
    if not call.as_json:
        _print(call, who, explain=explain)
    if verify:
        document["verified"] = _verify(call, who)
    if call.as_json:
        call.tell(document)


def _profile(call: Call, text: str) -> str:
    """The profile of that name, or the one that leads to the one role that the text finds."""
    from ssoswitch.model.account import AccountRole
    from ssoswitch.model.errors import AmbiguousMatch, NoMatch, ProfileNotFound
    from ssoswitch.operations.listing import find
    from ssoswitch.operations.use import find_profile_named, profiles_of_pasted

    if text in call.config.profiles:
        return text
    by_role = call.config.profiles_by_role()
    # A role that was pasted may be one that a chained profile assumes, which no tree has.
    names = profiles_of_pasted(call.config, text)
    roles: list[str] = []
    if call.config.sessions and not names:
        session = call.session()
        found = find(
            call.env, call.tree(session), text,
            config=call.config, settings=call.settings, recollections=call.recollections,
        )  # fmt: skip
        for entry, its_roles in found:
            for role in its_roles:
                roles.append(f"{entry.account.name or entry.account.account_id} / {role}")
                names += [each.name for each in by_role.get(AccountRole(entry.account.account_id, role), ())]
    if len(names) == 1:
        return names[0]
    if names:
        raise AmbiguousMatch(
            f"{len(names)} profiles match {text!r}; nothing was changed.",
            sorted(set(names)),
            "Name one of them.",
        )
    if roles:
        raise NoMatch(
            f"No profile leads to what {text!r} finds; nothing was changed.",
            "`ssoswitch profile create ACCOUNT ROLE` makes one for:",
            roles[:10],
        )
    try:
        return find_profile_named(call.config, text).name
    except ProfileNotFound as error:
        raise NoMatch(f"No profile and no role matches {text!r}.", error.hint, error.candidates) from None


def _identity(call: Call, identity: ToolIdentity) -> dict[str, Any]:
    role = identity.role
    return {
        "profile": identity.profile,
        "chosen_by": identity.chosen_by,
        "exists": identity.exists,
        "static_keys": identity.static_keys,
        "web_identity": identity.web_identity,
        "account_id": role.account_id if role else "",
        "account_name": _account_name(call, identity),
        "role_name": role.role_name if role else "",
        "session": identity.session_name,
        "region": identity.region,
        "failure": identity.failure,
    }


def _account_name(call: Call, identity: ToolIdentity) -> str:
    session = call.config.sessions.get(identity.session_name)
    if identity.role is None or session is None or session.problem:
        return ""
    entry = call.tree(session).get(identity.role.account_id)
    return entry.account.name if entry else ""


def _line(call: Call, identity: ToolIdentity) -> str:
    if identity.failure:
        return f"✗ {identity.failure}"
    if identity.static_keys:
        return f"keys from the environment  {identity.region}".rstrip()
    role = identity.role
    if identity.web_identity:
        place = f"{role.account_id} / {role.role_name}" if role else "AWS_ROLE_ARN"
        return f"a web identity token  →  {place}  {identity.region}".rstrip()
    if identity.container:
        return f"the container's own role, by {identity.container}  {identity.region}".rstrip()
    if not identity.profile:
        return "no profile is in force: AWS_PROFILE is not set, and there is no [default]"
    name = _account_name(call, identity)
    place = (
        f"{name} {role.account_id} / {role.role_name}".strip()
        if role
        else "the files do not tell which account (`ssoswitch whoami --verify` asks)"
    )
    return f"{identity.profile}  →  {place}  {identity.region}".rstrip()


def _print(call: Call, who: WhoAmI, *, explain: bool) -> None:
    if who.agree:
        output.text(_line(call, who.cli))
    else:
        output.table([["aws CLI", _line(call, who.cli)], ["boto3", _line(call, who.boto3)]])
    if explain:
        output.text()
        output.table(
            [[row.label, row.value, row.cli, row.boto3, row.source] for row in who.rows],
            ("WHAT", "SAYS", "AWS CLI", "BOTO3", "FROM"),
        )
    for problem in who.problems:
        if problem.code != "config":  # said when the config was read
            call.talk.warn(f"{problem.text}{f' {problem.remedy}' if problem.remedy else ''}")


def _verify(call: Call, who: WhoAmI) -> dict[str, Any]:
    from ssoswitch.operations.whoami import disagreement, verify

    answer = verify(
        call.env, call.connections_of(who.cli.profile), who, config=call.config, ask_mfa=call.ask_mfa()
    )
    difference = disagreement(who.cli, answer)
    if not call.as_json:
        output.text(answer.arn)
    if difference:
        call.talk.warn(difference)
    else:
        call.talk.say("✓ STS says the same." if who.agree else "✓ STS says the same of the aws CLI's calls.")
    return {
        "account_id": answer.account_id,
        "arn": answer.arn,
        "same": not difference,
        "difference": difference,
    }
