"""The shared credentials file: our own sections of it, and nobody else's.

It is for tools that read nothing else. A section of ours holds the three keys, `x_security_token_expires` (RFC 3339,
UTC; the name that saml2aws and its kin use) and `x_ssoswitch = SESSION/ACCOUNT/ROLE`, by which it is known as ours:
SDKs ignore keys that they do not know, and a comment would be lost to the next tool that rewrites the file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from ssoswitch.core.aws_config import AwsConfig, ConfigSection, identify, parse
from ssoswitch.core.aws_config_edit import SectionBlock, add_sections, change_sections, remove_sections
from ssoswitch.core.config_checks import check_region
from ssoswitch.core.hunks import Hunk
from ssoswitch.core.line_changes import split_lines
from ssoswitch.core.secret_lines import mask_bytes
from ssoswitch.core.taking_back import places
from ssoswitch.core.token_file import format_date, parse_date
from ssoswitch.model.errors import UndoOverlap, WouldOverwrite
from ssoswitch.model.token import RoleCredentials

EXPIRES = "x_security_token_expires"
OWNER = "x_ssoswitch"


def section_values(credentials: RoleCredentials, session_name: str, region: str = "") -> dict[str, str]:
    """The keys of a section for those credentials. The secrets are in the clear: this goes to the file alone.

    The region, where there is one, is for tools that read no other file.
    """
    if region:
        check_region(region)
    return {
        "aws_access_key_id": credentials.access_key_id.reveal(),
        "aws_secret_access_key": credentials.secret_access_key.reveal(),
        "aws_session_token": credentials.session_token.reveal(),
        **({"region": region} if region else {}),
        EXPIRES: format_date(credentials.expires_at),
        OWNER: f"{session_name}/{credentials.account_id}/{credentials.role_name}",
    }


def put_section(data: bytes | None, name: str, values: Mapping[str, str], path: Path) -> bytes:
    """The file with that section, added or (where it is ours) renewed; every other byte as it was.

    Raises WouldOverwrite where a section of that name is somebody else's, ConfigUnreadable, InvalidValue.
    """
    section = _section(parse(data or b"", path), name)
    kind, key = identify(name)
    if section is None:
        return add_sections(data, [SectionBlock(kind, key, tuple(values.items()))], path)
    if OWNER not in section.values:
        raise WouldOverwrite(
            f"[{name}] in {path} (line {section.first}) was not written by ssoswitch, and its keys could not be "
            "brought back. Nothing was written.",
            "Choose another section name: --as NAME.",
        )
    return change_sections(data or b"", {(kind, key): dict(values)}, path)


def keys_good_until(
    data: bytes | None, name: str, values: Mapping[str, str], path: Path, margin: float
) -> str:
    """When the keys in our section of that name end, if all of it is there and `values` would add `margin` s at most.

    Empty where the section has to be written.
    """
    section = _section(parse(data or b"", path), name)
    if section is None or any(not section.values.get(key) for key in values):
        return ""
    own = section.values
    if any(own[key] != value for key, value in values.items() if key in (OWNER, "region")):
        return ""
    present, fresh = parse_date(own[EXPIRES]), parse_date(values[EXPIRES])
    return own[EXPIRES] if present and fresh and fresh - present <= margin else ""


def owned_sections(data: bytes | None, path: Path) -> dict[str, str]:
    """Section name → `SESSION/ACCOUNT/ROLE` of the sections that ssoswitch wrote."""
    sections = parse(data or b"", path).sections
    return {section.header: section.values[OWNER] for section in sections if OWNER in section.values}


def remove_owned(data: bytes, names: Sequence[str], path: Path) -> bytes:
    """The file without those sections of ours."""
    return remove_sections(data, [identify(name) for name in names], path)


def take_back_masked(current: bytes | None, taken: Sequence[Hunk]) -> bytes:
    """Undo a write to this file, whose hunks know the keys and no value.

    Sections that were added go. One that was renewed goes, too: its earlier keys are not kept anywhere, and have
    expired. Raises UndoOverlap where later edits touch them.
    """
    lines = split_lines(current)
    found = places([mask_bytes(line, credentials=True) for line in lines], taken)
    if any(not _only_line_ends(hunk) for _, hunk in found):
        return _without_touched(current or b"", found)
    end_of_line = b"\r\n" if any(line.endswith(b"\r\n") for line in lines) else b"\n"
    for place, hunk in found:
        kept = [
            line.rstrip(b"\r\n") + removed[len(removed.rstrip(b"\r\n")) :]
            for line, removed in zip(lines[place:], hunk.removed, strict=False)
        ]
        end = place + len(hunk.added)
        if kept and end < len(lines) and not kept[-1].endswith((b"\n", b"\r")):
            kept[-1] += end_of_line
        lines[place:end] = kept
    return b"".join(lines)


def _only_line_ends(hunk: Hunk) -> bool:
    """Whether the lines that a hunk removed are still there, at most with another line end."""
    pairs = zip(hunk.removed, hunk.added, strict=False)
    return len(hunk.removed) <= len(hunk.added) and all(
        old.rstrip(b"\r\n") == new.rstrip(b"\r\n") and old != new for old, new in pairs
    )


def _without_touched(current: bytes, found: Sequence[tuple[int, Hunk]]) -> bytes:
    path = Path("credentials")
    places_touched = [place + 1 for place, _ in found]
    names = [
        section.header
        for section in parse(current, path).sections
        if OWNER in section.values and any(section.first <= place <= section.last for place in places_touched)
    ]
    if not names:
        raise UndoOverlap(
            "The section that this write renewed is no longer there. Nothing was written.",
            "Nothing has to be taken back.",
        )
    return remove_owned(current, names, path)


def _section(config: AwsConfig, name: str) -> ConfigSection | None:
    return next((section for section in config.sections if section.header == name), None)
