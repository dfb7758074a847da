"""Turns inline profiles (`sso_start_url` in each) into the sso-session form, whose tokens renew themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from ssoswitch.core.aws_config import PROFILE, SSO_SESSION, AwsConfig, session_problem
from ssoswitch.core.aws_config_edit import SectionBlock, add_sections, change_sections
from ssoswitch.core.profile_names import check_name
from ssoswitch.core.profile_values import session_values
from ssoswitch.disk.token_cache import TokenCache
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import InvalidValue
from ssoswitch.model.plan import Note, Plan
from ssoswitch.model.profile import Profile, ProfileForm
from ssoswitch.model.sso_session import SsoSession
from ssoswitch.operations.config_plans import config_plan, info, open_config, require_profile, warning

_SUPERFLUOUS = ("sso_start_url", "sso_region", "sso_registration_scopes")


def plan_migrate(env: Environment, config: AwsConfig, names: Sequence[str] = ()) -> Plan:
    """Plan the sso-session form for those profiles, or for every inline one when none is named.

    An sso-session with the same start URL and region is used; where there is none it is added. `sso_start_url`,
    `sso_region` and scopes leave the profile. Where none is named, one that has no complete portal is left out and
    said. Raises ProfileNotFound, InvalidValue for a named profile that is not inline or has no complete portal.
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
    left: list[str] = []
    for profile in chosen:
        try:
            session = _target(there, profile)
        except InvalidValue as error:
            if names:
                raise
            left.append(error.message.removesuffix(" Nothing was written."))
            continue
        if session.inline:
            added[session.name] = session
        changes[PROFILE, profile.name] = {"sso_session": session.name, **dict.fromkeys(_SUPERFLUOUS)}
    if not changes:
        said = map(warning, left) if left else (info("No profile has the inline form."),)
        return Plan("no profile migrated", notes=tuple(said), left=tuple(left))
    after = change_sections(file.text, changes, file.path)
    if added:
        blocks = [SectionBlock(SSO_SESSION, name, session_values(session)) for name, session in added.items()]
        after = add_sections(after, blocks, file.path)
    moved = [name for _, name in changes]
    count = f"1 profile {moved[0]}" if len(moved) == 1 else f"{len(moved)} profiles"
    plan = config_plan(
        file,
        after,
        f"{count} → sso-session {', '.join(_targets(changes))}",
        [*_notes(env, there, moved, _targets(changes), added), *map(warning, left)],
    )
    return replace(plan, left=tuple(left))


def _notes(
    env: Environment, config: AwsConfig, moved: list[str], targets: list[str], added: Mapping[str, SsoSession]
) -> Iterator[Note]:
    there = [name for name in targets if name not in added]
    if there:
        yield info(f"The sign-in of {', '.join(there)} is theirs from now on.")
    if added:
        yield info(f"sso-session {', '.join(added)} is new and has a token of its own: sign in once more.")
    yield warning(
        "Terraform before 1.6 and tools of that age read no sso-session; undo brings the old form back."
    )
    for session in _left_behind(config, moved):
        if TokenCache(env).load(session) is not None:
            yield warning(
                f"The sign-in that they had by {session.start_url} lives on in the token cache, where nothing uses it "
                f"any more: end it first with ssoswitch logout {session.name}."
            )


def _left_behind(config: AwsConfig, moved: list[str]) -> list[SsoSession]:
    """The inline sessions that no profile names once those are migrated."""
    gone = set(moved)
    used = {p.session_name for p in config.profiles.values() if p.name not in gone}
    names = dict.fromkeys(p.session_name for p in config.profiles.values() if p.name in gone)
    sessions = [config.sessions[name] for name in names if name not in used and name in config.sessions]
    return [session for session in sessions if session.inline]


def _targets(changes: dict[tuple[str, str], dict[str, str | None]]) -> list[str]:
    return list(dict.fromkeys(str(values["sso_session"]) for values in changes.values()))


def _require_inline(profile: Profile) -> None:
    if profile.form not in (ProfileForm.INLINE, ProfileForm.BOTH) or profile.line == 0:
        raise InvalidValue(
            f"{profile.name} is not an inline profile, but one of the form {profile.form.value}. Nothing was written.",
            "Profiles with sso_start_url in them are migrated; ssoswitch profile list shows the form of each.",
        )


def _missing(profile: Profile) -> SsoSession:
    """The sso-session that a profile of both forms names and that has no section: made of what the profile says."""
    start_url, region = profile.values.get("sso_start_url", ""), profile.values.get("sso_region", "")
    problem = session_problem(start_url, region)
    if problem:
        raise InvalidValue(
            f"{profile.name} (line {profile.line}) cannot be migrated: {problem}. Nothing was written.",
            "Repair the profile by hand first.",
        )
    check_name(profile.session_name)
    return SsoSession(profile.session_name, start_url, region, inline=True)


def _target(config: AwsConfig, profile: Profile) -> SsoSession:
    """The sso-session for an inline profile: one with the same portal, else its own, which gets a section."""
    if profile.form is ProfileForm.BOTH:
        return config.sessions.get(profile.session_name) or _missing(profile)
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
