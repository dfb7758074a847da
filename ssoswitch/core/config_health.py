"""What is odd in an AWS config though every tool reads it: sections that nobody sees, profiles that lead nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from ssoswitch.core.aws_config import OTHER, PROFILE, SSO_SESSION, AwsConfig
from ssoswitch.core.findings import Finding, bad, ok, warn
from ssoswitch.core.start_urls import same_portal
from ssoswitch.model.profile import Profile, ProfileForm
from ssoswitch.model.sso_session import DEFAULT_SCOPES

SSO_FORMS = (ProfileForm.SESSION, ProfileForm.BOTH, ProfileForm.INLINE)
# Sections without a kind that the AWS CLI does read.
_KNOWN_SECTIONS = frozenset({"plugins", "preview"})
_PLAIN = re.compile(r"[\w.@%:/+-]+")
MOST = 5
"""Findings of one sort that are listed one by one; the rest are counted."""


def examine_config(config: AwsConfig, *, exists: bool) -> Iterator[Finding]:
    """The config file by itself. `exists`: whether there is a file at all."""
    if not exists:
        yield warn(
            "config",
            f"{config.path} is not there yet.",
            "ssoswitch session add NAME --start-url URL --sso-region REGION",
        )
        return
    if config.problem is not None:
        yield bad("config", f"No AWS tool reads it: {config.problem.message}", config.problem.hint)
    else:
        real = sum(1 for session in config.sessions.values() if not session.inline)
        yield ok(
            "config",
            f"{config.path}: {_count(len(config.profiles), 'profile')}, {_count(real, 'sso-session')}.",
        )
    yield from capped(_invisible(config), "sections")
    yield from capped(_hidden(config), "sections")
    yield from _sessions(config)
    yield from capped(_profiles(config), "profiles")


def examine_credentials(config: AwsConfig, path: Path) -> Iterator[Finding]:
    """What the shared credentials file does to the profiles; `config` has it merged in."""
    for name in (name for name in config.profiles if name.startswith("profile ")):
        yield warn(
            "credentials file",
            f"[{name}] in {path} makes a profile that is called “{name}”: there, headers hold the bare name.",
            f"write [{name.removeprefix('profile ').strip()}] instead",
        )
    for profile in config.profiles.values():
        if profile.form in SSO_FORMS and "aws_access_key_id" in profile.values:
            yield warn(
                "credentials file",
                f"{profile.name} has keys beside its SSO settings: Go and JavaScript tools take the keys.",
                f"remove [{profile.name}] from {path}",
            )


def capped(findings: Iterator[Finding], what: str) -> Iterator[Finding]:
    """The first few, and how many more there are: a config can hold thousands of the same mistake."""
    found = list(findings)
    yield from found[:MOST]
    if len(found) > MOST:
        yield warn(found[MOST].subject, f"… and {len(found) - MOST} more {what} like these.")


def _invisible(config: AwsConfig) -> Iterator[Finding]:
    """Sections that no AWS tool makes anything of."""
    for section in config.sections:
        if section.kind != OTHER or section.header in _KNOWN_SECTIONS:
            continue
        name = section.header.split()[-1] if section.header.split() else "NAME"
        kind = SSO_SESSION if "sso" in section.header.lower().split(" ")[0] else PROFILE
        if not section.values.keys() & {"sso_session", "sso_start_url", "role_arn", "region", "output"}:
            continue
        meant = f"write [{kind} {name}] instead" if _PLAIN.fullmatch(name) else "correct the header"
        yield warn("config", f"Line {section.first}: no AWS tool sees [{section.header}].", meant)


def _hidden(config: AwsConfig) -> Iterator[Finding]:
    """Sections that a later one of the same name hides."""
    for section in config.sections:
        lines = config.section_lines.get((section.kind, section.name))
        if section.kind != OTHER and lines is not None and lines[0] != section.first:
            yield warn(
                "config",
                f"Line {section.first}: [{section.header}] is hidden by the section of line {lines[0]}, "
                "which means the same name.",
                "keep one of them",
            )


def _sessions(config: AwsConfig) -> Iterator[Finding]:
    usable = 0
    for session in config.sessions.values():
        subject = f"session {session.name}"
        if session.problem:
            yield bad(subject, f"It cannot be used: {session.problem}.", f"edit {config.path}")
            continue
        usable += 1
        if session.inline:
            yield warn(
                subject,
                "It stands in profiles only (sso_start_url), so its sign-in ends after hours and cannot renew itself.",
                "ssoswitch profile migrate",
            )
        elif not set(DEFAULT_SCOPES) & set(session.registration_scopes):
            yield warn(
                subject,
                f"sso_registration_scopes lacks {DEFAULT_SCOPES[0]}: its sign-in sees no accounts, nor renews itself.",
                f"add {DEFAULT_SCOPES[0]} to sso_registration_scopes",
            )
        else:
            yield ok(subject, f"{session.start_url} in {session.sso_region}.")
    if not usable:
        yield warn(
            "sessions",
            "There is no sso-session to sign in to.",
            "ssoswitch session add NAME --start-url URL --sso-region REGION",
        )


def _profiles(config: AwsConfig) -> Iterator[Finding]:
    for profile in config.profiles.values():
        text, remedy = _profile_problem(config, profile)
        if text:
            yield bad(f"profile {profile.name}", text, remedy)


def _profile_problem(config: AwsConfig, profile: Profile) -> tuple[str, str]:
    """Why nothing can use a profile, and the remedy; empty texts where something may."""
    values = profile.values
    edit = f"edit {config.path}, line {profile.line}" if profile.line else f"edit {config.path}"
    if profile.form in (ProfileForm.SESSION, ProfileForm.BOTH):
        session = config.sessions.get(profile.session_name)
        if session is None or session.inline:
            return f"It names the sso-session {profile.session_name!r}, which is not there.", edit
        reason = _inconsistent(values, session.start_url, session.sso_region)
        if reason:
            return reason, f"ssoswitch profile migrate {profile.name}"
    if profile.form in SSO_FORMS and profile.role is None:
        return "It lacks sso_account_id or sso_role_name, so it gives no credentials.", edit
    source = values.get("source_profile", "")
    if profile.form is ProfileForm.ASSUME_ROLE and source and source not in config.profiles:
        return f"It names the source_profile {source!r}, which is not there.", edit
    return "", ""


def _inconsistent(values: Mapping[str, str], start_url: str, region: str) -> str:
    """botocore refuses a profile whose own start URL or region differs from its sso-session's."""
    if values.get("sso_start_url") and not same_portal(values["sso_start_url"], start_url):
        return "Its sso_start_url differs from that of its sso-session, and AWS tools refuse that."
    if values.get("sso_region") and values["sso_region"] != region:
        return "Its sso_region differs from that of its sso-session, and AWS tools refuse that."
    return ""


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
