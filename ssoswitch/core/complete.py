"""What Tab makes of the last word of a search: a field prefix, or the value after one."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ssoswitch.core.catalogue import Catalogue
from ssoswitch.core.query import FIELDS, quoted

_LAST = re.compile(r"(?:^|\s)(?P<mark>!?)(?P<word>[A-Za-z]+:?[^\s\"]*)$")


def complete(text: str, catalogue: Catalogue) -> str | None:
    """`text` with its last word completed, None where nothing fits.

    `ro` becomes `role:`, `is:f` `is:fav `, `role:adm` the first role that begins so, `env:p` `env:prod `. A
    value that is whole gets a space after it, so that the next word can follow.
    """
    match = _LAST.search(text)
    if match is None:
        return None
    word = match["word"].lower()
    head = text[: match.start("word")]
    field, colon, value = word.partition(":")
    if colon and field in ("role", "env", "tag") and value:
        found = next((each for each in _values(field, catalogue) if each.lower().startswith(value)), None)
        return None if found is None else f"{head}{field}:{quoted(found)} "
    found = next((each for each in FIELDS if each.startswith(word) and each != word), None)
    if found is None:
        return None
    return f"{head}{found}" if found.endswith(":") else f"{head}{found} "


def _values(field: str, catalogue: Catalogue) -> Iterable[str]:
    if field == "role":
        return sorted({role for roles in {entry.roles for entry in catalogue.entries} for role in roles})
    settings = catalogue.facts.settings
    if field == "env":
        chosen = {
            choice.environment for choice in settings.accounts.values() if choice.environment not in ("", "-")
        }
        return sorted({*settings.environments, *chosen})
    return sorted({tag for choice in settings.accounts.values() for tag in choice.tags})
