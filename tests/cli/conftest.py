"""Homes for commands: signed out, signed in, with a saved tree, and one for reading only."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ssoswitch.demo.identity_center import FakeIdentityCenter
from ssoswitch.demo.organization import Organization
from ssoswitch.model.environment import Environment
from tests.support.command_line import run
from tests.support.fake_center import fake_center
from tests.support.signing_in import environment_for, save_token, session_of

COMPANY = Organization.of(
    ("333344445555", "payments-prod", "pay@example.com", ("AdministratorAccess", "ReadOnlyAccess")),
    ("333344446666", "payments-stage", "stage@example.com", ("PowerUserAccess",)),
    ("012345678901", "data-lake", None, ("DataScientist", "ReadOnlyAccess")),
    ("555566667777", "empty", "empty@example.com", ()),
)


@pytest.fixture
def center() -> Iterator[FakeIdentityCenter]:
    with fake_center(COMPANY) as running:
        yield running


@pytest.fixture
def env(center: FakeIdentityCenter, tmp_path: Path) -> Environment:
    """Session `corp`, profile `dev` (payments-prod, AdministratorAccess, eu-west-1); nobody is signed in."""
    return environment_for(center, tmp_path)


@pytest.fixture
def signed_in(env: Environment, center: FakeIdentityCenter) -> Environment:
    save_token(env, center, session_of(center))
    return env


@pytest.fixture
def saved(signed_in: Environment) -> Environment:
    """Signed in, with a saved tree."""
    assert run(signed_in, "sync").code == 0
    return signed_in
