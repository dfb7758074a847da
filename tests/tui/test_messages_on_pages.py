"""In a narrow window a dialog covers the message row: what came of its keys is said on its page."""

from __future__ import annotations

from pathlib import Path

import pytest

from ssoswitch.tui.screens.dialog import Dialog
from tests.support.screen import sample_app, screen_text, until


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (60, 15)])
async def test_what_came_of_a_key_is_to_be_seen_while_the_dialog_is_open(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    app = sample_app(tmp_path)
    async with app.run_test(size=size) as pilot:
        await pilot.press("L")
        await until(pilot, lambda: isinstance(app.screen, Dialog))
        app.controller.say("The address: copied with a stand-in")
        await until(pilot, lambda: "copied with a stand-in" in screen_text(app) or size[0] >= 100)
        await pilot.press("escape")
        await until(pilot, lambda: "copied with a stand-in" in screen_text(app))
