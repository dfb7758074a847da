"""A sign-in that runs: one or both ways at once, whichever is approved first. It outlives its dialog.

The browser is opened once for each address that AWS gave, when the dialog shows it, and never on a retry.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import replace
from threading import Event
from typing import Any
from weakref import WeakKeyDictionary

from ssoswitch.model.errors import SsoswitchError
from ssoswitch.model.events import (
    BrowserSignInStarted,
    CodeIssued,
    LoginEvent,
    PortalFound,
    SignedIn,
    SignInWaited,
    TokenAdopted,
)
from ssoswitch.model.secret import Secret
from ssoswitch.model.sso_session import SsoSession
from ssoswitch.tui.flows.context import FlowContext, StopHandle, StreamEnd
from ssoswitch.tui.screens.login import BROWSER, CODE, WayView

_running: WeakKeyDictionary[FlowContext, SignIn] = WeakKeyDictionary()
_COPIED = {
    CODE: "address copied: open it on any device",
    BROWSER: "no browser could be started; the address is copied: open it on this machine",
}
_REFRESH_AT_LEAST = 7 * 86400.0
"""Seconds; longer than any access token lives, so that a renewal always asks for a new one."""


def running_sign_in(context: FlowContext, session: SsoSession) -> SignIn | None:
    """The sign-in to that session that goes on behind the tree; None where none does."""
    found = _running.get(context)
    return found if found is not None and found.session == session and found.result is None else None


class SignIn:
    """Walks `operations.login` in a thread for each way, and keeps a view of each for the dialog."""

    def __init__(
        self, context: FlowContext, session: SsoSession, *, renew: bool = False, force: bool = False
    ) -> None:
        self.session = session
        self.result: TokenAdopted | SignedIn | None = None
        self.changed: Callable[[WayView], None] | None = None
        """Who shows it; None while nobody does."""
        self.finished = asyncio.Event()
        self.first = asyncio.Event()
        """Set with the first thing that needs a person, or the end."""
        self._context = context
        self._renew, self._force = renew, force
        self._views: dict[str, WayView] = {}
        self._streams: dict[str, StopHandle] = {}
        self._opened: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._why: dict[str, str] = {}
        _running[context] = self

    def choose(self) -> str:
        """The way that fits here."""
        from ssoswitch.operations.login import choose_method

        way, why = choose_method(self._context.env, self._context.state.settings, self.session)
        self._why[way] = why
        return way

    def _may_open(self, way: str) -> bool:
        """Over SSH a browser of this machine is out of sight, unless $BROWSER hands on to where the person sits."""
        env = self._context.env
        remote = any(env.variable(name) for name in ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"))
        return way == BROWSER or not remote or bool(env.variable("BROWSER"))

    def stop(self) -> None:
        """End every way that still waits."""
        for stream in self._streams.values():
            stream.stop()
        self._streams.clear()
        if _running.get(self._context) is self:
            del _running[self._context]
            self._context.show_signing_in(False)

    # What the dialog asks for

    def wanted(self, way: str) -> WayView:
        """That way, started if it was not."""
        if way not in self._views:
            self._start(way)
        return self._views[way]

    def again(self, way: str) -> None:
        """Start that way anew: a new address, which may be opened once."""
        stream = self._streams.pop(way, None)
        if stream is not None:
            stream.abandon()
        self._opened.discard(way)
        self._start(way)

    def shown(self, way: str) -> None:
        """The address and, for the other way, its code are on the screen: now a browser may show it."""
        view = self._views[way]
        if way in self._opened or not view.waiting or not view.trusted:
            return
        if not self._may_open(way):
            self._opened.add(way)
            self._do(self._copy_instead(way))
            return
        self._do(self.open_again(way))

    async def open_again(self, way: str, template: str = "") -> None:
        """Open the address: once by itself, and whenever the person asks."""
        view = self._views[way]
        if view.address is None:
            return
        self._opened.add(way)
        from ssoswitch.tui.flows.opening import open_in_browser

        try:
            how = await open_in_browser(self._context, view.address, template=template)
        except SsoswitchError as error:
            self._show(way, opened=f"no browser could be started: {error.message}")
            # Where not even copying works the reason stays on the screen.
            await self._copy_instead(way)
            return
        self._show(way, opened=how)

    async def other_browser(self, way: str) -> None:
        """Ask which browser, then open it there."""
        from ssoswitch.tui.flows.opening import ask_browser

        template = await ask_browser(self._context)
        if template:
            await self.open_again(way, template)

    async def copy(self, way: str, what: str) -> None:
        """Copy the address or the code."""
        view = self._views[way]
        text: str | Secret | None = view.code if what == "code" else view.address
        if text:
            await self._context.copy(text, "the code" if what == "code" else "the address")
            self._show(way)

    async def _copy_instead(self, way: str) -> None:
        view = self._views[way]
        if view.address is not None and await self._context.copy(view.address, "the address"):
            self._show(way, opened=_COPIED[way])

    # What the streams tell

    def _start(self, way: str) -> None:
        self._views[way] = WayView(way, why=self._why.get(way, ""))
        env, connections, session = self._context.env, self._context.connections, self.session
        min_left = _REFRESH_AT_LEAST if self._renew else 0.0

        def walk(stop: Event) -> Iterator[LoginEvent]:
            from ssoswitch.operations.login import login

            return login(
                env, connections, session, method=way, force=self._force, min_left=min_left, stop=stop
            )

        self._streams[way] = self._context.stream(
            walk, lambda event: self._came(way, event), lambda end: self._ended(way, end)
        )
        self._context.show_signing_in(True)

    def _came(self, way: str, event: LoginEvent) -> None:
        now = self._context.env.clock.monotonic()
        if isinstance(event, TokenAdopted | SignedIn):
            self._succeed(event)
        elif isinstance(event, PortalFound):
            self._context.say(f"{event.start_url} leads to AWS's portal at {event.address}", kind="hint")
        elif isinstance(event, BrowserSignInStarted):
            self._show(
                way,
                address=event.address,
                port=event.port,
                deadline=now + event.expires_in,
                total=event.expires_in,
                error=None,
            )
            self.first.set()
        elif isinstance(event, CodeIssued):
            self._show(
                way,
                address=Secret(event.verification_uri_complete or event.verification_uri),
                code=event.user_code,
                trusted=event.trusted,
                deadline=now + event.expires_in,
                total=event.expires_in,
                error=None,
            )
            self.first.set()
        elif isinstance(event, SignInWaited):
            view = self._views[way]
            if event.trouble != view.trouble:
                self._show(way, trouble=event.trouble, deadline=now + event.remaining)

    def _ended(self, way: str, end: StreamEnd) -> None:
        self._streams.pop(way, None)
        if not self._streams and self.result is None and self.changed is None:
            self.stop()
        if end.error is not None and self.result is None:
            self._show(way, error=end.error, address=None, trouble="")
            self.first.set()
            if self.changed is None:
                self._context.report(end.error)

    def _succeed(self, event: TokenAdopted | SignedIn) -> None:
        if self.result is not None:
            return
        self.result = event
        self.stop()
        self.first.set()
        self.finished.set()
        self._context.token_changed()
        self._context.say(welcome(self.session, event), next_key="")

    def _show(self, way: str, **changes: object) -> None:
        self._views[way] = replace(self._views[way], **changes)  # type: ignore[arg-type]  # names checked by replace
        if self.changed is not None:
            self.changed(self._views[way])

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def welcome(session: SsoSession, event: TokenAdopted | SignedIn) -> str:
    """The sentence of success: who, until when, and whether anybody had to do anything."""
    from ssoswitch.core.moments import clock_time

    until = clock_time(event.token.expires_at)
    if isinstance(event, SignedIn):
        return f"Signed in to {session.name} until {until}."
    if event.refreshed:
        return f"{session.name} was renewed without a sign-in, until {until}."
    return f"A token for {session.name} was there already, until {until}: no sign-in needed."
