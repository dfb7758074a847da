"""What the program knows before it asks AWS anything: config, saved tree, saved token, who is in force here.

It runs before the first frame, so it imports no AWS library and starts no process.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ssoswitch.core.aws_config import AwsConfig
from ssoswitch.core.whoami import WhoAmI
from ssoswitch.disk.recollections import load_recollections
from ssoswitch.disk.settings import load_settings
from ssoswitch.disk.token_cache import TokenCache
from ssoswitch.disk.tree_cache import load_tree
from ssoswitch.model.account import AccountTree
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import AmbiguousMatch, SessionNotFound
from ssoswitch.model.frozen import frozen
from ssoswitch.model.settings import Recollections, Settings
from ssoswitch.model.sso_session import SsoSession
from ssoswitch.operations.choose_session import choose_session
from ssoswitch.operations.connect import endpoint_problems
from ssoswitch.operations.read_config import read_config
from ssoswitch.operations.watch import Mark, marks_of
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
    marks: Mapping[Path, Mark | None]
    """Of the files that this was read from, taken before."""
    problems: tuple[str, ...] = ()
    """Sentences about what could not be read and what that means."""


def start(env: Environment, session_name: str | None = None) -> Startup:
    """Everything that the first frame shows. Raises SessionNotFound only for a `session_name` that is not there."""
    marks = marks_of(env)
    config = read_config(env)
    settings = load_settings(env)
    recollections = load_recollections(env)
    problems = [*env.problems, *endpoint_problems(env, config), *settings.problems]
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
        marks=marks,
        problems=tuple(problems),
    )


def token_state(env: Environment, session: SsoSession) -> TokenState:
    """What the saved token of that session promises."""
    token = TokenCache(env).load(session)
    if token is None:
        return TokenState()
    return TokenState(expires_at=token.expires_at, refreshable=token.refreshable_at(env.clock.time()))


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
