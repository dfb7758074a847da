"""The main screen composes ribbon, search, tree, detail, message row and footer, and passes on. It decides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.events import DescendantFocus, Resize, ScreenResume
from textual.reactive import reactive
from textual.screen import Screen

from ssoswitch.model.account import AccountTree
from ssoswitch.tui.command_table import COMMANDS
from ssoswitch.tui.empty_states import empty_lines
from ssoswitch.tui.letting_go import let_go
from ssoswitch.tui.state import AppState
from ssoswitch.tui.terminal_size import LEAST_HEIGHT, LEAST_WIDTH, size_of_screen
from ssoswitch.tui.widgets.account_tree_view import AccountTreeView
from ssoswitch.tui.widgets.alert_line import AlertLine
from ssoswitch.tui.widgets.footer import Footer
from ssoswitch.tui.widgets.message_row import MessageRow, Said
from ssoswitch.tui.widgets.ribbon import Ribbon
from ssoswitch.tui.widgets.role_panel import RolePanel
from ssoswitch.tui.widgets.search_box import SearchBox
from ssoswitch.tui.widgets.tree_messages import (
    Chosen,
    DetailsWanted,
    Highlighted,
    MarksChanged,
    Scrolled,
)
from ssoswitch.tui.widgets.tree_notice import Notice

if TYPE_CHECKING:
    from ssoswitch.tui.controller import Controller

_WIDTHS = [(0, "-narrow"), (100, "-wide")]
_HEIGHTS = [(0, "-low"), (20, "-high")]


class Ground(Container):
    """What its children cover altogether, so it is drawn as one blank line."""

    BLANK = True


class MainScreen(Screen[None], inherit_bindings=False):
    """One per program. `state` flows down from the controller; what the widgets say goes up to it."""

    BINDINGS: ClassVar[list[BindingType]] = []
    BLANK = True  # covered by what it holds
    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = _WIDTHS
    VERTICAL_BREAKPOINTS = _HEIGHTS

    state: reactive[AppState | None] = reactive(None, repaint=False, always_update=True)

    def __init__(self, controller: Controller) -> None:
        super().__init__(id="main", classes=_classes_for(*size_of_screen(lambda: (80, 24))))
        self.set_class(_nothing_to_detail(controller.state), "-bare")
        self._controller = controller
        self._understood = ""
        self._shown_before = False
        signs, env = controller.signs, controller.env
        self.set_reactive(MainScreen.state, controller.state)
        self.set_class(signs.ascii, "-ascii")
        self.account_tree = AccountTreeView(signs=signs, id="tree")
        self.search_box = SearchBox(self.account_tree, signs=signs, id="search")
        self.panel = RolePanel(env, signs)
        self.message_row = MessageRow(signs)
        self.footer = Footer(signs, controller.keys)
        self.show_keys()

    def compose(self) -> ComposeResult:
        """Head, body, message row, footer."""
        env, signs = self._controller.env, self._controller.signs
        with Container(id="head"):
            yield Ribbon(env, signs).data_bind(MainScreen.state)
            yield AlertLine(env.clock, signs).data_bind(MainScreen.state)
        with Ground(id="body"):
            with Ground(id="left"):
                yield self.search_box
                yield self.account_tree
            yield self.panel.data_bind(MainScreen.state)
        yield self.message_row.data_bind(MainScreen.state)
        yield self.footer.data_bind(MainScreen.state)

    def on_mount(self) -> None:
        """The saved tree is in the first frame."""
        state = self._controller.state
        self.show_model()
        if state.query:
            self.search(state.query)
        if state.settings.focus_on_start == "search":
            self.focus_search()
        else:
            self.focus_tree()

    def on_screen_resume(self, event: ScreenResume) -> None:
        """Everything got its styles a moment ago, when it was mounted: no second time before the first frame."""
        event.refresh_styles = event.refresh_styles and self._shown_before
        if self._shown_before:
            let_go()
        self._shown_before = True

    # State flows down

    def show_state(self, state: AppState) -> None:
        """Paint what is so now."""
        self.state = state
        self.set_class(_nothing_to_detail(state), "-bare")
        name = state.session.name if state.session is not None else ""
        notice = Notice(empty_lines(state), state.elsewhere, name, state.syncing)
        if notice != self.account_tree.notice:
            self.account_tree.notice = notice
            if not len(self.account_tree.listing.rows):
                self.account_tree.show_at(None)

    def show_model(self) -> None:
        """Give the tree another model: it keeps cursor, marks, folding and search where the session is the same."""
        state = self._controller.state
        name = state.session.name if state.session is not None else ""
        role = state.here.cli.role if state.here is not None else None
        self.account_tree.set_model(
            state.tree if state.tree is not None else AccountTree(name),
            state.config.profiles_by_role(),
            state.settings,
            state.recollections,
            role,
            self._controller.now(),
            profiles=tuple(state.config.profiles.values()),
            here_profile=state.here_profile,
            used_by={profile: len(folders) for profile, folders in state.directories.items()},
            credentials=state.credentials,
            sessions=state.config.sessions_told_by(name),
        )
        self.search_box.history = state.recollections.searches
        self.show_state(state)
        self._count()

    def show_keys(self) -> None:
        """Bind the commands' keys, as the user chose them."""
        keys = self._controller.keys
        self._bindings.key_to_bindings.clear()
        for command in COMMANDS:
            for key in keys.get(command.id, ()):
                self._bindings.bind(key, f"command('{command.id}')", command.label, show=False)
        self.footer.keys = keys

    def show_signs(self) -> None:
        """Draw everything with the signs as the user chose them."""
        signs = self._controller.signs
        self.set_class(signs.ascii, "-ascii")
        head = (self.query_one(Ribbon), self.query_one(AlertLine))
        for painted in (*head, self.panel, self.message_row, self.footer):
            painted.signs = signs
            painted.repaint()
        self.search_box.signs = self.account_tree.signs = signs
        self.search_box.refresh()
        self.account_tree.show_at(None)

    def say(self, said: Said | None) -> None:
        """A line for the message row."""
        self.message_row.say(said)

    # Commands reach what they act on

    def action_command(self, command_id: str) -> None:
        """A key of the command table."""
        self._controller.run_command(command_id)

    def tree_action(self, name: str) -> None:
        """A movement: of the detail where that has the focus, else of the tree."""
        if not (self.panel_focused and self.panel.scroll(name)):
            getattr(self.account_tree, f"action_{name}")()

    def search(self, text: str) -> None:
        """Search for that, as if it were typed."""
        self.search_box.value = text
        self.search_box.cursor_position = len(text)

    def show_view(self, name: str) -> None:
        """Accounts, roles, profiles."""
        self.account_tree.set_view(name)
        self._count()

    def focus_search(self) -> None:
        """Into the search box."""
        self.show_detail(False, keep=True)
        self.set_focus(self.search_box)

    def focus_tree(self) -> None:
        """To the list."""
        self.set_focus(self.account_tree)

    def focus_panel(self) -> None:
        """To the detail."""
        if not self.detail_shown:
            self.show_detail(True)
        self.set_focus(self.panel)

    @property
    def narrow(self) -> bool:
        """Whether there is room for one pane only."""
        return self.has_class("-narrow")

    @property
    def panel_focused(self) -> bool:
        """Whether the detail has the keys."""
        return self.focused is self.panel

    @property
    def detail_shown(self) -> bool:
        """Whether the detail is to be seen."""
        if self.narrow:
            return self.detail_page
        return not (self.has_class("-no-panel") or self.has_class("-bare"))

    @property
    def detail_page(self) -> bool:
        """Whether the detail stands in the tree's place."""
        return self.narrow and self.has_class("-page")

    def show_detail(self, shown: bool, *, keep: bool = False) -> None:
        """Show or hide the detail: beside the tree, or in its place. `keep`: a pane beside the tree stays as it is."""
        if self.narrow:
            self.set_class(shown, "-page")
            if shown:
                self.set_focus(self.panel)
            elif not keep:
                self.focus_tree()
        elif not keep:
            self.set_class(not shown, "-no-panel")
            if not shown and self.panel_focused:
                self.focus_tree()

    # Messages flow up

    def on_account_tree_view_highlighted(self, message: Highlighted) -> None:
        """The cursor stands on another row."""
        self._controller.update(item=message.item)
        self.tell_wants()

    def on_account_tree_view_scrolled(self, _message: Scrolled) -> None:
        """Other rows are to be seen: their roles first."""
        self.tell_wants()

    def on_account_tree_view_chosen(self, message: Chosen) -> None:
        """Enter or a double click."""
        self._controller.actions.choose(message.item)

    def on_account_tree_view_details_wanted(self, _message: DetailsWanted) -> None:
        """→ on a role."""
        if not self.detail_shown:
            self._controller.update(panel="row")
            self.show_detail(True)

    def on_account_tree_view_marks_changed(self, message: MarksChanged) -> None:
        """Marks came or went."""
        self._controller.update(marked=self.account_tree.marked_roles)
        self.tell_wants()
        if message.sentence:
            self.say(Said(message.sentence, "hint"))

    def on_input_changed(self) -> None:
        """The search is another one; the list shows it already."""
        self._count()
        understood = self.account_tree.understood
        if understood != self._understood:
            self._understood = understood
            self.say(Said(understood, "hint") if understood else None)
        self._controller.elsewhere.searched(found=bool(len(self.account_tree.listing.rows)))

    def on_input_submitted(self) -> None:
        """Enter in the search box."""
        self._controller.actions.keep_search()
        self.focus_tree()

    def on_search_box_left(self, _message: SearchBox.Left) -> None:
        """↓ or Esc in the search box."""
        self._controller.actions.keep_search()
        self.focus_tree()

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """The footer shows the keys of the place that has the focus."""
        if event.widget is self.search_box:
            self.footer.show_place("search")
        else:
            # Also beside the tree it says by its keys that the detail has them now.
            self.footer.show_place("detail" if event.widget is self.panel or self.detail_page else "tree")

    def on_resize(self, event: Resize) -> None:
        """A page becomes a pane when there is room for both; a window that is too small says so."""
        tiny = event.size.width < LEAST_WIDTH or event.size.height < LEAST_HEIGHT
        if tiny and not self.query("#too-small"):
            from ssoswitch.tui.widgets.too_small import TooSmall

            self.mount(TooSmall(id="too-small").data_bind(MainScreen.state))
        if tiny != self.has_class("-tiny"):
            self.set_class(tiny, "-tiny")
            if not tiny:
                self.call_after_refresh(self.focus_tree)
        if event.size.width >= 100 and self.has_class("-page"):
            self.remove_class("-page")
            self.footer.show_place("tree")

    def tell_wants(self) -> None:
        """Which accounts are under the cursor, to be seen, marked and found: a sync reads those first."""
        item = self.account_tree.item
        self._controller.sync.want(
            item.account_id if item is not None else "", self.account_tree.visible_account_ids()
        )

    def _count(self) -> None:
        tree = self.account_tree
        self._controller.update(
            query=self.search_box.value.strip(),
            destination=tree.searched.destination,
            marked=tree.marked_roles,
            item=tree.item,
        )


def _nothing_to_detail(state: AppState) -> bool:
    """Whether there is no row at all, and nothing of a sync or the network was asked for: a pane would stand empty."""
    rows = state.view == "profiles" or (state.tree is not None and bool(state.tree.entries))
    return not rows and state.panel == "row"


def _classes_for(width: int, height: int) -> str:
    """The classes of a window of that size. Textual sets them when it learns the size, and styles everything again."""
    return f"{'-wide' if width >= 100 else '-narrow'} {'-high' if height >= 20 else '-low'}"
