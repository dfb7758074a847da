"""What the console dialog offers first, and what is remembered of an opening."""

from __future__ import annotations

import pytest

from ssoswitch.core.console_choice import (
    FEDERATION,
    HOME,
    PORTAL,
    LastChoice,
    fitting_region,
    last_choice,
    offer,
    remember_choice,
)
from ssoswitch.model.account import AccountRole
from ssoswitch.model.errors import InvalidValue
from ssoswitch.model.settings import AccountChoice, Recollections, Settings
from ssoswitch.model.sso_session import SsoSession

ROLE = AccountRole("333344445555", "Admin")
SESSION = SsoSession("corp", "https://acme.awsapps.com/start", "eu-central-1")
KEY = "console/333344445555/Admin"


def remembering(text: str) -> Recollections:
    return Recollections(last_choice={KEY: text})


def test_the_region_in_its_order() -> None:
    everything = Settings(region="eu-north-1", accounts={"333344445555": AccountChoice(region="eu-west-3")})
    last = remembering("s3|eu-west-1|portal")
    steps = [
        (last, everything, "eu-west-2", "eu-west-1", "used here last"),
        (Recollections(), everything, "eu-west-2", "eu-west-3", "set for this account"),
        (Recollections(), Settings(region="eu-north-1"), "eu-west-2", "eu-west-2", "the profile's"),
        (Recollections(), Settings(region="eu-north-1"), "", "eu-north-1", "from the settings"),
        (Recollections(), Settings(), "", "eu-central-1", "the sso-session's"),
    ]
    for recollections, settings, profile_region, region, why in steps:
        found = offer(SESSION, ROLE, settings, recollections, profile_region=profile_region)
        assert (found.region, found.region_why) == (region, why)
    regions = offer(SESSION, ROLE, everything, last, profile_region="eu-west-2").regions
    assert regions == ("eu-west-1", "eu-west-3", "eu-west-2", "eu-north-1", "eu-central-1")


def test_regions_of_another_partition_or_none_are_passed_over() -> None:
    settings = Settings(region="us-gov-west-1", accounts={"333344445555": AccountChoice(region="nowhere")})
    found = offer(SESSION, ROLE, settings, remembering("s3|cn-north-1|"), profile_region="x\ny")
    assert (found.region, found.regions) == ("eu-central-1", ("eu-central-1",))


def test_without_any_region() -> None:
    with pytest.raises(InvalidValue) as caught:
        offer(None, ROLE, Settings(), Recollections())
    assert "--region" in caught.value.hint


def test_service_and_way() -> None:
    found = offer(SESSION, ROLE, Settings(), remembering("s3||portal"))
    assert (found.service, found.way) == ("s3", PORTAL)
    found = offer(SESSION, ROLE, Settings(console_way=PORTAL), Recollections())
    assert (found.service, found.way) == (HOME, PORTAL)
    found = offer(SESSION, ROLE, Settings(console_way="nonsense"), Recollections())
    assert found.way == FEDERATION


@pytest.mark.parametrize("text", ["", "|", "||||", "nonsense|nonsense|nonsense", "\x1b[2J|x y|z"])
def test_a_damaged_memory_is_none(text: str) -> None:
    assert last_choice(remembering(text), ROLE) == LastChoice()


def test_remembering() -> None:
    first = remember_choice(Recollections(), "corp", ROLE, LastChoice("s3", "eu-west-1", PORTAL), 100.0)
    assert first.last_choice[KEY] == "s3|eu-west-1|portal"
    assert first.used["corp/333344445555/Admin"] == (100.0, 1, "console s3")
    # A page that was pasted says nothing of service and region: both stay.
    second = remember_choice(first, "corp", ROLE, LastChoice(), 200.0)
    assert second.last_choice[KEY] == "s3|eu-west-1|portal"
    assert second.used["corp/333344445555/Admin"] == (200.0, 2, "console")
    third = remember_choice(second, "corp", ROLE, LastChoice("iam", "", ""), 300.0)
    assert last_choice(third, ROLE) == LastChoice("iam", "eu-west-1", PORTAL)


def test_a_profile_without_a_known_role_is_not_counted() -> None:
    assert remember_choice(Recollections(), "", AccountRole("", ""), LastChoice("s3"), 1.0).used == {}


def test_a_region_must_fit() -> None:
    assert fitting_region("eu-west-1", "aws") == "eu-west-1"
    for region, partition in (("cn-north-1", "aws"), ("x", "aws"), ("us-iso-east-1", "aws-iso")):
        with pytest.raises(InvalidValue):
            fitting_region(region, partition)
