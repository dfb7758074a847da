"""The authorization code grant with PKCE (RFC 7636): the address for the browser, and what may come back from it.

Pure: randomness is handed in, and the request that the listener reads is judged here as text. The rules for the
redirect are strict because any web page in the user's browser, and any user of the machine, can send requests to the
listener.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Callable, Sequence
from urllib.parse import parse_qsl, quote, urlencode

from ssoswitch.model.frozen import frozen
from ssoswitch.model.secret import Secret

REDIRECT_PATH = "/oauth/callback"
"""The service takes no other path (fwdcloudsec/granted#779)."""
REGISTERED_REDIRECT_URI = f"http://127.0.0.1{REDIRECT_PATH}"
"""Registered without a port; any port is then allowed (RFC 8252, section 7.3)."""
LONGEST_REQUEST = 8192
"""Bytes of a request, line and headers."""

_HEADER = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\x20-\x7e\x80-\xff\t]*)")
_ERROR_SLUG = re.compile(r"[a-z_]{1,40}")


@frozen
class Attempt:
    """What one try at signing in is recognised by; never used twice."""

    verifier: Secret
    state: Secret


@frozen
class Redirect:
    """What a request to the listener amounts to.

    `status` is the HTTP status to answer with. With 200 the wait is over: `code` is there, or `error` says why not
    (an OAuth word such as access_denied). Any other status: not ours, the wait goes on.
    """

    status: int
    code: Secret | None = None
    error: str = ""


def new_attempt(random_bytes: Callable[[int], bytes]) -> Attempt:
    """A fresh verifier (64 characters) and state; `random_bytes` is `secrets.token_bytes`."""
    return Attempt(verifier=Secret(_base64url(random_bytes(48))), state=Secret(_base64url(random_bytes(32))))


def code_challenge(verifier: Secret) -> str:
    """S256: base64url of the verifier's SHA-256, without padding."""
    return _base64url(hashlib.sha256(verifier.reveal().encode("ascii")).digest())


def redirect_uri(port: int) -> str:
    """Where the browser is sent back to: loopback by number, for `localhost` is refused."""
    return f"http://127.0.0.1:{port}{REDIRECT_PATH}"


def authorize_address(
    endpoint: str, client_id: str, port: int, attempt: Attempt, scopes: Sequence[str]
) -> Secret:
    """The address that the browser opens. The service reads `scopes`, not OAuth's `scope`."""
    query = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": redirect_uri(port),
        "state": attempt.state.reveal(),
        "code_challenge_method": "S256",
        "scopes": " ".join(scopes),
        "code_challenge": code_challenge(attempt.verifier),
    }
    return Secret(f"{endpoint}?{urlencode(query, quote_via=quote)}")


def read_redirect(head: bytes, port: int, state: Secret) -> Redirect:
    """Judge a request (its line and headers, without the blank line) that came to the listener at `port`.

    GET, the exact path, our own address as Host, the right state once, a code or an error: 200. Anything else is turned
    away and must not end the wait.
    """
    lines = head.decode("latin-1").split("\r\n")
    words = lines[0].split(" ")
    if len(words) != 3 or words[2] not in ("HTTP/1.1", "HTTP/1.0"):
        return Redirect(400)
    method, target, _ = words
    hosts = []
    for line in lines[1:]:
        header = _HEADER.fullmatch(line)
        if header is None:
            return Redirect(400)
        if header.group(1).lower() == "host":
            hosts.append(header.group(2).strip())
    if hosts != [f"127.0.0.1:{port}"]:
        return Redirect(403)
    path, _, query = target.partition("?")
    if path != REDIRECT_PATH:
        return Redirect(404)
    if method != "GET":
        return Redirect(405)
    return _read_query(query, state)


def _read_query(query: str, state: Secret) -> Redirect:
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=32, errors="strict")
    except ValueError:
        return Redirect(400)
    given = dict(pairs)
    names = [name for name, _ in pairs]
    if any(names.count(name) > 1 for name in ("state", "code", "error")):
        return Redirect(400)
    if not hmac.compare_digest(given.get("state", "").encode(), state.reveal().encode()):
        return Redirect(403)
    if error := given.get("error", ""):
        return Redirect(200, error=error if _ERROR_SLUG.fullmatch(error) else "unknown_error")
    if not given.get("code"):
        return Redirect(400)
    return Redirect(200, code=Secret(given["code"]))


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")
