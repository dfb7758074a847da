"""A disk without room under every command that writes: what is said, what is promised, and that nothing is lost by it.

F1 of the requirements through the front door; single files have tests/disk/test_faults.py and test_own_files.py.
"""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from ssoswitch.cli.diagnostics import Exit
from ssoswitch.model.environment import Environment
from tests.support.command_line import run
from tests.support.little_room import room_for
from tests.support.used_home import copy_of

NEW = ("333344446666", "PowerUserAccess")
ARN = "arn:aws:iam::333344446666:role/deploy"
URL = "https://d-1234567890.awsapps.com/start"
COMMANDS: dict[str, tuple[tuple[str, ...], Exit]] = {
    "sign in": (("login", "--device-code", "--no-browser", "--force"), Exit.FAILED),
    "sync": (("sync",), Exit.PARTLY_DONE),
    "read anew and show": (("list", "--refresh"), Exit.DONE),
    "a profile": (("profile", "create", *NEW, "--name", "x", "-y"), Exit.FAILED),
    "many profiles": (("profile", "create", "--all", "--if-exists", "skip", "-y"), Exit.FAILED),
    "a chain": (("profile", "chain", "x", "--source-profile", "dev", "--role-arn", ARN, "-y"), Exit.FAILED),
    "rename": (("profile", "rename", "dev", "x", "-y"), Exit.FAILED),
    "delete": (("profile", "delete", "dev", "-y"), Exit.FAILED),
    "add a session": (
        ("session", "add", "x", "--start-url", URL, "--sso-region", "eu-west-1", "-y"),
        Exit.FAILED,
    ),
    "remove a session": (("session", "remove", "corp", "-y"), Exit.FAILED),
    ".envrc": (("envrc", "--profile", "dev", "-y"), Exit.FAILED),
    "the credentials file": (("credentials", "dev", "--write", "-y"), Exit.FAILED),
    "undo": (("undo", "-y"), Exit.FAILED),
    "keys": (("credentials", "dev", "--format", "json"), Exit.DONE),
    "keys of a role that is not cached": (("credentials", "mine", "--format", "json"), Exit.DONE),
    "sign out": (("logout",), Exit.DONE),
}
"""What is said in words cannot fail for want of room, and ending a sign-in needs none."""


def files_of(home: Path) -> dict[str, tuple[int, bytes]]:
    """Mode and bytes of each file, but for locks, which are empty."""
    return {
        str(path.relative_to(home)): (stat.S_IMODE(path.stat().st_mode), path.read_bytes())
        for path in home.rglob("*")
        if path.is_file() and path.suffix != ".lock"
    }


@pytest.mark.parametrize("what", COMMANDS)
def test_every_command(used: Environment, tmp_path: Path, what: str) -> None:
    env = copy_of(used, tmp_path)
    for entry in (env.state_dir / "journal").iterdir():
        entry.write_text(entry.read_text().replace(str(used.home), str(env.home)))
    arguments, code = COMMANDS[what]
    before = files_of(env.home)
    with room_for(0):
        done = run(env, *arguments)
    assert done.code == code, done.err
    errors = [line for line in done.err.splitlines() if "size of a file" in line]
    assert len(errors) == (code != Exit.DONE or what == "read anew and show"), done.err
    assert len([line for line in done.err.splitlines() if line.startswith("ssoswitch:")]) == (
        code == Exit.FAILED
    )
    after = files_of(env.home)
    if what == "sign out":
        assert set(after) < set(before)
        assert not list(env.sso_cache.iterdir())
        return
    assert after == before
    assert run(env, *arguments).code == Exit.DONE
