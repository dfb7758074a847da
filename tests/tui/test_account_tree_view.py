from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot

from ssoswitch.core.rows import Item
from ssoswitch.model.account import Account, AccountRole, AccountTree
from ssoswitch.model.profile import ProfileForm
from ssoswitch.model.settings import AccountChoice, Recollections, Settings
from ssoswitch.tui.signs import ASCII, UNICODE, Signs
from ssoswitch.tui.themes import all_themes
from ssoswitch.tui.widgets.account_tree_view import AccountTreeView
from ssoswitch.tui.widgets.tree_notice import Notice
from tests.support.trees import ADMIN, POWER, READ, by_role, entry, profile, tree_of

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


async def test_the_rows_at_72_columns() -> None:
    recollections = Recollections(
        favourites=("333344445555",), used={f"corp/333344446666/{POWER}": (0.0, 1, "use")}
    )
    more = {"credentials": {HERE: 100.0 + 41 * 60}, "here_profile": "pay-prod-admin"}
    async with running(Model(recollections=recollections, more=more)) as (app, _pilot):
        app.view.jump(Item("333344445555", ADMIN))
        assert app.lines[:16] == [
            " ★ Favourites and recent ─────────────────────────────────────────── 2",
            "  ◆★ payments-prod            333344445555   3 roles   ✓ 3       PROD",
            "     payments-stage / PowerUserAccess     ·                      STG",
            " Accounts ────────────────────────────────────────────────────────── 7",
            " ▸   data-lake-dev            222233334444   2 roles             DEV",
            "     new-hires-dev            012345678901   no roles            DEV",
            " ▾ ★ payments-prod            333344445555   3 roles   ✓ 3       PROD",
            "▌    ◆ AdministratorAccess    ✓ pay-prod-admin +1           creds 41 m",
            "       Billing                ·",
            "       ReadOnlyAccess         ·",
            " ▸   payments-stage           333344446666   3 roles             STG",
            " ▸   payroll-prod             333344448888   2 roles             PROD",
            "     sandbox-anna             555566667777   ⋯                   SBX",
            "     website-prod / ReadOnlyAccess  888899990000  ·              PROD",
            "",
            "",
        ]


@pytest.mark.parametrize("size", [(60, 15), (72, 24), (80, 24), (120, 36), (20, 5)])
async def test_every_line_has_the_windows_width_and_the_environment_is_never_cut(
    size: tuple[int, int],
) -> None:
    names = ["x" * 50, "支払い本番環境のとても長い名前のアカウント", "[/bold] x", "a"]
    text = "\n".join(
        f"{number:012d} {name.replace(' ', '_')}-prod - {ADMIN} {READ}" for number, name in enumerate(names)
    )
    failing = entry("000000000009", "failing-prod", roles=[READ, ADMIN])
    tree = tree_of(text)
    tree = AccountTree(
        "corp",
        {
            **tree.entries,
            "000000000009": type(failing)(
                failing.account, failing.roles, 1.0, "AccessDenied, and much more to say"
            ),
        },
    )
    async with running(Model(tree), size=size) as (app, _pilot):
        for query in ("", "prod", "admin"):
            app.view.apply_query(query)
            for view in ("accounts", "roles", "profiles"):
                app.view.set_view(view)
                app.act("open_all")
                for y in range(app.view.size.height):
                    assert app.view.render_line(y).cell_length == size[0]
            app.view.set_view("accounts")
            if size[0] >= 60:
                heads = [line for line in app.lines if "-prod" in line or "xxx" in line or "支払" in line]
                assert heads
                assert all(line.removesuffix("▐").rstrip().endswith("PROD") for line in heads)


async def test_names_are_never_taken_as_markup() -> None:
    text = "000000000001 [red]x[/] - [bold]R S"
    async with running(Model(tree_of(text))) as (app, _pilot):
        app.act("open_all")
        assert "[red]x[/]" in app.lines[1]
        assert "[bold]R" in app.lines[2]


async def test_new_gone_and_failed_are_said_in_words() -> None:
    tree = tree_of(
        new=[AccountRole("333344445555", "Billing")],
        gone=[AccountRole("333344445555", "OldAccess"), AccountRole("999999999999", ADMIN)],
        accounts_new=["555566667777"],
    )
    failing = AccountTree(
        tree.session_name,
        {
            **tree.entries,
            "222233334444": type(tree.entries["222233334444"])(
                Account("222233334444", "data-lake-dev"), ("A", "B"), 1.0, "no answer"
            ),
        },
        1.0,
        None,
        tree.access_new,
        tree.access_gone,
        tree.accounts_new,
    )
    async with running(Model(failing)) as (app, _pilot):
        app.view.jump(Item("333344445555", "Billing"))
        text = "\n".join(app.lines)
        assert "Billing  new" in text
        assert "OldAccess  gone" in text
        assert "999999999999 / AdministratorAccess  gone" in text
        assert "✗ no answer" in text
        assert "sandbox-anna        new  555566667777" in text


async def test_signs_have_an_ascii_form() -> None:
    recollections = Recollections(favourites=("333344445555",))
    async with running(Model(recollections=recollections), signs=ASCII) as (app, _pilot):
        app.view.jump(Item("333344445555", ADMIN))
        app.act("mark")
        app.view.apply_query("prod")
        assert "\n".join(app.lines).isascii()


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


async def test_a_range_follows_the_cursor() -> None:
    async with running() as (app, _pilot):
        app.view.jump(Item("333344445555", ADMIN))
        app.act("range", "cursor_down", "cursor_down", "cursor_up")
        assert [role.role_name for role in app.view.marked_roles] == [ADMIN, "Billing"]
        app.act("range", "cursor_down")
        assert len(app.view.marked_roles) == 2
        app.act("clear_marks", "first", "range_down", "range_down")
        assert app.view.marked_roles == (
            AccountRole("222233334444", ADMIN),
            AccountRole("222233334444", "DataScientist"),
        )


async def test_without_marks_the_row_is_the_selection() -> None:
    async with running() as (app, _pilot):
        app.view.jump(Item("333344448888"))
        assert app.view.roles_of_selection() == (
            AccountRole("333344448888", ADMIN),
            AccountRole("333344448888", "Billing"),
        )
        app.view.jump(Item("333344448888", "Billing"))
        assert app.view.roles_of_selection() == (AccountRole("333344448888", "Billing"),)
        app.view.jump(Item("555566667777"))
        assert app.view.roles_of_selection() == ()
        app.act("mark")
        assert app.view.unread_accounts_marked == ("555566667777",)
        app.view.fold_in([entry("555566667777", "sandbox-anna", roles=[READ])])
        assert app.view.roles_of_selection() == (AccountRole("555566667777", READ),)


async def test_a_search_and_its_end() -> None:
    async with running() as (app, _pilot):
        app.view.jump(Item("333344448888", "Billing"))
        before = app.lines
        count = app.view.apply_query("pay read")
        assert (count.roles, count.accounts, count.total_accounts) == (2, 2, 7)
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


async def test_matched_letters_are_bold_and_underlined() -> None:
    async with running() as (app, _pilot):
        app.view.apply_query("pay adm !has:profile")
        matched = [
            segment.text for segment in app.view.render_line(1) if segment.style and segment.style.underline
        ]
        assert matched == ["Adm"]
        matched = [
            segment.text for segment in app.view.render_line(0) if segment.style and segment.style.underline
        ]
        assert matched == ["pay"]


async def test_why_an_account_is_a_hit_is_shown_where_its_columns_do_not() -> None:
    choice = {"333344446666": AccountChoice(tags=("team:treasury",), alias="till")}
    async with running(Model(settings=Settings(accounts=choice))) as (app, _pilot):
        app.view.apply_query("people@")
        assert "people@example.com" not in app.lines[0]  # it has no roles, and that is more to know
        app.view.apply_query("stage@ex")
        assert "stage@example.com" in app.lines[0]
        app.view.apply_query("treasury")
        assert "team:treasury" in app.lines[0]
        app.view.apply_query("till")
        assert "payments-stage (till)" in app.lines[0]


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
        app.view.notice = Notice(empty=("Signed out.", "L signs in."))
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
        assert app.view.understood == "from console page: o on any account opens it"
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


async def test_the_views_turn_the_tree_round() -> None:
    more = {"here_profile": "pay-prod-admin", "used_by": {"pay-prod-admin": 2}}
    async with running(Model(more=more), size=(120, 12)) as (app, _pilot):
        app.view.set_view("roles")
        assert app.lines[0].split() == ["▌▸", "AdministratorAccess", "4", "accounts,", "2", "PROD"]
        app.act("open")
        assert "data-lake-dev" in app.lines[1]
        app.view.set_view("profiles")
        lines = [line.split("  ") for line in app.lines[:5]]
        assert [[part.strip() for part in line if part.strip()] for line in lines] == [
            ["name", "leads to", "region", "used by", "state"],
            [
                "▌",
                "◆ pay-prod-admin",
                "payments-prod / AdministratorAccess",
                "PROD",
                "eu-west-1",
                "2 directories in force here",
            ],
            ["pay-prod-us", "payments-prod / AdministratorAccess", "PROD", "us-east-1", "–", "✓"],
            ["old-shop", "payments-prod / NoSuchRole", "gone", "–", "✗ role is gone"],
            ["ci", "role_arn, source_profile pay-prod-admin", "–", "· only shown"],
        ]
        app.act("mark")
        assert app.view.marked_profiles == ("pay-prod-admin",)
        assert app.view.marked_roles == (HERE,)


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


async def test_the_scroll_bar_is_there_only_when_it_is_needed() -> None:
    async with running(size=(72, 4)) as (app, _pilot):
        bars = [line.endswith("▐") for line in app.lines]
        assert bars[0]
        app.act("last")
        assert app.lines[-1].endswith("▐")
        app.view.apply_query("website")
        assert not any(line.endswith("▐") for line in app.lines)


async def test_focus_is_told_without_colour() -> None:
    async with running() as (app, pilot):

        def bold() -> bool:
            row = app.view.render_line(app.view.listing.cursor - app.view.offset_y)
            return any(
                segment.style is not None and bool(segment.style.bold) and "data-lake" in segment.text
                for segment in row
            )

        assert bold()
        app.screen.set_focus(None)
        await pilot.pause()
        assert not bold()
        assert app.lines[1].startswith("▌")


async def test_a_theme_is_followed() -> None:
    async with running() as (app, pilot):
        before = app.view.render_line(1)
        app.theme = "ssoswitch-light"
        await pilot.pause()
        assert app.view.render_line(1) != before
