"""A signed-in home, for the tests that need no other."""

from __future__ import annotations

from tests.support.signed_in import center, env

__all__ = ["center", "env"]
