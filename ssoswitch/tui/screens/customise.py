"""What the user says of one account; empty means that the name patterns and the settings decide."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.app import ComposeResult

from ssoswitch.core.environments import NO_WORD
from ssoswitch.core.text import clean
from ssoswitch.model.account import Account
from ssoswitch.model.settings import COLOURS, AccountChoice
from ssoswitch.tui.screens.dialog import Dialog
from ssoswitch.tui.widgets.form_row import Option, OptionsRow
from ssoswitch.tui.widgets.key_line import DialogKey
from ssoswitch.tui.widgets.lines import MUTED, Prose
from ssoswitch.tui.widgets.text_row import TextRow

_GUARD = {"": None, "on": True, "off": False}
_LABEL = 12


class CustomiseDialog(Dialog[AccountChoice]):
    """Returns what is said now."""

    help_text = (
        "It stands in config.toml under the account's id. The alias is searched and may stand in profile names; the "
        "colour is that of Firefox containers; the guard asks before the console and .envrc."
    )

    def __init__(
        self,
        account: Account,
        choice: AccountChoice,
        *,
        words: Sequence[str],
        by_name: str,
        suggest_regions: Callable[[str], Sequence[str]],
    ) -> None:
        super().__init__(f"Customise {clean(account.name or account.account_id)}")
        self._account, self._choice = account, choice
        self._words, self._by_name = words, by_name
        self._suggest = suggest_regions

    def compose_body(self) -> ComposeResult:
        """A field each."""
        choice = self._choice
        by_name = f"by name: {self._by_name or 'none'}"
        words = [Option("", by_name), *(Option(word, word) for word in self._words), Option(NO_WORD, "none")]
        if choice.environment and choice.environment not in (*self._words, NO_WORD):
            words.append(Option(choice.environment, choice.environment))
        guard = next(word for word, value in _GUARD.items() if value == choice.guard)
        yield TextRow(
            "alias", "a", "Alias", choice.alias, empty="none", note="searched; {alias}", label_width=_LABEL
        )
        yield OptionsRow("environment", "e", "Environment", words, [choice.environment], label_width=_LABEL)
        yield TextRow(
            "region",
            "r",
            "Region",
            choice.region,
            empty="not set",
            note="of new profiles and the console",
            suggest=self._suggest,
            label_width=_LABEL,
        )
        yield OptionsRow(
            "colour",
            "o",
            "Colour",
            [Option(colour, colour or "none") for colour in ("", *COLOURS)],
            [choice.colour],
            label_width=_LABEL,
        )
        yield OptionsRow(
            "guard",
            "g",
            "Guard",
            [Option("", "by environment"), Option("on", "on"), Option("off", "off")],
            [guard],
            label_width=_LABEL,
        )
        yield TextRow(
            "tags",
            "t",
            "Tags",
            " ".join(choice.tags),
            empty="none",
            note="tag:word finds",
            label_width=_LABEL,
        )
        about = " · ".join(part for part in (self._account.account_id, clean(self._account.email)) if part)
        yield Prose(about, style=MUTED).add_class("gap")

    def keys(self) -> Sequence[DialogKey]:
        """Enter saves all of it."""
        return (
            DialogKey("enter", "Save", self._save),
            DialogKey("", "Change a field", None, short="Change", written="a e r o g t"),
            DialogKey("x", "Back to nothing said", self._clear, short="Clear"),
        )

    def _save(self) -> None:
        texts = {row.field: row.value for row in self.rows()}
        self.answer(
            AccountChoice(
                alias=texts["alias"].strip(),
                environment=texts["environment"],
                colour=texts["colour"],
                region=texts["region"].strip(),
                guard=_GUARD[texts["guard"]],
                tags=tuple(texts["tags"].split()),
            )
        )

    def _clear(self) -> None:
        self.answer(AccountChoice())
