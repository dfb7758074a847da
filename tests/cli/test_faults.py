"""The last net, streams that close, signals: no traceback, no secret, the promised code."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ssoswitch.disk.crash_report import for_a_command, last_words, report_text, write_report
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import NoMatch
from tests.support.command_line import PROGRAM, run, spawn, variables_of
from tests.support.environments import FalseClock, make_environment

CANARY = "canary-token-do-not-print"
CONFIG = "[sso-session corp]\nsso_start_url = https://acme.awsapps.com/start\nsso_region = eu-west-1\n"


class Trap(dict[str, str]):
    """Variables of which one cannot be read: a fault that nobody foresees, with a secret in it."""

    def get(self, key: str, default: object = None) -> object:  # type: ignore[override]  # it only ever raises
        if key == "AWS_DEFAULT_PROFILE":
            access_token = CANARY
            raise RuntimeError(f"cannot read {access_token}")
        return super().get(key, default)


@pytest.fixture
def trapped(tmp_path: Path) -> Environment:
    env = make_environment(tmp_path, config=CONFIG, clock=FalseClock())
    return replace(env, variables=Trap(env.variables))


def test_a_fault_is_one_line_and_a_report_without_values(trapped: Environment) -> None:
    done = run(trapped, "login", "--verbose")
    assert (done.code, done.out) == (1, "")
    report = trapped.state_dir / "log" / "crash-1800000000.txt"
    assert done.err == (
        "ssoswitch: This ended by a fault of ssoswitch's own (RuntimeError); no file was left half written. "
        f"The report is {report}; it holds no secrets.\n"
    )
    text = report.read_text()
    assert "builtins.RuntimeError" in text and "test_faults.py" in text
    assert CANARY not in text + done.err
    assert report.stat().st_mode & 0o777 == 0o600


def test_a_fault_as_json(trapped: Environment) -> None:
    done = run(trapped, "login", "--json")
    assert (done.code, done.out) == (1, "")
    assert done.error["code"] == "fault"
    assert CANARY not in done.err


def test_a_fault_where_no_report_can_be_written(trapped: Environment, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    done = run(replace(trapped, state_dir=blocked), "login")
    assert done.code == 1
    assert "No report could be written." in done.err and done.err.count("\n") == 1


def test_the_report_keeps_only_what_is_ours(tmp_path: Path) -> None:
    try:
        try:
            raise ValueError(CANARY)
        except ValueError as cause:
            raise NoMatch("said by us") from cause
    except NoMatch as error:
        text = report_text(error)
        words = last_words(error, None)
        message, hint = for_a_command(error, tmp_path)
    assert CANARY not in text
    assert text.index("builtins.ValueError") < text.index("ssoswitch.model.errors.NoMatch: said by us")
    assert words.count("\n") == 2
    assert "\n" not in message + hint and str(tmp_path) in hint
    env = make_environment(tmp_path, clock=FalseClock())
    path = write_report(env, error_of(RuntimeError(CANARY)))
    assert path is not None and CANARY not in path.read_text()


def error_of(error: Exception) -> Exception:
    try:
        raise error
    except type(error) as raised:
        return raised


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Environment]:
    yield make_environment(tmp_path, config=CONFIG)


def shell(env: Environment, script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "--norc", "-c", script.replace("SSO", " ".join(PROGRAM))],
        env=variables_of(env), capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


def test_a_reader_that_has_enough_is_no_error(home: Environment) -> None:
    done = shell(home, "SSO --help | head -1; echo ${PIPESTATUS[0]}")
    assert (done.stdout, done.stderr) == ("Usage:\n0\n", "")
    gone = shell(home, "(sleep 0.1; SSO session list; echo code $? >&2) | true")
    assert gone.stderr == "code 0\n"


def test_a_full_disk_behind_stdout_is_one_line(home: Environment) -> None:
    done = shell(home, "SSO session list > /dev/full")
    assert done.returncode == 1
    assert done.stderr == "ssoswitch: The answer could not be written: No space left on device.\n"


@pytest.mark.parametrize("option", ["--help", "--version", "session list --help"])
def test_nor_is_a_help_that_finds_no_room_a_fault(home: Environment, option: str) -> None:
    done = shell(home, f"SSO {option} > /dev/full")
    assert done.returncode == 1
    assert done.stderr == "ssoswitch: The answer could not be written: No space left on device.\n"


def test_a_full_disk_behind_stderr_changes_no_exit_code(home: Environment) -> None:
    assert shell(home, "SSO session list 2> /dev/full").returncode == 0
    assert shell(home, "SSO nothing 2> /dev/full").returncode == 2
    assert shell(home, "SSO 2> /dev/full").returncode == 2


def test_closed_streams(home: Environment) -> None:
    done = shell(home, "SSO session list >&-")
    assert (done.returncode, done.stderr) == (
        1,
        "ssoswitch: The answer could not be given: stdout is closed.\n",
    )
    assert "Traceback" not in shell(home, "SSO credentials dev --format process >&-").stderr
    assert shell(home, "SSO session list 2>&-").stdout.startswith("corp")
    assert shell(home, "SSO session list <&-").returncode == 0
    assert shell(home, "SSO nothing 2>&-").returncode == 2
    assert shell(home, "SSO <&- 2>&1").returncode == 2


def test_a_locale_that_lacks_a_sign(home: Environment) -> None:
    home.config_file.write_text("[sso-session b\u00fcro]\nsso_region = eu-west-1\n", encoding="utf-8")
    variables = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = spawn(home, "session", "list", **variables)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("b\\xfcro ")
    assert spawn(home, "session", "list", "--json", **variables).json["sessions"][0]["name"] == "b\u00fcro"


def test_no_core_file_holds_a_token(home: Environment) -> None:
    import resource

    run(home, "session", "list")
    assert resource.getrlimit(resource.RLIMIT_CORE)[0] == 0
