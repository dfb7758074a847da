"""`Q`: a QR code alone, for windows that have no room for it beside the rest."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult

from ssoswitch.model.secret import Secret
from ssoswitch.tui.screens.dialog import Dialog
from ssoswitch.tui.widgets.key_line import DialogKey
from ssoswitch.tui.widgets.qr_code import QrCode


class QrScreen(Dialog[None]):
    """A QR code alone, with the code beneath it to compare."""

    def __init__(self, heading: str, address: Secret, code: str = "") -> None:
        # The code stands in the title: at 80×24 there is no line to spare below it.
        super().__init__(f"{heading} · the page must show {code}" if code else heading, small=True)
        self._address = address

    def compose_body(self) -> ComposeResult:
        """Nothing but the code."""
        yield QrCode(self._address.reveal())

    def escape_label(self) -> str:
        """Back to where it was asked for."""
        return "Back"

    def keys(self) -> Sequence[DialogKey]:
        """Nothing else to do here."""
        return (DialogKey("enter", "Back", self.leave, shown=False),)
