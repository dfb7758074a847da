"""The config changes under the screen: by somebody else, which is told, or by a flow, which tells of it itself."""

from __future__ import annotations

from pathlib import Path

from tests.support.screen import CONFIG, sample_app, screen_text, until

MORE = CONFIG + "\n[profile theirs]\nregion = eu-west-1\n"


async def test_a_change_by_another_program_is_told(tmp_path: Path) -> None:
    app = sample_app(tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        app.env.config_file.write_text(MORE)
        app.controller.session._files_changed((app.env.config_file,))
        await until(pilot, lambda: "config changed on disk. Read again: +1 profile." in screen_text(app))
        assert "theirs" in app.controller.state.config.profiles


async def test_the_write_of_a_flow_is_no_news(tmp_path: Path) -> None:
    app = sample_app(tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        app.controller._running_flows.add("profile")
        app.env.config_file.write_text(MORE)
        app.controller.session._files_changed((app.env.config_file,))
        await until(pilot, lambda: "theirs" in app.controller.state.config.profiles)
        await pilot.pause()
        assert "changed on disk" not in screen_text(app)
