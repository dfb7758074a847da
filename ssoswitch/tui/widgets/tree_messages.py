"""What the list tells the screen; `AccountTreeView` carries these as its own messages."""

from __future__ import annotations

from textual.message import Message

from ssoswitch.core.rows import Item
from ssoswitch.core.views import HitCount


class Highlighted(Message, namespace="account_tree_view"):
    """The cursor stands on another item; None: on nothing."""

    def __init__(self, item: Item | None) -> None:
        super().__init__()
        self.item = item


class Chosen(Message, namespace="account_tree_view"):
    """Enter or a double click on something that does not just open and close."""

    def __init__(self, item: Item) -> None:
        super().__init__()
        self.item = item


class DetailsWanted(Message, namespace="account_tree_view"):
    """→ on something that has nothing to open."""

    def __init__(self, item: Item) -> None:
        super().__init__()
        self.item = item


class MarksChanged(Message, namespace="account_tree_view"):
    """Marks were set or taken away; `sentence` says what a key did to many at once, else it is empty."""

    def __init__(self, count: int, sentence: str = "") -> None:
        super().__init__()
        self.count = count
        self.sentence = sentence


class Scrolled(Message, namespace="account_tree_view"):
    """Other accounts are visible now (`visible_account_ids`)."""


class Counted(Message, namespace="account_tree_view"):
    """What came in meanwhile changed how much there is, or how much a search finds."""

    def __init__(self, count: HitCount) -> None:
        super().__init__()
        self.count = count
