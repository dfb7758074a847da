"""A home that has been used for a while, and the Identity Center that it leads to: made once for each file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ssoswitch.demo.identity_center import FakeIdentityCenter
from ssoswitch.demo.organization import Organization
from ssoswitch.model.environment import Environment
from tests.support.fake_center import fake_center
from tests.support.used_home import used_home


@pytest.fixture(scope="module")
def center() -> Iterator[FakeIdentityCenter]:
    with fake_center(Organization.sample(6)) as center:
        yield center


@pytest.fixture(scope="module")
def used(center: FakeIdentityCenter, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    return used_home(center, tmp_path_factory.mktemp("used"))
