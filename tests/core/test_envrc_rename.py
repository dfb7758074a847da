"""A profile's new name in an `.envrc`: every line that says the old one, in place, whatever stands around it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from ssoswitch.core.envrc import BashVerdict
from ssoswitch.core.envrc_rename import rename_profile
from ssoswitch.model.errors import CannotTakeEffect

PATH = Path("/srv/x/.envrc")


def bash(data: bytes) -> BashVerdict:
    done = subprocess.run(["bash", "--norc", "-n", "-s"], input=data, capture_output=True, check=False)
    return BashVerdict(done.returncode == 0 and not done.stderr, done.stderr.decode("utf-8", "replace"))


def renamed(data: bytes) -> bytes | None:
    return rename_profile(data, "pay", "pay ments", PATH, check=bash)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"export AWS_PROFILE=pay\n", b"export AWS_PROFILE='pay ments'\n"),
        (b'\texport AWS_PROFILE="pay"  # B\xfcro', b"\texport AWS_PROFILE='pay ments'  # B\xfcro"),
        (b"set -e\nexport AWS_PROFILE=pay\nreturn\n", b"set -e\nexport AWS_PROFILE='pay ments'\nreturn\n"),
        (
            b"if x; then export AWS_PROFILE=pay; else export A=1 AWS_PROFILE='pay' B=2; fi\n",
            b"if x; then export AWS_PROFILE='pay ments'; else export A=1 AWS_PROFILE='pay ments' B=2; fi\n",
        ),
        (
            b"export C=$(export AWS_PROFILE=pay; id) AWS_PROFILE=pay\nexport AWS_PROFILE=$X\n",
            b"export C=$(export AWS_PROFILE='pay ments'; id) AWS_PROFILE='pay ments'\nexport AWS_PROFILE=$X\n",
        ),
        (b"export AWS_PROFILE=payments\n# export AWS_PROFILE=pay\n", None),
        (b"cat <<E\nexport AWS_PROFILE=pay\nE\n", None),
        (b"export AWS_PROFILE=${1:-pay}\n", None),
        (b"export OTHER='pay", None),
    ],
)
def test_only_the_name_changes(before: bytes, after: bytes | None) -> None:
    assert renamed(before) == after


def test_what_bash_does_not_read_is_left_alone() -> None:
    with pytest.raises(CannotTakeEffect, match="not complete") as caught:
        renamed(b"export AWS_PROFILE=pay\nif true; then\n")
    assert caught.value.line == "export AWS_PROFILE='pay ments'"
