from __future__ import annotations

from dataclasses import replace

import pytest
from rich.cells import cell_len
from textual.color import Color

from ssoswitch.core.rows import Item
from ssoswitch.model.account import Account, AccountEntry, AccountRole, AccountTree
from ssoswitch.model.settings import AccountChoice, Recollections, Settings
from ssoswitch.tui.paint import environment
from ssoswitch.tui.signs import ASCII
from ssoswitch.tui.themes import PALETTES
from tests.support.tree_app import HERE, Model, running
from tests.support.trees import ADMIN, POWER, READ, entry, tree_of


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
            "     payments-stage / PowerUserAccess        ·                   STG",
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
            "     website-prod / ReadOnlyAccess           ·                   PROD",
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


@pytest.mark.parametrize("width", [80, 120])
async def test_wide_names_leave_the_columns_straight(width: int) -> None:
    names = [
        "支払い基盤本番環境-prod",
        "データ基盤",
        "plain-dev",
        "emoji🚀team",
        "Zu\u0308rich",
        "日本語" * 4,
    ]
    text = "\n".join(f"{number:012d} {name} - {ADMIN} {READ}" for number, name in enumerate(names))
    async with running(Model(tree_of(text)), size=(width, 20)) as (app, _pilot):
        found = [line for line in app.lines if " 00000000000" in line]
        assert len(found) == len(names)
        assert len({cell_len(line[: line.index("00000000000")]) for line in found}) == 1, found


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
    entry_that_fails = AccountEntry(Account("222233334444", "data-lake-dev"), ("A", "B"), 1.0, "no answer")
    failing = replace(tree, entries={**tree.entries, "222233334444": entry_that_fails})
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
        assert app.view.listing.marks.profile_names == ("pay-prod-admin",)
        assert app.view.marked_roles.all == (HERE,)


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


async def test_an_id_that_was_searched_for_is_shown_also_where_its_column_is_taken() -> None:
    async with running() as (app, _pilot):
        app.view.apply_query("888899")
        assert any("website-prod / ReadOnlyAccess  888899990000" in line for line in app.lines)


async def test_a_profiles_role_is_shortened_by_its_own_name_before_it_is_cut() -> None:
    for width, leads_to in ((72, "payments-prod / AdministratorAccess"), (60, "payments-prod / admin")):
        async with running(size=(width, 15)) as (app, _pilot):
            app.view.set_view("profiles")
            row = next(line for line in app.lines if "pay-prod-us" in line)
            assert f"{leads_to}  " in row
            assert "…" not in row


async def test_a_word_of_ones_own_that_is_guarded_is_as_loud_as_prod() -> None:
    settings = Settings(environments={"LIVE": ("*prod*",), "TRY": ("*stage*",)}, guarded=("LIVE",))
    async with running(Model(settings=settings)) as (app, _pilot):
        grounds = {
            segment.text.strip(): segment.style.bgcolor
            for y in range(app.view.size.height)
            for segment in app.view.render_line(y)
            if segment.style is not None and segment.text.strip() in ("LIVE", "TRY")
        }
        loud = Color.parse(PALETTES["dark"].error)
        assert grounds["LIVE"] is not None
        assert grounds["LIVE"].get_truecolor() == loud.rgb
        assert grounds["TRY"] != grounds["LIVE"]
        assert environment("LIVE", settings.guarded).style == environment("PROD").style
        assert environment("TRY", settings.guarded).style != environment("PROD").style
