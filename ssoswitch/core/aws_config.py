"""The AWS config file as botocore reads it: profiles, sso-sessions, and what they lead to.

Headers are compared as botocore parses them (`botocore.configloader.build_profile_map`), never as text: `[profile a]`,
`[profile "a"]` and `[profile  a]` are one profile, and so are `[default]` and `[profile default]`; the later one wins.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from ssoswitch.core.config_scan import RawSection, scan
from ssoswitch.core.profile_forms import form_of, role_and_session
from ssoswitch.model.account import AccountRole
from ssoswitch.model.errors import ConfigUnreadable
from ssoswitch.model.frozen import frozen
from ssoswitch.model.profile import Profile, ProfileForm
from ssoswitch.model.sso_session import DEFAULT_SCOPES, SsoSession

PROFILE = "profile"
SSO_SESSION = "sso-session"
SERVICES = "services"
OTHER = ""

_PLAIN_HEADER = re.compile(r"(profile|sso-session|services) ([^ \t\r\n'\"\\]+)")
_REGION = re.compile(r"[a-z0-9-]+")
_START_URL = re.compile(
    r"https://[^\s/?#@\\]+([/?#][!-~]*)?|http://(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(/[!-~]*)?"
)
_HINT = "Nothing was written. Repair that line (an editor is enough), then try again."


@frozen
class ConfigSection:
    """One section as it stands in the file."""

    kind: str
    """`profile`, `sso-session`, `services`, or empty for a header that botocore makes none of these of."""
    name: str
    """The name as botocore parses it; the header text for kind empty."""
    header: str
    """What stands between the brackets."""
    values: Mapping[str, str] = field(repr=False)
    """Its own keys in lower case; those of `[DEFAULT]` are not among them."""
    first: int
    last: int
    """First and last line, from 1; comments behind its last key are not its own."""


@frozen
class AwsConfig:
    """What a config file says, as botocore reads it."""

    path: Path
    profiles: Mapping[str, Profile] = field(default_factory=dict)
    """By name, `default` among them; where two headers name one profile, the later one."""
    sessions: Mapping[str, SsoSession] = field(default_factory=dict)
    """The sso-session sections and the inline ones; one that cannot be used carries `.problem`."""
    sections: tuple[ConfigSection, ...] = ()
    """Every section in the order of the file, also those that a later one hides."""
    defaults: Mapping[str, str] = field(default_factory=dict)
    """Keys of a `[DEFAULT]` section: Python tools see them in every profile."""
    problem: ConfigUnreadable | None = None
    """Why the AWS tools refuse the whole file; None where they read it."""
    _kept: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What was worked out from the rest when first asked for."""

    def profile(self, name: str) -> Profile | None:
        """The profile of that name, None where there is none."""
        return self.profiles.get(name)

    def session_of(self, profile: Profile) -> SsoSession | None:
        """The sso-session behind a profile, None where there is none (or no section of that name)."""
        return self.sessions.get(profile.session_name) if profile.session_name else None

    def sessions_told_by(self, session_name: str) -> frozenset[str]:
        """The names of the sessions of whose profiles that one's tree tells what is granted.

        Itself, and the inline one of the same portal; but where several sections share a portal they are perhaps
        different people's, and the inline profiles could be either's.
        """
        key = f"told by {session_name}"
        if key not in self._kept:
            self._kept[key] = frozenset({session_name, *self._twins(session_name)})
        names: frozenset[str] = self._kept[key]
        return names

    def _twins(self, session_name: str) -> list[str]:
        from ssoswitch.core.start_urls import same_portal

        own = self.sessions.get(session_name)
        if own is None or own.problem:
            return []
        twins = [
            each
            for each in self.sessions.values()
            if each is not own
            and each.sso_region == own.sso_region
            and same_portal(each.start_url, own.start_url)
        ]
        return [each.name for each in twins] if all(each.inline for each in twins) else []

    def profiles_by_role(self) -> Mapping[AccountRole, tuple[Profile, ...]]:
        """The profiles that lead to each role, in the order of the file."""
        if "by role" not in self._kept:
            self._kept["by role"] = self._by_role()
        by_role: Mapping[AccountRole, tuple[Profile, ...]] = self._kept["by role"]
        return by_role

    def _by_role(self) -> Mapping[AccountRole, tuple[Profile, ...]]:
        found: dict[AccountRole, tuple[Profile, ...]] = {}
        for profile in self.profiles.values():
            if profile.role is not None:
                found[profile.role] = (*found.get(profile.role, ()), profile)
        return found

    @property
    def section_lines(self) -> Mapping[tuple[str, str], tuple[int, int]]:
        """(kind, name) → first and last line; where two headers mean one name, the one that wins."""
        if "lines" not in self._kept:
            self._kept["lines"] = {(each.kind, each.name): (each.first, each.last) for each in self.sections}
        lines: Mapping[tuple[str, str], tuple[int, int]] = self._kept["lines"]
        return lines

    def require_readable(self) -> None:
        """Raise the problem where there is one: what botocore refuses is never edited."""
        problem = self.problem
        if problem is not None:
            raise ConfigUnreadable(problem.path, problem.reason, problem.line, problem.hint)


@lru_cache(maxsize=4)
def parse(data: bytes, path: Path) -> AwsConfig:
    """Read a config file's bytes. Never raises: what botocore would refuse is in `.problem`.

    The last few are kept: a preview, its proof and its write all ask for the same bytes.
    """
    scanned = scan(data)
    problem = None
    if scanned.problem is not None:
        line, reason = scanned.problem
        problem = ConfigUnreadable(path, reason, line, _HINT)
    sections = tuple(_section(raw) for raw in scanned.sections)
    return _assemble(AwsConfig(path, sections=sections, defaults=scanned.defaults, problem=problem), ())


def merge_credentials(config: AwsConfig, data: bytes, path: Path) -> AwsConfig:
    """Add the shared credentials file: each section is a profile by its plain header, its keys win.

    botocore's `Session.full_config`. A problem of that file becomes the config's where it had none.
    """
    scanned = scan(data)
    problem = config.problem
    if problem is None and scanned.problem is not None:
        line, reason = scanned.problem
        problem = ConfigUnreadable(path, reason, line, _HINT)
    added = [(raw.header, {**scanned.defaults, **raw.values}) for raw in scanned.sections]
    return _assemble(replace(config, problem=problem), added)


def identify(header: str) -> tuple[str, str]:
    """(kind, name) of a header text by botocore's rule; kind is empty where it makes nothing of it."""
    plain = _PLAIN_HEADER.fullmatch(header)
    if plain:
        return plain.group(1), plain.group(2)
    if header == "default":
        return PROFILE, "default"
    for kind in (PROFILE, SSO_SESSION, SERVICES):
        if header.startswith(kind):
            words = _words(header)
            return (kind, words[1]) if len(words) == 2 else (OTHER, header)
    return OTHER, header


def _words(header: str) -> list[str]:
    import shlex

    try:
        return shlex.split(header)
    except ValueError:
        return []


def _section(raw: RawSection) -> ConfigSection:
    kind, name = identify(raw.header)
    return ConfigSection(kind, name, raw.header, raw.values, raw.first, raw.last)


def _assemble(config: AwsConfig, credentials: Iterable[tuple[str, Mapping[str, str]]]) -> AwsConfig:
    """Profiles and sessions out of the sections, with the sections of a credentials file merged in."""
    values: dict[str, tuple[Mapping[str, str], int]] = {}
    sessions: dict[str, SsoSession] = {}
    defaults = config.defaults
    for section in config.sections:
        own = {**defaults, **section.values} if defaults else section.values
        if section.kind == PROFILE:
            values[section.name] = (own, section.first)
        elif section.kind == SSO_SESSION:
            sessions[section.name] = _session(section.name, own)
    for name, own in credentials:
        before, line = values.get(name, ({}, 0))
        values[name] = ({**before, **own}, line)
    inline: dict[tuple[str, str], str] = {}
    profiles: dict[str, Profile] = {}
    for name, (own, line) in values.items():
        form = form_of(own)
        role, session_name = role_and_session(form, own)
        if form is ProfileForm.INLINE:
            session_name = _inline_session(own, inline, sessions)
        profiles[name] = Profile(name, own, form, role, session_name, line)
    return replace(config, profiles=profiles, sessions=sessions)


def _session(name: str, values: Mapping[str, str]) -> SsoSession:
    start_url, region = values.get("sso_start_url", ""), values.get("sso_region", "")
    scopes = tuple(
        scope.strip() for scope in values.get("sso_registration_scopes", "").split(",") if scope.strip()
    )
    return SsoSession(
        name, start_url, region, scopes or DEFAULT_SCOPES, problem=session_problem(start_url, region)
    )


def session_problem(start_url: str, sso_region: str) -> str:
    """Why an sso-session with these cannot be used, in a few words; empty where it can."""
    if not start_url:
        return "sso_start_url is missing"
    if not sso_region:
        return "sso_region is missing"
    if not _START_URL.fullmatch(start_url):
        return "sso_start_url is not an https address"
    if not _REGION.fullmatch(sso_region):
        return "sso_region is not a region"
    return ""


def _inline_session(
    values: Mapping[str, str], known: dict[tuple[str, str], str], sessions: dict[str, SsoSession]
) -> str:
    """The name of the inline session of these values; made, and put among the sessions, at first sight."""
    start_url, region = values.get("sso_start_url", ""), values.get("sso_region", "")
    name = known.get((start_url, region))
    if name is None:
        name = wanted = _inline_name(start_url)
        number = 2
        while name in sessions:
            name = f"{wanted}-{number}"
            number += 1
        known[start_url, region] = name
        sessions[name] = replace(_session(name, values), inline=True)
    return name


def _inline_name(start_url: str) -> str:
    """A short name out of the start URL: `https://example.awsapps.com/start` gives `example`."""
    host = re.sub(r"^[a-z]+://", "", start_url).split("/")[0].split(":")[0]
    label = host.split(".")[0] if host.endswith((".awsapps.com", ".awsapps.cn", ".app.aws")) else host
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", label).strip("-") or "inline"
