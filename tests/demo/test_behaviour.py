"""Which calls a fault hits."""

from __future__ import annotations

import pytest

from ssoswitch.demo.behaviour import Fault


@pytest.mark.parametrize(
    ("fault", "hit"),
    [
        (Fault("X", "500"), [1]),
        (Fault("X", "500", nth=3), [3]),
        (Fault("X", "500", nth=2, times=3), [2, 3, 4]),
        (Fault("X", "500", times=None), list(range(1, 11))),
        (Fault("X", "500", nth=3, times=None, every=3), [3, 6, 9]),
        (Fault("X", "500", nth=1, times=2, every=5), [1, 6]),
        (Fault("X", "500", times=0), []),
    ],
)
def test_a_fault_hits_these_of_ten_calls(fault: Fault, hit: list[int]) -> None:
    assert [count for count in range(1, 11) if fault.hits(count)] == hit
