"""Paths as people write them."""

from __future__ import annotations

from pathlib import PurePath


def short_path(path: PurePath | str, home: PurePath | str) -> str:
    """The path with the home directory as `~`; as it is where there is no home, or it lies elsewhere."""
    text, start = str(path), str(home)
    if start in ("", "/") or not (text == start or text.startswith(start + "/")):
        return text
    return "~" + text[len(start) :]
