"""Which lines of a user's files hold a secret, and how they are shown instead.

Diffs show what stands around a change, and that may be somebody's keys; the journal keeps lines. Both ask here.
"""

from __future__ import annotations

import re

MASK = "***"

_NAMES = (
    "aws_secret_access_key|aws_session_token|aws_security_token|aws_access_key_id|aws_secret_key|"
    "[a-z0-9_]*(?:password|passwd|secret|token|private_key|api_key|apikey)"
)
_PREFIX = r"\s*(?:[#;]+\s*)?(?:export\s+|declare\s+-x\s+|set\s+-gx\s+)?"
_SECRET = re.compile(rf"^({_PREFIX}(?:{_NAMES})\s*[=:]\s*)(\S.*)$", re.IGNORECASE)
# Names that end like a secret and are none: an expiry, a file.
_HARMLESS = re.compile(r"^\s*(?:x_security_token_expires|web_identity_token_file)\b", re.IGNORECASE)
_ANY_VALUE = re.compile(r"^(\s*[^\s=:\[][^=:]*[=:]\s*)(\S.*)$")
_HEADER_OR_BLANK = re.compile(r"^\s*(?:\[.*)?$")
_OPEN_KEYS = re.compile(r"^\s*(?:x_security_token_expires|x_ssoswitch|region|output)\s*[=:]", re.IGNORECASE)


def holds_secret(line: str) -> bool:
    """Whether the line sets something whose name says that it is secret, commented out or not."""
    return bool(_SECRET.match(line)) and not _HARMLESS.match(line)


def mask(line: str, *, credentials: bool = False) -> str:
    """The line with its secret value as `***`; in a credentials file every value but the harmless known ones."""
    if not credentials:
        return _SECRET.sub(rf"\g<1>{MASK}", line) if holds_secret(line) else line
    if _HEADER_OR_BLANK.match(line) or _OPEN_KEYS.match(line):
        return line
    masked = _ANY_VALUE.sub(rf"\g<1>{MASK}", line)
    return masked if masked != line or line.rstrip().endswith(("=", ":")) else MASK


def mask_bytes(line: bytes, *, credentials: bool = False) -> bytes:
    """Like `mask`, for a line of a file with its end, whatever its encoding."""
    text = line.decode("utf-8", "surrogateescape")
    body = text.rstrip("\r\n")
    return (mask(body, credentials=credentials) + text[len(body) :]).encode("utf-8", "surrogateescape")
