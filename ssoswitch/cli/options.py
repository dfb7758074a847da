"""The options that every command takes, before or after its name."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import click

from ssoswitch.cli.call import Call

F = TypeVar("F", bound=Callable[..., Any])
EVERYWHERE = ("session", "as_json", "dry_run", "yes", "quiet", "verbose", "no_color")


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
        click.option("--no-color", is_flag=True, help="No colours."),
        click.option("--verbose", "-v", is_flag=True, help="Say more."),
        click.option("--quiet", "-q", is_flag=True, help="Say nothing but errors."),
        click.option("--yes", "-y", is_flag=True, help="Write without asking."),
        click.option("--dry-run", "-n", is_flag=True, help="Print the diff and write nothing."),
        click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout."),
        click.option("--session", "-S", metavar="NAME", help="The sso-session."),
    ):
        command = option(command)
    return command


pass_call = click.make_pass_decorator(Call)
