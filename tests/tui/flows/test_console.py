"""`o` and `O`: what would be opened, the guard, the browser, the links to copy; no secret where it does not belong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ssoswitch.core.rows import Item
from ssoswitch.demo.identity_center import FakeIdentityCenter
from ssoswitch.model.account import Account, AccountEntry, AccountRole, AccountTree
from ssoswitch.tui.flows.console import console_flow
from ssoswitch.tui.flows.copy import copy_flow
from ssoswitch.tui.flows.use import use_flow
from tests.support.dialog_scenes import PROD, STAGE, at, world
from tests.support.environments import FalseClock
from tests.support.fake_center import fake_center
from tests.support.flow_context import Talk, begin, press, screen_text, talking
from tests.support.signing_in import environment_for, save_token

SIZES = [(120, 36), (80, 24), (60, 15)]


@contextmanager
def at_the_wire(tmp_path: Path) -> Iterator[tuple[FakeIdentityCenter, Any, Path]]:
    """A fake, an environment with a browser that writes down what it was given, and where."""
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "bash").symlink_to("/bin/bash")
    opened = tmp_path / "opened"
    script = programs / "fake-browser"
    script.write_text(f'#!/bin/bash\nprintf "%s\\n" "$1" >> {opened}\n')
    script.chmod(0o755)
    variables = {"PATH": str(programs), "BROWSER": "fake-browser", "DISPLAY": ":0"}
    with fake_center() as center:
        yield center, environment_for(center, tmp_path, variables=variables), opened


def first_role(talk: Talk, center: FakeIdentityCenter, name: str = "sandbox") -> AccountRole:
    """The cursor on a role of that organization, with a tree that calls its account so."""
    account = next(account for account in center.organization if account.roles)
    entry = AccountEntry(Account(account.id, name), tuple(account.roles), 1.0)
    talk.state = replace(talk.state, tree=AccountTree("corp", {account.id: entry}))
    talk.item = Item(account.id, account.roles[0])
    return AccountRole(account.id, account.roles[0])


@pytest.mark.parametrize("size", SIZES)
async def test_o_and_enter_open_the_console_and_no_key_is_in_anybodys_argv(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    with at_the_wire(tmp_path) as (center, env, opened):
        async with talking(env, size=size) as (talk, pilot):
            assert talk.state.session is not None
            save_token(env, center, talk.state.session)
            role = first_role(talk, center)
            await begin(talk, pilot, console_flow)
            assert "Opens" in screen_text(talk.app) or size == (60, 15)
            await press(talk, pilot, "enter")
            assert talk.errors == []
            given = opened.read_text()
            assert given.startswith("file://")
            assert "SigninToken" not in given
            assert "fake-browser" in talk.said[-1]
            key = f"corp/{role.account_id}/{role.role_name}"
            assert talk.state.recollections.used[key][2].startswith("console")
            assert talk.asked_for_token == ["opening the console"]


async def test_the_portal_link_needs_no_token(tmp_path: Path) -> None:
    with at_the_wire(tmp_path) as (center, env, opened):
        async with talking(env) as (talk, pilot):
            role = first_role(talk, center)
            await begin(talk, pilot, console_flow)
            await press(talk, pilot, "h", "h", "enter", "enter")
            assert talk.asked_for_token == []
            assert role.account_id in opened.read_text()


async def test_service_region_and_page_are_chosen_and_shown(tmp_path: Path) -> None:
    env = world(tmp_path)
    async with talking(env) as (talk, pilot):
        at(talk, STAGE)
        await begin(talk, pilot, console_flow)
        await press(talk, pilot, "s", *"s3", "enter", "r", *"us-west-2", "enter")
        text = screen_text(talk.app)
        assert "us-west-2.console.aws.amazon.com/s3" in text
        assert "--service s3 --region us-west-2" in text
        await press(talk, pilot, "s", *"arn:aws:s3:::pay-invoices", "enter")
        assert "pay-invoices" in screen_text(talk.app)


@pytest.mark.parametrize("page", ["https://evil.example/x", "javascript:alert(1)", "nosuchservice"])
async def test_a_page_that_is_no_console_is_refused_and_enter_says_so(tmp_path: Path, page: str) -> None:
    env = world(tmp_path)
    async with talking(env) as (talk, pilot):
        at(talk, STAGE)
        await begin(talk, pilot, console_flow)
        await press(talk, pilot, "s", *page, "enter", "enter")
        assert "✗" in screen_text(talk.app)
        assert talk.said == []


async def test_the_guard_stands_before_production_once_an_hour(tmp_path: Path) -> None:
    clock = FalseClock()
    env = replace(world(tmp_path), clock=clock)
    async with talking(env) as (talk, pilot):
        at(talk, PROD)
        talk.has_token = False
        await begin(talk, pilot, console_flow)
        assert "PROD guard on: asks once per 60 min" in screen_text(talk.app)
        await press(talk, pilot, "enter")
        assert "Open the console as AdministratorAccess?" in screen_text(talk.app)
        await press(talk, pilot, "enter")
        assert talk.asked_for_token == []
        await press(talk, pilot, "2")
        assert talk.asked_for_token == ["opening the console"]
        await begin(talk, pilot, console_flow)
        assert "guard on" not in screen_text(talk.app)
        await press(talk, pilot, "escape")
        clock.advance(3601)
        await begin(talk, pilot, console_flow)
        assert "guard on" in screen_text(talk.app)


async def test_the_milder_role_is_one_key_away(tmp_path: Path) -> None:
    env = world(tmp_path)
    async with talking(env) as (talk, pilot):
        at(talk, PROD)
        talk.has_token = False
        await begin(talk, pilot, console_flow)
        assert "1  open as ReadOnlyAccess, the milder role" in screen_text(talk.app)
        await press(talk, pilot, "enter", "1")
        assert talk.asked_for_token == ["opening the console"]
        assert not talk.state.recollections.guard_passed


async def test_at_once_asks_where_the_guard_stands(tmp_path: Path) -> None:
    env = world(tmp_path)
    async with talking(env) as (talk, pilot):
        at(talk, PROD)
        await begin(talk, pilot, console_flow, at_once=True)
        assert "Not at once: this is guarded" in screen_text(talk.app)


async def test_at_once_opens_without_a_dialog(tmp_path: Path) -> None:
    with at_the_wire(tmp_path) as (center, env, opened):
        async with talking(env) as (talk, pilot):
            assert talk.state.session is not None
            save_token(env, center, talk.state.session)
            first_role(talk, center)
            await begin(talk, pilot, console_flow, at_once=True)
            await press(talk, pilot)
            assert opened.exists()


async def test_the_secret_link_is_copied_on_the_users_word_and_warned_of(tmp_path: Path) -> None:
    with at_the_wire(tmp_path) as (center, env, opened):
        async with talking(env) as (talk, pilot):
            assert talk.state.session is not None
            save_token(env, center, talk.state.session)
            first_role(talk, center)
            await begin(talk, pilot, console_flow)
            assert "y Copy sign-in link (secret)" in screen_text(talk.app)
            await press(talk, pilot, "y")
            assert "SigninToken=" in talk.copied[-1]
            assert "secret" in talk.said[-1]
            assert "SigninToken" not in " ".join(talk.said)
            assert not opened.exists()


async def test_the_portal_link_is_copied_and_shown_as_a_qr_code(tmp_path: Path) -> None:
    env = world(tmp_path)
    async with talking(env) as (talk, pilot):
        at(talk, PROD)
        await begin(talk, pilot, console_flow)
        await press(talk, pilot, "Y")
        assert "account_id=333344445555" in talk.copied[-1]
        assert "role_name=AdministratorAccess" in talk.copied[-1]
        await begin(talk, pilot, console_flow)
        await press(talk, pilot, "Q")
        assert screen_text(talk.app).count("█▀▀▀▀▀█") == 3


async def test_without_a_browser_the_link_is_copied_and_said(tmp_path: Path) -> None:
    env = world(tmp_path)
    async with talking(env) as (talk, pilot):
        at(talk, STAGE)
        await begin(talk, pilot, console_flow)
        await press(talk, pilot, "h", "h", "enter", "enter")
        assert "no browser could be started" in talk.said[-1]
        assert "333344446666" in talk.copied[-1]


async def test_more_than_five_at_once_ask(tmp_path: Path) -> None:
    env = world(tmp_path)
    async with talking(env) as (talk, pilot):
        roles = tuple(AccountRole("333344446666", f"Role{number}") for number in range(6))
        at(talk, STAGE, roles)
        await begin(talk, pilot, console_flow)
        assert "Open 6 consoles?" in screen_text(talk.app)
        await press(talk, pilot, "1")
        assert talk.asked_for_token == []


async def test_the_copy_menu_gives_each_thing_by_its_letter(tmp_path: Path) -> None:
    env = world(tmp_path)
    wanted = {
        "a": "333344445555",
        "n": "payments-prod",
        "r": "AdministratorAccess",
        "p": "pay-prod-admin",
        "x": "export AWS_PROFILE=pay-prod-admin",
        "f": "--profile pay-prod-admin",
    }
    async with talking(env) as (talk, pilot):
        at(talk, PROD)
        for key, text in wanted.items():
            await begin(talk, pilot, copy_flow)
            await press(talk, pilot, key)
            assert talk.copied[-1] == text
        await begin(talk, pilot, copy_flow)
        await press(talk, pilot, "j")
        assert '"role_name": "AdministratorAccess"' in talk.copied[-1]
        await begin(talk, pilot, copy_flow)
        await press(talk, pilot, "l")
        assert "role_name=AdministratorAccess" in talk.copied[-1]


async def test_what_a_row_does_not_have_says_why(tmp_path: Path) -> None:
    env = world(tmp_path)
    async with talking(env) as (talk, pilot):
        at(talk, STAGE)
        await begin(talk, pilot, copy_flow)
        await press(talk, pilot, "p")
        assert "no profile yet: p makes one" in screen_text(talk.app)
        assert talk.copied == []


async def test_the_ids_of_all_marks_at_once(tmp_path: Path) -> None:
    env = world(tmp_path)
    async with talking(env) as (talk, pilot):
        at(talk, PROD, (AccountRole("111122223333", "A"), AccountRole("333344445555", "B")))
        await begin(talk, pilot, copy_flow, what="account-id")
        assert talk.copied == ["111122223333\n333344445555"]


async def test_the_role_arn_is_asked_of_aws_once(tmp_path: Path) -> None:
    with at_the_wire(tmp_path) as (center, env, _opened):
        async with talking(env) as (talk, pilot):
            assert talk.state.session is not None
            save_token(env, center, talk.state.session)
            role = first_role(talk, center)
            for _ in range(2):
                await begin(talk, pilot, copy_flow)
                await press(talk, pilot, "A")
            assert talk.errors == []
            assert f"arn:aws:iam::{role.account_id}:role/" in talk.copied[0]
            assert talk.copied[0] == talk.copied[1]
            assert center.requests.count("GetCallerIdentity") == 1


CHAINED = Item("", "", "deploy")
CHAIN = (
    "[profile deploy]\nrole_arn = arn:aws:iam::{account}:role/teams/deploy\nsource_profile = dev\n{more}\n"
    "[profile keys]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = x\n"
)


@contextmanager
def chained(tmp_path: Path, more: str = "") -> Iterator[tuple[FakeIdentityCenter, Any, Path]]:
    """As `at_the_wire`, with a profile that assumes a role of the third account."""
    with at_the_wire(tmp_path) as (center, env, opened):
        text = CHAIN.format(account=center.organization.accounts[2].id, more=more)
        env.config_file.write_text(f"{env.config_file.read_text()}\n{text}")
        yield center, env, opened


@pytest.mark.parametrize("size", SIZES)
async def test_a_chained_profile_opens_the_console_by_assuming_its_role(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    with chained(tmp_path) as (center, env, opened):
        async with talking(env, size=size) as (talk, pilot):
            assert talk.state.session is not None
            save_token(env, center, talk.state.session)
            talk.item = CHAINED
            await begin(talk, pilot, console_flow)
            if size == SIZES[0]:
                text = screen_text(talk.app)
                assert "Open console · deploy →" in text
                assert "Switch-Role link" in text
                assert "ssoswitch console --profile deploy" in text
            await press(talk, pilot, "enter")
            assert talk.errors == []
            assert opened.read_text().startswith("file://")
            assert center.requests.count("AssumeRole") == 1
            assert "deploy →" in talk.said[-1]


async def test_the_switch_role_link_of_a_chained_profile_needs_no_token(tmp_path: Path) -> None:
    with chained(tmp_path) as (center, env, opened):
        async with talking(env) as (talk, pilot):
            talk.item = CHAINED
            await begin(talk, pilot, console_flow)
            await press(talk, pilot, "h", "h", "enter")
            assert "Opens    the console's home   as deploy" in screen_text(talk.app)
            await press(talk, pilot, "enter")
            assert talk.asked_for_token == []
            link = f"switchrole?account={center.organization.accounts[2].id}&roleName=teams%2Fdeploy"
            assert link in opened.read_text()
            await begin(talk, pilot, console_flow)
            await press(talk, pilot, "Y")
            assert link in talk.copied[-1]


async def test_the_code_of_an_mfa_device_is_asked_for(tmp_path: Path) -> None:
    with chained(tmp_path, "mfa_serial = arn:aws:iam::111122223333:mfa/me\n") as (center, env, opened):
        async with talking(env) as (talk, pilot):
            assert talk.state.session is not None
            save_token(env, center, talk.state.session)
            talk.item = CHAINED
            await begin(talk, pilot, console_flow)
            await press(talk, pilot, "enter")
            assert "The code that arn:aws:iam::111122223333:mfa/me shows now" in screen_text(talk.app)
            await press(talk, pilot, "escape")
            assert not opened.exists()
            await begin(talk, pilot, console_flow)
            await press(talk, pilot, "enter", *"123456", "enter")
            assert talk.errors == []
            assert opened.exists()
            [request] = [each for each in center.requests if each.call == "AssumeRole"]
            assert request.params["SerialNumber"] == "arn:aws:iam::111122223333:mfa/me"
            assert request.params["TokenCode"]


@pytest.mark.parametrize(
    ("more", "says"), [("external_id = x\n", "No link without a secret leads there."), ("", "")]
)
async def test_a_role_that_wants_an_external_id_has_a_sign_in_link_only(
    tmp_path: Path, more: str, says: str
) -> None:
    with chained(tmp_path, more) as (_center, env, _opened):
        async with talking(env) as (talk, pilot):
            talk.item = CHAINED
            await begin(talk, pilot, console_flow)
            assert ("Switch-Role link" in screen_text(talk.app)) != bool(says)
            await press(talk, pilot, "Y")
            assert says in screen_text(talk.app)
            assert bool(talk.copied) != bool(says)


async def test_a_profile_with_long_term_keys_says_why_not(tmp_path: Path) -> None:
    with chained(tmp_path) as (_center, env, _opened):
        async with talking(env) as (talk, pilot):
            talk.item = Item("", "", "keys")
            await begin(talk, pilot, console_flow)
            assert "long-term keys" in talk.errors[-1]


async def test_the_copy_menu_of_a_chained_profile_asks_nobody(tmp_path: Path) -> None:
    with chained(tmp_path) as (center, env, _opened):
        account = center.organization.accounts[2].id
        wanted = {
            "a": account,
            "r": "deploy",
            "p": "deploy",
            "A": f"arn:aws:iam::{account}:role/teams/deploy",
            "l": f"switchrole?account={account}&roleName=teams%2Fdeploy",
        }
        async with talking(env) as (talk, pilot):
            talk.item = CHAINED
            for key, text in wanted.items():
                await begin(talk, pilot, copy_flow)
                await press(talk, pilot, key)
                assert text in talk.copied[-1]
            assert talk.asked_for_token == []
            assert len(center.requests) == 0


async def test_the_sign_in_link_of_a_chained_profile_is_copied(tmp_path: Path) -> None:
    with chained(tmp_path) as (center, env, _opened):
        async with talking(env) as (talk, pilot):
            assert talk.state.session is not None
            save_token(env, center, talk.state.session)
            talk.item = CHAINED
            await begin(talk, pilot, copy_flow)
            await press(talk, pilot, "u")
            assert talk.errors == []
            assert "SigninToken=" in talk.copied[-1]


async def test_the_use_sheet_of_a_chained_profile_offers_the_browser(tmp_path: Path) -> None:
    with chained(tmp_path) as (_center, env, _opened):
        async with talking(env) as (talk, pilot):
            talk.item = CHAINED
            await begin(talk, pilot, use_flow)
            assert "in the browser" in screen_text(talk.app)
            await press(talk, pilot, "4")
            assert "Open console · deploy →" in screen_text(talk.app)
            await press(talk, pilot, "escape")
            talk.item = Item("", "", "keys")
            await begin(talk, pilot, use_flow)
            assert "in the browser" not in screen_text(talk.app)


async def test_the_guard_stands_before_a_chained_profile_of_production(tmp_path: Path) -> None:
    with chained(tmp_path) as (center, env, _opened):
        async with talking(env) as (talk, pilot):
            account = center.organization.accounts[2].id
            entry = AccountEntry(Account(account, "shop-prod"), ("ReadOnlyAccess",), 1.0)
            talk.state = replace(talk.state, tree=AccountTree("corp", {account: entry}))
            talk.item, talk.has_token = CHAINED, False
            await begin(talk, pilot, console_flow)
            await press(talk, pilot, "enter")
            assert "Open the console as deploy?" in screen_text(talk.app)
            await press(talk, pilot, "enter")
            assert talk.asked_for_token == []
            await press(talk, pilot, "2")
            assert talk.asked_for_token == ["opening the console"]


async def test_marked_profiles_open_with_the_chained_one_among_them(tmp_path: Path) -> None:
    with chained(tmp_path) as (center, env, opened):
        async with talking(env) as (talk, pilot):
            assert talk.state.session is not None
            save_token(env, center, talk.state.session)
            role = first_role(talk, center)
            talk.item, talk.marked, talk.marked_profiles = CHAINED, (role,), ("dev", "deploy")
            await begin(talk, pilot, console_flow)
            await press(talk, pilot)
            assert talk.errors == []
            assert len(opened.read_text().splitlines()) == 2
            assert talk.said[-1] == "2 consoles opened"
            talk.marked, talk.marked_profiles = (), ("deploy",)
            await begin(talk, pilot, console_flow)
            assert "Open console · deploy →" in screen_text(talk.app)
