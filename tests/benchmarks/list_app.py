"""The list and the search box alone over a tree of any size: the smallest program that frames are measured in.

`python -m tests.benchmarks.list_app ACCOUNTS ROLES`. `… input` is a yardstick: an Input and a text that follows its
messages, as most programs are made.
"""

from __future__ import annotations

import sys
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static

from ssoswitch.core.tree import RoleSets, account_order
from ssoswitch.demo.organization import Organization
from ssoswitch.model.account import Account, AccountEntry, AccountTree
from ssoswitch.model.settings import Recollections, Settings
from ssoswitch.tui.themes import all_themes
from ssoswitch.tui.widgets.account_tree_view import AccountTreeView
from ssoswitch.tui.widgets.search_box import SearchBox


def sample_tree(accounts: int, roles: int) -> AccountTree:
    """The sample organization, read whole, with so many roles in every account."""
    sets = RoleSets()
    entries = [
        AccountEntry(Account(row.id, row.name or "", row.email or ""), sets.shared(row.roles), 1.0)
        for row in Organization.sample(accounts, roles)
    ]
    entries.sort(key=lambda entry: account_order(entry.account))
    return AccountTree("corp", {entry.account.account_id: entry for entry in entries}, synced_at=1.0)


class ListApp(App[None]):
    """Search box and list."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "type"),
        Binding("down", "on_list('cursor_down')"),
        Binding("pagedown", "on_list('page_down')"),
        Binding("home", "on_list('first')"),
        Binding("equals_sign", "on_list('open_all')"),
        Binding("minus", "on_list('close_all')"),
    ]

    def __init__(self, tree: AccountTree) -> None:
        super().__init__()
        for theme in all_themes():
            self.register_theme(theme)
        self.theme = "ssoswitch-dark"
        self._tree_shown = tree
        self._view = AccountTreeView()

    def compose(self) -> ComposeResult:
        """Box above list."""
        yield SearchBox(self._view)
        yield self._view

    def on_mount(self) -> None:
        """The model comes before the first frame."""
        self._view.set_model(self._tree_shown, {}, Settings(), Recollections(), None, 0.0)
        self._view.focus()

    def action_type(self) -> None:
        """Into the box."""
        self.query_one(SearchBox).focus()

    def action_on_list(self, name: str) -> None:
        """A movement."""
        getattr(self._view, f"action_{name}")()


class InputApp(App[None]):
    """An Input, and a text that follows it as Textual's own examples do."""

    def compose(self) -> ComposeResult:
        """Input above text."""
        yield Input()
        yield Static(markup=False)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Say what was typed."""
        self.query_one(Static).update(f"typed {event.value}")


def main() -> None:
    """Run one of the two."""
    if sys.argv[1] == "input":
        InputApp().run()
    else:
        ListApp(sample_tree(int(sys.argv[1]), int(sys.argv[2]))).run()


if __name__ == "__main__":
    main()
