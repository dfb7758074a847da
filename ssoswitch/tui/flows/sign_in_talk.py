"""The conversation of a sign-in: whether to, the dialog while it runs, and what came of it."""

from __future__ import annotations

import asyncio

from ssoswitch.model.sso_session import SsoSession
from ssoswitch.tui.flows.context import FlowContext
from ssoswitch.tui.flows.sign_in import SignIn, running_sign_in

_PATIENCE = 0.5
"""Seconds in which a token that is there already, or renews itself, spares the person the dialog."""


async def sign_in(
    context: FlowContext, *, purpose: str = "", session: SsoSession | None = None, renew: bool = False
) -> bool:
    """Have the person sign in; False: not now. `purpose` first asks whether to, naming what needs it."""
    session = session or context.state.session
    if session is None:
        return False
    running = running_sign_in(context, session)
    if running is None and purpose and not await _agreed(context, session, purpose):
        return False
    running = running or SignIn(context, session, renew=renew)
    way = running.choose()
    running.wanted(way)
    context.say(f"signing in to {session.name} …", kind="busy")
    await _settle(running)
    if running.result is not None:
        return True
    return await _talk(context, running, way)


async def _agreed(context: FlowContext, session: SsoSession, purpose: str) -> bool:
    from ssoswitch.tui.screens.session_ended import SessionEnded

    sheet = SessionEnded(session, purpose, context.state, context.env.clock.time())
    return await context.show(sheet) is True


async def _settle(running: SignIn) -> None:
    try:
        await asyncio.wait_for(running.first.wait(), _PATIENCE)
    except TimeoutError:
        return


async def _talk(context: FlowContext, running: SignIn, way: str) -> bool:
    from ssoswitch.tui.screens.login import LoginDialog

    dialog = LoginDialog(running.session, running, way, context.env.clock)
    running.changed = lambda view: dialog.show_view(view) if dialog.is_mounted else None
    watcher = asyncio.ensure_future(_close_when_done(running, dialog))
    try:
        answer = await context.show(dialog)
    finally:
        running.changed = None
        watcher.cancel()
    if running.result is not None:
        return True
    if dialog.view.error is not None:
        running.stop()
    if answer == "region":
        from ssoswitch.tui.flows.set_up import edit_session

        await edit_session(context, running.session)
    elif dialog.view.error is None:
        context.say(f"signing in to {running.session.name} goes on", kind="busy", next_key="L shows it")
    return False


async def _close_when_done(running: SignIn, dialog: object) -> None:
    from ssoswitch.tui.screens.login import LoginDialog

    await running.finished.wait()
    if isinstance(dialog, LoginDialog) and dialog.is_current:
        dialog.answer("done")
