"""What Tab offers."""

from __future__ import annotations

from pathlib import Path

from ssoswitch.disk.tree_cache import save_tree
from ssoswitch.model.account import Account, AccountEntry, AccountTree
from ssoswitch.model.environment import Environment
from ssoswitch.operations.completion import accounts, profiles, roles, sessions
from ssoswitch.operations.read_config import read_config
from tests.support.environments import make_environment

CONFIG = """[sso-session corp]
sso_start_url = https://example.awsapps.com/start
sso_region = eu-west-1
[profile pay-prod]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Admin
[profile pay-dev]
region = x
[profile other]
"""


def environment(tmp_path: Path) -> Environment:
    env = make_environment(tmp_path, config=CONFIG)
    tree = AccountTree(
        "corp",
        {
            "111122223333": AccountEntry(
                Account("111122223333", "Payments prod"), ("Admin", "ReadOnly"), 1.0
            ),
            "444455556666": AccountEntry(Account("444455556666", ""), ("Audit",), 1.0),
        },
    )
    save_tree(env, read_config(env).sessions["corp"], tree)
    return env


def test_candidates(tmp_path: Path) -> None:
    env = environment(tmp_path)
    assert profiles(env, "pay") == [("pay-prod", "111122223333 Admin"), ("pay-dev", "")]
    assert sessions(env, "") == [("corp", "https://example.awsapps.com/start")]
    assert accounts(env, "pay") == [("Payments prod", "111122223333")]
    assert accounts(env, "4") == [("444455556666", "")]
    assert [value for value, _ in accounts(env, "")] == ["Payments prod", "444455556666"]
    assert roles(env, "Payments prod", "r") == [("ReadOnly", "")]
    assert roles(env, "1111-2222-3333", "") == [("Admin", ""), ("ReadOnly", "")]
    assert [value for value, _ in roles(env, "unknown", "a")] == ["Admin", "Audit"]


def test_nothing_is_raised(tmp_path: Path) -> None:
    env = make_environment(tmp_path)
    assert profiles(env, "") == sessions(env, "") == accounts(env, "") == roles(env, "x", "") == []
    broken = make_environment(tmp_path / "b", config="nonsense")
    assert profiles(broken, "") == accounts(broken, "", "gone") == []
