"""Credentials for a profile of any form, or for a role: remembered, shared on disk where asked, else fetched.

The forms follow botocore's providers. Programs that other people's profiles name (`credential_process`) are not run:
a config can come from a cloned repository, and whoever wants such credentials has the AWS CLI.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from ssoswitch.model.account import AccountRole
from ssoswitch.model.errors import ConfigError, FileLocked, SessionNotFound, Unavailable, WriteError
from ssoswitch.model.profile import Profile, ProfileForm
from ssoswitch.model.sso_session import SsoSession
from ssoswitch.model.token import RoleCredentials, Secret
from ssoswitch.operations.use import find_profile_named

if TYPE_CHECKING:
    from ssoswitch.core.aws_config import AwsConfig
    from ssoswitch.model.environment import Environment
    from ssoswitch.operations.connect import Connections

MIN_LEFT = 15 * 60.0
"""Seconds that credentials must still live to be handed out again; the AWS CLI's own measure."""
DEFAULT_REGION = "us-east-1"
"""STS is asked there where nothing names a region."""
LOCK_TIMEOUT = 60.0
"""Seconds that one waits for another that is fetching the same credentials."""

AskMfa = Callable[[str], str]
"""Asks a person for the code of the MFA device with that serial number or ARN."""

_remembered: WeakKeyDictionary[Connections, dict[tuple[str, AccountRole], RoleCredentials]] = (
    WeakKeyDictionary()
)
_memory_lock = threading.Lock()


def credentials_for(
    env: Environment,
    connections: Connections,
    profile_or_role: str | Profile | tuple[SsoSession, AccountRole],
    *,
    cache: bool = False,
    config: AwsConfig | None = None,
    ask_mfa: AskMfa | None = None,
) -> RoleCredentials:
    """Credentials that live for a while, of a profile (by name or itself) or of a role of an sso-session.

    `cache`: also through the AWS CLI's folder on disk, one fetch at a time whoever asks; else in memory only.
    `config` is read where it is not handed in. `ask_mfa` None: a role that wants a code is refused.

    Raises ProfileNotFound, SessionNotFound, ConfigError (a loop, a key missing), Unavailable (a form that is not
    ours to use), SignInNeeded, AccessError.
    """
    if isinstance(profile_or_role, tuple):
        session, role = profile_or_role
        return _of_role(env, connections, session, role, cache)
    if config is None:
        from ssoswitch.operations.read_config import read_config

        config = read_config(env)
    profile = (
        profile_or_role
        if isinstance(profile_or_role, Profile)
        else find_profile_named(config, profile_or_role)
    )
    return _Resolver(env, connections, config, cache, ask_mfa).of_profile(profile, ())


def remembered(connections: Connections, session: SsoSession, role: AccountRole) -> RoleCredentials | None:
    """What this run of the program has fetched for that role, expired or not; None: nothing."""
    with _memory_lock:
        return _remembered.get(connections, {}).get((session.token_key, role))


def forget(connections: Connections, session: SsoSession | None = None) -> None:
    """Drop what is remembered, of that session or of all: after a log-out."""
    with _memory_lock:
        if session is None:
            _remembered.pop(connections, None)
            return
        kept = _remembered.get(connections, {})
        for key in [key for key in kept if key[0] == session.token_key]:
            del kept[key]


def region_for_sts(region: str) -> str:
    """The region to ask STS in."""
    return region or DEFAULT_REGION


def keys_of_environment(env: Environment) -> RoleCredentials | None:
    """The keys in the environment variables, None where there are none. They say neither role nor end."""
    key, secret = env.variable("AWS_ACCESS_KEY_ID"), env.variable("AWS_SECRET_ACCESS_KEY")
    if not key or not secret:
        return None
    token = env.variable("AWS_SESSION_TOKEN") or env.variable("AWS_SECURITY_TOKEN") or ""
    return _static(key, secret, token)


def _static(key: str, secret: str, token: str) -> RoleCredentials:
    return RoleCredentials("", "", Secret(key), Secret(secret), Secret(token), math.inf)


def _of_role(
    env: Environment, connections: Connections, session: SsoSession, role: AccountRole, cache: bool
) -> RoleCredentials:
    known = remembered(connections, session, role)
    if known is not None and known.expires_at - env.clock.time() > MIN_LEFT:
        return known

    def fetch() -> RoleCredentials:
        from ssoswitch.operations.tokens import with_token

        center, gate = connections.identity_center(session), connections.gate(session)
        return with_token(
            env,
            connections,
            session,
            # Ahead of a sync that may be running, and again after a 429.
            lambda token: gate.call(
                lambda: center.get_role_credentials(token, role.account_id, role.role_name)
            ),
        )

    found = _through_disk(env, session, role, fetch) if cache else fetch()
    with _memory_lock:
        _remembered.setdefault(connections, {})[session.token_key, role] = found
    return found


def _through_disk(
    env: Environment, session: SsoSession, role: AccountRole, fetch: Callable[[], RoleCredentials]
) -> RoleCredentials:
    """From the AWS CLI's cache while they live long enough; else one fetches, and the others wait for it."""
    from ssoswitch.core.token_file import role_credentials_file_name
    from ssoswitch.disk.locks import locked
    from ssoswitch.disk.token_cache import TokenCache

    store = TokenCache(env)
    first = store.load_role_credentials(session, role)
    if first is not None and first.expires_at - env.clock.time() > MIN_LEFT:
        return first
    name = f"role-{role_credentials_file_name(session, role)[:16]}"
    try:
        with locked(env, name, timeout=LOCK_TIMEOUT):
            now = env.clock.time()
            again = store.load_role_credentials(session, role)
            # Whatever somebody fetched while we waited is as young as what we would get.
            is_news = again is not None and (first is None or again.access_key_id != first.access_key_id)
            if again is not None and again.expires_at - now > (0.0 if is_news else MIN_LEFT):
                return again
            found = fetch()
            try:
                store.save_role_credentials(session, found)
            except WriteError:
                pass  # the credentials are good all the same; the next call fetches again
            return found
    except FileLocked:
        return fetch()


class _Resolver:
    """One walk from a profile down to what has credentials of its own."""

    def __init__(
        self,
        env: Environment,
        connections: Connections,
        config: AwsConfig,
        cache: bool,
        ask_mfa: AskMfa | None,
    ) -> None:
        self.env, self.connections, self.config = env, connections, config
        self.cache, self.ask_mfa = cache, ask_mfa

    def of_profile(self, profile: Profile, above: tuple[str, ...]) -> RoleCredentials:
        """Credentials of a profile; `above` are the profiles that led here."""
        if profile.name in above:
            chain = " → ".join((*above, profile.name))
            raise ConfigError(
                f"The profiles name each other as source_profile in a circle: {chain}.",
                "Correct source_profile in one of them.",
            )
        if profile.form is ProfileForm.ASSUME_ROLE:
            return self.assumed(profile, above)
        if profile.role is not None:
            return _of_role(self.env, self.connections, self.session_of(profile), profile.role, self.cache)
        if profile.form is ProfileForm.STATIC:
            return _keys_of_profile(profile)
        if profile.form in (ProfileForm.SESSION, ProfileForm.INLINE, ProfileForm.BOTH):
            raise ConfigError(
                f"The profile {profile.name} names no account and role (sso_account_id, sso_role_name).",
                "Make it anew: `ssoswitch profile create`.",
            )
        raise _not_ours(profile)

    def session_of(self, profile: Profile) -> SsoSession:
        """The sso-session of a profile that has a role. Raises SessionNotFound, ConfigError."""
        session = self.config.session_of(profile)
        if session is None:
            raise SessionNotFound(
                f"The profile {profile.name} names the sso-session {profile.session_name!r}, which is missing.",
                "`ssoswitch session add` makes it.",
                tuple(self.config.sessions),
            )
        if session.problem:
            raise ConfigError(
                f"The sso-session {session.name} cannot be used: {session.problem}.",
                "Correct it in the config.",
            )
        return session

    def assumed(self, profile: Profile, above: tuple[str, ...]) -> RoleCredentials:
        """Credentials of `role_arn`, by those of `source_profile` or `credential_source`."""
        from ssoswitch.aws.caller_identity import RoleRequest, assume_role

        values = profile.values
        source = self.source(profile, above)
        serial, code = values.get("mfa_serial", ""), ""
        if serial:
            if self.ask_mfa is None:
                raise Unavailable(
                    f"The profile {profile.name} wants a code of the MFA device {serial}, and nobody can be asked.",
                    "Run it in a terminal.",
                )
            code = self.ask_mfa(serial).strip()
        request = RoleRequest(
            values["role_arn"],
            values.get("role_session_name") or f"ssoswitch-{int(self.env.clock.time())}",
            _duration(profile),
            values.get("external_id", ""),
            serial,
            code,
        )
        return assume_role(self.connections.clients, source, self.sts_region(profile), request)

    def sts_region(self, profile: Profile) -> str:
        """Where STS is asked: a region of the right partition above all."""
        from ssoswitch.core.profile_ends import region_for, session_name_of

        session = self.config.sessions.get(session_name_of(self.config, profile))
        return region_for_sts(
            region_for(self.config, profile)
            or self.env.variable("AWS_REGION")
            or self.env.variable("AWS_DEFAULT_REGION")
            or (session.sso_region if session else "")
        )

    def source(self, profile: Profile, above: tuple[str, ...]) -> RoleCredentials:
        """The credentials that assume the role."""
        name = profile.values.get("source_profile", "")
        if not name:
            return self.from_source(profile)
        if name == profile.name:
            return _keys_of_profile(profile)  # botocore's rule: a profile may be its own source by its keys
        source = self.config.profiles.get(name)
        if source is None:
            raise ConfigError(
                f"The profile {profile.name} names the source_profile {name!r}, which is not there.",
                "Correct source_profile.",
            )
        return self.of_profile(source, (*above, profile.name))

    def from_source(self, profile: Profile) -> RoleCredentials:
        """`credential_source`: only the environment's; the others are of machines in AWS."""
        kind = profile.values.get("credential_source", "")
        keys = keys_of_environment(self.env) if kind == "Environment" else None
        if keys is None:
            raise Unavailable(
                f"The profile {profile.name} takes its credentials from {kind or 'nowhere'}; there are none here.",
                "Use `aws` with it where they are.",
            )
        return keys


def _keys_of_profile(profile: Profile) -> RoleCredentials:
    key, secret = profile.values.get("aws_access_key_id", ""), profile.values.get("aws_secret_access_key", "")
    if not key or not secret:
        raise ConfigError(
            f"The profile {profile.name} has no pair of aws_access_key_id and aws_secret_access_key.",
            "Complete it, or use another profile.",
        )
    return _static(key, secret, profile.values.get("aws_session_token", ""))


def _duration(profile: Profile) -> int | None:
    text = profile.values.get("duration_seconds", "")
    return int(text) if text.isdecimal() else None


def _not_ours(profile: Profile) -> Unavailable:
    if profile.form is ProfileForm.CREDENTIAL_PROCESS:
        reason = "gets its credentials from a program of another tool, which ssoswitch does not run"
    elif profile.form is ProfileForm.LOGIN:
        reason = "belongs to `aws login`, which has nothing to do with Identity Center"
    else:
        reason = "says nowhere how it comes by credentials"
    return Unavailable(
        f"The profile {profile.name} {reason}.",
        f"`aws … --profile {profile.name}` can use it if anything can.",
    )
