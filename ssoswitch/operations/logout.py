"""Logging out of one sso-session: the token is ended at AWS, and everything of it here goes, whatever AWS answers.

The AWS CLI's own log-out ends every session, and stops at a network error with the token still on disk. This one
names what it did, what it could not do, and what lives on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ssoswitch.disk.token_cache import TokenCache
from ssoswitch.model.account import AccountRole, AccountTree
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import (
    FileLocked,
    RequestRefused,
    SignInNeeded,
    SsoswitchError,
    Stopped,
    Throttled,
    WriteError,
)
from ssoswitch.model.frozen import frozen
from ssoswitch.model.secret import Secret
from ssoswitch.model.sso_session import SsoSession
from ssoswitch.model.token import GRANT_AUTHORIZATION_CODE, GRANT_DEVICE_CODE, AccessToken
from ssoswitch.operations.credentials_file import remove_credentials, sections_of
from ssoswitch.operations.stoppable import within
from ssoswitch.operations.tokens import scopes_of

if TYPE_CHECKING:
    from ssoswitch.core.aws_config import AwsConfig
    from ssoswitch.model.identity_center import IdentityCenter
    from ssoswitch.operations.connect import Connections

PATIENCE = 6.0
"""Seconds that AWS is given to take note; the files go in any case."""
CONSOLE_LIVES_ON = "Console tabs already open stay signed in until their own time is up."


@frozen
class LogoutReport:
    """What a log-out did."""

    session_name: str
    revoked: bool
    """AWS ended the token, or knew it no more."""
    reason: str
    """Why AWS could not be told, or that there was nothing to end; empty when it was ended."""
    token_deleted: bool
    registration_deleted: bool
    role_credentials_deleted: int
    still_alive: tuple[str, ...] = ()
    """Sentences about what goes on working."""
    sections_deleted: tuple[str, ...] = ()
    """Sections of the shared credentials file that ssoswitch had written for this session."""

    def sentences(self) -> tuple[str, ...]:
        """The report for a person: what happened first, then what lives on."""
        if self.revoked:
            first = f"Signed out of {self.session_name}: the token was ended at AWS and removed here."
        elif self.token_deleted:
            first = (
                f"Signed out of {self.session_name} on this machine only: the token was removed here, "
                f"but AWS could not be told. {self.reason}"
            )
        else:
            first = f"Not signed in to {self.session_name}: there was nothing to end."
        count = self.role_credentials_deleted
        removed = (f"{count} cached role credential{'s' * (count != 1)} removed.",) if count else ()
        keys = (f"Keys removed from the credentials file: {', '.join(self.sections_deleted)}.",)
        return (first, *removed, *(keys if self.sections_deleted else ()), *self.still_alive)


@frozen
class LogoutPreview:
    """What a log-out would do, from what is on disk."""

    signed_in: bool
    role_credentials: int
    """Cached in the AWS CLI's folder, for roles that are known."""
    credentials_live_until: float | None
    """When the last of them ends, in seconds since the epoch; None where none lives."""
    profiles: tuple[str, ...]
    """Names of the profiles that stop working at their next call."""
    others_signed_in: tuple[str, ...]
    """Names of the other sessions, which are not touched."""
    sections: tuple[str, ...] = ()
    """Sections of the shared credentials file that go with it."""
    others_sections: tuple[str, ...] = ()
    """Those that go where the others are logged out of, too."""


def logout(
    env: Environment,
    connections: Connections,
    session: SsoSession,
    config: AwsConfig | None = None,
    tree: AccountTree | None = None,
    *,
    patience: float = PATIENCE,
) -> LogoutReport:
    """Log out of that session. `config` and `tree` tell which cached role credentials are its own.

    AWS has `patience` seconds to take note.

    Never fails for AWS's sake. Raises WriteError where the token file cannot be removed, after everything else was
    done.
    """
    from ssoswitch.disk.browser_place import sweep_pages

    cache = TokenCache(env)
    with _held(cache, session):
        token = cache.load(session)
        # First here: who interrupts a log-out that waits for AWS, or leaves meanwhile, is signed out all the same.
        deleted, failure = _delete_token(cache, session)
        revoked, reason = _revoke(env, connections, session, token, patience)
        roles = _roles(cache, session, config, tree)
        until = _live_until(env, cache, session, roles)
        role_credentials = cache.delete_role_credentials(session, roles)
        sections, kept_because = remove_credentials(env, session.name)
        registration = _delete_registrations(cache, session)
        # A link that was made a moment ago is a key, too.
        sweep_pages(env.runtime_dir, env.clock.time(), older_than=-1.0)
    if failure is not None:
        done = "AWS ended the token" if revoked else "AWS could not be told"
        raise WriteError(f"{done}, but {failure.message}", failure.hint)
    return LogoutReport(
        session_name=session.name,
        revoked=revoked,
        reason=reason,
        token_deleted=deleted,
        registration_deleted=registration,
        role_credentials_deleted=role_credentials,
        still_alive=(
            *_still_alive(env, until, revoked, deleted),
            *((f"Keys in the credentials file are still there: {kept_because}",) if kept_because else ()),
        ),
        sections_deleted=sections,
    )


def _delete_token(cache: TokenCache, session: SsoSession) -> tuple[bool, WriteError | None]:
    try:
        return cache.delete(session), None
    except WriteError as error:
        return False, error


def logout_all(
    env: Environment,
    connections: Connections,
    sessions: Sequence[SsoSession],
    config: AwsConfig | None = None,
    trees: Mapping[str, AccountTree] | None = None,
) -> tuple[LogoutReport, ...]:
    """Log out of each of them; `trees` by session name. A failure with one does not keep the others signed in.

    Raises the first WriteError after the last log-out.
    """
    reports: list[LogoutReport] = []
    failure: WriteError | None = None
    for session in sessions:
        try:
            reports.append(logout(env, connections, session, config, (trees or {}).get(session.name)))
        except WriteError as error:
            failure = failure or error
    if failure is not None:
        raise failure
    return tuple(reports)


def preview_logout(
    env: Environment, session: SsoSession, config: AwsConfig, tree: AccountTree | None = None
) -> LogoutPreview:
    """What logging out of that session would do. Asks AWS nothing."""
    cache, now = TokenCache(env), env.clock.time()
    cached = list(cache.cached_role_credentials(session, _roles(cache, session, config, tree)))
    ends = [credentials.expires_at for credentials in cached if credentials.expires_at > now]

    def lives(other: SsoSession) -> bool:
        token = cache.load(other)
        return token is not None and (token.expires_at > now or token.refreshable_at(now))

    others = tuple(
        other.name for other in config.sessions.values() if other.name != session.name and lives(other)
    )
    return LogoutPreview(
        signed_in=cache.load(session) is not None,
        role_credentials=len(cached),
        credentials_live_until=max(ends, default=None),
        profiles=tuple(
            name for name, profile in config.profiles.items() if profile.session_name == session.name
        ),
        others_signed_in=others,
        sections=sections_of(env, session.name),
        others_sections=tuple(name for other in others for name in sections_of(env, other)),
    )


def clear_role_credentials(
    env: Environment, session: SsoSession, config: AwsConfig | None = None, tree: AccountTree | None = None
) -> int:
    """Remove the cached role credentials of that session's known roles; the sign-in stays. How many went."""
    cache = TokenCache(env)
    return cache.delete_role_credentials(session, _roles(cache, session, config, tree))


def _revoke(
    env: Environment,
    connections: Connections,
    session: SsoSession,
    token: AccessToken | None,
    patience: float,
) -> tuple[bool, str]:
    """Whether AWS ended the token, else why not."""
    if token is None:
        return False, "There was no token."
    try:
        # AWS's library is loaded first: on a slow machine that alone may take longer than AWS is given to answer.
        center = connections.identity_center(session)
        center.prepare_portal()
        within(patience, lambda: _tell_aws(env, center, token))
    except Stopped:
        return False, "AWS did not answer in time."
    except SignInNeeded:
        return True, ""  # AWS knows the token no more: it is ended
    except SsoswitchError as error:
        return False, error.message
    return True, ""


def _tell_aws(env: Environment, center: IdentityCenter, token: AccessToken) -> None:
    def end(access_token: Secret) -> None:
        try:
            center.logout(access_token)
        except Throttled:
            center.logout(access_token)  # the limit is one of calls a second; once more is within it

    try:
        end(token.access_token)
    except SignInNeeded:
        # The access token has run out, but the session behind it may live, and its refresh token with it.
        if (
            token.registration is None
            or token.refresh_token is None
            or not token.refreshable_at(env.clock.time())
        ):
            raise
        try:
            grant = center.redeem_refresh_token(token.registration, token.refresh_token)
        except RequestRefused:
            return  # neither token is good for anything any more
        end(grant.access_token)


@contextmanager
def _held(cache: TokenCache, session: SsoSession) -> Iterator[None]:
    """The token's lock, so that no renewal writes the file again; without it where somebody will not let go."""
    lock = cache.lock(session)
    try:
        lock.__enter__()
    except FileLocked:
        yield
        return
    try:
        yield
    finally:
        lock.__exit__(None, None, None)


def _roles(
    cache: TokenCache, session: SsoSession, config: AwsConfig | None, tree: AccountTree | None
) -> frozenset[AccountRole]:
    """Every role of that session that is known: the saved tree's, those of profiles, and those that we cached."""
    of_tree = {AccountRole(entry.account.account_id, name) for entry in tree or () for name in entry.roles}
    gone = tree.access_gone if tree else frozenset()
    of_profiles = {
        profile.role
        for profile in (config.profiles.values() if config else ())
        if profile.role is not None and profile.session_name == session.name
    }
    return frozenset(of_tree | of_profiles | gone | cache.roles_that_we_cached(session))


def _live_until(
    env: Environment, cache: TokenCache, session: SsoSession, roles: frozenset[AccountRole]
) -> float | None:
    now = env.clock.time()
    ends = (credentials.expires_at for credentials in cache.cached_role_credentials(session, roles))
    return max((end for end in ends if end > now), default=None)


def _delete_registrations(cache: TokenCache, session: SsoSession) -> bool:
    deleted = False
    for grant_type in (GRANT_AUTHORIZATION_CODE, GRANT_DEVICE_CODE):
        try:
            deleted |= cache.delete_registration(session, grant_type, scopes_of(session))
        except WriteError:
            continue  # it opens nothing by itself
    return deleted


def _still_alive(env: Environment, until: float | None, revoked: bool, deleted: bool) -> tuple[str, ...]:
    if not (revoked or deleted):
        return ()
    cached = ""
    if until is not None:
        minutes = max(1, round((until - env.clock.time()) / 60))
        cached = f" (those cached here in {minutes} min at most)"
    lines = [f"Role credentials already handed out live on to their own end{cached}.", CONSOLE_LIVES_ON]
    if not revoked:
        lines.append("A copy of the token elsewhere would work until it ends by itself.")
    return tuple(lines)
