"""Whether a section that is not there was taken away by us: a command that is run twice is then done, not mistaken."""

from __future__ import annotations

from collections.abc import Iterable

from ssoswitch.core.aws_config import identify
from ssoswitch.disk.history import entries
from ssoswitch.disk.journal import load
from ssoswitch.model.environment import Environment
from ssoswitch.model.plan import FileKind

_WRITES = 100
"""So many of the last writes are looked at."""


def removed_by_us(env: Environment, kind: str, names: Iterable[str]) -> frozenset[str]:
    """Those of the names whose section of that kind (`profile`, `sso-session`) one of the last writes removed."""
    wanted = set(names)
    found: set[str] = set()
    for entry in entries(env, _WRITES):
        if entry.state == "undone":
            continue
        record = load(env, entry.id)
        for file in record.files if record is not None else ():
            if file.kind is FileKind.CONFIG and file.path == env.config_file:
                gone = {name for hunk in file.hunks for name in _names(hunk.removed, kind)}
                found |= (gone & wanted) - {name for hunk in file.hunks for name in _names(hunk.added, kind)}
        if found == wanted:
            break
    return frozenset(found)


def _names(lines: Iterable[bytes], kind: str) -> set[str]:
    """The names in the headers among those lines."""
    names = set()
    for line in lines:
        text = line.decode("utf-8", "replace").strip()
        if text.startswith("[") and "]" in text:
            its_kind, name = identify(text[1 : text.rindex("]")])
            if its_kind == kind:
                names.add(name)
    return names
