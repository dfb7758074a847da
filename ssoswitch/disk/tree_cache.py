"""The saved tree of each sso-session, and the rate that its portal was found to bear.

One file for each identity: its name is made of the session's key and start URL, so that a session that was pointed at
another company never shows the old one's accounts. A file that cannot be used is put aside and never stands in the way.
"""

from __future__ import annotations

import json
import os
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

from ssoswitch.core.digests import sha256_of
from ssoswitch.core.tree_file import NotATree, dump_tree, parse_tree
from ssoswitch.disk.files import put_in_place, read_private, write_private
from ssoswitch.model.account import AccountTree
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import WriteError
from ssoswitch.model.sso_session import SsoSession

LONGEST = 64_000_000
"""Bytes; ten thousand accounts with ten roles each take one million."""
LOCK_TIMEOUT = 2.0
"""Seconds that another may take to save; ten thousand accounts take 0.05."""
RATES_VERSION = 1


def load_tree(env: Environment, session: SsoSession) -> tuple[AccountTree, str]:
    """The saved tree, an empty one where there is none, and a sentence where a file could not be used (else "")."""
    path = tree_path(env, session)
    try:
        data = read_private(path, LONGEST, or_raise=True)
    except WriteError as error:
        return AccountTree(session.name), f"The saved tree of {session.name} is not shown: {error.message}"
    if data is None:
        if not os.path.lexists(path):  # says no also where it may not look
            return AccountTree(session.name), ""
        return AccountTree(session.name), _put_aside(path, session, "it cannot be read")
    try:
        return parse_tree(data, session), ""
    except NotATree as error:
        return AccountTree(session.name), _put_aside(path, session, str(error))


def save_tree(env: Environment, session: SsoSession, tree: AccountTree) -> AccountTree:
    """Save it, and return it with the time of saving. Raises WriteError; the file that was there is in place then."""
    saved = replace(tree, saved_at=float(int(env.clock.time())))
    write_private(tree_path(env, session), dump_tree(saved, session))
    return saved


def tree_lock(env: Environment, session: SsoSession) -> AbstractContextManager[None]:
    """Held by who looks what is saved and saves on top of it, so that two of us never save at once.

    Raises FileLocked where another holds it on.
    """
    from ssoswitch.disk.locks import locked

    return locked(env, f"tree-{tree_path(env, session).stem[:16]}", timeout=LOCK_TIMEOUT)


def tree_path(env: Environment, session: SsoSession) -> Path:
    """Where the tree of that session is saved."""
    return env.cache_dir / "trees" / f"{_key(session.token_key, session.start_url)}.json"


def tree_stamp(env: Environment, session: SsoSession) -> tuple[int, ...]:
    """What changes when anybody saves that tree; empty where none is saved."""
    try:
        found = tree_path(env, session).lstat()
    except OSError:
        return ()
    return (found.st_mtime_ns, found.st_size, found.st_ino)


def load_rate(env: Environment, session: SsoSession) -> float | None:
    """Calls a second that this session's instance bore last time; None where no limit was met."""
    return _rates(env).get(_key(session.start_url, session.sso_region))


def save_rate(env: Environment, session: SsoSession, rate: float) -> None:
    """Remember that rate beside those of other instances. Raises WriteError."""
    from ssoswitch.disk.locks import locked

    with locked(env, "rates", timeout=LOCK_TIMEOUT):
        rates = {**_rates(env), _key(session.start_url, session.sso_region): round(rate, 2)}
        text = json.dumps({"version": RATES_VERSION, "rates": rates}, separators=(",", ":"))
        write_private(_rates_path(env), text.encode())


def _rates(env: Environment) -> dict[str, float]:
    try:
        document = json.loads(read_private(_rates_path(env)) or b"")
        if document["version"] != RATES_VERSION:
            return {}
        return {str(key): float(rate) for key, rate in document["rates"].items() if 0 < rate < 1e6}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}  # it is learned anew within a second


def _rates_path(env: Environment) -> Path:
    return env.cache_dir / "trees" / "rates.json"


def _key(*parts: str) -> str:
    return sha256_of("\n".join(parts).encode("utf-8", "surrogateescape"))[:40]


def _put_aside(path: Path, session: SsoSession, why: str) -> str:
    aside = path.with_name(f"{path.name}.damaged")
    try:
        put_in_place(path, aside)
        kept = f"It is kept as {aside}."
    except OSError:
        kept = f"It stays where it is: {path}."
    return f"The saved tree of {session.name} was not used: {why}. {kept} A sync reads everything anew."
