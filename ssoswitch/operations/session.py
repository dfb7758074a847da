"""Adds, changes and removes an sso-session."""

from __future__ import annotations

from collections.abc import Sequence

from ssoswitch.core.aws_config import SSO_SESSION, AwsConfig
from ssoswitch.core.aws_config_edit import SectionBlock, add_sections, remove_sections, set_values
from ssoswitch.core.config_checks import check_value
from ssoswitch.core.profile_names import check_name
from ssoswitch.core.profile_values import session_values
from ssoswitch.core.session_block import MOST, session_in
from ssoswitch.disk.files import read_file
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import InvalidValue, SessionNotFound, WouldOverwrite
from ssoswitch.model.plan import Plan
from ssoswitch.model.sso_session import DEFAULT_SCOPES, SsoSession
from ssoswitch.operations.config_plans import ConfigFile, config_plan, info, open_config, warning


def plan_add_session(
    env: Environment,
    config: AwsConfig,
    name: str,
    start_url: str,
    sso_region: str,
    scopes: Sequence[str] = DEFAULT_SCOPES,
) -> Plan:
    """Plan `[sso-session NAME]`; an empty plan where it is there just so.

    Raises WouldOverwrite where it is there with another portal, InvalidValue for what may not be written.
    """
    check_name(name, "sso-session")
    values = session_values(_session(name, start_url, sso_region, scopes))
    file = open_config(env)
    there = file.config.sessions.get(name)
    if there is not None and not there.inline:
        if (there.start_url, there.sso_region) == (start_url, sso_region):
            return Plan(f"sso-session {name} is there already")
        raise WouldOverwrite(
            f"[sso-session {name}] is there already, with {there.start_url or 'no start URL'} in "
            f"{there.sso_region or 'no region'}. Nothing was written.",
            "Choose another name, or change that one.",
        )
    after = add_sections(file.data, [SectionBlock(SSO_SESSION, name, values)], file.path)
    notes = []
    for other in config.sessions.values():
        if not other.inline and other.name != name and other.start_url.rstrip("/#") == start_url.rstrip("/#"):
            notes.append(
                info(f"sso-session {other.name} leads to the same portal; each has a token of its own.")
            )
    return config_plan(file, after, f"+1 sso-session {name}", notes)


def session_from_file(env: Environment, text: str) -> SsoSession:
    """The sso-session that stands in a file, by the path as a person types it.

    Raises InvalidValue where there is no such file or none in it, FileUnsafe for what is no regular file.
    """
    path = env.working_directory / (env.home / text[2:] if text.startswith("~/") else text)
    if not text.strip() or not path.exists():
        raise InvalidValue(f"There is no file {text or '(no name)'}. Nothing was changed.")
    if path.is_file() and path.stat().st_size > MOST:
        raise InvalidValue(f"{text} is too large for a config. Nothing was changed.")
    found = session_in(read_file(path) or b"")
    if found is None:
        raise InvalidValue(f"{text} has no [sso-session …] that can be used. Nothing was changed.")
    return found


def plan_change_session(
    env: Environment,
    config: AwsConfig,
    name: str,
    start_url: str,
    sso_region: str,
    scopes: Sequence[str] = DEFAULT_SCOPES,
) -> Plan:
    """Plan other values for an sso-session that is there. Raises SessionNotFound, InvalidValue."""
    file = open_config(env)
    _require(file, config, name)
    values = session_values(_session(name, start_url, sso_region, scopes))
    after = set_values(file.text, SSO_SESSION, name, dict(values), file.path)
    notes = [info("A token of this name may be for the old portal: log out first, or sign in once more.")]
    return config_plan(file, after, f"sso-session {name} changed", notes)


def plan_remove_session(env: Environment, config: AwsConfig, name: str) -> Plan:
    """Plan the end of an sso-session; says which profiles still name it. Raises SessionNotFound."""
    file = open_config(env)
    _require(file, config, name)
    users = [p.name for p in config.profiles.values() if p.values.get("sso_session") == name]
    notes = [info("Its token stays until it expires; log out first to end it now.")]
    if users:
        shown = ", ".join(users[:5]) + (f" and {len(users) - 5} more" if len(users) > 5 else "")
        notes.insert(0, warning(f"Profiles that name it will stop working: {shown}."))
    after = remove_sections(file.text, [(SSO_SESSION, name)], file.path)
    return config_plan(file, after, f"−1 sso-session {name}", notes)


def _session(name: str, start_url: str, sso_region: str, scopes: Sequence[str]) -> SsoSession:
    chosen = tuple(scopes) or DEFAULT_SCOPES
    for scope in chosen:
        check_value("sso_registration_scopes", scope)
    return SsoSession(name, start_url, sso_region, chosen)


def _require(file: ConfigFile, config: AwsConfig, name: str) -> None:
    sections = [section.name for section in file.config.sections if section.kind == SSO_SESSION]
    if name in sections:
        return
    inline = config.sessions.get(name)
    if inline is not None and inline.inline:
        raise SessionNotFound(
            f"{name} has no section of its own: profiles with sso_start_url amount to it. Nothing was written.",
            "Migrate those profiles first: ssoswitch profile migrate",
            sections,
        )
    raise SessionNotFound(
        f"There is no [sso-session {name}] in {file.path}. Nothing was written.",
        f"There are: {', '.join(sections)}." if sections else "Add one: ssoswitch session add NAME",
        sections,
    )
