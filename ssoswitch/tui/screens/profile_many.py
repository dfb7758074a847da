"""Many profiles at once (W7): the fields, a row for each, and one preview for all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.content import Content

from ssoswitch.tui.screens.plan_dialog import PlanDialog
from ssoswitch.tui.screens.preview import Preview, Values
from ssoswitch.tui.screens.profile import output_row
from ssoswitch.tui.widgets.choice_list import ChoiceList
from ssoswitch.tui.widgets.form_row import Option, OptionsRow
from ssoswitch.tui.widgets.key_line import DialogKey
from ssoswitch.tui.widgets.text_row import TextRow

_WIDE = (3, 34, 13, 26, 0)
_MIDDLE = (3, 28, 13, 0)
_NARROW = (3, 26, 0)
PARTS = "parts: account account_id alias role role:short session region env"


def many_rows(
    values: Values, suggest_regions: Callable[[str], Sequence[str]], gone: int = 0
) -> list[TextRow | OptionsRow]:
    """Template, region, output, what to do with names that are taken, and with `gone` profiles whose role is gone."""
    profiles = "the 1 profile" if gone == 1 else f"the {gone} profiles"
    removal = Option("on", f"also remove {profiles} whose role is gone")
    return [
        TextRow("template", "n", "Template", values.text("template"), note=PARTS, max_length=256),
        TextRow("region", "r", "Region", values.text("region"), empty="not set", suggest=suggest_regions),
        OptionsRow(
            "own",
            "o",
            "",
            [Option("on", "each account's own region where it has one")],
            tuple(values.ticks.get("own", ())),
            many=True,
        ),
        output_row(values.text("output")),
        OptionsRow(
            "if_exists",
            "w",
            "If taken",
            [Option("skip", "skip"), Option("suffix", "add a number"), Option("replace", "replace")],
            [values.text("if_exists")],
        ),
        *(
            [OptionsRow("gone", "g", "", [removal], tuple(values.ticks.get("gone", ())), many=True)]
            if gone
            else []
        ),
    ]


class ManyDialog(PlanDialog):
    """Knows which rows are left out and which have a name of their own; both are among its values."""

    help_text = (
        "Every role that is marked gets a profile, in one write that one undo takes back. Space leaves the row under "
        "the cursor out, R gives it a name of its own."
    )
    left_out: frozenset[str] = frozenset()
    own_names: dict[str, str]

    def __init__(self, *arguments: object, **keywords: object) -> None:
        super().__init__(*arguments, **keywords)  # type: ignore[arg-type]  # handed on as they come
        self.own_names = {}

    def values(self) -> Values:
        """With the rows' own."""
        values = super().values()
        names = {f"name:{key}": name for key, name in self.own_names.items()}
        return Values({**values.texts, **names}, {**values.ticks, "left_out": self.left_out}, values.touched)

    def restore(self, values: Values) -> None:
        """As it was before a file changed underneath."""
        self.left_out = values.ticks.get("left_out", frozenset())
        self.own_names = {
            key.removeprefix("name:"): name for key, name in values.texts.items() if key.startswith("name:")
        }

    def on_resize(self) -> None:
        """Columns and lines follow the window."""
        width, height = self.app.size
        chooser = self.query_one(ChoiceList)
        chooser.set_widths(_WIDE if width >= 100 else _MIDDLE if width >= 76 else _NARROW)
        chooser.set_most(max(3, min(14, height - 20)))

    def _most(self) -> int:
        return max(3, min(7, self.app.size.height - 26))

    def show_preview(self, preview: Preview) -> None:
        """The rows with it."""
        if preview.lines:
            self.query_one(ChoiceList).set_choices(preview.lines)
        if preview.heading:
            self.show_heading(Content(preview.heading))
        super().show_preview(preview)

    def more_keys(self) -> Sequence[DialogKey]:
        """What can be done with a row."""
        return (
            DialogKey("space", "Leave row out", self._leave_out, short="Leave out"),
            DialogKey("R", "Rename row", self._rename, short="Rename"),
        )

    def _leave_out(self) -> None:
        chooser = self.query_one(ChoiceList)
        if chooser.choice is not None:
            self.left_out ^= {chooser.choice.value}
            chooser.move_to(chooser.at + 1)
            self.plan_again()

    def _rename(self) -> None:
        from ssoswitch.tui.screens.ask_text import AskText

        choice = self.query_one(ChoiceList).choice
        if choice is None:
            return
        key, name = choice.value, str(choice.cells[1])

        def renamed(answer: str | None) -> None:
            if answer is not None:
                self.own_names[key] = answer
                self.plan_again()

        self.app.push_screen(AskText("Name of this profile", "Name", name), renamed)
