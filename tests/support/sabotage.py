"""The program with a mistake in it: one function does its work, then fails with every secret that it had in its hands.

`python -m tests.support.sabotage MODULE:CLASS:NAME ARGUMENTS…` runs `ssoswitch ARGUMENTS…`. The class is empty for a
function of the module. With `-` in place of all three, nothing is wrong. The secrets are in local variables, in the
exception's text and in its arguments: wherever a careless handler could take them from.
"""

from __future__ import annotations

import importlib
import sys
from typing import Any

from ssoswitch.model.secret import Secret


class Sabotage(RuntimeError):
    """Something nobody foresaw."""


def secrets_in(value: Any, depth: int = 4) -> list[str]:
    """Every secret in a value, its fields and its parts, in the clear; parts of parts, so many times over."""
    if isinstance(value, Secret):
        return [value.reveal()]
    if not depth:
        return []
    if isinstance(value, (list, tuple)):
        return [found for each in value for found in secrets_in(each, depth - 1)]
    names = getattr(type(value), "__slots__", ()) or getattr(value, "__dict__", {})
    return [
        found
        for name in names
        if isinstance(name, str)
        for found in secrets_in(getattr(value, name, None), depth - 1)
    ]


def spoil(module: str, kind: str, name: str) -> None:
    """Let that function fail after its work."""
    home: Any = importlib.import_module(module)
    home = getattr(home, kind) if kind else home
    real = getattr(home, name)

    def spoiled(*arguments: Any, **named: Any) -> Any:
        answer = real(*arguments, **named)
        access_token = secrets_in(answer) + secrets_in(arguments) + secrets_in(list(named.values()))
        raise Sabotage(f"boom {access_token} {answer!r}", access_token)

    setattr(home, name, spoiled)


if __name__ == "__main__":
    where = sys.argv[1]
    sys.argv = ["ssoswitch", *sys.argv[2:]]
    if where != "-":
        spoil(*where.split(":"))
    from ssoswitch.cli.main import main

    main()
