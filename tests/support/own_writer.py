"""Every kind of file that the program writes, written once by a process of its own, for tests that end or starve it.

Run as `python -m tests.support.own_writer HOME WORD`: each write puts WORD into its file. Prints `KIND written`, or the
kind with the error's code; a file is named by `PATHS`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from ssoswitch.core.frecency import with_search
from ssoswitch.disk.recollections import change_recollections
from ssoswitch.disk.settings import change_account
from ssoswitch.disk.token_cache import TokenCache
from ssoswitch.disk.tree_cache import save_rate, save_tree, tree_path
from ssoswitch.model.account import Account, AccountEntry, AccountTree
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import SsoswitchError
from ssoswitch.model.plan import FileChange, FileKind, Plan
from ssoswitch.model.secret import Secret
from ssoswitch.model.settings import AccountChoice
from ssoswitch.model.token import GRANT_DEVICE_CODE, AccessToken, ClientRegistration, RoleCredentials
from ssoswitch.operations.credentials_file import plan_write_credentials
from ssoswitch.operations.write import apply
from tests.support.profiles import CORP
from tests.support.writer import environment

CLIENT = ClientRegistration("client", Secret("client-secret"), 4e9, ("x",))
KEYS = RoleCredentials("111122223333", "Admin", Secret("AKIA"), Secret("key"), Secret("token"), 4e9)


def paths(env: Environment) -> dict[str, Path]:
    """Where each kind is."""
    cache = TokenCache(env)
    return {
        "token": cache.token_path(CORP),
        "registration": cache._registration_path(CORP, GRANT_DEVICE_CODE, ("x",)),
        "role credentials": next(iter(env.cli_cache.glob("*.json")), env.cli_cache / "none"),
        "tree": tree_path(env, CORP),
        "rates": env.cache_dir / "trees" / "rates.json",
        "settings": env.settings_file,
        "recollections": env.state_dir / "recollections.json",
        ".envrc": env.home / ".envrc",
        "credentials": env.credentials_file,
    }


def writes(env: Environment, word: str) -> dict[str, Callable[[], object]]:
    """How each kind is written."""
    cache, secret = TokenCache(env), Secret(word)
    token = AccessToken(CORP.start_url, CORP.sso_region, secret, 4e9, CLIENT, Secret("refresh"))
    account = AccountEntry(Account("111122223333", word), ("Admin",), 1.0)
    # Keys that live hardly longer than those that are there are not written.
    keys = replace(KEYS, session_token=secret, expires_at=3e9 + 1e5 * sum(word.encode()))
    tree = AccountTree("corp", {"111122223333": account}, synced_at=1.0)

    def envrc() -> object:
        path = env.home / ".envrc"
        before = path.read_bytes() if path.exists() else None
        change = FileChange(path, before, f"export AWS_PROFILE={word}\n".encode(), word, FileKind.ENVRC)
        return apply(env, Plan(word, (change,)))

    return {
        "token": lambda: cache.save(CORP, token),
        "registration": lambda: cache.save_registration(
            CORP, GRANT_DEVICE_CODE, replace(CLIENT, client_secret=secret)
        ),
        "role credentials": lambda: cache.save_role_credentials(CORP, keys),
        "tree": lambda: save_tree(env, CORP, tree),
        "rates": lambda: save_rate(env, replace(CORP, start_url=f"https://{word}"), 2.0),
        "settings": lambda: change_account(env, "111122223333", AccountChoice(alias=word)),
        "recollections": lambda: change_recollections(env, lambda known: with_search(known, word)),
        ".envrc": envrc,
        "credentials": lambda: apply(env, plan_write_credentials(env, keys, "x", session_name="corp")),
    }


def main(home: str, word: str) -> int:
    """Write each; one that fails is no reason to leave out the others."""
    for kind, write in writes(environment(Path(home)), word).items():
        try:
            write()
        except SsoswitchError as error:
            assert "\n" not in error.message
            print(f"{kind}: {error.code} {error.message}", flush=True)
        else:
            print(f"{kind} written", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
