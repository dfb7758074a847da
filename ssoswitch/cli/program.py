"""The command tree, and the two ways into the screen: no command, or words that are none."""

from __future__ import annotations

from typing import Any

import click

from ssoswitch.cli.call import COMPLETE, Call
from ssoswitch.cli.command_list import COMMANDS, EXAMPLES, EXIT_CODES, GROUPS, SCREEN
from ssoswitch.cli.durations import whole
from ssoswitch.cli.options import WIDTH, everywhere, everywhere_options, merge, write_options
from ssoswitch.cli.screen import start_screen

DEMO_ACCOUNTS = 60


class Program(click.Group):
    """Commands are imported late; words that name none are a search for the screen."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  (click's signature)
        """Every command, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        about = COMMANDS.get(cmd_name)
        if about is None:
            return None
        from importlib import import_module

        name = cmd_name.replace("-", "_")
        module = import_module(f"ssoswitch.cli.verbs.{about.module}")
        command: click.Command = getattr(module, f"{name}_command")
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

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  (click's signature)
        """The three ways to start."""
        formatter.write("Usage:\n")
        formatter.indent()
        formatter.write_dl(SCREEN)
        formatter.dedent()

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands by what they are for, then the options. No command is imported for it."""
        for title in GROUPS:
            with formatter.section(title):
                formatter.write_dl(
                    [(f"{name:11}", about.text) for name, about in COMMANDS.items() if about.group == title]
                )
        write_options(self, ctx, formatter)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  (click's signature)
        """Examples and exit codes."""
        for title, rows in (("Examples", EXAMPLES), ("Exit codes", EXIT_CODES)):
            with formatter.section(title):
                formatter.write_dl(rows, col_max=50)


@click.group(
    cls=Program,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": WIDTH},
)
@click.option(
    "--demo", is_flag=True, help="The screen on the embedded Identity Center, in a throw-away home."
)
@click.option(
    "--accounts",
    type=whole(1, 10_000),
    metavar="N",
    help=f"How many accounts the demo has. [default: {DEMO_ACCOUNTS}]",
)
@everywhere_options
@click.pass_context
def program(context: click.Context, /, demo: bool, accounts: int | None, **everywhere: Any) -> None:
    """Every AWS account and role you may use, on one screen.

    Sign in once to IAM Identity Center, search, make profiles, write .envrc files, open the console. Whatever the
    screen writes or opens, a command can.
    """
    call = merge(context, everywhere)
    if context.invoked_subcommand not in (None, "screen"):
        if demo:
            call.talk.wrong_use("--demo starts the screen; it goes with no command.")
        if accounts is not None:
            call.talk.wrong_use("--accounts goes with --demo.")
        return
    context.meta["demo"] = (demo, accounts)
    if context.invoked_subcommand is None:
        _start(call, "", demo, accounts)


@click.command("screen", hidden=True)
@click.argument("query", nargs=-1)
@click.option("--demo", is_flag=True)
@click.option("--accounts", type=whole(1, 10_000))
@everywhere
@click.pass_context
def _screen_command(context: click.Context, query: tuple[str, ...], demo: bool, accounts: int | None) -> None:
    call: Call = context.find_object(Call)  # type: ignore[assignment]  # `run_program` puts it there
    earlier_demo, earlier_accounts = context.meta["demo"]
    _start(call, " ".join(query), demo or earlier_demo, accounts or earlier_accounts)


def _start(call: Call, query: str, demo: bool, accounts: int | None) -> None:
    if accounts is not None and not demo:
        call.talk.wrong_use("--accounts goes with --demo.")
    start_screen(call, query, (accounts or DEMO_ACCOUNTS) if demo else None)


def run_program(call: Call, arguments: list[str], complete: str | None = None) -> None:
    """Parse and run a command. Raises SystemExit, KeyboardInterrupt and the errors of the command itself.

    `complete` is what a shell asks for in click's protocol instead, such as `bash_complete`.
    """
    # click's own `main` is not used: it has its own mind about ^C and about pipes that close.
    if complete:
        from click.shell_completion import shell_complete

        from ssoswitch.cli.completing import attach_own

        attach_own(program, "")
        raise SystemExit(shell_complete(program, {"obj": call}, "ssoswitch", COMPLETE, complete))
    try:
        with program.make_context("ssoswitch", list(arguments), obj=call) as context:
            program.invoke(context)
    except click.exceptions.Exit as end:
        raise SystemExit(end.exit_code) from None
    except click.exceptions.Abort:
        raise KeyboardInterrupt from None
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "ssoswitch"
        message = error.format_message()
        call.talk.wrong_use(
            message if message.endswith((".", "?", ")")) else f"{message}.", f"{command} --help shows how."
        )
