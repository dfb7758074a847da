"""Copying: by the desktop's tool where there is one, by the terminal over SSH; else the text is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ssoswitch.model.secret import Secret

if TYPE_CHECKING:
    from ssoswitch.tui.controller import Controller


LONGEST_BY_HAND = 2_000
"""Characters of a text that is shown where it cannot be copied: more than a screen of it nobody takes by hand."""


async def copy(controller: Controller, text: str | Secret, what: str) -> bool:
    """Copy it and say which way was used; False: it could not be, and a plain text is shown for copying by hand."""
    from ssoswitch.disk.clipboard import copy as copy_by_tool

    report = await controller.run(copy_by_tool, controller.env, text)
    if report.escape:
        controller.app.write_to_terminal(report.escape.decode("ascii"))
    if report.ok:
        controller.say(f"{what[:1].upper()}{what[1:]}: {report.how}")
        return True
    short = not isinstance(text, Secret) and len(text) <= LONGEST_BY_HAND
    by_hand = f". Here it is: {text}" if short else ""
    controller.say(f"{what[:1].upper()}{what[1:]} was not copied: {report.how}{by_hand}", "error")
    return False
