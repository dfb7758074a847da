"""What the program knows before it asks AWS anything: config, saved tree, saved token, who is in force here.

It runs before the first frame, so it imports no AWS library and starts no process.
"""

from __future__ import annotations

from ssoswitch.core import aws_config
from ssoswitch.core.aws_config import AwsConfig
from ssoswitch.core.whoami import WhoAmI
from ssoswitch.disk.files import read_file
from ssoswitch.disk.recollections import load_recollections
from ssoswitch.disk.settings import load_settings
from ssoswitch.disk.token_cache import TokenCache
from ssoswitch.disk.tree_cache import load_tree
from ssoswitch.model.account import AccountTree
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import AmbiguousMatch, ConfigUnreadable, SessionNotFound, SsoswitchError
from ssoswitch.model.frozen import frozen
from ssoswitch.model.settings import Recollections, Settings
from ssoswitch.model.sso_session import SsoSession
from ssoswitch.operations.connect import endpoints_for
from ssoswitch.operations.whoami import who_am_i


@frozen
class TokenState:
    """What the saved token promises; AWS may know better."""

    expires_at: float | None = None
    """Seconds since the epoch; None: there is no token."""
    refreshable: bool = False
    """Whether it renews itself without a person."""

    def signed_in(self, now: float) -> bool:
        """Whether it can be used at `now`: it lives, or renews itself."""
        return self.expires_at is not None and (self.expires_at > now or self.refreshable)


@frozen
class Startup:
    """Everything that the first frame shows."""

    config: AwsConfig
    sessions: tuple[SsoSession, ...]
    settings: Settings
    recollections: Recollections
    session: SsoSession | None
    tree: AccountTree | None
    token: TokenState
    here: WhoAmI
    problems: tuple[str, ...] = ()
    """Sentences about what could not be read and what that means."""


def read_config(env: Environment) -> AwsConfig:
    """The AWS config with the shared credentials file beside it. Never raises: see `AwsConfig.problem`."""
    try:
        config = aws_config.parse(read_file(env.config_file) or b"", env.config_file)
    except ConfigUnreadable as error:
        config = AwsConfig(env.config_file, problem=error)
    except SsoswitchError as error:
        reason = error.message.rstrip(".")
        config = AwsConfig(
            env.config_file, problem=ConfigUnreadable(env.config_file, reason, hint=error.hint)
        )
    try:
        credentials = read_file(env.credentials_file)
    except SsoswitchError:
        # What cannot be read there takes nothing from the config's own profiles; `doctor` says why.
        return config
    return aws_config.merge_credentials(config, credentials, env.credentials_file) if credentials else config


def start(env: Environment, session_name: str | None = None) -> Startup:
    """Everything that the first frame shows. Raises SessionNotFound only for a `session_name` that is not there."""
    config = read_config(env)
    settings = load_settings(env)
    recollections = load_recollections(env)
    problems = [*env.problems, *endpoints_for(env, config).refused, *settings.problems]
    if config.problem:
        problems.insert(0, f"{config.problem.message} Reading goes on, writing is off.")
    session = _session_or_none(config, env, recollections, session_name)
    tree: AccountTree | None = None
    if session is not None:
        tree, note = load_tree(env, session)
        damage = TokenCache(env).damage(session)
        problems += [each for each in (damage, note) if each]
    return Startup(
        config=config,
        sessions=tuple(config.sessions.values()),
        settings=settings,
        recollections=recollections,
        session=session,
        tree=tree,
        token=token_state(env, session) if session else TokenState(),
        here=who_am_i(env, config),
        problems=tuple(problems),
    )


def token_state(env: Environment, session: SsoSession) -> TokenState:
    """What the saved token of that session promises."""
    token = TokenCache(env).load(session)
    if token is None:
        return TokenState()
    return TokenState(expires_at=token.expires_at, refreshable=token.refreshable_at(env.clock.time()))


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
    for variable in ("AWS_PROFILE", "AWS_DEFAULT_PROFILE"):
        profile = config.profiles.get(env.variable(variable) or "")
        seen: set[str] = set()
        while profile is not None and not profile.session_name and profile.name not in seen:
            seen.add(profile.name)
            profile = config.profiles.get(profile.values.get("source_profile", ""))
        if profile is not None and profile.session_name:
            return profile.session_name
    return ""


def _session_or_none(
    config: AwsConfig, env: Environment, recollections: Recollections, name: str | None
) -> SsoSession | None:
    """For the screen: where nothing tells, the first usable session, for `s` switches."""
    try:
        return choose_session(config, env, recollections, name)
    except AmbiguousMatch as error:
        return config.sessions[error.candidates[0]]
    except SessionNotFound:
        if name:
            raise
        return next(iter(config.sessions.values()), None)
