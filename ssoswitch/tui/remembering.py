"""What is remembered (uses, favourites, last choices), kept on disk behind the screen, and to the last at its end.

Enter remembers what it used and leaves at once: what a thread behind the screen has not saved by then is saved after
the screen, before the program ends.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from ssoswitch.model.errors import SsoswitchError
from ssoswitch.model.settings import Recollections

if TYPE_CHECKING:
    from textual.worker import WorkType

    from ssoswitch.tui.controller import Controller


class Remembering:
    """Changes on their way to the disk."""

    def __init__(self, controller: Controller) -> None:
        self._controller = controller
        self._waiting: list[Callable[[Recollections], Recollections]] = []
        self._saving = 0

    def keep(self, change: Callable[[Recollections], Recollections]) -> None:
        """Save that change behind the screen."""
        self._waiting.append(change)
        # The method and no coroutine of it: one that is never begun would be complained of.
        save: WorkType[None] = self._save
        self._controller.app.run_worker(save, group="remember")

    def keep_the_rest(self) -> None:
        """After the screen: save what is still waiting, and wait for what is being saved."""
        if self._waiting or self._saving:
            from ssoswitch.operations.settings import change_recollections

            # There is nobody left to tell, and nothing but comfort is lost.
            with suppress(SsoswitchError):
                change_recollections(self._controller.env, self._all)

    async def _save(self) -> None:
        from ssoswitch.operations.settings import change_recollections

        controller = self._controller
        self._saving += 1
        try:
            await controller.run(change_recollections, controller.env, self._all)
        except SsoswitchError as error:
            controller.say(f"That is remembered until you quit only: {error}", "hint")
        self._saving -= 1  # not where this was cut short: then a thread may be at it yet

    def _all(self, before: Recollections) -> Recollections:
        """It is called under the file's lock, so each change is made once, whoever comes first."""
        after = before
        while self._waiting:
            after = self._waiting.pop(0)(after)
        return after
