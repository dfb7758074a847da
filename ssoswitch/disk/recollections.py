"""What the program remembers by itself: favourites, what was used, last choices. A JSON file of ours, no secret in it.

Two programs may run at once, so a change is read, made and written under a lock; a file that cannot be read is a
fresh start, never an error, because nothing in it is worth stopping for.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ssoswitch.disk.files import read_private, write_private
from ssoswitch.model.environment import Environment
from ssoswitch.model.settings import Recollections

VERSION = 1
_USED_AT_MOST = 500
_SEARCHES_AT_MOST = 50
_ENVRC_FILES_AT_MOST = 500
_LARGEST = 1e12


def load_recollections(env: Environment) -> Recollections:
    """What is remembered; nothing where the file is missing, damaged or of another version."""
    return _parsed(read_private(_path(env)))


def _parsed(data: bytes | None) -> Recollections:
    if data is None:
        return Recollections()
    try:
        document = json.loads(data)
        return _from_json(document) if document.get("version") == VERSION else Recollections()
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
        return Recollections()


def change_recollections(env: Environment, change: Callable[[Recollections], Recollections]) -> Recollections:
    """Read, change and write under a lock. Raises WriteError when it cannot be saved, or the file not be read."""
    from ssoswitch.disk.locks import locked

    with locked(env, "recollections"):
        before = _parsed(read_private(_path(env), or_raise=True))
        after = change(before)
        if after != before:
            write_private(_path(env), json.dumps(_to_json(after), separators=(",", ":")).encode())
    return after


def _path(env: Environment) -> Path:
    return env.state_dir / "recollections.json"


def _to_json(value: Recollections) -> dict[str, Any]:
    document = asdict(value)
    newest = sorted(value.used.items(), key=lambda item: item[1][0], reverse=True)[:_USED_AT_MOST]
    document["used"] = {key: list(used) for key, used in newest}
    document["searches"] = value.searches[:_SEARCHES_AT_MOST]
    document["envrc_files"] = value.envrc_files[:_ENVRC_FILES_AT_MOST]
    return {"version": VERSION, **document}


def _from_json(document: dict[str, Any]) -> Recollections:
    return Recollections(
        favourites=_texts(document["favourites"]),
        used={
            str(key): (_number(at), int(_number(count)), str(what))
            for key, (at, count, what) in document["used"].items()
        },
        searches=_texts(document["searches"]),
        last_session=str(document["last_session"]),
        last_choice={str(key): str(value) for key, value in document["last_choice"].items()},
        guard_passed={str(key): _number(value) for key, value in document["guard_passed"].items()},
        previous_profile=str(document["previous_profile"]),
        envrc_files=_texts(document["envrc_files"]),
    )


def _number(value: Any) -> float:
    """A moment or a count. Raises ValueError for what is none, or none that anything could be worked out from."""
    if not abs(value) < _LARGEST:  # NaN is not
        raise ValueError("a number")
    return float(value)


def _texts(values: Any) -> tuple[str, ...]:
    return tuple(str(value) for value in values)
