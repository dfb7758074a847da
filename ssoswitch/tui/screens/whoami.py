"""Who am I here, and why: where calls go, the table of all that has a say, and what to do about it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from textual.app import ComposeResult
from textual.content import Content

from ssoswitch.core.environments import environment_word
from ssoswitch.core.paths import short_path
from ssoswitch.core.text import clean
from ssoswitch.core.whoami import ToolIdentity, WhoAmI, WhoAmIRow
from ssoswitch.tui.screens.dialog import Dialog
from ssoswitch.tui.state import AppState
from ssoswitch.tui.widgets import lines as words
from ssoswitch.tui.widgets.key_line import DialogKey
from ssoswitch.tui.widgets.lines import MUTED, Lines, Prose, hanging, padded

Verify = Callable[[], Awaitable[tuple[bool, str]]]
_WINS = "wins"


class _Table(Lines):
    """Every variable and section that has a say. In narrow windows the source goes below its line."""

    def __init__(self, rows: Sequence[WhoAmIRow]) -> None:
        super().__init__()
        self._rows = rows

    def lines(self, width: int) -> Sequence[Content]:
        wide = width >= 96
        widths = (22, 24 if wide else 20, 12, 12) if width >= 74 else (20, 15, 9, 8)
        heads = ("", "value", "aws CLI 2", "boto3")
        head = Content("")
        for title, cells in zip(heads, widths, strict=True):
            head += padded(title, cells, MUTED) + " "
        lines = [head + Content.styled("where from", MUTED) if wide else head]
        for row in self._rows:
            line = padded(row.label, widths[0]) + " "
            line += padded(clean(row.value) or "not set", widths[1], "" if row.value else MUTED) + " "
            for said, cells in ((row.cli, widths[2]), (row.boto3, widths[3])):
                word, style = _said(said)
                line += padded(word, cells, style) + " "
            if wide:
                lines += hanging(line, Content.styled(clean(row.source), MUTED), width)
            else:
                lines.append(line.truncate(width))
                if row.source:
                    lines += hanging(Content("   "), Content.styled(clean(row.source), MUTED), width)
        return lines


def _said(word: str) -> tuple[str, str]:
    if word == _WINS:
        return "◆ wins", "bold"
    return word or "–", MUTED


class WhoAmIScreen(Dialog[str]):
    """Returns `envrc`, `agree` or `copy`; Esc closes."""

    help_text = (
        "The AWS CLI and Python (boto3) read the variables in another order, so they can go to different accounts. "
        "The table shows for each who wins. v asks STS, which knows."
    )

    def __init__(self, who: WhoAmI, state: AppState, home: str, verify: Verify) -> None:
        super().__init__(f"Who am I in {short_path(who.directory, home)}, and why")
        self._who, self._state, self._verify = who, state, verify

    def compose_body(self) -> ComposeResult:
        """Where it goes, the table, the sign-in, what is odd."""
        who = self._who
        yield Prose(self._goes(who.cli, "→ " if who.agree else "aws CLI 2 → "))
        if not who.agree:
            yield Prose(self._goes(who.boto3, "Python (boto3) goes elsewhere → ", warn=True))
        yield _Table(who.rows).add_class("gap")
        yield Prose(self._problems()).add_class("gap")
        yield Prose(id="whoami-verified")

    def _goes(self, tool: ToolIdentity, lead: str, *, warn: bool = False) -> Content:
        mark = Content.styled("!  " if warn else "   ", "$warning bold")
        if tool.failure:
            return mark + Content.assemble(
                lead, ("✗ ", "$error bold"), f"every call fails: {clean(tool.failure)}"
            )
        if tool.static_keys:
            return mark + Content.assemble(
                lead, ("keys in the environment", "bold"), " win over every profile"
            )
        if tool.web_identity:
            place = f": {tool.role.account_id} / {tool.role.role_name}" if tool.role is not None else ""
            return mark + Content.assemble(
                lead, ("a web identity token's role", "bold"), f" wins over the profile{clean(place)}"
            )
        if tool.container:
            return mark + Content.assemble(
                lead, ("the container's own role", "bold"), f", by {tool.container}"
            )
        if not tool.profile:
            return mark + Content.assemble(lead, ("nothing", "bold"), ": no profile is in force here")
        if tool.role is None:
            return mark + Content.assemble(
                lead, (clean(tool.profile), "bold"), "  (the files do not tell where it leads)"
            )
        entry = self._state.tree.get(tool.role.account_id) if self._state.tree is not None else None
        name = entry.account.name if entry is not None else ""
        choice = self._state.settings.accounts.get(tool.role.account_id)
        word = environment_word(name, choice, self._state.settings)
        line = mark + Content.assemble(
            lead,
            (f"{tool.role.account_id} {clean(name)}".strip(), "bold"),
            "  /  ",
            (clean(tool.role.role_name), "bold"),
        )
        line += Content(f"    {tool.region or 'no region'}  ")
        return line + words.environment_word(word, self._state.settings.guarded)

    def _problems(self) -> Content:
        lines = []
        for problem in self._who.problems:
            lines.append(Content.assemble(("!  ", "$warning bold"), clean(problem.text)))
            if problem.remedy:
                lines.append(Content.styled(f"   {clean(problem.remedy)}", MUTED))
        return Content("\n").join(lines)

    def keys(self) -> Sequence[DialogKey]:
        """v asks, e changes, x makes the tools agree."""
        agree = "Both tools agree already." if not self._who.unset_to_agree else ""
        in_force = self._who.cli.profile or self._who.boto3.profile or self._who.cli.static_keys
        nobody = "" if in_force else "No profile is in force here: there is nobody to ask about."
        return (
            DialogKey("enter", "Close", self.leave, shown=False),
            DialogKey("v", "Ask STS", self._ask, off=nobody),
            DialogKey("e", "Change .envrc", lambda: self.answer("envrc"), short=".envrc"),
            DialogKey("x", "Make them agree", lambda: self.answer("agree"), short="Agree", off=agree),
            DialogKey("y", "Copy the command", lambda: self.answer("copy"), short="Copy"),
        )

    def escape_label(self) -> str:
        """Nothing is pending here."""
        return "Close"

    async def _ask(self) -> None:
        said = self.query_one("#whoami-verified", Prose)
        said.say("◐ asking STS …", MUTED)
        good, sentence = await self._verify()
        sign, style = ("✓ ", "$success bold") if good else ("✗ ", "$error bold")
        said.say(Content.assemble((sign, style), clean(sentence)))
        self.query_one("#dialog-body").scroll_end(animate=False)
