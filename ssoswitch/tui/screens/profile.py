"""The fields of a new profile (W6), and the sheet for a name that is taken."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ssoswitch.tui.screens.choice_sheet import ChoiceSheet
from ssoswitch.tui.screens.plan_dialog import PlanDialog
from ssoswitch.tui.screens.preview import Values
from ssoswitch.tui.widgets.choice_list import Choice
from ssoswitch.tui.widgets.form_row import Option, OptionsRow
from ssoswitch.tui.widgets.key_line import DialogKey
from ssoswitch.tui.widgets.text_row import TextRow

OUTPUTS = ("", "json", "yaml", "text", "table")
HELP = (
    "A profile names one role in one account for every AWS tool. Nothing is written before Enter, and what is written "
    "is exactly the preview; u takes those lines back, also days later."
)


def output_row(value: str) -> OptionsRow:
    """Which output format; the first writes none."""
    known = OUTPUTS if value in OUTPUTS else (*OUTPUTS, value)
    return OptionsRow("output", "t", "Output", [Option(word, word or "not set") for word in known], [value])


def form_row(value: str) -> OptionsRow:
    """Which keys the section gets."""
    options = [
        Option("session", "sso-session"),
        Option("inline", "inline"),
        Option("both", "both"),
        Option("credential-process", "credential process"),
    ]
    return OptionsRow("form", "f", "Form", options, [value])


def profile_rows(
    values: Values, *, suggest_regions: Callable[[str], Sequence[str]], also: Sequence[str]
) -> list[TextRow | OptionsRow]:
    """Name, region, output, what else to do; form and further keys, which `m` brings up."""
    ways = [
        Option("envrc", "write .envrc here"),
        Option("use", "use in this shell"),
        Option("remember", "remember"),
    ]
    extra_note = "such as cli_pager=cat max_attempts=5"
    return [
        TextRow("name", "n", "Name", values.text("name"), max_length=128),
        TextRow("region", "r", "Region", values.text("region"), empty="not set", suggest=suggest_regions),
        output_row(values.text("output")),
        form_row(values.text("form")),
        TextRow("extra", "k", "More keys", values.text("extra"), empty="none", note=extra_note),
        OptionsRow("also", "x", "Also", ways, also, many=True),
    ]


class ProfileDialog(PlanDialog):
    """Shows the fields that are seldom wanted only when they are asked for, or hold something else than usual."""

    help_text = HELP
    _SELDOM = ("form", "extra")

    def on_mount(self) -> None:
        """Few fields at first."""
        values = self.values()
        usual = values.text("form") in ("", "session") and not values.text("extra")
        self._show_seldom(show=not usual)

    def _show_seldom(self, *, show: bool) -> None:
        for name in self._SELDOM:
            self.query_one(f"#field-{name}").display = show
        self.show_keys()

    def values(self) -> Values:
        """With the fields that are not shown."""
        values = super().values()
        hidden = {row.field: row.value for row in self._rows if row.field in self._SELDOM}
        return Values({**hidden, **values.texts}, values.ticks, values.touched)

    def more_keys(self) -> Sequence[DialogKey]:
        """The seldom ones."""
        return (DialogKey("m", "More fields", self._more, short="More", shown=not self._rows[3].display),)

    def _more(self) -> None:
        self._show_seldom(show=True)


def name_taken(name: str, taken_by: str, suggestion: str, *, same_role: bool = False) -> ChoiceSheet:
    """A profile of that name is there already: `other` name, `replace` it, or `leave` it."""
    replace = (
        Choice("replace", ("change it in place", "the same account and role, with what you chose here"), "2")
        if same_role
        else Choice("replace", ("replace it", "the preview then shows − and + lines"), "2")
    )
    return ChoiceSheet(
        f"{name} exists already",
        [
            Choice("other", ("pick another name", f"{suggestion}   (default)"), "1"),
            replace,
            Choice("leave", ("leave it", "nothing is written"), "3"),
        ],
        (22, 0),
        intro=taken_by,
        help_text="A name leads to one role only. Replacing shows what goes and what comes before it is written.",
    )
