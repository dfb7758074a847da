"""Digests for the names of files.

`hashlib` loads all of OpenSSL for the first of them, 2 ms on the way to the first frame. CPython has the same functions
in small modules of its own, to which hashlib falls back; where there is none of them, it is asked itself.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any


def sha1_of(data: bytes) -> str:
    """The SHA-1 of `data` in hexadecimal digits. AWS tools name files by it; it protects nothing."""
    return _digest("sha1", data, "_sha1")


def sha256_of(data: bytes) -> str:
    """The SHA-256 of `data` in hexadecimal digits."""
    return _digest("sha256", data, "_sha256", "_sha2")


def _digest(name: str, data: bytes, *modules: str) -> str:
    made: Any = None
    for module in (*modules, "hashlib"):
        try:
            made = getattr(import_module(module), name)
        except ImportError:  # built without it, or of another Python
            continue
        break
    digest: str = made(data, usedforsecurity=False).hexdigest()
    return digest
