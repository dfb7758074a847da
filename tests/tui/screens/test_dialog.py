"""What every dialog does alike: the button, the fields, Esc, the mouse, small windows, ASCII, hostile names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from rich.color import Color
from textual.app import ComposeResult
from textual.color import Color as TextualColor
from textual.widgets import Input

from ssoswitch.model.settings import Settings
from ssoswitch.tui.screens.dialog import Dialog
from ssoswitch.tui.signs import ASCII
from ssoswitch.tui.themes import PALETTES
from ssoswitch.tui.widgets.choice_list import Choice, ChoiceList
from ssoswitch.tui.widgets.form_row import Option, OptionsRow
from ssoswitch.tui.widgets.key_line import DialogKey, KeyLine
from ssoswitch.tui.widgets.lines import Prose
from ssoswitch.tui.widgets.text_row import TextRow
from tests.support.flow_context import TalkApp, screen_text
from tests.support.screen import sample_app

SIZES = [(120, 36), (80, 24), (60, 15)]


class Sample(Dialog[str]):
    """A field of each kind, and more text than a small window holds."""

    help_text = "A dialog to try."

    def __init__(self, heading: str = "Sample", environment: str = "PROD") -> None:
        super().__init__(heading, environment=environment)
        self.changes: list[tuple[str, bool]] = []

    def compose_body(self) -> ComposeResult:
        """Three fields and a long sentence."""
        yield TextRow(
            "name", "n", "Name", "first", note="a note beside it", suggest=lambda text: [text + "-x", "other"]
        )
        yield OptionsRow("way", "w", "Way", [Option("a", "one way"), Option("b", "another")], ["a"])
        yield OptionsRow("also", "x", "Also", [Option("1", "this"), Option("2", "that")], ["2"], many=True)
        yield OptionsRow("tick", "t", "Tick", [Option("on", "at once")], many=True)
        yield Prose("A sentence that is long enough to be wrapped in every window. " * 8)

    def keys(self) -> Sequence[DialogKey]:
        """The button, a key that is off, and one that is shown only."""
        return (
            DialogKey("enter", "Write it all", self._write, short="Write"),
            DialogKey("d", "Whole diff", None, off="There is no diff here."),
            DialogKey("y", "Copy as text", lambda: self.say("copied"), short="Copy"),
        )

    def field_changed(self, name: str, *, live: bool) -> None:
        """Recorded."""
        self.changes.append((name, live))

    def _write(self) -> None:
        name = self.row("name")
        self.answer(name.value if name is not None else "")


def fields(dialog: Sample) -> dict[str, object]:
    """What the fields hold."""
    return {row.field: row.value if isinstance(row, TextRow) else set(row.chosen) for row in dialog.rows()}


@pytest.mark.parametrize("size", SIZES)
async def test_enter_is_enough(size: tuple[int, int]) -> None:
    app = TalkApp()
    answers: list[str | None] = []
    async with app.run_test(size=size) as pilot:
        app.push_screen(Sample(), answers.append)
        await pilot.pause()
        assert isinstance(app.focused, KeyLine)
        assert "▌⏎ Write" in screen_text(app)
        await pilot.press("enter")
        await pilot.pause()
        assert answers == ["first"]


async def test_a_letter_starts_its_field_and_typed_ahead_letters_never_land_in_another() -> None:
    app = TalkApp()
    async with app.run_test(size=(120, 36)) as pilot:
        dialog = Sample()
        app.push_screen(dialog)
        await pilot.pause()
        await pilot.press("q", "z", "j")
        assert fields(dialog)["name"] == "first"
        await pilot.press("n", *"pay", "enter")
        assert fields(dialog)["name"] == "pay"
        assert isinstance(app.focused, KeyLine)
        assert ("name", True) in dialog.changes
        assert dialog.changes[-1] == ("name", False)


async def test_the_ladder_of_escape_goes_back_one_field_then_the_dialog() -> None:
    app = TalkApp()
    answers: list[str | None] = []
    async with app.run_test(size=(120, 36)) as pilot:
        dialog = Sample()
        app.push_screen(dialog, answers.append)
        await pilot.pause()
        await pilot.press("w", "right", "enter", "n", *"other", "escape")
        assert fields(dialog)["name"] == "first"
        assert fields(dialog)["way"] == {"b"}
        assert answers == []
        await pilot.press("escape")
        await pilot.pause()
        assert answers == [None]


async def test_ticks_and_dots() -> None:
    app = TalkApp()
    async with app.run_test(size=(120, 36)) as pilot:
        dialog = Sample()
        app.push_screen(dialog)
        await pilot.pause()
        assert "(•) one way   ( ) another" in screen_text(app)
        assert "[ ] this   [x] that" in screen_text(app)
        await pilot.press("x", "space", "right", "space", "enter", "t", "w", "2", "enter")
        assert fields(dialog) == {"name": "first", "way": {"b"}, "also": {"1"}, "tick": {"on"}}
        await pilot.press("w", "w", "escape")
        assert fields(dialog)["way"] == {"b"}


async def test_a_choice_that_is_edited_swallows_keys_that_would_write() -> None:
    app = TalkApp()
    answers: list[str | None] = []
    async with app.run_test(size=(120, 36)) as pilot:
        dialog = Sample()
        app.push_screen(dialog, answers.append)
        await pilot.pause()
        await pilot.press("w", "y", "d", "enter")
        await pilot.pause()
        assert answers == []
        assert dialog.editing is None


async def test_tab_walks_through_the_fields() -> None:
    app = TalkApp()
    async with app.run_test(size=(120, 36)) as pilot:
        dialog = Sample()
        app.push_screen(dialog)
        await pilot.pause()
        seen = []
        for _ in range(3):
            await pilot.press("tab")
            seen.append(dialog.editing.field if dialog.editing else "")
        assert seen == ["name", "way", "also"]
        await pilot.press("shift+tab")
        assert dialog.editing is not None
        assert dialog.editing.field == "way"


async def test_suggestions_are_walked_with_the_arrows() -> None:
    app = TalkApp()
    async with app.run_test(size=(120, 36)) as pilot:
        dialog = Sample()
        app.push_screen(dialog)
        await pilot.pause()
        await pilot.press("n", "a")
        assert "a-x  other" in screen_text(app)
        await pilot.press("down", "down", "enter")
        assert fields(dialog)["name"] == "other"


async def test_a_key_that_is_off_says_why() -> None:
    app = TalkApp()
    async with app.run_test(size=(120, 36)) as pilot:
        app.push_screen(Sample())
        await pilot.pause()
        await pilot.press("d")
        await pilot.pause()
        assert "There is no diff here." in screen_text(app)


async def test_the_mouse_reaches_fields_options_and_keys() -> None:
    app = TalkApp()
    answers: list[str | None] = []
    async with app.run_test(size=(120, 36)) as pilot:
        dialog = Sample()
        app.push_screen(dialog, answers.append)
        await pilot.pause()
        line = dialog.query_one(KeyLine)
        await pilot.click("#field-way", offset=(32, 0))
        assert fields(dialog)["way"] == {"b"}
        await pilot.click("#field-name .row-value", offset=(2, 0))
        assert dialog.editing is not None
        assert isinstance(app.focused, Input)
        await pilot.click(line, offset=(3, 0))
        assert fields(dialog)["name"] == "first"
        await pilot.click(line, offset=(3, 0))
        await pilot.pause()
        assert answers == ["first"]


@pytest.mark.parametrize("size", SIZES)
async def test_no_key_is_cut_and_the_body_scrolls(size: tuple[int, int]) -> None:
    app = TalkApp()
    async with app.run_test(size=size) as pilot:
        dialog = Sample()
        app.push_screen(dialog)
        await pilot.pause()
        text = screen_text(app)
        assert "⏎ Write" in text
        assert "Esc Cancel" in text
        assert "y Copy" in text
        await pilot.press("end")
        await pilot.pause()
        body = dialog.query_one("#dialog-body")
        assert body.scroll_offset.y == body.max_scroll_y
        assert "every window." in screen_text(app)


async def test_help_names_fields_and_keys() -> None:
    app = TalkApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(Sample())
        await pilot.pause()
        await pilot.press("question_mark")
        await pilot.pause()
        text = screen_text(app)
        assert "A dialog to try." in text
        assert "edit Name" in text
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, Sample)


HOSTILE = ["[/x]", "[@click=app.quit]x", "[link=file:///]", "[", "[[", "\\[", "[" * 60, "[bold red]x[/]"]


@pytest.mark.parametrize("name", HOSTILE)
async def test_names_are_shown_as_they_are_never_as_markup(name: str) -> None:
    app = TalkApp()
    async with app.run_test(size=(120, 36)) as pilot:
        dialog = Sample(name)
        app.push_screen(dialog)
        await pilot.pause()
        dialog.say(name)
        row = dialog.row("name")
        assert isinstance(row, TextRow)
        row.set_value(name)
        row.note(name)
        await pilot.pause()
        assert screen_text(app).count(name) >= 3
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert name in screen_text(app)


async def test_ascii_signs_where_the_terminal_has_no_others() -> None:
    app = TalkApp(ASCII)
    async with app.run_test(size=(120, 36)) as pilot:
        app.push_screen(Sample())
        await pilot.pause()
        await pilot.pause()
        shown = [line for line in screen_text(app).split("\n") if "· ·" not in line[20:100]]
        assert "(*) one way" in "\n".join(shown)
        assert "Enter Write it all" in "\n".join(shown)
        assert all(character.isascii() for line in shown for character in line[4:117])
        await pilot.resize_terminal(60, 15)
        await pilot.pause()
        assert screen_text(app).isascii(), "the scroll bar too"


@pytest.mark.parametrize("theme", ["light", "high-contrast", "colour-blind", "terminal"])
async def test_every_theme_draws_it(theme: str) -> None:
    app = TalkApp(theme=theme)
    async with app.run_test(size=(120, 36)) as pilot:
        app.push_screen(Sample())
        await pilot.pause()
        await pilot.press("n")
        await pilot.pause()
        assert "Sample   PROD" in screen_text(app)


class Sheet(Dialog[str]):
    """A list with more below it than a small window holds."""

    def compose_body(self) -> ComposeResult:
        """Three lines, then a long text."""
        yield ChoiceList([Choice(word, (word,)) for word in ("first", "second", "third")])
        yield Prose("A sentence that stands below the list and goes on and on. " * 20 + "The end of it.")


@pytest.mark.parametrize(
    "keys", [["down"] * 40, ["pagedown"] * 8, ["end", "end"], ["G", "G"]], ids=lambda k: k[0]
)
async def test_what_stands_below_a_list_is_reached_by_its_keys(keys: list[str]) -> None:
    back = {"down": "up", "pagedown": "pageup", "end": "home", "G": "g"}
    app = TalkApp()
    async with app.run_test(size=(60, 15)) as pilot:
        app.push_screen(Sheet("Sheet"))
        await pilot.pause()
        assert "The end of it." not in screen_text(app)
        await pilot.press(*keys)
        await pilot.pause()
        assert "The end of it." in screen_text(app)
        await pilot.press(*(back[key] for key in keys))
        await pilot.pause()
        assert "▌first" in screen_text(app)


@pytest.mark.parametrize("size", SIZES[:2])
async def test_a_word_of_ones_own_that_is_guarded_is_as_loud_as_prod(
    size: tuple[int, int], tmp_path: Path
) -> None:
    app = sample_app(tmp_path, settings=Settings(guarded=("live",)))

    def ground(word: str) -> Color | None:
        return next(
            segment.style.bgcolor
            for strip in app.screen._compositor.render_strips()
            for segment in strip
            if segment.style is not None and segment.text.strip() == word
        )

    async with app.run_test(size=size) as pilot:
        grounds = {}
        for word in ("LIVE", "TRY"):
            app.push_screen(Sample(environment=word))
            await pilot.pause()
            grounds[word] = ground(word)
            await pilot.press("escape")
        assert grounds["LIVE"] == Color.from_rgb(*TextualColor.parse(PALETTES["dark"].error).rgb)
        assert grounds["TRY"] != grounds["LIVE"]
