from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.app import App, ComposeResult
from textual.events import Paste
from textual.geometry import Region
from textual.pilot import Pilot
from textual.widgets.input import Selection

from ssoswitch.core.views import HitCount
from ssoswitch.model.account import AccountTree
from ssoswitch.model.settings import Recollections, Settings
from ssoswitch.tui.themes import all_themes
from ssoswitch.tui.widgets.account_tree_view import AccountTreeView
from ssoswitch.tui.widgets.search_box import SearchBox, count_forms
from tests.support.trees import entry, tree_of


class BoxApp(App[None]):
    def __init__(self, tree: AccountTree) -> None:
        super().__init__()
        for theme in all_themes():
            self.register_theme(theme)
        self.theme = "ssoswitch-dark"
        self.tree_shown = tree
        self.view = AccountTreeView()
        self.box = SearchBox(self.view)
        self.left = 0
        self.submitted = 0

    def compose(self) -> ComposeResult:
        yield self.box
        yield self.view

    def on_mount(self) -> None:
        self.view.set_model(self.tree_shown, {}, Settings(), Recollections(), None, 0.0)
        self.box.history = ("is:prod", "pay prod")
        self.box.focus()

    def on_search_box_left(self) -> None:
        self.left += 1

    def on_input_submitted(self) -> None:
        self.submitted += 1

    @property
    def line(self) -> str:
        return self.box.render_lines(Region(0, 0, self.box.outer_size.width, 1))[0].text


@asynccontextmanager
async def running(width: int = 80) -> AsyncIterator[tuple[BoxApp, Pilot[None]]]:
    app = BoxApp(tree_of())
    async with app.run_test(size=(width, 20)) as pilot:
        await pilot.pause()
        yield app, pilot


async def test_letter_list_and_count_come_together() -> None:
    async with running() as (app, _pilot):
        app.box.value = "pay adm"
        assert app.view.listing.query.text == "pay adm"
        assert app.line.startswith(" /  pay adm  ")
        assert app.line.rstrip().endswith("3 roles in 3 of 7 acc  best first")
        assert len(app.line) == 80


async def test_the_invitation_and_the_count_of_everything() -> None:
    async with running() as (app, _pilot):
        assert app.line.split("  ")[0:2] == [" /", "search accounts, IDs, roles, profiles …"]
        assert app.line.rstrip().endswith("7 acc")
        app.view.set_view("roles")
        assert app.line.rstrip().endswith("11 roles in 7 acc")
        assert "search roles" in app.line


async def test_marks_and_what_a_sync_brings_are_counted() -> None:
    async with running() as (app, _pilot):
        app.box.value = "read"
        app.view.action_mark_all()
        assert app.line.rstrip().endswith("3 roles in 3 of 7 acc   ■ 3 marked")
        app.view.fold_in([entry("555566667777", "sandbox-anna", roles=["ReadOnlyAccess"])])
        app.view.flush()
        assert "4 roles in 4 of 7 acc" in app.line


async def test_earlier_searches_come_with_the_arrow() -> None:
    async with running() as (app, pilot):
        await pilot.press("up")
        assert app.box.value == "is:prod"
        await pilot.press("up")
        assert app.box.value == "pay prod"
        await pilot.press("up", "down")
        assert app.box.value == "is:prod"
        await pilot.press("down")
        assert app.left == 1
        app.box.value = "typed"
        await pilot.press("up")
        assert app.box.value == "typed"


@pytest.mark.parametrize(
    ("typed", "completed", "left"),
    [
        ("pay ro", "pay role:", 0),
        ("is:f", "is:fav ", 0),
        ("pay prod amdin", "pay prod admin", 0),
        ("payments", "payments", 1),
        ("", "", 1),
    ],
)
async def test_tab_completes_suggests_or_leaves(typed: str, completed: str, left: int) -> None:
    async with running() as (app, pilot):
        app.box.value = typed
        app.box.cursor_position = len(typed)
        await pilot.press("tab")
        assert app.box.value == completed
        assert app.left == left


async def test_enter_keeps_the_filter_and_escape_clears_before_it_leaves() -> None:
    async with running() as (app, pilot):
        app.box.value = "pay"
        await pilot.press("enter")
        assert (app.submitted, app.box.value) == (1, "pay")
        await pilot.press("escape")
        assert (app.left, app.box.value) == (0, "")
        assert not app.view.listing.query
        await pilot.press("escape")
        assert app.left == 1


@pytest.mark.parametrize(
    ("pasted", "value"),
    [
        ("pay\nprod\r\nadm\tin", "pay prod adm in"),
        ("\n\n  333344445555  \n", "333344445555"),
        ("\n", ""),
        ("x" * 100_000, "x" * 500),
    ],
)
async def test_what_is_pasted_stands_on_one_line(pasted: str, value: str) -> None:
    async with running() as (app, pilot):
        app.box.post_message(Paste(pasted))
        await pilot.pause()
        assert app.box.value == value
        app.box.value = "pay x adm"
        app.box.selection = Selection(4, 5)
        app.box.post_message(Paste("prod"))
        await pilot.pause()
        assert app.box.value == "pay prod adm"


async def test_pages_turn_while_the_box_has_the_keys() -> None:
    async with running() as (app, pilot):
        await pilot.press("pagedown")
        assert app.view.listing.cursor > 1
        await pilot.press("pageup")
        assert app.view.listing.cursor == 1


async def test_the_cursor_does_not_blink() -> None:
    async with running() as (app, _pilot):
        assert app.box.has_focus
        assert not app.box.cursor_blink


@pytest.mark.parametrize("width", [20, 40, 60, 80, 160])
async def test_the_line_fits(width: int) -> None:
    async with running(width) as (app, _pilot):
        app.box.value = "a very long search that nobody would type with so many words"
        assert len(app.line) == width


@pytest.mark.parametrize(
    ("count", "forms"),
    [
        (HitCount(9, 4, 7, 11), ["7 acc", "7 acc"]),
        (
            HitCount(1, 1, 7, 11, searching=True),
            ["1 role in 1 of 7 acc  best first", "1 role in 1 of 7 acc", "1 role 1/7 acc", "1/7"],
        ),
        (HitCount(0, 0, 7, 11, searching=True), ["0 roles in 0 of 7 acc", "0 roles 0/7 acc", "0/7"]),
        (HitCount(0, 0, 7, 11, "profiles", 71, 71), ["71 profiles", "71 profiles", "71"]),
        (HitCount(0, 0, 7, 11, "profiles", 1, 1), ["1 profile", "1 profile", "1"]),
        (
            HitCount(0, 0, 7, 11, "profiles", 3, 71, searching=True, dead_profiles=2),
            ["3 of 71 profiles   2 whose role is gone", "3 of 71 profiles", "3 of 71"],
        ),
        (
            HitCount(1234, 1000, 10_000, 99_999, searching=True),
            [
                "1,234 roles in 1,000 of 10,000 acc  best first",
                "1,234 roles in 1,000 of 10,000 acc",
                "1,234 roles 1,000/10,000 acc",
                "1,000/10,000",
            ],
        ),
    ],
)
def test_counts_in_words(count: HitCount, forms: list[str]) -> None:
    assert count_forms(count) == forms
