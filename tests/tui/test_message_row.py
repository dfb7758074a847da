"""The message row's lines: whole where there is room, and the next key never alone in one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from rich.cells import cell_len

from ssoswitch.core.aws_config import AwsConfig
from ssoswitch.model.events import SyncProgressed
from ssoswitch.model.sso_session import SsoSession
from ssoswitch.tui.paint import text_of
from ssoswitch.tui.signs import UNICODE
from ssoswitch.tui.state import AppState
from ssoswitch.tui.widgets.alert_line import alert
from ssoswitch.tui.widgets.message_row import Said, progress_line, said_lines


def test_the_next_key_keeps_company_at_every_width() -> None:
    said = Said("AWS_PROFILE=payments-prod-admin; direnv allows and exports it", "result", "u undo")
    whole = f"{said.text} · u undo"
    for width in range(40, 121):
        lines = [text_of(line) for line in said_lines(said, width, UNICODE)]
        assert all(cell_len(line) <= width for line in lines)
        assert " ".join(" ".join(lines).split()) == f"✓ {whole}"
        assert lines[-1].split()[-4:] == ["it", "·", "u", "undo"]
        assert len(lines) == 1 or width < 80


@pytest.mark.parametrize("width", [60, 80, 120])
def test_z_is_said_for_one_thing_at_a_time(width: int) -> None:
    """It pauses a sync; a reminder goes first, and a problem can only be put away once the sync is over."""
    session = SsoSession("corp", "https://example.awsapps.com/start", "eu-west-1")
    progress = SyncProgressed(9, 15, 8.0, 25.0)
    state = AppState(
        AwsConfig(Path("config")),
        session=session,
        problems=("Something is odd.",),
        signed_in=True,
        progress=progress,
    )

    def said(state: AppState) -> tuple[bool, bool]:
        lines = [text_of(line) for line in alert(state, 0.0, width, UNICODE)]
        return any(" z " in line for line in lines), " z " in text_of(progress_line(state, width, UNICODE))

    assert said(state)[0]
    assert said(replace(state, syncing=True)) == (False, True)
    assert said(replace(state, syncing=True, reminding=True)) == (True, False)


def test_a_long_wait_that_aws_asks_for_is_named() -> None:
    progress = SyncProgressed(9, 15, 0.0, None, throttles=1, waiting=3590.0)
    for width in (60, 80, 120):
        line = text_of(progress_line(AppState(AwsConfig(Path("config")), progress=progress), width, UNICODE))
        assert "AWS asked to wait about 60 min" in line
        assert cell_len(line) <= width
