"""The detail while something is going on: the sync in numbers, and what still works without AWS."""

from __future__ import annotations

from ssoswitch.tui.paint import ACCENT, BAD, GOOD, MUTED, Line, Piece, bar, piece
from ssoswitch.tui.panel_parts import BLANK, Place
from ssoswitch.tui.state import AppState
from ssoswitch.tui.widgets.message_row import about


def sync_lines(state: AppState, place: Place) -> list[Line]:
    """How far it is, how fast it may go, and in which order."""
    signs, progress = place.signs, state.progress
    number = len(state.tree) if state.tree is not None else 0
    lines: list[Line] = [*place.title("Sync", "")]
    if state.listing is not None or progress is None:
        lines.append(place.field("accounts", piece(f"{state.listing or number:,} so far")))
        lines.append(place.field("roles", piece("after the accounts", MUTED)))
    else:
        lines.append(place.field("accounts", piece(f"{number:,}   done")))
        room = max(8, min(20, place.width - 38))
        counted = f"{progress.done:,} / {progress.total:,}   "
        drawn = bar(progress.done, progress.total, room, full=signs.bar, end=signs.bar_end)
        lines.append(place.field("roles", piece(counted), *drawn))
        rate = f"{progress.rate:.0f} / s"
        slow = "   AWS asked to slow down" if progress.waiting > 0 or progress.throttles else ""
        lines.append(place.field("rate", piece(rate), piece(slow, MUTED)))
        if progress.waiting > 0:
            lines.append(place.field("waiting", piece(f"{progress.waiting:.0f} s   then growing again")))
        if progress.throttles:
            lines.append(place.field("429s", piece(f"{progress.throttles}   all retried, 0 lost")))
        if progress.remaining is not None:
            lines.append(place.field("left", piece(about(progress.remaining))))
        if progress.trouble:
            lines += [BLANK, *place.prose(progress.trouble, BAD)]
    lines += [
        BLANK,
        *place.prose(
            "Order: cursor row, marked, favourite, recent, matching your search, then the rest.", MUTED
        ),
        *place.prose("Leaving keeps what is there; the next start goes on.", MUTED),
        BLANK,
    ]
    goes_on = progress is not None and progress.paused
    lines += place.keys(("z", "go on" if goes_on else "pause", "pause"), ("x", "stop, keep all", "stop-sync"))
    return lines


def offline_lines(state: AppState, place: Place) -> list[Line]:
    """What works, what does not, and what the last try said."""
    signs = place.signs
    works = (
        ("", "search, marks, favourites, copy"),
        ("p", "profiles (written from the saved tree)"),
        ("e", ".envrc"),
        (signs.enter, "use a profile in this shell"),
        ("u", "undo, history"),
    )
    waits = (("o", "console needs fresh credentials"), ("R", "refresh"), ("L", "sign in"))
    lines: list[Line] = [*place.title("Offline: what still works", "")]
    for sign, style, rows in ((signs.good, GOOD, works), (signs.bad, BAD, waits)):
        for key, text in rows:
            shown = (piece(f"{key}  ", f"bold {ACCENT}"),) if key else ()
            lines.append((Piece("  "), piece(f"{sign}  ", style), *shown, piece(text)))
    offline = state.offline
    if offline is not None:
        tries = "" if offline.tries == 1 else f", {offline.tries} tries"
        lines += [BLANK, place.heading(f"Last error{tries}"), *place.prose(offline.reason)]
        if state.proxy:
            lines += place.prose(f"HTTPS_PROXY is set: {state.proxy}", MUTED)
        lines += [BLANK, *place.keys(("r", "try now", "refresh"))]
    return lines
