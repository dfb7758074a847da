"""A throw-away home with an sso-session, a saved tree of any size and, where wanted, a token that works."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha1
from pathlib import Path
from tempfile import TemporaryDirectory

from ssoswitch.disk.locations import environment_from
from ssoswitch.disk.tree_cache import save_tree
from ssoswitch.model.environment import Environment
from ssoswitch.model.sso_session import SsoSession
from tests.benchmarks.list_app import sample_tree

SESSION = SsoSession("corp", "https://example.awsapps.com/start", "eu-west-1")
CONFIG = """[sso-session corp]
sso_start_url = https://example.awsapps.com/start
sso_region = eu-west-1
sso_registration_scopes = sso:account:access
"""


@contextmanager
def saved_home(accounts: int, roles: int, *, signed_in: bool = False) -> Iterator[dict[str, str]]:
    """The variables of such a home. Its endpoints are a port where nothing listens: nothing leaves the machine."""
    with TemporaryDirectory(prefix="ssoswitch-benchmark-") as folder:
        home = Path(folder)
        variables = {
            "HOME": folder,
            "XDG_CACHE_HOME": str(home / ".cache"),
            "XDG_STATE_HOME": str(home / ".local/state"),
            "XDG_CONFIG_HOME": str(home / ".config"),
            "XDG_DATA_HOME": str(home / ".local/share"),
            "XDG_RUNTIME_DIR": str(home / "run"),
            "AWS_ENDPOINT_URL_SSO": "http://127.0.0.1:9",
            "AWS_ENDPOINT_URL_SSO_OIDC": "http://127.0.0.1:9",
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "TERM": "xterm-256color",
        }
        (home / "run").mkdir(mode=0o700)
        env = environment_from(variables, working_directory=home)
        env.config_file.parent.mkdir(mode=0o700, exist_ok=True)
        env.config_file.write_text(CONFIG)
        save_tree(env, SESSION, sample_tree(accounts, roles))
        if signed_in:
            _save_token(env)
        yield variables


def _save_token(env: Environment) -> None:
    env.sso_cache.mkdir(mode=0o700, parents=True, exist_ok=True)
    ends = datetime.fromtimestamp(time.time() + 6 * 3600, UTC)  # noqa: TID251  (a token of today)
    token = {
        "startUrl": "https://example.awsapps.com/start",
        "region": "eu-west-1",
        "accessToken": "benchmark",
        "expiresAt": ends.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    path = env.sso_cache / f"{sha1(b'corp', usedforsecurity=False).hexdigest()}.json"
    path.write_text(json.dumps(token))
    path.chmod(0o600)
