"""What is told beside a role and needs a look at the disk: folders that use its profiles, credentials that are cached.

It runs in a thread behind the first frame; what cannot be read is simply not told.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from ssoswitch.core.aws_config import AwsConfig
from ssoswitch.core.envrc import find_profile
from ssoswitch.disk.files import read_file
from ssoswitch.disk.token_cache import TokenCache
from ssoswitch.model.account import AccountRole
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import SsoswitchError
from ssoswitch.model.settings import Recollections
from ssoswitch.model.sso_session import SsoSession


class Surroundings(NamedTuple):
    """What was found."""

    directories: Mapping[str, tuple[str, ...]]
    """Profile name → folders."""
    credentials: Mapping[AccountRole, float]
    """Role → when its cached credentials end, in seconds since the epoch."""
    proxy: str
    """The host of the proxy, without what may stand before it: that is a password."""


def look_around(
    env: Environment, recollections: Recollections, config: AwsConfig, session: SsoSession | None
) -> Surroundings:
    """Look at the .envrc files that ssoswitch wrote, the nearest one, and the cached role credentials."""
    files = [*recollections.envrc_files, str(env.working_directory / ".envrc")]
    folders: dict[str, list[str]] = {}
    for name in dict.fromkeys(files):
        path = Path(name)
        try:
            setting = find_profile(read_file(path))
        except SsoswitchError:
            continue  # gone, or not to be read: nothing is told of it
        if setting is not None and setting.value:
            folders.setdefault(setting.value, []).append(str(path.parent))
    credentials = {}
    if session is not None:
        for each in TokenCache(env).cached_role_credentials(session, config.profiles_by_role()):
            credentials[AccountRole(each.account_id, each.role_name)] = each.expires_at
    proxy = env.variable("HTTPS_PROXY") or env.variable("https_proxy") or ""
    host = urlsplit(proxy if "//" in proxy else f"//{proxy}").netloc.rpartition("@")[2] if proxy else ""
    return Surroundings({name: tuple(paths) for name, paths in folders.items()}, credentials, host)
