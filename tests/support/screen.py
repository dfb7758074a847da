"""The screen in tests: a small organisation that never changes, the app over it, and what it shows as plain text."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from textual.app import App
from textual.pilot import Pilot

from ssoswitch.model.account import Account, AccountEntry, AccountRole, AccountTree
from ssoswitch.model.environment import Environment
from ssoswitch.operations.startup import Startup, TokenState, start
from ssoswitch.tui.app import SsoswitchApp
from tests.support.environments import NOW, FalseClock, make_environment

GOLDENS = Path(__file__).parent.parent / "goldens" / "screen"
SIZES = ((120, 36), (80, 24), (60, 15))

_ACCOUNTS: tuple[tuple[str, str, str], ...] = (
    ("111122223333", "audit-log-archive", "ReadOnlyAccess SecurityAudit"),
    ("222233334444", "data-lake-dev", "AdministratorAccess DataScientist PowerUserAccess ReadOnlyAccess"),
    ("222233335555", "data-lake-prod", "AdministratorAccess DataScientist PowerUserAccess ReadOnlyAccess"),
    ("000011112222", "org-root", "Billing ReadOnlyAccess"),
    ("333344447777", "payments-dev", "AdministratorAccess Billing ReadOnlyAccess"),
    ("333344445555", "payments-prod", "AdministratorAccess Billing ReadOnlyAccess"),
    ("333344446666", "payments-stage", "AdministratorAccess PowerUserAccess ReadOnlyAccess"),
    ("333344448888", "payroll-prod", "AdministratorAccess ReadOnlyAccess"),
    ("444455556666", "platform-dev", "AdministratorAccess ReadOnlyAccess"),
    ("444455557777", "platform-prod", "AdministratorAccess ReadOnlyAccess"),
    ("555566667777", "sandbox-anna", "AdministratorAccess ReadOnlyAccess"),
    ("555566668888", "sandbox-ben", "AdministratorAccess ReadOnlyAccess"),
    ("666677778888", "security-tooling", "ReadOnlyAccess SecurityAudit"),
    ("777788889999", "shared-network", "NetworkAdministrator ReadOnlyAccess"),
    ("888899990000", "website-prod", "ReadOnlyAccess"),
)

CONFIG = """\
[sso-session corp]
sso_start_url = https://example.awsapps.com/start
sso_region = eu-west-1
sso_registration_scopes = sso:account:access

[profile pay-prod-admin]
sso_session = corp
sso_account_id = 333344445555
sso_role_name = AdministratorAccess
region = eu-west-1
output = json

[profile pay-prod-us]
sso_session = corp
sso_account_id = 333344445555
sso_role_name = AdministratorAccess
region = us-east-1
output = json

[profile lake-dev]
sso_session = corp
sso_account_id = 222233334444
sso_role_name = DataScientist
region = eu-west-1
"""


def sample_tree(*, read_ago: float = 180.0, unread: int = 0) -> AccountTree:
    """The organisation as a tree, read so many seconds before NOW; the last `unread` accounts without roles."""
    entries: dict[str, AccountEntry] = {}
    for number, (account_id, name, roles) in enumerate(_ACCOUNTS):
        account = Account(account_id, name, f"{name.partition('-')[0]}@example.com")
        known = number < len(_ACCOUNTS) - unread
        entries[account_id] = (
            AccountEntry(account, tuple(roles.split()), NOW - read_ago) if known else AccountEntry(account)
        )
    whole = None if unread else NOW - read_ago
    return AccountTree("corp", entries, synced_at=whole, saved_at=NOW - read_ago)


def changed_tree() -> AccountTree:
    """The sample after a sync that found much changed: access gained and lost, two accounts that it could not read."""
    tree = sample_tree()
    entries = dict(tree.entries)
    denied = "its roles may not be read (403)"
    entries["333344447777"] = replace(entries["333344447777"], roles=())
    entries["777788889999"] = replace(entries["777788889999"], failure=denied)
    entries["555566667777"] = AccountEntry(entries["555566667777"].account, failure="it took too long")
    gone = [("333344445555", "NetworkAdministrator"), ("121212121212", "Billing"), ("131313131313", "Billing"),
            ("131313131313", "ReadOnlyAccess")]  # fmt: skip
    new = [("333344446666", "PowerUserAccess"), ("555566668888", "AdministratorAccess"),
           ("555566668888", "ReadOnlyAccess"), ("888899990000", "ReadOnlyAccess")]  # fmt: skip
    return replace(
        tree,
        entries=entries,
        access_gone=frozenset(AccountRole(*pair) for pair in gone),
        access_new=frozenset(AccountRole(*pair) for pair in new),
        accounts_new=frozenset({"555566668888", "888899990000"}),
    )


def sample_environment(
    tmp_path: Path, variables: Mapping[str, str] | None = None, *, config: str | None = CONFIG
) -> Environment:
    """A home with that config, in ~/src/payments-api, on a clock that stands still."""
    return make_environment(
        tmp_path,
        variables,
        config=config,
        clock=FalseClock(),
        working_directory=tmp_path / "home" / "src" / "payments-api",
    )


def sample_startup(env: Environment, *, left: float | None = 22_320.0, **changes: Any) -> Startup:
    """What the first frame shows: the sample tree, and a token with `left` seconds (None: signed out)."""
    token = TokenState(NOW + left) if left is not None else TokenState()
    return replace(start(env), **{"tree": sample_tree(), "token": token, **changes})


def sample_app(tmp_path: Path, variables: Mapping[str, str] | None = None, **changes: Any) -> SsoswitchApp:
    """The app over the sample, in force as pay-prod-admin, with no work behind the first frame."""
    env = sample_environment(tmp_path, {"AWS_PROFILE": "pay-prod-admin", **(variables or {})})
    return quiet_app(env, sample_startup(env, **changes))


def quiet_app(env: Environment, startup: Startup) -> SsoswitchApp:
    """An app that begins no work by itself: what it shows is what the test tells it."""
    return QuietApp(env, startup=startup)


class QuietApp(SsoswitchApp):
    """The app without what it does behind the first frame."""

    def begin_behind_the_frame(self) -> None:
        """Nothing begins."""


def screen_text(app: App[Any]) -> str:
    """What is on the screen, a line for each row, spaces at the ends cut."""
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips) + "\n"


async def until(pilot: Pilot[Any], true: Callable[[], bool], *, patience: int = 2000) -> None:
    """Let the app work until that is so; fails when it never becomes so."""
    for _ in range(patience):
        if true():
            await pilot.pause()
            return
        await pilot.pause(0.005)
    raise AssertionError("it never became so:\n" + screen_text(pilot.app))


def check_golden(name: str, text: str) -> None:
    """Compare with the saved picture of that name; with UPDATE_GOLDENS=1 in the environment it is saved anew."""
    path = GOLDENS / f"{name}.txt"
    if os.environ.get("UPDATE_GOLDENS"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    expected = path.read_text(encoding="utf-8") if path.exists() else ""
    assert text == expected, f"{path.name} is another picture now (UPDATE_GOLDENS=1 saves it):\n{text}"
