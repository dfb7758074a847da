"""Edits of config text: add, change, rename and remove sections. The one module that uses ConfigUpdater.

Adding edits nothing: ConfigUpdater renders the new sections in a fresh document, and those bytes go behind the old
ones. A change takes one section out, lets ConfigUpdater edit that much, and puts it back. Whatever was done, `verify`
then proves it on the whole text before anybody writes it: every other section reads the same, every other line stands
there in its order. Both files of the AWS tools have this grammar; in the credentials file sections have kind "".
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING

from ssoswitch.core.aws_config import OTHER, PROFILE, AwsConfig, ConfigSection, identify, parse
from ssoswitch.core.config_checks import check_key, check_value
from ssoswitch.core.config_proof import Change, verify
from ssoswitch.core.line_changes import split_lines
from ssoswitch.model.errors import ConfigUnreadable, InvalidValue, NoMatch, WouldOverwrite
from ssoswitch.model.frozen import frozen

if TYPE_CHECKING:
    from configupdater import Section

__all__ = ["SectionBlock", "add_sections", "remove_sections", "rename_section", "set_values", "verify"]

_PLAIN_NAME = re.compile(r"[^\s'\"\\]+")
_KEY_LINE = re.compile(
    r"(?P<head>\s*(?P<key>[^\s=:\[#;][^=:]*?)\s*[=:]\s*)(?P<value>\S|\S.*?\S)(?P<tail>\s*)", re.DOTALL
)
_BY_HAND = "Nothing was written. Change it in an editor; ssoswitch reads it as soon as it is saved."


@frozen
class SectionBlock:
    """A section to add: kind `profile`, `sso-session`, or "" for a plain header; keys in the order to write."""

    kind: str
    name: str
    values: tuple[tuple[str, str], ...] = field(repr=False)


def header_text(kind: str, name: str) -> str:
    """What stands between the brackets for that section; `[default]` for the default profile. Raises InvalidValue."""
    if kind == OTHER or (kind == PROFILE and name == "default"):
        header = name
    else:
        header = f"{kind} {name if _PLAIN_NAME.fullmatch(name) else shlex.quote(name)}"
    if (
        not name
        or identify(header) != (kind, name)
        or "]" in header
        or "[" in header
        or not header.isprintable()
    ):
        raise InvalidValue(
            f"{name!r} cannot be the name of a section: the AWS tools would not read it back. Nothing was written.",
            "Use letters, digits and . _ - / @ % only.",
        )
    return header


def add_sections(data: bytes | None, blocks: Sequence[SectionBlock], path: Path) -> bytes:
    """The file with those sections behind everything that it holds, in its own line ends; `data` None: no file yet.

    Raises ConfigUnreadable for a file that botocore refuses, WouldOverwrite where a section is there already,
    InvalidValue for a name or value that may not be written.
    """
    old = data or b""
    config = _editable(old, path)
    known = {(section.kind, section.name) for section in config.sections}
    texts = []
    for block in blocks:
        if (block.kind, block.name) in known:
            raise WouldOverwrite(
                f"{path} has a section for {block.name} already. Nothing was written.", "Choose another name."
            )
        known.add((block.kind, block.name))
        texts.append(_render(block))
    text = "\n".join(texts).encode()
    glue = _glue(old)
    end = _line_end(old)
    result = old + (glue + text).replace(b"\n", end) if end != b"\n" else old + glue + text
    added = {(block.kind, block.name): dict(block.values) for block in blocks}
    verify(config, old, result, Change(added=added))
    return result


def set_values(data: bytes, kind: str, name: str, values: Mapping[str, str | None], path: Path) -> bytes:
    """The file with those keys of one section set, or removed for None; a key that is right stays as written.

    Where two headers name one profile, the one that counts is changed. Raises like add_sections, and NoMatch.
    """
    return change_sections(data, {(kind, name): values}, path)


def change_sections(
    data: bytes, changes: Mapping[tuple[str, str], Mapping[str, str | None]], path: Path
) -> bytes:
    """Like set_values, for many sections at once: (kind, name) → keys."""
    config = _editable(data, path)
    winners = {(section.kind, section.name): section for section in config.sections}
    expected: dict[int, tuple[str, Mapping[str, str]]] = {}
    edits: list[tuple[ConfigSection, dict[str, str | None]]] = []
    for (kind, name), values in changes.items():
        section = winners.get((kind, name)) or _winner(config, kind, name)
        wanted = {key: value for key, value in values.items() if section.values.get(key) != value}
        for key, value in wanted.items():
            check_key(key)
            if value is not None:
                check_value(key, value)
        if wanted:
            result = {key: value for key, value in {**section.values, **wanted}.items() if value is not None}
            expected[section.first] = (section.header, result)
            edits.append((section, wanted))
    lines = split_lines(data)
    for section, wanted in sorted(edits, key=lambda edit: -edit[0].first):
        own = lines[section.first - 1 : section.last]
        rest = {key: value for key, value in wanted.items() if not _valued(own, section, key, value)}
        lines[section.first - 1 : section.last] = _edited(own, section, rest, path) if rest else own
    new = b"".join(lines)
    verify(config, data, new, Change(changed=expected))
    return new


def rename_section(data: bytes, kind: str, old: str, new: str, path: Path) -> bytes:
    """The file with one section's header naming `new`; nothing else changes.

    Raises like set_values; WouldOverwrite where `new` is there, InvalidValue where two headers name `old`.
    """
    config = _editable(data, path)
    section = _winner(config, kind, old)
    if any((other.kind, other.name) == (kind, new) for other in config.sections):
        raise WouldOverwrite(f"{path} has {new} already. Nothing was renamed.", "Choose another name.")
    twins = [other.first for other in config.sections if (other.kind, other.name) == (kind, old)]
    if len(twins) > 1:
        raise InvalidValue(
            f"{path} has two headers for {old} (lines {_numbers(twins)}), and only the last one counts. "
            "Nothing was renamed.",
            "Remove or merge one of them by hand, then try again.",
        )
    header = header_text(kind, new)
    lines = split_lines(data)
    line = lines[section.first - 1]
    lines[section.first - 1] = line.replace(
        b"[" + section.header.encode() + b"]", b"[" + header.encode() + b"]", 1
    )
    result = b"".join(lines)
    verify(config, data, result, Change(changed={section.first: (header, dict(section.values))}))
    return result


def remove_sections(data: bytes, names: Sequence[tuple[str, str]], path: Path) -> bytes:
    """The file without those sections, every header that means them; one blank line of two around each goes too.

    Comments stay, for nobody can tell whose they are. Raises ConfigUnreadable, NoMatch.
    """
    config = _editable(data, path)
    wanted = set(names)
    doomed = [section for section in config.sections if (section.kind, section.name) in wanted]
    missing = wanted - {(section.kind, section.name) for section in doomed}
    if missing:
        name = min(missing)[1]
        raise NoMatch(
            f"{path} has no section for {name}. Nothing was removed.", "Look at: ssoswitch profile list"
        )
    lines = split_lines(data)
    for section in reversed(doomed):
        first, last = section.first - 1, section.last
        if first and _blank(lines[first - 1]) and (last == len(lines) or _blank(lines[last])):
            first -= 1
        elif first == 0 and last < len(lines) and _blank(lines[last]):
            last += 1
        del lines[first:last]
    result = b"".join(lines)
    verify(config, data, result, Change(removed=frozenset(section.first for section in doomed)))
    return result


def _editable(data: bytes, path: Path) -> AwsConfig:
    config = parse(data, path)
    config.require_readable()
    if data.endswith(b"\r"):
        line = len(split_lines(data))
        raise ConfigUnreadable(
            path,
            "the last line ends in a lone carriage return, which the AWS tools and editors read differently",
            line,
            "Nothing was written. Convert the file to Unix line ends, then try again.",
        )
    return config


def _winner(config: AwsConfig, kind: str, name: str) -> ConfigSection:
    for section in reversed(config.sections):
        if (section.kind, section.name) == (kind, name):
            return section
    raise NoMatch(
        f"{config.path} has no section for {name}. Nothing was written.", "Look at: ssoswitch profile list"
    )


def _numbers(lines: Sequence[int]) -> str:
    return " and ".join(map(str, lines))


def _blank(line: bytes) -> bool:
    return not line.strip()


def _glue(old: bytes) -> bytes:
    """What has to stand between the old text and a new section: a line end where it is missing, a blank line."""
    if not old.strip():
        return b"" if not old or old.endswith(b"\n") else b"\n"
    if not old.endswith(b"\n"):
        return b"\n\n"
    last = old[:-1].rpartition(b"\n")[2]
    return b"" if not last.strip() else b"\n"


def _line_end(data: bytes) -> bytes:
    """CRLF where every line ends so, else LF."""
    return b"\r\n" if b"\r\n" in data and data.count(b"\r\n") == data.count(b"\n") else b"\n"


def _render(block: SectionBlock) -> str:
    """The section's text, with LF. A fresh document each time: ConfigUpdater walks all of one to add to it."""
    from configupdater import ConfigUpdater, Section

    section = Section(header_text(block.kind, block.name))
    section.attach(ConfigUpdater())
    for key, value in block.values:
        check_key(key)
        check_value(key, value)
        section.append(section.create_option(key, value))
    return str(section).replace(" = \n", " =\n")  # an empty value, without the blank behind it


def _valued(lines: list[bytes], section: ConfigSection, key: str, value: str | None) -> bool:
    """Put another value into the one line that can be meant, its blanks and indentation kept; False: there is none.

    ConfigUpdater would write the whole line in its own manner.
    """
    old = section.values.get(key)
    if not old or not value or "\n" in old:
        return False
    found = []
    for number, line in enumerate(lines):
        match = _KEY_LINE.fullmatch(line.decode())
        if match and match["key"].lower() == key and match["value"] == old:
            found.append((number, match))
    if len(found) != 1:
        return False
    number, match = found[0]
    lines[number] = f"{match['head']}{value}{match['tail']}".encode()
    return True


def _edited(
    lines: Sequence[bytes], section: ConfigSection, wanted: Mapping[str, str | None], path: Path
) -> list[bytes]:
    """One section's lines with those keys changed; ConfigUpdater sees nothing but this section."""
    from configparser import Error as ConfigParserError

    from configupdater import ConfigUpdater

    text = b"".join(lines).decode("utf-8")
    end = (
        "\r\n"
        if all(line.endswith(b"\r\n") for line in lines[:-1] or lines) and lines[0].endswith(b"\r\n")
        else "\n"
    )
    closed = lines[-1].endswith((b"\n", b"\r"))
    document = ConfigUpdater()
    try:
        document.read_string(text.replace("\r\n", "\n") if end == "\r\n" else text)
        edited = document.section_blocks()[0]
        for key, value in wanted.items():
            _set(edited, key, value)
    except (
        ConfigParserError,
        ValueError,
        LookupError,
    ) as error:  # lines that botocore reads, ConfigUpdater not
        raise ConfigUnreadable(
            path,
            f"[{section.header}] cannot be edited safely ({type(error).__name__})",
            section.first,
            _BY_HAND,
        ) from None
    result = str(document)
    if not closed:
        result = result.removesuffix("\n")
    elif not result.endswith("\n"):
        result += "\n"
    return split_lines(result.replace("\n", end).encode() if end == "\r\n" else result.encode())


def _set(section: Section, key: str, value: str | None) -> None:
    option = next((block for block in section.option_blocks() if block.key == key), None)
    if value is None:
        if option is not None:
            option.detach()
    elif option is not None:
        option.value = value
    else:
        options = section.option_blocks()
        if options:
            options[-1].add_after.option(key, value)
        else:
            section.append(section.create_option(key, value))
