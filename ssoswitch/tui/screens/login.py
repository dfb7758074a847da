"""Sign-in (W2): both ways on one screen. It shows what the sign-in says and hands keys on; it opens nothing itself.

The code is on the screen before any browser opens, in blocks and plain, because comparing it is what protects the
person from approving somebody else's sign-in.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePath
from typing import Protocol

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content

from ssoswitch.core.text import clean
from ssoswitch.model.environment import Clock
from ssoswitch.model.errors import SsoswitchError, WrongRegion
from ssoswitch.model.frozen import frozen
from ssoswitch.model.secret import Secret
from ssoswitch.model.sso_session import SsoSession
from ssoswitch.tui.screens.dialog import DIALOG_STYLES, Dialog
from ssoswitch.tui.widgets.block_letters import BlockLetters
from ssoswitch.tui.widgets.countdown import Countdown
from ssoswitch.tui.widgets.key_line import DialogKey
from ssoswitch.tui.widgets.lines import MUTED, Headed, Prose
from ssoswitch.tui.widgets.qr_code import QrCode

BROWSER, CODE = "browser", "code"
_STYLES: list[str | PurePath] = [DIALOG_STYLES, Path(__file__).with_name("login.tcss")]
OTHER = {BROWSER: CODE, CODE: BROWSER}
_CAUTION = "Only approve a code that you started yourself."
_TIGHT, _TIGHT_BOX = 24, 30
"""Lines of a window below which none is left blank: code, warning and countdown stay in sight together."""
_KEY = "$accent bold"
_WAYS_ON = (
    (
        Content(f"{'Nothing opened?':<21}"),
        Content.assemble(("o", _KEY), " opens it again, ", ("y", _KEY), " copies the address"),
    ),
    (Content(f"{'Browser elsewhere?':<21}"), Content.assemble(("m", _KEY), " gives a code for any device")),
    (
        Content(f"{'Wrong person?':<21}"),
        Content.assemble(("b", _KEY), " a private window: the portal asks who you are"),
    ),
)


@frozen
class WayView:
    """One of the two ways as it stands."""

    way: str
    why: str = ""
    """Why this one was chosen; empty where it is the usual one."""
    address: Secret | None = None
    """What is to be opened; None until AWS answered."""
    code: str = ""
    trusted: bool = True
    """False: the address is none of AWS's own hosts, and is opened only when the person says so."""
    port: int = 0
    deadline: float = 0.0
    """Of the monotonic clock."""
    total: float = 0.0
    """Seconds that it may take in all."""
    opened: str = ""
    """What became of opening it, in a few words."""
    trouble: str = ""
    error: SsoswitchError | None = None
    """How it ended, where it ended badly."""

    @property
    def waiting(self) -> bool:
        """Whether there is something to open."""
        return self.address is not None and self.error is None


class SignInActions(Protocol):
    """What the dialog asks of the sign-in."""

    def wanted(self, way: str) -> WayView:
        """That way, started if it was not."""
        ...

    def shown(self, way: str) -> None:
        """That way is on the screen now, code and all: what is to be opened may be opened."""
        ...

    def again(self, way: str) -> None:
        """Start that way anew after it ended badly."""
        ...

    async def open_again(self, way: str) -> None:
        """Open the address once more."""
        ...

    async def other_browser(self, way: str) -> None:
        """Open it in another browser."""
        ...

    async def copy(self, way: str, what: str) -> None:
        """Copy `address` or `code`."""
        ...


class LoginDialog(Dialog[str]):
    """Returns `done`, or `region` where the session is to be corrected; Esc leaves it and the sign-in goes on."""

    CSS_PATH = _STYLES
    help_text = (
        "Two ways to the same token. In this browser: one click on Allow, the answer comes back to this machine. "
        "With a code: any device will do. m switches, and neither is lost: whichever you approve first counts. "
        "ssoswitch sends the code to nobody."
    )

    def __init__(self, session: SsoSession, actions: SignInActions, way: str, clock: Clock) -> None:
        super().__init__(f"Sign in to {clean(session.name)}")
        self._session = session
        self._actions = actions
        self._clock = clock
        self.view = actions.wanted(way)

    def compose_body(self) -> ComposeResult:
        """Steps on the left; what a phone can read on the right, where there is room."""
        with Horizontal(id="sign-in"):
            with Vertical(id="sign-in-steps"):
                yield Prose(id="sign-in-way")
                yield Prose(id="sign-in-first").add_class("gap")
                yield BlockLetters(id="sign-in-code").add_class("gap")
                yield Prose(id="sign-in-last").add_class("gap")
                yield Prose(_CAUTION, id="sign-in-caution", style="bold")
                yield Countdown(self._clock, id="sign-in-countdown").add_class("gap")
                yield Prose(id="sign-in-state")
                yield Headed(id="sign-in-ways-on").add_class("gap")
                yield Prose(id="sign-in-why", style=MUTED)
            with Vertical(id="sign-in-aside"):
                yield Prose("Or scan with your phone")
                yield QrCode(id="sign-in-qr")
                yield Prose(self._about(), style=MUTED).add_class("gap")

    def _about(self) -> str:
        url = clean(self._session.start_url).removeprefix("https://")
        stays = "Esc goes to the saved tree; signing in goes on."
        return f"{clean(self._session.name)}  {self._session.sso_region}\n{url}\n\n{stays}"

    def on_mount(self) -> None:
        """Show it, then let it be opened."""
        self.show_view(self.view)

    def on_resize(self) -> None:
        """In a low window what matters stands together."""
        self.set_class(self._tight(), "-tight")
        self.show_keys()

    def _tight(self) -> bool:
        width, height = self.app.size
        return height < (_TIGHT_BOX if width >= 100 else _TIGHT)

    def show_view(self, view: WayView) -> None:
        """Show how that way stands now; another way than the one on the screen is not shown."""
        if view.way != self.view.way:
            return
        self.view = view
        code = view.way == CODE
        self.query_one("#sign-in-way", Prose).say(self._way_line())
        self.query_one("#sign-in-first", Prose).say(self._code_steps() if code else self._browser_steps())
        self.query_one("#sign-in-code", BlockLetters).show(view.code if view.waiting else "")
        last = "3  Press Allow there. This screen moves on by itself." if code and view.waiting else ""
        self.query_one("#sign-in-last", Prose).say(last)
        words = "waiting for you …" if view.waiting else ""
        self.query_one(Countdown).count(words, view.deadline, view.total if view.waiting else 0.0)
        self.query_one("#sign-in-state", Prose).say(
            f"◐ {clean(view.trouble)}" if view.trouble else "", "$warning"
        )
        self.query_one("#sign-in-caution", Prose).say(_CAUTION if last else "")
        self.query_one("#sign-in-ways-on", Headed).say(() if code or not view.waiting else _WAYS_ON)
        self.query_one("#sign-in-why", Prose).say(clean(view.why))
        aside = self.query_one("#sign-in-aside")
        # What is not opened by itself is not held out to a camera either.
        aside.set_class(code and view.waiting and view.trusted, "-shown")
        if code and view.waiting and view.address is not None:
            self.query_one(QrCode).show(view.address.reveal())
        self.show_keys()
        self.call_after_refresh(self._fit)
        if view.waiting:
            self.call_after_refresh(self._actions.shown, view.way)

    def _way_line(self) -> Content:
        code = self.view.way == CODE
        what = "With a code, on any device." if code else "In this machine's browser (PKCE)."
        return Content.assemble((what, "bold"), (f"  {clean(self.view.why)}" if self.view.why else "", MUTED))

    def _code_steps(self) -> Content:
        view = self.view
        if view.error is not None:
            return self._ended(view.error)
        if view.address is None:
            return Content.styled("◐ asking AWS for a code …", MUTED)
        opened = f"   ({clean(view.opened)})" if view.opened else ""
        lines = [
            Content.assemble("1  Open this address", (opened, MUTED)),
            Content.styled(f"   {clean(view.address.reveal())}", "bold"),
        ]
        if not view.trusted:
            lines.append(
                Content.styled(
                    "   ! This is no address of AWS. It is not opened unless you press o.", "$warning bold"
                )
            )
        return Content("\n").join([*lines, Content("2  Check that the page shows exactly this code")])

    def _browser_steps(self) -> Content:
        view = self.view
        if view.error is not None:
            return self._ended(view.error)
        if view.address is None:
            return Content.styled("◐ starting …", MUTED)
        state = clean(view.opened) if view.opened else "opening your browser …"
        return Content.assemble(
            ("◐ ", "$accent bold"),
            f"{state[:1].upper()}{state[1:]}. One click on Allow there and you are back here.\n",
            (f"  listening on 127.0.0.1:{view.port}: nothing leaves this machine", MUTED),
        )

    def _ended(self, error: SsoswitchError) -> Content:
        lines = [Content.assemble(("✗ ", "$error bold"), (clean(error.message), "bold"))]
        if error.hint:
            lines.append(Content(f"  {clean(error.hint)}"))
        lines.append(Content.styled("  Nothing was changed: tokens and files are as they were.", MUTED))
        return Content("\n").join(lines)

    def keys(self) -> Sequence[DialogKey]:
        """What goes on from here."""
        view = self.view
        other = "Use a code instead" if view.way == BROWSER else "Use this browser instead"
        short = "Code" if view.way == BROWSER else "Browser here"
        switch = DialogKey("m", other, self._switch, short=short, off=self._no_switch())
        if view.error is not None:
            again = "New code" if view.way == CODE else "Try again"
            region = DialogKey(
                "r", "Correct the region", self._region, shown=isinstance(view.error, WrongRegion)
            )
            browser = DialogKey("b", "Other browser", self._other_browser_again, short="Browser")
            return (DialogKey("enter", again, self._again), region, browser, switch)
        if not view.waiting:
            return (DialogKey("", "Please wait", None, written="◐"), switch)
        return (
            DialogKey("o", "Open again" if view.opened else "Open", self._open, short="Open"),
            DialogKey("y", "Copy address", self._copy_address, short="Address"),
            DialogKey("c", "Copy code", self._copy_code, short="Code", shown=view.way == CODE),
            DialogKey("b", "Other browser", self._other_browser, short="Browser"),
            DialogKey(
                "Q", "QR code", self._qr, short="QR", shown=view.way == CODE and not self._aside_shown()
            ),
            switch,
        )

    def _aside_shown(self) -> bool:
        return self.app.size.width >= 100 and self.view.trusted and not self._tight()

    def _no_switch(self) -> str:
        inline = self._session.inline and self.view.way == CODE
        return "A session without an [sso-session] section signs in with a code only." if inline else ""

    def escape_label(self) -> str:
        """The sign-in goes on without the dialog."""
        return "Back to the tree" if self.view.error is None and self.app.size.width >= 100 else "Tree"

    def _switch(self) -> None:
        self.view = self._actions.wanted(OTHER[self.view.way])
        self.say("")
        self.show_view(self.view)

    def _again(self) -> None:
        self._actions.again(self.view.way)

    async def _other_browser_again(self) -> None:
        self._actions.again(self.view.way)
        await self._actions.other_browser(self.view.way)

    def _region(self) -> None:
        self.answer("region")

    async def _open(self) -> None:
        await self._actions.open_again(self.view.way)

    async def _other_browser(self) -> None:
        await self._actions.other_browser(self.view.way)

    async def _copy_address(self) -> None:
        await self._actions.copy(self.view.way, "address")

    async def _copy_code(self) -> None:
        await self._actions.copy(self.view.way, "code")

    def _qr(self) -> None:
        from ssoswitch.tui.screens.qr_screen import QrScreen

        if self.view.address is not None:
            heading = f"Sign in to {clean(self._session.name)}"
            self.app.push_screen(QrScreen(heading, self.view.address, self.view.code))
