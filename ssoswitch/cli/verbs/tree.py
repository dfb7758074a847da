"""list and sync."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from ssoswitch.cli import output
from ssoswitch.cli.call import Call
from ssoswitch.cli.diagnostics import Exit
from ssoswitch.cli.durations import rfc3339, span
from ssoswitch.cli.options import everywhere, pass_call
from ssoswitch.model.account import AccountEntry, AccountRole, AccountTree

if TYPE_CHECKING:
    from ssoswitch.model.events import SyncFinished, SyncProgressed
    from ssoswitch.model.sso_session import SsoSession

Found = tuple[AccountEntry, tuple[str, ...]]

EXAMPLES = """\b
Examples:
  ssoswitch list                          every account and role, from the saved tree
  ssoswitch list pay prod adm             words in any order, in any column
  ssoswitch list --accounts '!sandbox'    accounts without that word
  ssoswitch list --json | jq -r '.roles[] | .account_id'
"""


@click.command("list", epilog=EXAMPLES)
@click.argument("query", nargs=-1)
@click.option("--accounts", "what", flag_value="accounts", help="A line for each account.")
@click.option("--roles", "what", flag_value="roles", help="A line for each account and role. [default]")
@click.option("--profiles", "what", flag_value="profiles", help="A line for each profile that leads to one.")
@click.option("--cached", "how", flag_value="cached", help="The saved tree only; AWS is not asked.")
@click.option("--refresh", "how", flag_value="refresh", help="Read everything from AWS first.")
@everywhere
@pass_call
def list_command(call: Call, query: tuple[str, ...], what: str | None, how: str | None) -> None:
    """List accounts, roles or profiles, best match first.

    Without --cached and --refresh the saved tree is listed where there is one, and read from AWS where there is none.
    """
    from ssoswitch.operations.listing import find

    session = call.session()
    tree = call.tree(session)
    code = Exit.DONE
    if how == "refresh" or (how is None and tree.saved_at is None):
        finished = _sync(call, session, tree, full=how == "refresh", progress="auto")
        tree, code = finished.tree, _code(finished)
    elif not call.as_json and tree.saved_at is not None:
        call.talk.detail(f"The tree was saved {span(call.env.clock.time() - tree.saved_at)} ago.")
    found = find(
        call.env, tree, " ".join(query),
        config=call.config, settings=call.settings, recollections=call.recollections,
    )  # fmt: skip
    if call.as_json:
        output.document(
            {"session": session.name, "synced_at": rfc3339(tree.synced_at), **_fields(call, what, found)}
        )
    else:
        _print(call, what, found)
    if code:
        raise SystemExit(code)


@click.command("sync")
@click.argument("session_name", metavar="[SESSION]", required=False)
@click.option(
    "--progress", type=click.Choice(["auto", "plain", "none"]), default="auto", show_default=True,
    help="auto: a line that replaces itself, on a terminal; plain: a line now and then.",
)  # fmt: skip
@everywhere
@pass_call
def sync_command(call: Call, session_name: str | None, progress: str) -> None:
    """Read every account and its roles from AWS, and save the tree."""
    session = call.session(session_name)
    finished = _sync(call, session, call.tree(session), full=True, progress=progress)
    tree = finished.tree
    call.talk.say(
        f"✓ {len(tree)} accounts, {tree.role_count} roles"
        f"{_access(tree)}{f'; {len(finished.failed)} could not be read' if finished.failed else ''}."
    )
    for account_id in finished.failed:
        entry = tree.get(account_id)
        if entry is not None:
            call.talk.say(f"  {account_id} {entry.account.name}: {entry.failure}")
    if call.as_json:
        output.document(
            {
                "session": session.name,
                "complete": finished.complete,
                "accounts": len(tree),
                "roles": tree.role_count,
                "synced_at": rfc3339(tree.synced_at),
                "failed": list(finished.failed),
                "access_new": _pairs(tree.access_new),
                "access_gone": _pairs(tree.access_gone),
            }
        )
    if code := _code(finished):
        raise SystemExit(code)


def _sync(call: Call, session: SsoSession, tree: AccountTree, *, full: bool, progress: str) -> SyncFinished:
    from ssoswitch.model.errors import SignInCancelled
    from ssoswitch.model.events import SyncFinished, SyncProgressed
    from ssoswitch.operations.sync import sync
    from ssoswitch.operations.wants import Wants

    stop = threading.Event()
    finished: SyncFinished | None = None
    steps = 0
    try:
        for event in sync(
            call.env, call.connections, session, tree,
            stop=stop, pause=threading.Event(), wants=Wants(), full=full,
        ):  # fmt: skip
            if isinstance(event, SyncProgressed):
                steps += 1
                if progress == "auto":
                    call.talk.progress(_progress_line(event))
                elif progress == "plain" and steps % 20 == 1:
                    call.talk.say(_progress_line(event))
            elif isinstance(event, SyncFinished):
                finished = event
    except KeyboardInterrupt:
        stop.set()
        raise
    finally:
        if progress == "auto":
            call.talk.progress("")
    if finished is None:
        raise SignInCancelled("The sync was stopped.")
    if finished.note:
        call.talk.say(f"! {finished.note}")
    return finished


def _progress_line(event: SyncProgressed) -> str:
    left = f", about {span(event.remaining)} left" if event.remaining is not None else ""
    slowed = f"  (AWS asked to slow down {event.throttles}×)" if event.throttles else ""
    trouble = f"  {event.trouble}" if event.trouble else ""
    return f"roles {event.done} / {event.total} accounts, {event.rate:.0f}/s{left}{slowed}{trouble}"


def _code(finished: SyncFinished) -> Exit:
    return Exit.PARTLY_DONE if finished.failed or not finished.complete else Exit.DONE


def _access(tree: AccountTree) -> str:
    parts = []
    if tree.access_new:
        parts.append(f"{len(tree.access_new)} new")
    if tree.access_gone:
        parts.append(f"{len(tree.access_gone)} gone")
    return f" ({', '.join(parts)})" if parts else ""


def _pairs(roles: Iterable[AccountRole]) -> list[dict[str, str]]:
    return [
        {"account_id": role.account_id, "role_name": role.role_name}
        for role in sorted(roles, key=lambda role: (role.account_id, role.role_name))
    ]


def _fields(call: Call, what: str | None, found: Iterable[Found]) -> dict[str, Any]:
    profiles = call.config.profiles_by_role()
    if what == "accounts":
        return {
            "accounts": [
                {
                    "account_id": entry.account.account_id,
                    "account_name": entry.account.name,
                    "email": entry.account.email,
                    "roles": list(roles),
                    "failure": entry.failure,
                }
                for entry, roles in found
            ]
        }
    if what == "profiles":
        return {
            "profiles": [
                {
                    "name": profile.name,
                    "account_id": entry.account.account_id,
                    "account_name": entry.account.name,
                    "role_name": role,
                    "region": profile.region,
                }
                for entry, roles in found
                for role in roles
                for profile in profiles.get(AccountRole(entry.account.account_id, role), ())
            ]
        }
    with_profiles = {role.account_id for role in profiles}
    return {
        "roles": [
            {
                "account_id": account.account_id,
                "account_name": account.name,
                "email": account.email,
                "role_name": role,
                "profiles": [
                    profile.name for profile in profiles.get(AccountRole(account.account_id, role), ())
                ]
                if account.account_id in with_profiles
                else [],
            }
            for account, roles in ((entry.account, roles) for entry, roles in found)
            for role in roles
        ]
    }


def _print(call: Call, what: str | None, found: Iterable[Found]) -> None:
    profiles = call.config.profiles_by_role()
    rows: list[list[str]] = []
    for entry, roles in found:
        account = entry.account
        if what == "accounts":
            rows.append([account.account_id, account.name, _roles_word(entry, roles), account.email])
            continue
        for role in roles:
            names = [profile.name for profile in profiles.get(AccountRole(account.account_id, role), ())]
            if what == "profiles":
                rows += [[name, account.account_id, account.name, role] for name in names]
            else:
                rows.append([account.account_id, account.name, role, ", ".join(names)])
    output.table(rows)
    if not rows:
        call.talk.say("Nothing matches.")


def _roles_word(entry: AccountEntry, roles: tuple[str, ...]) -> str:
    if entry.failure and not roles:
        return f"✗ {entry.failure}"
    if not entry.loaded and not roles:
        return "not read yet"
    return f"{len(roles)} role{'' if len(roles) == 1 else 's'}" if roles else "no roles"
