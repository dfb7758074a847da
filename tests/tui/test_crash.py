"""A fault of our own: three plain lines, a report with places and no values, and a screen that lives where it can."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ssoswitch.disk.crash_report import last_words, report_text, write_report
from ssoswitch.model.secret import Secret
from ssoswitch.tui import background
from ssoswitch.tui.app import SsoswitchApp
from tests.support.screen import sample_app, sample_environment, screen_text, until

CANARY = "canary-7f3a-token"


class Fault(RuntimeError):
    """Something nobody foresaw."""


def fail_with_a_token() -> None:
    access_token = CANARY
    holder = {"accessToken": Secret(access_token)}
    raise Fault(f"response was {access_token} {holder}")


def the_fault() -> Fault:
    try:
        try:
            fail_with_a_token()
        except Fault as inner:
            raise Fault(CANARY) from inner
    except Fault as error:
        return error
    raise AssertionError


def test_a_report_names_places_and_no_values() -> None:
    text = report_text(the_fault())
    assert "fail_with_a_token" in text
    assert "Fault" in text
    assert CANARY not in text


def test_the_report_is_for_this_user_alone(tmp_path: Path) -> None:
    env = sample_environment(tmp_path)
    path = write_report(env, the_fault())
    assert path is not None
    assert path.parent == env.state_dir / "log"
    assert path.stat().st_mode & 0o777 == 0o600
    assert CANARY not in path.read_text()


def test_last_words_are_three_lines_without_the_fault_s_text(tmp_path: Path) -> None:
    words = last_words(the_fault(), tmp_path / "report.txt")
    assert len(words.splitlines()) == 3
    assert CANARY not in words


class FailingApp(SsoswitchApp):
    """An app with a fault in a handler."""

    def begin_behind_the_frame(self) -> None:
        """Nothing but the fault."""
        fail_with_a_token()


async def test_textual_prints_no_locals(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    env = sample_environment(tmp_path)
    app = FailingApp(env)
    with pytest.raises(Fault):
        async with app.run_test(size=(80, 24)):
            pass
    said = capsys.readouterr()
    assert app.return_code == 1
    assert "ssoswitch ended by a fault of its own (Fault)." in said.err
    assert CANARY not in said.out + said.err
    reports = list((env.state_dir / "log").iterdir())
    assert len(reports) == 1
    assert CANARY not in reports[0].read_text()


async def test_a_fault_in_a_flow_is_told_and_the_screen_lives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Module:
        @staticmethod
        async def broken_flow(_context: object) -> None:
            fail_with_a_token()

    monkeypatch.setitem(sys.modules, "ssoswitch.tui.flows.broken", Module)
    app = sample_app(tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        app.controller.start_flow("broken")
        await until(pilot, lambda: "fault of its own" in screen_text(app))
        assert CANARY not in screen_text(app)
        await pilot.press("question_mark")
        assert "Help" in screen_text(app)


async def test_a_fault_in_a_stream_ends_it_as_an_error(tmp_path: Path) -> None:
    app = sample_app(tmp_path)
    ends: list[object] = []
    async with app.run_test() as pilot:

        def operation(_stop: object) -> Iterator[object]:
            fail_with_a_token()
            return iter(())

        background.stream(app.post_message, operation, ends.append, ends.append)
        await until(pilot, lambda: bool(ends))
    assert "fault of its own" in str(getattr(ends[0], "error", ""))
    assert CANARY not in str(ends)
