"""A profile's new name in an `.envrc` that says the old one: every such line in place, nothing added."""

from __future__ import annotations

from pathlib import Path

from ssoswitch.core.bash_scan import commands
from ssoswitch.core.envrc import PROFILE_VARIABLE, Check, export_line, refuse_broken
from ssoswitch.model.errors import CannotTakeEffect


def rename_profile(data: bytes, old: str, new: str, path: Path, *, check: Check) -> bytes | None:
    """The text with every `export AWS_PROFILE=old` saying `new`; None where no line says so literally.

    What took effect goes on taking effect and what did not is no worse off, so the doubts of `set_variable` do not
    count here. Raises CannotTakeEffect where bash does not read the file, InvalidValue for the name.
    """
    line = export_line(new)
    words = [
        word
        for command in commands(data)
        if command.name == b"export"
        for word in command.words[1:]
        if word.assigns == PROFILE_VARIABLE.encode()
        and (word.assigned or b"").removesuffix(b"\r") == old.encode()
    ]
    if not words:
        return None
    refuse_broken(data, line, path, check)
    new_word = line.removeprefix("export ").encode()
    after = data
    for word in sorted(words, key=lambda word: -word.start):
        after = after[: word.start] + new_word + after[word.end :]
    if not check(after).complete:
        raise CannotTakeEffect(
            f"{path} would not be complete with {new} in it. The file is as it was.",
            f"Change it by hand: {line}",
            line=line,
        )
    return after
