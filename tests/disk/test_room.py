"""Whether a token could be saved is tried: nothing is left behind, and what passes is told from what does not."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from ssoswitch.disk.room import obstacle
from tests.support.little_room import room_for


def test_where_there_is_room_nothing_is_left_but_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "sso" / "cache"
    assert obstacle(folder) is None
    assert list(folder.iterdir()) == []
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.parametrize("most", [0, 4096])
def test_a_full_disk_passes(tmp_path: Path, most: int) -> None:
    with room_for(most):
        found = obstacle(tmp_path)
    assert found is not None
    assert found.passes
    assert found.sentence == f"{tmp_path} cannot be written: the limit for the size of a file is reached."
    assert list(tmp_path.iterdir()) == []
    assert obstacle(tmp_path) is None


def test_somebody_elses_place_does_not(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    found = obstacle(tmp_path / "file" / "cache")
    assert found is not None
    assert not found.passes
    assert found.sentence == f"{tmp_path / 'file'} is not a folder."
