"""The first sso-session and every further one: it is set up, gone to, and signed in to."""

from __future__ import annotations

from ssoswitch.tui.flows.context import FlowContext


async def add_session_flow(context: FlowContext) -> None:
    """Add an sso-session, go there and sign in."""
    from ssoswitch.tui.flows.set_up import add_session
    from ssoswitch.tui.flows.sign_in_talk import sign_in

    first = not context.state.sessions
    name = await add_session(context, first=first)
    if not name:
        if first and context.state.session is None:
            context.say("no session yet: look around", kind="hint", next_key="L sets one up")
        return
    await context.switch_session(name)
    await sign_in(context, session=context.state.config.sessions.get(name))
