from __future__ import annotations

from ssoswitch.core.rows import Item
from ssoswitch.model.account import AccountRole
from ssoswitch.model.settings import Recollections
from ssoswitch.tui.widgets.account_tree_view import AccountTreeView
from tests.support.tree_app import HERE, Model, running
from tests.support.trees import ADMIN, READ, entry


async def test_movement_stays_in_the_list_and_off_headings() -> None:
    async with running(size=(72, 5)) as (app, pilot):
        assert app.item == Item("222233334444")
        app.act("cursor_up")
        assert app.item == Item("222233334444")
        app.act("last")
        assert app.item == Item("888899990000", READ)
        app.act("cursor_down")
        assert app.item == Item("888899990000", READ)
        app.act("first", "page_down")
        assert app.item == Item("333344448888")
        app.act("half_up")
        assert app.item == Item("333344445555")
        await pilot.pause()
        assert [message.item for message in app.messages if isinstance(message, AccountTreeView.Highlighted)][
            -1
        ] == app.item


async def test_enter_opens_an_account_and_chooses_a_role() -> None:
    async with running() as (app, pilot):
        app.view.jump(Item("333344445555"))
        app.act("choose")
        assert app.lines[3].startswith("▌▾")
        app.act("cursor_down", "choose", "open")
        await pilot.pause()
        assert isinstance(app.messages[-2], AccountTreeView.Chosen)
        assert app.messages[-2].item == Item("333344445555", ADMIN)
        assert isinstance(app.messages[-1], AccountTreeView.DetailsWanted)
        app.act("close")
        assert app.item == Item("333344445555")
        assert app.lines[3].startswith("▌▸")


async def test_enter_on_a_favourite_account_goes_to_it() -> None:
    async with running(Model(recollections=Recollections(favourites=("333344445555",)))) as (app, _pilot):
        app.act("first", "choose")
        assert app.lines[5].startswith("▌▾")


async def test_marks_are_counted_and_come_back() -> None:
    async with running() as (app, pilot):
        app.view.jump(Item("333344445555", ADMIN))
        app.act("mark", "mark")
        assert list(app.view.marked_roles) == [HERE, AccountRole("333344445555", "Billing")]
        app.view.apply_query("role:read")
        app.act("mark_all")
        assert len(app.view.marked_roles) == 5
        app.view.apply_query("")
        # An open account with its three roles, and one of a single role.
        assert sum("■" in line for line in app.lines) == 5
        app.act("clear_marks")
        assert len(app.view.listing.marks) == 0
        app.act("clear_marks")
        assert len(app.view.roles_of_selection()) == 5
        await pilot.pause()
        said = [
            m.sentence for m in app.messages if isinstance(m, AccountTreeView.MarksChanged) and m.sentence
        ]
        assert said == ["3 roles marked", "5 marks cleared – A brings them back", "5 marks back"]


async def test_roles_that_are_marked_are_told_from_accounts_that_are_not_read_yet() -> None:
    async with running() as (app, pilot):
        app.view.fold_in(
            [entry("000000000001", "unread", roles=None), entry("000000000002", "one", roles=["A"])]
        )
        app.view.flush()
        for query in ("acc:unread", "acc:one"):
            app.view.apply_query(query)
            app.act("mark_all")
        app.view.apply_query("")
        app.act("mark_all")
        await pilot.pause()
        said = [
            m.sentence for m in app.messages if isinstance(m, AccountTreeView.MarksChanged) and m.sentence
        ]
        assert said[0] == "0 roles marked and, not read yet, 1 account"
        assert said[1] == "1 role marked"
        assert said[2] == "12 roles marked and, not read yet, 2 accounts"
        assert len(app.view.marked_roles) == 12


async def test_a_range_follows_the_cursor() -> None:
    async with running() as (app, _pilot):
        app.view.jump(Item("333344445555", ADMIN))
        app.act("range", "cursor_down", "cursor_down", "cursor_up")
        assert [role.role_name for role in app.view.marked_roles] == [ADMIN, "Billing"]
        app.act("range", "cursor_down")
        assert len(app.view.marked_roles) == 2
        app.act("clear_marks", "first", "range_down", "range_down")
        assert app.view.marked_roles.all == (
            AccountRole("222233334444", ADMIN),
            AccountRole("222233334444", "DataScientist"),
        )


async def test_the_mouse_selects_opens_chooses_and_scrolls() -> None:
    async with running(size=(72, 6)) as (app, pilot):
        await pilot.click(app.view, offset=(10, 3))
        assert app.item == Item("333344445555")
        await pilot.click(app.view, offset=(1, 3))
        assert len(app.view.listing.rows) == 11
        await pilot.click(app.view, offset=(10, 4))
        await pilot.click(app.view, offset=(10, 4), times=2)
        assert any(isinstance(message, AccountTreeView.Chosen) for message in app.messages)
        app.view.scroll_rows(3)
        assert app.view.offset_y == 3
        assert app.item == Item("333344445555", ADMIN)
        app.view.scroll_rows(-9)
        assert app.view.offset_y == 0
        await pilot.click(app.view, offset=(71, 5))
        assert app.view.offset_y == 5
