"""The options that every command takes, before or after its name, and the help that sets them apart."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import click

from ssoswitch import __version__
from ssoswitch.cli.call import Call

F = TypeVar("F", bound=Callable[..., Any])
EVERYWHERE = ("session", "as_json", "dry_run", "yes", "quiet", "verbose", "no_color")
_ALSO = ("version", "help")
WIDTH = 100
"""Columns that a help page takes at most."""


class Verb(click.Command):
    """A command whose help shows its own options first, and those of everywhere apart."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Two sections instead of click's one."""
        write_options(self, ctx, formatter)


class Family(click.Group):
    """A group of commands, such as `profile`: naming none of them is wrong use, in one line."""

    command_class = Verb

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"invoke_without_command": True, **kwargs})

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands first: they are what is looked for."""
        rows = [(name, command.get_short_help_str(200)) for name, command in self.commands.items()]
        with formatter.section("Commands"):
            formatter.write_dl(rows)
        write_options(self, ctx, formatter)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  (click's signature)
        """In the order in which they were added."""
        return list(self.commands)

    def require_command(self, context: click.Context) -> None:
        """For the group's own function: end the program where no command was named."""
        call = context.find_object(Call)
        if context.invoked_subcommand is None and call is not None:
            *names, last = self.commands
            call.talk.wrong_use(
                f"{context.info_name} needs a command: {', '.join(names)} or {last}.",
                f"{context.command_path} --help shows how.",
            )


def write_options(command: click.Command, ctx: click.Context, formatter: click.HelpFormatter) -> None:
    """The sections "Options" and "Everywhere" of a help page."""
    own: list[tuple[str, str]] = []
    shared: list[tuple[str, str]] = []
    for parameter in command.get_params(ctx):
        record = parameter.get_help_record(ctx)
        if record is not None:
            (shared if parameter.name in (*EVERYWHERE, *_ALSO) else own).append(record)
    for title, records in (("Options", own), ("Everywhere", shared)):
        if records:
            with formatter.section(title):
                formatter.write_dl(records)


def everywhere(command: F) -> F:
    """Give a command the options of everywhere; what is given before and after its name is taken together."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        merge(click.get_current_context(), kwargs)
        return command(*args, **kwargs)

    return everywhere_options(run)  # type: ignore[return-value]  # the decorators keep the callable


def merge(context: click.Context, kwargs: dict[str, Any]) -> Call:
    """Move the options of everywhere out of `kwargs` into the call."""
    call: Call = context.find_object(Call)  # type: ignore[assignment]  # the group puts it there
    for name in EVERYWHERE:
        value = kwargs.pop(name, None)
        if value:
            setattr(call, "session_name" if name == "session" else name, value)
    return call


def everywhere_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options themselves."""
    for option in (
        click.version_option(
            __version__, "--version", "-V", prog_name="ssoswitch", message="%(prog)s %(version)s"
        ),
        click.option("--no-color", is_flag=True, help="No colours; so does the variable NO_COLOR."),
        click.option("--verbose", "-v", is_flag=True, help="Say more."),
        click.option("--quiet", "-q", is_flag=True, help="Say nothing but errors and what you must answer."),
        click.option("--yes", "-y", is_flag=True, help="Write without asking."),
        click.option("--dry-run", "-n", is_flag=True, help="Print the diff and write nothing."),
        click.option(
            "--json", "as_json", is_flag=True, help="One JSON object on stdout, errors as one on stderr."
        ),
        click.option("--session", "-S", metavar="NAME", help="The sso-session that is meant."),
    ):
        command = option(command)
    return command


pass_call = click.make_pass_decorator(Call)
