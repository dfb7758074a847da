"""Which sso-session is meant, where more than one could be: by name, by AWS_PROFILE, by what was used last."""

from __future__ import annotations

from ssoswitch.core.aws_config import AwsConfig
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import AmbiguousMatch, SessionNotFound
from ssoswitch.model.settings import Recollections
from ssoswitch.model.sso_session import SsoSession


def choose_session(
    config: AwsConfig, env: Environment, recollections: Recollections, name: str | None = None
) -> SsoSession:
    """The session that is meant: that name, else AWS_PROFILE's, else the last used, else the only one.

    An inline one counts for nothing beside a section with the same portal. Raises SessionNotFound where there is none,
    or none of that name; AmbiguousMatch, with all of them, where nothing tells them apart.
    """
    names = tuple(config.sessions)
    if name:
        session = config.sessions.get(name)
        if session is None:
            hint = f"There are: {', '.join(names)}." if names else "`ssoswitch session add` makes one."
            raise SessionNotFound(
                f"There is no sso-session {name!r} in {config.path}.", hint, candidates=names
            )
        return session
    for candidate in (_session_of_profile(config, env), recollections.last_session):
        if candidate and candidate in config.sessions and not config.sessions[candidate].problem:
            return config.sessions[candidate]
    usable = _different([session for session in config.sessions.values() if not session.problem])
    if len(usable) == 1:
        return usable[0]
    if not usable:
        if names:
            first = next(iter(config.sessions.values()))
            raise SessionNotFound(
                f"No sso-session in {config.path} can be used; {first.name}: {first.problem}.",
                "`ssoswitch session list` shows them all.",
                candidates=names,
            )
        raise SessionNotFound(
            f"There is no sso-session in {config.path}.", "`ssoswitch session add` makes one."
        )
    raise AmbiguousMatch(
        "More than one sso-session could be meant.",
        candidates=[session.name for session in usable],
        hint="Name one with --session.",
    )


def _different(sessions: list[SsoSession]) -> list[SsoSession]:
    """Without the inline ones that lead to the same portal as a section of its own: that one is meant then."""
    own = [session for session in sessions if not session.inline]
    if not own or len(own) == len(sessions):
        return sessions
    from ssoswitch.core.start_urls import same_portal

    return [
        session
        for session in sessions
        if not session.inline
        or not any(
            each.sso_region == session.sso_region and same_portal(each.start_url, session.start_url)
            for each in own
        )
    ]


def _session_of_profile(config: AwsConfig, env: Environment) -> str:
    from ssoswitch.core.profile_ends import session_name_of

    for variable in ("AWS_PROFILE", "AWS_DEFAULT_PROFILE"):
        profile = config.profiles.get(env.variable(variable) or "")
        if profile is not None and (name := session_name_of(config, profile)):
            return name
    return ""
