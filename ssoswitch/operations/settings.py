"""Changing what the user chose and what is remembered; the doors to config.toml and recollections.json."""

from __future__ import annotations

from ssoswitch.disk.recollections import change_recollections, load_recollections
from ssoswitch.disk.settings import change_account, change_setting, load_settings

__all__ = [
    "change_account",
    "change_recollections",
    "change_setting",
    "load_recollections",
    "load_settings",
]
