from __future__ import annotations

import pytest

from ssoswitch.core.environments import environment_word, is_guarded
from ssoswitch.model.settings import AccountChoice, Settings


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("payments-prod", "PROD"),
        ("Payments-PRODUCTION", "PROD"),
        ("payments-nonprod", "DEV"),
        ("non-prod-payments", "DEV"),
        ("payments-preprod", "STG"),
        ("payments-staging", "STG"),
        ("product-dev", "PROD"),
        ("data-lake-dev", "DEV"),
        ("sandbox-anna", "SBX"),
        ("audit-log-archive", "SEC"),
        ("org-root", "ROOT"),
        ("shared-network", ""),
        ("", ""),
    ],
)
def test_a_name_tells_its_environment(name: str, word: str) -> None:
    assert environment_word(name, None, Settings()) == word


@pytest.mark.parametrize(
    ("choice", "word"),
    [
        (AccountChoice(environment="LIVE"), "LIVE"),
        (AccountChoice(environment="-"), ""),
        (AccountChoice(alias="payments-prod"), "PROD"),
        (AccountChoice(alias="nonprod"), "DEV"),
        (AccountChoice(), "DEV"),
    ],
)
def test_what_the_user_chose_comes_before_the_name(choice: AccountChoice, word: str) -> None:
    assert environment_word("payments-dev", choice, Settings()) == word


@pytest.mark.parametrize(
    ("pattern", "name", "matches"),
    [
        ("prod-*", "prod-x", True),
        ("prod-*", "x-prod-", False),
        ("*-p?", "x-p1", True),
        ("[pl]rod", "lrod", True),
        ("prod", "prod", True),
        ("prod", "product", False),
        ("*", "", True),
        ("**", "x", True),
        ("*PROD*", "a.prod.b", True),
    ],
)
def test_patterns_are_the_shells(pattern: str, name: str, matches: bool) -> None:
    settings = Settings(environments={"X": (pattern,)})
    assert environment_word(name, None, settings) == ("X" if matches else "")


def test_the_first_word_that_matches_is_taken() -> None:
    settings = Settings(environments={"A": ("*x*", "!*xy*"), "B": ("*x*",)})
    assert [environment_word(name, None, settings) for name in ("x", "xy")] == ["A", "B"]


@pytest.mark.parametrize(
    ("word", "choice", "guarded"),
    [
        ("PROD", None, True),
        ("prod", None, True),
        ("DEV", None, False),
        ("", None, False),
        ("DEV", AccountChoice(guard=True), True),
        ("PROD", AccountChoice(guard=False), False),
        ("PROD", AccountChoice(), True),
    ],
)
def test_the_guard_stands_before_production(word: str, choice: AccountChoice | None, guarded: bool) -> None:
    assert is_guarded(word, choice, Settings()) is guarded
