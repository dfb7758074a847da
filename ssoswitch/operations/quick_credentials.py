"""The quick door of `credentials … --format process`: answers out of the AWS CLI's cache before anything is imported.

Every AWS tool starts a credential_process anew for each of its own starts, so this is measured against a bare
`python -c pass`. It answers only what it is sure of; for everything else it says False, and the whole program goes
on as if it had not been there. The file names and the fifteen minutes are `core/token_file.py`'s and
`operations/credentials.py`'s; a test holds them together.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # importing typing for it would cost as much as everything here
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_OPTIONS = {
    "--session": "session",
    "-S": "session",
    "--account-id": "account",
    "--role-name": "role",
    "--format": "format",
}
_MIN_LEFT = 900
_LIMIT = 65536


def answer(argv: list[str], environ: Mapping[str, str] | None = None) -> bool:
    """Print the cached credentials for that command line (without the program's name) and say True; else False.

    Never raises, and writes nothing unless it answers.
    """
    variables = os.environ if environ is None else environ
    asked = _parsed(argv)
    home = variables.get("HOME", "")
    if asked is None or not home.startswith("/"):
        return False
    key = _key(asked, variables, home)
    if key is None:
        return False
    text = _cached(f"{home}/.aws/cli/cache", key)
    if text is None:
        return False
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except (OSError, AttributeError):  # the slow way says it: the disk is full, or there is no stdout at all
        return False
    return True


def _parsed(argv: list[str]) -> dict[str, str] | None:
    """The options of `credentials [PROFILE] …`, None for any other command line."""
    if not argv or argv[0] != "credentials":
        return None
    asked: dict[str, str] = {}
    words = iter(argv[1:])
    for word in words:
        name, equals, value = word.partition("=")
        option = _OPTIONS.get(name)
        if option is None:
            if word.startswith("-") or "profile" in asked:
                return None
            asked["profile"] = word
            continue
        if not equals:
            value = next(words, "")
        if not value or option in asked:
            return None
        asked[option] = value
    return asked if asked.get("format") == "process" else None


def _key(asked: dict[str, str], variables: Mapping[str, str], home: str) -> str | None:
    """The text whose SHA-1 names the cache file; None where it is not certain."""
    session, account, role = (asked.get(name, "") for name in ("session", "account", "role"))
    profile = asked.get("profile", "")
    if profile:
        if session or account or role:
            return None
        session, account, role = _of_profile(profile, variables, home)
    if not (session and account.isdecimal() and role):
        return None
    if not all(
        text.isascii() and text.isprintable() and not set(text) & set('"\\')
        for text in (session, account, role)
    ):
        return None
    return f'{{"accountId":"{account}","roleName":"{role}","sessionName":"{session}"}}'


def _of_profile(profile: str, variables: Mapping[str, str], home: str) -> tuple[str, str, str]:
    """(session, account id, role name) of a profile of the plainest form; empty texts for any other."""
    config = _file(variables, home, "AWS_CONFIG_FILE", "config")
    keys = _file(variables, home, "AWS_SHARED_CREDENTIALS_FILE", "credentials") or b""
    if profile == "default" or b"[" + profile.encode() + b"]" in keys:
        return "", "", ""
    values = _section(config, b"[profile " + profile.encode() + b"]") if config else None
    if values is None or values.keys() & {"role_arn", "sso_start_url"}:
        return "", "", ""
    session = values.get("sso_session", "")
    # Only a session that is a section: an inline one is named by its start URL.
    if b"\n[sso-session " + session.encode() + b"]\n" not in b"\n" + (config or b""):
        return "", "", ""
    return session, values.get("sso_account_id", ""), values.get("sso_role_name", "")


def _file(variables: Mapping[str, str], home: str, variable: str, name: str) -> bytes | None:
    path = variables.get(variable, f"{home}/.aws/{name}")
    return _read(path, 1 << 24) if path.startswith("/") and "$" not in path else None


def _section(config: bytes, header: bytes) -> dict[str, str] | None:
    """The keys of the one section with that plain header; None where anything about it is unusual."""
    start = config.find(b"\n" + header) + 1
    if not start and not config.startswith(header):
        return None
    odd = (b"\r", b"[DEFAULT]", b'[profile "', b"[profile '", b"[profile  ", b"[profile\t", b"[ ")
    if config.find(b"\n" + header, start) >= 0 or any(part in config for part in odd):
        return None
    end = config.find(b"\n[", start + 1)
    values: dict[str, str] = {}
    for line in config[start + len(header) : end if end >= 0 else len(config)].splitlines():
        text = line.decode("ascii", "replace")
        if not text.strip() or text[0] in "#;":
            continue
        name, equals, value = text.partition("=")
        if text[0].isspace() or not equals or name.strip() in values or ":" in name:
            return None
        values[name.strip().lower()] = value.strip()
    return values


def _cached(folder: str, key: str) -> str | None:
    """The credential_process document of that cache file, None where it does not live long enough."""
    # The C module itself: hashlib would load all of OpenSSL for one name.
    try:
        from _sha1 import sha1  # type: ignore[import-not-found]  # a private module of CPython, without stubs
    except ImportError:
        from hashlib import sha1
    data = _read(f"{folder}/{sha1(key.encode(), usedforsecurity=False).hexdigest()}.json", _LIMIT)
    if data is None:
        return None
    try:
        from _json import encode_basestring_ascii as quoted

        document = _read_json(data.decode())
        given = document["Credentials"]
        if document["ProviderType"] != "sso" or not _lives(str(given["Expiration"])):
            return None
        names = ["AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"]
        if not all(isinstance(given[name], str) and given[name] for name in names):
            return None
        if isinstance(given.get("AccountId"), str):
            names.append("AccountId")
        pairs = "".join(f", {quoted(name)}: {quoted(given[name])}" for name in names)
        return f'{{"Version": 1{pairs}}}\n'
    except (ImportError, ValueError, KeyError, TypeError, AttributeError, RecursionError, StopIteration):
        return None


class _Plain:
    """How the C scanner is to read JSON: as `json.loads` does by itself."""

    strict = True
    object_hook = object_pairs_hook = None
    parse_float = parse_constant = float
    parse_int = int


def _read_json(text: str) -> dict[str, Any]:
    """A whole JSON document that begins with its brace. Raises StopIteration and ValueError where it is none.

    By the C module itself: `json` would load regular expressions for it, which costs as much as Python's own start.
    """
    from _json import make_scanner

    document, end = make_scanner(_Plain())(text, 0)  # type: ignore[arg-type]  # it asks for attributes only
    if text[end:].strip():
        raise ValueError
    found: dict[str, Any] = document
    return found


def _lives(expiration: str) -> bool:
    """Whether a `YYYY-MM-DDTHH:MM:SSZ` lies far enough ahead; any other spelling is left to the whole program."""
    import time

    if (
        len(expiration) != 20
        or expiration[10] != "T"
        or expiration[-1] != "Z"
        or not expiration[:4].isdecimal()
    ):
        return False
    now = time.time()  # noqa: TID251  (the clock of model/environment.py costs more than all of this)
    return expiration > time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now + _MIN_LEFT))


def _read(path: str, limit: int) -> bytes | None:
    """The bytes of a regular file of this user's, None for anything else. A FIFO is never opened."""
    try:
        status = os.stat(path)  # noqa: PTH116  (pathlib costs as much as all of this)
        if status.st_mode & 0o170000 != 0o100000 or status.st_uid != os.getuid():
            return None
        with open(path, "rb") as file:  # noqa: PTH123  (the same)
            data = file.read(limit + 1)
    except (OSError, ValueError):
        return None
    return data if len(data) <= limit else None
