"""What `doctor` finds: a subject, a verdict, the reason, and the command that mends it where there is one."""

from __future__ import annotations

from typing import Literal

from ssoswitch.model.frozen import frozen

Verdict = Literal["ok", "warn", "bad"]


@frozen
class Finding:
    """One line of the examination."""

    subject: str
    """A word or two, such as `config` or `token corp`; several findings may share one."""
    verdict: Verdict
    """ok; warn: something does not work as well as it could; bad: something does not work."""
    text: str
    """A sentence without markup."""
    remedy: str = ""
    """A command, or what to do in a few words; empty where nothing needs mending."""


def ok(subject: str, text: str) -> Finding:
    """All is well, or a fact."""
    return Finding(subject, "ok", text)


def warn(subject: str, text: str, remedy: str = "") -> Finding:
    """Something does not work as well as it could."""
    return Finding(subject, "warn", text, remedy)


def bad(subject: str, text: str, remedy: str = "") -> Finding:
    """Something does not work."""
    return Finding(subject, "bad", text, remedy)
