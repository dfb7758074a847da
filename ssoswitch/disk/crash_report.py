"""What happens to a fault that nobody foresaw: plain words for the person, a report in our own log folder.

Both front ends end with it. The report holds where it happened and what kind of fault it was. It holds no values:
Textual's own traceback prints every local variable, a token among them, and so can an exception's text; only texts of
our own errors are kept.
"""

from __future__ import annotations

import traceback
from pathlib import Path

from ssoswitch import __version__
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import SsoswitchError


def report_text(error: BaseException) -> str:
    """The fault as text: kinds and places, causes first."""
    import platform

    lines = [f"ssoswitch {__version__}, Python {platform.python_version()}, {platform.system()}", ""]
    for each in _causes_first(error):
        lines += ["Traceback (most recent call last):"]
        for frame in traceback.extract_tb(each.__traceback__):
            lines += [f"  {frame.filename}:{frame.lineno} in {frame.name}", f"    {frame.line or ''}"]
        said = f": {each.message}" if isinstance(each, SsoswitchError) else ""
        lines += [f"{type(each).__module__}.{type(each).__qualname__}{said}", ""]
    return "\n".join(lines)


def write_report(env: Environment, error: BaseException) -> Path | None:
    """Write the report (0600, in our own folder); None where that cannot be done."""
    from ssoswitch.disk.files import write_private

    path = env.state_dir / "log" / f"crash-{int(env.clock.time())}.txt"
    try:
        write_private(path, report_text(error).encode())
    except (SsoswitchError, OSError):
        return None
    return path


def last_words(error: BaseException, report: Path | None) -> str:
    """The three lines."""
    where = f"The report is {report}; it holds no secrets." if report else "The report could not be written."
    return (
        f"ssoswitch ended by a fault of its own ({type(error).__name__}).\n"
        "No file was left half written; a sign-in that was saved stays valid.\n"
        f"{where}"
    )


def for_a_command(error: BaseException, report: Path | None) -> tuple[str, str]:
    """(message, hint) for a command, whose errors are one line each."""
    where = f"The report is {report}; it holds no secrets." if report else "No report could be written."
    return (
        f"This ended by a fault of ssoswitch's own ({type(error).__name__}); no file was left half written.",
        where,
    )


def _causes_first(error: BaseException) -> list[BaseException]:
    chain: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and current not in chain:
        chain.append(current)
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return chain[::-1]
