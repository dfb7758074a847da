from __future__ import annotations

from typing import ClassVar

import pytest
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.pilot import Pilot
from textual.widgets import Input

from ssoswitch.model.settings import Recollections, Settings
from ssoswitch.tui.keys_in_order import KeysInOrder
from ssoswitch.tui.themes import all_themes
from ssoswitch.tui.widgets.account_tree_view import AccountTreeView
from ssoswitch.tui.widgets.search_box import SearchBox
from tests.support.trees import tree_of


class OrderApp(KeysInOrder[None]):
    """Commands are bound on the app, as they are in the program; each is written down with the row it acted on."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "type"),
        Binding("down", "move"),
        Binding("p", "act('p')"),
        Binding("x", "take_away"),
    ]

    def __init__(self) -> None:
        super().__init__()
        for theme in all_themes():
            self.register_theme(theme)
        self.theme = "ssoswitch-dark"
        self.view = AccountTreeView()
        self.box = SearchBox(self.view)
        self.done: list[str] = []

    def compose(self) -> ComposeResult:
        yield self.box
        yield self.view

    def on_mount(self) -> None:
        self.view.set_model(tree_of(), {}, Settings(), Recollections(), None, 0.0)
        self.screen.set_focus(self.view)

    def action_type(self) -> None:
        self.screen.set_focus(self.box)

    def action_move(self) -> None:
        self.view.action_cursor_down()

    def action_act(self, what: str) -> None:
        item = self.view.item
        self.done.append(f"{what} {item.account_id if item else ''}")

    async def action_take_away(self) -> None:
        self.done.append("x")
        await self.view.remove()

    def on_input_submitted(self, _event: Input.Submitted) -> None:
        self.screen.set_focus(self.view)


def burst(app: OrderApp, keys: str) -> None:
    """All at once, as one packet brings them."""
    names = {"/": "slash", "\r": "enter", "↓": "down"}
    for key in keys:
        app.post_message(events.Key(names.get(key, key), key if key.isprintable() and key != "↓" else None))


async def settle(pilot: Pilot[None], app: OrderApp) -> None:
    await pilot.pause()
    while app._waiting or app._on_its_way:
        await pilot.pause(0.01)
    await pilot.pause()


@pytest.mark.parametrize(
    ("keys", "value", "done"),
    [
        ("/payr", "payr", []),
        ("/payr\rp", "payr", ["p 333344448888"]),
        ("↓↓p", "", ["p 333344445555"]),
        ("p↓p", "", ["p 222233334444", "p 012345678901"]),
        ("/web\r↓p/x", "webx", ["p 888899990000"]),
    ],
)
async def test_a_burst_of_keys_does_what_slow_fingers_do(keys: str, value: str, done: list[str]) -> None:
    app = OrderApp()
    async with app.run_test(size=(80, 20)) as pilot:
        await pilot.pause()
        burst(app, keys)
        await settle(pilot, app)
        assert app.box.value == value
        assert app.done == done


async def test_a_widget_that_is_gone_holds_no_key_back() -> None:
    app = OrderApp()
    async with app.run_test(size=(80, 20)) as pilot:
        await pilot.pause()
        burst(app, "xpp")
        await settle(pilot, app)
        assert app.done == ["x"]
        assert app.box.value == "pp"  # the focus went to the only widget that is left


async def test_single_keys_wait_for_nothing() -> None:
    app = OrderApp()
    async with app.run_test(size=(80, 20)) as pilot:
        await pilot.pause()
        await pilot.press("down", "p", "slash", "w", "enter", "p")
        assert app.done == ["p 012345678901", "p 888899990000"]
