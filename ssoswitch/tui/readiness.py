"""Getting ready for the first dialog while nobody types: its modules are read, its style sheet is parsed.

Each would take a tenth of the time until a dialog is there. Done a little at a time behind the first frame, and not at
all while keys come or a dialog is open, it is not felt by whoever types meanwhile.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.css.stylesheet import Stylesheet
    from textual.timer import Timer

    from ssoswitch.tui.app import SsoswitchApp

STEP = 0.04
"""Seconds from one step to the next; a step takes some milliseconds."""
CALM = 8
"""Steps without a key before one is made."""

STYLES = tuple(Path(__file__).parent / "screens" / f"{name}.tcss" for name in ("dialog", "picker", "login"))
"""The style sheets of all dialogs."""

MODULES = (
    "actions",
    "flows.context",
    "screens.dialog",
    "screens.plan_dialog",
    "flows.profile",
    "screens.profile",
    "flows.envrc",
    "screens.envrc",
    "screens.role_sheet",
    "flows.console",
    "screens.console",
    "flows.copy",
    "screens.choice_sheet",
    "flows.use",
    "screens.use_sheet",
    "screens.help",
    "screens.palette",
    "flows.sessions",
    "screens.sessions",
    "flows.whoami",
    "screens.whoami",
    "flows.customise",
    "screens.customise",
    "flows.settings",
    "screens.settings",
    "flows.undo",
)
"""Of `ssoswitch.tui`, in an order in which none brings many others along. None of them loads an AWS library."""


def read_styles(stylesheet: Stylesheet) -> None:
    """Have the style sheets of all dialogs. Textual, finding one missing, would parse all others again beside it."""
    for path in STYLES:
        if not stylesheet.has_source(str(path)):
            stylesheet.read(path)


class Readiness:
    """Makes one step after the other, from `begin` on."""

    def __init__(self, app: SsoswitchApp) -> None:
        self._app = app
        self._modules = list(MODULES)
        self._keys = app.keys_taken
        self._calm = 0
        self._styled = False
        self._timer: Timer | None = None

    @property
    def steps_left(self) -> int:
        """How many are still to be made; the last one is for the style sheets."""
        return len(self._modules) + (not self._styled)

    def begin(self) -> None:
        """The first frame is there."""
        self._timer = self._app.set_interval(STEP, self.step)

    def step(self) -> None:
        """Make the next step, if it is quiet."""
        app = self._app
        if app.keys_taken != self._keys or app.screen is not app.main_screen:
            self._keys, self._calm = app.keys_taken, 0
            return
        self._calm += 1
        if self._calm <= CALM:
            return
        if self._modules:
            import_module(f"ssoswitch.tui.{self._modules.pop(0)}")
        elif not self._styled:
            self._styled = True
            read_styles(app.stylesheet)
            app.stylesheet.parse()
        if not self.steps_left and self._timer is not None:
            self._timer.stop()
            self._timer = None
