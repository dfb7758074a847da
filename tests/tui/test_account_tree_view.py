from __future__ import annotations

from ssoswitch.core.rows import Item
from ssoswitch.model.account import Account, AccountRole
from ssoswitch.tui.widgets.account_tree_view import AccountTreeView
from ssoswitch.tui.widgets.tree_notice import Notice
from tests.support.tree_app import Model, running
from tests.support.trees import ADMIN, READ, entry, tree_of


async def test_without_marks_the_row_is_the_selection() -> None:
    async with running() as (app, _pilot):
        app.view.jump(Item("333344448888"))
        assert tuple(app.view.roles_of_selection()) == (
            AccountRole("333344448888", ADMIN),
            AccountRole("333344448888", "Billing"),
        )
        app.view.jump(Item("333344448888", "Billing"))
        assert tuple(app.view.roles_of_selection()) == (AccountRole("333344448888", "Billing"),)
        app.view.jump(Item("555566667777"))
        assert tuple(app.view.roles_of_selection()) == ()
        app.act("mark")
        assert app.view.listing.marks.unread_accounts == ("555566667777",)
        app.view.fold_in([entry("555566667777", "sandbox-anna", roles=[READ])])
        assert tuple(app.view.roles_of_selection()) == (AccountRole("555566667777", READ),)


async def test_a_search_and_its_end() -> None:
    async with running() as (app, pilot):
        app.set_focus(None)  # it is in the search box
        await pilot.pause()
        app.view.jump(Item("333344448888", "Billing"))
        before = app.lines
        count = app.view.apply_query("pay read")
        assert (count.roles, count.accounts, count.total_accounts) == (2, 2, 7)
        assert app.view.matching_account_ids() == ("333344445555", "333344446666")
        assert app.lines[:2] == [
            " ▾   payments-prod            333344445555   1 of 3 roles        PROD",
            "▌      ReadOnlyAccess         ·",
        ]
        app.act("next_hit")
        assert app.item == Item("333344446666", READ)
        app.act("next_hit", "previous_hit")
        assert app.item == Item("333344446666", READ)
        app.view.apply_query("")
        assert app.lines == before


async def test_whoever_went_to_the_list_keeps_the_item_on_its_line_when_the_search_ends() -> None:
    async with running(size=(72, 6)) as (app, _pilot):
        app.act("last")
        app.view.apply_query("pay read")
        app.act("next_hit")
        line = app.view.listing.cursor - app.view.offset_y
        app.view.apply_query("")
        assert app.item == Item("333344446666", READ)
        assert app.view.listing.cursor - app.view.offset_y == line
        assert app.lines[line].startswith("▌      ReadOnlyAccess")
        app.act("first")
        assert not any("payments-prod" in each and "▾" in each for each in app.lines), (
            "the others are closed again"
        )


async def test_no_hit_says_so_and_what_is_near() -> None:
    async with running() as (app, _pilot):
        app.view.notice = Notice(elsewhere="12 matches in other sessions: lab (12)", session="corp")
        app.view.apply_query("pay prod amdin")
        text = "\n".join(line.strip() for line in app.lines)
        assert 'Nothing matches "pay prod amdin" in corp.' in text
        assert 'Closest:  "pay prod admin"  (2 roles)' in text
        assert "12 matches in other sessions: lab (12)" in text
        assert "The roles of 1 account are still to be read" in text
        assert app.view.closest("pay prod amdin") == "pay prod admin"
        assert app.view.item is None


async def test_an_empty_list_says_what_it_is_told() -> None:
    async with running(Model(tree_of(""))) as (app, _pilot):
        app.view.notice = Notice(empty=("Signed out.", "`L` signs in."))
        app.view.show_at(None)
        assert [line.strip() for line in app.lines if line] == ["Signed out.", "L signs in."]


async def test_roles_that_are_not_on_their_way_are_not_read() -> None:
    async with running() as (app, _pilot):
        assert any(line.split() == ["sandbox-anna", "555566667777", "⋯", "SBX"] for line in app.lines)
        app.view.notice = Notice(syncing=False)
        assert any(
            line.split() == ["sandbox-anna", "555566667777", "not", "read", "SBX"] for line in app.lines
        )
        app.view.apply_query("qqq")
        assert "still to be read" not in "\n".join(app.lines)


async def test_a_pasted_thing_is_named() -> None:
    async with running() as (app, _pilot):
        app.view.apply_query(
            "arn:aws:iam::333344445555:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Billing_0123456789abcdef"
        )
        assert app.view.understood == "from ARN: payments-prod / Billing"
        assert app.item == Item("333344445555", "Billing")
        app.view.apply_query("https://eu-west-1.console.aws.amazon.com/s3/home?region=eu-west-1")
        assert app.view.understood == "from console page: o on any account opens that page"
        assert app.view.searched.destination.startswith("https://eu-west-1.console.aws.amazon.com/s3")
        assert app.view.count().accounts == 7
        app.view.apply_query("pay")
        assert app.view.understood == ""


async def test_what_a_sync_brings_joins_the_hits_and_leaves_cursor_and_line() -> None:
    async with running(size=(72, 6)) as (app, pilot):
        app.view.jump(Item("555566667777"))
        line = app.view.listing.cursor - app.view.offset_y
        app.view.fold_accounts([Account(f"{number:012d}", f"aaa-{number}") for number in range(9)])
        app.view.fold_in([entry("555566667777", "sandbox-anna", roles=[ADMIN, READ])])
        app.view.flush()
        assert app.item == Item("555566667777")
        assert app.view.listing.cursor - app.view.offset_y == line
        app.view.apply_query("sandbox")
        app.view.fold_in([entry("000000000100", "sandbox-ben", roles=[READ])])
        app.view.flush()
        await pilot.pause()
        counted = [message.count for message in app.messages if isinstance(message, AccountTreeView.Counted)]
        assert [count.roles for count in counted] == [3]


async def test_a_list_that_fills_is_shown_from_its_top_until_somebody_touches_it() -> None:
    """AWS lists in an order of its own; a saved list that grows is another case: there the cursor keeps its item."""
    pages = [["m-one", "m-two"], ["c-one"], ["a-one", "z-one"], *([f"0-{number}"] for number in range(20))]
    async with running(Model(tree_of("")), size=(72, 8)) as (app, _pilot):
        for number, names in enumerate(pages):
            app.view.fold_accounts([Account(f"{number:06d}{at:06d}", name) for at, name in enumerate(names)])
            app.view.flush()
            first = min(each for page in pages[: number + 1] for each in page)
            assert app.lines[1].startswith(f"▌    {first} ")
        app.act("cursor_down")
        item, line = app.item, app.view.listing.cursor - app.view.offset_y
        app.view.fold_accounts([Account("999999999999", "00-later")])
        app.view.flush()
        assert app.item == item
        assert app.view.listing.cursor - app.view.offset_y == line


async def test_what_comes_in_is_shown_a_little_later_without_being_asked() -> None:
    async with running() as (app, pilot):
        app.view.fold_in([entry("000000000001", "aaa", roles=[READ])])
        assert "aaa" not in "\n".join(app.lines)
        while "aaa" not in "\n".join(app.lines):
            await pilot.pause(0.05)


async def test_accounts_on_the_screen_are_named_that_of_the_cursor_first() -> None:
    async with running(size=(72, 4)) as (app, _pilot):
        app.act("cursor_down")
        assert app.view.visible_account_ids() == ("012345678901", "222233334444", "333344445555")
