"""The throw-away home is made whole, leads to the fake and nowhere else, and goes whatever happens."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ssoswitch.demo.home import MARKER, PREFIX, DemoHome, remove_left_behind
from ssoswitch.disk.locations import environment_from
from tests.support.fake_center import ask

REPOSITORY = Path(__file__).parent.parent.parent


@pytest.fixture(autouse=True)
def temp_folder(tmp_path: Path) -> Iterator[Path]:
    """The folder for temporary files is ours: nothing of other demos on this machine is seen."""
    before, tempfile.tempdir = tempfile.tempdir, str(tmp_path)
    yield tmp_path
    tempfile.tempdir = before


def test_inside_it_is_there_and_afterwards_it_is_not(temp_folder: Path) -> None:
    with DemoHome(12) as home:
        assert stat.S_IMODE(home.path.stat().st_mode) == 0o700
        assert home.path.parent == temp_folder.resolve()
        assert stat.S_IMODE(home.config_file.stat().st_mode) == 0o600
        assert home.center.start_url in home.config_file.read_text()
        assert "AWS_PROFILE=pay-prod-admin" in (home.working_directory / ".envrc").read_text()
        assert ask(home.center.start_url).status == 200
        url = home.center.start_url
    assert list(temp_folder.iterdir()) == []
    with pytest.raises(ConnectionRefusedError):
        ask(url)
    home.close()


def test_the_variables_lead_to_it_and_nowhere_else() -> None:
    mine = {
        "HOME": "/home/me",
        "PATH": "/usr/bin",
        "DISPLAY": ":0",
        "XDG_RUNTIME_DIR": "/run/user/1000",
        "XDG_CONFIG_HOME": "/home/me/.config",
        "AWS_PROFILE": "mine",
        "AWS_ACCESS_KEY_ID": "AKIA",
        "AWS_ENDPOINT_URL_SSO": "https://elsewhere.example",
        "DIRENV_DIR": "-/home/me",
        "NO_PROXY": "example.com",
    }
    with DemoHome(12, variables=mine) as home:
        got = home.variables
        assert {name: got[name] for name in ("PATH", "DISPLAY", "XDG_RUNTIME_DIR")} == {
            name: mine[name] for name in ("PATH", "DISPLAY", "XDG_RUNTIME_DIR")
        }
        assert {name for name in got if name.startswith(("AWS_", "DIRENV_"))} == {
            "AWS_CONFIG_FILE",
            "AWS_SHARED_CREDENTIALS_FILE",
            "AWS_ENDPOINT_URL",
        }
        assert not [name for name, value in got.items() if "/home/me" in value or "elsewhere" in value]
        env = environment_from(got, working_directory=home.working_directory)
        assert env.home == home.path and env.config_file == home.config_file
        assert env.endpoints.sso == env.endpoints.sts == env.endpoints.signin == home.center.url
        assert env.endpoints.refused == ()
        for folder in (env.settings_file, env.cache_dir, env.state_dir, env.sso_cache, env.cli_cache):
            assert folder.is_relative_to(home.path)


def test_direnv_takes_its_envrc_as_approved() -> None:
    with DemoHome(12) as home:
        shown = subprocess.run(
            ["direnv", "export", "json"],
            env={**home.variables, "PATH": os.environ["PATH"]},
            cwd=home.working_directory,
            capture_output=True,
            text=True,
            check=True,
        )
        assert json.loads(shown.stdout)["AWS_PROFILE"] == "pay-prod-admin"


def test_it_goes_when_the_block_fails_and_when_it_cannot_start(temp_folder: Path) -> None:
    with pytest.raises(ZeroDivisionError), DemoHome(12):
        raise ZeroDivisionError
    with DemoHome(12) as home:
        with pytest.raises(OSError, match="in use"), DemoHome(12, port=home.center.port):
            raise AssertionError("not reached")
        assert list(temp_folder.iterdir()) == [home.path]
    assert list(temp_folder.iterdir()) == []


def test_it_goes_with_read_only_things_in_it(temp_folder: Path) -> None:
    with DemoHome(12) as home:
        (home.path / "locked").mkdir()
        (home.path / "locked" / "file").touch()
        (home.path / "locked").chmod(0o500)
    assert list(temp_folder.iterdir()) == []


def test_what_links_point_to_is_left(temp_folder: Path) -> None:
    outside = temp_folder / "outside"
    outside.mkdir()
    (outside / "mine").touch()
    with DemoHome(12) as home:
        (home.path / "link").symlink_to(outside)
    assert (outside / "mine").exists()


CHILD = """
import os, signal, sys, time
from ssoswitch.demo.home import DemoHome
with DemoHome(3) as home:
    print(home.path, flush=True)
    sys.stdin.read()
"""


def run_child(temp_folder: Path) -> tuple[subprocess.Popen[str], Path]:
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD],
        env={"TMPDIR": str(temp_folder), "PATH": os.defpath, "PYTHONPATH": str(REPOSITORY)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    path = Path(child.stdout.readline().strip())
    assert path.is_dir()
    return child, path


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_it_goes_on_signals(temp_folder: Path, number: int) -> None:
    child, path = run_child(temp_folder)
    with child:
        child.send_signal(number)
        code = child.wait(10)
    assert code in (128 + number, -number)
    assert not path.exists()


def test_a_killed_one_is_removed_by_the_next_and_a_living_one_is_not(temp_folder: Path) -> None:
    killed, left_behind = run_child(temp_folder)
    with killed:
        killed.kill()
    assert left_behind.exists()
    living, path = run_child(temp_folder)
    with living:
        assert not left_behind.exists()
        remove_left_behind()
        assert path.exists()
        assert living.stdin is not None
        living.stdin.close()
        assert living.wait(10) == 0
    assert not path.exists()


def make_left_behind(folder: Path, mode: int = 0o700, marker: str | None = "1\n") -> Path:
    folder.mkdir()
    if marker is not None:
        (folder / MARKER).write_text(marker)
    folder.chmod(mode)
    return folder


def test_only_what_is_surely_ours_is_removed(temp_folder: Path) -> None:
    abandoned = make_left_behind(temp_folder / f"{PREFIX}abandoned")
    kept = [
        make_left_behind(temp_folder / f"{PREFIX}without-marker", marker=None),
        make_left_behind(temp_folder / f"{PREFIX}being-made", marker=""),
        make_left_behind(temp_folder / f"{PREFIX}open-to-others", mode=0o755),
        make_left_behind(temp_folder / "another-name"),
    ]
    link = temp_folder / f"{PREFIX}link"
    link.symlink_to(kept[-1])
    marked_by_link = make_left_behind(temp_folder / f"{PREFIX}marker-link", marker=None)
    (marked_by_link / MARKER).symlink_to(kept[-1] / MARKER)
    remove_left_behind()
    assert not abandoned.exists()
    assert all(folder.exists() for folder in (*kept, link, marked_by_link))


def test_handlers_that_were_there_are_left_and_ours_are_put_back() -> None:
    mine = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with DemoHome(3):
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
            assert callable(signal.getsignal(signal.SIGTERM))
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    finally:
        signal.signal(signal.SIGHUP, mine)
