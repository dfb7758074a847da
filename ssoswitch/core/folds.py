"""Which groups of a list are open. Only what differs from the rest is kept, for there are ten thousand accounts."""

from __future__ import annotations


class Folds:
    """The folding of one view, or of the hits of a search."""

    def __init__(self, *, open_at_first: bool = False) -> None:
        self.names_closed = open_at_first
        """Whether `keys` names the closed groups, all others being open; else it names the open ones."""
        self.keys: set[str] = set()

    def is_open(self, key: str) -> bool:
        """Whether that group is open."""
        return (key in self.keys) != self.names_closed

    def set_open(self, key: str, is_open: bool) -> None:
        """Open or close one group."""
        if is_open == self.names_closed:
            self.keys.discard(key)
        else:
            self.keys.add(key)

    def set_all(self, is_open: bool) -> None:
        """Open or close every group, also those that are still to come."""
        self.names_closed = is_open
        self.keys.clear()

    def forget(self) -> None:
        """No group differs from the rest any more."""
        self.keys.clear()
