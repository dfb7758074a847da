"""Lets go of dialogs that were left: Textual itself holds on to the drawn lines of the last thousand widgets.

Its `StylesCache.get_inner_outer` keeps its results under the cache object that asked (in 8.2 a class method that is
none), and with that object every line of a widget that is long gone: five megabytes for a dozen dialogs.
"""

from __future__ import annotations

from textual._styles_cache import StylesCache


def let_go() -> None:
    """Forget those results: two colours each, worked out again when they are wanted."""
    clear = getattr(StylesCache.get_inner_outer, "cache_clear", None)
    if clear is not None:
        clear()
