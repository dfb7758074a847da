"""Starting the screen: the checks before it, the demo around it, and what it leaves behind on stdout."""

from __future__ import annotations

from ssoswitch.cli.call import Call
from ssoswitch.cli.terminal import why_no_screen


def start_screen(call: Call, query: str = "", demo_accounts: int | None = None) -> None:
    """Show the screen; ends in SystemExit with the code that it ends with.

    What it decided for the calling shell (`AWS_PROFILE` by Enter) is printed on stdout, which is free for it: the
    screen itself is drawn on stderr.
    """
    if reason := why_no_screen(call.env.variable("TERM")):
        call.talk.wrong_use(
            f"The screen needs a terminal, and {reason}.",
            _meant(query)
            or "Without it, use a command such as login, list, profile create or console (ssoswitch --help).",
        )
    if demo_accounts:
        raise SystemExit(_run_demo(call, query, demo_accounts))
    raise SystemExit(_run(call, query))


def _meant(query: str) -> str:
    """What to say where the search looks like a command that was mistyped; empty where it does not."""
    from difflib import get_close_matches

    from ssoswitch.cli.command_list import COMMANDS

    near = get_close_matches(query.split()[0] if query else "", COMMANDS, n=1, cutoff=0.7)
    return f"There is no command {query.split()[0]}; did you mean {near[0]}?" if near else ""


def _run(call: Call, query: str) -> int:
    import gc

    # What is imported now lives to the end: the collector would only walk it. The app turns it on again.
    gc.disable()
    from ssoswitch.tui.app import run_app

    end = run_app(call.env, session_name=call.session_name, query=query)
    if end.result:
        hand_over(call, end.result)
    return end.code


def hand_over(call: Call, lines: str) -> None:
    """Give the calling shell what the screen decided for it; of the demo, only tell what it would have been."""
    if call.env.demo:
        # The demo's profiles end with it: the shell keeps what it has.
        call.talk.say("The demo hands nothing to your shell. It would have been:")
        call.talk.say("\n".join(f"  {line}" for line in lines.splitlines()))
    else:
        from ssoswitch.cli.exports import print_exports

        print_exports(call, lines)


def _run_demo(call: Call, query: str, accounts: int) -> int:
    from ssoswitch.demo.run import DemoHome
    from ssoswitch.disk.locations import environment_from

    with DemoHome(accounts=accounts) as demo:
        env = environment_from(demo.variables, working_directory=demo.working_directory, demo=True)
        return _run(call.elsewhere(env), query)
