from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssoswitch.core.rows import FlatRows, Row, RowKind


@settings(derandomize=True, max_examples=200)
@given(st.integers(0, 3), st.lists(st.integers(1, 4), max_size=8))
def test_every_row_is_found_where_it_stands(fixed: int, sizes: list[int]) -> None:
    rows = FlatRows([Row(RowKind.HEADING)] * fixed, sizes)
    expected = [(group, place) for group, size in enumerate(sizes) for place in range(size)]
    assert len(rows) == fixed + len(expected)
    assert [rows.group_at(fixed + y) for y in range(len(expected))] == expected
    for group in range(len(sizes)):
        assert rows.group_at(rows.start(group)) == (group, 0)


@pytest.mark.parametrize("y", [-1, 0, 1, 6])
def test_rows_that_are_in_no_group_are_refused(y: int) -> None:
    rows = FlatRows([Row(RowKind.HEADING)] * 2, [1, 3])
    with pytest.raises(IndexError):
        rows.group_at(y)
