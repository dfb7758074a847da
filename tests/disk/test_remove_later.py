"""The child that removes a redirect page, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from ssoswitch.disk.remove_later import main

PAGE = "open-0123456789abcdef0123456789abcdef.html"


def test_it_removes_the_page(tmp_path: Path) -> None:
    page = tmp_path / PAGE
    page.write_text("x")
    assert main([str(page), "0"]) == 0
    assert not page.exists()
    assert main([str(page), "0"]) == 0  # somebody was faster


@pytest.mark.parametrize("name", ["config", "open-x.html", "open-0123456789abcdef0123456789abcdef.html.bak"])
def test_it_removes_nothing_else(tmp_path: Path, name: str) -> None:
    other = tmp_path / name
    other.write_text("x")
    assert main([str(other), "0"]) == 2
    assert other.exists()


@pytest.mark.parametrize("arguments", [[], [PAGE], [PAGE, "soon"], [PAGE, "0", "more"]])
def test_wrong_use(arguments: list[str]) -> None:
    assert main(arguments) == 2


def test_a_page_that_cannot_be_removed(tmp_path: Path) -> None:
    folder = tmp_path / PAGE
    folder.mkdir()
    assert main([str(folder), "0"]) == 1
