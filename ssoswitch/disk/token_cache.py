"""Tokens, client registrations and role credentials, in the folders that the AWS CLI and every SDK share.

Others write here too, and not all of them atomically: the AWS CLI truncates in place, so an empty or half file is
read again after a moment and then counts as absent. What we write is 0600 and replaces the old file whole.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TypeVar

from ssoswitch.core import token_file
from ssoswitch.core.start_urls import same_portal
from ssoswitch.disk.files import read_private, remove, sweep, write_private
from ssoswitch.disk.locks import locked
from ssoswitch.disk.room import Obstacle, obstacle
from ssoswitch.model.account import AccountRole
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import WriteError
from ssoswitch.model.sso_session import SsoSession
from ssoswitch.model.token import AccessToken, ClientRegistration, RoleCredentials

_T = TypeVar("_T")
DAMAGED = "The token file of"
"""How the sentence begins that tells of a damaged one."""
_ROLE_FILE = 65536
"""Bytes; a larger file is none of role credentials."""
_TRIES = 3
_PAUSE = 0.015
"""Seconds between two looks at a file that another tool may be in the middle of writing."""


class TokenCache:
    """What is kept of sign-ins. Reading never fails: what cannot be read, or is no token, is not there."""

    def __init__(self, env: Environment) -> None:
        self._env = env

    # Tokens

    def token_path(self, session: SsoSession) -> Path:
        """The token file of that session."""
        return self._env.sso_cache / token_file.token_file_name(session)

    def load(self, session: SsoSession) -> AccessToken | None:
        """The session's token, whoever wrote it, valid or not; None where there is none.

        A file that was made for another portal or region under the same session name is none either: after the
        session's start URL was changed, the old token would show another organization's accounts.
        """
        token = _read(self.token_path(session), token_file.parse_token)
        if token is None:
            return None
        if token.start_url and not same_portal(token.start_url, session.start_url):
            return None
        if token.region and token.region != session.sso_region:
            return None
        return token

    def damage(self, session: SsoSession) -> str:
        """Why a token file that is there counts for nothing, in a sentence; empty where it is good, or not there."""
        path = self.token_path(session)
        if not os.path.lexists(path) or _read(path, token_file.parse_token) is not None:
            return ""
        return f"{DAMAGED} {session.name} is damaged, so it counts as signed out: {path}"

    def save(self, session: SsoSession, token: AccessToken) -> None:
        """Write the token file, for every SDK. Raises WriteError; the old file is in place then."""
        write_private(self.token_path(session), token_file.render_token(token))

    def delete(self, session: SsoSession) -> bool:
        """Remove the token file and what killed runs left of one; False where there was none. Raises WriteError."""
        sweep(self._env.sso_cache)
        return remove(self.token_path(session))

    def lock(self, session: SsoSession) -> AbstractContextManager[None]:
        """Held while a token is refreshed: refresh tokens may rotate, so two refreshes at once can end a session.

        Raises FileLocked when another program of ours holds it for longer than a refresh takes.
        """
        return locked(self._env, f"token-{token_file.token_file_name(session)[:16]}", timeout=30.0)

    def obstacle(self) -> Obstacle | None:
        """What is in the way of saving a token; None where one can be saved, which is tried.

        Asked before a sign-in, so that nobody signs in for nothing, and before a renewal, which uses up the refresh
        token that is on disk.
        """
        sweep(self._env.sso_cache)
        return obstacle(self._env.sso_cache)

    # Client registrations

    def load_registration(
        self, session: SsoSession, grant_type: str, scopes: tuple[str, ...]
    ) -> ClientRegistration | None:
        """The registration for that login grant with those scopes; None where there is none."""
        return _read(self._registration_path(session, grant_type, scopes), token_file.parse_registration)

    def save_registration(
        self, session: SsoSession, grant_type: str, registration: ClientRegistration
    ) -> None:
        """Keep a registration for the next sign-in. Raises WriteError."""
        path = self._registration_path(session, grant_type, registration.scopes)
        write_private(path, token_file.render_registration(registration))

    def delete_registration(self, session: SsoSession, grant_type: str, scopes: tuple[str, ...]) -> bool:
        """Forget a registration; False where there was none. Raises WriteError."""
        return remove(self._registration_path(session, grant_type, scopes))

    def _registration_path(self, session: SsoSession, grant_type: str, scopes: tuple[str, ...]) -> Path:
        return self._env.sso_cache / token_file.registration_file_name(session, grant_type, scopes)

    # Role credentials

    def load_role_credentials(self, session: SsoSession, role: AccountRole) -> RoleCredentials | None:
        """The credentials that the AWS CLI (or we) cached for that role, expired or not; None where there are none."""
        return _read(
            self._role_path(session, role), lambda data: token_file.parse_role_credentials(data, role)
        )

    def save_role_credentials(self, session: SsoSession, credentials: RoleCredentials) -> None:
        """Keep role credentials where the AWS CLI finds them. Raises WriteError."""
        role = AccountRole(credentials.account_id, credentials.role_name)
        write_private(
            self._role_path(session, role), token_file.render_role_credentials(credentials, session)
        )

    def roles_that_we_cached(self, session: SsoSession) -> frozenset[AccountRole]:
        """Roles of that session whose credentials we kept, also those that nothing else tells of any more."""
        try:
            paths = sorted(self._env.cli_cache.glob("*.json"))
        except OSError:
            return frozenset()
        found = (token_file.role_of_file(read_private(path, _ROLE_FILE) or b"", session) for path in paths)
        return frozenset(role for role in found if role is not None)

    def cached_role_credentials(
        self, session: SsoSession, roles: Iterable[AccountRole]
    ) -> Iterator[RoleCredentials]:
        """Of those roles, what is cached. The AWS CLI's files do not tell their session: known pairs are looked up."""
        for role in self._cached(session, roles):
            credentials = self.load_role_credentials(session, role)
            if credentials is not None:
                yield credentials

    def delete_role_credentials(self, session: SsoSession, roles: Iterable[AccountRole]) -> int:
        """Remove the cached credentials of those roles; the number of files that went. What will not go, stays."""
        count = 0
        for role in self._cached(session, roles):
            if self.load_role_credentials(session, role) is None:
                continue  # not a file of role credentials: not ours to remove
            try:
                count += remove(self._role_path(session, role))
            except WriteError:
                continue  # the caller compares the count with what was there
        return count

    def _cached(self, session: SsoSession, roles: Iterable[AccountRole]) -> list[AccountRole]:
        """Those of the roles that have a file, by one listing of the folder rather than 50,000 look-ups."""
        try:
            names = {path.name for path in self._env.cli_cache.iterdir()}
        except OSError:
            return []
        return (
            [role for role in roles if token_file.role_credentials_file_name(session, role) in names]
            if names
            else []
        )

    def _role_path(self, session: SsoSession, role: AccountRole) -> Path:
        return self._env.cli_cache / token_file.role_credentials_file_name(session, role)


def _read(path: Path, parse: Callable[[bytes], _T | None]) -> _T | None:
    for tries_left in reversed(range(_TRIES)):
        data = read_private(path)
        if data is None:
            return None
        value = parse(data)
        if value is not None or not tries_left:
            return value
        threading.Event().wait(_PAUSE)
    return None
