"""What Tab offers after which word: the one place that ties parameters of commands to names from config and tree.

It is looked at only while a shell asks for completion, so no command pays for it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from ssoswitch.cli.call import Call
from ssoswitch.operations import completion

if TYPE_CHECKING:
    from ssoswitch.operations.completion import Candidate

Completer = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def _items(candidates: list[Candidate]) -> list[CompletionItem]:
    return [CompletionItem(value, help=about or None) for value, about in candidates]


def _call(context: click.Context) -> Call:
    call: Call = context.find_object(Call)  # type: ignore[assignment]  # the group puts it there
    return call


def _session(context: click.Context) -> str:
    found: click.Context | None = context
    while found is not None:
        if found.params.get("session"):
            return str(found.params["session"])
        found = found.parent
    return ""


def _profiles(context: click.Context, _: click.Parameter, typed: str) -> list[CompletionItem]:
    return _items(completion.profiles(_call(context).env, typed))


def _sessions(context: click.Context, _: click.Parameter, typed: str) -> list[CompletionItem]:
    return _items(completion.sessions(_call(context).env, typed))


def _accounts(context: click.Context, _: click.Parameter, typed: str) -> list[CompletionItem]:
    return _items(completion.accounts(_call(context).env, typed, _session(context)))


def _roles(context: click.Context, _: click.Parameter, typed: str) -> list[CompletionItem]:
    account = str(context.params.get("account") or context.params.get("account_id") or "")
    return _items(completion.roles(_call(context).env, account, typed, _session(context)))


def _services(_: click.Context, __: click.Parameter, typed: str) -> list[CompletionItem]:
    return _items(completion.services(typed))


def _regions(context: click.Context, _: click.Parameter, typed: str) -> list[CompletionItem]:
    return _items(completion.regions(_call(context).env, typed))


def _commands(context: click.Context, _: click.Parameter, __: str) -> list[CompletionItem]:
    """Not ours to know: the hook has the shell complete that command, of which so many words are typed before this."""
    return [CompletionItem(len(context.params.get("command") or ()), type="command")]


def _writes(context: click.Context, _: click.Parameter, typed: str) -> list[CompletionItem]:
    return _items(completion.writes(_call(context).env, typed))


_EVERYWHERE: dict[str, Completer] = {"session": _sessions, "region": _regions, "sso_region": _regions}
"""Options that mean the same in every command."""
_COMPLETERS: dict[str, dict[str, Completer]] = {
    "login": {"session_name": _sessions},
    "logout": {"session_name": _sessions},
    "sync": {"session_name": _sessions},
    "session remove": {"name": _sessions},
    "use": {"words": _profiles},
    "exec": {"profile": _profiles, "command": _commands},
    "credentials": {"profile": _profiles, "role_name": _roles},
    "envrc": {"profile": _profiles},
    "whoami": {"profile": _profiles},
    "console": {"profile_name": _profiles, "account": _accounts, "role": _roles, "service": _services},
    "profile create": {"account": _accounts, "role": _roles},
    "profile chain": {"source_profile": _profiles},
    "profile show": {"name": _profiles},
    "profile rename": {"old": _profiles},
    "profile delete": {"names": _profiles},
    "profile migrate": {"names": _profiles},
    "undo": {"entry_id": _writes},
}
"""Command → parameter → what it may be."""


def attach(command: click.Command, path: str) -> None:
    """Let the parameters of a command, and of those below it, be completed. `path` is its name as typed."""
    attach_own(command, path)
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            attach(below, f"{path} {name}".strip())


def attach_own(command: click.Command, path: str) -> None:
    """The same for its own parameters alone."""
    for parameter in command.params:
        name = parameter.name or ""
        completer = _COMPLETERS.get(path, {}).get(name) or _EVERYWHERE.get(name)
        if completer is not None:
            # What click keeps of `shell_complete=`; setting it here saves every command from importing this.
            setattr(parameter, "_custom_shell_complete", completer)  # noqa: B010  (click's own)
