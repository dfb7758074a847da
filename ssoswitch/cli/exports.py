"""The lines by which a shell uses a profile, from `use` and from the screen: printed, and said what becomes of them."""

from __future__ import annotations

from ssoswitch.cli import output
from ssoswitch.cli.call import Call


def print_exports(call: Call, lines: str) -> None:
    """Print them for the hook or an `eval`; in front of a person without the hook, say how to have them obeyed."""
    from ssoswitch.core.shells import hook_hint, shell_of
    from ssoswitch.operations.use import hooked

    output.raw(lines)
    if output.is_terminal() and not hooked(call.env):
        call.talk.say(
            "! These lines take effect only when your shell evaluates them. The shell hook does that:\n"
            f"  {hook_hint(shell_of(call.env.variables))}"
        )


def print_as_comments(lines: str) -> None:
    """Print them as comments of every shell: they take no effect, neither in the hook nor in an `eval`."""
    output.raw("".join(f"# {line}\n" for line in lines.splitlines()))
