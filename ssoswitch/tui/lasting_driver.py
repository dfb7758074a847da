"""A driver that gets over the loss of its terminal, and being continued.

Textual's own ends its writing thread at the first error of a write, and then waits for ever to hand it one text more;
and it takes SIGCONT, which the kernel sends along with SIGHUP when a terminal is closed, as the end of a suspension,
and sets up a second time what is set up already. Either leaves a process behind that nobody sees. A terminal that goes
without any SIGHUP (nohup, a container's) leaves one that reads its end in a circle.

Nor is it written to from within a signal handler, as Textual does where somebody stops the process or continues it:
the handler may have interrupted the very write whose lock it then waits for.
"""

from __future__ import annotations

import asyncio
import os
import select
import signal
import termios
from typing import IO, TYPE_CHECKING, Any, cast

from textual.drivers._writer_thread import WriterThread
from textual.drivers.linux_driver import LinuxDriver

if TYPE_CHECKING:
    from textual.app import App


class LastingDriver(LinuxDriver):
    """Textual's driver for Linux and macOS; a terminal that is gone takes what is written to it without a word."""

    def __init__(
        self,
        app: App[object],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        terminal = cast("IO[str]", self._file)
        self._deaf = cast("IO[str]", _Deaf(terminal))
        self._file = cast("Any", self._deaf)
        self._set_up = False
        self._hang_up: select.epoll | None = None
        self._stopping: asyncio.Handle | None = None

    def start_application_mode(self) -> None:
        """Set the terminal up, and hear of it when it goes."""
        super().start_application_mode()  # type: ignore[no-untyped-call]  # Textual left it untyped
        if self._writer_thread is None:
            # It went before it was set up; what will be written has to go somewhere all the same.
            self._writer_thread = WriterThread(self._deaf)
            self._writer_thread.start()
        self._set_up = True
        self._watch()

    def stop_application_mode(self) -> None:
        """Give the terminal back."""
        self._set_up = False
        self._watch_no_more()
        super().stop_application_mode()

    def show_mouse(self, wanted: bool) -> None:
        """Take the mouse, or leave it to the terminal's own selection, from now on and after every suspension."""
        if wanted == self._mouse:
            return
        if not wanted:
            self._disable_mouse_support()
        self._mouse = wanted
        if wanted:
            self._enable_mouse_support()
        self.flush()

    def _sigtstp_application(self, *_signal: object) -> None:
        if self._auto_restart:
            self._stopping = self._loop.call_soon_threadsafe(self._stop)
        else:
            # An editor or a shell has the terminal, and the loop waits for it: nothing is to be written.
            os.kill(os.getpid(), signal.SIGSTOP)

    def _stop(self) -> None:
        self._stopping = None
        if self._auto_restart and self._set_up:
            self.suspend_application_mode()
            self._must_signal_resume = True
        os.kill(os.getpid(), signal.SIGSTOP)

    def _sigcont_application(self, *_signal: object) -> None:
        if self._stopping is not None:
            # Continued before it had stopped.
            self._stopping.cancel()
            self._stopping = None
        if self._auto_restart:
            self._loop.call_soon_threadsafe(self._go_on)

    def _go_on(self) -> None:
        if not self._auto_restart or not self._terminal_is_there():
            return
        if self._set_up:
            # Stopped by SIGSTOP, which cannot be caught: the shell has set the terminal as it likes it since.
            self.suspend_application_mode()
            self._must_signal_resume = True
        self.resume_application_mode()

    def _terminal_is_there(self) -> bool:
        try:
            termios.tcgetattr(self.fileno)
        except termios.error:
            return False
        return True

    def _watch(self) -> None:
        """A hang-up makes the epoll object readable, and that the loop can wait for; there is none but on Linux."""
        if self._hang_up is not None or not hasattr(select, "epoll"):
            return
        watch = select.epoll()
        try:
            watch.register(self.fileno, 0)
            asyncio.get_running_loop().add_reader(watch.fileno(), self._gone)
        except OSError:  # a file as stdin cannot hang up
            watch.close()
        else:
            self._hang_up = watch

    def _watch_no_more(self) -> None:
        if self._hang_up is not None:
            asyncio.get_running_loop().remove_reader(self._hang_up.fileno())
            self._hang_up.close()
            self._hang_up = None

    def _gone(self) -> None:
        self._watch_no_more()
        self._app.exit(return_code=128 + signal.SIGHUP)


class _Deaf:
    """A terminal's stream on which writing never fails."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def write(self, text: str) -> int:
        try:
            return self._file.write(text)
        except OSError:
            return len(text)

    def flush(self) -> None:
        try:
            self._file.flush()
        except OSError:
            return

    def fileno(self) -> int:
        return self._file.fileno()

    def isatty(self) -> bool:
        return self._file.isatty()
