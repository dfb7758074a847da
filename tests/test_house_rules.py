"""The table of who may do what, read from the source: each rule names the only rooms that may break it."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "ssoswitch"
FILES = sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))

Rule = Callable[[ast.AST], bool]


@cache
def tree_of(name: str) -> ast.Module:
    return ast.parse((PACKAGE / name).read_text(encoding="utf-8"), filename=name)


def dotted(node: ast.AST) -> str:
    """`os.environ` for the attribute access of that name; empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        left = dotted(node.value)
        return f"{left}.{node.attr}" if left else ""
    return ""


def imports(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
        yield node.module


def imports_of(*packages: str) -> Rule:
    def rule(node: ast.AST) -> bool:
        return any(name.split(".")[0] in packages for name in imports(node))

    return rule


def calls(*names: str) -> Rule:
    def rule(node: ast.AST) -> bool:
        return isinstance(node, ast.Call) and dotted(node.func) in names

    return rule


def mentions(*names: str) -> Rule:
    def rule(node: ast.AST) -> bool:
        return isinstance(node, ast.Attribute) and dotted(node) in names

    return rule


def writes_a_file(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    name = dotted(node.func)
    method = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    if method in ("write_text", "write_bytes", "unlink", "touch", "symlink_to", "hardlink_to", "rmdir"):
        return True
    if name in (
        "os.replace", "os.rename", "os.remove", "os.unlink", "os.truncate", "os.ftruncate", "os.open", "os.rmdir",
        "tempfile.mkstemp", "tempfile.mkdtemp", "tempfile.NamedTemporaryFile", "tempfile.TemporaryDirectory",
        "shutil.copy", "shutil.copyfile", "shutil.move", "shutil.rmtree",
    ):  # fmt: skip
        return True
    if name == "open" or method == "open":
        modes = [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg == "mode")]
        return any(
            isinstance(mode, ast.Constant) and isinstance(mode.value, str) and set(mode.value) & set("wax+")
            for mode in modes
            if isinstance(mode, ast.Constant) and isinstance(mode.value, str) and len(mode.value) <= 3
        )
    return False


def runs_a_shell(node: ast.AST) -> bool:
    return isinstance(node, ast.keyword) and node.arg == "shell" and not _is_false(node.value)


def skips_verification(node: ast.AST) -> bool:
    return isinstance(node, ast.keyword) and node.arg == "verify" and _is_false(node.value)


def _is_false(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is False


def swallows_everything(node: ast.AST) -> bool:
    """A bare `except:`, or one for every Exception whose body does nothing."""
    if not isinstance(node, ast.ExceptHandler):
        return False
    names = [dotted(node.type)] if node.type is not None else ["Exception"]
    if node.type is None:
        return True
    return names[0] in ("Exception", "BaseException") and all(
        isinstance(step, ast.Pass) for step in node.body
    )


def notifies_with_markup(node: ast.AST) -> bool:
    if not (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "notify"
    ):
        return False
    return not any(keyword.arg == "markup" and _is_false(keyword.value) for keyword in node.keywords)


RULES: dict[str, tuple[Rule, tuple[str, ...]]] = {
    "import Textual or Rich": (imports_of("textual", "rich"), ("tui/",)),
    "import boto3 or botocore": (imports_of("boto3", "botocore"), ("aws/",)),
    "import ConfigUpdater": (imports_of("configupdater"), ("core/aws_config_edit.py",)),
    "write a file": (writes_a_file, ("disk/files.py", "demo/")),
    "read the environment": (
        mentions("os.environ", "os.environb", "os.getenv", "Path.home"),
        ("disk/locations.py", "operations/quick_credentials.py", "demo/"),
    ),
    "start a thread": (
        calls("threading.Thread", "Thread", "ThreadPoolExecutor", "threading.Timer"),
        ("operations/sync_pool.py", "tui/background.py", "operations/stoppable.py", "demo/"),
    ),
    "write to stdout or stderr": (
        lambda node: (
            calls("print", "click.echo", "click.secho")(node)
            or mentions("sys.stdout", "sys.stderr", "sys.__stdout__", "sys.__stderr__")(node)
        ),
        (
            "cli/output.py",
            "cli/diagnostics.py",
            "cli/terminal.py",
            "tui/desktop.py",
            "operations/quick_credentials.py",
            "demo/run.py",
        ),
    ),
    "unpickle, evaluate or run a shell": (
        lambda node: (
            imports_of("pickle", "shelve", "marshal", "dill")(node)
            or calls("eval", "exec", "os.system", "os.popen")(node)
            or runs_a_shell(node)
        ),
        ("model/frozen.py",),  # compiles the `__init__` of our own values, as dataclasses does
    ),
    "skip the check of a certificate": (skips_verification, ()),
    "swallow every error": (swallows_everything, ()),
    "notify with markup": (notifies_with_markup, ()),
}


@pytest.mark.parametrize("what", RULES)
def test_only_these_rooms_may(what: str) -> None:
    rule, rooms = RULES[what]
    found = [
        f"{name}:{getattr(node, 'lineno', '?')}"
        for name in FILES
        if not name.startswith(rooms or ("\0",))
        for node in ast.walk(tree_of(name))
        if rule(node)
    ]
    assert not found, f"only {', '.join(rooms) or 'nobody'} may {what}: {', '.join(found)}"


def test_the_rules_can_fail() -> None:
    """Each rule finds the thing that it forbids: a check that cannot fail is a defect."""
    offences = {
        "import Textual or Rich": "from textual.app import App",
        "import boto3 or botocore": "import botocore.session",
        "import ConfigUpdater": "from configupdater import ConfigUpdater",
        "write a file": "path.write_text('x')",
        "read the environment": "os.environ['HOME']",
        "start a thread": "threading.Thread(target=f)",
        "write to stdout or stderr": "sys.stdout.write('x')",
        "unpickle, evaluate or run a shell": "subprocess.run('ls', shell=True)",
        "skip the check of a certificate": "f(verify=False)",
        "swallow every error": "try:\n    f()\nexcept Exception:\n    pass",
        "notify with markup": "self.notify(name)",
    }
    assert offences.keys() == RULES.keys()
    for what, source in offences.items():
        assert any(RULES[what][0](node) for node in ast.walk(ast.parse(source))), what
    assert writes_a_file(ast.parse("open(p, 'wb')", mode="eval").body)
    assert not writes_a_file(ast.parse("open(p, 'rb')", mode="eval").body)


@pytest.mark.parametrize("name", FILES)
def test_every_module_says_why_it_exists(name: str) -> None:
    assert ast.get_docstring(tree_of(name)), f"{name} has no docstring"


@pytest.mark.parametrize("name", FILES)
def test_a_file_has_one_subject(name: str) -> None:
    lines = (PACKAGE / name).read_text(encoding="utf-8").count("\n")
    assert lines <= 350, f"{name} has {lines} lines: what is its second subject?"


SWITCHED_OFF = re.compile(r"#\s*(?:type: ignore|noqa)(?!\[[a-z, -]+\]\s+#|: [A-Z0-9, ]+\s+[#(-])")
"""A check switched off without a word beside it, or without naming which check."""


BANNER = re.compile(r"^\s*#.*(?:-{4}|={4}|#{4}|\*{4})")
"""A comment that is drawn, not written."""


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    """Where it stands in the source."""
    return [
        f"{path.relative_to(ROOT)}:{number}"
        for folder in ("ssoswitch", "tests", "screenshots")
        for path in sorted((ROOT / folder).rglob("*.py"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_comment_is_a_banner() -> None:
    found = lines_with(BANNER)
    assert BANNER.search("    # tokens " + "-" * 20)
    assert not found, f"a heading needs no line drawn: {', '.join(found)}"


def test_whatever_is_switched_off_says_why() -> None:
    found = lines_with(SWITCHED_OFF)
    assert SWITCHED_OFF.search("x()  # " + "type: ignore[arg-type]") and SWITCHED_OFF.search(
        "x()  # " + "noqa"
    )
    assert not found, f"say beside it why the check is off: {', '.join(found)}"
