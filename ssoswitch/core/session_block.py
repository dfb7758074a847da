"""An `[sso-session …]` section that a team hands round: found in a pasted block or in a file's text."""

from __future__ import annotations

from pathlib import Path

from ssoswitch.core.aws_config import parse
from ssoswitch.model.sso_session import SsoSession

MOST = 200_000
"""Bytes that are looked at; nobody hands round a larger config."""


def session_in(text: str | bytes) -> SsoSession | None:
    """The first sso-session in it that can be used, a section before what stands in profiles; None for none."""
    data = text.encode("utf-8", "replace") if isinstance(text, str) else text
    config = parse(data[:MOST], Path("pasted"))
    good = [session for session in config.sessions.values() if not session.problem]
    return next((session for session in good if not session.inline), good[0] if good else None)
