"""The floors, twice: the static graph by import-linter, and what fresh interpreters really load. And no circles."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
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
    "ssoswitch.cli.screen": (*HEAVY, "hashlib", "ssoswitch.cli.diagnostics", "ssoswitch.cli.exports"),
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


LOOKS_BACK = {
    ("ssoswitch.tui.screens.dialog", "ssoswitch.tui.screens.dialog_help"): "the help of a dialog is a dialog",
    (
        "ssoswitch.tui.flows.profile",
        "ssoswitch.tui.flows.use",
    ): "what Enter made a profile for goes on from its dialog",
}
"""Imports that may close a circle, and why; each is a late one."""


def imported_names(node: ast.AST, module: str) -> Iterator[str]:
    """What is imported anywhere below, late or not; what only a type checker sees is left out."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
            continue
        if isinstance(child, ast.Import):
            yield from (alias.name for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            assert child.module and not child.level, f"{module}: imports are absolute here"
            yield child.module
            yield from (f"{child.module}.{alias.name}" for alias in child.names)
        yield from imported_names(child, module)


def import_graph() -> dict[str, set[str]]:
    """Module → the modules of ours that it imports."""
    files = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for path in (ROOT / "ssoswitch").rglob("*.py")
    }
    return {
        module: set(imported_names(ast.parse(path.read_text(encoding="utf-8")), module))
        & files.keys() - {module}
        for module, path in files.items()
    }


def test_no_module_leads_back_to_itself() -> None:
    """Late imports count: a circle that is only put off still cannot be understood, or moved, by halves."""
    graph = import_graph()
    assert len(graph["ssoswitch.tui.app"]) > 5
    for (module, other), why in LOOKS_BACK.items():
        assert other in graph[module], f"{module} imports {other} no more: nothing is left to excuse ({why})"
        graph[module].remove(other)
    try:
        TopologicalSorter({module: others - {"ssoswitch"} for module, others in graph.items()}).prepare()
    except CycleError as circle:
        raise AssertionError("a circle: " + " ← ".join(circle.args[1])) from None
