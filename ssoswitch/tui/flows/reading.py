"""Reading the roles of a few accounts now, because something is about to be done with them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from threading import Event

from ssoswitch.model.account import AccountEntry, AccountTree
from ssoswitch.model.environment import Environment
from ssoswitch.model.events import EntriesRead
from ssoswitch.model.sso_session import SsoSession
from ssoswitch.operations.connect import Connections
from ssoswitch.tui.flows.context import FlowContext


async def read_accounts(context: FlowContext, account_ids: Collection[str]) -> Mapping[str, AccountEntry]:
    """The entries of those accounts as AWS answers now. Raises SignInNeeded, Unreachable."""
    state = context.state
    if state.session is None or state.tree is None:
        return {}
    return await context.run(
        _read, context.env, context.connections, state.session, state.tree, tuple(account_ids)
    )


def _read(
    env: Environment,
    connections: Connections,
    session: SsoSession,
    tree: AccountTree,
    account_ids: tuple[str, ...],
) -> Mapping[str, AccountEntry]:
    from ssoswitch.operations.sync import Wants, sync

    found: dict[str, AccountEntry] = {}
    wants = Wants()
    wants.first(account_ids)
    events = sync(
        env, connections, session, tree, stop=Event(), pause=Event(), wants=wants, full=True, only=account_ids
    )
    for event in events:
        if isinstance(event, EntriesRead):
            found.update((entry.account.account_id, entry) for entry in event.entries)
    return found
