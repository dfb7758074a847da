"""The set-up screen (W1): it opens in the only field that must be typed, and goes on from there by itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from textual.app import ComposeResult

from ssoswitch.core.paths import short_path
from ssoswitch.model.sso_session import SsoSession
from ssoswitch.tui.screens.plan_dialog import PlanDialog
from ssoswitch.tui.screens.preview import Planner, Preview, Values
from ssoswitch.tui.widgets.lines import MUTED, Prose
from ssoswitch.tui.widgets.text_row import TextRow

_LABEL = 13


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
        self._config_file = short_path(config_file, home)

    def compose_body(self) -> ComposeResult:
        """A welcome on the first run, then the fields."""
        if self._first:
            yield Prose(
                f"Welcome. {self._config_file} has no [sso-session …] section, so there is nothing to sign in to yet. "
                "Fill in the first line; the rest fills itself. Nothing is written before you have seen the preview."
            ).add_class("form-end")
        yield from super().compose_body()
        if self._new:
            yield Prose(
                "After this your browser opens once, then every account and role that you may use appears here.",
                style=MUTED,
            ).add_class("gap")

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
        if not isinstance(row, TextRow) or row.value or "start URL" in self.preview.problem:
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
