"""`demo-server` as its users run it: a process that prints, serves, and ends on a signal."""

from __future__ import annotations

import io
import os
import re
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ssoswitch.demo.example_files import MADE_BY
from ssoswitch.demo.run import serve
from ssoswitch.model.errors import FileUnsafe, InvalidValue, SsoswitchError, Unavailable, WouldOverwrite
from tests.support.fake_center import ask, fake_center

REPOSITORY = Path(__file__).parent.parent.parent


@contextmanager
def server(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The process and what it printed up to the last line of its config."""
    with subprocess.Popen(
        [sys.executable, "-m", "ssoswitch.demo.run", *arguments],
        env={"PATH": os.defpath, "PYTHONPATH": str(REPOSITORY)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            printed = ""
            while "sso_registration_scopes" not in printed:
                line = process.stdout.readline()
                assert line, process.stderr.read() if process.stderr else ""
                printed += line
            yield process, printed
        finally:
            process.kill()


def url_in(printed: str) -> str:
    match = re.search(r"^export AWS_ENDPOINT_URL=(http://127\.0\.0\.1:\d+)$", printed, re.MULTILINE)
    assert match is not None
    return match[1]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_serves_until_a_signal_and_ends_well(number: int) -> None:
    with server("--accounts", "7") as (process, printed):
        assert "7 accounts" in printed
        assert "7 accounts" in ask(f"{url_in(printed)}/start").text
        process.send_signal(number)
        assert process.wait(10) == 0
        assert process.stderr is not None and process.stderr.read() == ""


def test_the_exports_are_shell_and_the_config_follows() -> None:
    with server() as (_, printed):
        url = url_in(printed)
        exports = "\n".join(line for line in printed.splitlines() if line.startswith(("export", "unset")))
        shown = subprocess.run(
            ["sh", "-c", f"{exports}\nenv"],
            capture_output=True,
            text=True,
            check=True,
            env={"AWS_PROFILE": "x"},
        ).stdout
        assert f"AWS_ENDPOINT_URL={url}\n" in shown
        assert "AWS_PROFILE" not in shown
        assert f"\n[sso-session demo]\nsso_start_url = {url}/start\n" in printed


def test_a_home_gets_a_config_that_follows_the_port(tmp_path: Path) -> None:
    home = tmp_path / "some home"
    config = home / ".aws" / "config"
    with server("--home", str(home)) as (_, printed):
        first = url_in(printed)
        assert f"export HOME='{home}'\n" in printed
        assert f"sso_start_url = {first}/start\n" in config.read_text()
        assert stat.S_IMODE(config.stat().st_mode) == 0o600
        assert stat.S_IMODE(config.parent.stat().st_mode) == 0o700
    config.write_text(config.read_text() + "\n[profile mine]\nregion = eu-north-1\n")
    with server("--home", str(home)) as (_, printed):
        second = url_in(printed)
        text = config.read_text()
        assert first != second
        assert text.count(f"{second}/start") == 2 and first not in text
        assert "[profile mine]" in text, "what was added since is kept"
    assert [path.name for path in config.parent.iterdir()] == ["config"]


def refuses(home: Path | None = None, accounts: int = 3, port: int = 0) -> SsoswitchError:
    out = io.StringIO()
    with pytest.raises(SsoswitchError) as error:
        serve(accounts, port, home, out)
    assert out.getvalue() == ""
    assert error.value.hint
    return error.value


def test_a_config_that_the_demo_did_not_make_is_left(tmp_path: Path) -> None:
    config = tmp_path / ".aws" / "config"
    config.parent.mkdir()
    config.write_text("[default]\nregion = eu-west-1\n")
    assert isinstance(refuses(tmp_path), WouldOverwrite)
    assert config.read_text() == "[default]\nregion = eu-west-1\n"
    config.unlink()
    target = tmp_path / "target"
    target.write_text(MADE_BY + "\n")
    for points_to in (target, tmp_path / "missing"):
        config.symlink_to(points_to)
        assert isinstance(refuses(tmp_path), SsoswitchError)
        assert config.is_symlink()
        config.unlink()
    assert target.read_text() == MADE_BY + "\n" and not (tmp_path / "missing").exists()


def test_a_config_that_cannot_be_read_or_written_is_one_error(tmp_path: Path) -> None:
    config = tmp_path / ".aws" / "config"
    config.parent.mkdir()
    config.write_bytes(b"\xff")
    assert isinstance(refuses(tmp_path), FileUnsafe)
    config.unlink()
    config.mkdir()
    assert isinstance(refuses(tmp_path), FileUnsafe)
    (tmp_path / "file").touch()
    assert isinstance(refuses(tmp_path / "file"), FileUnsafe)


@pytest.mark.parametrize("accounts", [0, 10_001, -5])
def test_a_wrong_number_of_accounts_is_one_error(accounts: int) -> None:
    assert isinstance(refuses(accounts=accounts), InvalidValue)


def test_a_port_that_is_taken_or_is_none_is_one_error() -> None:
    with fake_center() as center:
        assert str(center.port) in refuses(port=center.port).message
    assert isinstance(refuses(port=70_000), Unavailable)


def test_the_signal_mask_is_put_back_after_a_refusal() -> None:
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [])
    refuses(port=70_000)
    assert signal.pthread_sigmask(signal.SIG_BLOCK, []) == before


def test_wrong_use_is_one_line() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ssoswitch.demo.run", "--accounts", "0"],
        env={"PATH": os.defpath, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "1 to 10,000" in done.stderr and "Traceback" not in done.stderr
