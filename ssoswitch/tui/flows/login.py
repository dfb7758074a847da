"""`L`: set up where there is no session, sign in; signed in already, the sheet that renews or logs out."""

from __future__ import annotations

from ssoswitch.tui.flows.context import FlowContext
from ssoswitch.tui.flows.sign_in import running_sign_in
from ssoswitch.tui.flows.sign_in_talk import sign_in


async def login_flow(context: FlowContext) -> None:
    """Set up where there is no session, log in or out where there is one."""
    session = context.state.session
    if session is None:
        from ssoswitch.tui.flows.add_session import add_session_flow

        await add_session_flow(context)
    elif context.state.signed_in and running_sign_in(context, session) is None:
        from ssoswitch.tui.flows.logout import logout_flow

        await logout_flow(context)
    else:
        await sign_in(context)
