"""From the arguments to an exit code: the plain start of the screen, or click for everything else."""

from __future__ import annotations

import errno
from collections.abc import Callable

from ssoswitch.cli import output
from ssoswitch.cli.call import COMPLETE, Call
from ssoswitch.disk import core_files
from ssoswitch.disk.locations import detect_environment
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import Fault, SsoswitchError, Unavailable

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def enter(arguments: list[str], env: Environment | None = None) -> None:
    """Run with those arguments, in the environment of this process if none is given. Always ends in SystemExit."""
    core_files.switch_off()
    ours = arguments[: arguments.index("--")] if "--" in arguments else arguments
    call = Call(env=env or detect_environment(), as_json="--json" in ours)

    def run() -> None:
        if arguments or call.env.variable(COMPLETE):
            from ssoswitch.cli.program import run_program

            run_program(call, arguments, complete=call.env.variable(COMPLETE))
        else:
            from ssoswitch.cli.screen import start_screen

            start_screen(call)

    code = _code_of(call, run)
    from ssoswitch.cli.diagnostics import leave_stderr

    leave_stderr()
    raise SystemExit(code)


def _code_of(call: Call, run: Callable[[], None]) -> int | str | None:
    code: int | str | None = 0
    try:
        code = _run(call, run)
        output.flush()
    except BrokenPipeError:
        # `ssoswitch list | head`: whoever read has enough.
        output.leave_stdout()
    except SsoswitchError as error:
        return call.talk.error(error)
    return code


def _run(call: Call, run: Callable[[], None]) -> int | str | None:
    try:
        run()
    except SystemExit as end:
        return end.code
    except SsoswitchError as error:
        output.flush()  # what came before it stands before it
        return call.talk.error(error)
    except KeyboardInterrupt as stop:
        return call.talk.interrupted(str(stop))
    except BrokenPipeError:
        raise
    except Exception as fault:  # noqa: BLE001  (the last net: a report without values instead of a traceback)
        if isinstance(fault.__cause__, KeyboardInterrupt):
            # ^C while a class was being made: Python wraps what `__set_name__` raises.
            return call.talk.interrupted("")
        if isinstance(fault, OSError) and fault.errno in _NO_ROOM:
            # Of files this is told by an error of ours; so it was stdout, to which click writes a help by itself.
            output.leave_stdout()
            return call.talk.error(Unavailable(f"The answer could not be written: {fault.strerror}."))
        from ssoswitch.disk.crash_report import for_a_command, write_report

        return call.talk.error(Fault(*for_a_command(fault, write_report(call.env, fault))))
    return 0
