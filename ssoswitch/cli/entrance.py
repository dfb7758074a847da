"""From the arguments to an exit code: the plain start of the screen, or click for everything else."""

from __future__ import annotations

from collections.abc import Callable

from ssoswitch.cli import output
from ssoswitch.cli.call import Call
from ssoswitch.cli.diagnostics import Exit, leave_stdout
from ssoswitch.disk.locations import detect_environment
from ssoswitch.model.errors import SsoswitchError

COMPLETE = "_SSOSWITCH_COMPLETE"
"""Set by the completion scripts that click makes; its value names the shell and the wish."""


def enter(arguments: list[str]) -> None:
    """Run with those arguments. Always ends in SystemExit."""
    _no_core_files()
    call = Call(env=detect_environment(), as_json="--json" in arguments)

    def run() -> None:
        if arguments or call.env.variable(COMPLETE):
            from ssoswitch.cli.program import run_program

            run_program(call, arguments)
        else:
            from ssoswitch.cli.screen import start_screen

            start_screen(call)

    raise SystemExit(_code_of(call, run))


def _code_of(call: Call, run: Callable[[], None]) -> int | str | None:
    try:
        try:
            run()
            output.flush()
        except SsoswitchError as error:
            output.flush()
            return call.talk.error(error)
        except SystemExit as end:
            output.flush()
            return end.code
    except KeyboardInterrupt:
        call.talk.say("")
        return Exit.INTERRUPTED
    except BrokenPipeError:
        # `ssoswitch list | head`: whoever read has enough.
        leave_stdout()
    return Exit.DONE


def _no_core_files() -> None:
    """A core file would hold tokens."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, OSError, ValueError):
        # Not this platform, or not allowed: nothing to be done about it here.
        return
