"""Whether there is a terminal, and somebody at it. Apart from `diagnostics`: the screen starts wordless."""

from __future__ import annotations

import sys


def person_is_there() -> bool:
    """Whether somebody can answer: stdin is a terminal."""
    return sys.stdin is not None and not sys.stdin.closed and sys.stdin.isatty()


def why_no_screen(term: str | None) -> str:
    """Why the screen cannot be shown, in a few words; empty when it can. Textual draws on stderr and reads stdin."""
    for stream in (sys.__stdin__, sys.__stderr__):
        if stream is None or stream.closed or not stream.isatty():
            return "there is none here"
    if term in (None, "", "dumb"):
        return "TERM says that this one cannot be drawn on"
    return ""
