"""A secret in the clipboard: copied for a minute, and taken out again if it is still there."""

from __future__ import annotations

import asyncio

from ssoswitch.model.secret import Secret
from ssoswitch.tui.flows.context import FlowContext

_AFTER = 2.0
"""Seconds."""
_waiting: set[asyncio.Task[None]] = set()


async def copy_secret(context: FlowContext, secret: Secret, what: str) -> None:
    """Copy what must not stay: it is taken out of the clipboard after a minute if it is still there."""
    from ssoswitch.disk.clipboard_clearing import SECRET_SECONDS

    if await context.copy(secret, what):
        clear_later(context, secret, SECRET_SECONDS)


def clear_later(context: FlowContext, secret: Secret, seconds: float) -> None:
    """After `seconds` put an empty text in its place, also when the program has ended by then.

    What somebody copied meanwhile is left alone.
    """
    task = asyncio.create_task(_clear(context, secret, seconds))
    _waiting.add(task)
    task.add_done_callback(_waiting.discard)


async def _clear(context: FlowContext, secret: Secret, seconds: float) -> None:
    from ssoswitch.disk.clipboard_clearing import clear_later as by_a_child

    # The child comes after our own turn, which says so on the screen; it is there for whoever quits before.
    await context.run(by_a_child, context.env, secret, seconds + _AFTER)
    await asyncio.sleep(seconds)
    await clear_now(context, secret)


async def clear_now(context: FlowContext, secret: Secret) -> bool:
    """Take it out if it is still there; whether that was done."""
    from ssoswitch.disk.clipboard_clearing import clear_if

    cleared = await context.run(clear_if, context.env, secret)
    if cleared:
        context.say("the secret link was taken out of the clipboard again", kind="hint")
    return bool(cleared)
