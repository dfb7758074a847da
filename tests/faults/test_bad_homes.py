"""Homes that are not as they should be: every file of ours damaged in every way, and one that cannot be written at all.

F15 and F16 of the requirements, and of S9 that whatever holds a secret is for its user alone.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from ssoswitch.core.frecency import with_favourite
from ssoswitch.demo.identity_center import FakeIdentityCenter
from ssoswitch.disk.recollections import change_recollections
from ssoswitch.disk.settings import change_setting
from ssoswitch.disk.token_cache import TokenCache
from ssoswitch.disk.tree_cache import load_rate, load_tree
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import SignInNeeded, WriteError
from ssoswitch.model.events import SyncFinished
from ssoswitch.operations.connect import Connections
from ssoswitch.operations.credentials import credentials_for
from ssoswitch.operations.read_config import read_config
from ssoswitch.operations.startup import start
from ssoswitch.operations.undo import history, undo
from ssoswitch.operations.write import apply
from tests.support.profiles import create, request
from tests.support.screen import quiet_app, sample_environment, sample_startup, screen_text, until
from tests.support.signing_in import answered, environment_for, save_token, session_of
from tests.support.terminal import program, run
from tests.support.used_home import PROD, copy_of, ours, signed_in_anew, synced


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _fifo(path: Path) -> None:
    path.unlink()
    os.mkfifo(path, 0o600)


def _dangling(path: Path) -> None:
    path.unlink()
    path.symlink_to("/nowhere/at/all")


DAMAGE: dict[str, Callable[[Path], object]] = {
    "empty": lambda path: path.write_bytes(b""),
    "half": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "binary": lambda path: path.write_bytes(bytes(range(256)) * 20),
    "no UTF-8": lambda path: path.write_bytes(b'{"\xff\xfe": 1}'),
    "another JSON": lambda path: path.write_bytes(b'[[1, {"version": "x"}], null]'),
    "a future version": lambda path: path.write_bytes(b'{"version": 99, "accounts": 7, "expiresAt": []}'),
    "deep": lambda path: path.write_bytes(b"[" * 100_000),
    "0000": lambda path: path.chmod(0),
    "a folder": _folder,
    "a FIFO": _fifo,
    "a dangling symlink": _dangling,
}


def test_there_is_a_file_of_each_kind(used: Environment) -> None:
    names = " ".join(ours(used.home))
    for part in (".aws/sso/cache/", ".aws/cli/cache/", "trees/", "recollections", "config.toml", "journal/"):
        assert part in names, (part, names)


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_file_is_as_good_as_none(
    used: Environment, center: FakeIdentityCenter, tmp_path: Path, damage: str
) -> None:
    for number, name in enumerate(ours(used.home)):
        env = copy_of(used, tmp_path / str(number))
        path = env.home / name
        DAMAGE[damage](path)
        startup = start(env)
        assert startup.session is not None, name
        history(env)
        load_rate(env, startup.session)
        TokenCache(env).load_registration(startup.session, "x", ())
        if name.startswith(".aws/sso/cache"):
            try:
                save_token(env, center, startup.session)
            except WriteError as error:
                assert path.is_dir()
                assert "is a directory" in error.message
                continue
        elif "trees/" not in name:
            continue
        events = synced(env, center)
        assert isinstance(events[-1], SyncFinished), name
        assert events[-1].complete, name
        again, _ = load_tree(env, startup.session)
        assert len(again) == 6, name


def test_all_of_them_at_once_and_the_whole_screen(
    used: Environment, center: FakeIdentityCenter, tmp_path: Path
) -> None:
    env = copy_of(used, tmp_path)
    for number, name in enumerate(ours(env.home)):
        if not name.startswith(".aws/sso"):
            list(DAMAGE.values())[number % len(DAMAGE)](env.home / name)
    with program(env) as terminal:
        terminal.wait_for("6 accounts")
        terminal.act("f", shows="favourite")
        terminal.act(",", shows="Settings")
        terminal.press("\x11")
        assert terminal.wait_end() == 0
    for arguments in (("status",), ("list",), ("history",), ("doctor",), ("whoami",)):
        done = run(env, *arguments)
        assert "Traceback" not in done.stderr
        assert "fault of ssoswitch" not in done.stderr, done.stderr


# Secrets


def test_what_holds_a_secret_is_for_its_user_alone_whatever_the_umask(
    center: FakeIdentityCenter, tmp_path: Path
) -> None:
    env = environment_for(center, tmp_path)
    old = os.umask(0)
    try:
        for arguments in (
            ("login", "--no-browser"),
            ("sync",),
            ("credentials", "dev", "--format", "process"),
            ("credentials", "dev", "--write", "--yes"),
        ):
            assert run(env, *arguments).returncode == 0, arguments
    finally:
        os.umask(old)
    secret = [path for path in env.home.rglob("*") if path.is_file() and b"demo-secret-" in path.read_bytes()]
    assert len(secret) >= 4
    for path in secret:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
        assert stat.S_IMODE(path.parent.stat().st_mode) & 0o022 == 0, path.parent
        if path.parent != env.config_file.parent:
            assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700, path.parent


def test_a_planted_symlink_is_not_followed(
    used: Environment, center: FakeIdentityCenter, tmp_path: Path
) -> None:
    env = copy_of(used, tmp_path)
    victim = tmp_path / "victim"
    for name in ours(env.home):
        if name.startswith(".config"):
            continue  # the settings are the user's own file, perhaps kept elsewhere
        path = env.home / name
        path.unlink()
        path.symlink_to(victim)
    victim.write_text("mine\n")
    session = session_of(center)
    assert TokenCache(env).load(session) is None
    answered(signed_in_anew(env, center))
    synced(env, center)
    credentials_for(env, Connections(env), (session, PROD), cache=True)
    change_recollections(env, lambda known: with_favourite(known, PROD))
    assert victim.read_text() == "mine\n"
    assert not (env.sso_cache / "x").exists()
    assert all(not path.is_symlink() for path in env.sso_cache.iterdir())


# A home that cannot be written


def unwritable(env: Environment, tmp_path: Path) -> Environment:
    """The same with every place of ours below a file, where nobody can make a folder, root neither."""
    block = tmp_path / "block"
    block.write_text("no folder\n")
    places = {
        name: block / name
        for name in ("state_dir", "cache_dir", "sso_cache", "cli_cache", "config_file", "settings_file")
        if hasattr(env, name)
    }
    return replace(env, **places)  # type: ignore[arg-type]  # its own fields


async def test_the_screen_works_where_nothing_can_be_saved(tmp_path: Path) -> None:
    whole = sample_environment(tmp_path)
    app = quiet_app(unwritable(whole, tmp_path), sample_startup(whole))
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("j", "f")
        await until(pilot, lambda: "not" in screen_text(app) and "block" in screen_text(app))
        assert "no folder" not in screen_text(app)
        await pilot.press("l", "j", "p")
        await until(pilot, lambda: "New profile" in screen_text(app) or "cannot" in screen_text(app))
        await pilot.press("enter")
        await until(pilot, lambda: "block" in screen_text(app))
        await pilot.press("escape", "escape", "question_mark")
        await until(pilot, lambda: "Help" in screen_text(app))
    assert app._exception is None


def test_saving_says_why_not(center: FakeIdentityCenter, tmp_path: Path) -> None:
    env = environment_for(center, tmp_path)
    session = session_of(center)
    token = save_token(env, center, session)
    config = read_config(env)
    plan = create(env, [request(name="mine", session=session)]).plan
    env = unwritable(env, tmp_path)
    for save in (
        lambda: TokenCache(env).save(session, token),
        lambda: change_recollections(env, lambda known: with_favourite(known, PROD)),
        lambda: change_setting(env, "look.theme", "dark"),
        lambda: apply(env, plan),
    ):
        with pytest.raises(WriteError) as caught:
            save()
        assert str(caught.value).count("\n") == 0
        assert caught.value.hint
    with pytest.raises(SignInNeeded):
        synced(env, center)
    assert history(env) == ()
    assert not undo(env, None).id
    assert config.problem is None
