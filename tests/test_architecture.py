"""The floors, twice: the static graph by import-linter, and what fresh interpreters really load."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

HEAVY = (
    "boto3",
    "botocore",
    "urllib3",
    "textual",
    "rich",
    "configupdater",
    "pyperclip",
    "segno",
    "click",
    "tomlkit",
)

# module → what importing it alone must not load
DOORS = {
    "ssoswitch": (*HEAVY, "dataclasses", "json"),
    "ssoswitch.model.errors": HEAVY,
    "ssoswitch.operations.startup": (*HEAVY, "configparser", "http.client", "sqlite3", "importlib.metadata"),
    "ssoswitch.operations.login": HEAVY,
    "ssoswitch.operations.sync": HEAVY,
    "ssoswitch.operations.profile": HEAVY,
    "ssoswitch.operations.envrc": HEAVY,
    "ssoswitch.operations.console": HEAVY,
    "ssoswitch.operations.logout": HEAVY,
    "ssoswitch.operations.quick_credentials": (*HEAVY, "dataclasses", "pathlib", "argparse", "urllib.parse"),
    "ssoswitch.cli.main": (*HEAVY, "dataclasses"),
    "ssoswitch.demo.run": HEAVY,
}


def loaded_by(statement: str) -> set[str]:
    """The modules that a fresh interpreter holds after that statement and not before it."""
    code = (
        "import sys; before = set(sys.modules)\n"
        f"{statement}\n"
        "print('\\n'.join(sorted(set(sys.modules) - before)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False, timeout=60
    )
    assert run.returncode == 0, run.stderr
    return set(run.stdout.split())


@pytest.mark.parametrize("module", DOORS)
def test_a_door_stays_shut(module: str) -> None:
    loaded = loaded_by(f"import {module}")
    assert module in loaded
    opened = sorted(name for name in DOORS[module] if name in loaded)
    assert not opened, f"importing {module} loads {', '.join(opened)}"


def test_import_contracts() -> None:
    run = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
        capture_output=True, text=True, cwd=ROOT, check=False, timeout=120,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr
    assert "Contracts: " in run.stdout
