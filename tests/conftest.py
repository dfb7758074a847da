"""What goes for every property: the same examples each time; `TRIES=n` looks n times as long, at others each time."""

from __future__ import annotations

import pytest
from hypothesis import settings

from tests.support.tries import TRIES

_SETTINGS = "_hypothesis_internal_use_settings"

# For the properties that say nothing of it themselves: the same examples in each run, and no limit of time for one.
settings.register_profile("bounded", derandomize=True, deadline=None)
settings.load_profile("bounded")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The bounds stand at each property; here they are widened in one place."""
    if TRIES == 1:
        return
    functions = {getattr(item, "function", None) for item in items}
    for function in functions:
        if function is None or not getattr(function, "is_hypothesis_test", False):
            continue
        # There is no public way to widen what `@settings` said.
        bound: settings = getattr(function, _SETTINGS, settings())
        wide = settings(bound, max_examples=bound.max_examples * TRIES, derandomize=False, database=None)
        setattr(function, _SETTINGS, wide)
