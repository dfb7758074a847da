"""Reads the lines of an AWS config file exactly as botocore's `RawConfigParser` does, only faster.

botocore hands the file to `configparser.RawConfigParser` (strict, default delimiters and comments, universal
newlines). That takes 0.2 s for 5,000 profiles, and says of a bad file only that it is bad. This scanner gives the
same sections and values in a tenth of the time, goes on behind a mistake, and knows the line of it. That both read
alike is a property test (tests/core/test_config_scan.py). Rules: Python's `configparser._read`, the same from 3.10
to 3.14.
"""

from __future__ import annotations

import re

# Every character that `str.isspace` and `\s` know: a line that begins with one is indented.
_SPACES = frozenset(
    "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000"
) | frozenset(map(chr, range(0x2000, 0x200B)))
_NOT_PLAIN = _SPACES | {"", "#", ";", "[", "=", ":"}
_HEADER = re.compile(r"\[(.+)\]")
_DELIMITER = re.compile(r"[=:]")
_MAGIC = "DEFAULT"
_CONFLICT_MARKERS = ("<<<<<<<", ">>>>>>>", "=======", "|||||||")
_CONFLICT = "there is a merge conflict marker"


class RawSection:
    """A section as written: header text between the brackets, values by lower-case key, lines from 1."""

    __slots__ = ("first", "header", "last", "values")

    def __init__(self, header: str, first: int, last: int, values: dict[str, str] | None = None) -> None:
        self.header = header
        self.first = first
        """The line of its header."""
        self.last = last
        """The last line that is its header, one of its keys, or a continuation; comments behind are not its own."""
        self.values = {} if values is None else values


class Scan:
    """What a file says: sections in order, the magic `[DEFAULT]` apart, and the first mistake."""

    def __init__(self, problem: tuple[int | None, str] | None = None) -> None:
        self.sections: list[RawSection] = []
        self.defaults: dict[str, str] = {}
        """Keys of `[DEFAULT]`, which appear in every section."""
        self.problem = problem
        """Line and reason of what makes botocore refuse the whole file; None where it reads it."""


def scan(data: bytes) -> Scan:
    """Read a whole file. Never raises: what botocore would refuse is in `problem`, and reading goes on."""
    text, problem = decode(data)
    lines = universal(text).split("\n")
    reader = _Reader(problem)
    result = reader.read(lines)
    if reader.continued:
        _check_nested(result, lines)
    return result


def universal(text: str) -> str:
    """The text with CRLF and lone CR as LF, as Python's text mode reads it."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def decode(data: bytes) -> tuple[str, tuple[int | None, str] | None]:
    """The text, and why botocore would not read it as UTF-8 text; lenient behind that."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace"), (1, "it is UTF-16, and the AWS tools read UTF-8 only")
    if data.startswith(b"\xef\xbb\xbf"):
        reason = "it begins with a byte order mark (BOM), and the AWS tools refuse the whole file for it"
        return data[3:].decode("utf-8", "replace"), (1, reason)
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        reason = (
            f"byte 0x{data[error.start]:02x} is not UTF-8, and the AWS tools refuse the whole file for it"
        )
        return data.decode("utf-8", "replace"), (line, reason)


class _Reader:
    """The state of one reading: section, key, indentation, and the first mistake."""

    def __init__(self, problem: tuple[int | None, str] | None) -> None:
        self.result = Scan(problem=problem)
        self.section: RawSection | None = None
        self.seen: set[str] = set()
        self.key = ""
        self.indent = 0
        self.blanks = 0
        self.continued = False
        """Whether any value goes on below its own line."""
        self.magic = RawSection(_MAGIC, 0, 0, self.result.defaults)

    def read(self, lines: list[str]) -> Scan:
        """The loop; plain lines (`key = value` at column 0, `[header]`, nothing), nearly all there are, stay inside."""
        not_plain = _NOT_PLAIN
        for number, line in enumerate(lines, 1):
            if line[:1] not in not_plain:
                key, found, value = line.partition("=")
                section = self.section
                if found and section is not None and ":" not in key:
                    key = key.rstrip().lower()
                    if key in section.values:
                        self._duplicate(key, number)
                    section.values[key] = value.strip()
                    section.last = number
                    self.key = key
                    self.indent = self.blanks = 0
                    continue
            elif not line:
                self.blanks += 1
                continue
            elif line[0] == "[" and line[-1] == "]" and len(line) > 2:
                self.indent = self.blanks = 0
                self._open(line[1:-1], number)
                continue
            self._other(number, line)
        return self.result

    def _other(self, number: int, line: str) -> None:
        value = line.strip()
        if not value:
            self.blanks += 1
            return
        if value[0] in "#;":
            return
        indent = len(line) - len(line.lstrip())
        if self.section is not None and self.key and indent > self.indent:
            self._continue(value, number)
            return
        self.indent, self.blanks = indent, 0
        header = _HEADER.match(value)
        if header:
            self._open(header.group(1), number)
        elif self.section is None:
            self._mistake(number, _first_line_reason(value))
        else:
            self._option(value, number)

    def _continue(self, value: str, number: int) -> None:
        assert self.section is not None
        self.continued = True
        values = self.section.values
        values[self.key] += "\n" * (self.blanks + 1) + value
        self.blanks = 0
        self.section.last = number

    def _open(self, header: str, number: int) -> None:
        self.key = ""
        if header == _MAGIC:
            self.section = self.magic
            return
        if header in self.seen:
            self._mistake(number, f"[{header}] is there a second time")
        self.seen.add(header)
        self.section = RawSection(header, number, number)
        self.result.sections.append(self.section)

    def _option(self, value: str, number: int) -> None:
        assert self.section is not None
        self.section.last = number
        delimiter = _DELIMITER.search(value)
        if delimiter is None:
            self._mistake(number, _no_key_reason(value))
            return
        key = value[: delimiter.start()].rstrip().lower()
        if not key:
            self._mistake(number, "there is no key before the delimiter")
        elif key in self.section.values:
            self._duplicate(key, number)
        self.section.values[key] = value[delimiter.end() :].strip()
        self.key = key

    def _duplicate(self, key: str, number: int) -> None:
        assert self.section is not None
        self._mistake(number, f"{key} is there a second time in [{self.section.header}]")

    def _mistake(self, number: int, reason: str) -> None:
        if self.result.problem is None:
            self.result.problem = (number, reason)


def _first_line_reason(value: str) -> str:
    if value.startswith("["):
        return "the section header has no closing bracket"
    return (
        _CONFLICT if value.startswith(_CONFLICT_MARKERS) else "there is text before the first section header"
    )


def _no_key_reason(value: str) -> str:
    if value.startswith(_CONFLICT_MARKERS):
        return _CONFLICT
    if value.startswith("["):
        return "the section header has no closing bracket"
    if "\0" in value:
        return "there are NUL bytes in it"
    return "there is neither `=` nor `:` in the line"


def _check_nested(result: Scan, lines: list[str]) -> None:
    """botocore splits the lines of a nested block (`s3 =`) at `=` and refuses the file where one has none."""
    defaults = result.defaults
    nested_defaults = [key for key, value in defaults.items() if value.startswith("\n")]
    for section in result.sections:
        values = section.values
        for key, value in values.items():
            if value[:1] == "\n":
                _check_block(result, key, value, lines[section.first : section.last], section.first + 1)
        for key in nested_defaults:
            if key not in values:
                _check_block(result, key, defaults[key], [], 0)


def _check_block(result: Scan, key: str, value: str, lines: list[str], first: int) -> None:
    bad = next((line.strip() for line in value.splitlines() if line.strip() and "=" not in line), None)
    if bad is None:
        return
    line = next((number for number, text in enumerate(lines, first) if bad in text), None)
    known = result.problem
    if known is None or (line and known[0] and line < known[0]):
        result.problem = (line, f"a line of the block below `{key} =` has no `=`")
