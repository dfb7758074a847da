"""The Textual application: themes, signals, crashes, the bridges' messages. What the screen shows is elsewhere."""

from __future__ import annotations

import gc
import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual import constants, events
from textual.binding import BindingType
from textual.driver import Driver
from textual.filter import LineFilter
from textual.screen import Screen

from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import SsoswitchError
from ssoswitch.model.frozen import frozen
from ssoswitch.operations.startup import Startup, start
from ssoswitch.tui.controller import Controller
from ssoswitch.tui.ending import Ending
from ssoswitch.tui.inert import Inert
from ssoswitch.tui.keys_in_order import KeysInOrder
from ssoswitch.tui.messages import CommandChosen, StreamEnded, StreamReported
from ssoswitch.tui.screens.main import MainScreen
from ssoswitch.tui.signs import choose_signs
from ssoswitch.tui.terminal_size import sized_by_the_screen
from ssoswitch.tui.themes import all_themes, theme_name

if TYPE_CHECKING:
    from ssoswitch.operations.connect import Connections

# Seconds between the first frame and the first work behind it: the keyboard comes first.
BEHIND_THE_FRAME = 0.3
# Whatever variables ask Textual for (TEXTUAL, TEXTUAL_LOG, TEXTUAL_PRESS …): no log of messages and keys to anybody, no
# picture in a file that all may read, no keys but those that a person presses.
_NEVER = {
    "LOG_FILE": None,
    "DEBUG": False,
    "DRIVER": None,
    "PRESS": "",
    "SCREENSHOT_DELAY": -1,
    "SHOW_RETURN": False,
}
# Seconds that the thread which writes to the terminal waits for the one that made the first frame and is still busy;
# Python's own are 0.005.
TURN, USUAL_TURN = 0.0005, sys.getswitchinterval()


@frozen
class ScreenEnd:
    """How the screen ended: what belongs on stdout, and the exit code."""

    result: str | None
    code: int


class SsoswitchApp(KeysInOrder[str], inherit_bindings=False):
    """One main screen, its dialogs, and a controller."""

    CSS_PATH = Path(__file__).with_name("app.tcss")
    BINDINGS: ClassVar[list[BindingType]] = []
    ENABLE_COMMAND_PALETTE = False
    TITLE = "ssoswitch"

    def __init__(
        self,
        env: Environment,
        *,
        session_name: str | None = None,
        query: str = "",
        startup: Startup | None = None,
        connections: Connections | None = None,
        terminal_is_dark: bool = True,
        type_ahead: bytes = b"",
        ending: Ending | None = None,
    ) -> None:
        """`startup`: what was read already. Raises SessionNotFound for a `session_name` that is not there."""
        self._chosen = False
        super().__init__()
        self.features = frozenset()
        self.devtools = None
        vars(constants).update(_NEVER)
        # There are neither tooltips nor toasts here, so no screen has to hold Textual's widgets for them.
        self._disable_tooltips = self._disable_notifications = True
        self._inert = Inert()
        self._ending = ending or Ending()
        self.env = env
        self.terminal_is_dark = terminal_is_dark
        self._type_ahead = type_ahead
        startup = startup or start(env, session_name)
        for theme in all_themes():
            self.register_theme(theme)
        self.show_theme(startup.settings.theme)
        self.signs = choose_signs(startup.settings.signs, env.variables)
        self.controller = Controller(self, startup, query=query, connections=connections)
        self.main_screen = MainScreen(self.controller)

    def get_default_screen(self) -> Screen[None]:
        """The main screen stands at the bottom of the stack."""
        return self.main_screen

    def get_driver_class(self) -> type[Driver]:
        """Textual's own for this platform, made to outlive its terminal and to ask the right one for its size."""
        driver = super().get_driver_class()
        if driver.__name__ == "LinuxDriver":
            from ssoswitch.tui.lasting_driver import LastingDriver

            driver = LastingDriver
        return sized_by_the_screen(driver)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's own, and the net that keeps control characters of names from the terminal."""
        return [*super().get_line_filters(), self._inert]

    def get_css_variables(self) -> dict[str, str]:
        """The colours of the theme; none before one is chosen, for Textual would work out those of its own first."""
        return super().get_css_variables() if self._chosen else {}

    def show_theme(self, setting: str) -> None:
        """The theme of that setting."""
        self._chosen = True
        self.theme = theme_name(setting, self.terminal_is_dark)

    def refresh_css(self, animate: bool = True) -> None:
        """Style everything anew. Before there is anything, only the colours are told, and nothing is parsed twice."""
        if self._is_mounted:
            super().refresh_css(animate)
        else:
            self.stylesheet.set_variables(self.get_css_variables())

    def write_to_terminal(self, sequence: str) -> None:
        """A control sequence for the terminal, between two frames."""
        if self._driver is not None and not self.is_headless:
            self._driver.write(sequence)

    def on_mount(self) -> None:
        """Hear of being continued."""
        if not self.is_headless:
            self.app_resume_signal.subscribe(self, self._draw_anew)

    def _draw_anew(self, _app: object) -> None:
        """After `fg`: the terminal shows nothing of ours any more, and Textual draws only what has changed."""
        self.refresh(layout=True)

    def _leave_by_signal(self, number: int) -> None:
        self.controller.sync.stop()
        self.exit(return_code=128 + number)

    def on_ready(self) -> None:
        """The first frame is there, and work may begin behind it.

        From now on the app leaves in good order when somebody wants the process gone; Textual would leave the terminal
        raw. It takes a millisecond, and a signal from before is heard all the same.
        """
        if not self.is_headless:
            self._ending.hand_over(self._leave_by_signal)
        self._replay_type_ahead()
        self.begin_behind_the_frame()

    def begin_behind_the_frame(self) -> None:
        """Files are watched and a sync may start; the keyboard comes first."""
        self.set_timer(BEHIND_THE_FRAME, self._begin)

    def _begin(self) -> None:
        sys.setswitchinterval(USUAL_TURN)
        # The collector may run again. Not in `on_ready`: the thread that writes the first frame would wait for it.
        gc.collect(0)
        gc.freeze()
        gc.enable()
        self.controller.begin()
        from ssoswitch.tui.readiness import Readiness

        Readiness(self).begin()

    def push_screen(self, screen: Screen[Any] | str, *arguments: Any, **options: Any) -> Any:
        """As ever, with the styles of all dialogs."""
        from ssoswitch.tui.readiness import read_styles

        read_styles(self.stylesheet)
        return super().push_screen(screen, *arguments, **options)

    def _replay_type_ahead(self) -> None:
        """Keys that were pressed while the terminal was asked for its background."""
        if self._type_ahead:
            from textual._xterm_parser import XTermParser

            for event in XTermParser().feed(self._type_ahead.decode("utf-8", errors="ignore")):
                self.post_message(event)

    async def on_event(self, event: events.Event) -> None:
        """Leave also from within a dialog, whose keys are its own otherwise."""
        if not self._leaves(event):
            await super().on_event(event)

    async def _take(self, event: events.Key | events.Paste) -> None:
        """The same for a key that had to wait, and finds a dialog that was not there when it was pressed."""
        if not self._leaves(event):
            await super()._take(event)

    def _leaves(self, event: events.Event) -> bool:
        if not isinstance(event, events.Key) or event.is_forwarded or self.screen is self.main_screen:
            return False
        if event.key in ("ctrl+c", "ctrl+q"):
            self.controller.act("interrupt" if event.key == "ctrl+c" else "quit")
            return True
        return False

    def on_stream_reported(self, message: StreamReported) -> None:
        """An event of a stream."""
        message.stream.event_came(message.event)

    def on_stream_ended(self, message: StreamEnded) -> None:
        """The end of a stream; a fault nobody foresaw is told as an error, with a report."""
        end = message.end
        if message.fault is not None:
            from ssoswitch.tui.flows.context import StreamEnd

            end = StreamEnd("failed", self.fault_as_error(message.fault))
        message.stream.end_came(end)

    def on_command_chosen(self, message: CommandChosen) -> None:
        """A click on a key."""
        self.controller.run_command(message.command_id)

    def fault_as_error(self, fault: BaseException) -> SsoswitchError:
        """An error to show in place of a fault of our own; the report is written."""
        from ssoswitch.disk.crash_report import write_report

        report = write_report(self.env, fault)
        where = f"The report is {report}." if report else ""
        return SsoswitchError(
            f"ssoswitch stopped this by a fault of its own ({type(fault).__name__}); nothing more was done.",
            where,
        )

    def _handle_exception(self, error: Exception) -> None:
        """Textual would print every local variable of the traceback, tokens too: three plain lines instead."""
        from ssoswitch.disk.crash_report import last_words, write_report

        if self._exit and type(error).__module__.startswith("textual."):
            # A dialog that was being made when the end came finds itself half made: that is no fault.
            self._close_messages_no_wait()
            return
        self._return_code = 1
        if self._exception is None:
            words = last_words(error, write_report(self.env, error))
            self._exit_renderables.append(Text(words, no_wrap=True, overflow="ignore"))
            self._exception = error
            self._exception_event.set()
        self._close_messages_no_wait()


def run_app(env: Environment, *, session_name: str | None = None, query: str = "") -> ScreenEnd:
    """Show the screen until it is left. Raises SessionNotFound for a session that is not there."""
    from ssoswitch.tui import desktop

    sys.setswitchinterval(TURN)
    desktop.pass_on_no_color(env.variables)
    # What a library logs without a handler, Python writes to stderr: into the picture, with whatever it holds.
    logging.lastResort = None
    with Ending() as ending:
        startup = start(env, session_name)
        dark, type_ahead = _background(env, startup.settings.theme)
        app = SsoswitchApp(
            env,
            query=query,
            startup=startup,
            terminal_is_dark=dark,
            type_ahead=type_ahead,
            ending=ending,
        )
        try:
            result = app.run(mouse=startup.settings.mouse)
        finally:
            app.controller.sync.close()
            app.controller.remembering.keep_the_rest()
            desktop.write_after(app.controller.session.title.ending())
    code = app.return_code or (128 + ending.wanted if ending.wanted else 0)
    return ScreenEnd(result if code == 0 else None, code)


def _background(env: Environment, setting: str) -> tuple[bool, bytes]:
    from ssoswitch.tui import desktop

    if setting not in ("auto", "terminal"):
        return setting != "light", b""
    dark, type_ahead = desktop.ask_background()
    if dark is None:
        dark = desktop.background_from_variables(env.variables)
    return dark is not False, type_ahead
