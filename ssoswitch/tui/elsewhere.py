"""What a search that finds nothing here would find in the saved trees of other sso-sessions.

Looked for in a thread, once typing pauses; a tree that was read for it stays at hand.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from threading import Lock
from typing import TYPE_CHECKING

from ssoswitch.core.catalogue import Facts
from ssoswitch.core.listing import Listing
from ssoswitch.model.environment import Environment
from ssoswitch.model.settings import Settings
from ssoswitch.model.sso_session import SsoSession
from ssoswitch.operations.saved_tree import saved_tree
from ssoswitch.tui.paint import count

if TYPE_CHECKING:
    from ssoswitch.tui.controller import Controller

PAUSE = 0.25
"""Seconds without another letter."""


class OtherTrees:
    """Searches the saved trees of sessions; one thread at a time."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._listings: dict[str, Listing] = {}

    def hits(
        self, env: Environment, sessions: Sequence[SsoSession], settings: Settings, text: str
    ) -> tuple[tuple[str, int], ...]:
        """(session, roles found) for those that have some. Blocking."""
        with self._lock:
            found = ((session.name, self._hits(env, session, settings, text)) for session in sessions)
            return tuple((name, number) for name, number in found if number)

    def _hits(self, env: Environment, session: SsoSession, settings: Settings, text: str) -> int:
        listing = self._listings.get(session.name)
        if listing is None:
            listing = self._listings[session.name] = Listing()
            listing.set_catalogue(saved_tree(env, session)[0], Facts(settings=settings))
        return listing.search(text).roles


class Elsewhere:
    """Keeps `AppState.elsewhere`."""

    def __init__(self, controller: Controller) -> None:
        self._controller = controller
        self._trees = OtherTrees()

    def searched(self, *, found: bool) -> None:
        """The search is another one; `found`: it has a hit here."""
        controller = self._controller
        state = controller.state
        if state.elsewhere:
            controller.update(elsewhere="")
        others = [each for each in state.sessions if each != state.session and not each.problem]
        if state.query and not found and others and state.view != "profiles":
            controller.app.run_worker(self._look(others, state.query), group="elsewhere", exclusive=True)

    def forget(self) -> None:
        """Another session is shown, perhaps with a newer tree than was read here."""
        self._trees = OtherTrees()
        self._controller.update(elsewhere="")

    async def _look(self, others: Sequence[SsoSession], text: str) -> None:
        await asyncio.sleep(PAUSE)
        controller = self._controller
        if controller.state.query != text:
            return
        found = await controller.run(
            self._trees.hits, controller.env, others, controller.state.settings, text
        )
        if found and controller.state.query == text:
            total = sum(number for _name, number in found)
            names = ", ".join(f"{name} ({number:,})" for name, number in found)
            where = "another session" if len(found) == 1 else "other sessions"
            said = f"{count(total, 'hit')} in {where}: {names}      then s switches"
            controller.update(elsewhere=said)
