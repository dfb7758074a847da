"""Behind the first frame the program reads what dialogs need, a little at a time, and waits for whoever types."""

from __future__ import annotations

import pkgutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

from textual.screen import Screen

import ssoswitch.tui.screens
from ssoswitch.tui.readiness import CALM, MODULES, STYLES, Readiness
from tests.support.screen import sample_app, until

ROOT = Path(__file__).parent.parent.parent
NEVER = {
    "boto3",
    "botocore",
    "urllib3",
    "configupdater",
    "pyperclip",
    "http.client",
    "segno",
    "click",
    "tomlkit",
}
PROGRAM = """
import sys
from importlib import import_module
import ssoswitch.tui.app
for name in sys.argv[1:]:
    import_module(f"ssoswitch.tui.{name}")
print("\\n".join(sys.modules))
"""
SIZE = (120, 36)


def test_what_is_read_ahead_is_our_own() -> None:
    command = [sys.executable, "-c", PROGRAM, *MODULES]
    run = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False, timeout=60)
    assert run.returncode == 0, run.stderr
    loaded = set(run.stdout.split())
    assert "ssoswitch.tui.screens.settings" in loaded
    assert sorted(loaded & NEVER) == []


def test_the_style_sheets_are_those_of_all_screens() -> None:
    found: set[Path] = set()
    for module in pkgutil.iter_modules(ssoswitch.tui.screens.__path__, "ssoswitch.tui.screens."):
        for kind in vars(import_module(module.name)).values():
            if isinstance(kind, type) and issubclass(kind, Screen) and "CSS_PATH" in vars(kind):
                paths = kind.CSS_PATH if isinstance(kind.CSS_PATH, list) else [kind.CSS_PATH]
                found |= {Path(ssoswitch.tui.screens.__path__[0]) / str(path) for path in paths if path}
    assert found == set(STYLES)


async def test_a_step_is_made_when_nobody_types(tmp_path: Path) -> None:
    app = sample_app(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: app.screen is app.main_screen)
        ready = Readiness(app)

        def steps_left_after(number: int) -> int:
            for _ in range(number):
                ready.step()
            return ready.steps_left

        every = len(MODULES) + 1
        assert steps_left_after(CALM) == every
        assert steps_left_after(3) == every - 3
        await pilot.press("down")
        ready.step()
        assert steps_left_after(CALM) == every - 3, "a key came"
        app.controller.act("help")
        await until(pilot, lambda: app.screen is not app.main_screen)
        assert steps_left_after(2 * CALM) == every - 3, "a dialog is open"
        app.pop_screen()
        await until(pilot, lambda: app.screen is app.main_screen)
        assert steps_left_after(CALM + every) == 0
        assert all(app.stylesheet.has_source(str(path)) for path in STYLES)


async def test_a_dialog_does_not_have_all_styles_parsed_again(tmp_path: Path) -> None:
    app = sample_app(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: app.screen is app.main_screen)
        sources = app.stylesheet.source
        await pilot.press("question_mark")
        await until(pilot, lambda: app.screen is not app.main_screen)
        # Textual's `reparse` puts another one in its place.
        assert app.stylesheet.source is sources
