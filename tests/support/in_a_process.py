"""Writers of tests.support in processes of their own, perhaps with system calls that fail."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.support.terminal import ROOT


def run_writer(
    name: str,
    home: Path,
    *words: str,
    prefix: Sequence[str] = (),
    before: Callable[[], None] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run that module of tests.support in a home; `before` runs in the child."""
    done = subprocess.run(
        [*prefix, sys.executable, "-B", "-m", f"tests.support.{name}", str(home), *words],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "HOME": str(home), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        preexec_fn=before,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


def sabotaged(call: str, effect: str) -> list[str]:
    """The start of a command line below which that system call goes wrong: `error=EIO:when=3`, `signal=KILL:when=1`."""
    return ["strace", "-f", "-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={call}:{effect}"]
