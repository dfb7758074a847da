"""The sample is the same each time, realistic, and holds the odd accounts that a real organization has."""

from __future__ import annotations

import pytest

from ssoswitch.demo.organization import DemoAccount, Organization


@pytest.mark.parametrize("count", [1, 12, 60, 412, 10_000])
def test_the_sample_has_so_many_accounts_with_proper_ids(count: int) -> None:
    sample = Organization.sample(count)
    assert len(sample) == count
    assert len({account.id for account in sample}) == count
    assert all(len(account.id) == 12 and account.id.isdigit() for account in sample)


def test_the_sample_is_deterministic_and_grows_at_the_end() -> None:
    assert Organization.sample(60) == Organization.sample(60)
    assert Organization.sample(412).accounts[:60] == Organization.sample(60).accounts


def test_the_pictures_find_their_accounts() -> None:
    sample = Organization.sample(60)
    payments = sample.find("333344445555")
    assert payments is not None
    assert payments.name == "payments-prod"
    assert payments.roles == ("AdministratorAccess", "Billing", "ReadOnlyAccess")
    website = sample.find("888899990000")
    assert website is not None and website.roles == ("ReadOnlyAccess",)


def test_the_sample_has_the_odd_ones() -> None:
    sample = Organization.sample(60)
    assert sum(account.roles == () for account in sample) == 1
    assert sum(account.email is None for account in sample) == 1
    assert sum(account.name is None for account in sample) == 1
    assert sum(account.id.startswith("0") for account in sample) >= 4
    names = [account.name for account in sample]
    assert names.count("shop-prod") == 2, "two accounts may have one name"


def test_benchmarks_ask_for_a_number_of_roles() -> None:
    sample = Organization.sample(10_000, roles_per_account=10)
    assert sample.role_count == 100_000
    assert all(len(set(account.roles)) == 10 for account in sample)


@pytest.mark.parametrize("count", [0, -1, 10_001])
def test_other_numbers_are_refused(count: int) -> None:
    with pytest.raises(ValueError, match="1 to 10,000"):
        Organization.sample(count)


def test_an_organization_can_be_changed_into_another() -> None:
    before = Organization.of(("111111111111", "a", None, ["R"]), ("222222222222", "b", None, ["R", "S"]))
    assert before.with_role("111111111111", "T").find("111111111111") == DemoAccount(
        "111111111111", "a", None, ("R", "T")
    )
    assert before.without_role("222222222222", "R").role_count == 2
    assert before.without_account("111111111111").find("111111111111") is None
    assert len(before.with_account(DemoAccount("333333333333", "c", None))) == 3
    assert before.role_count == 3, "the first one stays as it was"


def test_two_accounts_with_one_id_are_refused() -> None:
    with pytest.raises(ValueError, match="same id"):
        Organization.of(("111111111111", "a", None, []), ("111111111111", "b", None, []))
