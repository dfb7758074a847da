"""A lock keeps two of us apart, dies with its process, and where a home cannot lock, work goes on."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from ssoswitch.disk.locks import locked
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import FileLocked
from tests.support.command_line import ROOT
from tests.support.environments import make_environment

HOLDER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from tests.support.environments import make_environment
from ssoswitch.disk.locks import locked
with locked(make_environment(Path(sys.argv[2])), "thing"):
    print("held", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def env(tmp_path: Path) -> Environment:
    return make_environment(tmp_path)


def test_one_at_a_time(env: Environment) -> None:
    inside: list[int] = []
    most: list[int] = []

    def work(number: int) -> None:
        with locked(env, "thing"):
            inside.append(number)
            most.append(len(inside))
            inside.remove(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 8


def test_another_process_that_holds_it_is_named(env: Environment, tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, ROOT, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with (
            pytest.raises(FileLocked, match="Another ssoswitch has been writing"),
            locked(env, "thing", timeout=0.1),
        ):
            raise AssertionError("both are inside")
        with locked(env, "other", timeout=0.1):
            pass
        holder.kill()
        holder.wait()
        # The file is still there, and holds nobody up.
        with locked(env, "thing", timeout=0.1):
            assert (env.state_dir / "locks" / "thing.lock").exists()


def test_it_is_released_after_an_error(env: Environment) -> None:
    with pytest.raises(ValueError, match="x"), locked(env, "thing"):
        raise ValueError("x")
    with locked(env, "thing", timeout=0.1):
        pass


def test_nothing_of_ours_is_left_in_the_aws_folder(env: Environment) -> None:
    with locked(env, "thing"):
        pass
    assert not (env.home / ".aws").exists()
    assert (env.state_dir / "locks").stat().st_mode & 0o077 == 0


def test_a_home_that_cannot_lock_goes_on(env: Environment) -> None:
    env.state_dir.parent.mkdir(parents=True)
    env.state_dir.write_text("a file where the folder should be")
    done = False
    with locked(env, "thing"):
        done = True
    assert done


def test_nobody_else_gets_at_the_locks(env: Environment) -> None:
    old = os.umask(0)
    try:
        with locked(env, "thing"):
            pass
    finally:
        os.umask(old)
    made = [env.state_dir, env.state_dir / "locks", env.state_dir / "locks" / "thing.lock"]
    assert [path.stat().st_mode & 0o777 for path in made if path.exists()][:2] == [0o700, 0o700]
    assert all(path.stat().st_mode & 0o077 == 0 for path in made if path.exists())


def test_a_lock_that_will_not_be_let_go_of_is_no_fault(env: Environment) -> None:
    """As on a network file system whose server is gone; here its handle is closed behind its back."""
    before = set(os.listdir("/dev/fd"))
    with locked(env, "thing"):
        for handle in set(os.listdir("/dev/fd")) - before:
            try:
                os.close(int(handle))
            except OSError:
                continue  # that of the listing itself
    with locked(env, "thing", timeout=0.1):
        pass
