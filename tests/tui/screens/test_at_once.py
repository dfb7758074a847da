"""A dialog's first frame has the form of its window's size, and a dialog is styled once when it opens."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.app import ComposeResult

from ssoswitch.tui.screens.dialog import Dialog
from ssoswitch.tui.widgets.lines import Prose
from tests.support.screen import sample_app


class Probe(Dialog[str]):
    """Keeps the classes with which its body is composed, and counts how often all that is on it is styled anew."""

    composed_with: frozenset[str] = frozenset()
    styled_again = 0

    def compose_body(self) -> ComposeResult:
        """One line."""
        self.composed_with = self.classes
        yield Prose("text")

    def update_node_styles(self, animate: bool = True) -> None:
        """Textual's way to style a screen with all that is on it."""
        self.styled_again += bool(self.children)
        super().update_node_styles(animate)


@pytest.mark.parametrize(
    ("size", "form"), [((120, 36), "-box -high"), ((80, 24), "-page -high"), ((60, 15), "-narrow -low")]
)
async def test_the_form_is_there_before_the_first_frame(
    tmp_path: Path, size: tuple[int, int], form: str
) -> None:
    app = sample_app(tmp_path)
    async with app.run_test(size=size) as pilot:
        dialog = Probe("Probe")
        await app.push_screen(dialog)
        await pilot.pause()
        assert set(form.split()) == set(dialog.composed_with)
        assert set(form.split()) == set(dialog.classes)


async def test_what_is_on_it_is_styled_once(tmp_path: Path) -> None:
    app = sample_app(tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        dialog = Probe("Probe")
        await app.push_screen(dialog)
        await pilot.pause()
        assert dialog.styled_again == 0
