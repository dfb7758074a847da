"""Everything of the outside that the program is given: paths, variables, endpoints, the clock.

`disk/locations.py` makes the real one; tests, the demo and the pictures make their own.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import Protocol

from ssoswitch.model.frozen import frozen


class Clock(Protocol):
    """Where the time comes from."""

    def time(self) -> float:
        """Seconds since the epoch, for dates in files and answers."""
        ...

    def monotonic(self) -> float:
        """Seconds of a clock that never jumps, for waits and rates."""
        ...


class SystemClock:
    """The machine's own clock: the one place that reads it."""

    def time(self) -> float:
        """Seconds since the epoch."""
        return time.time()  # noqa: TID251  (this is the clock)

    def monotonic(self) -> float:
        """Seconds since some fixed moment."""
        return time.monotonic()  # noqa: TID251  (this is the clock)


@frozen
class Endpoints:
    """Addresses that stand in for AWS's own, as the AWS SDKs honour them; None: AWS's own.

    Only https or loopback addresses get here; `refused` says which variables were left out and why.
    """

    sso: str | None = None
    sso_oidc: str | None = None
    sts: str | None = None
    signin: str | None = None
    """Replaces the sign-in host: `/federation` is put after it."""
    use_fips: bool = False
    use_dualstack: bool = False
    refused: tuple[str, ...] = ()


@frozen
class Environment:
    """The world as an argument. No floor below the front ends reaches for anything that is not here."""

    home: Path
    working_directory: Path
    """The shell's logical directory ($PWD where it is true), for direnv's approvals depend on it."""
    config_file: Path
    """The AWS config: `AWS_CONFIG_FILE` with `~` and `$VAR` expanded, else ~/.aws/config."""
    credentials_file: Path
    sso_cache: Path
    """~/.aws/sso/cache; hangs on the home directory alone."""
    cli_cache: Path
    """~/.aws/cli/cache."""
    settings_file: Path
    cache_dir: Path
    """Ours: the saved trees."""
    state_dir: Path
    """Ours: journal, locks, favourites, log."""
    runtime_dir: Path
    """A folder of this user's (0700) for what lives minutes: the console redirect page."""
    variables: Mapping[str, str] = field(default_factory=dict, repr=False)
    """A copy of the process's environment variables."""
    endpoints: Endpoints = Endpoints()
    ca_bundle: str | None = None
    clock: Clock = field(default_factory=SystemClock)
    problems: tuple[str, ...] = ()
    """Sentences about what is odd here (HOME cannot be written, AWS_CA_BUNDLE names no file …)."""
    demo: bool = False
    """True on the embedded Identity Center: the screen wears a DEMO badge."""

    def variable(self, name: str) -> str | None:
        """That environment variable; None where it is not set (an empty one is "")."""
        return self.variables.get(name)
