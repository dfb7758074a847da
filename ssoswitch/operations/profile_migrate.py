"""Turns inline profiles (`sso_start_url` in each) into the sso-session form, whose tokens renew themselves."""

from __future__ import annotations

from collections.abc import Sequence

from ssoswitch.core.aws_config import PROFILE, SSO_SESSION, AwsConfig
from ssoswitch.core.aws_config_edit import SectionBlock, add_sections, change_sections
from ssoswitch.core.profile_names import check_name
from ssoswitch.core.profile_values import session_values
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import InvalidValue
from ssoswitch.model.plan import Plan
from ssoswitch.model.profile import Profile, ProfileForm
from ssoswitch.model.sso_session import SsoSession
from ssoswitch.operations.config_plans import config_plan, info, open_config, require_profile, warning

_SUPERFLUOUS = ("sso_start_url", "sso_region", "sso_registration_scopes")


def plan_migrate(env: Environment, config: AwsConfig, names: Sequence[str] = ()) -> Plan:
    """Plan the sso-session form for those profiles, or for every inline one when none is named.

    An sso-session with the same start URL and region is used; where there is none it is added. `sso_start_url`,
    `sso_region` and scopes leave the profile. Raises ProfileNotFound, InvalidValue for a profile that is not inline
    or has no complete portal.
    """
    file = open_config(env)
    there = file.config
    chosen = [
        require_profile(there if name in there.profiles else config, name) for name in dict.fromkeys(names)
    ]
    for profile in chosen:
        _require_inline(profile)
    if not names:
        chosen = [p for p in there.profiles.values() if p.form is ProfileForm.INLINE and p.line > 0]
    changes: dict[tuple[str, str], dict[str, str | None]] = {}
    added: dict[str, SsoSession] = {}
    for profile in chosen:
        if profile.form is ProfileForm.BOTH:
            name = profile.session_name
        else:
            session = _target(there, profile)
            name = session.name
            if session.inline:
                added[name] = session
        changes[PROFILE, profile.name] = {"sso_session": name, **dict.fromkeys(_SUPERFLUOUS)}
    if not changes:
        return Plan("no profile migrated", notes=(info("No profile has the inline form."),))
    after = change_sections(file.text, changes, file.path)
    if added:
        blocks = [SectionBlock(SSO_SESSION, name, session_values(session)) for name, session in added.items()]
        after = add_sections(after, blocks, file.path)
    count = f"1 profile {chosen[0].name}" if len(chosen) == 1 else f"{len(chosen)} profiles"
    notes = [
        info("The sso-session has a token of its own: sign in once more."),
        warning(
            "Terraform before 1.6 and tools of that age read no sso-session; undo brings the old form back."
        ),
    ]
    return config_plan(file, after, f"{count} → sso-session {', '.join(_targets(changes))}", notes)


def _targets(changes: dict[tuple[str, str], dict[str, str | None]]) -> list[str]:
    return list(dict.fromkeys(str(values["sso_session"]) for values in changes.values()))


def _require_inline(profile: Profile) -> None:
    if profile.form not in (ProfileForm.INLINE, ProfileForm.BOTH) or profile.line == 0:
        raise InvalidValue(
            f"{profile.name} is not an inline profile, but one of the form {profile.form.value}. Nothing was written.",
            "Profiles with sso_start_url in them are migrated; ssoswitch profile list shows the form of each.",
        )


def _target(config: AwsConfig, profile: Profile) -> SsoSession:
    """The sso-session for an inline profile: one with the same portal, else its own, which gets a section."""
    start_url, region = profile.values.get("sso_start_url", ""), profile.values.get("sso_region", "")
    for session in config.sessions.values():
        same = session.start_url.rstrip("/#") == start_url.rstrip("/#") and session.sso_region == region
        if same and not session.inline and not session.problem:
            return session
    own = config.sessions[profile.session_name]
    if own.problem:
        raise InvalidValue(
            f"{profile.name} (line {profile.line}) cannot be migrated: {own.problem}. Nothing was written.",
            "Repair the profile by hand first.",
        )
    check_name(own.name)
    return own
