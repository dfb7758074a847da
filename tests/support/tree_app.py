"""The list alone in an app, for tests: it keeps the messages that came."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot

from ssoswitch.core.rows import Item
from ssoswitch.model.account import AccountRole, AccountTree
from ssoswitch.model.profile import ProfileForm
from ssoswitch.model.settings import Recollections, Settings
from ssoswitch.tui.signs import UNICODE, Signs
from ssoswitch.tui.themes import all_themes
from ssoswitch.tui.widgets.account_tree_view import AccountTreeView
from tests.support.trees import ADMIN, by_role, profile, tree_of

PROFILES = (
    profile("pay-prod-admin", "333344445555", ADMIN, region="eu-west-1"),
    profile("pay-prod-us", "333344445555", ADMIN, region="us-east-1"),
    profile("old-shop", "333344445555", "NoSuchRole"),
    profile("ci", form=ProfileForm.ASSUME_ROLE, source_profile="pay-prod-admin"),
)
HERE = AccountRole("333344445555", ADMIN)


@dataclass
class Model:
    tree: AccountTree = field(default_factory=tree_of)
    settings: Settings = field(default_factory=Settings)
    recollections: Recollections = field(default_factory=Recollections)
    more: dict[str, Any] = field(default_factory=dict)


class ViewApp(App[None]):
    """The list alone; it keeps the messages that came."""

    CSS = "Screen { layout: vertical; }"

    def __init__(self, model: Model, signs: Signs) -> None:
        super().__init__()
        for theme in all_themes():
            self.register_theme(theme)
        self.theme = "ssoswitch-dark"
        self.model = model
        self.view = AccountTreeView(signs=signs)
        self.messages: list[Message] = []

    def compose(self) -> ComposeResult:
        yield self.view

    def on_mount(self) -> None:
        self.show()
        self.view.focus()

    def show(self) -> None:
        model = self.model
        self.view.set_model(
            model.tree,
            by_role(*PROFILES),
            model.settings,
            model.recollections,
            HERE,
            100.0,
            profiles=PROFILES,
            **model.more,
        )

    def on_account_tree_view_highlighted(self, message: AccountTreeView.Highlighted) -> None:
        self.messages.append(message)

    def on_account_tree_view_chosen(self, message: AccountTreeView.Chosen) -> None:
        self.messages.append(message)

    def on_account_tree_view_details_wanted(self, message: AccountTreeView.DetailsWanted) -> None:
        self.messages.append(message)

    def on_account_tree_view_marks_changed(self, message: AccountTreeView.MarksChanged) -> None:
        self.messages.append(message)

    def on_account_tree_view_counted(self, message: AccountTreeView.Counted) -> None:
        self.messages.append(message)

    @property
    def lines(self) -> list[str]:
        """What is on the screen, without the spaces at the ends of lines."""
        view = self.view
        return [view.render_line(y).text.rstrip() for y in range(view.size.height)]

    def act(self, *actions: str) -> None:
        for action in actions:
            getattr(self.view, f"action_{action}")()

    @property
    def item(self) -> Item:
        assert self.view.item is not None
        return self.view.item


@asynccontextmanager
async def running(
    model: Model | None = None, *, size: tuple[int, int] = (72, 20), signs: Signs = UNICODE
) -> AsyncIterator[tuple[ViewApp, Pilot[None]]]:
    app = ViewApp(model or Model(), signs)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield app, pilot
