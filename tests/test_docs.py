"""README, changelog, Makefile and CI say what is so: the program's tables, commands that exist, pictures that are."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from ssoswitch import __version__
from ssoswitch.demo.scenes import JOURNEY_SCENE, SCENES
from tests import docs

ROOT = docs.ROOT
README = docs.README.read_text(encoding="utf-8")
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
GALLERY = (ROOT / "screenshots" / "README.md").read_text(encoding="utf-8")
PACKAGE = ROOT / "ssoswitch"


def shell_lines() -> Iterator[str]:
    """The command lines of the README's code blocks, without comments."""
    for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL):
        for line in block.splitlines():
            if line.strip():
                yield line.partition("   #")[0].strip()


def ssoswitch_lines() -> Iterator[list[str]]:
    """The words behind each `ssoswitch` of those lines."""
    for line in shell_lines():
        for match in re.finditer(r"(?:^|[(\s/])ssoswitch ([^)|]*)", line):
            yield shlex.split(match[1])


def test_the_tables_of_the_readme_are_those_of_the_program() -> None:
    assert docs.refreshed(README) == README, "`python -m tests.docs` makes them anew"


@pytest.mark.parametrize("name", docs.PARTS)
def test_a_part_without_its_place_is_noticed(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        docs.refreshed(README.replace(f"<!-- end of {name} -->", ""))


def test_every_command_and_option_stands_in_the_readme() -> None:
    for words, command in docs.walk():
        assert f"`ssoswitch {' '.join(words)}" in README
        for parameter in command.params:
            if isinstance(parameter, click.Option) and not parameter.hidden:
                assert any(name in README for name in parameter.opts), f"{words}: {parameter.opts}"


@pytest.mark.parametrize("words", list(ssoswitch_lines()), ids=" ".join)
def test_every_command_line_of_the_readme_can_be_parsed(words: list[str]) -> None:
    known = dict(docs.walk())
    if words[0].startswith("--"):
        assert words == ["--demo"]
        return
    command = known.get(tuple(words[:2])) or known[tuple(words[:1])]
    rest = words[2:] if tuple(words[:2]) in known else words[1:]
    with command.make_context(words[0], list(rest)) as context:  # raises UsageError for what it does not know
        assert not context.args


def test_one_command_starts_the_demo_and_one_runs_the_tests() -> None:
    lines = list(shell_lines())
    assert [line for line in lines if "--demo" in line] == lines[:1]
    assert [line for line in lines if "pytest" in line] == lines[1:2]
    assert all(line.startswith("python3 -m venv .venv && ") for line in lines[:2])


def test_ci_runs_the_test_command_of_the_readme_itself() -> None:
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "README.md" in ci and "pytest" in ci and '"$test_command"' in ci
    pattern = re.search(r"grep -m1 '([^']+)' README\.md", ci)
    assert pattern is not None
    found = [line for line in README.splitlines() if re.search(pattern[1], line)]
    assert found == [line for line in shell_lines() if "pytest" in line]


def test_every_variable_that_is_read_is_told() -> None:
    """Those by which other programs are recognised are told by what they mean, not by name."""
    signs_of_others = {
        "PATH", "HOME", "PWD", "SHELL", "ZDOTDIR", "TMUX", "STY", "container", "COLORFGBG", "WSL_INTEROP",
        "XDG_DATA_DIRS", "DIRENV_DIR", "DIRENV_CONFIG", "AWS_EXECUTION_ENV", "AWS_SECURITY_TOKEN", "AWS_ROLE_ARN",
        "AWS_WEB_IDENTITY_TOKEN_FILE", "CODESPACES", "CLOUD_SHELL", "CI", "XDG_CURRENT_DESKTOP", "XDG_SESSION_TYPE",
    }  # fmt: skip
    read: set[str] = set()
    for path in PACKAGE.rglob("*.py"):
        if "demo" not in path.parts:
            text = path.read_text(encoding="utf-8")
            read |= set(re.findall(r'(?:variable\(|variables\.get\(|variables\[)"([A-Za-z_]+)"', text))
    read = {name.upper() if name.endswith("_proxy") else name for name in read}
    assert "AWS_PROFILE" in read
    missing = {name for name in read - signs_of_others if f"`{name}`" not in README and not _has_form(name)}
    assert not missing


def _has_form(name: str) -> bool:
    """`AWS_ENDPOINT_URL_SSO` is told as a form of `AWS_ENDPOINT_URL`."""
    return name.startswith("AWS_ENDPOINT_URL") and f"`{name.removeprefix('AWS_ENDPOINT_URL')}`" in README


@pytest.mark.parametrize(
    ("text", "folder"),
    [(README, ROOT), (GALLERY, ROOT / "screenshots"), (CHANGELOG, ROOT)],
    ids=["README", "gallery", "changelog"],
)
def test_every_picture_and_page_that_is_linked_is_there(text: str, folder: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        if not target.startswith("https://"):
            assert (folder / target).is_file(), target


def test_the_readme_leads_with_the_recording() -> None:
    assert (
        README.splitlines()[2].startswith("![")
        and f"screenshots/{JOURNEY_SCENE.name}.svg" in README.splitlines()[2]
    )


def test_every_scene_is_in_the_gallery() -> None:
    assert re.findall(r"\((\S+)\.svg\)", GALLERY) == [JOURNEY_SCENE.name, *(scene.name for scene in SCENES)]


def test_the_changelog_knows_this_version() -> None:
    heads = re.findall(r"^## \[(\S+)\](?: - (\d{4}-\d{2}-\d{2}))?$", CHANGELOG, re.MULTILINE)
    assert heads[0] == ("Unreleased", "")
    versions = [version for version, _ in heads[1:]]
    assert all(date for _, date in heads[1:])
    assert __version__ in versions or "dev" in __version__ or not versions


def test_every_target_of_the_makefile_explains_itself() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z]+):(.*)$", makefile, re.MULTILINE)
    assert {name for name, _ in targets} >= {"check", "pictures", "docs", "bench"}
    assert all("##" in rest for _, rest in targets)


def test_public_text_has_no_place_or_host_of_its_makers() -> None:
    for path in [docs.README, ROOT / "CHANGELOG.md", *(ROOT / "screenshots").glob("*.svg")]:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"/(?:tmp|root|work|opt|Users)/|/home/(?!anna\b)", text), path.name
