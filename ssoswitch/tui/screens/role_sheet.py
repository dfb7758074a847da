"""Which role? The sheet that an account row opens: 1–9 choose at once, `a` takes all where that makes sense."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult

from ssoswitch.tui.screens.dialog import Dialog
from ssoswitch.tui.widgets.choice_list import Choice, ChoiceList
from ssoswitch.tui.widgets.key_line import DialogKey


class RoleSheet(Dialog[tuple[str, ...]]):
    """Returns the names chosen."""

    help_text = "The row is an account, so say which of its roles is meant. A digit chooses at once."

    def __init__(
        self, heading: str, roles: Sequence[tuple[str, int]], *, environment: str = "", several: bool = False
    ) -> None:
        super().__init__(heading, environment=environment, small=True)
        self._roles = roles
        self._several = several

    def compose_body(self) -> ComposeResult:
        """A line for each role, with its profiles counted."""
        yield ChoiceList(
            [
                Choice(name, (name, f"✓ {count}" if count else "·"), str(number) if number <= 9 else "")
                for number, (name, count) in enumerate(self._roles, 1)
            ],
            (0, 6),
            most=12,
        )

    def keys(self) -> Sequence[DialogKey]:
        """Enter takes the line, a digit its own, a all."""
        digits = f"1-{min(9, len(self._roles))}"
        return (
            DialogKey("enter", "Choose", self._choose),
            DialogKey("", "At once", None, written=digits),
            DialogKey("a", "All of them", self._all, short="All", shown=self._several),
        )

    def _choose(self) -> None:
        choice = self.query_one(ChoiceList).choice
        if choice is not None:
            self.answer((choice.value,))

    def _all(self) -> None:
        if self._several:
            self.answer(tuple(name for name, _ in self._roles))

    def on_choice_list_chosen(self, event: ChoiceList.Chosen) -> None:
        """A digit or a click."""
        event.stop()
        self.answer((event.choice.value,))
