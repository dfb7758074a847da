"""Taking a secret out of the clipboard again, if it is still there: at once, or later by a child."""

from __future__ import annotations

import hmac
import subprocess
import sys
from pathlib import Path

from ssoswitch.disk.clipboard_tools import ask, feed, start, tools_here
from ssoswitch.model.environment import Environment
from ssoswitch.model.secret import Secret

SECRET_SECONDS = 60.0
"""How long a secret stays."""
# By its path: see there. It is not imported, because it imports this module.
_CHILD = Path(__file__).absolute().with_name("clear_later.py")
# Kept until they end: a child that nobody waits for stays as a zombie.
_clearing: list[subprocess.Popen[bytes]] = []


def clear_if(env: Environment, text: str | Secret, *, platform: str = sys.platform) -> bool:
    """Empty the clipboard if that text is still in it; whether that was done.

    A terminal does not tell what is in its clipboard, so what went there by OSC 52 cannot be taken back.
    """
    return clear_if_digest(env, digest_of(text), platform=platform)


def clear_if_digest(env: Environment, digest: str, *, platform: str = sys.platform) -> bool:
    """The same, by the text's `digest_of`: whoever clears need not know the secret."""
    for tool in tools_here(env, platform):
        if not tool.paste:
            continue
        found = ask(env, tool.paste)
        if found is not None and hmac.compare_digest(_digest(found), digest):
            return not feed(env, tool.clear or tool.copy, b"")
    return False


def clear_later(env: Environment, text: str | Secret, seconds: float = SECRET_SECONDS) -> bool:
    """Have it emptied then, by a child that goes on when this program ends; False where nobody could tell.

    The child is given a digest, by its standard input: neither its arguments nor its memory hold the secret.
    """
    if not sys.executable or not any(tool.paste for tool in tools_here(env, sys.platform)):
        return False
    try:
        process = start(env, [sys.executable, "-I", str(_CHILD), str(seconds)])
        assert process.stdin is not None
        process.stdin.write(digest_of(text).encode())
        process.stdin.close()
    except OSError:
        return False
    _clearing[:] = [each for each in _clearing if each.poll() is None] + [process]
    return True


def digest_of(text: str | Secret) -> str:
    """By what `clear_if_digest` knows a text again."""
    plain = text.reveal() if isinstance(text, Secret) else text
    return _digest(plain.encode("utf-8", "surrogateescape"))


def _digest(data: bytes) -> str:
    from hashlib import sha256

    return sha256(data.rstrip(b"\r\n")).hexdigest()
