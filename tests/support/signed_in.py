"""A signed-in home and the Identity Center that it leads to, for the tests that need no other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ssoswitch.demo.identity_center import FakeIdentityCenter
from ssoswitch.model.environment import Environment
from tests.support.fake_center import fake_center
from tests.support.signing_in import environment_for, save_token, session_of


@pytest.fixture
def center() -> Iterator[FakeIdentityCenter]:
    with fake_center() as center:
        yield center


@pytest.fixture
def env(center: FakeIdentityCenter, tmp_path: Path) -> Environment:
    """Session `corp`, signed in, and its profile `dev`."""
    env = environment_for(center, tmp_path)
    save_token(env, center, session_of(center))
    return env
