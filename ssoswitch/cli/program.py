"""The command tree, and the two ways into the screen: no command, or words that are none."""

from __future__ import annotations

from typing import Any

import click

from ssoswitch import __version__
from ssoswitch.cli.call import Call
from ssoswitch.cli.options import everywhere_options, merge
from ssoswitch.cli.screen import start_screen

# command → the module that holds it; imported when it is asked for
COMMANDS = {
    "login": "sign_in",
    "logout": "sign_in",
    "status": "sign_in",
    "session": "session",
    "list": "tree",
    "sync": "tree",
    "profile": "profile",
    "envrc": "directory",
    "whoami": "directory",
    "use": "directory",
    "console": "console",
    "exec": "credentials",
    "credentials": "credentials",
    "undo": "history",
    "history": "history",
    "shell-init": "shell",
    "doctor": "doctor",
    "demo-server": "demo",
}


class Program(click.Group):
    """Commands are imported late; words that name none are a search for the screen."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Every command, in the order of the README."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        module = COMMANDS.get(cmd_name)
        if module is None:
            return None
        from importlib import import_module

        name = cmd_name.replace("-", "_")
        command: click.Command = getattr(import_module(f"ssoswitch.cli.verbs.{module}"), f"{name}_command")
        if ctx.resilient_parsing:
            # A shell asks what may follow.
            from ssoswitch.cli.completing import attach

            attach(command, cmd_name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """A command, or the screen with the words as its search."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            return "screen", _screen_command, args
        return super().resolve_command(ctx, args)


@click.group(
    cls=Program,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Without a command: the screen; words that name no command fill its search.",
)
@click.option(
    "--demo", is_flag=True, help="The screen on the embedded Identity Center, in a throw-away home."
)
@click.option(
    "--accounts",
    type=click.IntRange(1, 10_000),
    metavar="N",
    help="How many accounts the demo has. [default: 60]",
)
@everywhere_options
@click.version_option(__version__, "--version", "-V", prog_name="ssoswitch", message="%(prog)s %(version)s")
@click.pass_context
def program(context: click.Context, /, demo: bool, accounts: int | None, **everywhere: Any) -> None:
    """Every AWS account and role you may use, on one screen.

    Sign in once to IAM Identity Center, search, make profiles, write .envrc files, open the console.
    """
    call = merge(context, everywhere)
    if accounts is not None and not demo:
        call.talk.wrong_use("--accounts goes with --demo.")
    if demo:
        if context.invoked_subcommand not in (None, "screen"):
            call.talk.wrong_use("--demo starts the screen; it goes with no command.")
        context.meta["demo"] = accounts or 60
    if context.invoked_subcommand is None:
        start_screen(call, "", context.meta.get("demo"))


@click.command("screen", hidden=True)
@click.argument("query", nargs=-1)
@click.pass_context
def _screen_command(context: click.Context, query: tuple[str, ...]) -> None:
    start_screen(context.find_object(Call), " ".join(query), context.meta.get("demo"))  # type: ignore[arg-type]


def run_program(call: Call, arguments: list[str]) -> None:
    """Parse and run a command. Raises SystemExit, KeyboardInterrupt and the errors of the command itself."""
    try:
        program.main(args=arguments, prog_name="ssoswitch", standalone_mode=False, obj=call)
    except click.exceptions.Exit as end:
        raise SystemExit(end.exit_code) from None
    except click.exceptions.Abort:
        raise KeyboardInterrupt from None
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "ssoswitch"
        call.talk.wrong_use(error.format_message(), f"{command} --help shows how.")
