"""What the screen does by itself, without a conversation: search, back, views, details, refresh, leaving."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ssoswitch.core.frecency import with_favourite, with_search
from ssoswitch.core.listing import VIEWS
from ssoswitch.model.account import AccountRole

if TYPE_CHECKING:
    from ssoswitch.core.rows import Item
    from ssoswitch.tui.controller import Controller

# Our names for the tree's actions, where the command table's differ from the widget's.
FAVOURITES_QUERY = "is:fav"


class Actions:
    """Each public method is an action of the command table."""

    def __init__(self, controller: Controller) -> None:
        self._controller = controller

    def on_tree(self, action: str) -> None:
        """A movement or mark: the tree's own action of that name. On the detail, movement scrolls it."""
        self._controller.screen.tree_action(action)

    # Finding

    def search(self) -> None:
        """Into the search box."""
        self._controller.screen.focus_search()

    def back(self) -> None:
        """One step back, and a word about what that took away."""
        controller = self._controller
        screen, state = controller.screen, controller.state
        if screen.detail_page:
            screen.show_detail(False)
        elif screen.panel_focused:
            screen.focus_tree()
        elif state.query:
            screen.search("")
        elif state.marked:
            self.clear_marks()
        else:
            screen.say(None)

    def keep_search(self) -> None:
        """Remember a search that was left with Enter or ↓."""
        query = self._controller.state.query
        if query and query not in self._controller.state.recollections.searches[:1]:
            self._controller.remember(lambda recollections: with_search(recollections, query))

    def choose(self, _item: Item) -> None:
        """Enter on a role or profile: what the settings say, at first a question."""
        if self._controller.state.settings.enter == "info":
            self.info()
        else:
            self._controller.start_flow("use")

    def favourites_only(self) -> None:
        """Only favourites, and back."""
        screen, query = self._controller.screen, self._controller.state.query
        words = [word for word in query.split() if word != FAVOURITES_QUERY]
        if FAVOURITES_QUERY not in query.split():
            words.append(FAVOURITES_QUERY)
        screen.search(" ".join(words))

    def clear_marks(self) -> None:
        """Clear the marks, or bring those back that were cleared last."""
        self._controller.screen.account_tree.action_clear_marks()

    def favourite(self) -> None:
        """Make the row a favourite, or no longer one."""
        item = self._controller.state.item
        if item is not None and item.account_id:
            role = AccountRole(item.account_id, item.role_name)
            before = self._controller.state.recollections.favourites
            self._controller.remember(lambda recollections: with_favourite(recollections, role))
            now = self._controller.state.recollections.favourites
            entry = self._controller.state.entry
            name = entry.account.name if entry is not None and entry.account.name else item.account_id
            label = f"{name} / {item.role_name}" if item.role_name else name
            is_one = len(now) > len(before)
            self._controller.say(
                f"{label} is {'a' if is_one else 'no'} favourite{'' if is_one else ' any more'}"
            )

    # Seeing

    def view(self, name: str) -> None:
        """Accounts, roles or profiles."""
        if name in VIEWS:
            self._controller.update(view=name)
            self._controller.screen.show_view(name)

    def info(self) -> None:
        """Details of the row, then of what is going on just now, then off. In a narrow window they are a page."""
        controller = self._controller
        screen, state = controller.screen, controller.state
        special = "offline" if state.offline is not None else "sync" if state.syncing else ""
        if not screen.detail_shown:
            bare = state.item is None and bool(special)
            # The alert line of a narrow window promises what still works, so that comes first there.
            controller.update(panel=special if bare or (screen.narrow and special == "offline") else "row")
            screen.show_detail(True)
        elif special and state.panel == "row":
            controller.update(panel=special)
        else:
            controller.update(panel="row")
            # Where there is no row the pane is gone with what it showed, to be there again with the first one.
            if screen.detail_shown:
                screen.show_detail(False)

    def other_pane(self) -> None:
        """Tree or detail."""
        screen = self._controller.screen
        if screen.panel_focused:
            screen.focus_tree()
        else:
            screen.focus_panel()

    def help(self) -> None:
        """The keys of this place."""
        from ssoswitch.tui.screens.help import HelpScreen

        self._pick(HelpScreen(self._controller.state, self._controller.keys, self._controller.signs))

    def palette(self) -> None:
        """All commands."""
        from ssoswitch.tui.screens.palette import PaletteScreen

        self._pick(PaletteScreen(self._controller.state, self._controller.keys, self._controller.signs))

    def _pick(self, screen: object) -> None:
        from textual.screen import ModalScreen

        assert isinstance(screen, ModalScreen)
        controller = self._controller

        def run(command_id: str | None) -> None:
            if command_id:
                controller.run_command(command_id)

        controller.app.push_screen(screen, run)

    def theme(self, name: str) -> None:
        """Another theme, kept in the settings."""
        controller = self._controller
        controller.app.run_worker(controller.change_setting("look.theme", name), group="setting")

    # Reading

    def refresh(self) -> None:
        """Read the account under the cursor again; out of reach: try now."""
        controller = self._controller
        state = controller.state
        if state.offline is not None:
            controller.sync.try_now()
        elif state.marked:
            controller.sync.start(full=True, only=state.marked.account_ids)
        elif state.item is not None and state.item.account_id:
            controller.sync.start(full=True, only=(state.item.account_id,))
        else:
            controller.sync.start()

    def refresh_all(self) -> None:
        """Read everything again."""
        self._controller.sync.start(full=True)

    def pause(self) -> None:
        """Pause the sync or go on; else put the reminder away."""
        state = self._controller.state
        if (state.reminding or not state.syncing) and self._controller.session.put_reminder_away():
            return
        self._controller.sync.toggle_pause()

    def stop_sync(self) -> None:
        """End the sync and keep what came."""
        progress = self._controller.state.progress
        at = f" at {progress.done:,} of {progress.total:,} accounts" if progress and progress.total else ""
        self._controller.sync.stop()
        self._controller.say(f"Stopped{at}: what was read stays, R reads on")

    # Leaving

    def suspend(self) -> None:
        """To the shell; fg comes back."""
        self._controller.app.action_suspend_process()

    def redraw(self) -> None:
        """Draw everything anew."""
        self._controller.app.refresh(layout=True)
        self._controller.screen.refresh(repaint=True, layout=True)

    def quit(self) -> None:
        """Leave. A write that is running takes milliseconds, and no dialog asks twice."""
        self._controller.finish()

    def interrupt(self) -> None:
        """^c: copy the selected text where there is some, for that is what everybody means by it; else leave."""
        controller = self._controller
        screen = controller.app.screen
        selected = screen.get_selected_text()
        if selected:
            controller.app.run_worker(controller.copy(selected, "the selected text"), group="copy")
            screen.clear_selection()
        else:
            controller.finish()
