"""list and sync: the saved tree searched, or read anew from AWS."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from ssoswitch.cli.call import Call
from ssoswitch.cli.diagnostics import Exit
from ssoswitch.cli.durations import rfc3339
from ssoswitch.cli.options import Verb, everywhere, pass_call
from ssoswitch.core.moments import span
from ssoswitch.model.account import AccountRole, AccountTree

if TYPE_CHECKING:
    from ssoswitch.model.events import SyncFinished, SyncProgressed
    from ssoswitch.model.sso_session import SsoSession

LIST_EXAMPLES = """\b
Examples:
  ssoswitch list                          every account and role, from the saved tree
  ssoswitch list pay prod adm             words in any order, in any column
  ssoswitch list --accounts '!sandbox'    accounts without that word
  ssoswitch list role:admin is:prod       also acc: id: env: tag: has:profile is:fav is:new is:gone
  ssoswitch list --json | jq -r '.roles[] | .account_id'
"""
SYNC_EXAMPLES = """\b
Examples:
  ssoswitch sync                        the only, or last used, sso-session
  ssoswitch sync corp --progress plain  for a log
  ssoswitch sync --full                 what a sync that was cut short has read is read again, too
  ssoswitch sync --json | jq .access_gone
"""
PATIENCE = 120.0
"""Seconds without an answer but 429."""
_STEPS = 20
"""Of the steps in progress, every so many is a line of the plain form."""


@click.command("list", cls=Verb, epilog=LIST_EXAMPLES)
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
    import gc

    from ssoswitch.cli.listing import show
    from ssoswitch.operations.listing import find

    # What is made here lives to the end of the program: the collector would only walk it.
    gc.disable()
    session = call.session()
    tree = call.tree(session)
    code = Exit.DONE
    if not call.dry_run and (how == "refresh" or (how is None and tree.saved_at is None)):
        finished = _sync(call, session, tree, full=how == "refresh", progress="auto")
        tree, code = finished.tree, _code(finished)
        _say_failed(call, finished)
    found = find(
        call.env, tree, " ".join(query),
        config=call.config, settings=call.settings, recollections=call.recollections,
    )  # fmt: skip
    shown = show(call, session, tree, what or "roles", found)
    if not shown and not call.as_json:
        call.talk.say(_nothing(session, tree, query, what))
    elif tree.saved_at is not None:
        _say_age(call, tree)
    if code:
        raise SystemExit(code)


def _nothing(session: SsoSession, tree: AccountTree, query: tuple[str, ...], what: str | None) -> str:
    if tree.saved_at is None:
        return f"Nothing has been read of {session.name} yet: `ssoswitch login {session.name}`, then `ssoswitch sync`."
    if query:
        return f"Nothing matches {' '.join(query)!r} in {session.name}."
    if what == "profiles":
        return f"No profile leads to a role of {session.name}. `ssoswitch profile create ACCOUNT ROLE` makes one."
    return f"You have no {'accounts' if what == 'accounts' else 'roles'} in {session.name}."


def _say_age(call: Call, tree: AccountTree) -> None:
    if tree.begun_at is not None and (tree.synced_at is None or tree.unread_count):
        call.talk.say("The tree is not whole: its sync was cut short, and `ssoswitch sync` goes on with it.")
        return
    age = call.env.clock.time() - (tree.saved_at or 0.0)
    line = f"The tree was saved {span(age)} ago; --refresh reads it anew."
    if age > max(1, call.settings.sync_hours) * 3600:
        call.talk.say(line)
    else:
        call.talk.detail(line)


@click.command("sync", cls=Verb, epilog=SYNC_EXAMPLES)
@click.argument("session_name", metavar="[SESSION]", required=False)
@click.option(
    "--progress", type=click.Choice(["auto", "plain", "none"]), metavar="HOW", default="auto",
    help="auto: a line that replaces itself, on a terminal; plain: a line now and then; none. [default: auto]",
)  # fmt: skip
@click.option("--full", is_flag=True, help="Do not go on from a sync that was cut short: read everything.")
@everywhere
@pass_call
def sync_command(call: Call, session_name: str | None, progress: str, full: bool) -> None:
    """Read every account and its roles from AWS, and save the tree.

    Stopping it with ^C (or SIGTERM, SIGHUP) keeps what has been read; within an hour the next one goes on from there.
    """
    session = call.session(session_name)
    if call.dry_run:
        call.talk.say(f"Would read every account of {session.name}, and its roles, and save the tree.")
        if call.as_json:
            call.tell({"session": session.name, "dry_run": True})
        return
    tree = call.tree(session)
    if not full:
        _say_going_on(call, tree)
    finished = _sync(call, session, tree, full=True, going_on=not full, progress=progress)
    tree = finished.tree
    call.talk.say(
        f"✓ {session.name}: {len(tree)} accounts, {tree.role_count} roles"
        f"{_access(tree)}{f'; {len(finished.failed)} could not be read' if finished.failed else ''}."
    )
    _say_failed(call, finished)
    if call.as_json:
        call.tell(
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
    # Here a tree that was not saved is work not done; `list --refresh` has shown what it was asked for.
    if code := Exit.PARTLY_DONE if finished.note else _code(finished):
        raise SystemExit(code)


def _say_going_on(call: Call, tree: AccountTree) -> None:
    from ssoswitch.operations.sync_scope import goes_on_from, taken_over

    now = call.env.clock.time()
    since = goes_on_from(tree, now)
    if since is not None and tree.begun_at is not None:
        call.talk.say(
            f"Going on with the sync of {span(now - tree.begun_at)} ago that was cut short: "
            f"the roles of {_accounts(taken_over(tree, since))} are known from it (--full reads them again)."
        )


def _say_failed(call: Call, finished: SyncFinished) -> None:
    for account_id in finished.failed:
        entry = finished.tree.get(account_id)
        if entry is not None:
            call.talk.warn(f"{account_id} {entry.account.name}: {entry.failure}")


def _sync(
    call: Call, session: SsoSession, tree: AccountTree, *, full: bool, progress: str, going_on: bool = False
) -> SyncFinished:
    from ssoswitch.cli.ending import Ending
    from ssoswitch.model.errors import SignInCancelled, Throttled
    from ssoswitch.model.events import SyncFinished, SyncProgressed
    from ssoswitch.operations.sync import sync
    from ssoswitch.operations.wants import Wants

    stop = threading.Event()
    finished: SyncFinished | None = None
    patience = _Patience(call.env.clock.monotonic())
    ending = Ending(stop)
    events = sync(
        call.env, call.connections, session, tree,
        stop=stop, pause=threading.Event(), wants=Wants(), full=full, going_on=going_on,
    )  # fmt: skip
    try:
        with ending:
            for event in events:
                if isinstance(event, SyncProgressed):
                    if patience.over(event, call.env.clock.monotonic()):
                        stop.set()
                    _tell(call, event, progress, patience.looks)
                elif isinstance(event, SyncFinished):
                    finished = event
    except KeyboardInterrupt:
        stop.set()
        for _ in events:
            pass  # it saves what came, within a moment
        raise KeyboardInterrupt(_cut_short(call, session)) from None
    finally:
        call.talk.progress("")
    if ending.number and (finished is None or not finished.complete):
        call.talk.interrupted(_cut_short(call, session))
        raise SystemExit(128 + ending.number)
    if finished is None:
        raise SignInCancelled("The sync was stopped.")
    if finished.note:
        call.talk.warn(finished.note)
    if patience.ended:
        why = (
            f"AWS asks to be left alone for {span(patience.asked)}."
            if patience.asked
            else f"AWS has answered nothing but 'slow down' for {span(PATIENCE)}."
        )
        raise Throttled(
            f"{why} What had been read is kept.",
            "Something else may be using up the limit; try again later.",
        )
    return finished


def _cut_short(call: Call, session: SsoSession) -> str:
    """What is left of a sync that was stopped, by what really is in the file."""
    from ssoswitch.operations.saved_tree import saved_tree
    from ssoswitch.operations.sync_scope import goes_on_from, taken_over

    tree, _ = saved_tree(call.env, session)
    since = goes_on_from(tree, call.env.clock.time())
    if since is None:
        return "The sync was stopped before any roles were saved; what was known stays."
    return (
        f"The sync was stopped. The roles of {_accounts(taken_over(tree, since))} are saved; "
        "`ssoswitch sync` goes on from there."
    )


class _Patience:
    """Ends a sync to which AWS says nothing but 429: a script would wait for ever."""

    def __init__(self, now: float) -> None:
        self._since = now
        self._done = 0
        self.ended = False
        self.asked = 0.0
        """Seconds that AWS asks for, where they are more than anybody waits here."""
        self.looks = 0
        """How often it was asked."""

    def over(self, event: SyncProgressed, now: float) -> bool:
        """Whether nothing has come for so long, and throttling is why."""
        self.looks += 1
        if event.done != self._done or event.rate > 0 or not event.throttles:
            self._since, self._done = now, event.done
        self.asked = event.waiting if event.waiting > PATIENCE else 0.0
        self.ended = bool(self.asked) or now - self._since >= PATIENCE
        return self.ended


def _tell(call: Call, event: SyncProgressed, progress: str, step: int) -> None:
    if progress == "auto":
        call.talk.progress(_progress_line(event))
    elif progress == "plain" and step % _STEPS == 1 and not call.quiet:
        call.talk.always(_progress_line(event))  # asked for by name, so beside JSON too


def _progress_line(event: SyncProgressed) -> str:
    left = f", about {span(event.remaining)} left" if event.remaining is not None else ""
    slowed = f"  (AWS asked to slow down {event.throttles}×)" if event.throttles else ""
    trouble = f"  {event.trouble}" if event.trouble else ""
    return f"roles of {event.done} / {event.total} accounts, {event.rate:.0f}/s{left}{slowed}{trouble}"


def _code(finished: SyncFinished) -> Exit:
    return Exit.PARTLY_DONE if finished.failed or not finished.complete else Exit.DONE


def _accounts(number: int) -> str:
    return f"{number:,} account{'' if number == 1 else 's'}"


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
