"""An Environment over a temporary folder: no test reads the developer's own home."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ssoswitch.disk.locations import environment_from
from ssoswitch.model.environment import Clock, Environment

NOW = 1_800_000_000.0


@dataclass
class FalseClock:
    """A clock that stands still until it is told; both hands move together."""

    now: float = NOW

    def time(self) -> float:
        """Seconds since the epoch."""
        return self.now

    def monotonic(self) -> float:
        """Seconds that never jump."""
        return self.now - NOW

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds


def make_environment(
    tmp_path: Path,
    variables: Mapping[str, str] | None = None,
    *,
    config: str | bytes | None = None,
    clock: Clock | None = None,
    working_directory: Path | None = None,
) -> Environment:
    """A fresh home below `tmp_path`, with that AWS config where one is given."""
    home = tmp_path / "home"
    work = working_directory or home / "src" / "work"
    work.mkdir(parents=True, exist_ok=True)
    env = environment_from(
        {
            "HOME": str(home),
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "TERM": "xterm-256color",
            **(variables or {}),
        },
        working_directory=work,
        clock=clock,
    )
    if config is not None:
        env.config_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        env.config_file.write_bytes(config.encode() if isinstance(config, str) else config)
    return env
