"""The flat rows of a list, which are never objects: where a row stands is worked out from accumulated counts.

A list is a few fixed rows (headings, favourites), then groups: an account with its roles, a role with its
accounts, a profile. Opening or closing groups is new counts and one `accumulate`, a millisecond for ten
thousand; only the rows on the screen ever become values.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from enum import Enum
from itertools import accumulate

from ssoswitch.model.frozen import frozen


@frozen
class Item:
    """What a row stands for: an account, a role in it, a profile; a role of every account has an empty account id."""

    account_id: str = ""
    role_name: str = ""
    profile_name: str = ""


NOTHING = Item()


class RowKind(Enum):
    """How a row is drawn."""

    TOP_HEADING = "top heading"
    HEADING = "heading"
    COLUMNS = "column titles"
    ACCOUNT = "account"
    ROLE = "role"
    ACCOUNT_ROLE = "account / role"
    """An account and a role on one line: one-role accounts, favourites, recent roles."""
    ROLE_GROUP = "role with its accounts"
    ROLE_ACCOUNT = "account under a role"
    PROFILE = "profile"


HEADINGS = (RowKind.TOP_HEADING, RowKind.HEADING, RowKind.COLUMNS)


@frozen
class Row:
    """A row of the screen."""

    kind: RowKind
    item: Item = NOTHING
    doc: int = -1
    """The account's number in the catalogue, -1 where there is none."""
    count: int = 0
    """Of a heading: how many; of a group: its rows."""
    open: bool = False
    top: bool = False
    """Whether it stands in the favourites-and-recent section."""
    index: int = -1
    """Of a profile: its place in the config."""

    @property
    def foldable(self) -> bool:
        """Whether it can be opened and closed."""
        return self.count > 0 and self.kind in (RowKind.ACCOUNT, RowKind.ROLE_GROUP)


class FlatRows:
    """Fixed rows, then groups of `sizes` rows each (the group's own row is the first of them)."""

    __slots__ = ("_ends", "fixed")

    def __init__(self, fixed: Sequence[Row], sizes: Iterable[int]) -> None:
        self.fixed = fixed
        self._ends = list(accumulate(sizes))

    def __len__(self) -> int:
        return len(self.fixed) + (self._ends[-1] if self._ends else 0)

    def group_at(self, y: int) -> tuple[int, int]:
        """The group that row `y` belongs to, and its place there: 0 is the group's own row. Raises IndexError."""
        inner = y - len(self.fixed)
        if not self._ends or not 0 <= inner < self._ends[-1]:
            raise IndexError(y)
        group = bisect_right(self._ends, inner)
        return group, inner - (self._ends[group - 1] if group else 0)

    def start(self, group: int) -> int:
        """The row of that group's own line."""
        return len(self.fixed) + (self._ends[group - 1] if group else 0)
