"""A home in which everything has been done once, so that every file of ours is there; and copies to be spoiled."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

from ssoswitch.core.frecency import with_favourite
from ssoswitch.demo.identity_center import FakeIdentityCenter
from ssoswitch.disk.recollections import change_recollections
from ssoswitch.disk.settings import change_setting
from ssoswitch.disk.tree_cache import load_tree, save_rate
from ssoswitch.model.account import AccountRole
from ssoswitch.model.environment import Environment
from ssoswitch.model.events import LoginEvent, SyncFinished
from ssoswitch.operations.connect import Connections
from ssoswitch.operations.credentials import credentials_for
from ssoswitch.operations.login import login
from ssoswitch.operations.sync import Wants, sync
from ssoswitch.operations.write import apply
from tests.support.environments import make_environment
from tests.support.profiles import create, request
from tests.support.signing_in import answered, environment_for, session_of

PROD = AccountRole("333344445555", "AdministratorAccess")


def used_home(center: FakeIdentityCenter, tmp_path: Path) -> Environment:
    """Signed in, synced, with a favourite, a setting, cached credentials and a write in the journal."""
    env = environment_for(center, tmp_path)
    session = session_of(center)
    assert answered(signed_in_anew(env, center))
    assert isinstance(synced(env, center)[-1], SyncFinished)
    save_rate(env, session, 12.5)
    change_recollections(env, lambda known: with_favourite(known, PROD))
    change_setting(env, "look.theme", "dark")
    credentials_for(env, Connections(env), (session, PROD), cache=True)
    apply(env, create(env, [request(name="mine", session=session)]).plan)
    return env


def signed_in_anew(env: Environment, center: FakeIdentityCenter) -> Iterator[LoginEvent]:
    """A sign-in by code."""
    return login(env, Connections(env), session_of(center), method="code", force=True, stop=threading.Event())


def synced(env: Environment, center: FakeIdentityCenter) -> list[object]:
    """The events of a whole sync."""
    session = session_of(center)
    tree, _ = load_tree(env, session)
    stop, pause = threading.Event(), threading.Event()
    connections = Connections(env)
    return list(sync(env, connections, session, tree, stop=stop, pause=pause, wants=Wants(), full=True))


def ours(home: Path) -> list[str]:
    """Every file below the home that we made."""
    skipped = (".aws/config", ".lock")
    names = [path.relative_to(home).as_posix() for path in home.rglob("*") if path.is_file()]
    return sorted(name for name in names if not name.endswith(skipped))


def copy_of(env: Environment, tmp_path: Path) -> Environment:
    """The same home elsewhere."""
    shutil.copytree(env.home, tmp_path / "home", symlinks=True)
    return make_environment(tmp_path, {**env.variables, "HOME": str(tmp_path / "home")})
