"""`exec`: a command with the credentials of a profile and nothing stale beside them.

Static keys in the environment work for every tool, and end after an hour or so. `renewing` is for what runs longer: a
private config file with a `credential_process` that calls us, so that every SDK renews by itself.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ssoswitch.disk import core_files
from ssoswitch.model.errors import CommandNotExecutable, CommandNotFound, InvalidValue
from ssoswitch.operations.use import STALE, find_profile_named

if TYPE_CHECKING:
    from subprocess import Popen

    from ssoswitch.core.aws_config import AwsConfig
    from ssoswitch.model.environment import Environment
    from ssoswitch.model.profile import Profile
    from ssoswitch.operations.connect import Connections
    from ssoswitch.operations.credentials import AskMfa

REMOVED = (
    *STALE,
    "AWS_PROFILE",
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
    "AWS_ROLE_ARN",
    "AWS_ROLE_SESSION_NAME",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN",
)
"""What a child must not inherit: whatever says who it is, or where."""
_OURS = ("SSOSWITCH_SHELL", "SSOSWITCH_PREVIOUS")
_FORWARDED = (signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2)


def run(
    env: Environment,
    connections: Connections,
    config: AwsConfig,
    profile: str,
    command: Sequence[str],
    *,
    renewing: bool = False,
    region: str = "",
    program: Sequence[str] = ("ssoswitch",),
    ask_mfa: AskMfa | None = None,
) -> int:
    """Run the command with the profile's credentials; its exit code (128 + the signal that ended it).

    Without `renewing` this process becomes the command, and the function does not return. `region` overrides the
    profile's. `program` is how we are called, for the credential_process of `renewing`.

    Raises ProfileNotFound, what `credentials_for` raises, InvalidValue for no command, CommandNotFound or
    CommandNotExecutable where it cannot be started.
    """
    if not command:
        raise InvalidValue("No command was given, so nothing was run.", "ssoswitch exec PROFILE -- COMMAND")
    found = find_profile_named(config, profile)
    path = _resolved(env, command[0])
    if not renewing:
        variables = child_environment(env, connections, config, found, region=region, ask_mfa=ask_mfa)
        # Python ignores these two; a program that it becomes would go on ignoring them.
        for number in (signal.SIGPIPE, signal.SIGXFSZ):
            signal.signal(number, signal.SIG_DFL)
        try:
            with core_files.AsItWas():
                os.execve(path, list(command), variables)  # noqa: S606  (no shell is meant)
        except OSError as error:
            raise _not_started(command[0], error) from None
    # In this order: whatever signal comes, the child hears it and the private config is removed.
    relay = _Relay()
    with (
        _heard(_FORWARDED, relay.pass_on),
        renewing_environment(env, config, found, region=region, program=program) as variables,
    ):
        return _run_and_wait(path, command, variables, relay)


def child_environment(
    env: Environment,
    connections: Connections,
    config: AwsConfig,
    profile: Profile,
    *,
    region: str = "",
    ask_mfa: AskMfa | None = None,
) -> dict[str, str]:
    """The variables of a child with the profile's credentials as static keys, in clear. Raises as `credentials_for`."""
    from ssoswitch.core.credential_formats import variables
    from ssoswitch.core.profile_ends import region_for
    from ssoswitch.operations.credentials import credentials_for

    credentials = credentials_for(env, connections, profile, config=config, ask_mfa=ask_mfa)
    return cleaned(env) | variables(credentials, region or region_for(config, profile))


def cleaned(env: Environment) -> dict[str, str]:
    """This process's variables without any that say who or where an AWS tool is."""
    return {name: value for name, value in env.variables.items() if name not in (*REMOVED, *_OURS)}


@contextmanager
def renewing_environment(
    env: Environment,
    config: AwsConfig,
    profile: Profile,
    *,
    region: str = "",
    program: Sequence[str] = ("ssoswitch",),
) -> Iterator[dict[str, str]]:
    """The variables of a child that renews its credentials by itself, with the private config that it takes.

    The config (0600, in a folder of ours) holds no secret and is removed at the end. Raises ConfigError for a profile
    that does not begin with a role of Identity Center, for only those are ours to renew, or that wants an MFA code.
    """
    from secrets import token_hex

    from ssoswitch.core.private_config import NAME, private_config
    from ssoswitch.core.profile_ends import region_for
    from ssoswitch.disk.files import remove, write_private

    where = region or region_for(config, profile)
    text = private_config(config, profile, where, program)
    path: Path = env.runtime_dir / f"exec-{token_hex(8)}.config"
    write_private(path, text.encode())
    try:
        variables = cleaned(env) | {"AWS_CONFIG_FILE": str(path), "AWS_PROFILE": NAME}
        if where:
            variables |= {"AWS_REGION": where, "AWS_DEFAULT_REGION": where}
        yield variables
    finally:
        remove(path)


def _resolved(env: Environment, name: str) -> str:
    from ssoswitch.disk.children import program

    if "/" in name:
        return name
    path = program(env, name, wherever=True)
    if path is None:
        raise CommandNotFound(
            f"There is no program {name!r} on the PATH, so nothing was run.", "Check its name."
        )
    return path


class _Relay:
    """Passes signals on to a child; those that come before there is one, as soon as there is."""

    def __init__(self) -> None:
        self._child: Popen[bytes] | None = None
        self._early: list[int] = []

    def pass_on(self, number: int, _frame: object) -> None:
        """A signal that is meant for the child."""
        if self._child is None:
            self._early.append(number)
        else:
            self._child.send_signal(number)

    def to(self, child: Popen[bytes]) -> None:
        """From now on to that child."""
        self._child = child
        for number in self._early:
            child.send_signal(number)


def _pass_over(_number: int, _frame: object) -> None:
    """The terminal sends Ctrl-C and Ctrl-\\ to the child as well; here they are only kept from ending the wait."""


@contextmanager
def _heard(numbers: Sequence[int], handler: Callable[[int, object], None]) -> Iterator[None]:
    """Inside, these signals are handled so; what is ignored stays ignored, for the child as well.

    A handler is not inherited by a child, as SIG_IGN would be.
    """
    before = {number: signal.getsignal(number) for number in numbers}
    for number, old in before.items():
        if old is not signal.SIG_IGN:
            signal.signal(number, handler)
    try:
        yield
    finally:
        for number, old in before.items():
            signal.signal(number, old)


def _run_and_wait(path: str, command: Sequence[str], variables: Mapping[str, str], relay: _Relay) -> int:
    """Start the command and wait."""
    import subprocess

    with _heard((signal.SIGINT, signal.SIGQUIT), _pass_over):
        try:
            with core_files.AsItWas():
                child = subprocess.Popen(command, executable=path, env=dict(variables))
        except OSError as error:
            raise _not_started(command[0], error) from None
        relay.to(child)
        code = child.wait()
    return code if code >= 0 else 128 - code


def _not_started(name: str, error: OSError) -> CommandNotFound | CommandNotExecutable:
    kind = CommandNotFound if isinstance(error, FileNotFoundError) else CommandNotExecutable
    return kind(f"{name} could not be started: {error.strerror}. Nothing was run.", "Check the command.")
