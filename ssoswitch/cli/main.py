"""The one entrance: the quick answer to credential_process, the screen, or a command.

Nothing is imported before it is known which of them it will be, because each of them is judged by how soon it is
there.
"""

from __future__ import annotations

import sys


def main() -> None:
    """Run the program; ends in SystemExit with a code of `cli.diagnostics.Exit`."""
    try:
        _enter(sys.argv[1:])
    except KeyboardInterrupt:
        # ^C before anything had begun: while modules were read.
        raise SystemExit(130) from None


def _enter(arguments: list[str]) -> None:
    if "process" in arguments and "credentials" in arguments:
        from ssoswitch.disk import core_files
        from ssoswitch.operations.quick_credentials import answer

        core_files.switch_off()
        if answer(arguments):
            return
    if not arguments:
        import gc

        # The screen: what is imported for it lives to the end, and the collector would only walk it. The app turns it
        # on again.
        gc.disable()
    from ssoswitch.cli.entrance import enter

    enter(arguments)
