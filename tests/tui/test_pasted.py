"""What is pasted into the search: it is said what it was taken for, and `o` opens the page that it names."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from textual import events

from ssoswitch.disk.tree_cache import save_tree
from ssoswitch.model.account import Account, AccountEntry, AccountTree
from ssoswitch.tui.screens.console import ConsoleDialog
from tests.support.environments import NOW
from tests.support.screen import (
    CONFIG,
    QuietApp,
    sample_app,
    sample_environment,
    sample_startup,
    screen_text,
    until,
)

LAB = """
[sso-session lab]
sso_start_url = https://lab.awsapps.com/start
sso_region = eu-central-1
"""
ARN = "arn:aws:sts::333344445555:assumed-role/AWSReservedSSO_Billing_0123456789abcdef/ann"
PAGE = "https://eu-central-1.console.aws.amazon.com/s3/buckets/pay-invoices?region=eu-central-1"


@pytest.mark.parametrize(
    ("pasted", "said"),
    [
        (ARN, "from ARN: payments-prod / Billing"),
        ("3333-4444-5555", "from account id: payments-prod"),
        (PAGE, "from console page: o on any account opens that page"),
        (
            "arn:aws:lambda:eu-west-1:333344445555:function:pay",
            "from ARN: payments-prod, o opens that page",
        ),
    ],
)
async def test_it_is_said_what_a_pasted_thing_was_taken_for(tmp_path: Path, pasted: str, said: str) -> None:
    app = sample_app(tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("slash")
        app.post_message(events.Paste(pasted))
        await until(pilot, lambda: said in screen_text(app))
        await pilot.press("escape")
        await until(pilot, lambda: said not in screen_text(app))


async def test_o_opens_the_page_that_was_pasted(tmp_path: Path) -> None:
    app = sample_app(tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("slash")
        app.post_message(events.Paste(PAGE))
        await until(pilot, lambda: app.controller.state.destination == PAGE)
        await pilot.press("enter", "l", "j", "o")
        await until(pilot, lambda: isinstance(app.screen, ConsoleDialog))
        assert f"Opens    {PAGE}" in screen_text(app)


async def test_without_a_hit_other_sessions_are_looked_through(tmp_path: Path) -> None:
    env = sample_environment(tmp_path, config=CONFIG + LAB)
    startup = sample_startup(env)
    lab = next(session for session in startup.sessions if session.name == "lab")
    entry = AccountEntry(Account("999988887777", "quantum-lab", ""), ("Admin", "ReadOnly"), NOW)
    save_tree(env, lab, AccountTree("lab", {"999988887777": entry}, synced_at=NOW, saved_at=NOW))
    app = QuietApp(env, startup=replace(startup))
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("slash", *"quantum")
        await until(pilot, lambda: "2 hits in another session: lab (2)" in screen_text(app))
        await pilot.press("backspace")
        assert "another session" not in screen_text(app)
        await until(pilot, lambda: "lab (2)" in screen_text(app))
        await pilot.press("escape", *"pay")
        await pilot.pause(0.4)
        assert "another session" not in screen_text(app)
