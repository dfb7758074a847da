"""What is remembered at the very end is saved as well, and nothing twice."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from ssoswitch.disk.recollections import load_recollections
from ssoswitch.model.settings import Recollections
from tests.support.screen import sample_app, until


def search(text: str) -> Callable[[Recollections], Recollections]:
    def change(before: Recollections) -> Recollections:
        return replace(before, searches=(text, *before.searches))

    return change


async def test_what_is_remembered_is_saved_behind_the_screen(tmp_path: Path) -> None:
    app = sample_app(tmp_path)
    async with app.run_test() as pilot:
        for text in ("one", "two"):
            app.controller.remember(search(text))
        await until(pilot, lambda: load_recollections(app.env).searches == ("two", "one"))
        await app.workers.wait_for_complete()
    app.controller.remembering.keep_the_rest()
    assert load_recollections(app.env).searches == ("two", "one")


async def test_what_is_remembered_while_leaving_is_saved_after_the_screen(tmp_path: Path) -> None:
    app = sample_app(tmp_path)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        async with app.run_test() as pilot:
            await pilot.pause()
            app.controller.remember(search("last"))
            app.controller.finish("export AWS_PROFILE=dev")
        app.controller.remembering.keep_the_rest()
    assert load_recollections(app.env).searches == ("last",)
