"""`L`: set up where there is no session, sign in; signed in already, the sheet that renews or logs out."""

from __future__ import annotations

from ssoswitch.tui.flows.context import FlowContext
from ssoswitch.tui.flows.sign_in import running_sign_in
from ssoswitch.tui.flows.sign_in_talk import sign_in


async def login_flow(context: FlowContext) -> None:
    """Set up where there is no session, log in or out where there is one."""
    session = context.state.session
    if session is None:
        await set_up_flow(context)
    elif context.state.signed_in and running_sign_in(context, session) is None:
        from ssoswitch.tui.flows.logout import logout_flow

        await logout_flow(context)
    else:
        await sign_in(context)


async def set_up_flow(context: FlowContext) -> None:
    """Add an sso-session, go there and sign in."""
    from ssoswitch.tui.flows.set_up import add_session

    first = not context.state.sessions
    name = await add_session(context, first=first)
    if not name:
        if first and context.state.session is None:
            context.say("no session yet: look around", kind="hint", next_key="L sets one up")
        return
    await context.switch_session(name)
    await sign_in(context, session=context.state.config.sessions.get(name))
