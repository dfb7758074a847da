"""What a query finds in the saved tree, as the command line lists it."""

from __future__ import annotations

from pathlib import Path

import pytest

from ssoswitch.model.account import AccountTree
from ssoswitch.model.settings import Recollections, Settings
from ssoswitch.operations.listing import find
from ssoswitch.operations.read_config import read_config
from tests.support.environments import make_environment
from tests.support.trees import tree_of

CONFIG = """\
[sso-session corp]
sso_start_url = https://acme.awsapps.com/start
sso_region = eu-west-1
[profile deploy]
sso_session = corp
sso_account_id = 333344446666
sso_role_name = PowerUserAccess
"""


def found(
    tmp_path: Path, query: str, tree: AccountTree | None = None, recollections: Recollections | None = None
) -> list[tuple[str, tuple[str, ...]]]:
    env = make_environment(tmp_path, config=CONFIG)
    return [
        (entry.account.name, roles)
        for entry, roles in find(
            env, tree if tree is not None else tree_of(), query,
            config=read_config(env), settings=Settings(), recollections=recollections or Recollections(),
        )
    ]  # fmt: skip


def test_no_query_is_everything_in_the_trees_order(tmp_path: Path) -> None:
    tree = tree_of()
    for query in ("", "   "):
        assert found(tmp_path, query) == [(entry.account.name, entry.roles) for entry in tree]
    assert found(tmp_path, "", AccountTree("corp")) == []
    assert found(tmp_path, "x", AccountTree("corp")) == []


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("payments prod", ["payments-prod"]),
        ("prod payments", ["payments-prod"]),
        ("333344446666", ["payments-stage"]),
        ("3333-4444-6666", ["payments-stage"]),
        ("nothing-like-that", []),
        ("has:profile", ["payments-stage"]),
        ("deploy", ["payments-stage"]),
    ],
)
def test_accounts(tmp_path: Path, query: str, names: list[str]) -> None:
    assert [name for name, _ in found(tmp_path, query)] == names


def test_only_the_roles_that_match(tmp_path: Path) -> None:
    assert found(tmp_path, "role:billing payroll") == [("payroll-prod", ("Billing",))]
    assert all("ReadOnlyAccess" in roles for _, roles in found(tmp_path, "role:readonly"))


def test_what_is_a_favourite_comes_first(tmp_path: Path) -> None:
    favourite = Recollections(favourites=("333344448888",))
    assert found(tmp_path, "pay", recollections=favourite)[0][0] == "payroll-prod"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (
            "arn:aws:sts::333344445555:assumed-role/AWSReservedSSO_ReadOnlyAccess_0123456789abcdef/anna",
            [("payments-prod", ("ReadOnlyAccess",))],
        ),
        (
            "https://acme.awsapps.com/start/#/console?account_id=333344446666&role_name=PowerUserAccess",
            [("payments-stage", ("PowerUserAccess",))],
        ),
        ("arn:aws:iam::333344445555:role/NoSuchRole", []),
    ],
)
def test_a_pasted_role_is_that_role_alone(
    tmp_path: Path, query: str, expected: list[tuple[str, tuple[str, ...]]]
) -> None:
    assert found(tmp_path, query) == expected


def test_a_pasted_role_name_is_that_role_wherever_it_is(tmp_path: Path) -> None:
    roles = {
        name
        for _, names in found(tmp_path, "AWSReservedSSO_ReadOnlyAccess_0123456789abcdef")
        for name in names
    }
    assert roles == {"ReadOnlyAccess"}
