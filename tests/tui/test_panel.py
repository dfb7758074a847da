"""The detail: nothing of a name, an address or a path is cut, however narrow it is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from rich.cells import cell_len

from ssoswitch.core.marks import MarkedRoles
from ssoswitch.core.rows import Item
from ssoswitch.model.account import Account, AccountEntry, AccountRole, AccountTree
from ssoswitch.model.profile import Profile, ProfileForm
from ssoswitch.tui.paint import text_of
from ssoswitch.tui.panel_lines import row_lines
from ssoswitch.tui.panel_parts import Place
from ssoswitch.tui.signs import UNICODE
from ssoswitch.tui.state import AppState
from tests.support.environments import NOW
from tests.support.screen import changed_tree, sample_app, until

ACCOUNT = Account(
    "333344445555",
    "payments-platform-and-settlement-services-production",
    "aws+payments-platform-prod@corp.example",
)
ROLE = "DatabaseAdministratorReadOnlyX40"
WIDE_NAME = "支払い基盤本番環境アカウント"


def state_of(tmp_path: Path, account: Account, item: Item) -> AppState:
    state = sample_app(tmp_path).controller.state
    role = AccountRole(account.account_id, ROLE)
    profile = Profile(
        name="payments-platform-and-settlement-services-prod-dba",
        role=role,
        form=ProfileForm.SESSION,
        session_name="corp",
        values={"region": "ap-southeast-2", "output": "yaml-stream"},
    )
    config = replace(state.config, profiles={profile.name: profile})
    tree = AccountTree(
        "corp", {account.account_id: AccountEntry(account, (ROLE, "Billing"), NOW)}, synced_at=NOW
    )
    return replace(
        state,
        config=config,
        tree=tree,
        item=item,
        here_profile=profile.name,
        directories={
            profile.name: (str(tmp_path / "home/src/a-very-long-directory-name/that-goes-on/and-on"),)
        },
    )


@pytest.mark.parametrize("width", [38, 46, 60, 80])
@pytest.mark.parametrize("role_name", [ROLE, ""])
@pytest.mark.parametrize("name", [ACCOUNT.name, WIDE_NAME])
def test_names_and_addresses_stand_there_whole(tmp_path: Path, width: int, role_name: str, name: str) -> None:
    account = replace(ACCOUNT, name=name)
    state = state_of(tmp_path, account, Item(account.account_id, role_name))
    place = Place(width, UNICODE, NOW, str(tmp_path / "home"))
    lines = [text_of(line) for line in row_lines(state, place)]
    assert all(cell_len(line) <= width for line in lines)
    joined = "".join(line.strip() for line in lines if line.strip() != "PROD").replace("PROD", "")
    wanted = [name, account.email, ROLE]
    if role_name:
        wanted += ["payments-platform-and-settlement-services-prod-dba", "ap-southeast-2", "(here)"]
    for text in wanted:
        assert text in joined, "\n".join(lines)


def test_a_chained_profile_tells_what_it_assumes_and_by_which_session(tmp_path: Path) -> None:
    state = state_of(tmp_path, ACCOUNT, Item(profile_name="ci"))
    (source,) = state.config.profiles
    arn = f"arn:aws:iam::{ACCOUNT.account_id}:role/teams/deploy"
    chained = Profile("ci", {"role_arn": arn, "source_profile": source}, ProfileForm.ASSUME_ROLE)
    state = replace(state, config=replace(state.config, profiles={**state.config.profiles, "ci": chained}))
    for width in (38, 80):
        text = "".join(
            " ".join(text_of(line) for line in row_lines(state, Place(width, UNICODE, NOW))).split()
        )
        for told in (
            f"Account{ACCOUNT.name}",
            "Roledeploy",
            f"RoleARN{arn}",
            f"Byway of{source}",
            "Sessioncorp",
        ):
            assert told.replace(" ", "") in text


def test_a_role_of_many_accounts_is_counted_anew_when_something_has_changed(tmp_path: Path) -> None:
    state = state_of(tmp_path, ACCOUNT, Item("", ROLE))
    tree = state.tree
    assert tree is not None

    def told(state: AppState) -> list[str]:
        lines = [" ".join(text_of(line).split()) for line in row_lines(state, Place(60, UNICODE, NOW))]
        return [line for line in lines if line.startswith(("Accounts", "Profiles", "PROD", "DEV"))]

    assert told(state) == told(state) == ["Accounts 1", "Profiles 1 of them have one", "PROD 1"]
    other = AccountEntry(Account("111122223333", "lab-dev"), (ROLE,), NOW)
    more = replace(state, tree=replace(tree, entries={**tree.entries, "111122223333": other}))
    assert told(more) == ["Accounts 2", "Profiles 1 of them have one", "PROD 1", "DEV 1"]
    assert told(replace(more, config=replace(state.config, profiles={})))[1] == "Profiles 0 of them have one"
    assert told(replace(more, item=Item("", "Billing")))[:2] == ["Accounts 1", "Profiles 0 of them have one"]
    named = replace(more.settings, environments={"DEV": ("*",)})
    assert told(replace(more, settings=named))[2:] == ["DEV 2"]


def test_marked_roles_stand_there_whole(tmp_path: Path) -> None:
    state = state_of(tmp_path, ACCOUNT, Item(ACCOUNT.account_id, ""))
    state = replace(state, marked=MarkedRoles.of([AccountRole(ACCOUNT.account_id, ROLE)]))
    lines = [text_of(line) for line in row_lines(state, Place(46, UNICODE, NOW))]
    assert any(line.strip() == f"/ {ROLE}" for line in lines), "\n".join(lines)


GONE = AccountRole("333344445555", "NetworkAdministrator")
LOST = AccountRole("121212121212", "Billing")


def changed_state(tmp_path: Path, item: Item) -> AppState:
    """After a sync that found a role and an account no more, new ones, and two accounts that it could not read."""
    state = sample_app(tmp_path, tree=changed_tree()).controller.state
    old = Profile("old-shop", {}, ProfileForm.SESSION, LOST, "corp")
    config = replace(state.config, profiles={**state.config.profiles, "old-shop": old})
    return replace(state, config=config, item=item)


@pytest.mark.parametrize(
    ("item", "says", "says_not"),
    [
        (Item("333344445555", GONE.role_name), ("gone", "no longer found", "R  read", "y  copy"), ("p  new", "o  con")),
        (Item("121212121212", "Billing"), ("no access any more", "old-shop", "d  delete", "R  read"), ("p  new",)),
        (Item("121212121212"), ("gone", "121212121212", "old-shop", "R  read"), ("p  new", "o  con")),
        (Item("", "", "old-shop"), ("Form",), ()),
        (Item("121212121212", "Billing", "old-shop"), ("no longer found", "d  delete"), ("o  con", "⏎  use")),
        (Item("333344446666", "PowerUserAccess"), ("PowerUserAccess  new", "p  new profile"), ("no longer",)),
        (Item("777788889999"), ("may not be read (403). What is", "today", "r  read again", "Roles"), ()),
        (Item("777788889999", "ReadOnlyAccess"), ("may not be read (403)", "r  read again", "p  new"), ()),
        (Item("555566667777"), ("It took too long.", "not known", "r  read again"), ("no role for you",)),
    ],
    ids=["role gone", "account gone, role", "account gone", "profile alone", "profile of it", "role new", "failed",
         "role of a failed account", "failed before it was ever read"],
)  # fmt: skip
def test_what_changed_or_failed_is_said_with_the_key_that_goes_on(
    tmp_path: Path, item: Item, says: tuple[str, ...], says_not: tuple[str, ...]
) -> None:
    state = changed_state(tmp_path, item)
    text = "\n".join(text_of(line) for line in row_lines(state, Place(60, UNICODE, NOW)))
    assert all(each in text for each in says), text
    assert not any(each in text for each in says_not), text
    assert text.count("read again") <= 1


async def test_the_mouse_selects_text_of_the_detail_and_shows_it(tmp_path: Path) -> None:
    app = sample_app(tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        panel = app.main_screen.panel
        await until(pilot, lambda: len(panel.lines) > 3)
        plain = [panel.render_line(y) for y in range(4)]
        await pilot.mouse_down(panel, offset=(3, 1))
        await pilot.hover(panel, offset=(12, 3))
        await pilot.mouse_up(panel, offset=(12, 3))
        texts = ["".join(text for text, _style, _command in line) for line in panel.lines]
        assert app.screen.get_selected_text() == "\n".join((texts[1][2:], texts[2], texts[3][:12]))
        shown = [panel.render_line(y) for y in range(4)]
        assert [each.text for each in shown] == [each.text for each in plain]
        assert [list(each) != list(before) for each, before in zip(shown, plain, strict=True)] == [
            False,
            True,
            True,
            True,
        ]
