"""The fields of a new profile (W6), and the sheet for a name that is taken."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ssoswitch.tui.screens.choice_sheet import ChoiceSheet
from ssoswitch.tui.screens.preview import Values
from ssoswitch.tui.widgets.choice_list import Choice
from ssoswitch.tui.widgets.form_row import Option, OptionsRow
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
    values: Values, *, suggest_regions: Callable[[str], Sequence[str]], also: Sequence[str], shell_hook: bool
) -> list[TextRow | OptionsRow]:
    """Name, region, output, form, further keys, and what else to do."""
    use_note = "" if shell_hook else "prints the export line"
    return [
        TextRow("name", "n", "Name", values.text("name"), max_length=128),
        TextRow("region", "r", "Region", values.text("region"), empty="not set", suggest=suggest_regions),
        output_row(values.text("output")),
        form_row(values.text("form")),
        TextRow(
            "extra",
            "k",
            "More keys",
            values.text("extra"),
            empty="none",
            note="such as cli_pager= duration_seconds=3600",
        ),
        OptionsRow(
            "also",
            "x",
            "Also",
            [
                Option("envrc", "write .envrc here"),
                Option("use", "use it in this shell", use_note),
                Option("remember", "remember these choices"),
            ],
            also,
            many=True,
        ),
    ]


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
        intro=f"The name is taken by  {taken_by}",
        help_text="A name leads to one role only. Replacing shows what goes and what comes before it is written.",
    )
