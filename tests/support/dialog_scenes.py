"""The small world in which dialogs are tried: a config with something of everything, and a tree of five accounts."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from ssoswitch.core.rows import Item
from ssoswitch.model.account import Account, AccountEntry, AccountRole, AccountTree
from ssoswitch.model.environment import Environment
from tests.support.environments import NOW, FalseClock, make_environment
from tests.support.flow_context import Talk

CONFIG = """\
[default]
region = eu-west-1

[sso-session corp]
sso_start_url = https://example.awsapps.com/start
sso_region = eu-west-1
sso_registration_scopes = sso:account:access

[sso-session lab]
sso_start_url = https://d-1234567890.awsapps.com/start
sso_region = eu-central-1

[sso-session gov]
sso_start_url = ftp://example
sso_region = eu-central-1

# mine
[profile pay-prod-admin]
sso_session = corp
sso_account_id = 333344445555
sso_role_name = AdministratorAccess
region = eu-west-1
output = json

[profile legacy]
sso_start_url = https://old.awsapps.com/start
sso_region = eu-west-1
sso_account_id = 555566667777
sso_role_name = ReadOnlyAccess
"""
HOSTILE = "sandbox [/anna] [@click=app.quit]x[/]"
ACCOUNTS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("111122223333", "audit-log-archive", ("SecurityAudit", "ViewOnlyAccess")),
    ("222233335555", "data-lake-prod", ("ReadOnlyAccess",)),
    ("333344445555", "payments-prod", ("AdministratorAccess", "Billing", "ReadOnlyAccess")),
    ("333344446666", "payments-stage", ("AdministratorAccess", "PowerUserAccess")),
    ("555566667777", HOSTILE, ("ReadOnlyAccess",)),
)
PROD = Item("333344445555", "AdministratorAccess")
PROD_ACCOUNT = Item("333344445555")
STAGE = Item("333344446666", "PowerUserAccess")
AUDIT = Item("111122223333", "ViewOnlyAccess")
SANDBOX = Item("555566667777", "ReadOnlyAccess")
LEGACY = Item("555566667777", "ReadOnlyAccess", "legacy")
ONE_OF_EACH = tuple(AccountRole(account_id, roles[0]) for account_id, _, roles in ACCOUNTS)


def world(
    tmp_path: Path, *, config: str | None = CONFIG, variables: Mapping[str, str] | None = None
) -> Environment:
    """An environment with bash and nothing else on the PATH, so that dialogs say the same on every machine."""
    programs = tmp_path / "bin"
    programs.mkdir()
    bash = shutil.which("bash")
    assert bash is not None, "bash reads what .envrc holds: the tests need it"
    (programs / "bash").symlink_to(bash)
    # A set-up asks the portal for its region; no test asks a real one.
    nobody = {"AWS_ENDPOINT_URL": "http://127.0.0.1:9"} if config is None else {}
    everything = {"SHELL": "/bin/bash", "PATH": str(programs), **nobody, **(variables or {})}
    return make_environment(tmp_path, everything, config=config, clock=FalseClock())


def tree_of(accounts: tuple[tuple[str, str, tuple[str, ...]], ...] = ACCOUNTS) -> AccountTree:
    """The saved tree, ten minutes old."""
    entries = {
        account_id: AccountEntry(Account(account_id, name, "a@example.com"), roles, NOW - 600)
        for account_id, name, roles in accounts
    }
    return AccountTree("corp", entries, synced_at=NOW - 600, saved_at=NOW - 600)


def at(talk: Talk, item: Item | None, marked: tuple[AccountRole, ...] = ()) -> None:
    """Put the cursor there, with the tree on the screen."""
    session = talk.state.config.sessions.get("corp")
    talk.state = replace(talk.state, tree=tree_of(), session=session or talk.state.session)
    talk.item, talk.marked = item, marked
