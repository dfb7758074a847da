"""Names: templates and filters, characters that every tool reads, and no two alike."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssoswitch.core.profile_names import (
    FILTERS,
    PARTS,
    check_name,
    name_note,
    portable,
    render_name,
    resolve_collisions,
)
from ssoswitch.model.account import Account
from ssoswitch.model.errors import InvalidValue
from ssoswitch.model.settings import AccountChoice, Settings
from ssoswitch.model.sso_session import SsoSession

SESSION = SsoSession("corp", "https://corp.awsapps.com/start", "eu-west-1")
PORTABLE = re.compile(r"[A-Za-z0-9_./%@-]+")


def render(
    template: str,
    name: str = "Payments Prod",
    role: str = "AdministratorAccess",
    choice: AccountChoice | None = None,
) -> str:
    account = Account("012345678901", name)
    return render_name(template, account, role, SESSION, choice, Settings(), region="eu-west-1")


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{account}-{role:short}", "Payments-Prod-admin"),
        ("{account}-{role}", "Payments-Prod-AdministratorAccess"),
        ("{account_id}.{role:short}", "012345678901.admin"),
        ("{id}", "012345678901"),
        ("{alias}", "Payments-Prod"),
        ("{session}/{env}/{region}", "corp/prod/eu-west-1"),
        ("{account|lower}", "payments-prod"),
        ("{account|upper}", "PAYMENTS-PROD"),
        ("{account|snake}", "payments_prod"),
        ("{role|kebab}", "administrator-access"),
        ("{account|camel}", "PaymentsProd"),
        ("{account|first|lower}", "payments"),
        ("{account|nospace}", "PaymentsProd"),
        ("{ account | lower }", "payments-prod"),
        ("{role:short|upper}", "ADMIN"),
        ("aws-{account}", "aws-Payments-Prod"),
        ("fixed", "fixed"),
        ("{env}", "prod"),
    ],
)
def test_templates(template: str, expected: str) -> None:
    assert render(template) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("", "012345678901-admin"),
        ("Büro für Öffentliches", "Buro-fur-Offentliches-admin"),
        ("支付", "admin"),
        ("a [b] <c>; #d", "a-b-c-d-admin"),
        ("  x  ", "x-admin"),
        ("x\n[evil]\r\u2028y", "x-evil-y-admin"),
        ("a/b_c.d", "a/b_c.d-admin"),
        ("a--b", "a-b-admin"),
    ],
)
def test_account_names_of_every_kind(name: str, expected: str) -> None:
    assert render("{account}-{role:short}", name) == expected


def test_nothing_left_of_a_name_is_the_account_id() -> None:
    assert render("{account}", "支付") == "012345678901-AdministratorAccess"


@pytest.mark.parametrize("name", ["default", "Default", "DEFAULT", "__proto__", "constructor"])
def test_default_is_never_proposed(name: str) -> None:
    assert render("{account}", name) == f"{portable(name)}-012345678901" or name == "__proto__"
    assert render("{account}", name).lower() not in ("default", "__proto__", "constructor")


def test_an_alias_and_a_chosen_environment_count() -> None:
    assert render("{alias}-{env}", choice=AccountChoice(alias="pay", environment="BLUE")) == "pay-blue"
    assert render("{account}-{env}", "Payments") == "Payments"


@pytest.mark.parametrize(
    "template", ["{nope}", "{account|nope}", "{account", "account}", "{}", "{role:long}"]
)
def test_a_template_that_does_not_work_says_what_works(template: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        render(template)
    assert "{account_id}" in caught.value.hint
    assert "|snake" in caught.value.hint


@settings(max_examples=200, derandomize=True, deadline=None)
@given(
    st.text(max_size=60),
    st.text(alphabet="abzAZ09+=,.@-_", min_size=1, max_size=64),
    st.sampled_from([f"{{{part}|{name}}}" for part in PARTS for name in FILTERS] + ["{account}-{role}"]),
)
def test_every_name_is_portable(name: str, role: str, template: str) -> None:
    made = render(template, name, role)
    assert PORTABLE.fullmatch(made)
    assert not made.startswith("-")
    check_name(made)
    assert portable(made) == made


@pytest.mark.parametrize("name", ["a", "A.b_c-d/e@f%g", "a:b", "a+b", "123", "default"])
def test_names_that_may_be_typed(name: str) -> None:
    check_name(name)
    assert bool(name_note(name)) == (":" in name or "+" in name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "a b",
        "a]b",
        "[a",
        "it's",
        'a"b',
        "a\\b",
        "a#b",
        "a;b",
        "a=b",
        "a\n",
        "-a",
        "büro",
        "x" * 129,
        "\x7f",
    ],
)
def test_names_that_may_not(name: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        check_name(name)
    assert str(caught.value).isprintable()


def test_a_typed_name_gets_a_proposal() -> None:
    with pytest.raises(InvalidValue) as caught:
        check_name("my dev]")
    assert caught.value.hint == "Take my-dev"


def names(wanted: list[str], taken: set[str], policy: str) -> list[tuple[str, str]]:
    return [(found.name, found.outcome) for found in resolve_collisions(wanted, taken, policy)]


def test_collisions() -> None:
    assert names(["a", "a", "b", "a"], set(), "fail") == [
        ("a", "free"),
        ("a-2", "suffixed"),
        ("b", "free"),
        ("a-3", "suffixed"),
    ]
    assert names(["a", "a-2", "a"], set(), "fail") == [("a", "free"), ("a-2", "free"), ("a-3", "suffixed")]
    assert names(["a", "b"], {"a", "a-2"}, "fail") == [("a", "taken"), ("b", "free")]
    assert names(["a", "a"], {"a", "a-2"}, "suffix") == [("a-3", "suffixed"), ("a-4", "suffixed")]
    assert names(["a", "a"], {"a", "a-2"}, "skip") == [("a", "taken"), ("a-3", "suffixed")]


@settings(max_examples=100, derandomize=True, deadline=None)
@given(
    st.lists(st.sampled_from(["a", "b", "a-2", "a-3"]), max_size=8),
    st.sets(st.sampled_from(["a", "b", "a-2", "b-2"])),
)
def test_no_two_get_one_name(wanted: list[str], taken: set[str]) -> None:
    found = resolve_collisions(wanted, taken, "suffix")
    given_names = [resolution.name for resolution in found]
    assert len(set(given_names)) == len(given_names)
    assert not set(given_names) & taken
