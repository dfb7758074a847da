"""A throw-away home with an sso-session and a saved tree of any size, signed in where there is a center."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from ssoswitch.disk.locations import environment_from
from ssoswitch.disk.token_cache import TokenCache
from ssoswitch.disk.tree_cache import save_tree
from ssoswitch.model.account import AccountTree
from ssoswitch.model.environment import Environment
from ssoswitch.model.secret import Secret
from ssoswitch.model.sso_session import SsoSession
from ssoswitch.model.token import GRANT_DEVICE_CODE, AccessToken
from tests.benchmarks.center_process import CenterProcess
from tests.benchmarks.list_app import sample_tree
from tests.support.fake_center import post_json

NOWHERE = "http://127.0.0.1:9"
"""A port where nothing listens: nothing leaves the machine."""


@contextmanager
def saved_home(
    accounts: int,
    roles: int,
    *,
    profiles: int = 0,
    center: CenterProcess | None = None,
    signed_in: bool = True,
) -> Iterator[dict[str, str]]:
    """The variables of such a home. With a `center` it is signed in there, so the program begins to sync.

    Unless it shall not be (`signed_in`); the `center` is then only where a sign-in would lead.
    `profiles`: so many in the config, each of a role of an account of its own, as far as there are accounts.
    """
    with TemporaryDirectory(prefix="ssoswitch-benchmark-") as folder:
        home = Path(folder)
        address = center.url if center else NOWHERE
        variables = {
            "HOME": folder,
            "XDG_CACHE_HOME": str(home / ".cache"),
            "XDG_STATE_HOME": str(home / ".local/state"),
            "XDG_CONFIG_HOME": str(home / ".config"),
            "XDG_DATA_HOME": str(home / ".local/share"),
            "XDG_RUNTIME_DIR": str(home / "run"),
            "AWS_ENDPOINT_URL_SSO": address,
            "AWS_ENDPOINT_URL_SSO_OIDC": address,
            "NO_PROXY": "127.0.0.1",
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "TERM": "xterm-256color",
        }
        (home / "run").mkdir(mode=0o700)
        env = environment_from(variables, working_directory=home)
        start_url = center.start_url if center else "https://example.awsapps.com/start"
        session = SsoSession("corp", start_url, "eu-west-1")
        tree = sample_tree(accounts, roles)
        env.config_file.parent.mkdir(mode=0o700, exist_ok=True)
        env.config_file.write_text(
            f"[sso-session corp]\nsso_start_url = {start_url}\nsso_region = eu-west-1\n"
            "sso_registration_scopes = sso:account:access\n" + sample_profiles(tree, profiles)
        )
        # A file that changed a moment ago is looked at twice, for somebody may still be writing it.
        os.utime(env.config_file, (env.clock.time() - 3600,) * 2)
        save_tree(env, session, tree)
        if center is not None and signed_in:
            sign_in(env, center, session)
        yield variables


def sample_profiles(tree: AccountTree, count: int) -> str:
    """Sections as `aws configure sso` writes them, account after account, then their next role."""
    entries = tuple(tree)
    lines = []
    for number in range(count):
        entry = entries[number % len(entries)]
        role = entry.roles[number // len(entries) % len(entry.roles)]
        lines.append(
            f"\n[profile benchmark-{number}]\nsso_session = corp\nsso_account_id = {entry.account.account_id}\n"
            f"sso_role_name = {role}\nregion = eu-west-1\n"
        )
    return "".join(lines)


def sign_in(env: Environment, center: CenterProcess, session: SsoSession) -> None:
    """By device code, which the center approves by itself."""
    client = post_json(
        f"{center.url}/client/register", clientName="b", clientType="public", scopes=["sso:account:access"]
    ).json
    identity = {"clientId": client["clientId"], "clientSecret": client["clientSecret"]}
    device = post_json(f"{center.url}/device_authorization", **identity, startUrl=center.start_url).json
    given = post_json(
        f"{center.url}/token", **identity, grantType=GRANT_DEVICE_CODE, deviceCode=device["deviceCode"]
    ).json
    ends = env.clock.time() + given["expiresIn"]
    TokenCache(env).save(
        session, AccessToken(center.start_url, "eu-west-1", Secret(given["accessToken"]), ends)
    )
