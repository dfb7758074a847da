"""Changes on disk: noticed once each, also those from between the reading of the files and the first look."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event

from ssoswitch.operations.startup import start
from ssoswitch.operations.watch import marks_of, watch
from tests.support.environments import make_environment


class Looks(Event):
    """An event that is set after the last of some steps, each of which happens before a look."""

    def __init__(self, *steps: Callable[[], object]) -> None:
        super().__init__()
        self._steps = iter(steps)

    def wait(self, timeout: float | None = None) -> bool:
        """The next step."""
        step = next(self._steps, None)
        if step is None:
            return True
        step()
        return False


def nothing() -> None:
    """Nobody writes."""


def test_each_change_is_noticed_once(tmp_path: Path) -> None:
    env = make_environment(tmp_path, config="")
    config, settings = env.config_file, env.settings_file
    settings.parent.mkdir(parents=True, exist_ok=True)
    steps = Looks(
        nothing,
        lambda: config.write_text("[default]\n"),
        nothing,
        lambda: (settings.write_text("# new"), config.write_text("[default]\nregion = x\n")),
        config.unlink,
        nothing,
    )
    assert list(watch(marks_of(env), steps)) == [(config,), (config, settings), (config,)]


def test_what_is_written_before_the_first_look_is_noticed_by_it(tmp_path: Path) -> None:
    env = make_environment(tmp_path, config="")
    before = start(env)
    env.settings_file.parent.mkdir(parents=True, exist_ok=True)
    env.settings_file.write_text('[look]\ntheme = "light"\n')
    assert list(watch(before.marks, Looks(nothing, nothing))) == [(env.settings_file,)]
