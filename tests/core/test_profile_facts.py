from __future__ import annotations

from dataclasses import replace

import pytest

from ssoswitch.core.catalogue import Catalogue, Facts
from ssoswitch.core.profile_facts import dead_count, find_profiles, is_dead, profile_fact
from ssoswitch.core.query import parse_query
from ssoswitch.model.account import AccountRole, AccountTree
from ssoswitch.model.profile import Profile, ProfileForm
from ssoswitch.model.settings import Recollections
from tests.support.trees import ADMIN, catalogue_of, profile

ALL = (
    profile("pay-admin", "333344445555", ADMIN, region="eu-west-1"),
    profile("gone-role", "333344445555", "NoSuchRole"),
    profile("gone-account", "999999999999", ADMIN),
    profile("unread", "555566667777", ADMIN),
    profile("old", "222233334444", "DataScientist", ProfileForm.INLINE),
    profile("ci", form=ProfileForm.ASSUME_ROLE, source_profile="pay-admin"),
    profile("ec2", form=ProfileForm.ASSUME_ROLE, credential_source="Ec2InstanceMetadata"),
    profile("keys", form=ProfileForm.STATIC),
    profile("default", "888899990000", "ReadOnlyAccess"),
    replace(profile("lab", "999999999999", ADMIN), session_name="lab"),
)


@pytest.mark.parametrize(
    ("name", "leads_to", "state"),
    [
        ("pay-admin", "payments-prod / AdministratorAccess", "fine"),
        ("gone-role", "payments-prod / NoSuchRole", "gone"),
        ("gone-account", "999999999999 / AdministratorAccess", "gone"),
        ("unread", "sandbox-anna / AdministratorAccess", "fine"),
        ("old", "data-lake-dev / DataScientist", "older"),
        ("ci", "role_arn, source_profile pay-admin", "shown"),
        ("ec2", "role_arn, Ec2InstanceMetadata", "shown"),
        ("keys", "access keys", "shown"),
        ("default", "website-prod / ReadOnlyAccess", "default"),
        ("lab", "999999999999 / AdministratorAccess", "fine"),
    ],
)
def test_a_profile_says_where_it_leads_and_how_it_stands(name: str, leads_to: str, state: str) -> None:
    catalogue = catalogue_of(profiles=ALL)
    fact = profile_fact(_named(name), catalogue)
    assert (fact.leads_to, fact.state) == (leads_to, state)
    assert is_dead(_named(name), catalogue) == (state == "gone")


def test_what_is_in_force_and_who_uses_it() -> None:
    catalogue = catalogue_of(profiles=ALL, here_profile="pay-admin", used_by={"pay-admin": 2, "old": 1})
    fact = profile_fact(_named("pay-admin"), catalogue)
    assert (fact.state, fact.environment, fact.region, fact.used_by) == (
        "here",
        "PROD",
        "eu-west-1",
        "2 directories",
    )
    assert profile_fact(_named("old"), catalogue).used_by == "1 directory"
    assert profile_fact(_named("default"), catalogue).name == "[default]"
    assert dead_count(catalogue) == 2


def test_an_inline_profile_of_the_same_portal_is_dead_with_its_role() -> None:
    inline = Profile("old", {}, ProfileForm.INLINE, AccountRole("999988887777", "Gone"), "corp-inline")
    tree = AccountTree("corp", {}, synced_at=1.0)
    for sessions, dead in ((("corp", "corp-inline"), True), (("corp",), False), ((), False)):
        catalogue = Catalogue(tree, Facts(profiles=(inline,), sessions=sessions))
        assert is_dead(inline, catalogue) is dead


def test_nothing_is_dead_before_a_whole_sync() -> None:
    catalogue = catalogue_of(profiles=ALL)
    catalogue.tree = replace(catalogue.tree, synced_at=None)
    assert not is_dead(_named("gone-account"), catalogue)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", [each.name for each in ALL]),
        ("pay admin", ["pay-admin", "ci"]),
        ("eu-west", ["pay-admin"]),
        ("!admin old", ["old"]),
        ("role:datasc", ["old"]),
        ("acc:lake", ["old"]),
        ("id:9999", ["gone-account", "default", "lab"]),
        ("env:prod", ["pay-admin", "gone-role", "default"]),
        ("is:gone", ["gone-role", "gone-account"]),
        ("is:here", ["keys"]),
        ("is:fav", ["pay-admin"]),
        ("is:marked", ["old"]),
        ("~pyadm", ["pay-admin"]),
        ("has:profile keys", ["keys"]),
    ],
)
def test_profiles_are_found_by_what_they_show(text: str, names: list[str]) -> None:
    catalogue = catalogue_of(
        profiles=ALL, here_profile="keys", recollections=Recollections(favourites=(f"333344445555/{ADMIN}",))
    )
    found = find_profiles(parse_query(text), catalogue, [("222233334444", ("DataScientist",), "")])
    if text == "~pyadm":
        assert names[0] in [ALL[index].name for index in found]
    else:
        assert [ALL[index].name for index in found] == names


def _named(name: str) -> Profile:
    return next(each for each in ALL if each.name == name)
