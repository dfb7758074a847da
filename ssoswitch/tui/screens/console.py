"""Open the console (W9): which page, region, link and browser; and what exactly would be opened."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import field

from textual.app import ComposeResult
from textual.content import Content

from ssoswitch.core.console_choice import FEDERATION, PORTAL, SWITCH_ROLE
from ssoswitch.core.text import clean
from ssoswitch.model.errors import SsoswitchError
from ssoswitch.model.frozen import frozen
from ssoswitch.operations.console import ConsoleTarget
from ssoswitch.tui.screens.dialog import Dialog
from ssoswitch.tui.widgets.form_row import Option, OptionsRow
from ssoswitch.tui.widgets.key_line import DialogKey
from ssoswitch.tui.widgets.lines import MUTED, Headed, Prose
from ssoswitch.tui.widgets.text_row import Suggest, TextRow

OPEN, LINK, PORTAL_LINK, QR, MILDER, BROWSER = "open", "link", "portal-link", "qr", "milder", "browser"


@frozen
class ConsoleValues:
    """What the fields hold."""

    service: str
    """A service, a path, a console address or an ARN."""
    region: str
    way: str
    browser: str = ""
    """A command template; empty: the browser of the settings."""


@frozen
class ConsoleAnswer:
    """What was asked for, with what, and the target that was on the screen."""

    verb: str
    values: ConsoleValues
    target: ConsoleTarget


@frozen
class ConsoleView:
    """What the dialog opens with."""

    label: str
    role_name: str
    environment: str
    values: ConsoleValues
    notes: dict[str, str] = field(default_factory=dict)
    """What stands beside a field."""
    browser: str = "the system's"
    """What the browser is called."""
    guard: str = ""
    """A sentence about the guard; empty where none stands."""
    milder: str = ""
    offline: str = ""
    """Why a sign-in link cannot be had now."""
    plain_link: str = PORTAL
    """Which link without a secret there is: the portal's, a Switch-Role link, or (empty) none."""


_PLAIN_LINKS = {
    PORTAL: ("portal link", "no secret in it; for chat and runbooks"),
    SWITCH_ROLE: ("Switch-Role link", "no secret in it; for whoever is signed in and may assume it"),
}
Plan = Callable[[ConsoleValues], Awaitable[ConsoleTarget]]


class ConsoleDialog(Dialog[ConsoleAnswer]):
    """Returns what to do; opens nothing itself."""

    help_text = (
        "The sign-in link works wherever it is opened, also in containers and private windows, and is a key for 15 "
        "minutes: it is never shown, logged or saved. The portal link has no secret in it, so it fits chat and "
        "runbooks, and needs a browser that is signed in at the portal."
    )

    def __init__(
        self,
        view: ConsoleView,
        plan: Plan,
        target: ConsoleTarget | None,
        *,
        services: Suggest,
        regions: Suggest,
        script: Callable[[ConsoleValues], str],
        said: str = "",
    ) -> None:
        super().__init__(f"Open console · {clean(view.label)}", environment=view.environment)
        self._view, self._plan, self._target = view, plan, target
        self._services, self._regions, self._script = services, regions, script
        self._said = said
        self._problem = ""
        self._wanted = self._planned = 0
        self._idle = asyncio.Event()
        self._idle.set()

    def compose_body(self) -> ComposeResult:
        """Fields, then what comes of them."""
        view = self._view
        yield TextRow(
            "service",
            "s",
            "Service",
            view.values.service,
            empty="Console home",
            note=view.notes.get("service", ""),
            suggest=self._services,
        )
        yield Prose(
            "s then type: ec2, logs, lambda, iam … or paste a console address, a path or an ARN", style=MUTED
        ).add_class("console-hint")
        yield TextRow(
            "region",
            "r",
            "Region",
            view.values.region,
            note=view.notes.get("region", ""),
            suggest=self._regions,
        )
        ways = [Option(FEDERATION, "sign-in link", "works signed out of the portal, lives 15 min")]
        if view.plain_link:
            ways.append(Option(PORTAL, *_PLAIN_LINKS[view.plain_link]))
        yield OptionsRow("way", "h", "How", ways, [view.values.way], vertical=True)
        yield Headed(id="console-facts").add_class("gap")
        yield Headed(id="console-notes").add_class("gap")
        yield Headed(id="console-script").add_class("gap")

    def on_mount(self) -> None:
        """What would be opened is there with the first frame."""
        self._show()
        if self._said:
            self.say(self._said)

    def values(self) -> ConsoleValues:
        """What the fields hold now."""
        texts = {row.field: row.value.strip() for row in self.rows()}
        return ConsoleValues(texts["service"], texts["region"], texts["way"], self._view.values.browser)

    def field_changed(self, name: str, *, live: bool) -> None:  # noqa: ARG002  (whatever changed)
        """What would be opened follows."""
        self._wanted += 1
        if self._idle.is_set():
            self._idle.clear()
            self.run_worker(self._plan_again(), group="plan")

    async def _plan_again(self) -> None:
        try:
            while self._planned < self._wanted:
                self._planned = self._wanted
                try:
                    self._target, self._problem = await self._plan(self.values()), ""
                except SsoswitchError as error:
                    self._target, self._problem = None, str(error)
            self._show()
        finally:
            self._idle.set()

    def _show(self) -> None:
        view, target = self._view, self._target
        facts: list[tuple[Content, Content]] = []
        if target is None:
            facts.append((Content.styled("✗  ", "$error bold"), Content(clean(self._problem))))
        else:
            # A Switch-Role link holds no page: saying the page here would promise what does not happen.
            page = "the console's home" if target.way == SWITCH_ROLE else clean(target.destination, 2000)
            where = Content.styled(page, "bold")
            facts.append(
                (
                    Content.styled("Opens    ", MUTED),
                    Content.assemble(where, f"   as {clean(view.role_name)}"),
                )
            )
        facts.append((Content.styled("Browser  ", MUTED), Content(clean(view.browser))))
        self.query_one("#console-facts", Headed).say(facts)
        notes: list[tuple[Content, Content]] = []
        if target is not None and target.way == FEDERATION:
            text = "The sign-in link is a key: whoever holds it is you. It is never shown, logged or saved."
            notes.append((Content("   "), Content.styled(text, MUTED)))
        if view.guard:
            notes.append((Content.styled("!  ", "$warning bold"), Content(view.guard)))
        if view.milder:
            milder = f"open as {clean(view.milder)}, the milder role"
            notes.append((Content.assemble("   ", ("1", "$accent bold"), "  "), Content(milder)))
        self.query_one("#console-notes", Headed).say(notes)
        script = Content.styled(self._script(self.values()), MUTED)
        self.query_one("#console-script", Headed).say([(Content.styled("Script:  ", MUTED), script)])
        self.show_keys()
        self.call_after_refresh(self._fit)

    def keys(self) -> Sequence[DialogKey]:
        """Enter opens."""
        off = self._problem if self._target is None else ""
        chained = self._view.plain_link == SWITCH_ROLE
        federated = self._target is not None and self._target.way == FEDERATION
        return (
            DialogKey(
                "enter", "Open", self._answering(OPEN), off=off or (self._view.offline if federated else "")
            ),
            DialogKey("", "Change", None, written="s r h"),
            DialogKey("b", "Other browser", self._answering(BROWSER), short="Browser"),
            DialogKey(
                "y", "Copy sign-in link (secret)", self._answering(LINK), short="Link (secret)", off=off
            ),
            self._plain_key(
                "Y", "Copy Switch-Role link" if chained else "Copy portal link", PORTAL_LINK, off
            ),
            self._plain_key("Q", "QR", QR, off),
            DialogKey(
                "1",
                "Milder role",
                self._answering(MILDER),
                shown=False,
                off="" if self._view.milder else "There is none.",
            ),
        )

    def _plain_key(self, key: str, label: str, verb: str, off: str) -> DialogKey:
        none = "" if self._view.plain_link else "No link without a secret leads there."
        short = {"Copy portal link": "Portal", "Copy Switch-Role link": "Switch-Role"}.get(label, label)
        return DialogKey(key, label, self._answering(verb), short=short, off=none or off)

    def _answering(self, verb: str) -> Callable[[], Awaitable[None]]:
        async def answer() -> None:
            await self._idle.wait()
            if self._target is None:
                self.say(self._problem)
                return
            self.answer(ConsoleAnswer(verb, self.values(), self._target))

        return answer
