"""Paths as people write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from ssoswitch.core.paths import short_path


@pytest.mark.parametrize(
    ("path", "home", "expected"),
    [
        ("/home/anna/src", "/home/anna", "~/src"),
        ("/home/anna", "/home/anna", "~"),
        ("/home/annabel/src", "/home/anna", "/home/annabel/src"),
        ("/srv", "/home/anna", "/srv"),
        ("/srv", "", "/srv"),
        ("/srv", "/", "/srv"),
    ],
)
def test_the_home_directory_is_a_tilde(path: str, home: str, expected: str) -> None:
    assert short_path(path, home) == expected
    assert short_path(Path(path), home) == expected
