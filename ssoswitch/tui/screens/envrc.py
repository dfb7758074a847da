"""AWS_PROFILE for a directory (W8): its fields, and the dialog in which the whole file is read before it is allowed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ssoswitch.core.paths import short_path
from ssoswitch.operations.envrc import EnvrcPlace
from ssoswitch.tui.paint import count
from ssoswitch.tui.screens.plan_dialog import PlanDialog
from ssoswitch.tui.screens.preview import Preview, Values
from ssoswitch.tui.widgets.form_row import Option, OptionsRow
from ssoswitch.tui.widgets.text_row import TextRow

NEW_FILE = (
    Option("source_up", "begin with source_up", "or the parent's .envrc counts no more"),
    Option("exclude", "keep it out of git", "by .git/info/exclude"),
)
HELP = (
    "One line, export AWS_PROFILE=…, in this directory's .envrc; every other byte stays. direnv trusts a file by its "
    "content, so any change blocks it until it is allowed again, and allowing trusts everything in it."
)


def place_note(place: EnvrcPlace) -> str:
    """What is there: `9 lines, allowed ✓`."""
    if not place.exists:
        return "no .envrc"
    approval = {"allowed": "allowed ✓", "denied": "denied ✗", "blocked": "not allowed ✗"}.get(
        place.approval, ""
    )
    said = f"sets {place.profile}" if place.profile else ""
    return ", ".join(part for part in (f".envrc, {count(place.line_count, 'line')}", approval, said) if part)


def envrc_rows(
    values: Values, places: Sequence[EnvrcPlace], profiles: Sequence[Option], home: Path
) -> list[TextRow | OptionsRow]:
    """Where, which profile, which lines, which file, and what else."""
    where = [
        Option(str(place.directory), short_path(place.directory, home), place_note(place)) for place in places
    ]
    return [
        OptionsRow("where", "w", "Where", where, [values.text("where")], vertical=True),
        TextRow("other", "o", "Or in", values.text("other"), empty="another directory", wide=True),
        OptionsRow("profile", "n", "Profile", profiles, [values.text("profile")], vertical=len(profiles) > 2),
        OptionsRow(
            "lines",
            "l",
            "Lines",
            [
                Option("profile", "AWS_PROFILE"),
                Option("region", "and region", "under both names: boto3 reads only one"),
            ],
            [values.text("lines")],
        ),
        OptionsRow(
            "file",
            "f",
            "File",
            [Option(".envrc", ".envrc"), Option(".envrc.local", ".envrc.local", "where .envrc sources it")],
            [values.text("file")],
        ),
        OptionsRow(
            "also",
            "s",
            "New file",
            NEW_FILE,
            tuple(values.ticks.get("also", ())),
            many=True,
        ),
        OptionsRow(
            "allow",
            "a",
            "Then",
            [Option("on", "run direnv allow")],
            tuple(values.ticks.get("allow", ())),
            many=True,
        ),
    ]


class EnvrcDialog(PlanDialog):
    """Knows whether the whole file was read, for what nobody has allowed before is not to be allowed unread."""

    read = False

    def viewed(self) -> None:
        """It was: now it may be allowed."""
        self.read = True
        self.plan_again()

    def show_preview(self, preview: Preview) -> None:
        """What can be ticked follows the preview."""
        for name in ("also", "allow"):
            row = self.query_one(f"#field-{name}", OptionsRow)
            note = preview.fields.get(f"{name}?", "")
            row.display = f"{name}?" in preview.fields
            if name == "allow" and row.display:
                text = str(note)
                off = "" if self.read or not text.startswith("!") else text[1:].strip()
                label = text if not text.startswith("!") else "direnv allow, once you have read it"
                row.set_options([Option("on", label, off=off)])
                if off:
                    row.chosen = frozenset()
            elif row.display:
                row.set_options([option for option in NEW_FILE if option.value in str(note)])
        super().show_preview(preview)
