"""The set-up screen (W1): it opens in the only field that must be typed, and goes on from there by itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from textual.app import ComposeResult

from ssoswitch.core.paths import short_path
from ssoswitch.core.session_block import session_in
from ssoswitch.core.text import clean
from ssoswitch.model.sso_session import SsoSession
from ssoswitch.tui.screens.plan_dialog import PlanDialog
from ssoswitch.tui.screens.preview import PlanAnswer, Planner, Preview, Values
from ssoswitch.tui.widgets.key_line import DialogKey
from ssoswitch.tui.widgets.lines import MUTED, Prose
from ssoswitch.tui.widgets.text_row import TextRow

_LABEL = 14
MIGRATE = "migrate"
"""The answer's action where the older profiles are to be looked at instead."""


class SetUpDialog(PlanDialog):
    """An sso-session, new or to be corrected."""

    help_text = (
        "The start URL is the address of your AWS access portal. A bare name (example, d-1234567890) or an address "
        "pasted from the browser will do. Nothing is written before Enter on the preview."
    )

    def __init__(
        self,
        planner: Planner,
        first_preview: Preview,
        values: Values,
        *,
        session: SsoSession | None,
        first: bool,
        config_file: str,
        home: str,
        suggest_regions: Callable[[str], Sequence[str]],
        find_region: Callable[[], Awaitable[str]],
        read_file: Callable[[str], Awaitable[SsoSession | str]],
        older: int = 0,
        said: str = "",
        copy: Callable[[str], Awaitable[object]] | None = None,
    ) -> None:
        rows = [
            TextRow(
                "url",
                "u",
                "Start URL",
                values.text("url"),
                empty="your AWS access portal, such as https://d-1234567890.awsapps.com/start",
                wide=True,
                label_width=_LABEL,
                take_lines=self.take_block,
            ),
            TextRow(
                "region",
                "r",
                "SSO region",
                values.text("region"),
                empty="not known yet",
                suggest=suggest_regions,
                label_width=_LABEL,
            ),
            TextRow(
                "name", "n", "Session name", values.text("name"), empty="from the address", label_width=_LABEL
            ),
        ]
        if session is not None:
            rows.pop()
        heading = f"Edit sso-session {session.name}" if session is not None else "Set up an sso-session"
        start = "url" if session is None and not values.text("url") else ""
        super().__init__(heading, planner, first_preview, rows, said=said, home=home, copy=copy, start=start)
        self.touched |= values.touched
        self._first = first
        self._new = session is None
        self._find_region = find_region
        self._read_file, self._older = read_file, older
        self._config_file = short_path(config_file, home)

    def compose_body(self) -> ComposeResult:
        """A welcome on the first run, then the fields."""
        if self._first:
            yield Prose(
                f"Welcome. {self._config_file} has no [sso-session …] yet, so there is nothing to sign in to. "
                "Fill in the first line; the rest fills itself. Nothing is written before you see the preview."
            ).add_class("form-end", "welcome")
        yield from super().compose_body()
        if self._new:
            yield Prose(
                "After this your browser opens once, then every account and role that you may use appears here.",
                style=MUTED,
            ).add_class("gap", "before")
            yield Prose(
                "A team's file? F3 takes the [sso-session …] from it; a copied one can be pasted into the first line.",
                style=MUTED,
            ).add_class("before")
        if self._older:
            they = (
                "1 older profile has its" if self._older == 1 else f"{self._older} older profiles have their"
            )
            yield Prose(
                f"{they} own sso_start_url and will go on to work. F2 shows the change to an sso-session.",
                style=MUTED,
            ).add_class("before")

    def show_preview(self, preview: Preview) -> None:
        """In a small window what was said before there was a preview makes room for it."""
        self.set_class(preview.plan is not None, "-planned")
        super().show_preview(preview)

    def more_keys(self) -> Sequence[DialogKey]:
        """Two other ways to a session."""
        return (
            DialogKey(
                "f2", "Older profiles", self._migrate, short="Older", written="F2", shown=bool(self._older)
            ),
            DialogKey("f3", "From a file", self._ask_file, short="File", written="F3", shown=self._new),
        )

    def editing_keys(self) -> Sequence[DialogKey]:
        """It opens in a field, so those two work there as well."""
        return self.more_keys()

    def _editing_key(self, key: str) -> bool:
        if any(known.key == key and known.shown for known in self.more_keys()):
            self.finish_editing(accept=False)
            return self._dialog_key(key)
        return super()._editing_key(key)

    def _migrate(self) -> None:
        self.answer(PlanAnswer(self.values(), self.preview.plan, MIGRATE))

    def _ask_file(self) -> None:
        from ssoswitch.tui.screens.ask_text import AskText

        def named(text: str | None) -> None:
            if text is not None:
                self.run_worker(self._take_file(text.strip()), group="go-on")

        intro = "A config file that has it, such as ~/Downloads/aws-config. It is only read."
        self.app.push_screen(AskText("Take an sso-session from a file", "File", "", intro), named)

    async def _take_file(self, text: str) -> None:
        found = await self._read_file(text)
        if isinstance(found, str):
            self.say(found)
        else:
            self._take(found, text)

    def take_block(self, text: str) -> bool:
        """Take the sso-session out of pasted lines; False where there is none."""
        found = session_in(text)
        if found is None:
            return False
        self._take(found, "what was pasted")
        return True

    def _take(self, found: SsoSession, source: str) -> None:
        self.finish_editing(accept=False)
        for name, value in (("url", found.start_url), ("region", found.sso_region), ("name", found.name)):
            row = self.row(name)
            if isinstance(row, TextRow):
                row.set_value(value)
                self.touched |= {name}
        self.say(f"✓ taken from {clean(source)}: look at the preview, then Enter.", "$success")
        self.plan_again()

    def escape_label(self) -> str:
        """There is life without a session."""
        return "Look around" if self._first else "Cancel"

    def finish_editing(self, *, accept: bool) -> None:
        """After the address the region is asked for where the address does not tell."""
        was = self.editing
        super().finish_editing(accept=accept)
        if accept and was is not None and was.field == "url" and was.value.strip():
            self.run_worker(self._ask_region(), group="go-on")

    async def _ask_region(self) -> None:
        """The portal first, then the person; who goes on in another field is left alone."""
        await self.settled()
        row = self.row("region")
        if not isinstance(row, TextRow) or row.value or (self.preview.problem and not self.preview.waiting):
            return
        if self.editing is None:
            row.note("◐ asking the portal …")
            found = await self._find_region()
            self.plan_again()
            await self.settled()
            if not found and not row.value:
                row.note("the portal does not tell; where Identity Center was set up")
        if self.editing is None and not row.value:
            self.edit(row)
