"""`Q`: a QR code alone, for windows that have no room for it beside the rest."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.content import Content

from ssoswitch.model.secret import Secret
from ssoswitch.tui.screens.dialog import Dialog
from ssoswitch.tui.widgets.key_line import DialogKey
from ssoswitch.tui.widgets.lines import Prose
from ssoswitch.tui.widgets.qr_code import QrCode


class QrScreen(Dialog[None]):
    """A QR code alone, with the code beneath it to compare."""

    def __init__(self, heading: str, address: Secret, code: str = "") -> None:
        super().__init__(heading, small=True)
        self._address, self._code = address, code

    def compose_body(self) -> ComposeResult:
        """The code first: it is what the page must show."""
        if self._code:
            yield Prose(Content.assemble("The page must show  ", (self._code, "bold")))
        yield QrCode(self._address.reveal())

    def escape_label(self) -> str:
        """Back to where it was asked for."""
        return "Back"

    def keys(self) -> Sequence[DialogKey]:
        """Nothing else to do here."""
        return (DialogKey("enter", "Back", self.leave),)
